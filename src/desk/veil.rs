//! What this agent reads of other tickets on one that they may see: words of those that were restricted later
//! are left out. What is written, decided and sealed is never read this way.

use super::{Desk, Error};
use crate::domain::bundle::Entry;
use crate::domain::command::Command;
use crate::domain::event::Event;
use crate::domain::heed::HEEDED;
use crate::domain::id::TicketId;
use crate::domain::kept::Proposal;
use crate::domain::row::Row;
use crate::domain::search::{Doc, Search, Times, doc};
use crate::domain::ticket::{Answer, Ticket};
use crate::domain::veil;
use crate::store::{self, search::Stop};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

impl Desk {
    /// A ticket as this agent reads it.
    pub(super) fn veiled(&self, mut ticket: Ticket) -> Result<Ticket, Error> {
        let hidden = self.hidden_among(veil::named_on(&ticket), ticket.id)?;
        veil::ticket(&mut ticket, &hidden);
        Ok(ticket)
    }

    /// Events of a ticket as this agent reads them.
    pub(super) fn veiled_events(
        &self,
        id: TicketId,
        mut events: Vec<Event>,
    ) -> Result<Vec<Event>, Error> {
        let hidden = self.hidden_among(veil::named_in(&events), id)?;
        veil::events(&mut events, &hidden);
        Ok(events)
    }

    /// A ticket with its history as this agent reads them, for a page.
    pub(super) fn veiled_history<'t>(
        &self,
        ticket: &'t Ticket,
        entries: &'t [Entry],
    ) -> Result<(Cow<'t, Ticket>, Cow<'t, [Entry]>), Error> {
        let mut named = veil::named_on(ticket);
        named.extend(veil::named_in(entries.iter().map(|e| &e.event)));
        let hidden = self.hidden_among(named, ticket.id)?;
        if hidden.is_empty() {
            return Ok((Cow::Borrowed(ticket), Cow::Borrowed(entries)));
        }
        let (mut ticket, mut entries) = (ticket.clone(), entries.to_vec());
        veil::ticket(&mut ticket, &hidden);
        veil::events(entries.iter_mut().map(|e| &mut e.event), &hidden);
        Ok((Cow::Owned(ticket), Cow::Owned(entries)))
    }

    /// What is proposed for an item, without words of a ticket that was restricted since, and not to the same people:
    /// whoever takes it over writes it for all who see this one.
    pub(super) fn to_be_written(
        &self,
        ticket: &Ticket,
        proposed: Option<Proposal>,
    ) -> Result<Option<Proposal>, Error> {
        let Some(proposed) = proposed else {
            return Ok(None);
        };
        let apart = self.kept_apart(ticket, veil::pieces_in(&proposed.evidence))?;
        Ok(Some(Proposal {
            evidence: veil::evidence(&proposed.evidence, &apart),
            ..proposed
        }))
    }

    /// The tickets of which a command writes words on this one, as far as the program can tell.
    pub(super) fn brought(&self, ticket: &Ticket, command: &Command) -> BTreeSet<TicketId> {
        match command {
            Command::Check { evidence, .. } => veil::pieces_in(evidence),
            Command::Keep { pieces } => veil::named_by(pieces),
            Command::Answer { field, answer } => {
                let before = ticket.intake.get(field).map_or("", Answer::text);
                veil::pieces_new(before, answer.text())
            }
            Command::Message {
                text, workaround, ..
            } => self.workarounds_in(ticket, text, *workaround),
            _ => BTreeSet::new(),
        }
    }

    /// The linked tickets whose workaround stands in a message that tells one, or is all that it says.
    fn workarounds_in(&self, ticket: &Ticket, text: &str, tells: bool) -> BTreeSet<TicketId> {
        let links = ticket.links.iter();
        let heard = links.filter(|l| HEEDED.contains(&l.kind.as_str()));
        let says = |other: &Ticket| {
            let mut records = other.records.iter().filter(|r| r.kind == "workaround");
            records.any(|record| match record.values.get("text").map(str::trim) {
                None | Some("") => false,
                Some(words) if tells => text.contains(words),
                Some(words) => text.trim() == words,
            })
        };
        heard
            .filter_map(|link| self.store.stored(link.other).ok())
            .filter(|(_, other)| says(other))
            .map(|(_, other)| other.id)
            .collect()
    }

    /// An event of a ticket as this agent reads it; `None`: word for word.
    ///
    /// # Errors
    /// The store's.
    pub fn veiled_event(&self, id: TicketId, event: &Event) -> Result<Option<Event>, Error> {
        let read = self.veiled_events(id, vec![event.clone()])?.pop();
        Ok(read.filter(|read| read != event))
    }

    /// What is searched of a ticket that was found, as this agent reads it; `None`: the ticket itself is hidden by now.
    pub(super) fn veiled_doc(
        &self,
        row: &Row,
        found: Doc,
        asked: &mut Asked,
    ) -> Result<Option<Doc>, Error> {
        if self.actor.viewer().lead {
            return Ok(Some(found));
        }
        let mut named = veil::named_to_search(&found);
        if veil::is_kept_in(&found) {
            let Some(ticket) = self.still(row.id)? else {
                return Ok(None);
            };
            named.extend(veil::named_on(&ticket));
        }
        named.remove(&row.id);
        if !self.any_hidden(&named, asked)? {
            return Ok(Some(found));
        }
        let Some(ticket) = self.still(row.id)? else {
            return Ok(None);
        };
        match self.events(row.id, 0, usize::MAX) {
            Ok(events) => Ok(Some(Doc::of(row, &ticket, &events))),
            Err(Error::Store(store::Error::Restricted(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The same where a search found it; `None` also where it was found by words of a hidden ticket alone.
    pub(super) fn veiled_find(
        &self,
        search: &Search,
        row: &Row,
        found: Doc,
        asked: &mut Asked,
    ) -> Result<Option<Doc>, Error> {
        let before = found.clone();
        let Some(read) = self.veiled_doc(row, found, asked)? else {
            return Ok(None);
        };
        if read == before {
            return Ok(Some(read));
        }
        let Some(ticket) = self.still(row.id)? else {
            return Ok(None);
        };
        let marks = read.marked(doc::marks(row, &ticket));
        let finds = search.matches(&read, &marks, Times::of(row), self.now());
        Ok(finds.then_some(read))
    }

    /// A ticket that this agent saw just now; `None`: it was restricted since.
    pub(super) fn still(&self, id: TicketId) -> Result<Option<Ticket>, Error> {
        match self.store.ticket(&self.actor.viewer(), id) {
            Ok(ticket) => Ok(Some(ticket)),
            Err(store::Error::Restricted(_) | store::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn any_hidden(&self, named: &BTreeSet<TicketId>, asked: &mut Asked) -> Result<bool, Error> {
        for id in named {
            if asked.stop.is_over() {
                // What was found so far is thrown away.
                return Ok(true);
            }
            let hidden = match asked.hidden.get(id) {
                Some(hidden) => *hidden,
                None => !self.hidden(&[*id])?.is_empty(),
            };
            asked.hidden.insert(*id, hidden);
            if hidden {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn hidden_among(
        &self,
        mut named: BTreeSet<TicketId>,
        here: TicketId,
    ) -> Result<BTreeSet<TicketId>, Error> {
        named.remove(&here);
        if named.is_empty() || self.actor.viewer().lead {
            return Ok(BTreeSet::new());
        }
        let named: Vec<TicketId> = named.into_iter().collect();
        Ok(self.hidden(&named)?.into_iter().collect())
    }
}

/// Of which tickets it is known whether they are hidden, while many texts are read: each is asked once.
#[derive(Debug, Default)]
pub(super) struct Asked {
    hidden: BTreeMap<TicketId, bool>,
    stop: Stop,
}

impl Asked {
    /// Nothing is known yet; when to break off.
    pub fn until(stop: &Stop) -> Asked {
        Asked {
            stop: stop.clone(),
            ..Asked::default()
        }
    }
}
