//! A text over the panes that is only read: a piece of kept evidence.

use crate::domain::id::TicketId;
use crate::tui::draft;
use crate::tui::keys::{Code, Key};
use crate::tui::scroll::Scroll;

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
    /// The unfinished text that it is, if it is one.
    pub own: Option<draft::Key>,
    /// The kept piece that it is, if it is one that stands.
    pub kept: Option<u32>,
    /// Where one is in it.
    pub scroll: Scroll,
}

/// What a key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It means nothing here.
    Ignored,
    /// It is done.
    Nothing,
    /// Back to where one was.
    Close,
    /// The kept piece is to be taken back.
    TakeBack(u32),
    /// The unfinished text goes to the clipboard.
    Copy(String),
    /// The unfinished text is to be thrown away.
    Discard(draft::Key),
}

impl Reading {
    /// A text at its beginning.
    #[must_use]
    pub fn new(title: String, text: String) -> Reading {
        Reading {
            title,
            scroll: Scroll::over(text.lines().count()),
            text,
            ticket: None,
            others: Vec::new(),
            stands: false,
            own: None,
            kept: None,
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
        if self.scroll.key(key) {
            return Outcome::Nothing;
        }
        match key.code {
            _ if key.ctrl || key.alt => Outcome::Ignored,
            Code::Char('-') => self.kept.map_or(Outcome::Nothing, Outcome::TakeBack),
            Code::Char('c') if self.own.is_some() => Outcome::Copy(self.text.clone()),
            Code::Char('x') => self.own.clone().map_or(Outcome::Nothing, Outcome::Discard),
            Code::Char('q') if self.stands => Outcome::Nothing,
            Code::Esc | Code::Char('q') => Outcome::Close,
            _ => Outcome::Nothing,
        }
    }

    /// The keys that mean something.
    #[must_use]
    pub fn keys(&self) -> &'static str {
        match (self.kept, &self.own) {
            (Some(_), _) => "j/k scroll · space page · - take it back · Esc back",
            (_, Some(_)) => "j/k scroll · space page · c copy · x throw away · Esc back",
            (None, None) => "j/k scroll · space page · Esc back",
        }
    }

    /// The line that is read out.
    #[must_use]
    pub fn line(&self) -> String {
        self.text
            .lines()
            .nth(self.scroll.top())
            .unwrap_or_default()
            .to_owned()
    }
}
