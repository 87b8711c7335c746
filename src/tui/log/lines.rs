//! A list of lines of which a window is here.

use super::ask::{Progress, Told};
use crate::desk::logs::Shown;

/// A list of lines: where one is in it, and the lines around.
#[derive(Debug, Default)]
pub struct Lines {
    /// The place of the first line that is here.
    from: u64,
    rows: Vec<Shown>,
    /// The place of the cursor.
    pub cursor: u64,
    /// The place of the first line on the screen.
    pub top: u64,
    /// Where the mark began.
    pub anchor: Option<u64>,
    /// How far the log was read for it.
    pub progress: Progress,
    /// What was found once all was read.
    pub told: Option<Told>,
    /// The window that was asked for last, and how many lines were known then.
    asked: Option<(u64, u64)>,
}

impl Lines {
    /// Lines known so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        let here = self.from + self.rows.len() as u64;
        self.progress.listed.max(here)
    }

    /// The line at a place, if it is here.
    #[must_use]
    pub fn row(&self, place: u64) -> Option<&Shown> {
        let at = usize::try_from(place.checked_sub(self.from)?).ok()?;
        self.rows.get(at)
    }

    /// First and last place that are marked; the cursor's where nothing is.
    #[must_use]
    pub fn marked(&self) -> (u64, u64) {
        let anchor = self.anchor.unwrap_or(self.cursor);
        (anchor.min(self.cursor), anchor.max(self.cursor))
    }

    /// Lines came.
    pub(super) fn came(&mut self, from: u64, rows: Vec<Shown>) {
        // What is empty behind the end leaves what is here.
        if rows.is_empty() && !self.rows.is_empty() {
            return;
        }
        self.from = from;
        self.rows = rows;
    }

    /// Keeps the cursor on a screen of so many rows.
    pub(super) fn scroll(&mut self, rows: u64) {
        self.top = self.top.min(self.cursor);
        let last = self.top + rows - 1;
        if self.cursor > last {
            self.top = self.cursor + 1 - rows;
        }
    }

    /// Where to read from, when lines of the screen are not here and there are such.
    pub(super) fn wanted(&mut self, rows: u64, window: u64) -> Option<u64> {
        let last = (self.top + rows).min(self.count());
        let here = self.top >= self.from && last <= self.from + self.rows.len() as u64;
        if here {
            return None;
        }
        let from = self.top.saturating_sub((window.saturating_sub(rows)) / 2);
        let asked = Some((from, self.count()));
        if self.asked == asked {
            return None;
        }
        self.asked = asked;
        Some(from)
    }
}
