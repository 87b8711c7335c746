//! Tickets that become one or several: what belongs together is written in one transaction, and the
//! history of a ticket shows the words that stand on another.

use super::run::Done;
use super::{Desk, Error};
use crate::domain::command::{Command, Opening, Split, TimelineLine};
use crate::domain::decide::counterpart;
use crate::domain::event::{Event, Fact, Opened};
use crate::domain::id::{At, CommandId, NumberOn, TicketId};
use crate::domain::notice::Before;
use crate::domain::process::Process;
use crate::domain::row_of::may_quote;
use crate::domain::ticket::{MessageRef, Ticket};
use crate::domain::words;
use crate::store;

/// A message or a note that can be split off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The event that carries it.
    pub seq: u32,
    /// The message, without its text; `None`: a note.
    pub message: Option<MessageRef>,
    /// Number among the messages, or among the notes.
    pub n: u32,
    /// Its line of history.
    pub line: TimelineLine,
    /// The tickets into which it was split off before.
    pub split_into: Vec<TicketId>,
}

impl Desk {
    /// Opens a ticket from words of another, for the same customer; the words stay where they are.
    ///
    /// # Errors
    /// A refusal with everything that is missing; not found, restricted.
    pub fn split(&mut self, split: Split, subject: &str, id: &CommandId) -> Result<Done, Error> {
        let from = self.ticket(split.from)?;
        let parts = from
            .parts
            .iter()
            .filter(|p| p.events.iter().any(|e| split.events.contains(e)));
        let before: Vec<TicketId> = parts.map(|p| p.ticket).collect();
        let opening = Opening {
            opened: Opened {
                kind: from.kind,
                subject: subject.to_owned(),
                channel: from.channel,
                customer: from.customer,
                customer_name: from.customer_name,
                contact: from.contact,
                contact_text: from.contact_text,
                product: from.product,
                product_version: from.product_version,
                ..Opened::default()
            },
            impact: from.impact,
            urgency: from.urgency,
            split: Some(split),
            ..Opening::default()
        };
        let done = self.open_ticket(opening, id)?;
        let before: Vec<TicketId> = before.into_iter().filter(|t| *t != done.id).collect();
        Ok(match before.is_empty() {
            true => done,
            false => Done {
                text: format!("{}. {}", done.text, said_before(&before)),
                ..done
            },
        })
    }

    /// The messages and notes of a ticket, as they can be split off.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn entries_of(&self, id: TicketId) -> Result<Vec<Entry>, Error> {
        Ok(self.said_in(&self.written(id, 0, usize::MAX)?))
    }

    /// The messages and notes among events; notes are counted from the first of them.
    #[must_use]
    pub fn said_in(&self, events: &[Event]) -> Vec<Entry> {
        let mut notes = 0;
        let mut found = Vec::new();
        for event in events {
            for fact in &event.facts {
                let message = match fact {
                    Fact::Message(message, _) => Some(message.clone()),
                    Fact::Noted(_) => None,
                    _ => continue,
                };
                notes += u32::from(message.is_none());
                let n = message.as_ref().map_or(notes, |m| m.n);
                let line = words::said(&self.process, event, fact);
                found.extend(line.map(|line| Entry {
                    seq: event.seq,
                    message,
                    n,
                    line,
                    split_into: Vec::new(),
                }));
            }
        }
        let facts = events.iter().flat_map(|e| &e.facts);
        for fact in facts {
            let Fact::SplitOff(part) = fact else { continue };
            let taken = found.iter_mut().filter(|e| part.events.contains(&e.seq));
            taken.for_each(|e| e.split_into.push(part.ticket));
        }
        found
    }

    /// Lines of history that stand on other tickets and belong to this one as well: of those merged
    /// into it, and what it was split off with. From `since` on, in the order of time.
    ///
    /// # Errors
    /// The store's. What this agent may not see is left out.
    pub fn joined(&self, ticket: &Ticket, since: At) -> Result<Vec<TimelineLine>, Error> {
        self.joined_of(ticket, since, |_| true)
    }

    /// The same for what is written on the ticket and read by whoever sees it: nothing of what is restricted, and
    /// not to the same people.
    pub(super) fn quoted(&self, ticket: &Ticket) -> Result<Vec<TimelineLine>, Error> {
        self.joined_of(ticket, At(i64::MIN), |other| may_quote(ticket, other))
    }

    fn joined_of(
        &self,
        ticket: &Ticket,
        since: At,
        fits: impl Fn(&Ticket) -> bool,
    ) -> Result<Vec<TimelineLine>, Error> {
        let mut lines = Vec::new();
        let mut merged = self.merged_into(ticket)?;
        merged.retain(&fits);
        for part in [ticket].into_iter().chain(&merged) {
            let Some(split) = &part.split_from else {
                continue;
            };
            let read = self.readable(split.ticket)?;
            let read = read.filter(|(other, _)| fits(other));
            let mut events = read.map(|(_, events)| events).unwrap_or_default();
            events.retain(|e| split.events.contains(&e.seq));
            lines.extend(said_on(&self.process, split.ticket, &events));
        }
        for other in &merged {
            let events = self.written(other.id, 0, usize::MAX)?;
            lines.extend(said_on(&self.process, other.id, &events));
        }
        lines.retain(|l| l.at >= since);
        lines.sort_by_key(|l| l.at);
        Ok(lines)
    }

    /// The tickets that go on in this one, also over others of them, as far as this agent may see them.
    ///
    /// # Errors
    /// The store's.
    pub fn merged_into(&self, ticket: &Ticket) -> Result<Vec<Ticket>, Error> {
        let mut found: Vec<Ticket> = Vec::new();
        let mut next: Vec<TicketId> = ticket.merged.iter().map(|m| m.ticket).collect();
        while let Some(id) = next.pop() {
            if id == ticket.id || found.iter().any(|t| t.id == id) {
                continue;
            }
            match self.ticket(id) {
                Ok(other) => {
                    next.extend(other.merged.iter().map(|m| m.ticket));
                    found.push(other);
                }
                Err(Error::Store(store::Error::Restricted(_) | store::Error::NotFound(_))) => {}
                Err(other) => return Err(other),
            }
        }
        found.sort_by_key(|t| t.id);
        Ok(found)
    }

    /// The tickets off which words of this one, or of those merged into it, were split: of each nothing but those
    /// messages. What this agent may not see is left out.
    ///
    /// # Errors
    /// The store's.
    pub fn split_words(&self, ticket: &Ticket, merged: &[Ticket]) -> Result<Vec<Ticket>, Error> {
        let mut found: Vec<Ticket> = Vec::new();
        for part in [ticket].into_iter().chain(merged) {
            let Some(split) = &part.split_from else {
                continue;
            };
            let stands_here = |t: &Ticket| t.id == split.ticket;
            if stands_here(ticket) || merged.iter().any(stands_here) {
                continue;
            }
            let other = match self.ticket(split.ticket) {
                Ok(other) => other,
                Err(Error::Store(store::Error::Restricted(_) | store::Error::NotFound(_))) => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let mut words = other.messages.clone();
            words.retain(|m| split.events.contains(&m.seq));
            match found.iter_mut().find(|t| t.id == other.id) {
                Some(there) => {
                    words.retain(|m| there.messages.iter().all(|known| known.n != m.n));
                    there.messages.extend(words);
                }
                None => found.push(Ticket {
                    messages: words,
                    ..seen_by(&other)
                }),
            }
        }
        Ok(found)
    }

    /// The ticket on which something with this number stands: this one, or one that goes on in it.
    ///
    /// # Errors
    /// [`Error::Missing`] where it does not; not found, or restricted.
    pub fn holder(&self, id: TicketId, number: NumberOn) -> Result<TicketId, Error> {
        let here = self.ticket(id)?;
        let Some(other) = number.ticket.filter(|t| *t != id) else {
            return Ok(id);
        };
        let merged = self.merged_into(&here)?;
        match merged.iter().any(|t| t.id == other) {
            true => Ok(other),
            false => Err(Error::Missing(format!(
                "{other} does not go on in {id}, or you may not see it; hoist show {} says what was merged into it.",
                id.0
            ))),
        }
    }

    /// Another ticket with its history, if this agent may see it.
    fn readable(&self, id: TicketId) -> Result<Option<(Ticket, Vec<Event>)>, Error> {
        match self.ticket(id) {
            Ok(ticket) => Ok(Some((ticket, self.written(id, 0, usize::MAX)?))),
            Err(Error::Store(store::Error::Restricted(_) | store::Error::NotFound(_))) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Commands that touch more than one ticket: decided and written under the write lock, all or
    /// none.
    pub(super) fn write_joined(
        &mut self,
        seen: (TicketId, u32),
        commands: &[Command],
        id: &CommandId,
    ) -> Result<Done, Error> {
        let (ticket, expected) = seen;
        self.locked(|desk| {
            let before = match ticket.0 {
                0 => Ticket::default(),
                _ => desk.ticket(ticket)?,
            };
            if before.version != expected {
                return Err(store::Error::Changed(Box::new(before)).into());
            }
            let (after, events) = desk.decided(before.clone(), commands, id)?;
            let done = desk.commit(&Before::of(&before), after, events, id)?;
            if done.repeated {
                return Ok(done);
            }
            let others = done.events.iter();
            let others = others.filter_map(|e| counterpart(&before, done.id, e));
            for (n, (other, command)) in (1..).zip(others.collect::<Vec<_>>()) {
                let id = CommandId(format!("{id}/{n}"));
                let current = desk.ticket(other)?;
                let known = Before::of(&current);
                let (after, events) = desk.decided(current, &[command], &id)?;
                desk.commit(&known, after, events, &id)?;
            }
            Ok(done)
        })
    }
}

/// Whether a command is decided with a look at other tickets that must not change meanwhile, or
/// writes on them too.
pub(super) fn joins(command: &Command) -> bool {
    match command {
        Command::Link { .. } | Command::Merge { .. } | Command::Unmerge { .. } => true,
        Command::Open(opening) => opening.split.is_some(),
        _ => false,
    }
}

/// That words went on elsewhere before.
#[must_use]
pub fn said_before(tickets: &[TicketId]) -> String {
    let names: Vec<String> = tickets.iter().map(ToString::to_string).collect();
    format!(
        "Some of these words were split off before, into {}",
        names.join(", ")
    )
}

/// The words of these events, marked with the ticket on which they stand.
fn said_on(process: &Process, id: TicketId, events: &[Event]) -> Vec<TimelineLine> {
    let lines = events.iter().flat_map(|e| {
        let facts = e.facts.iter();
        facts.filter_map(move |f| words::said(process, e, f))
    });
    lines
        .map(|line| TimelineLine {
            by: format!("{id} {}", line.by),
            ..line
        })
        .collect()
}

/// Nothing of a ticket but its number and who sees it.
fn seen_by(ticket: &Ticket) -> Ticket {
    Ticket {
        id: ticket.id,
        audience: ticket.audience.clone(),
        assignee: ticket.assignee.clone(),
        customers_agent: ticket.customers_agent.clone(),
        offered_to: ticket.offered_to.clone(),
        handover: ticket.handover.clone(),
        partners: ticket.partners.clone(),
        ..Ticket::default()
    }
}
