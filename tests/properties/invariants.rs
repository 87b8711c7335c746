//! The invariants of the process, checked on a ticket as it stands.

use crate::support::desk::{Bench, actor};
use hoist::domain::apply::apply;
use hoist::domain::command::{Command, Scene};
use hoist::domain::decide::decide;
use hoist::domain::event::{Act, Event, Fact};
use hoist::domain::heed::UPWARD;
use hoist::domain::id::TicketId;
use hoist::domain::package;
use hoist::domain::process::Verb;
use hoist::domain::stage::Phase;
use hoist::domain::ticket::Ticket;

/// All that must hold of a ticket after every step.
#[track_caller]
pub fn hold(bench: &Bench, id: TicketId) {
    let ticket = bench.ticket(id);
    let events = bench.events(id);
    bench.replays(id);
    each_move_is_one_event(&events);
    tier_1_alone(&events);
    // Imported history stands as it was.
    if !ticket.imported {
        told_and_satisfied(&ticket);
        nothing_open(&ticket);
        packages_match(bench, &ticket, &events);
    }
    archived_never_changes(&events);
    all_can_end(bench, &ticket);
}

/// Of all tickets together: nobody has news that were not passed on, no way up leads in a circle, and
/// both halves of a merge or a split are there.
#[track_caller]
pub fn joined(bench: &Bench) {
    let store = bench.desk.store();
    assert_eq!(store.unheard(10).unwrap(), []);
    let ids = store.ids(TicketId(0), 1_000).unwrap();
    for id in &ids {
        let ticket = bench.ticket(*id);
        let mut above = vec![*id];
        for up in 0..=ids.len() {
            assert!(up < ids.len(), "{id} leads in a circle");
            let links = above.iter().flat_map(|t| bench.ticket(*t).links);
            let upward = links.filter(|l| UPWARD.contains(&l.kind.as_str()));
            above = upward.map(|l| l.other).collect();
            above.sort_unstable();
            above.dedup();
            if above.is_empty() {
                break;
            }
        }
        if let Some(into) = ticket.merged_into {
            let phase = ticket.stage.phase;
            assert!(
                matches!(phase, Phase::Cancelled | Phase::Archived),
                "{id} {phase}"
            );
            assert!(bench.ticket(into).merged.iter().any(|m| m.ticket == *id));
        }
        for merged in &ticket.merged {
            assert_eq!(bench.ticket(merged.ticket).merged_into, Some(*id));
        }
        if let Some(part) = &ticket.split_from {
            let parts = bench.ticket(part.ticket).parts;
            assert!(
                parts
                    .iter()
                    .any(|p| p.ticket == *id && p.events == part.events)
            );
        }
        for link in &ticket.links {
            let back = store.links_to(link.other, TicketId(0), 1_000).unwrap();
            assert!(back.contains(&(*id, link.clone())), "{id} {link:?}");
        }
    }
}

/// 1: one event a move, numbered without gap, from where it stood.
fn each_move_is_one_event(events: &[Event]) {
    let mut ticket = Ticket::default();
    for (event, seq) in events.iter().zip(1..) {
        assert_eq!(event.seq, seq);
        if let Act::Moved {
            from: Some(from), ..
        } = &event.act
        {
            assert_eq!(from, &ticket.stage, "step {seq}");
        }
        apply(&mut ticket, event);
        if let Act::Moved { to, .. } = &event.act {
            assert_eq!(to, &ticket.stage, "step {seq}");
        }
    }
}

/// 2: closed only after the last resolution was told and the customer's satisfaction is there.
fn told_and_satisfied(ticket: &Ticket) {
    if ticket.stage.phase != Phase::Closed {
        return;
    }
    let resolution = ticket
        .resolution
        .as_ref()
        .expect("closed without resolution");
    let told = ticket.told.as_ref().expect("closed without telling");
    let satisfied = ticket
        .satisfaction
        .as_ref()
        .expect("closed without satisfaction");
    assert_eq!(
        (told.resolution, satisfied.resolution),
        (resolution.n, resolution.n)
    );
    let message = ticket
        .messages
        .iter()
        .find(|m| m.n == told.message)
        .expect("no message");
    assert!(message.outgoing && !message.taken_back && message.at >= resolution.at);
}

/// 3: closed leaves nothing open but the knowledge base; archived leaves nothing.
fn nothing_open(ticket: &Ticket) {
    let kb_only = ticket.stage.phase == Phase::Closed;
    if !kb_only && ticket.stage.phase != Phase::Archived {
        return;
    }
    assert_eq!(ticket.open_holds().count(), 0);
    assert_eq!(ticket.open_requests().count(), 0);
    assert_eq!(
        ticket
            .open_owed()
            .filter(|o| !(kb_only && o.what == "kb"))
            .count(),
        0
    );
}

/// 4: `tell` and `close` are Tier 1's alone.
fn tier_1_alone(events: &[Event]) {
    for event in events {
        if let Act::Moved {
            verb: Verb::Tell | Verb::Close,
            ..
        } = event.act
        {
            assert!(
                actor(event.by.as_str()).is_of(&"tier1".into()),
                "{}",
                event.by
            );
            assert_eq!(event.stands_in, None);
        }
    }
}

/// 5: what waits for Tier 2 or Engineering has a package whose hash matches.
fn packages_match(bench: &Bench, ticket: &Ticket, events: &[Event]) {
    if bench.desk.process().tier_rank(&ticket.stage.tier) > Some(0) {
        assert!(
            !ticket.packages.is_empty(),
            "no package at {}",
            ticket.stage
        );
    }
    let frozen = events
        .iter()
        .flat_map(|e| &e.facts)
        .filter_map(|f| match f {
            Fact::PackageFrozen(reference, json) => Some((reference, json)),
            _ => None,
        });
    let mut n = 0;
    for (reference, json) in frozen {
        n += 1;
        assert_eq!(reference.version, n, "versions without gap");
        assert_eq!(package::hash(json), reference.hash);
        assert_eq!(ticket.packages[n as usize - 1].hash, reference.hash);
        assert!(package::markdown(json).starts_with(&format!("# {} ", ticket.id)));
    }
    assert_eq!(ticket.packages.len(), n as usize);
}

/// 6: nothing follows `archive`.
fn archived_never_changes(events: &[Event]) {
    let sealed = |e: &Event| {
        matches!(
            &e.act,
            Act::Moved {
                verb: Verb::Archive,
                ..
            }
        )
    };
    if let Some(place) = events.iter().position(sealed) {
        assert_eq!(place + 1, events.len());
    }
}

/// 10: every hold has an end; whatever is owed can be waived by some lead.
fn all_can_end(bench: &Bench, ticket: &Ticket) {
    assert!(ticket.holds.iter().all(|h| h.until > h.at));
    if ticket.stage.phase == Phase::Archived {
        return;
    }
    let scene = Scene {
        now: bench.now(),
        agents: ["lea", "leo"].map(actor).to_vec(),
        ..Scene::default()
    };
    for owed in ticket.open_owed() {
        let waive = Command::Waive {
            n: owed.n,
            reason: "small".into(),
        };
        let by =
            |who: &str| decide(bench.desk.process(), ticket, &waive, &actor(who), &scene).is_ok();
        assert!(by("lea") || by("leo"), "nobody can waive {owed:?}");
    }
}
