//! A line of the list of what happened by itself.

use crate::domain::id::{At, TicketId};

/// A notice as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeLine {
    /// Its number.
    pub n: i64,
    /// On which ticket.
    pub ticket: Option<TicketId>,
    /// When it was told.
    pub at: At,
    /// What happened.
    pub text: String,
    /// The ticket's subject, as this agent sees it; empty where there is none.
    pub subject: String,
    /// This agent has not read it.
    pub unread: bool,
}
