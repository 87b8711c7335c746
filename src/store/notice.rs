//! What happens by itself: from when on a ticket has to be looked at, and what was told of that and of what others did.

use super::{Count, Error};
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::notice::Notice;

/// What came of looking at a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The ticket; `None`: the desk itself.
    pub ticket: Option<TicketId>,
    /// The version that was looked at; `None`: it could not be read, whichever it is.
    pub version: Option<u32>,
    /// What there is to tell. What was told before is not told again; where it was over and is so once more, it is unread
    /// again for who had not read it.
    pub notices: Vec<Notice>,
    /// The series that stand ([`crate::domain::alarm::Alarms::series`]): what was told of others and asks for something
    /// is over. `None`: nothing is known of that.
    pub standing: Option<Vec<String>>,
    /// When it was looked at.
    pub at: At,
    /// From when on it has to be looked at again; [`At::NEVER`]: not before it changes.
    pub next: At,
}

/// Which notices of an agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those not read yet.
    pub unread: bool,
    /// Only those before this number.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: usize,
}

/// A notice as an agent has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was told.
    pub notice: Notice,
    /// When this agent read it, or it was over.
    pub read_at: Option<At>,
    /// When it was over: what it asked for was done, or is asked for no more.
    pub over_at: Option<At>,
}

/// What a store keeps of what happens by itself. Read without viewer: a notice goes to whom it is addressed.
pub trait Notices {
    /// The earliest instant from which on a ticket has to be looked at; [`At::NEVER`]: none.
    fn next_alarm(&self) -> Result<At, Error>;

    /// Tickets that have to be looked at by now, the earliest first, at most `limit`.
    fn alarmed(&self, now: At, limit: usize) -> Result<Vec<TicketId>, Error>;

    /// Keeps what came of looking, all in one transaction; how many notices were new. Of a ticket that has
    /// another version by now nothing is kept: it is looked at again.
    fn tell(&mut self, looks: &[Look]) -> Result<usize, Error>;

    /// The latest round of a series that was told; `None`: nothing of it was.
    fn told_round(&self, series: &str) -> Result<Option<u32>, Error>;

    /// An agent's notices, the latest first.
    fn notices(&self, agent: &AgentName, wanted: Wanted) -> Result<Vec<Kept>, Error>;

    /// How many an agent has not read, up to `cap`.
    fn unread_notices(&self, agent: &AgentName, cap: u32) -> Result<Count, Error>;

    /// An agent has read these, or all up to a number; how many were unread.
    fn read_notices(&mut self, agent: &AgentName, which: Read<'_>, now: At)
    -> Result<usize, Error>;
}

/// Which notices were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read<'a> {
    /// These.
    These(&'a [i64]),
    /// All up to this number.
    UpTo(i64),
    /// Those of a ticket.
    Of(TicketId),
}
