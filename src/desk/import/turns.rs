//! An import beside those who work at the desk: it writes in short turns, reads its source between them, and lets others
//! write before the next. A source that is slow, or that stops, holds nobody up.

use super::source::{Row, Rows};
use super::target::{Dry, Target};
use super::{Progress, Work, going_on};
use crate::desk::{Desk, Error};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Rows that are read before a turn, at most.
const ROWS: usize = 500;

/// And so many bytes of them.
const BYTES: usize = 1 << 20;

/// Reading for a turn lasts no longer, as far as the source does not hold it up.
const READING: Duration = Duration::from_millis(200);

/// What is imported, piece by piece.
pub(super) trait Supply {
    /// Reads until there is something to write, which may take long; `false` at the end.
    fn fill(&mut self) -> Result<bool, Error>;
    /// Writes the next that was read; `false` where it must be read first.
    fn one(&mut self, target: &mut dyn Target) -> Result<bool, Error>;
    /// How far it is.
    fn progress(&self) -> Progress;
}

/// Writes everything. What is told how far it is, too, can hold nobody up: it is told between two turns.
pub(super) fn all(
    target: &mut dyn Target,
    supply: &mut dyn Supply,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<(), Error> {
    while supply.fill()? {
        target.wake()?;
        while supply.one(target)? && !target.is_over() {}
        target.rest()?;
        going_on(progress(supply.progress()))?;
    }
    Ok(())
}

/// Into the desk, or only before its rules. What was brought in before it broke off stays.
pub(super) fn brought_in(
    desk: &mut Desk,
    supply: &mut dyn Supply,
    dry_run: bool,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Result<(), Error>, Error> {
    if dry_run {
        return Ok(all(&mut Dry { desk }, supply, progress));
    }
    let mut bulk = desk.bulk_in_turns();
    let done = all(&mut bulk, supply, progress);
    bulk.finish()?;
    Ok(done)
}

/// Rows, read some at a time.
pub(super) struct AtHand {
    rows: Rows,
    next: VecDeque<Row>,
    /// How the reading ended, once it has.
    end: Option<Result<(), Error>>,
}

impl AtHand {
    /// The rows of a source.
    pub(super) fn of(rows: Rows) -> AtHand {
        AtHand {
            rows,
            next: VecDeque::new(),
            end: None,
        }
    }

    /// Reads some, unless some are there.
    ///
    /// # Errors
    /// Where the source cannot be read further, behind what could be.
    pub(super) fn fill(&mut self) -> Result<bool, Error> {
        let (began, mut bytes) = (Instant::now(), 0);
        while self.end.is_none() && self.next.len() < ROWS && bytes < BYTES {
            match self.rows.next() {
                Ok(Some(row)) => {
                    bytes += row.cells.bytes();
                    self.next.push_back(row);
                }
                Ok(None) => self.end = Some(Ok(())),
                Err(why) => self.end = Some(Err(why)),
            }
            if began.elapsed() >= READING {
                break;
            }
        }
        if !self.next.is_empty() {
            return Ok(true);
        }
        self.end.replace(Ok(())).unwrap_or(Ok(())).map(|()| false)
    }

    /// The next that was read.
    pub(super) fn next(&mut self) -> Option<Row> {
        self.next.pop_front()
    }
}

/// Rows that are a ticket each.
pub(super) struct Tickets<'w, 'o> {
    pub(super) work: &'w mut Work<'o>,
    pub(super) rows: AtHand,
}

impl Supply for Tickets<'_, '_> {
    fn fill(&mut self) -> Result<bool, Error> {
        self.rows.fill()
    }

    fn one(&mut self, target: &mut dyn Target) -> Result<bool, Error> {
        let Some(row) = self.rows.next() else {
            return Ok(false);
        };
        self.work.report.rows += 1;
        self.work.report.latin1 += u64::from(row.latin1);
        self.work.one(target, &row)?;
        Ok(true)
    }

    fn progress(&self) -> Progress {
        Progress::Rows(self.work.report.rows)
    }
}
