//! The clock of this computer against the desk: whether it is behind what was written.

use super::{Desk, Error};
use crate::domain::chain::{desk_event_of, event_of};
use crate::domain::id::At;
use crate::store::{Anchor, Query, Sort};

/// Clocks of several computers are not the same to the minute.
const APART_MS: i64 = 5 * 60_000;

impl Desk {
    /// When the latest word of the desk was, on a ticket or as its last event, if this computer's clock is clearly behind that: it was set back, or that of
    /// whoever wrote it was ahead. What is written now stands behind it in order all the same.
    ///
    /// # Errors
    /// The store's.
    pub fn clock_behind(&self) -> Result<Option<At>, Error> {
        let (n, _) = self.store.head()?;
        let last = self.store.chain(n.saturating_sub(1), 1)?;
        let last = last.first().and_then(|link| match link.ticket {
            Some(_) => event_of(&link.record).ok().map(|e| e.at),
            None => desk_event_of(&link.record).ok().map(|e| e.at),
        });
        let latest = Query {
            over: true,
            sort: Sort::Updated,
            ..Query::default()
        };
        let page = self.page(&latest, &Anchor::First, 1)?;
        let written = page.rows.first().map(|row| row.updated_at);
        let at = last.max(written);
        Ok(at.filter(|at| at.since_ms(self.now()) > APART_MS))
    }
}
