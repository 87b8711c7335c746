//! What is told of tickets at a change of shift.

use crate::domain::id::TicketId;

/// A ticket at a change of shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftLine {
    /// Which.
    pub id: TicketId,
    /// What it is about.
    pub label: String,
    /// What one must know of it.
    pub notes: String,
}
