//! Rows after a change of the process file. Due times and turns are a function of events and process:
//! the rows of open tickets are computed anew, in transactions short enough that nobody who writes
//! meanwhile waits. A row says under which file it was computed, so whoever opens the desk goes on
//! where somebody was broken off.

use super::{Desk, Error};
use crate::domain::id::TicketId;
use crate::domain::row::Row;

/// Rows a transaction: what waits for the write lock waits less than a tenth of a second.
const BATCH: usize = 200;

/// Batches that who merely opens the desk does of what was left.
pub(super) const SHARE: usize = 10;

impl Desk {
    /// Computes rows of another process file anew, at most so many batches; whether none is left.
    /// What someone else does or changes meanwhile is left to them.
    pub(super) fn recount(&mut self, batches: usize) -> Result<bool, Error> {
        let mut after = TicketId(0);
        for _ in 0..batches {
            let ids = self.store.outdated(after, BATCH)?;
            let Some(last) = ids.last() else { break };
            after = *last;
            let rows: Vec<Row> = ids.iter().filter_map(|id| self.anew(*id)).collect();
            self.store.rewrite_rows(&self.process.hash, &rows)?;
        }
        Ok(self.store.outdated(TicketId(0), 1)?.is_empty())
    }

    /// Computes anew the rows that a newer program left to it: they name no process file, and are those of a program of before.
    pub(super) fn recount_unnamed(&mut self) -> Result<(), Error> {
        let mut after = TicketId(0);
        loop {
            let ids = self.store.kept_unnamed(after, BATCH)?;
            let Some(last) = ids.last() else {
                return Ok(());
            };
            after = *last;
            let rows: Vec<Row> = ids.iter().filter_map(|id| self.anew(*id)).collect();
            self.store.rewrite_rows(&self.process.hash, &rows)?;
        }
    }

    /// The row of a ticket under the process in force. One that cannot be read is named by the
    /// audit; it must not stop the others.
    fn anew(&self, id: TicketId) -> Option<Row> {
        let (_, ticket) = self.store.stored(id).ok()?;
        Some(Row::of(&self.process, &ticket))
    }
}
