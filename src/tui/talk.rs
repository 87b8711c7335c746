//! The conversation with the customer on the screen: read it, mark lines, keep them, take them over into
//! the intake.

use crate::desk::talk::Message;
use crate::domain::id::TicketId;
use crate::domain::ticket::Piece;
use crate::tui::keys::{Code, Key};
use crate::tui::log::ask::Then;
use std::cell::Cell;

/// A line on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which message, from 0.
    pub message: usize,
    /// Which line of it, from 0; `None`: its head.
    pub line: Option<usize>,
}

/// The conversation.
#[derive(Debug)]
pub struct Talk {
    /// The ticket.
    pub ticket: TicketId,
    /// Its messages, once they are here.
    pub messages: Vec<Message>,
    /// They are here.
    pub ready: bool,
    /// Those that were unread when the screen opened: on which ticket, and their numbers.
    pub unread: Vec<(TicketId, u32)>,
    /// Every line.
    spots: Vec<Spot>,
    /// The line under the cursor.
    pub at: usize,
    /// Where the mark began.
    pub anchor: Option<usize>,
    /// The first line on the screen; painting keeps the cursor in sight.
    pub top: Cell<usize>,
    /// Rows of the screen, as last painted.
    pub rows: Cell<usize>,
}

/// What a key did.
#[derive(Debug)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Back to where one was.
    Close,
    /// The marked lines, for something.
    Take(Box<Piece>, Then),
    /// A message is written.
    Write,
    /// A message is written from a template.
    Template,
    /// The attached files.
    Files,
    /// A line is read whole.
    Whole(String),
    /// Text is copied.
    Copy(String),
    /// It cannot be done: a sentence.
    No(&'static str),
}

impl Talk {
    /// A screen that waits for the messages.
    #[must_use]
    pub fn new(ticket: TicketId, rows: usize) -> Talk {
        Talk {
            ticket,
            messages: Vec::new(),
            ready: false,
            unread: Vec::new(),
            spots: Vec::new(),
            at: 0,
            anchor: None,
            top: Cell::new(0),
            rows: Cell::new(rows.max(1)),
        }
    }

    /// The messages came; the cursor goes to the first unread one, else to the last.
    pub fn came(&mut self, messages: Vec<Message>, unread: Vec<(TicketId, u32)>) {
        let again = self.ready;
        self.ready = true;
        self.messages = messages;
        self.spots.clear();
        for (message, said) in self.messages.iter().enumerate() {
            self.spots.push(Spot {
                message,
                line: None,
            });
            let lines = 0..said.text.lines().count();
            self.spots.extend(lines.map(|line| Spot {
                message,
                line: Some(line),
            }));
        }
        if again {
            self.at = self.at.min(self.spots.len().saturating_sub(1));
            return;
        }
        self.unread = unread;
        let wanted = self.messages.iter().position(|m| self.is_unread(m));
        self.go_to_message(wanted.unwrap_or(self.messages.len().saturating_sub(1)));
    }

    /// Every line.
    #[must_use]
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// The text of a line; of a head nothing.
    #[must_use]
    pub fn text(&self, spot: Spot) -> &str {
        let message = self.messages.get(spot.message);
        let line = spot.line.zip(message);
        line.and_then(|(n, m)| m.text.lines().nth(n))
            .unwrap_or_default()
    }

    /// Whether a message was unread when the screen opened.
    #[must_use]
    pub fn is_unread(&self, message: &Message) -> bool {
        self.unread.contains(&(message.ticket, message.about.n))
    }

    /// To the first line of a message.
    fn go_to_message(&mut self, message: usize) {
        let head = self.spots.iter().position(|s| s.message == message);
        if let Some(head) = head {
            let first = head + 1;
            let inside = self.spots.get(first).is_some_and(|s| s.message == message);
            self.at = if inside { first } else { head };
            self.top.set(head);
        }
    }

    /// First and last line that are marked, within one message.
    #[must_use]
    pub fn marked(&self) -> (usize, usize) {
        let anchor = self.anchor.unwrap_or(self.at);
        (anchor.min(self.at), anchor.max(self.at))
    }

    fn here(&self) -> Option<Spot> {
        self.spots.get(self.at).copied()
    }

    /// The ticket on which the message under the cursor stands.
    #[must_use]
    pub fn on(&self) -> Option<TicketId> {
        let message = self.messages.get(self.here()?.message);
        message.map(|m| m.ticket)
    }

    /// Moves the cursor; a mark stays within its message.
    fn step(&mut self, to: usize) -> Outcome {
        let mut to = to.min(self.spots.len().saturating_sub(1));
        if let Some(of) = self
            .anchor
            .and_then(|a| self.spots.get(a))
            .map(|s| s.message)
        {
            let own = |at: &usize| {
                let spot = self.spots.get(*at);
                spot.is_some_and(|s| s.message == of && s.line.is_some())
            };
            let toward = if to > self.at {
                self.at..=to
            } else {
                to..=self.at
            };
            let mut inside = toward.filter(own);
            to = match to > self.at {
                true => inside.next_back().unwrap_or(self.at),
                false => inside.next().unwrap_or(self.at),
            };
        }
        self.at = to;
        Outcome::Nothing
    }

    fn other(&mut self, forward: bool) -> Outcome {
        let Some(here) = self.here() else {
            return Outcome::Nothing;
        };
        self.anchor = None;
        let last = self.messages.len().saturating_sub(1);
        self.go_to_message(match forward {
            true => (here.message + 1).min(last),
            false => here.message.saturating_sub(1),
        });
        Outcome::Nothing
    }

    /// Takes a key. `fields`: how many fields of the intake there are.
    pub fn key(&mut self, key: Key, fields: usize) -> Outcome {
        let page = self.rows.get().saturating_sub(1).max(1);
        if key.alt || (key.ctrl && !matches!(key.code, Code::Char('d' | 'u'))) {
            return Outcome::Ignored;
        }
        match key.code {
            Code::Char('d') if key.ctrl => self.step(self.at + page / 2),
            Code::Char('u') if key.ctrl => self.step(self.at.saturating_sub(page / 2)),
            Code::Char('j') | Code::Down => self.step(self.at + 1),
            Code::Char('k') | Code::Up => self.step(self.at.saturating_sub(1)),
            Code::Char(' ') | Code::PageDown => self.step(self.at + page),
            Code::PageUp => self.step(self.at.saturating_sub(page)),
            Code::Char('g') | Code::Home => self.step(0),
            Code::Char('G') | Code::End => self.step(usize::MAX),
            Code::Char(']') => self.other(true),
            Code::Char('[') => self.other(false),
            Code::Char('v') => {
                let text = self.here().is_some_and(|s| s.line.is_some());
                self.anchor = match self.anchor {
                    None if text => Some(self.at),
                    _ => None,
                };
                Outcome::Nothing
            }
            Code::Char('+') => self.take(Then::Keep { close: false }),
            Code::Char('.') => self.take(Then::Keep { close: true }),
            Code::Char(digit @ '1'..='9') => {
                let place = usize::from(digit as u8 - b'1');
                match place < fields {
                    true => self.take(Then::Field(place)),
                    false => Outcome::Nothing,
                }
            }
            Code::Char('M') => Outcome::Write,
            Code::Char('R') => Outcome::Template,
            Code::Char('F') => Outcome::Files,
            Code::Char('y') => match self.piece() {
                Some(piece) => Outcome::Copy(piece.text),
                None => Outcome::Nothing,
            },
            Code::Enter => match self.here().filter(|s| s.line.is_some()) {
                Some(spot) => Outcome::Whole(self.text(spot).to_owned()),
                None => Outcome::Nothing,
            },
            Code::Esc if self.anchor.take().is_some() => Outcome::Nothing,
            Code::Esc | Code::Char('q') => Outcome::Close,
            _ => Outcome::Nothing,
        }
    }

    /// The marked lines as a piece; on a head the whole message.
    fn piece(&self) -> Option<Piece> {
        let (first, last) = self.marked();
        let here = self.here()?;
        let message = self.messages.get(here.message)?;
        let line = |at: usize| self.spots.get(at).and_then(|s| s.line);
        match (line(first), line(last)) {
            (Some(first), Some(last)) => message.piece(Some((first as u64 + 1, last as u64 + 1))),
            _ => message.piece(None),
        }
    }

    fn take(&mut self, then: Then) -> Outcome {
        match self.piece().filter(|p| !p.text.trim().is_empty()) {
            Some(piece) => Outcome::Take(Box::new(piece), then),
            None => Outcome::No("There is nothing in this line; v marks several."),
        }
    }

    /// The line that is read out.
    #[must_use]
    pub fn aloud(&self, head: impl Fn(&Message) -> String) -> String {
        let Some(spot) = self.here() else {
            return "There are no messages.".to_owned();
        };
        match (spot.line, self.messages.get(spot.message)) {
            (None, Some(message)) => head(message),
            _ => self.text(spot).to_owned(),
        }
    }
}
