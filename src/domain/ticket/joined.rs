//! Tickets that became one, and one that became several. Words stay where they were written; what is
//! shown of them elsewhere is read from there.

use crate::domain::id::{AgentName, At, TicketId};
use serde::{Deserialize, Serialize};

/// A ticket that goes on in another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Which.
    pub ticket: TicketId,
    /// Who merged it.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// Words that belong to two tickets since one was split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The other ticket: where the words go on, or where they stand.
    pub ticket: TicketId,
    /// The events that carry them, by their number on the ticket where they stand.
    pub events: Vec<u32>,
    /// Who split it.
    pub by: AgentName,
    /// When.
    pub at: At,
}
