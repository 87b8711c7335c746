//! What reviews read of the desk in memory: made from the events each time.

use super::MemoryStore;
use crate::domain::actor::Viewer;
use crate::domain::event::Event;
use crate::domain::report::{Period, mark};
use crate::domain::review::Review;
use crate::domain::row::Row;
use crate::store::Error;
use crate::store::mask::may_see;
use crate::store::review::{Each, Marked, Reviews, may_count};

impl Reviews for MemoryStore {
    fn marks(&self, viewer: &Viewer, period: Period, each: &mut Each<'_>) -> Result<(), Error> {
        let state = self.state();
        let mut rows: Vec<&Row> = state.tickets.iter().map(|(row, _)| row).collect();
        rows.sort_by_key(|row| row.id);
        for row in rows.into_iter().filter(|row| may_count(row, period)) {
            let own = state.events.iter().filter(|(id, _)| *id == row.id);
            let marks = mark::of(own.map(|(_, event)| event));
            let going = each(Marked {
                id: row.id,
                is_hidden: !may_see(viewer, row.audience.as_deref()),
                marks: &marks,
            });
            if !going {
                break;
            }
        }
        Ok(())
    }

    /// They are made from the events: nothing can be wrong.
    fn is_marked(&self, _: &Row, _: &[Event]) -> Result<bool, Error> {
        Ok(true)
    }

    fn reviews(&self) -> Result<Vec<Review>, Error> {
        Ok(self.state().reviews.clone())
    }
}
