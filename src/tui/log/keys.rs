//! What a key does on the log screen.

use super::ask::{List, Then, What};
use super::{LogView, Outcome, Tab};
use crate::desk::logs::piece::of_signature;
use crate::desk::logs::{Row, Shown};
use crate::domain::ticket::Source;
use crate::domain::words;
use crate::tui::keys::{Code, Key};

/// Columns that a key goes to the side.
const ASIDE: usize = 16;
/// Without a ticket there is nowhere to keep.
const NO_TICKET: &str = "This log is open without a ticket: nothing can be kept from here.";

impl LogView {
    /// Takes a key. `fields`: how many fields of the intake there are.
    pub fn key(&mut self, key: Key, fields: usize) -> Outcome {
        if self.lost.is_some() {
            return match key.code {
                _ if key.ctrl || key.alt => Outcome::Ignored,
                Code::Esc | Code::Char('q') => Outcome::Close,
                Code::Char('x') => Outcome::Bytes,
                Code::Char('s') => Outcome::Save,
                _ => Outcome::Asks(Vec::new()),
            };
        }
        if key.alt || (key.ctrl && !matches!(key.code, Code::Char('d' | 'u'))) {
            return Outcome::Ignored;
        }
        match key.code {
            Code::Tab => self.turn(!key.shift),
            Code::Esc => self.back(),
            Code::Char('q') => Outcome::Close,
            Code::Char('/') => Outcome::Filter,
            Code::Char('l') => Outcome::Level,
            Code::Char('0') => Outcome::Everything,
            Code::Char('x') => Outcome::Bytes,
            Code::Char('s') => Outcome::Save,
            Code::Char('!') => self.error(0, false),
            _ => match self.tab {
                Tab::Lines => self.lines_key(key, fields),
                Tab::Signatures => self.signatures_key(key),
                Tab::Times => self.times_key(key),
            },
        }
    }

    fn turn(&mut self, forward: bool) -> Outcome {
        self.tab = self.tab.turn(forward);
        Outcome::Asks(self.settle().into_iter().collect())
    }

    /// One thing after the other: the mark, what takes long, the lines of a signature, the screen.
    fn back(&mut self) -> Outcome {
        if self.lines_mut().anchor.take().is_some() {
            return Outcome::Asks(Vec::new());
        }
        if self.hashing.take().is_some() {
            return Outcome::Asks(vec![What::Stop]);
        }
        if self.list == List::Only {
            self.only = None;
            self.tab = Tab::Signatures;
            return Outcome::Asks(self.show(self.base()));
        }
        Outcome::Close
    }

    fn error(&mut self, line: u64, back: bool) -> Outcome {
        self.tab = Tab::Lines;
        Outcome::Asks(vec![What::Error {
            list: self.list,
            line,
            back,
        }])
    }

    /// The number of the line under the cursor.
    fn number(&self) -> u64 {
        self.current().map_or(0, |s| s.row.number)
    }

    /// The line under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&Shown> {
        let lines = self.lines();
        lines.row(lines.cursor)
    }

    fn lines_key(&mut self, key: Key, fields: usize) -> Outcome {
        let page = self.seen.get().saturating_sub(1).max(1) as u64;
        let at = self.lines().cursor;
        match key.code {
            Code::Char('d') if key.ctrl => self.go(at + page / 2),
            Code::Char('u') if key.ctrl => self.go(at.saturating_sub(page / 2)),
            Code::Char('j') | Code::Down => self.go(at + 1),
            Code::Char('k') | Code::Up => self.go(at.saturating_sub(1)),
            Code::Char(' ') | Code::PageDown => self.go(at + page),
            Code::PageUp => self.go(at.saturating_sub(page)),
            Code::Char('g') | Code::Home => self.go(0),
            Code::Char('G') | Code::End => match (self.percent(), self.go(u64::MAX)) {
                (Some(_), Outcome::Asks(asks)) => Outcome::SoFar(asks),
                (_, gone) => gone,
            },
            Code::Right => self.aside(true),
            Code::Left => self.aside(false),
            Code::Char(']') => self.error(self.number(), false),
            Code::Char('[') => self.error(self.number(), true),
            Code::Char('v') => {
                let lines = self.lines_mut();
                lines.anchor = match lines.anchor {
                    None => Some(lines.cursor),
                    Some(_) => None,
                };
                Outcome::Asks(Vec::new())
            }
            Code::Char('+') => self.take(Then::Keep { close: false }),
            Code::Char('.') if self.lines().anchor.is_some() => {
                self.take(Then::Keep { close: true })
            }
            Code::Char('.') if self.ticket.is_none() => Outcome::No(NO_TICKET),
            Code::Char('.') => Outcome::Item,
            Code::Char(digit @ '1'..='9') => {
                let place = usize::from(digit as u8 - b'1');
                match place < fields {
                    true => self.take(Then::Field(place)),
                    false => Outcome::Asks(Vec::new()),
                }
            }
            Code::Enter => match self.current() {
                Some(shown) => Outcome::Whole(whole(&shown.row)),
                None => Outcome::Asks(Vec::new()),
            },
            Code::Char('y') => match self.current() {
                Some(shown) => Outcome::Copy(shown.row.text.clone()),
                None => Outcome::Asks(Vec::new()),
            },
            _ => Outcome::Asks(Vec::new()),
        }
    }

    /// To the side, as far as the longest line on the screen goes.
    fn aside(&mut self, right: bool) -> Outcome {
        let lines = self.lines();
        let shown = lines.top..lines.top.saturating_add(self.seen.get() as u64);
        let length = |place| lines.row(place).map(|s| s.row.text.chars().count());
        let longest = shown.filter_map(length).max().unwrap_or(0);
        let deepest = longest.saturating_sub(ASIDE);
        let here = self.aside.min(deepest);
        self.aside = match right {
            true => (here + ASIDE).min(deepest),
            false => here.saturating_sub(ASIDE),
        };
        Outcome::Asks(Vec::new())
    }

    /// The marked lines, or the one under the cursor, for something.
    fn take(&mut self, then: Then) -> Outcome {
        if self.ticket.is_none() {
            return Outcome::No(NO_TICKET);
        }
        let (from, to) = self.lines().marked();
        if self.lines().count() == 0 {
            return Outcome::No("There is no line here.");
        }
        Outcome::Asks(vec![What::Lines {
            list: self.list,
            from,
            to,
            then,
        }])
    }

    fn signatures_key(&mut self, key: Key) -> Outcome {
        let ranked = self.ranked();
        let (count, rows) = (ranked.len(), self.seen.get());
        let here = ranked
            .get(self.signatures.at)
            .map(|(place, s)| (*place, (*s).clone()));
        if self.signatures.key(key, count, rows) {
            return Outcome::Asks(Vec::new());
        }
        match (key.code, here) {
            (Code::Enter, Some((place, _))) => Outcome::Only(place),
            (Code::Char('+'), Some(_)) if self.ticket.is_none() => Outcome::No(NO_TICKET),
            (Code::Char('+'), Some((_, signature))) => {
                let piece = Box::new(of_signature(&Source::default(), &signature));
                Outcome::Asks(vec![What::Piece(piece, Then::Keep { close: false })])
            }
            (Code::Char('y'), Some((_, signature))) => Outcome::Copy(signature.template),
            (Code::Char('.'), _) if self.ticket.is_none() => Outcome::No(NO_TICKET),
            (Code::Char('.'), _) => Outcome::Item,
            _ => Outcome::Asks(Vec::new()),
        }
    }

    fn times_key(&mut self, key: Key) -> Outcome {
        let (_, stretches) = self.stretches();
        let rows = self.seen.get();
        if self.times.key(key, stretches.len(), rows) {
            return Outcome::Asks(Vec::new());
        }
        match key.code {
            Code::Enter if self.times.at < stretches.len() => Outcome::Stretch(self.times.at),
            _ => Outcome::Asks(Vec::new()),
        }
    }
}

/// A line, and how much of it is not here.
fn whole(row: &Row) -> String {
    match row.cut {
        0 => row.text.clone(),
        cut => format!(
            "{}\n\n… {} more of this line are not shown; what is kept of it ends here too.",
            row.text,
            words::size(cut)
        ),
    }
}
