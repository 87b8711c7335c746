//! The desk in memory: plain vectors and scans. Slow, and plainly right: the oracle of the tests.

mod scan;

use super::book::{all_begin, contact_words, customer_words, no_customer};
use super::mask::{mask, may_see};
use super::{
    Anchor, ChainLink, Change, Committed, Count, Counts, DeskInfo, Error, Page, Query, Store, fold,
};
use crate::domain::actor::Viewer;
use crate::domain::agent::Agent;
use crate::domain::chain;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::{DeskEvent, DeskFact, Event};
use crate::domain::id::{At, CommandId, ContactId, CustomerId, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone, Debug, Default)]
struct State {
    desk: DeskInfo,
    tickets: Vec<(Row, Ticket)>,
    events: Vec<(TicketId, Event)>,
    commands: Vec<(CommandId, Committed)>,
    links: Vec<ChainLink>,
    agents: Vec<Agent>,
    customers: Vec<Customer>,
    contacts: Vec<Contact>,
    views: Vec<(String, String)>,
    products: BTreeSet<String>,
    writes: i64,
}

/// A desk in memory. A clone is another connection to the same desk.
#[derive(Debug)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
    /// Writes of this connection, which `data_version` leaves out.
    own: i64,
    /// The state before the bulk.
    bulk: Option<Box<State>>,
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        MemoryStore {
            state: Arc::clone(&self.state),
            own: 0,
            bulk: None,
        }
    }
}

impl MemoryStore {
    /// A new desk with its first events.
    pub fn create(info: &DeskInfo, events: Vec<DeskEvent>) -> Result<MemoryStore, Error> {
        let state = State {
            desk: info.clone(),
            ..State::default()
        };
        let mut store = MemoryStore {
            state: Arc::new(Mutex::new(state)),
            own: 0,
            bulk: None,
        };
        for event in events {
            store.commit_desk(event)?;
        }
        Ok(store)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unwritable(error: &serde_json::Error) -> Error {
    Error::Backend(error.to_string())
}

impl State {
    fn place(&self, id: TicketId) -> Result<usize, Error> {
        let found = self.tickets.iter().position(|(row, _)| row.id == id);
        found.ok_or(Error::NotFound(id))
    }

    fn visible(&self, viewer: &Viewer, id: TicketId) -> Result<&(Row, Ticket), Error> {
        let found = &self.tickets[self.place(id)?];
        if may_see(viewer, found.0.audience.as_deref()) {
            return Ok(found);
        }
        Err(Error::Restricted(id))
    }

    fn answer(&self, command: &CommandId) -> Option<Committed> {
        let found = self.commands.iter().find(|(id, _)| id == command)?;
        Some(Committed {
            repeated: true,
            ..found.1.clone()
        })
    }

    fn link(&mut self, ticket: Option<TicketId>, record: String) {
        let previous = self.links.last().and_then(|l| chain::from_hex(&l.hash));
        self.links.push(ChainLink {
            n: self.next_link(),
            ticket,
            hash: chain::hex(&chain::link(&previous.unwrap_or_default(), &record)),
            record,
        });
    }

    fn next_link(&self) -> i64 {
        self.links.last().map_or(1, |l| l.n + 1)
    }

    fn put(&mut self, mut change: Change) -> Result<Committed, Error> {
        let new = change.expected == 0 && change.after.id.0 == 0;
        let place = if new {
            None
        } else {
            Some(self.place(change.after.id)?)
        };
        if let Some((row, ticket)) = place.map(|p| &self.tickets[p])
            && row.version != change.expected
        {
            return Err(Error::Changed(Box::new(ticket.clone())));
        }
        super::check_events(&change)?;
        if new {
            let last = self.tickets.last().map_or(0, |(row, _)| row.id.0);
            change.after.id = TicketId(last + 1);
        }
        let id = change.after.id;
        change.row.id = id;
        for event in change.events {
            let record =
                chain::ticket_record(self.next_link(), id, &event).map_err(|e| unwritable(&e))?;
            self.link(Some(id), record);
            self.events.push((id, event));
        }
        self.keep_product(&change.row.product);
        let done = Committed {
            id,
            version: change.after.version,
            repeated: false,
        };
        match place {
            Some(p) => self.tickets[p] = (change.row, change.after),
            None => self.tickets.push((change.row, change.after)),
        }
        self.commands.push((change.command, done.clone()));
        Ok(done)
    }

    fn put_desk(&mut self, mut event: DeskEvent) -> Result<i64, Error> {
        let n = self.apply(&mut event.what)?;
        let record = chain::desk_record(self.next_link(), &event).map_err(|e| unwritable(&e))?;
        self.link(None, record);
        let done = Committed {
            id: TicketId(0),
            version: u32::try_from(n).unwrap_or_default(),
            repeated: false,
        };
        self.commands.push((event.command, done));
        Ok(n)
    }

    fn apply(&mut self, what: &mut DeskFact) -> Result<i64, Error> {
        match what {
            DeskFact::Made { desk, name } => {
                self.desk.id.clone_from(desk);
                self.desk.name.clone_from(name);
            }
            DeskFact::Agent(agent) => {
                self.agents.retain(|a| a.name != agent.name);
                self.agents.push(agent.clone());
                self.agents.sort_by(|a, b| a.name.cmp(&b.name));
            }
            DeskFact::Process { hash, text, .. } => {
                self.desk.process_hash.clone_from(hash);
                self.desk.process_text.clone_from(text);
            }
            DeskFact::Customer(customer) => return Ok(self.keep_customer(customer)),
            DeskFact::Contact(contact) => return self.keep_contact(contact),
            DeskFact::View { name, query } => {
                self.views.retain(|(n, _)| n != name);
                if !query.is_empty() {
                    self.views.push((name.clone(), query.clone()));
                }
                self.views.sort();
            }
        }
        Ok(0)
    }

    fn keep_customer(&mut self, customer: &mut Customer) -> i64 {
        if customer.id.0 == 0 {
            let last = self.customers.iter().map(|c| c.id.0).max();
            customer.id = CustomerId(last.unwrap_or(0) + 1);
        }
        for (product, _) in &customer.products {
            self.keep_product(product);
        }
        self.customers.retain(|c| c.id != customer.id);
        self.customers.push(customer.clone());
        customer.id.0
    }

    fn keep_contact(&mut self, contact: &mut Contact) -> Result<i64, Error> {
        if let Some(id) = contact.customer
            && self.customer(id).is_none()
        {
            return Err(no_customer(id));
        }
        if contact.id.0 == 0 {
            let last = self.contacts.iter().map(|c| c.id.0).max();
            contact.id = ContactId(last.unwrap_or(0) + 1);
        }
        self.contacts.retain(|c| c.id != contact.id);
        self.contacts.push(contact.clone());
        self.contacts.sort_by_key(|c| c.id);
        Ok(contact.id.0)
    }

    fn keep_product(&mut self, name: &str) {
        if !name.is_empty() {
            self.products.insert(name.to_owned());
        }
    }

    fn customer(&self, id: CustomerId) -> Option<&Customer> {
        self.customers.iter().find(|c| c.id == id)
    }

    fn lookup(&self, typed: &str) -> Vec<(Option<Contact>, Option<Customer>)> {
        let typed = fold::words(typed);
        let contacts = self.contacts.iter().filter_map(|contact| {
            let of = contact.customer.and_then(|c| self.customer(c));
            let hit = all_begin(&contact_words(contact, of), &typed);
            hit.then(|| (Some(contact.clone()), of.cloned()))
        });
        let alone = self.customers.iter().filter(|c| {
            let has_contact = self.contacts.iter().any(|x| x.customer == Some(c.id));
            !has_contact && all_begin(&customer_words(c), &typed)
        });
        contacts
            .chain(alone.map(|c| (None, Some(c.clone()))))
            .collect()
    }
}

impl Store for MemoryStore {
    fn desk(&self) -> Result<DeskInfo, Error> {
        Ok(self.state().desk.clone())
    }

    fn commit(&mut self, change: Change) -> Result<Committed, Error> {
        let done = {
            let mut state = self.state();
            if let Some(answer) = state.answer(&change.command) {
                return Ok(answer);
            }
            let done = state.put(change)?;
            state.writes += 1;
            done
        };
        self.own += 1;
        Ok(done)
    }

    fn commit_desk(&mut self, event: DeskEvent) -> Result<i64, Error> {
        let n = {
            let mut state = self.state();
            if let Some(answer) = state.answer(&event.command) {
                return Ok(i64::from(answer.version));
            }
            let n = state.put_desk(event)?;
            state.writes += 1;
            n
        };
        self.own += 1;
        Ok(n)
    }

    fn delivered(&self, command: &CommandId) -> Result<Option<Committed>, Error> {
        Ok(self.state().answer(command))
    }

    fn ticket(&self, viewer: &Viewer, id: TicketId) -> Result<Ticket, Error> {
        Ok(self.state().visible(viewer, id)?.1.clone())
    }

    fn events(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        let state = self.state();
        state.visible(viewer, id)?;
        let of_ticket = state
            .events
            .iter()
            .filter(|(t, e)| *t == id && e.seq > after);
        Ok(of_ticket.map(|(_, e)| e.clone()).take(limit).collect())
    }

    fn events_before(
        &self,
        viewer: &Viewer,
        id: TicketId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        let all = self.events(viewer, id, 0, usize::MAX)?;
        let older: Vec<Event> = all.into_iter().filter(|e| e.seq < before).collect();
        let skip = older.len().saturating_sub(limit);
        Ok(older.into_iter().skip(skip).collect())
    }

    fn page(
        &self,
        viewer: &Viewer,
        query: &Query,
        from: &Anchor,
        limit: usize,
        now: At,
    ) -> Result<Page, Error> {
        let rows = scan::matching(&self.state().tickets, viewer, query, now);
        Ok(scan::page(rows, query.sort, from, limit))
    }

    fn count(&self, viewer: &Viewer, query: &Query, cap: u32, now: At) -> Result<Count, Error> {
        let rows = scan::matching(&self.state().tickets, viewer, query, now);
        Ok(scan::capped(rows.len(), cap))
    }

    fn counts(&self, viewer: &Viewer, now: At) -> Result<Counts, Error> {
        Ok(scan::counts(&self.state().tickets, viewer, now))
    }

    fn row(&self, viewer: &Viewer, id: TicketId) -> Result<Row, Error> {
        let state = self.state();
        let mut row = state.tickets[state.place(id)?].0.clone();
        if !may_see(viewer, row.audience.as_deref()) {
            mask(&mut row);
        }
        Ok(row)
    }

    fn agents(&self) -> Result<Vec<Agent>, Error> {
        Ok(self.state().agents.clone())
    }

    fn lookup(
        &self,
        words: &str,
        limit: usize,
    ) -> Result<Vec<(Option<Contact>, Option<Customer>)>, Error> {
        let mut found = self.state().lookup(words);
        found.truncate(limit);
        Ok(found)
    }

    fn customer(&self, id: CustomerId) -> Result<Option<Customer>, Error> {
        Ok(self.state().customer(id).cloned())
    }

    fn contact(&self, id: ContactId) -> Result<Option<Contact>, Error> {
        Ok(self.state().contacts.iter().find(|c| c.id == id).cloned())
    }

    fn customers(&self, after: &str, limit: usize) -> Result<Vec<Customer>, Error> {
        let mut found = self.state().customers.clone();
        found.retain(|c| c.name.as_str() > after);
        found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        found.truncate(limit);
        Ok(found)
    }

    fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, Error> {
        let mut found = self.state().contacts.clone();
        found.retain(|c| c.customer == Some(customer));
        Ok(found)
    }

    fn views(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(self.state().views.clone())
    }

    fn products(&self, limit: usize) -> Result<Vec<String>, Error> {
        Ok(self.state().products.iter().take(limit).cloned().collect())
    }

    fn chain(&self, after: i64, limit: usize) -> Result<Vec<ChainLink>, Error> {
        let state = self.state();
        let links = state.links.iter().filter(|l| l.n > after).take(limit);
        Ok(links.cloned().collect())
    }

    fn head(&self) -> Result<(i64, String), Error> {
        let state = self.state();
        let none = || (0, chain::hex(&chain::Hash::default()));
        Ok(state
            .links
            .last()
            .map_or_else(none, |l| (l.n, l.hash.clone())))
    }

    fn ids(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error> {
        let state = self.state();
        let ids = state
            .tickets
            .iter()
            .map(|(row, _)| row.id)
            .filter(|id| *id > after);
        Ok(ids.take(limit).collect())
    }

    fn stored(&self, id: TicketId) -> Result<(Row, Ticket), Error> {
        let state = self.state();
        Ok(state.tickets[state.place(id)?].clone())
    }

    fn data_version(&self) -> Result<i64, Error> {
        Ok(self.state().writes - self.own)
    }

    fn begin_bulk(&mut self) -> Result<(), Error> {
        if self.bulk.is_some() {
            return Err(Error::Backend("a bulk is already open".to_owned()));
        }
        let before = self.state().clone();
        self.bulk = Some(Box::new(before));
        Ok(())
    }

    fn end_bulk(&mut self) -> Result<(), Error> {
        match self.bulk.take() {
            Some(_) => Ok(()),
            None => Err(Error::Backend("no bulk is open".to_owned())),
        }
    }

    fn abort_bulk(&mut self) -> Result<(), Error> {
        if let Some(before) = self.bulk.take() {
            let undone = self.state().writes - before.writes;
            self.own -= undone;
            *self.state() = *before;
        }
        Ok(())
    }
}
