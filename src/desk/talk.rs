//! The conversation with the customer: every word in and out, with its text.

use super::unread::Marks;
use super::{Desk, Error};
use crate::domain::event::Fact;
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::ticket::{MessageRef, Piece, PieceKind, Source, SourceKind, Ticket};

/// A message with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The ticket on which it stands.
    pub ticket: TicketId,
    /// What is known of it.
    pub about: MessageRef,
    /// Its text, word for word; hostile, like all text of customers.
    pub text: String,
    /// It belongs to another ticket's conversation, off which this one was split.
    pub split: bool,
}

impl Desk {
    /// The messages of a ticket, the oldest first; those taken back too.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn messages(&self, id: TicketId) -> Result<Vec<Message>, Error> {
        let ticket = self.ticket(id)?;
        let events = self.written(id, 0, usize::MAX)?;
        let said = events.into_iter().flat_map(|e| e.facts);
        let mut all: Vec<Message> = said
            .filter_map(|fact| match fact {
                Fact::Message(about, text) => Some(Message {
                    ticket: id,
                    about,
                    text,
                    split: false,
                }),
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

    /// The messages of a ticket, of those that go on in it, and those it was split off with, the oldest first. Each stays where it was written,
    /// and is read from there.
    ///
    /// # Errors
    /// Not found, or restricted. What this agent may not see of the others is left out.
    pub fn conversation(&self, id: TicketId) -> Result<Vec<Message>, Error> {
        let mut all = self.messages(id)?;
        let ticket = self.ticket(id)?;
        let merged = self.merged_into(&ticket)?;
        for other in &merged {
            all.extend(self.messages(other.id)?);
        }
        for other in self.split_words(&ticket, &merged)? {
            all.extend(self.split_messages(&other)?);
        }
        // Of the same instant those of the ticket itself come last: they were written knowing the others.
        all.sort_by_key(|m| (m.about.at, m.ticket == id, m.ticket, m.about.n));
        Ok(all)
    }

    /// The messages that [`Desk::split_words`] names, with their texts.
    fn split_messages(&self, words: &Ticket) -> Result<Vec<Message>, Error> {
        let mut all = self.messages(words.id)?;
        all.retain(|m| words.messages.iter().any(|w| w.n == m.about.n));
        all.iter_mut().for_each(|m| m.split = true);
        Ok(all)
    }

    /// What this agent has not read of the conversation, by the marks of what they have.
    #[must_use]
    pub fn unread(
        &self,
        ticket: &Ticket,
        merged: &[Ticket],
        marks: &Marks,
    ) -> Vec<(TicketId, u32)> {
        let me = &self.actor.name;
        let all = merged.iter().chain([ticket]);
        all.flat_map(|t| {
            let new = t.unread(marks.read_to(t.id), me);
            new.into_iter().map(|n| (t.id, n))
        })
        .collect()
    }

    /// One message by its number, also of a ticket that goes on in this one or off which this one was split.
    ///
    /// # Errors
    /// [`Error::Missing`]; not found, or restricted.
    pub fn message(&self, id: TicketId, number: NumberOn) -> Result<Message, Error> {
        let here = self.ticket(id)?;
        let words = self.split_words(&here, &self.merged_into(&here)?)?;
        if let Some(words) = words.iter().find(|t| Some(t.id) == number.ticket) {
            let mut all = self.split_messages(words)?.into_iter();
            if let Some(found) = all.find(|m| m.about.n == number.n) {
                return Ok(found);
            }
        }
        let (id, n) = (self.holder(id, number)?, number.n);
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
                ticket: Some(self.ticket),
                n: Some(self.about.n),
                ..Source::default()
            },
            lines: Some((from, to)),
            text: picked.join("\n"),
            ..Piece::default()
        })
    }
}
