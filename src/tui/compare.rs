//! A snapshot of a configuration beside what it is compared with: hunk by hunk, one text under the
//! other or both beside each other.

use crate::desk::snapshot::{Comparison, With};
pub use crate::domain::diff::rows::{Look, Row};
use crate::domain::diff::{Way, rows};
use crate::domain::id::TicketId;
use crate::domain::safe;
use crate::tui::keys::{Code, Key};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// From this width on both texts stand beside each other, unless asked otherwise.
const BESIDE: u16 = 110;

/// On less than this they never do.
const LEAST: u16 = 40;

/// What is asked of the read lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The ticket.
    pub ticket: TicketId,
    /// The snapshot's number among its attachments.
    pub n: u32,
    /// What it is compared with.
    pub with: With,
    /// How.
    pub way: Way,
}

/// What is there.
#[derive(Debug)]
enum State {
    Waiting,
    Came(Box<Comparison>),
    /// There is nothing to compare with, or it cannot be read: a sentence.
    Failed(String),
}

/// Rows, with the width they were laid out for, and whether beside each other.
type Laid = ((u16, bool), Rc<Vec<Row>>);

/// The screen.
#[derive(Debug)]
pub struct Compare {
    ask: Ask,
    name: String,
    state: State,
    /// Beside each other; `None`: as the width allows.
    beside: Option<bool>,
    hunk: Cell<usize>,
    /// The first row on the screen; painting keeps it within the text.
    top: Cell<usize>,
    /// Rows of the screen, as last painted.
    height: Cell<usize>,
    /// The last width.
    width: Cell<u16>,
    laid: RefCell<Option<Laid>>,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Compare anew.
    Ask,
    /// Choose what to compare with.
    Choose,
    /// The text of the snapshot.
    Text,
    /// Keep the hunk as evidence.
    Keep,
    /// To the item of the checklist.
    Item,
    /// Copy the hunk.
    Copy,
    /// Back to where one was.
    Close,
}

impl Compare {
    /// A screen that waits for what differs.
    #[must_use]
    pub fn new(ticket: TicketId, n: u32, name: String) -> Compare {
        Compare {
            ask: Ask {
                ticket,
                n,
                with: With::Usual,
                way: Way::default(),
            },
            name,
            state: State::Waiting,
            beside: None,
            hunk: Cell::new(0),
            top: Cell::new(0),
            height: Cell::new(1),
            width: Cell::new(BESIDE),
            laid: RefCell::new(None),
        }
    }

    /// What is to be asked.
    #[must_use]
    pub fn wanted(&self) -> Ask {
        self.ask
    }

    /// Compares with something else.
    pub fn compare_with(&mut self, with: With) {
        self.ask.with = with;
        self.begin();
    }

    fn begin(&mut self) -> Outcome {
        self.state = State::Waiting;
        self.laid.replace(None);
        self.hunk.set(0);
        self.top.set(0);
        Outcome::Ask
    }

    /// It came; what nobody waits for any more is dropped.
    pub fn came(&mut self, ask: &Ask, found: Result<Comparison, String>) {
        if *ask != self.ask {
            return;
        }
        self.laid.replace(None);
        self.state = match found {
            Ok(found) => State::Came(Box::new(found)),
            Err(why) => State::Failed(why),
        };
    }

    /// What differs.
    #[must_use]
    pub fn found(&self) -> Option<&Comparison> {
        match &self.state {
            State::Came(found) => Some(found),
            _ => None,
        }
    }

    /// The other ticket whose snapshot it is compared with.
    #[must_use]
    pub fn against(&self) -> Option<TicketId> {
        let asked = match self.ask.with {
            With::Snapshot(other, _) => Some(other),
            With::Usual | With::Last | With::Baseline => None,
        };
        let (other, _) = self.found().and_then(|f| f.old.place).unzip();
        other.or(asked).filter(|other| *other != self.ask.ticket)
    }

    /// The number of the hunk that is looked at, from 1; `None`: there is none.
    #[must_use]
    pub fn hunk(&self) -> Option<u32> {
        let hunks = &self.found()?.diff.hunks;
        hunks.get(self.hunk.get()).map(|h| h.n)
    }

    /// A sentence where there is nothing to show.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        match &self.state {
            State::Waiting => Some("comparing …".to_owned()),
            State::Failed(why) => Some(format!("{why} Enter reads the text; c chooses another.")),
            State::Came(found) if found.diff.hunks.is_empty() => Some(format!(
                "The same as {}: {}. Enter reads the text; c chooses another.",
                found.old.label,
                found.diff.words()
            )),
            State::Came(_) => None,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        if key.ctrl || key.alt {
            return match key.code {
                Code::Char('d') if key.ctrl => self.scroll(self.page() / 2, true),
                Code::Char('u') if key.ctrl => self.scroll(self.page() / 2, false),
                _ => Outcome::Ignored,
            };
        }
        match key.code {
            Code::Char('j') | Code::Down => self.scroll(1, true),
            Code::Char('k') | Code::Up => self.scroll(1, false),
            Code::Char(' ') | Code::PageDown => self.scroll(self.page(), true),
            Code::PageUp => self.scroll(self.page(), false),
            Code::Char('g') | Code::Home => self.scroll(usize::MAX, false),
            Code::Char('G') | Code::End => self.scroll(usize::MAX, true),
            Code::Char(']') => self.step(true),
            Code::Char('[') => self.step(false),
            Code::Char('x') => self.turn(),
            Code::Char('0') => self.all(),
            Code::Char('w') => self.blanks(),
            Code::Char('c') => Outcome::Choose,
            Code::Char('+') => Outcome::Keep,
            Code::Char('.') => Outcome::Item,
            Code::Char('y') => Outcome::Copy,
            Code::Enter => Outcome::Text,
            Code::Esc | Code::Char('q') => Outcome::Close,
            _ => Outcome::Nothing,
        }
    }

    fn page(&self) -> usize {
        self.height.get().saturating_sub(1).max(1)
    }

    fn scroll(&self, by: usize, down: bool) -> Outcome {
        let rows = self.rows(self.width.get());
        let deepest = rows.len().saturating_sub(self.height.get());
        let top = match down {
            true => self.top.get().saturating_add(by).min(deepest),
            false => self.top.get().saturating_sub(by),
        };
        self.top.set(top);
        let here = rows.get(top).map_or(0, |r| r.hunk);
        match (down, top == deepest) {
            // At the end the last hunk is looked at, also where all fits on the screen.
            (true, true) if by == usize::MAX => self.hunk.set(rows.last().map_or(0, |r| r.hunk)),
            (_, true) if deepest == 0 => {}
            _ => self.hunk.set(here),
        }
        Outcome::Nothing
    }

    fn step(&self, on: bool) -> Outcome {
        let rows = self.rows(self.width.get());
        let last = rows.last().map_or(0, |r| r.hunk);
        let next = match on {
            true => (self.hunk.get() + 1).min(last),
            false => self.hunk.get().saturating_sub(1),
        };
        self.hunk.set(next);
        let start = rows.iter().position(|r| r.hunk == next).unwrap_or(0);
        let deepest = rows.len().saturating_sub(self.height.get());
        self.top.set(start.min(deepest));
        Outcome::Nothing
    }

    fn turn(&mut self) -> Outcome {
        self.beside = Some(!self.is_beside(self.width.get()));
        let hunk = self.hunk.get();
        let rows = self.rows(self.width.get());
        let start = rows.iter().position(|r| r.hunk == hunk).unwrap_or(0);
        self.top.set(start);
        Outcome::Nothing
    }

    fn all(&mut self) -> Outcome {
        self.ask.way.context = match self.ask.way.context {
            u32::MAX => Way::default().context,
            _ => u32::MAX,
        };
        self.begin()
    }

    fn blanks(&mut self) -> Outcome {
        self.ask.way.blanks = !self.ask.way.blanks;
        self.begin()
    }

    fn is_beside(&self, width: u16) -> bool {
        width >= LEAST && self.beside.unwrap_or(width >= BESIDE)
    }

    /// Its rows at a width; laid out once for each.
    #[must_use]
    pub fn rows(&self, width: u16) -> Rc<Vec<Row>> {
        let key = (width, self.is_beside(width));
        if let Some((laid, rows)) = self.laid.borrow().as_ref()
            && *laid == key
        {
            return Rc::clone(rows);
        }
        let rows = match self.found() {
            Some(found) => rows::lay(&found.diff, usize::from(width), key.1),
            None => Vec::new(),
        };
        let rows = Rc::new(rows);
        self.laid.replace(Some((key, Rc::clone(&rows))));
        rows
    }

    /// The rows that fit, and whether each belongs to the hunk that is looked at.
    #[must_use]
    pub fn window(&self, width: u16, height: usize) -> (Rc<Vec<Row>>, usize) {
        self.width.set(width);
        self.height.set(height);
        let rows = self.rows(width);
        let top = self.top.get().min(rows.len().saturating_sub(height));
        self.top.set(top);
        (rows, top)
    }

    /// Whether a row is of the hunk that is looked at.
    #[must_use]
    pub fn is_here(&self, row: &Row) -> bool {
        row.hunk == self.hunk.get()
    }

    /// What is compared.
    #[must_use]
    pub fn title(&self) -> String {
        let own = format!("{} ({})", self.name, self.ask.n);
        match self.found() {
            Some(found) => format!("{own} against {}", found.old.label),
            None => own,
        }
    }

    /// Which hunk, and what differs in all; in fewer words where there is no room for all of them.
    #[must_use]
    pub fn state(&self, room: usize) -> String {
        let Some(found) = self.found() else {
            return String::new();
        };
        let diff = &found.diff;
        let whole = self.stated(diff.words());
        if safe::width(&whole) <= room {
            return whole;
        }
        let mut short = format!("-{} +{}", diff.removed, diff.added);
        if diff.unknown > 0 {
            short.push_str(&format!(" · {} masked unknown", diff.unknown));
        }
        self.stated(short)
    }

    fn stated(&self, words: String) -> String {
        let hunks = self.found().map_or(0, |f| f.diff.hunks.len());
        let mut parts: Vec<String> = Vec::new();
        if let Some(n) = self.hunk() {
            parts.push(format!("{n} of {hunks}"));
        }
        parts.push(words);
        if self.ask.way.blanks {
            parts.push("blanks do not count".to_owned());
        }
        parts.join(" · ")
    }

    /// The line that is read out.
    #[must_use]
    pub fn line(&self) -> String {
        let rows = self.rows(self.width.get());
        let row = rows.get(self.top.get());
        row.map(Row::text)
            .or_else(|| self.sentence())
            .unwrap_or_default()
    }

    /// By what a change of the line is known.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} {}", self.top.get(), self.hunk.get())
    }

    /// All of it in lines.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        match (self.found(), self.sentence()) {
            (Some(found), None) => {
                let text = found.diff.unified(&found.old.label, &found.new.label);
                text.lines().map(str::to_owned).collect()
            }
            (_, sentence) => sentence.into_iter().collect(),
        }
    }
}

/// The keys of the screen, those first that are needed most.
pub const KEYS: &str = "Esc back · ]/[ hunk · + keep · . item · x beside · 0 all · w blanks · c with · Enter text · y copy";

#[cfg(test)]
mod tests;
