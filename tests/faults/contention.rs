//! Many processes at one desk: of a thousand claims on a thousand tickets each ticket has one winner,
//! nobody is told "busy", nobody is overtaken for long, and one that is frozen outside a transaction
//! is in nobody's way.
//!
//! 16 processes in every run of the tests; 64 × 1,000:
//! `HOIST_LONG=1 cargo test --test main faults::contention -- --nocapture`
//! How long a write waits and how fair that is (P11, P12) is measured by `cargo bench --bench many`.

mod child;
mod claims;
#[cfg(debug_assertions)]
mod planted;
mod turns;

use super::cases;
use crate::cli::Home;
use crate::support::desk::take;
use hoist::desk::{Desk, new_command_id, system_clock};
use hoist::domain::actor::{Actor, Identity};
use hoist::domain::agent::Agent;
use hoist::domain::command::Opening;
use hoist::domain::event::Opened;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::path::Path;

/// The nth who claims.
fn agent(n: usize) -> String {
    format!("agent{n}")
}

/// The desk as one of them has it open.
fn open(file: &Path, name: &str) -> Desk {
    let actor = Actor {
        name: name.into(),
        tiers: vec!["tier1".into()],
        lead: name == "ana",
        identity: Identity::default(),
    };
    let store = SqliteStore::open(file, Mode::Write).unwrap();
    Desk::with_actor(Box::new(store), actor, system_clock()).unwrap()
}

/// A desk with so many agents and so many tickets that nobody has.
fn desk(agents: usize, tickets: usize) -> Home {
    let home = Home::new();
    let mut ana = open(&home.desk(), "ana");
    for n in 0..agents {
        let agent = Agent {
            name: agent(n).as_str().into(),
            tiers: vec!["tier1".into()],
            ..Agent::default()
        };
        ana.put_agent(agent).unwrap();
    }
    ana.store_mut()
        .begin_bulk(hoist::store::Writes::Many)
        .unwrap();
    for n in 0..tickets {
        let opened = Opened {
            kind: "incident".into(),
            subject: format!("ticket {n}"),
            customer_name: "Acme".into(),
            ..Opened::default()
        };
        let opening = Opening {
            opened,
            ..Opening::default()
        };
        ana.open_ticket(opening, &new_command_id()).unwrap();
    }
    ana.store_mut().end_bulk().unwrap();
    home
}
