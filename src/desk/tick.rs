//! What happens by itself. Whoever has the desk open, or `hoist tick`, looks at the tickets whose time has come, tells
//! whom it concerns and archives what can be reopened no more. All of it follows from rows: what was told is known
//! by its series and round, what was archived by its ticket, so two at once act once, and whoever is killed leaves
//! nothing half done and nothing to be done twice.

use super::{Desk, Error};
use crate::domain::actor::{Actor, Identity, Source};
use crate::domain::agent::Agent;
use crate::domain::alarm::Alarms;
use crate::domain::blocker::Refusal;
use crate::domain::command::{Command, Move};
use crate::domain::duty::{Roster, StandIn};
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::notice::{Notice, What, addressees};
use crate::domain::process::Verb;
use crate::domain::ticket::Ticket;
use crate::domain::words;
use crate::store;
use crate::store::Count;
use crate::store::notice::{Kept, Look, Read, Wanted};

/// Tickets a transaction: what waits for the write lock waits less than a tenth of a second.
pub const BATCH: usize = 100;

/// A ticket that cannot be read is looked at again after a day; the audit names it.
pub(super) const UNREADABLE_MS: i64 = 86_400_000;

/// What one batch did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Tickets that were looked at.
    pub looked: usize,
    /// Notices that were new.
    pub told: usize,
    /// Tickets that went to the archive.
    pub archived: usize,
    /// What could not be done, each a sentence; the rest was.
    pub troubles: Vec<String>,
    /// From when on there is more; not later than now while more waits.
    pub next: At,
}

impl Ticked {
    /// Adds what another batch did.
    pub fn add(&mut self, other: Ticked) {
        self.looked += other.looked;
        self.told += other.told;
        self.archived += other.archived;
        self.troubles.extend(other.troubles);
        self.next = other.next;
    }

    /// Adds what keeping a ticket from the archive did.
    fn put_off(&mut self, put: Put) {
        if let Put::Off(told, trouble) = put {
            self.told += told;
            self.troubles.extend(trouble);
        }
    }
}

/// What one look at a batch found.
#[derive(Default)]
struct Found {
    ids: usize,
    told: usize,
    /// Tickets for the archive: their version, and whether files are attached.
    archive: Vec<(TicketId, u32, bool)>,
    troubles: Vec<String>,
}

impl Desk {
    /// From when on something happens by itself, on a ticket or on the desk; [`At::NEVER`]: nothing will.
    ///
    /// # Errors
    /// The store's.
    pub fn next_alarm(&self) -> Result<At, Error> {
        Ok(self.store.next_alarm()?.min(self.next_round()?))
    }

    /// Lets the store refresh what it knows of its indexes.
    ///
    /// # Errors
    /// The store's.
    pub fn optimize(&mut self) -> Result<(), Error> {
        Ok(self.store.optimize()?)
    }

    /// Does what is due by now of at most so many tickets. Nothing is written while nothing is due.
    ///
    /// # Errors
    /// The store's: what was done before stays done, the rest is done by whoever comes next.
    pub fn tick(&mut self, batch: usize) -> Result<Ticked, Error> {
        let now = self.now();
        let next = self.next_alarm()?;
        if next > now {
            return Ok(Ticked {
                next,
                ..Ticked::default()
            });
        }
        self.as_timer(|desk| desk.tick_some(now, batch))
    }

    fn tick_some(&mut self, now: At, batch: usize) -> Result<Ticked, Error> {
        let found = self.locked(|desk| desk.look(now, batch))?;
        let mut done = Ticked {
            looked: found.ids,
            told: found.told,
            troubles: found.troubles,
            ..Ticked::default()
        };
        let mut whole = Vec::new();
        for (id, version, has_files) in found.archive {
            match has_files.then(|| self.evidence_lost(id)).flatten() {
                Some(why) => done.put_off(self.unarchived((id, version), why, now)?),
                None => whole.push((id, version)),
            }
        }
        if !whole.is_empty() {
            done.add(self.put_away(&whole, now)?);
        }
        done.next = self.next_alarm()?;
        Ok(done)
    }

    /// All of a batch in one transaction, so that the disk is waited for once. Where that fails each goes by itself: one
    /// that cannot be written holds up no other.
    fn put_away(&mut self, tickets: &[(TicketId, u32)], now: At) -> Result<Ticked, Error> {
        match self.locked(|desk| desk.put_each_away(tickets, now)) {
            Ok(done) => {
                self.pass_on();
                Ok(done)
            }
            Err(_) => self.put_each_away(tickets, now),
        }
    }

    fn put_each_away(&mut self, tickets: &[(TicketId, u32)], now: At) -> Result<Ticked, Error> {
        let mut done = Ticked::default();
        for (id, version) in tickets {
            match self.archive(*id, *version, now)? {
                Put::Away => done.archived += 1,
                off => done.put_off(off),
            }
        }
        Ok(done)
    }

    /// Looks at a batch and keeps what there is to tell, under the write lock.
    fn look(&mut self, now: At, batch: usize) -> Result<Found, Error> {
        let agents = self.store.agents()?;
        let stand_ins = self.stand_ins()?;
        let mut found = Found::default();
        let mut looks = Vec::new();
        for id in self.store.alarmed(now, batch)? {
            found.ids += 1;
            let ticket = match self.store.stored(id) {
                Ok((_, ticket)) => ticket,
                Err(error) => {
                    found
                        .troubles
                        .push(format!("{id} could not be looked at: {error}"));
                    looks.push(put_off(id, None, now));
                    continue;
                }
            };
            let alarms = Alarms::at(&self.process, &ticket, now);
            if alarms.archive {
                let has_files = ticket.standing_attachments().next().is_some();
                found.archive.push((id, ticket.version, has_files));
                continue;
            }
            let roster = self.roster(&agents, &stand_ins, now);
            let standing = alarms.series(id);
            let tell = alarms.tell.into_iter();
            looks.push(Look {
                ticket: Some(id),
                version: Some(ticket.version),
                standing: Some(standing),
                at: now,
                notices: tell
                    .map(|(what, due)| self.notice(&ticket, what, due, &roster))
                    .collect(),
                next: alarms.next,
            });
        }
        looks.extend(self.review_look(&agents, &stand_ins, now)?);
        found.told = self.store.tell(&looks)?;
        Ok(found)
    }

    pub(super) fn roster<'a>(
        &'a self,
        agents: &'a [Agent],
        stand_ins: &'a [StandIn],
        now: At,
    ) -> Roster<'a> {
        Roster {
            process: &self.process,
            agents,
            stand_ins,
            now,
        }
    }

    fn notice(&self, ticket: &Ticket, what: What, due: At, roster: &Roster<'_>) -> Notice {
        Notice {
            n: 0,
            due,
            ticket: Some(ticket.id),
            text: words::told(&self.process, ticket, &what),
            at: roster.now,
            to: addressees(&self.process, ticket, &what, roster),
            what,
        }
    }

    /// A ticket that can be reopened or restored no more goes to the archive; what keeps it from there is told.
    fn archive(&mut self, id: TicketId, version: u32, now: At) -> Result<Put, Error> {
        let command = CommandId(format!("tick-archive-{}-{version}", id.0));
        let archive = Command::Move(Move::new(Verb::Archive));
        match self.run(id, Some(version), archive, &command) {
            // Another was quicker.
            Ok(done) if done.repeated => Ok(Put::Off(0, None)),
            Ok(_) => Ok(Put::Away),
            Err(Error::Refused(refusal)) => self.unarchived((id, version), listed(&refusal), now),
            // It is looked at again.
            Err(Error::Store(
                store::Error::Changed(_)
                | store::Error::ProcessChanged
                | store::Error::AgentGone(_),
            )) => Ok(Put::Off(0, None)),
            Err(error) => {
                let trouble = format!("{id} could not be archived: {error}");
                self.store.tell(&[put_off(id, Some(version), now)])?;
                Ok(Put::Off(0, Some(trouble)))
            }
        }
    }

    /// What of a ticket's evidence is not as it was; looked at before the write lock is taken. A ticket that cannot
    /// be read is told of where it is archived.
    fn evidence_lost(&self, id: TicketId) -> Option<String> {
        let (_, ticket) = self.store.stored(id).ok()?;
        match self.whole_evidence(&ticket) {
            Err(Error::Refused(refusal)) => Some(listed(&refusal)),
            _ => None,
        }
    }

    fn unarchived(
        &mut self,
        (id, version): (TicketId, u32),
        why: String,
        now: At,
    ) -> Result<Put, Error> {
        let (agents, stand_ins) = (self.store.agents()?, self.stand_ins()?);
        let (_, ticket) = self.store.stored(id)?;
        let mut alarms = Alarms::at(&self.process, &ticket, now);
        let due = ticket.over_at.unwrap_or(now);
        alarms.tell.push((What::Unarchived { why }, due));
        let roster = self.roster(&agents, &stand_ins, now);
        let standing = alarms.series(id);
        let tell = alarms.tell.into_iter();
        let look = Look {
            ticket: Some(id),
            version: Some(version),
            standing: Some(standing),
            at: now,
            notices: tell
                .map(|(what, due)| self.notice(&ticket, what, due, &roster))
                .collect(),
            next: alarms.next,
        };
        Ok(Put::Off(self.store.tell(&[look])?, None))
    }

    /// Acts as the desk itself, on behalf of whoever has it open.
    fn as_timer<T>(
        &mut self,
        work: impl FnOnce(&mut Desk) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let identity = Identity {
            source: Source::Timer,
            ..self.actor.identity.clone()
        };
        let timer = Actor {
            identity,
            ..Actor::timer()
        };
        let me = std::mem::replace(&mut self.actor, timer);
        let strict = std::mem::replace(&mut self.strict, false);
        // What others have written is read again before the next command of the person: it may be about them.
        let fresh = self.fresh;
        let done = work(self);
        (self.actor, self.strict, self.fresh) = (me, strict, fresh);
        done
    }

    /// The notices of this agent, the latest first.
    ///
    /// # Errors
    /// The store's.
    pub fn notices(&self, wanted: Wanted) -> Result<Vec<Kept>, Error> {
        Ok(self.store.notices(&self.actor.name, wanted)?)
    }

    /// How many notices this agent has not read, up to `cap`.
    ///
    /// # Errors
    /// The store's.
    pub fn unread_notices(&self, cap: u32) -> Result<Count, Error> {
        Ok(self.store.unread_notices(&self.actor.name, cap)?)
    }

    /// This agent has read notices; how many were unread.
    ///
    /// # Errors
    /// The store's.
    pub fn read_notices(&mut self, which: Read<'_>) -> Result<usize, Error> {
        let now = self.now();
        let name = self.actor.name.clone();
        Ok(self.store.read_notices(&name, which, now)?)
    }
}

/// What became of a ticket that was to be archived.
enum Put {
    Away,
    /// It stays where it is: notices of it that were new, and what went wrong.
    Off(usize, Option<String>),
}

/// All that is missing, or why else it was refused.
fn listed(refusal: &Refusal) -> String {
    let missing = refusal.missing.iter().map(|b| b.text.as_str());
    match missing.collect::<Vec<_>>().join("; ") {
        none if none.is_empty() => refusal.text.clone(),
        missing => missing,
    }
}

fn put_off(id: TicketId, version: Option<u32>, now: At) -> Look {
    Look {
        ticket: Some(id),
        version,
        notices: Vec::new(),
        standing: None,
        at: now,
        next: now.plus_ms(UNREADABLE_MS),
    }
}
