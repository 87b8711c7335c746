//! The desk in memory: plain vectors and scans. Slow, and plainly right: the oracle of the tests.

mod article;
mod blob;
mod configuration;
mod copy;
mod kept;
mod linked;
mod notice;
mod outbox;
mod review;
mod scan;
mod search;
mod similar;
mod state;

use super::book::{Callers, all_begin, customer_words, is_called, same_name};
use super::fold;
use super::mask::{mask, may_see};
use super::notice::Notices;
use super::search::{Ask, Finds};
use super::similar as likes;
use super::{
    Adopted, Anchor, Caller, ChainLink, Change, Committed, Count, Counts, DeskInfo, Error, Page,
    Query, Store, Writes,
};
use crate::domain::actor::Viewer;
use crate::domain::agent::Agent;
use crate::domain::chain;
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::{DeskEvent, Event};
use crate::domain::id::{At, CommandId, ContactId, CustomerId, TicketId};
use crate::domain::product::Product;
use crate::domain::row::Row;
use crate::domain::stage::Stage;
use crate::domain::team::Team;
use crate::domain::ticket::Ticket;
use state::State;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
        let mut state = State {
            desk: info.clone(),
            ..State::default()
        };
        state.keep_process(&info.process_hash, &info.process_text);
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

impl Callers for MemoryStore {
    fn lookup(&self, words: &str, limit: usize) -> Result<Vec<Caller>, Error> {
        let mut found = self.state().lookup(words);
        found.truncate(limit);
        Ok(found)
    }

    fn customers_called(&self, name: &str) -> Result<Vec<Customer>, Error> {
        let key = same_name(name);
        let mut found = self.state().customers.clone();
        found.retain(|c| same_name(&c.name) == key);
        found.sort_by_key(|c| c.id);
        Ok(found)
    }

    fn contacts_called(&self, text: &str) -> Result<Vec<Contact>, Error> {
        let key = same_name(text);
        let mut found = self.state().contacts.clone();
        found.retain(|c| is_called(c, &key));
        Ok(found)
    }

    fn customer_names(&self, typed: &str, limit: usize) -> Result<Vec<String>, Error> {
        let typed = fold::words(typed);
        let state = self.state();
        let begin = state.customers.iter();
        let begin = begin.filter(|c| all_begin(&customer_words(c), &typed));
        let mut names: Vec<String> = begin.map(|c| c.name.clone()).take(limit).collect();
        names.sort();
        Ok(names)
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

    fn adopt(&mut self, what: Adopted) -> Result<(), Error> {
        {
            let mut state = self.state();
            match what {
                Adopted::Desk { event, record } => state.adopt_desk(*event, record)?,
                Adopted::Ticket { change, records } => state.adopt(*change, records)?,
            }
            state.writes += 1;
        }
        self.own += 1;
        Ok(())
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

    fn links(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<ChainLink>, Error> {
        let state = self.state();
        state.visible(viewer, id)?;
        let of_ticket = state.links.iter().filter(|l| l.ticket == Some(id));
        // Sequence numbers have no gap.
        Ok(of_ticket
            .skip(after as usize)
            .take(limit)
            .cloned()
            .collect())
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
        let counts = scan::counts(&self.state().tickets, viewer, now);
        let notices = self.unread_notices(&viewer.name, 1_000)?;
        Ok(Counts { notices, ..counts })
    }

    fn row(&self, viewer: &Viewer, id: TicketId) -> Result<Row, Error> {
        let state = self.state();
        let mut row = state.tickets[state.place(id)?].0.clone();
        if !may_see(viewer, row.audience.as_deref()) {
            mask(&mut row);
        }
        Ok(row)
    }

    fn search(&self, viewer: &Viewer, ask: &Ask<'_>) -> Result<Finds, Error> {
        Ok(search::search(&self.state(), viewer, ask))
    }

    fn similar(&self, viewer: &Viewer, ask: &likes::Ask<'_>) -> Result<likes::Finds, Error> {
        Ok(similar::similar(&self.state(), viewer, ask))
    }

    fn agents(&self) -> Result<Vec<Agent>, Error> {
        Ok(self.state().agents.clone())
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

    fn catalogue(&self) -> Result<Vec<Product>, Error> {
        Ok(self.state().catalogue.values().cloned().collect())
    }

    fn teams(&self) -> Result<Vec<Team>, Error> {
        Ok(self.state().teams.clone())
    }

    fn stand_ins(&self) -> Result<Vec<StandIn>, Error> {
        Ok(self.state().stand_ins.clone())
    }

    fn templates(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(self.state().templates.clone())
    }

    fn products(&self, limit: usize) -> Result<Vec<String>, Error> {
        let state = self.state();
        let retired = |name: &&String| state.catalogue.get(*name).is_some_and(|p| p.retired);
        let names = state.products.iter().filter(|n| !retired(n));
        Ok(names.take(limit).cloned().collect())
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

    fn stored_under(&self, id: TicketId) -> Result<(Row, Ticket, String), Error> {
        let state = self.state();
        let (row, ticket) = state.tickets[state.place(id)?].clone();
        Ok((row, ticket, state.under(id)))
    }

    fn process_file(&self, hash: &str) -> Result<Option<String>, Error> {
        Ok(self.state().processes.get(hash).cloned())
    }

    fn outdated(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error> {
        let state = self.state();
        let open = state.tickets.iter().map(|(row, _)| row);
        let old = open.filter(|r| !r.stage.phase.is_over() && r.id > after);
        let old = old.filter(|r| state.under(r.id) != state.desk.process_hash);
        Ok(old.map(|r| r.id).take(limit).collect())
    }

    fn rewrite_rows(&mut self, process: &str, rows: &[Row]) -> Result<usize, Error> {
        let written = {
            let mut state = self.state();
            let written = state.rewrite(process, rows)?;
            state.writes += 1;
            written
        };
        self.own += 1;
        Ok(written)
    }

    fn standing(&self, stage: &Stage, limit: usize) -> Result<Vec<TicketId>, Error> {
        let state = self.state();
        let there = state.tickets.iter().filter(|(row, _)| row.stage == *stage);
        Ok(there.map(|(row, _)| row.id).take(limit).collect())
    }

    fn data_version(&self) -> Result<i64, Error> {
        Ok(self.state().writes - self.own)
    }

    fn begin_bulk(&mut self, _: Writes) -> Result<(), Error> {
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

    fn in_bulk(&self) -> bool {
        self.bulk.is_some()
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
