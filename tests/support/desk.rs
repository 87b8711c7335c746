//! A desk with people, on either backend, whose clock the test sets.

use hoist::desk::{Desk, Done, Error, actor_of};
use hoist::domain::actor::{Actor, Identity, Source, Viewer};
use hoist::domain::agent::Agent;
use hoist::domain::apply::apply;
use hoist::domain::blocker::Refusal;
use hoist::domain::command::{Command, Move, Opening, Outcome};
use hoist::domain::event::{DeskEvent, DeskFact, Event, Opened};
use hoist::domain::id::{At, CommandId, CustomerId, TicketId};
use hoist::domain::parse;
use hoist::domain::process::Verb;
use hoist::domain::row::Row;
use hoist::domain::stage::Stage;
use hoist::domain::ticket::{Answer, Ticket};
use hoist::domain::values::Values;
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{DeskInfo, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// Monday 2026-11-23 09:00 UTC.
pub const START: At = At(1_795_424_400_000);

/// Name, tiers, lead.
pub const PEOPLE: [(&str, &[&str], bool); 9] = [
    ("ana", &["tier1"], false),
    ("abe", &["tier1"], false),
    ("ben", &["tier2"], false),
    ("bea", &["tier2"], false),
    ("eva", &["engineering"], false),
    ("edo", &["engineering"], false),
    ("lea", &["tier1", "tier2", "engineering"], true),
    ("leo", &["tier1", "tier2", "engineering"], true),
    ("aud", &[], false),
];

/// Which backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Memory,
    Sqlite,
}

pub const BACKENDS: [Backend; 2] = [Backend::Memory, Backend::Sqlite];

/// Runs a test on both stores.
pub fn on_both(test: impl Fn(&mut Bench)) {
    for backend in BACKENDS {
        test(&mut Bench::new(backend));
    }
}

/// The same under another process file.
pub fn on_both_under(process: &str, test: impl Fn(&mut Bench)) {
    for backend in BACKENDS {
        test(&mut Bench::with_process(backend, process));
    }
}

/// The built-in process without a target for the time in a stage.
pub fn without_time_in_stage() -> String {
    let from = parse::BUILTIN.find("[time_in_stage]").unwrap();
    let to = from + parse::BUILTIN[from..].find("\n[review]").unwrap();
    format!("{}{}", &parse::BUILTIN[..from], &parse::BUILTIN[to..])
}

/// A desk, its clock, and whoever is at it.
pub struct Bench {
    pub desk: Desk,
    pub dir: tempfile::TempDir,
    clock: Arc<AtomicI64>,
    commands: u32,
    memory: Option<MemoryStore>,
}

impl Bench {
    pub fn new(backend: Backend) -> Bench {
        Bench::with_process(backend, parse::BUILTIN)
    }

    /// The built-in process with one change of its text.
    pub fn changed(backend: Backend, from: &str, to: &str) -> Bench {
        assert!(parse::BUILTIN.contains(from), "{from}");
        Bench::with_process(backend, &parse::BUILTIN.replace(from, to))
    }

    pub fn single_seat(backend: Backend) -> Bench {
        Bench::changed(backend, "single_seat = false", "single_seat = true")
    }

    pub fn with_process(backend: Backend, text: &str) -> Bench {
        let process = parse::process(text).expect("the process parses");
        let info = DeskInfo {
            id: "0190-desk".to_owned(),
            name: "Test".to_owned(),
            process_hash: process.hash,
            process_text: text.to_owned().into(),
            made_at: START,
            demo: false,
        };
        let people = PEOPLE.iter().enumerate().map(|(i, person)| DeskEvent {
            at: START,
            by: "lea".into(),
            identity: Identity::default(),
            command: CommandId(format!("agent-{i}")),
            what: DeskFact::Agent(agent(person)),
        });
        let dir = scratch();
        let mut memory = None;
        let store: Box<dyn Store> = match backend {
            Backend::Memory => {
                let store = MemoryStore::create(&info, people.collect()).unwrap();
                memory = Some(store.clone());
                Box::new(store)
            }
            Backend::Sqlite => Box::new(
                SqliteStore::create(&dir.path().join("desk.db"), &info, people.collect()).unwrap(),
            ),
        };
        let clock = Arc::new(AtomicI64::new(START.0));
        let hand = Arc::clone(&clock);
        let desk = Desk::with_actor(
            store,
            actor("lea"),
            Arc::new(move || At(hand.load(Ordering::SeqCst))),
        )
        .unwrap();
        Bench {
            desk,
            dir,
            clock,
            commands: 0,
            memory,
        }
    }

    /// Another person at the same desk, at another keyboard.
    pub fn beside(&self, name: &str) -> Desk {
        let store: Box<dyn Store> = match &self.memory {
            Some(memory) => Box::new(memory.clone()),
            None => {
                Box::new(SqliteStore::open(&self.dir.path().join("desk.db"), Mode::Write).unwrap())
            }
        };
        let hand = Arc::clone(&self.clock);
        Desk::with_actor(
            store,
            actor(name),
            Arc::new(move || At(hand.load(Ordering::SeqCst))),
        )
        .unwrap()
    }

    /// Opens the desk of a bench in memory for someone, as often as is asked.
    pub fn maker(&self, name: &str) -> hoist::tui::worker::MakeDesk {
        let memory = std::sync::Mutex::new(self.memory.clone().expect("a bench in memory"));
        let (hand, name) = (Arc::clone(&self.clock), name.to_owned());
        Arc::new(move || {
            let store = memory.lock().unwrap().clone();
            let hand = Arc::clone(&hand);
            let clock = Arc::new(move || At(hand.load(Ordering::SeqCst)));
            Desk::with_actor(Box::new(store), actor(&name), clock)
        })
    }

    pub fn clock(&self) -> hoist::desk::Clock {
        let hand = Arc::clone(&self.clock);
        Arc::new(move || At(hand.load(Ordering::SeqCst)))
    }

    pub fn now(&self) -> At {
        At(self.clock.load(Ordering::SeqCst))
    }

    pub fn wait(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn fresh(&mut self) -> CommandId {
        self.commands += 1;
        CommandId(format!("c{}", self.commands))
    }

    /// Puts someone at the desk: an agent, `timer` or `importer`.
    pub fn sit(&mut self, name: &str) {
        if self.desk.actor().name == name {
            return;
        }
        if PEOPLE.iter().any(|p| p.0 == name) {
            return self.desk.act_as(&name.into()).unwrap();
        }
        let actor = actor(name);
        let hand = Arc::clone(&self.clock);
        let other = Desk::with_actor(
            Box::new(MemoryStore::create(self.desk.info(), vec![]).unwrap()),
            actor.clone(),
            Arc::new(move || At(hand.load(Ordering::SeqCst))),
        );
        let old = std::mem::replace(&mut self.desk, other.unwrap());
        let hand = Arc::clone(&self.clock);
        self.desk = Desk::with_actor(
            old.into_store(),
            actor,
            Arc::new(move || At(hand.load(Ordering::SeqCst))),
        )
        .unwrap();
    }

    /// Someone gives a command. A second passes first, as it does.
    pub fn run(&mut self, who: &str, id: TicketId, command: Command) -> Result<Done, Error> {
        self.wait(SECOND);
        self.sit(who);
        let command_id = self.fresh();
        self.desk.run(id, None, command, &command_id)
    }

    /// The command runs.
    #[track_caller]
    pub fn yes(&mut self, who: &str, id: TicketId, command: Command) -> Ticket {
        let said = format!("{command:?}");
        match self.run(who, id, command) {
            Ok(_) => self.ticket(id),
            Err(Error::Refused(r)) => panic!("{who} {said}: {} {:#?}", r.text, r.missing),
            Err(e) => panic!("{who} {said}: {e}"),
        }
    }

    /// The command is refused.
    #[track_caller]
    pub fn no(&mut self, who: &str, id: TicketId, command: Command) -> Refusal {
        let said = format!("{command:?}");
        match self.run(who, id, command) {
            Err(Error::Refused(refusal)) => *refusal,
            other => panic!("{who} {said} was not refused: {other:?}"),
        }
    }

    /// The ticket, as the store has it, whoever asks.
    pub fn ticket(&self, id: TicketId) -> Ticket {
        self.desk.store().stored(id).unwrap().1
    }

    pub fn row(&self, id: TicketId) -> Row {
        self.desk.store().stored(id).unwrap().0
    }

    #[track_caller]
    pub fn stands(&self, id: TicketId, stage: &str) {
        assert_eq!(self.ticket(id).stage.to_string(), stage);
    }

    pub fn events(&self, id: TicketId) -> Vec<Event> {
        let all = Viewer {
            lead: true,
            ..Viewer::default()
        };
        self.desk.store().events(&all, id, 0, usize::MAX).unwrap()
    }

    /// The replay of the events equals what is stored (invariant 11).
    #[track_caller]
    pub fn replays(&self, id: TicketId) {
        let mut replayed = Ticket {
            id,
            ..Ticket::default()
        };
        self.events(id).iter().for_each(|e| apply(&mut replayed, e));
        let (row, stored) = self.desk.store().stored(id).unwrap();
        assert_eq!(replayed, stored);
        assert_eq!(Row::of(self.desk.process(), &replayed), row);
    }

    // ── Tickets on their way ──

    /// A new ticket, opened by ana on the phone.
    pub fn open(&mut self) -> TicketId {
        self.open_as("incident", "medium", "medium")
    }

    pub fn open_as(&mut self, kind: &str, impact: &str, urgency: &str) -> TicketId {
        self.wait(SECOND);
        self.sit("ana");
        let id = self.fresh();
        self.desk
            .open_ticket(opening(kind, impact, urgency), &id)
            .unwrap()
            .id
    }

    /// Walks a ticket by real commands to a stage of the usual way up and down.
    pub fn at(&mut self, stage: &str) -> TicketId {
        let id = self.open();
        self.bring(id, stage);
        id
    }

    /// Walks this ticket further, from where it stands.
    #[track_caller]
    pub fn bring(&mut self, id: TicketId, stage: &str) {
        let wanted: Stage = stage.parse().unwrap();
        for _ in 0..20 {
            let here = self.ticket(id).stage;
            if here == wanted {
                return;
            }
            self.step(id, &here.to_string(), stage);
        }
        panic!("{id} does not reach {stage}");
    }

    /// One step of the usual way towards a stage.
    fn step(&mut self, id: TicketId, here: &str, wanted: &str) {
        match here {
            "tier1.queued" => {
                self.yes("ana", id, take());
            }
            "tier1.working" if wanted == "tier1.cancelled" => {
                self.yes("ana", id, cancel());
            }
            "tier1.working" if wanted.starts_with("tier1.") => self.resolve_1(id),
            "tier1.working" => self.escalate_1(id),
            "tier2.queued" => self.accept("ben", id),
            "tier2.working" if wanted.starts_with("tier1.") => self.resolve_2(id),
            "tier2.working" => self.escalate_2(id),
            "engineering.queued" => self.accept("eva", id),
            "engineering.working" => self.deploy(id),
            "engineering.verifying" => {
                self.yes("bea", id, sign());
                self.yes("abe", id, sign());
            }
            "tier1.resolved" => {
                self.yes("ana", id, tell());
            }
            "tier1.confirming" => {
                self.yes("ana", id, close());
            }
            "tier1.closed" => {
                self.yes("lea", id, mv(Verb::Archive));
            }
            other => panic!("nothing leads on from {other}"),
        }
    }

    /// Brings a ticket down from Engineering, whole way.
    pub fn fixed(&mut self) -> TicketId {
        let id = self.at("engineering.verifying");
        self.bring(id, "tier1.resolved");
        id
    }

    pub fn intake(&mut self, id: TicketId) {
        for field in ["symptoms", "steps", "errors", "changes"] {
            self.yes("ana", id, answer(field, &format!("the {field}")));
        }
    }

    pub fn checklist(&mut self, who: &str, id: TicketId) {
        let ticket = self.ticket(id);
        let process = self.desk.process().clone();
        let tier = process.tier(&ticket.stage.tier).unwrap();
        for item in &tier.checklist {
            if ticket.check(&tier.id, &item.id).is_none_or(|c| c.stale) {
                self.yes(who, id, check(&item.id, "looked at it"));
            }
        }
    }

    /// Closes what was only answered in advance.
    pub fn checklist_presets(&mut self, id: TicketId) {
        for item in ["configurations", "logs", "known_issues", "updates"] {
            self.yes("ana", id, check(item, "really looked"));
        }
    }

    pub fn escalate_1(&mut self, id: TicketId) {
        self.intake(id);
        self.checklist("ana", id);
        self.yes("ana", id, escalate("potential_bug"));
    }

    pub fn resolve_1(&mut self, id: TicketId) {
        self.intake(id);
        self.checklist("ana", id);
        self.yes("ana", id, resolve("solved"));
    }

    pub fn accept(&mut self, who: &str, id: TicketId) {
        let version = self.ticket(id).package().unwrap().version;
        self.yes(who, id, Command::ShowPackage { version });
        self.yes(who, id, mv(Verb::Accept));
    }

    /// What Tier 2 found out.
    pub fn evidence_2(&mut self, id: TicketId) {
        self.yes("ben", id, finding());
        self.yes("ben", id, root_cause());
        self.yes("ben", id, replication());
        self.yes("ben", id, workaround());
        self.checklist("ben", id);
    }

    pub fn escalate_2(&mut self, id: TicketId) {
        self.evidence_2(id);
        self.yes("ben", id, escalate("software_bug"));
    }

    pub fn resolve_2(&mut self, id: TicketId) {
        self.evidence_2(id);
        self.yes("ben", id, resolve("solved"));
    }

    /// What Engineering did, short of deploying.
    pub fn evidence_3(&mut self, id: TicketId) {
        for command in [analysis(), change(), test_record(), deployment()] {
            self.yes("eva", id, command);
        }
    }

    pub fn deploy(&mut self, id: TicketId) {
        self.evidence_3(id);
        self.yes("eva", id, deploy());
    }
}

/// A directory that goes by itself; in memory where the system has such a place.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

pub fn agent((name, tiers, lead): &(&str, &[&str], bool)) -> Agent {
    Agent {
        name: (*name).into(),
        tiers: tiers.iter().map(|t| (*t).into()).collect(),
        lead: *lead,
        auditor: *name == "aud",
        ..Agent::default()
    }
}

/// An agent as actor; also `timer` and `importer`.
pub fn actor(name: &str) -> Actor {
    if name == "timer" {
        return Actor::timer();
    }
    if name == "importer" {
        return Actor {
            name: "importer".into(),
            identity: Identity {
                source: Source::Import,
                ..Identity::default()
            },
            ..Actor::default()
        };
    }
    let person = PEOPLE.iter().find(|p| p.0 == name).expect(name);
    actor_of(&agent(person), Identity::default())
}

pub fn opening(kind: &str, impact: &str, urgency: &str) -> Opening {
    Opening {
        opened: Opened {
            kind: kind.to_owned(),
            subject: "Payments API returns 502".to_owned(),
            channel: "phone".to_owned(),
            customer: None,
            customer_name: "Acme".to_owned(),
            contact_text: "Lena Park <lena@acme.example>".to_owned(),
            product: "Payments".to_owned(),
            product_version: "4.2".to_owned(),
            text: "Since 09:40 every call of /charge ends in a 502.".to_owned(),
            ..Opened::default()
        },
        impact: impact.to_owned(),
        urgency: urgency.to_owned(),
        ..Opening::default()
    }
}

pub fn of_customer(customer: CustomerId) -> Opening {
    let mut opening = opening("incident", "medium", "medium");
    opening.opened.customer = Some(customer);
    opening
}

/// Field and text, as typed into a form.
pub fn values(pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::new();
    pairs
        .iter()
        .for_each(|(field, text)| values.set(field, *text));
    values
}

pub fn mv(verb: Verb) -> Command {
    Command::Move(Move::new(verb))
}

pub fn with(verb: Verb, pairs: &[(&str, &str)]) -> Command {
    Command::Move(Move::with(verb, values(pairs)))
}

pub fn way(verb: Verb, way: &str, pairs: &[(&str, &str)]) -> Command {
    Command::Move(Move {
        way: way.to_owned(),
        ..Move::with(verb, values(pairs))
    })
}

pub fn forced(verb: Verb, pairs: &[(&str, &str)], reason: &str) -> Command {
    Command::Move(Move {
        force: Some(reason.to_owned()),
        ..Move::with(verb, values(pairs))
    })
}

pub fn take() -> Command {
    with(Verb::Take, &[("impact", "medium"), ("urgency", "medium")])
}

pub fn escalate(criterion: &str) -> Command {
    with(
        Verb::Escalate,
        &[("because", criterion), ("why", "It fails below the API.")],
    )
}

pub fn resolve(code: &str) -> Command {
    with(
        Verb::Resolve,
        &[
            ("code", code),
            ("text", "The pool was too small; it is larger now."),
        ],
    )
}

pub fn send_back(reason: &str, missing: &str) -> Command {
    with(Verb::Return, &[("reason", reason), ("missing", missing)])
}

pub fn deploy() -> Command {
    with(Verb::Deploy, &[("kb", "KB-77")])
}

pub fn sign() -> Command {
    with(
        Verb::Sign,
        &[
            ("checked", "Charged a test card: 200 each time"),
            ("result", "works"),
        ],
    )
}

pub fn tell() -> Command {
    with(
        Verb::Tell,
        &[
            ("channel", "email"),
            ("text", "It is solved: the pool is larger now."),
        ],
    )
}

pub fn close() -> Command {
    with(
        Verb::Close,
        &[
            ("confirmed_by", "Lena Park"),
            ("how", "phone"),
            ("score", "5"),
        ],
    )
}

pub fn cancel() -> Command {
    with(
        Verb::Cancel,
        &[
            ("reason", "no_longer_needed"),
            ("text", "We cancel it as you asked."),
        ],
    )
}

pub fn answer(field: &str, text: &str) -> Command {
    Command::Answer {
        field: field.to_owned(),
        answer: Answer::Given(text.to_owned()),
    }
}

pub fn unavailable(field: &str, why: &str) -> Command {
    Command::Answer {
        field: field.to_owned(),
        answer: Answer::Unavailable(why.to_owned()),
    }
}

pub fn check(item: &str, result: &str) -> Command {
    Command::Check {
        item: item.to_owned(),
        tier: None,
        outcome: Outcome::Done(result.to_owned()),
        evidence: String::new(),
    }
}

pub fn skip(item: &str, why: &str) -> Command {
    Command::Check {
        item: item.to_owned(),
        tier: None,
        outcome: Outcome::Skipped(why.to_owned()),
        evidence: String::new(),
    }
}

pub fn record(kind: &str, pairs: &[(&str, &str)]) -> Command {
    Command::Record {
        kind: kind.to_owned(),
        values: values(pairs),
    }
}

pub fn tried() -> Command {
    record(
        "tried",
        &[
            ("what", "Restarted the gateway"),
            ("result", "502 again after a minute"),
        ],
    )
}

pub fn finding() -> Command {
    record(
        "finding",
        &[
            ("text", "The pool runs dry after 40 calls"),
            ("evidence", "gw.log 09:41:07"),
        ],
    )
}

pub fn root_cause() -> Command {
    record(
        "root_cause",
        &[
            ("text", "Connections are never given back"),
            ("certainty", "hypothesis"),
        ],
    )
}

pub fn replication() -> Command {
    record(
        "replication",
        &[
            ("outcome", "reproduced"),
            ("environment", "staging-2"),
            ("version", "4.2.1"),
            ("steps", "1. POST /charge fifty times"),
            ("attempts", "3"),
        ],
    )
}

pub fn workaround() -> Command {
    record(
        "workaround",
        &[
            ("state", "in_place"),
            ("text", "Restart the gateway every hour"),
        ],
    )
}

pub fn analysis() -> Command {
    record(
        "analysis",
        &[
            ("component", "pool.c"),
            ("cause", "A branch returns without release"),
        ],
    )
}

pub fn change() -> Command {
    record(
        "change",
        &[("kind", "code_change"), ("reference", "commit 4f2a91c")],
    )
}

pub fn test_record() -> Command {
    record(
        "test",
        &[("what", "Load test, 10,000 calls"), ("result", "no leak")],
    )
}

pub fn deployment() -> Command {
    record(
        "deployment",
        &[
            ("where", "production"),
            ("version", "4.2.2"),
            ("when", "2026-11-23T08:00:00Z"),
            ("roll_back", "Deploy 4.2.1 again"),
        ],
    )
}

pub fn approval() -> Command {
    record("approval", &[("text", "Agreed.")])
}

pub fn note(text: &str) -> Command {
    Command::Note {
        text: text.to_owned(),
    }
}

pub fn message(text: &str) -> Command {
    Command::Message {
        text: text.to_owned(),
        channel: "email".to_owned(),
        attempt: false,
        workaround: false,
    }
}

/// Tier 1's word to the customer that there is a workaround.
pub fn tell_workaround() -> Command {
    Command::Message {
        text: "Until then: restart it every hour.".to_owned(),
        channel: "email".to_owned(),
        attempt: false,
        workaround: true,
    }
}

pub fn attempt(text: &str) -> Command {
    Command::Message {
        text: text.to_owned(),
        channel: "phone".to_owned(),
        attempt: true,
        workaround: false,
    }
}

/// A message that tells the workaround.
pub fn tells_workaround(text: &str) -> Command {
    Command::Message {
        text: text.to_owned(),
        channel: "email".to_owned(),
        attempt: false,
        workaround: true,
    }
}

pub fn link(other: TicketId, kind: &str) -> Command {
    Command::Link {
        other,
        kind: kind.to_owned(),
    }
}

pub fn received(text: &str) -> Command {
    Command::Received {
        text: text.to_owned(),
        channel: "email".to_owned(),
    }
}

/// What is missing, as `what:id`, in order.
pub fn missing(refusal: &Refusal) -> Vec<String> {
    refusal
        .missing
        .iter()
        .map(|b| format!("{}:{}", b.what, b.id))
        .collect()
}
