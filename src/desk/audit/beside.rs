//! What is kept beside the log for speed: the first answer of every command, and what is searched.

use super::Audit;
use crate::desk::Error;
use crate::domain::bundle::Entry;
use crate::domain::event::Event;
use crate::domain::id::{CommandId, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;

/// A command of the log with what it was answered: a ticket (0: the desk) and a number.
pub(super) type Given = (CommandId, TicketId, i64);

impl Audit<'_> {
    /// The commands of a ticket's events, and what is searched of it.
    pub(super) fn beside(
        &mut self,
        row: &Row,
        ticket: &Ticket,
        entries: &[Entry],
    ) -> Result<Option<String>, Error> {
        let mut given: Vec<Given> = Vec::new();
        for event in entries.iter().map(|e| &e.event) {
            let version = i64::from(event.seq);
            match given.last_mut() {
                Some((command, _, last)) if *command == event.command => *last = version,
                _ => given.push((event.command.clone(), ticket.id, version)),
            }
        }
        for each in &given {
            if let Some(bad) = self.given(each)? {
                return Ok(Some(bad));
            }
        }
        let events: Vec<Event> = entries.iter().map(|e| e.event.clone()).collect();
        let is_indexed = self.desk.store.is_indexed(row, ticket, &events)?;
        // What others write meanwhile is no fault: only of the same version it is one.
        let bad = |desk: &crate::desk::Desk| -> Result<bool, Error> {
            Ok(desk.store.stored(ticket.id)?.1.version == ticket.version)
        };
        if !is_indexed && bad(self.desk)? {
            return Ok(Some(format!(
                "What is searched of ticket {} is not what its events say. The ticket itself is intact.",
                ticket.id
            )));
        }
        if !self.desk.store.is_marked(row, &events)? && bad(self.desk)? {
            return Ok(Some(format!(
                "What reviews count of ticket {} is not what its events say. The ticket itself is intact.",
                ticket.id
            )));
        }
        Ok(None)
    }

    /// Whether a command delivered again would get its first answer.
    pub(super) fn given(&mut self, given: &Given) -> Result<Option<String>, Error> {
        self.answers += 1;
        let (command, id, number) = given;
        let kept = self.desk.store.delivered(command)?;
        let same = kept.is_some_and(|a| a.id == *id && i64::from(a.version) == *number);
        Ok((!same).then(|| {
            format!("The first answer of command {command} is not kept as it was given. Its events are intact.")
        }))
    }

    /// No more answers are kept than there are commands; where others write meanwhile, the next audit
    /// counts.
    pub(super) fn all_given(&self) -> Result<Option<String>, Error> {
        let Some(kept) = self.desk.store.kept_answers()? else {
            return Ok(None);
        };
        if kept == self.answers || self.desk.store.head()?.0 != self.head {
            return Ok(None);
        }
        Ok(Some(format!(
            "The answers of {kept} commands are kept, the log has {} commands.",
            self.answers
        )))
    }
}
