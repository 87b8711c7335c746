//! Who works at the simulated desk.

use hoist::domain::actor::{Actor, Identity};
use hoist::domain::agent::Agent;
use hoist::domain::event::{DeskEvent, DeskFact};
use hoist::domain::id::{AgentName, CommandId};
use hoist::domain::parse;
use hoist::store::DeskInfo;
use hoist::store::sqlite::SqliteStore;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::desk::{START, scratch};

/// At most so many.
pub const MANY: usize = 32;

/// The first two lead all tiers, so that any number from two on can bring a ticket through.
const NAMED: [(&str, &[&str]); 9] = [
    ("lea", &["tier1", "tier2", "engineering"]),
    ("leo", &["tier1", "tier2", "engineering"]),
    ("ana", &["tier1"]),
    ("ben", &["tier2"]),
    ("eva", &["engineering"]),
    ("abe", &["tier1"]),
    ("bea", &["tier2"]),
    ("edo", &["engineering"]),
    ("aud", &[]),
];

/// The nth agent of the desk.
pub fn agent(n: usize) -> Agent {
    let tiers = ["tier1", "tier2", "engineering"];
    let (name, of) = match NAMED.get(n) {
        Some((name, of)) => ((*name).to_owned(), of.to_vec()),
        None => (format!("more{n}"), vec![tiers[n % 3]]),
    };
    Agent {
        lead: n < 2,
        auditor: name == "aud",
        name: name.as_str().into(),
        tiers: of.into_iter().map(Into::into).collect(),
        ..Agent::default()
    }
}

/// The agent of this name.
pub fn find(name: &AgentName) -> Option<&'static Agent> {
    static ALL: OnceLock<Vec<Agent>> = OnceLock::new();
    let all = ALL.get_or_init(|| (0..MANY).map(agent).collect());
    all.iter().find(|a| a.name == *name)
}

pub fn actor(n: usize) -> Actor {
    hoist::desk::actor_of(&agent(n), Identity::default())
}

/// Writes a desk with all of them; the same bytes each time.
pub fn desk(file: &Path) {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let bytes = MADE.get_or_init(|| {
        let dir = scratch();
        let file = dir.path().join("desk");
        let process = parse::process(parse::BUILTIN).unwrap();
        let info = DeskInfo {
            id: "0190-simulated".to_owned(),
            name: "Simulated".to_owned(),
            process_hash: process.hash,
            process_text: parse::BUILTIN.into(),
            made_at: START,
            demo: false,
        };
        let event = |n| DeskEvent {
            at: START,
            by: "lea".into(),
            identity: Identity::default(),
            command: CommandId(format!("agent-{n}")),
            what: DeskFact::Agent(agent(n)),
        };
        drop(SqliteStore::create(&file, &info, (0..MANY).map(event).collect()).unwrap());
        std::fs::read(&file).unwrap()
    });
    std::fs::write(file, bytes).unwrap();
}
