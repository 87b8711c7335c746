//! The review of a period: reads what counts of every ticket, and adds it up.

mod html;
mod picture;
mod workers;

pub use html::html;

use super::export::file;
use super::{Desk, Error};
use crate::domain::id::{At, TicketId};
use crate::domain::report::{self, Ask, Period, Report};
use crate::domain::row::Row;
use crate::store::{self, Query};
use std::path::Path;

/// Told how many tickets were read; `false` breaks it off.
pub type Going<'g> = dyn FnMut(u64) -> bool + 'g;

/// After so many tickets it is told how far it is.
const PART: u64 = 1_024;

const DAY: i64 = 86_400_000;

impl Desk {
    /// A report. Everyone may ask for one; restricted tickets count for everyone, and their words and numbers are shown
    /// to those who see them.
    ///
    /// # Errors
    /// [`Error::Input`] for a period that is none, and for words and rows that neither the process knows nor something had;
    /// [`Error::BrokenOff`]; the store's.
    pub fn report(&self, ask: &Ask, going: &mut Going<'_>) -> Result<Report, Error> {
        if ask.period.from >= ask.period.to {
            return Err(Error::Input(
                "The period ends before it begins: --from must be before --to.".to_owned(),
            ));
        }
        let process = std::sync::Arc::clone(&self.process);
        let span = Period {
            from: ask.period.former().from,
            to: ask.period.to,
        };
        let (mut read, mut broken_off) = (0, false);
        let viewer = self.actor.viewer();
        let added = workers::added(&process, ask, |take| {
            self.store.marks(&viewer, span, &mut |marked| {
                read += 1;
                broken_off = read % PART == 0 && !going(read);
                !broken_off && take(&marked)
            })
        })?;
        if broken_off {
            return Err(Error::BrokenOff("The report was broken off."));
        }
        match added {
            Ok(tally) => {
                let report = Report::of(&process, ask, tally);
                report::check(&process, ask, &report).map_err(Error::Input)?;
                Ok(report)
            }
            Err(id) => Err(Error::Store(store::Error::Backend(format!(
                "What reviews count of ticket {id} cannot be read. The ticket itself is intact; hoist audit check says more."
            )))),
        }
    }

    /// The rows of tickets behind a figure, as this agent sees them; one that was restricted meanwhile stays out.
    ///
    /// # Errors
    /// The store's.
    pub fn rows_behind(&self, ids: &[TicketId]) -> Result<Vec<Row>, Error> {
        let viewer = self.actor.viewer();
        let mut rows = Vec::new();
        for id in ids {
            match self.store.row(&viewer, *id) {
                Ok(row) if !row.masked => rows.push(row),
                Ok(_) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(rows)
    }

    /// Writes a page into a new file; one that is there already stays as it is.
    ///
    /// # Errors
    /// [`Error::HostFile`] over SSH, [`Error::Input`] where there is such a file; a place that cannot be written.
    pub fn write_new(&self, path: &Path, text: &str) -> Result<(), Error> {
        self.host_files("Writing a report into a file")?;
        file::write(path, |out| {
            out.write_all(text.as_bytes())?;
            Ok(())
        })
    }

    /// The usual period: since the last review ended, or as long as the process file says before now. Right after a
    /// review there is nothing to look at yet: until a day has passed it is the period that was reviewed.
    ///
    /// # Errors
    /// The store's.
    pub fn usual_period(&self) -> Result<Period, Error> {
        let since = self.since_last_review()?;
        let short = self.process.review_every_ms.clamp(1, DAY);
        match self.last_reviewed()? {
            Some(last) if last.to <= since.to && since.to.since_ms(last.to) < short => Ok(last),
            _ => Ok(since),
        }
    }

    /// From the end of the last review to now, or as long as the process file says before now.
    ///
    /// # Errors
    /// The store's.
    pub fn since_last_review(&self) -> Result<Period, Error> {
        let now = self.now();
        let every = self.process.review_every_ms.max(1);
        let last = self.last_reviewed()?.map(|period| period.to);
        Ok(Period {
            from: last
                .filter(|to| *to < now)
                .unwrap_or_else(|| now.plus_ms(-every)),
            to: now,
        })
    }

    /// The period of the review that looked at the latest one; `None`: none was held.
    ///
    /// # Errors
    /// The store's.
    pub fn last_reviewed(&self) -> Result<Option<Period>, Error> {
        let reviews = self.store.reviews()?;
        let last = reviews.iter().max_by_key(|r| (r.to, r.id));
        Ok(last.map(|r| r.period()))
    }

    /// When the first ticket was opened; `None`: there is none.
    ///
    /// # Errors
    /// The store's.
    pub fn first_opened_at(&self) -> Result<Option<At>, Error> {
        let query = Query {
            over: true,
            sort: store::Sort::Age,
            ..Query::default()
        };
        let viewer = self.actor.viewer();
        let page = self
            .store
            .page(&viewer, &query, &store::Anchor::First, 1, self.now())?;
        Ok(page.rows.first().map(|r| r.opened_at))
    }
}
