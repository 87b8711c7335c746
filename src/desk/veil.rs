//! What this agent reads of other tickets on one that they may see: words of those that were restricted later
//! are left out. What is written, decided and sealed is never read this way.

use super::{Desk, Error};
use crate::domain::bundle::Entry;
use crate::domain::event::Event;
use crate::domain::id::TicketId;
use crate::domain::row::Row;
use crate::domain::search::{Doc, Search, Times, doc};
use crate::domain::ticket::Ticket;
use crate::domain::veil;
use std::borrow::Cow;
use std::collections::BTreeSet;

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

    /// What is searched of a ticket that was found, as this agent reads it; `None`: it was found by words of a
    /// hidden ticket alone.
    pub(super) fn veiled_doc(
        &self,
        search: &Search,
        row: &Row,
        found: Doc,
    ) -> Result<Option<Doc>, Error> {
        if self
            .hidden_among(veil::named_to_search(&found), row.id)?
            .is_empty()
        {
            return Ok(Some(found));
        }
        let (ticket, events) = (self.ticket(row.id)?, self.events(row.id, 0, usize::MAX)?);
        let read = Doc::of(row, &ticket, &events);
        let marks = read.marked(doc::marks(row, &ticket));
        let finds = search.matches(&read, &marks, Times::of(row), self.now());
        Ok(finds.then_some(read))
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
