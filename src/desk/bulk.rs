//! Whole histories in long transactions: the same decide, apply and commit as everywhere, without
//! reading anything in between. The ticket that is being written is held here until it is whole.

use super::linked::{needs_history, renders_bundle, touches_package};
use super::{Desk, Error};
use crate::domain::actor::Actor;
use crate::domain::alarm::Alarms;
use crate::domain::apply::apply;
use crate::domain::bundle::Entry;
use crate::domain::command::{Command, LinkedTicket, Scene};
use crate::domain::customer::Customer;
use crate::domain::decide::decide;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, CommandId, CustomerId, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::domain::words;
use crate::store::{self, Change, Committed};
use std::thread;
use std::time::{Duration, Instant};

/// Who writes beside others keeps the desk no longer than this, as far as a single ticket does not take longer …
const TURN: Duration = Duration::from_millis(100);

/// … and then leaves it for so long: whoever waits looks every millisecond at least.
const APART: Duration = Duration::from_millis(3);

/// Writes many tickets, each with its whole history as one change.
pub struct Bulk<'d> {
    desk: &'d mut Desk,
    /// Tickets a transaction.
    chunk: u32,
    waiting: u32,
    /// Since when nobody else can write; none between two turns.
    since: Option<Instant>,
    scene: Scene,
    ticket: Ticket,
    events: Vec<Event>,
    /// How many of the events stand in the scene's timeline.
    told: usize,
    last: TicketId,
    written: u64,
    ended: bool,
}

impl Desk {
    /// Begins a bulk of `chunk` tickets a transaction. What was committed stays when it breaks off.
    ///
    /// # Errors
    /// The store's.
    pub fn bulk(&mut self, chunk: u32) -> Result<Bulk<'_>, Error> {
        let mut bulk = self.bulk_in_turns();
        bulk.chunk = chunk.max(1);
        bulk.wake()?;
        Ok(bulk)
    }

    /// Begins a bulk beside others who write: whoever has it wakes it for each turn, asks it when the turn is over, and then
    /// lets it rest.
    pub fn bulk_in_turns(&mut self) -> Bulk<'_> {
        Bulk {
            desk: self,
            chunk: u32::MAX,
            waiting: 0,
            since: None,
            scene: Scene::default(),
            ticket: Ticket::default(),
            events: Vec::new(),
            told: 0,
            last: TicketId(0),
            written: 0,
            ended: false,
        }
    }
}

/// The highest number given so far, knowing that `last` is one.
fn last_ticket(desk: &Desk, mut last: TicketId) -> Result<TicketId, Error> {
    loop {
        let ids = desk.store.ids(last, 10_000)?;
        match ids.last() {
            Some(id) => last = *id,
            None => return Ok(last),
        }
    }
}

impl Bulk<'_> {
    /// Begins the next ticket. `command` is the id of everything that happens to it here.
    pub fn begin(&mut self, command: CommandId) {
        self.ticket = Ticket {
            id: TicketId(self.last.0 + 1),
            ..Ticket::default()
        };
        self.events.clear();
        self.told = 0;
        self.scene.timeline.clear();
        self.scene.history.clear();
        self.scene.linked.clear();
        self.scene.package = None;
        self.scene.command = command;
    }

    /// The desk that is written to.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        self.desk
    }

    /// The ticket as it is so far.
    #[must_use]
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// Lets the next commands look at another ticket.
    pub fn show(&mut self, other: LinkedTicket) {
        self.scene.linked.retain(|l| l.id != other.id);
        self.scene.linked.push(other);
    }

    /// Runs one command on the ticket at an instant.
    ///
    /// # Errors
    /// [`Error::Refused`]; the ticket stays as it was.
    pub fn run(&mut self, actor: &Actor, at: At, command: &Command) -> Result<(), Error> {
        self.scene.now = at;
        if needs_history(command) {
            self.recount();
        }
        if renders_bundle(command) {
            let new = self.events.iter().skip(self.scene.history.len());
            self.scene.history.extend(new.map(Entry::of));
            self.scene.head = self.desk.chain_head()?;
        }
        if touches_package(command) {
            self.scene.package = self.package();
        }
        let next = decide(
            &self.desk.process,
            &self.ticket,
            command,
            actor,
            &self.scene,
        )
        .map_err(|refusal| Error::Refused(Box::new(refusal)))?;
        for event in next {
            apply(&mut self.ticket, &event);
            self.events.push(event);
        }
        Ok(())
    }

    /// Brings the history in words up to the last event.
    fn recount(&mut self) {
        let new = self.events.iter().skip(self.told);
        let lines = new.flat_map(|e| words::story(&self.desk.process, e));
        self.scene.timeline.extend(lines);
        self.told = self.events.len();
    }

    /// The JSON of the current package, from the events held.
    fn package(&self) -> Option<String> {
        let current = self.ticket.package()?;
        let event = self.events.iter().find(|e| e.seq == current.seq)?;
        event.facts.iter().find_map(|fact| match fact {
            Fact::PackageFrozen(reference, json) if reference.version == current.version => {
                Some(json.clone())
            }
            _ => None,
        })
    }

    /// Commits the ticket with its events. A command id that was delivered before changes nothing.
    ///
    /// # Errors
    /// The store's.
    pub fn commit(&mut self) -> Result<Committed, Error> {
        let given = self.ticket.id;
        let mut after = std::mem::take(&mut self.ticket);
        let row = Row::of(&self.desk.process, &after);
        let alarm = Alarms::first(&self.desk.process, &after);
        // The store numbers a new ticket; under its write lock that is the number foreseen here.
        after.id = TicketId(0);
        let change = Change {
            after,
            row,
            expected: 0,
            events: std::mem::take(&mut self.events),
            command: self.scene.command.clone(),
            alarm,
            standing: Vec::new(),
            notices: Vec::new(),
        };
        // A long history weighs as much as several tickets.
        let weight = u32::try_from(change.events.len() / 32).unwrap_or(u32::MAX);
        let done = self.desk.store.commit(change)?;
        if done.repeated {
            return Ok(done);
        }
        if done.id != given {
            return Err(Error::Store(store::Error::Backend(format!(
                "ticket {given} was numbered {} by the store",
                done.id
            ))));
        }
        self.last = done.id;
        self.written += 1;
        self.waiting = self.waiting.saturating_add(1).saturating_add(weight);
        if self.waiting >= self.chunk {
            self.turn_over()?;
        }
        Ok(done)
    }

    fn turn_over(&mut self) -> Result<(), Error> {
        self.close()?;
        self.wake()
    }

    /// Begins a turn, unless one has begun.
    ///
    /// # Errors
    /// The store's.
    pub fn wake(&mut self) -> Result<(), Error> {
        if self.since.is_some() {
            return Ok(());
        }
        self.desk.store.begin_bulk(crate::store::Writes::Many)?;
        self.since = Some(Instant::now());
        self.waiting = 0;
        self.catch_up()
    }

    /// Whether others have waited long enough.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= TURN)
    }

    /// Commits what was written in this turn and lets others write.
    ///
    /// # Errors
    /// The store's.
    pub fn rest(&mut self) -> Result<(), Error> {
        self.close()?;
        thread::sleep(APART);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        match self.since.take() {
            Some(_) => Ok(self.desk.store.end_bulk()?),
            None => Ok(()),
        }
    }

    /// Between two transactions others may have written: tickets, agents, another process file.
    fn catch_up(&mut self) -> Result<(), Error> {
        self.desk.refresh()?;
        self.scene.agents = self.desk.actors()?;
        self.last = last_ticket(self.desk, self.last)?;
        Ok(())
    }

    /// Adds a customer to the address book.
    ///
    /// # Errors
    /// [`Error::Input`] for an empty name; the store's.
    pub fn put_customer(&mut self, customer: Customer) -> Result<CustomerId, Error> {
        self.desk.put_customer(customer)
    }

    /// Ends the last transaction and says how many tickets were written.
    ///
    /// # Errors
    /// The store's.
    pub fn finish(mut self) -> Result<u64, Error> {
        self.ended = true;
        self.close()?;
        self.desk.bear_witness();
        Ok(self.written)
    }
}

impl Drop for Bulk<'_> {
    /// What is not yet committed is dropped, unless the bulk was ended.
    fn drop(&mut self) {
        if !self.ended && self.since.is_some() {
            let _ = self.desk.store.abort_bulk();
        }
    }
}

impl Desk {
    /// Asks the rules whether a ticket may be opened so, and writes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is missing.
    pub fn would_open(&self, actor: &Actor, at: At, command: &Command) -> Result<(), Error> {
        let scene = Scene {
            now: at,
            ..Scene::default()
        };
        match decide(&self.process, &Ticket::default(), command, actor, &scene) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(Error::Refused(Box::new(refusal))),
        }
    }

    /// Asks the rules whether a ticket may be opened and live so, and writes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] by the first of the commands that is.
    pub fn would_live(&self, actor: &Actor, life: &[(At, Command)]) -> Result<(), Error> {
        let mut ticket = Ticket::default();
        for (at, command) in life {
            let scene = Scene {
                now: *at,
                ..Scene::default()
            };
            let next = decide(&self.process, &ticket, command, actor, &scene)
                .map_err(|refusal| Error::Refused(Box::new(refusal)))?;
            next.iter().for_each(|event| apply(&mut ticket, event));
        }
        Ok(())
    }
}

/// What other tickets may know of a ticket; of a restricted one only where it stands.
#[must_use]
pub fn seen_from_others(ticket: &Ticket) -> LinkedTicket {
    match ticket.audience {
        Some(_) => LinkedTicket::hidden(ticket),
        None => LinkedTicket::of(ticket),
    }
}
