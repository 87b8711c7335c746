//! Why a use case did not run: each a sentence to a person.

use crate::domain::blocker::{Refusal, Why};
use crate::domain::id::AgentName;
use crate::store;

/// Why a use case did not run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A guard, the stage or the role refuses.
    #[error("{}", .0.text)]
    Refused(Box<Refusal>),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The stored process file does not parse.
    #[error(
        "The process file stored in this desk cannot be read: {0} A newer hoist may have written it; update hoist."
    )]
    Process(String),
    /// Nobody on this desk has this login.
    #[error(
        "{login} (uid {uid}) is not an agent of this desk. A lead can add you: hoist agents add {login} --tier tier1 --login {uid}"
    )]
    UnknownLogin {
        /// Login name.
        login: String,
        /// uid.
        uid: u32,
    },
    /// `--as` is for the owner of the desk's file.
    #[error("Only the owner of the desk's file may act as {0}.")]
    NotOwner(AgentName),
    /// The key that someone came in with over SSH is none of the agent's, or no longer.
    #[error(
        "This key does not open the desk for {0}, or no longer does. A lead can add a key: hoist agents key add {0} KEY"
    )]
    ShutOut(AgentName),
    /// The host's files are out of reach over SSH.
    #[error(
        "{0} is not possible over SSH: the files of the desk's host are out of reach there. Nothing was read or written."
    )]
    HostFile(&'static str),
    /// A file of somebody else stands where one is to be put.
    #[error("{0}")]
    NotTheirs(String),
    /// This needs a lead.
    #[error("{0} needs a lead. hoist agents list shows who is one.")]
    NeedsLead(&'static str),
    /// This is for those who may read everything.
    #[error("{0} needs a lead or an auditor. hoist agents list shows who is one.")]
    NeedsReader(&'static str),
    /// Who has no tier and is no lead looks, and changes nothing.
    #[error(
        "{0} has no tier on this desk and may look, not change. A lead can change that: hoist agents role {0} --tier tier1"
    )]
    NoTier(AgentName),
    /// There is no such thing.
    #[error("{0}")]
    Missing(String),
    /// Someone else changed the same thing meanwhile.
    #[error("{0}")]
    Edited(String),
    /// What was typed does not make sense.
    #[error("{0}")]
    Input(String),
    /// It makes sense, and what stands on the desk does not allow it now.
    #[error("{0}")]
    Standing(String),
    /// What was read is not as it should be.
    #[error("{0}")]
    Content(String),
    /// Whoever asked for it broke it off.
    #[error("{0}")]
    BrokenOff(&'static str),
}

impl Error {
    /// The command line's exit code; `hoist --help` lists them.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Refused(refusal) => match refusal.why {
                Why::Role => 6,
                Why::Input => 2,
                Why::Absent => 3,
                Why::Stage | Why::Guards => 4,
                Why::Taken => 5,
            },
            Error::UnknownLogin { .. }
            | Error::NotOwner(_)
            | Error::ShutOut(_)
            | Error::HostFile(_)
            | Error::NotTheirs(_)
            | Error::NeedsLead(_)
            | Error::NeedsReader(_)
            | Error::NoTier(_) => 6,
            Error::Input(_) => 2,
            Error::Standing(_) => 4,
            Error::Edited(_) => 5,
            Error::Missing(_) => 3,
            Error::Process(_) | Error::Content(_) | Error::BrokenOff(_) => 1,
            Error::Store(error) => match error {
                store::Error::NotFound(_)
                | store::Error::NoArticle(_)
                | store::Error::NoDesk(_)
                | store::Error::Gone(_) => 3,
                store::Error::Restricted(_) | store::Error::KeyGone(_) => 6,
                store::Error::Changed(_)
                | store::Error::ProcessChanged
                | store::Error::AgentGone(_) => 5,
                store::Error::Busy(_) | store::Error::Unreachable(_) => 7,
                _ => 1,
            },
        }
    }
}
