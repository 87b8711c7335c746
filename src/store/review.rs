//! What a review reads: the marks of tickets, and the reviews that were held.

use super::Error;
use crate::domain::actor::Viewer;
use crate::domain::event::Event;
use crate::domain::id::{At, TicketId};
use crate::domain::report::Period;
use crate::domain::review::Review;
use crate::domain::row::Row;

/// The marks of a ticket.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'m> {
    /// Which.
    pub id: TicketId,
    /// The viewer may not see it: it counts, and its words stay out.
    pub is_hidden: bool,
    /// Its marks, as [`crate::domain::report::mark::of`] makes them of its events.
    pub marks: &'m [u8],
}

/// Is handed each; `false` breaks it off.
pub type Each<'e> = dyn FnMut(Marked<'_>) -> bool + 'e;

/// What reviews are made of.
pub trait Reviews {
    /// Hands over every ticket that may count in a period, ascending by number: opened before its end, and neither
    /// settled before its beginning.
    fn marks(&self, viewer: &Viewer, period: Period, each: &mut Each<'_>) -> Result<(), Error>;

    /// Whether what is kept of a ticket for reviews is what its row and all its events say.
    fn is_marked(&self, row: &Row, events: &[Event]) -> Result<bool, Error>;

    /// Every review that was held, by number.
    fn reviews(&self) -> Result<Vec<Review>, Error>;
}

/// Until when a ticket may count: for ever, until it is settled: over, with nothing owed. Nothing of it changes
/// after its last event then.
#[must_use]
pub fn counts_until(row: &Row) -> At {
    match row.stage.phase.is_over() && row.owed == 0 {
        true => row.updated_at,
        false => At::NEVER,
    }
}

/// Whether a ticket may count in a period.
#[must_use]
pub fn may_count(row: &Row, period: Period) -> bool {
    row.opened_at < period.to && counts_until(row) >= period.from
}
