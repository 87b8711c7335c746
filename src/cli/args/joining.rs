//! Several tickets at once: merging, splitting, a change of shift; and the teams that are asked.

use super::Text;
use crate::domain::id::TicketId;
use clap::{Args, Subcommand};

/// A merge.
#[derive(Clone, Debug, Args)]
pub struct Merge {
    /// The ticket that goes on in the other one; it is cancelled as a duplicate
    pub id: TicketId,
    /// The ticket of the same customer that goes on
    pub into: TicketId,
    /// What the customer is told
    #[command(flatten)]
    pub text: Text,
}

/// A merge taken back.
#[derive(Clone, Debug, Args)]
pub struct Unmerge {
    /// The ticket that was merged into another
    pub id: TicketId,
    /// Why
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub reason: String,
}

/// Words split off.
#[derive(Clone, Debug, Args)]
pub struct Split {
    /// The ticket whose words go into one of their own; without --message or --note they are listed
    pub id: TicketId,
    /// What the new ticket is about
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub subject: Option<String>,
    /// Number of a message; may be given several times
    #[arg(long = "message", value_name = "N", num_args = 1.., value_delimiter = ',')]
    pub messages: Vec<u32>,
    /// Number of a note; may be given several times
    #[arg(long = "note", value_name = "N", num_args = 1.., value_delimiter = ',')]
    pub notes: Vec<u32>,
    /// How the new ticket is linked: related or follow_up
    #[arg(
        long = "as",
        value_name = "KIND",
        id = "link_kind",
        default_value = "related"
    )]
    pub kind: String,
}

/// A change of shift.
#[derive(Clone, Debug, Subcommand)]
pub enum Handovers {
    /// Offer tickets to another agent; they change hands when that agent accepts
    Give(Give),
    /// List what was offered to you, and what you offered
    List,
    /// Take over what was offered to you
    Accept(Which),
    /// Decline what was offered to you, or take your own offer back
    Decline(Declined),
}

/// Tickets for another agent.
#[derive(Clone, Debug, Args)]
pub struct Give {
    /// To whom
    pub agent: String,
    /// The tickets
    #[arg(required_unless_present = "all")]
    pub ids: Vec<TicketId>,
    /// Every ticket you work on or whose customer is yours
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// What to know; without it: what each waits for, has to be done, and comes next
    #[command(flatten)]
    pub text: Text,
}

/// Tickets that were offered.
#[derive(Clone, Debug, Args)]
pub struct Which {
    /// The tickets
    #[arg(required_unless_present = "all")]
    pub ids: Vec<TicketId>,
    /// All that was offered to you
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
}

/// An offer that comes to nothing.
#[derive(Clone, Debug, Args)]
pub struct Declined {
    /// Which tickets
    #[command(flatten)]
    pub which: Which,
    /// Why
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub reason: String,
}

/// Teams.
#[derive(Clone, Debug, Subcommand)]
pub enum Teams {
    /// List every team that can be asked
    List,
    /// Add a team, or change its name or address; a lead does it
    Set {
        /// Its id
        team: String,
        /// Its name for people
        #[arg(long, value_name = "NAME")]
        label: Option<String>,
        /// Where a question goes: an e-mail address, a channel, a number
        #[arg(long, value_name = "ADDRESS")]
        address: Option<String>,
    },
    /// Remove a team that the desk added, or the address of another
    Remove {
        /// Its id
        team: String,
    },
}
