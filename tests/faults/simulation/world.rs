//! The desk, its agents and what befalls them.

use super::super::seeded::Dice;
use super::ledger::Ledger;
use super::sent::{Gone, Hook, Other, Sent, What, clock, deliver};
use super::tally::Tally;
use super::{acts, holds, people};
use crate::support::desk::{DAY, HOUR, MINUTE, SECOND, START, opening, scratch};
use hoist::desk::{Desk, Done, Error};
use hoist::domain::command::Command;
use hoist::domain::id::{At, CommandId, TicketId};
use hoist::domain::process::Process;
use hoist::domain::stage::Phase;
use hoist::domain::ticket::Ticket;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Error as Refused, Store};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) struct Seat {
    /// Opened when it is used, gone after a crash.
    desk: Option<Desk>,
    /// The ticket as it stood on this agent's screen.
    pub(super) screen: BTreeMap<TicketId, Ticket>,
    /// Not answered yet, or answered to nobody.
    pub(super) pending: Vec<Sent>,
    /// Acknowledged: id, ticket and version that were said.
    pub(super) told: Vec<(Sent, TicketId, u32)>,
}

/// How a delivery goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Well,
    /// Gone between reading and writing, or with the transaction open.
    DiesReading,
    /// Gone at a statement of the transaction.
    DiesWriting(&'static str),
    /// Gone after COMMIT, before anybody heard.
    DiesUnheard,
    /// Another agent writes between reading and writing.
    Overtaken,
}

/// Statements of a transaction, early and late.
const STATEMENTS: [&str; 4] = [
    "UPDATE ON ticket_row",
    "UPDATE ON ticket",
    "INSERT ON event",
    "INSERT ON command",
];

pub struct World {
    pub length: u32,
    pub tally: Tally,
    loud: bool,
    file: PathBuf,
    _dir: tempfile::TempDir,
    now: Arc<AtomicI64>,
    hook: Arc<Mutex<Hook>>,
    dice: Dice,
    pub(super) seats: Vec<Seat>,
    commands: u32,
    process: Process,
    watch: SqliteStore,
    pub(super) ledger: Ledger,
    changed: BTreeSet<TicketId>,
}

impl World {
    pub fn new(seed: u64, loud: bool) -> World {
        let dir = scratch();
        let file = dir.path().join("desk.hoist");
        people::desk(&file);
        let mut dice = Dice::new(seed);
        let many = 2 + dice.roll(people::MANY - 1);
        let watch = SqliteStore::open(&file, Mode::Write).unwrap();
        let process = hoist::domain::parse::ready(hoist::domain::parse::BUILTIN).unwrap();
        let seat = |_| Seat {
            desk: None,
            screen: BTreeMap::new(),
            pending: Vec::new(),
            told: Vec::new(),
        };
        World {
            // Of the long form most are longer.
            length: u32::try_from(30 + dice.roll(40)).unwrap() << u32::from(seed >= 500),
            tally: Tally::default(),
            loud,
            file,
            _dir: dir,
            now: Arc::new(AtomicI64::new(START.0)),
            hook: Arc::new(Mutex::new(Hook::Nothing)),
            dice,
            seats: (0..many).map(seat).collect(),
            commands: 0,
            process,
            watch,
            ledger: Ledger::default(),
            changed: BTreeSet::new(),
        }
    }

    pub fn head(&self) -> String {
        let (n, hash) = self.ledger.head();
        format!("{n} {hash}")
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.loud {
            println!("{:4} {}", self.tally.steps, what());
        }
    }

    /// The desk as an agent has it open.
    fn desk(&mut self, seat: usize) -> Desk {
        if let Some(desk) = self.seats[seat].desk.take() {
            return desk;
        }
        let mut store = SqliteStore::open(&self.file, Mode::Write).unwrap();
        // One thread plays all: who has to wait for another waits for ever.
        store.set_patience(Duration::ZERO).unwrap();
        Desk::with_actor(
            Box::new(store),
            people::actor(seat),
            clock(Arc::clone(&self.now), Arc::clone(&self.hook)),
        )
        .unwrap()
    }

    /// One agent's turn, and what must hold after it.
    pub fn step(&mut self) -> Result<(), String> {
        self.tally.steps += 1;
        self.pass_time();
        let tickets: Vec<TicketId> = self.ledger.tickets.keys().copied().collect();
        if tickets.len() < 2 || (tickets.len() < 6 && self.dice.percent(4)) {
            let seat = self.someone("tier1");
            let sent = self.opening();
            return self.give(seat, sent, Fate::Well);
        }
        let ticket = *self.dice.pick(&tickets);
        let seat = self.seat_for(ticket);
        if self.dice.percent(40) || !self.seats[seat].screen.contains_key(&ticket) {
            self.look(seat, ticket);
        }
        let sent = self.next(seat, ticket);
        let fate = self.fate();
        self.give(seat, sent, fate)
    }

    fn pass_time(&mut self) {
        let by = match self.dice.roll(100) {
            0..80 => SECOND + i64::try_from(self.dice.roll(30)).unwrap() * MINUTE,
            80..90 => i64::try_from(self.dice.roll(9)).unwrap() * DAY,
            90..94 => 0,
            94..97 => -HOUR,
            97 => -365 * DAY,
            _ => 365 * DAY,
        };
        self.tally.clock_back += u32::from(by < 0);
        self.now.fetch_add(by, Ordering::SeqCst);
        if by.abs() > 20 * DAY {
            self.say(|| format!("the clock jumps by {} days", by / DAY));
        }
    }

    fn fate(&mut self) -> Fate {
        match self.dice.roll(100) {
            0..72 => Fate::Well,
            72..78 => Fate::DiesReading,
            78..80 => Fate::DiesWriting(STATEMENTS[self.dice.roll(STATEMENTS.len())]),
            80..86 => Fate::DiesUnheard,
            _ => Fate::Overtaken,
        }
    }

    fn fresh(&mut self) -> CommandId {
        self.commands += 1;
        CommandId(format!("c{}", self.commands))
    }

    fn opening(&mut self) -> Sent {
        let kind = *self
            .dice
            .pick(&["incident", "incident", "question", "security"]);
        let urgency = *self.dice.pick(&["low", "medium", "high"]);
        let mut opening = opening(kind, "medium", urgency);
        opening.major = self.dice.percent(10);
        Sent {
            id: self.fresh(),
            ticket: None,
            seen: None,
            what: What::Open(Box::new(opening)),
        }
    }

    /// Someone of a tier who is here; a lead where nobody is.
    fn someone(&mut self, tier: &str) -> usize {
        let of = |n: &usize| people::agent(*n).tiers.contains(&tier.into());
        let of: Vec<usize> = (0..self.seats.len()).filter(of).collect();
        *self.dice.pick(&of)
    }

    fn seat_for(&mut self, ticket: TicketId) -> usize {
        if self.dice.percent(15) {
            return self.dice.roll(self.seats.len());
        }
        let stage = self.watch.stored(ticket).unwrap().1.stage;
        match stage.phase {
            Phase::Verifying if self.dice.percent(50) => self.someone("tier1"),
            Phase::Verifying => self.someone("tier2"),
            _ => self.someone(&stage.tier.0),
        }
    }

    /// A ticket comes on the screen, if this agent may see it.
    pub(super) fn look(&mut self, seat: usize, ticket: TicketId) {
        let desk = self.desk(seat);
        match desk.ticket(ticket) {
            Ok(seen) => drop(self.seats[seat].screen.insert(ticket, seen)),
            Err(_) => drop(self.seats[seat].screen.remove(&ticket)),
        }
        self.seats[seat].desk = Some(desk);
    }

    /// What an agent sends next: something that was not answered, something again, or the next thing.
    fn next(&mut self, seat: usize, ticket: TicketId) -> Sent {
        if !self.seats[seat].pending.is_empty() && self.dice.percent(60) {
            let at = self.dice.roll(self.seats[seat].pending.len());
            return self.seats[seat].pending.remove(at);
        }
        if !self.seats[seat].told.is_empty() && self.dice.percent(8) {
            let at = self.dice.roll(self.seats[seat].told.len());
            return self.seats[seat].told[at].0.clone();
        }
        let now = At(self.now.load(Ordering::SeqCst));
        let nothing = Ticket::default();
        let seen = self.seats[seat].screen.get(&ticket).unwrap_or(&nothing);
        let (version, commands) = (
            seen.version,
            acts::next(&self.process, seen, now, &mut self.dice),
        );
        Sent {
            id: self.fresh(),
            ticket: Some(ticket),
            seen: (version > 0).then_some(version),
            what: What::Run(commands),
        }
    }

    /// Delivers a command, as fate will have it, and judges what came of it.
    fn give(&mut self, seat: usize, sent: Sent, fate: Fate) -> Result<(), String> {
        let mut desk = self.desk(seat);
        let before = self.is_there(&sent);
        match fate {
            Fate::DiesReading => *self.hook.lock().unwrap() = Hook::Death,
            Fate::DiesWriting(statement) => self.trap(Some(statement)),
            Fate::Overtaken => self.plan_another(seat, sent.ticket),
            Fate::Well | Fate::DiesUnheard => {}
        }
        let answer = catch_unwind(AssertUnwindSafe(|| deliver(&mut desk, &sent)));
        if matches!(fate, Fate::DiesWriting(_)) {
            // Before the trap goes, the one in it must.
            drop(desk);
            self.trap(None);
            desk = self.desk(seat);
        }
        self.say(|| {
            format!(
                "{} {fate:?} {sent:?}: {}",
                people::agent(seat).name,
                told(&answer)
            )
        });
        let hook = std::mem::replace(&mut *self.hook.lock().unwrap(), Hook::Nothing);
        if let Hook::Other(other) | Hook::Was(other) = hook {
            self.answered_between(*other)?;
        }
        let trapped = matches!(fate, Fate::DiesWriting(_))
            && matches!(&answer, Ok(Err(Error::Store(Refused::Backend(_)))));
        match answer {
            Err(why) if !why.is::<Gone>() => resume_unwind(why),
            Ok(answer) if fate != Fate::DiesUnheard && !trapped => {
                self.seats[seat].desk = Some(desk);
                self.judge(seat, sent, before, answer, fate == Fate::Overtaken)?;
            }
            _ => {
                drop(desk);
                self.tally.died += 1;
                self.seats[seat].screen.clear();
                // The line is typed again some time, or it is given up.
                if self.dice.percent(80) {
                    self.seats[seat].pending.push(sent);
                }
            }
        }
        self.changed_hold()?;
        match self.tally.steps % 32 {
            0 => self.all_hold(),
            _ => Ok(()),
        }
    }

    /// A statement at which every transaction comes to grief, or none any more.
    fn trap(&self, statement: Option<&str>) {
        let conn = Connection::open(&self.file).unwrap();
        let sql = match statement {
            Some(at) => {
                format!("CREATE TRIGGER trap BEFORE {at} BEGIN SELECT RAISE(ABORT, 'gone'); END;")
            }
            None => "DROP TRIGGER trap;".to_owned(),
        };
        conn.execute_batch(&sql).unwrap();
    }

    /// Another agent is about to be quicker, at the same ticket if there is one.
    fn plan_another(&mut self, seat: usize, ticket: Option<TicketId>) {
        let other = (seat + 1 + self.dice.roll(self.seats.len() - 1)) % self.seats.len();
        let Some(ticket) = ticket.filter(|_| other != seat) else {
            return;
        };
        self.look(other, ticket);
        let sent = self.next(other, ticket);
        let desk = self.desk(other);
        let before = self.is_there(&sent);
        *self.hook.lock().unwrap() = Hook::Other(Box::new(Other {
            seat: other,
            desk,
            sent,
            before,
            answer: None,
        }));
    }

    fn answered_between(&mut self, other: Other) -> Result<(), String> {
        self.seats[other.seat].desk = Some(other.desk);
        self.say(|| {
            format!(
                "  meanwhile {} {:?}: {:?}",
                people::agent(other.seat).name,
                other.sent,
                other
                    .answer
                    .as_ref()
                    .map(|a| a.as_ref().map(|d| d.version).map_err(ToString::to_string))
            )
        });
        match other.answer {
            None => {
                self.seats[other.seat].pending.push(other.sent);
                Ok(())
            }
            Some(answer) => {
                self.tally.overtaken += 1;
                self.judge(other.seat, other.sent, other.before, answer, true)
            }
        }
    }

    /// Whether the command wrote anything so far.
    pub(super) fn is_there(&self, sent: &Sent) -> bool {
        self.ledger.commands.contains_key(sent.id.as_str())
    }

    pub(super) fn follow(&mut self) -> Result<(), String> {
        self.changed.extend(self.ledger.follow(&self.watch)?);
        Ok(())
    }

    /// Of the tickets that were written since it was last asked.
    fn changed_hold(&mut self) -> Result<(), String> {
        self.follow()?;
        for id in std::mem::take(&mut self.changed) {
            let events = &self.ledger.tickets[&id];
            holds::hold(&self.watch, &self.process, id, events)?;
        }
        Ok(())
    }

    /// Of all, whatever was written last: what is told of one may have changed with another.
    fn all_hold(&self) -> Result<(), String> {
        let mut all = self.ledger.tickets.iter();
        all.try_for_each(|(id, events)| holds::hold(&self.watch, &self.process, *id, events))
    }

    /// Invariant 10, tried: some lead waives each thing that is owed.
    fn is_archived_or_can_be_rid_of_what_is_owed(&mut self, id: TicketId) -> Result<(), String> {
        let ticket = self.watch.stored(id).map_err(|e| e.to_string())?.1;
        if ticket.stage.phase == Phase::Archived {
            self.tally.archived += 1;
            return Ok(());
        }
        for owed in ticket.open_owed() {
            let waive = Command::Waive {
                n: owed.n,
                reason: "Too late to matter.".to_owned(),
            };
            let waived = (0..2).any(|lead| {
                let (mut desk, command) = (self.desk(lead), self.fresh());
                let done = desk.run(id, None, waive.clone(), &command).is_ok();
                self.seats[lead].desk = Some(desk);
                done
            });
            if !waived {
                return Err(format!("invariant 10, {id}: nobody can waive {owed:?}"));
            }
        }
        Ok(())
    }

    /// At the end: nothing acknowledged is missing, the whole chain holds, the audit finds nothing.
    pub fn end(&mut self) -> Result<(), String> {
        self.all_hold()?;
        for (sent, ticket, version) in self.seats.iter().flat_map(|s| &s.told) {
            let there = self.watch.delivered(&sent.id).map_err(|e| e.to_string())?;
            let known = there.map(|c| (c.id, c.version));
            if known != Some((*ticket, *version)) {
                return Err(format!("{:?} was acknowledged: {known:?}", sent.id));
            }
        }
        let mut anew = Ledger::default();
        anew.follow(&self.watch)?;
        if anew.head() != self.ledger.head() {
            return Err("invariant 12: the chain read anew is another".to_owned());
        }
        for id in self.ledger.tickets.keys().copied().collect::<Vec<_>>() {
            self.is_archived_or_can_be_rid_of_what_is_owed(id)?;
        }
        self.changed_hold()?;
        let desk = self.desk(0);
        let report = desk
            .audit_check(&mut |_, _| {})
            .map_err(|e| e.to_string())?;
        report.bad.map_or(Ok(()), Err)
    }
}

fn told(answer: &std::thread::Result<Result<Done, Error>>) -> String {
    match answer {
        Err(_) => "gone".to_owned(),
        Ok(Ok(done)) => format!("{} v{} {}", done.id, done.version, done.text),
        Ok(Err(error)) => error.to_string(),
    }
}
