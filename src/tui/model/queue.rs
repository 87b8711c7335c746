//! The queue as a window of rows around the cursor. The window is moved by pages from the store and
//! never counts rows; the selection is kept by ticket, so rows never jump under the finger.

use crate::domain::id::{At, TicketId};
use crate::domain::row::Row;
use crate::store::{Anchor, Cursor, Page, Query, Sort};
use crate::tui::msg::{Joins, PageAsk};

/// How many screens of rows are read at once.
const SCREENS: usize = 3;
/// Rows kept in the window at most, in screens.
const KEPT: usize = 9;

/// A part of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// `needs_at <= now`.
    NeedsYou,
    /// Everything else.
    Others,
}

/// A line of the queue's pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The head of a section.
    Head(Section),
    /// A row, by its place in the window.
    Row(usize),
    /// A review is due: a lead is told above the tickets that need someone.
    ReviewDue,
    /// The second line of a row: for whose answer it waits, until when.
    Hold(usize),
}

/// The window.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// What is shown, in words: `Tier 1`.
    pub name: String,
    /// What is shown.
    pub query: Query,
    /// The rows around the cursor, in order.
    pub rows: Vec<Row>,
    /// There are more before the first.
    pub more_before: bool,
    /// There are more after the last.
    pub more_after: bool,
    /// A rare filter was broken off after this many rows.
    pub cut_at: Option<usize>,
    /// The row under the bar, by place.
    pub cursor: usize,
    /// The first row on the screen, by place.
    pub top: usize,
    /// The window's number: answers to an older one are dropped.
    pub window: u64,
    /// At least one page has come.
    pub is_read: bool,
    /// The desk's lists are damaged: what is empty only looks so.
    pub is_torn: bool,
    /// A page before or after was asked for and has not come.
    pub asked_more: bool,
    /// A review is due since then, and whoever looks is a lead.
    pub review_due: Option<At>,
}

impl Queue {
    /// The ticket under the bar.
    #[must_use]
    pub fn selected(&self) -> Option<TicketId> {
        self.row().map(|r| r.id)
    }

    /// The row under the bar.
    #[must_use]
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }

    /// Shows something else: the first page is asked for, the rows stay until it comes.
    pub fn show(&mut self, name: String, query: Query, height: usize) -> PageAsk {
        self.name = name;
        self.query = query;
        self.ask_whole(Anchor::First, Joins::Replaces, height)
    }

    /// The first or last screen; the rest of the window is read on behind it.
    pub fn ask_end(&mut self, from: Anchor, height: usize) -> PageAsk {
        PageAsk {
            limit: height.max(10),
            ..self.ask_whole(from, Joins::Replaces, height)
        }
    }

    /// The same rows again, after someone wrote.
    pub fn ask_again(&mut self, height: usize, now: At) -> PageAsk {
        let back = self.cursor.saturating_sub(height.max(10));
        let place = self.place(back, now);
        match place.filter(|_| back > 0 || self.more_before) {
            None => self.ask_whole(Anchor::First, Joins::Refreshes, height),
            Some((place, needs)) => PageAsk {
                needs,
                ..self.ask_whole(Anchor::From(place), Joins::Refreshes, height)
            },
        }
    }

    /// The place of a row in the list it was read from, and whether that is the list of those that
    /// need someone now.
    fn place(&self, i: usize, now: At) -> Option<(Cursor, bool)> {
        let needs = i < self.needing(now);
        let sort = if needs {
            Sort::Priority
        } else {
            self.query.sort
        };
        Some((Cursor::of(self.rows.get(i)?, sort), needs))
    }

    /// How many rows at the head of the window need someone now.
    fn needing(&self, now: At) -> usize {
        self.rows.iter().take_while(|r| r.needs_at <= now).count()
    }

    /// The time of a row among the others has come: it belongs above them.
    #[must_use]
    pub fn is_behind(&self, now: At) -> bool {
        let others = self.rows.iter().skip(self.needing(now));
        others.into_iter().any(|r| r.needs_at <= now)
    }

    fn ask_whole(&mut self, from: Anchor, joins: Joins, height: usize) -> PageAsk {
        self.window += 1;
        self.asked_more = false;
        self.ask(from, joins, height)
    }

    fn ask(&self, from: Anchor, joins: Joins, height: usize) -> PageAsk {
        PageAsk {
            query: self.query.clone(),
            needs: from == Anchor::First,
            from,
            limit: height.max(10) * SCREENS,
            joins,
            window: self.window,
        }
    }

    /// More rows, when the bar comes near an end of the window.
    pub fn ask_more(&mut self, height: usize, now: At) -> Option<PageAsk> {
        if self.asked_more {
            return None;
        }
        let near = height.max(10);
        let after = self.more_after && self.cursor + near >= self.rows.len();
        let before = self.more_before && self.cursor < near;
        let (place, needs, joins) = if after {
            let (place, needs) = self.place(self.rows.len().checked_sub(1)?, now)?;
            (Anchor::After(place), needs, Joins::After)
        } else if before {
            let (place, needs) = self.place(0, now)?;
            (Anchor::Before(place), needs, Joins::Before)
        } else {
            return None;
        };
        self.asked_more = true;
        Some(PageAsk {
            needs,
            ..self.ask(place, joins, height)
        })
    }

    /// Takes a page in. An answer to an older window is dropped.
    pub fn join(&mut self, ask: &PageAsk, page: Page, height: usize) {
        if ask.window != self.window {
            return;
        }
        self.cut_at = page.cut_at;
        match ask.joins {
            Joins::Replaces => self.replace(page, ask.from == Anchor::Last),
            Joins::Refreshes => self.refresh(page),
            Joins::Before => self.prepend(page, height),
            Joins::After => self.append(page, height),
        }
        self.is_read = true;
        self.is_torn = false;
    }

    fn replace(&mut self, page: Page, at_end: bool) {
        self.rows = page.rows;
        self.more_before = page.more_before;
        self.more_after = page.more_after;
        self.cursor = if at_end {
            self.rows.len().saturating_sub(1)
        } else {
            0
        };
        self.top = if at_end { self.cursor } else { 0 };
    }

    /// The bar stays on its ticket; when that left the queue, on the next one that was below it.
    fn refresh(&mut self, page: Page) {
        let screen = self.cursor.saturating_sub(self.top);
        let below: Vec<TicketId> = self.rows.iter().skip(self.cursor).map(|r| r.id).collect();
        let place = |id: &TicketId| page.rows.iter().position(|r| r.id == *id);
        let cursor = below
            .iter()
            .find_map(place)
            .unwrap_or_else(|| self.cursor.min(page.rows.len().saturating_sub(1)));
        self.rows = page.rows;
        self.more_before = page.more_before;
        self.more_after = page.more_after;
        self.cursor = cursor;
        self.top = cursor.saturating_sub(screen);
    }

    fn prepend(&mut self, mut page: Page, height: usize) {
        self.asked_more = false;
        self.only_new(&mut page);
        let n = page.rows.len();
        self.more_before = page.more_before;
        self.rows.splice(0..0, page.rows);
        self.cursor += n;
        self.top += n;
        let keep = height.max(10) * KEPT;
        if self.rows.len() > keep && self.cursor + height < keep {
            self.rows.truncate(keep);
            self.more_after = true;
        }
    }

    /// A row whose time came between two readings stands in both lists: it is shown once.
    fn only_new(&self, page: &mut Page) {
        page.rows
            .retain(|new| !self.rows.iter().any(|r| r.id == new.id));
    }

    fn append(&mut self, mut page: Page, height: usize) {
        self.asked_more = false;
        self.only_new(&mut page);
        self.more_after = page.more_after;
        self.rows.extend(page.rows);
        let keep = height.max(10) * KEPT;
        let extra = self.rows.len().saturating_sub(keep);
        if extra > 0 && self.top >= extra {
            self.rows.drain(..extra);
            self.cursor -= extra;
            self.top -= extra;
            self.more_before = true;
        }
    }

    /// Moves the bar by rows, inside the window.
    pub fn step(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Puts the bar on a ticket of the window.
    pub fn select(&mut self, id: TicketId) -> bool {
        match self.rows.iter().position(|r| r.id == id) {
            Some(place) => {
                self.cursor = place;
                true
            }
            None => false,
        }
    }

    /// Scrolls so that the bar is on the screen: by half a page, so that a held key repaints little.
    pub fn scroll(&mut self, height: usize, now: At) {
        let last = self.rows.len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        if self.cursor < self.top {
            self.top = self.cursor.saturating_sub(height / 2);
        }
        if !self.rows_above_fit(now, height, self.top) {
            self.turn_page(height, now);
        }
        self.fill(height, now);
    }

    /// On by half a page, or as far as the bar needs.
    fn turn_page(&mut self, height: usize, now: At) {
        let mut top = self.cursor.saturating_sub(height / 2).max(self.top);
        while top < self.cursor && !self.rows_above_fit(now, height, top) {
            top += 1;
        }
        self.top = top;
    }

    /// The last page is a full one: no row of the screen stays empty while there are rows above it.
    fn fill(&mut self, height: usize, now: At) {
        let fits = |top: usize| self.lines_from(top, height + 1, now).len() <= height;
        let mut top = self.top;
        while !self.more_after && top > 0 && fits(top - 1) {
            top -= 1;
        }
        self.top = top;
    }

    /// Whether the row under the bar, with its second line, is on the screen from `top` on.
    fn rows_above_fit(&self, now: At, height: usize, top: usize) -> bool {
        let own = |l: &Line| matches!(l, Line::Row(i) | Line::Hold(i) if *i == self.cursor);
        let wanted = 1 + usize::from(self.shows_hold(self.cursor, now));
        let lines = self.lines_from(top, height, now);
        self.rows.is_empty() || lines.iter().filter(|l| own(l)).count() >= wanted.min(height)
    }

    /// The lines on a screen of this height.
    #[must_use]
    pub fn lines(&self, height: usize, now: At) -> Vec<Line> {
        self.lines_from(self.top, height, now)
    }

    fn lines_from(&self, top: usize, height: usize, now: At) -> Vec<Line> {
        let mut lines = Vec::with_capacity(height);
        let needing = self.needing(now);
        if self.rows.is_empty() && self.is_read {
            self.head(0, true, 0, &mut lines);
        }
        for i in top..self.rows.len() {
            if lines.len() >= height {
                break;
            }
            self.head(i, i == top, needing, &mut lines);
            lines.push(Line::Row(i));
            if self.shows_hold(i, now) {
                lines.push(Line::Hold(i));
            }
        }
        lines.truncate(height);
        lines
    }

    fn shows_hold(&self, i: usize, now: At) -> bool {
        self.rows
            .get(i)
            .and_then(|r| r.hold.as_ref())
            .is_some_and(|(_, until)| *until > now)
    }

    /// What stands over a row: the head of what needs someone, with the review that is due, and that of the others
    /// when something stands above them.
    fn head(&self, i: usize, first: bool, needing: usize, lines: &mut Vec<Line>) {
        let tops = i == 0 && first && !self.more_before;
        let review = tops && self.review_due.is_some();
        if tops && needing > 0 || review {
            lines.push(Line::Head(Section::NeedsYou));
        }
        if review {
            lines.push(Line::ReviewDue);
        }
        if i == needing && (i > 0 || review) && !self.rows.is_empty() {
            lines.push(Line::Head(Section::Others));
        }
    }
}

#[cfg(test)]
mod tests;
