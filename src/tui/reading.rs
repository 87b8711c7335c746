//! A text over the panes that is only read: a piece of kept evidence.

use crate::domain::id::TicketId;
use crate::tui::keys::{Code, Key};
use std::cell::Cell;

/// The text and where one is in it.
#[derive(Debug)]
pub struct Reading {
    /// What it is.
    pub title: String,
    /// The text.
    pub text: String,
    /// The ticket that it belongs to, if it does.
    pub ticket: Option<TicketId>,
    /// The other tickets of which words are in it.
    pub others: Vec<TicketId>,
    /// Only Esc puts it away: whoever types on as it comes up does nothing by that.
    pub stands: bool,
    /// The kept piece that it is, if it is one that stands.
    pub kept: Option<u32>,
    /// The first row on the screen; painting keeps it within the text.
    pub top: Cell<usize>,
    /// Rows of the screen and rows of the text, as last painted.
    pub seen: Cell<(usize, usize)>,
}

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Back to where one was.
    Close,
    /// The kept piece is to be taken back.
    TakeBack(u32),
}

impl Reading {
    /// A text at its beginning.
    #[must_use]
    pub fn new(title: String, text: String) -> Reading {
        Reading {
            title,
            text,
            ticket: None,
            others: Vec::new(),
            stands: false,
            kept: None,
            top: Cell::new(0),
            seen: Cell::new((1, 1)),
        }
    }

    /// It belongs to this ticket.
    #[must_use]
    pub fn of(mut self, ticket: TicketId) -> Reading {
        self.ticket = Some(ticket);
        self
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        let (rows, all) = self.seen.get();
        let page = rows.saturating_sub(1).max(1);
        let top = self.top.get();
        let to = match key.code {
            Code::Char('d') if key.ctrl => top + page / 2,
            Code::Char('u') if key.ctrl => top.saturating_sub(page / 2),
            _ if key.ctrl || key.alt => return Outcome::Ignored,
            Code::Char('j') | Code::Down => top + 1,
            Code::Char('k') | Code::Up => top.saturating_sub(1),
            Code::Char(' ') | Code::PageDown => top + page,
            Code::PageUp => top.saturating_sub(page),
            Code::Char('g') | Code::Home => 0,
            Code::Char('G') | Code::End => all,
            Code::Char('-') => return self.kept.map_or(Outcome::Nothing, Outcome::TakeBack),
            Code::Char('q') if self.stands => top,
            Code::Esc | Code::Char('q') => return Outcome::Close,
            _ => top,
        };
        self.top.set(to.min(all.saturating_sub(rows)));
        Outcome::Nothing
    }

    /// The keys that mean something.
    #[must_use]
    pub fn keys(&self) -> &'static str {
        match self.kept {
            Some(_) => "j/k scroll · space page · - take it back · Esc back",
            None => "j/k scroll · space page · Esc back",
        }
    }

    /// The line that is read out.
    #[must_use]
    pub fn line(&self) -> String {
        let top = self.top.get();
        self.text.lines().nth(top).unwrap_or_default().to_owned()
    }
}
