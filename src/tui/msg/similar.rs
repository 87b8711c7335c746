//! What is asked of the similar tickets.

use crate::domain::id::TicketId;
use crate::store::search::Stop;
use crate::tui::similar::About;

/// What is similar.
#[derive(Clone, Debug)]
pub struct SimilarAsk {
    /// To what.
    pub about: About,
    /// When to break off: set by the lane, which knows of other questions.
    pub stop: Stop,
}

impl Default for SimilarAsk {
    fn default() -> Self {
        SimilarAsk {
            about: About::Ticket(TicketId(0)),
            stop: Stop::default(),
        }
    }
}
