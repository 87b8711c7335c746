//! The demo desk: lively, replay-valid, and equal for equal seeds.

use hoist::desk::demo::{self, Plan};
use hoist::domain::actor::Viewer;
use hoist::domain::apply::apply;
use hoist::domain::chain::Verifier;
use hoist::domain::id::{At, TicketId};
use hoist::domain::row::Row;
use hoist::domain::ticket::Ticket;
use hoist::domain::words;
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Store, check_chain};
use std::collections::BTreeSet;

const AT: At = At(1_795_392_000_000);

fn plan(tickets: u64, seed: u64) -> Plan {
    Plan {
        tickets,
        seed,
        at: AT,
    }
}

fn in_memory(plan: &Plan) -> MemoryStore {
    let (info, events) = demo::begin(plan).unwrap();
    let store = MemoryStore::create(&info, events).unwrap();
    demo::fill(Box::new(store.clone()), plan, &mut |_, _| {}).unwrap();
    store
}

fn all(store: &dyn Store) -> Vec<(Row, Ticket)> {
    let ids = store.ids(TicketId(0), usize::MAX).unwrap();
    ids.iter().map(|id| store.stored(*id).unwrap()).collect()
}

fn lead() -> Viewer {
    Viewer {
        lead: true,
        ..Viewer::default()
    }
}

fn replays(store: &dyn Store) {
    let process = hoist::domain::parse::builtin();
    for (row, ticket) in all(store) {
        let mut replayed = Ticket {
            id: row.id,
            ..Ticket::default()
        };
        let events = store.events(&lead(), row.id, 0, usize::MAX).unwrap();
        events.iter().for_each(|e| apply(&mut replayed, e));
        assert_eq!(replayed, ticket);
        assert_eq!(Row::of(process, &replayed), row);
        let times: Vec<At> = events.iter().map(|e| e.at).collect();
        assert!(times.is_sorted() && times.last() <= Some(&AT), "{}", row.id);
    }
    check_chain(store, Verifier::default()).unwrap().unwrap();
}

#[test]
fn every_ticket_equals_its_replay_and_the_chain_is_whole() {
    let plan = plan(demo::TICKETS, 1);
    replays(&in_memory(&plan));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("demo.hoist");
    let made = demo::create(&file, &plan, &mut |_, _| {}).unwrap();
    let store = SqliteStore::open(&file, Mode::Read).unwrap();
    replays(&store);
    assert_eq!(made.tickets, demo::TICKETS);
}

#[test]
fn equal_plans_make_equal_desks() {
    let links = |plan: &Plan| in_memory(plan).chain(0, usize::MAX).unwrap();
    let one = links(&plan(60, 3));
    assert_eq!(one, links(&plan(60, 3)));
    assert_ne!(one, links(&plan(60, 4)));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("demo.hoist");
    demo::create(&file, &plan(60, 3), &mut |_, _| {}).unwrap();
    let store = SqliteStore::open(&file, Mode::Read).unwrap();
    assert_eq!(one, store.chain(0, usize::MAX).unwrap());
}

#[test]
fn it_stands_in_every_stage_with_every_hold() {
    let store = in_memory(&plan(demo::TICKETS, 1));
    let all = all(&store);
    let process = hoist::domain::parse::builtin();
    let stages: BTreeSet<String> = all.iter().map(|(r, _)| r.stage.to_string()).collect();
    for def in &process.stages {
        assert!(stages.contains(&def.stage.to_string()), "{}", def.stage);
    }
    let holds: BTreeSet<&str> = all
        .iter()
        .flat_map(|(_, t)| t.open_holds())
        .map(|h| h.kind.as_str())
        .collect();
    for code in process.list("hold") {
        assert!(holds.contains(code.id.as_str()), "{}", code.id);
    }
    let some = |what: &str, found: fn(&(Row, Ticket)) -> bool| {
        assert!(all.iter().any(found), "{what}");
    };
    some("second return", |(_, t)| {
        t.returns >= 2 && t.open_todos().count() > 0
    });
    some("owed", |(r, _)| r.owed > 0);
    some("restricted", |(r, _)| r.audience.is_some());
    some("reply", |(_, t)| t.reply_at.is_some());
    some("side request", |(_, t)| t.open_requests().count() > 0);
    some("stale", |(_, t)| t.checks.values().any(|c| c.stale));
    some("duplicate", |(_, t)| {
        t.links.iter().any(|l| l.kind == "duplicate")
    });
    some("parent", |(_, t)| {
        t.links.iter().any(|l| l.kind == "parent")
    });
    some("known error", |(_, t)| {
        t.links.iter().any(|l| l.kind == "known_error")
    });
    some("follow-up", |(_, t)| {
        t.links.iter().any(|l| l.kind == "follow_up")
    });
    some("merged", |(_, t)| !t.merged.is_empty());
    some("split off", |(_, t)| t.split_from.is_some());
    some("handed over", |(r, _)| r.handed_to.is_some());
    some("asked by a linked ticket", |(_, t)| {
        let mut asks = t.open_todos().filter_map(|todo| todo.cause.as_ref());
        asks.any(|cause| cause.ticket != t.id)
    });
    some("major", |(r, _)| r.major);
    some("failed fix", |(_, t)| t.fix_attempts > 0);
    some("offered", |(r, _)| r.offered_to.is_some());
    some("sealed", |(_, t)| !t.sealed.is_empty());
    some("assumed", |(_, t)| {
        t.satisfaction.as_ref().is_some_and(|s| !s.confirmed)
    });
    some("mine", |(r, _)| {
        r.assignee.as_ref().is_some_and(|a| a == "you")
    });
}

#[test]
fn any_size_and_seed_is_written() {
    for (tickets, seed) in [(0, 1), (1, 1), (7, 2), (300, 5), (1_100, 9)] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("demo.hoist");
        let mut told = Vec::new();
        let made = demo::create(&file, &plan(tickets, seed), &mut |n, of| told.push((n, of)));
        assert_eq!(made.unwrap().tickets, tickets);
        assert_eq!(told.last(), Some(&(tickets, tickets)));
    }
}

#[test]
fn it_is_written_on_any_day_of_the_week() {
    for day in 0..7 {
        let plan = Plan {
            at: AT.plus_ms(day * 86_400_000),
            ..plan(150, 20 + day as u64)
        };
        let (info, events) = demo::begin(&plan).unwrap();
        let store = MemoryStore::create(&info, events).unwrap();
        demo::fill(Box::new(store), &plan, &mut |_, _| {}).unwrap();
    }
}

#[test]
fn no_text_shows_how_it_was_made() {
    for seed in [1, 2, 7, 40] {
        let store = in_memory(&plan(demo::TICKETS, seed));
        for id in store.ids(TicketId(0), usize::MAX).unwrap() {
            for event in store.events(&lead(), id, 0, usize::MAX).unwrap() {
                for line in words::story(hoist::domain::parse::builtin(), &event) {
                    let text = &line.text;
                    let left = text.contains(['{', '}', '|']) || text.contains("About n ");
                    assert!(!left, "seed {seed}, {id}: {text}");
                }
            }
        }
    }
}
