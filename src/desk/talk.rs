//! The conversation with the customer: every word in and out, with its text.

use super::{Desk, Error};
use crate::domain::event::Fact;
use crate::domain::id::TicketId;
use crate::domain::ticket::{MessageRef, Piece, PieceKind, Source, SourceKind};

/// A message with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// What is known of it.
    pub about: MessageRef,
    /// Its text, word for word; hostile, like all text of customers.
    pub text: String,
}

impl Desk {
    /// The messages of a ticket, the oldest first; those taken back too.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn messages(&self, id: TicketId) -> Result<Vec<Message>, Error> {
        let ticket = self.ticket(id)?;
        let events = self.events(id, 0, usize::MAX)?;
        let said = events.into_iter().flat_map(|e| e.facts);
        let mut all: Vec<Message> = said
            .filter_map(|fact| match fact {
                Fact::Message(about, text) => Some(Message { about, text }),
                _ => None,
            })
            .collect();
        for message in &mut all {
            // Whether it was taken back is known on the ticket.
            if let Some(now) = ticket.messages.iter().find(|m| m.n == message.about.n) {
                message.about = now.clone();
            }
        }
        Ok(all)
    }

    /// One message by its number.
    ///
    /// # Errors
    /// [`Error::Missing`]; not found, or restricted.
    pub fn message(&self, id: TicketId, n: u32) -> Result<Message, Error> {
        let mut all = self.messages(id)?;
        let count = all.len();
        match all.iter().position(|m| m.about.n == n) {
            Some(at) => Ok(all.swap_remove(at)),
            None => Err(Error::Missing(format!(
                "{id} has no message {n}; it has {count}. hoist messages {} lists them.",
                id.0
            ))),
        }
    }
}

impl Message {
    /// Its lines `from` to `to`, from 1, as a piece; all of them where none are named. None when there is
    /// no such line.
    #[must_use]
    pub fn piece(&self, lines: Option<(u64, u64)>) -> Option<Piece> {
        let all: Vec<&str> = self.text.lines().collect();
        let (from, to) = lines.unwrap_or((1, all.len() as u64));
        let to = to.min(all.len() as u64);
        let first = usize::try_from(from.checked_sub(1)?).ok()?;
        let picked = all.get(first..usize::try_from(to).ok()?)?;
        if picked.is_empty() {
            return None;
        }
        Some(Piece {
            kind: PieceKind::Lines,
            source: Source {
                kind: SourceKind::Message,
                n: Some(self.about.n),
                ..Source::default()
            },
            lines: Some((from, to)),
            text: picked.join("\n"),
            ..Piece::default()
        })
    }
}
