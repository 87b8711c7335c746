//! The invariants of the process, on a ticket's history as it was committed and on what the desk says of
//! the ticket now. Nothing here asks `decide`, a guard or a form: only the events are read.

use super::people;
use hoist::domain::actor::Source;
use hoist::domain::apply::apply;
use hoist::domain::event::{Act, Event, Fact};
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::{Process, Target, Verb};
use hoist::domain::row::Row;
use hoist::domain::stage::{Phase, Stage};
use hoist::domain::ticket::{KbDecision, Ticket};
use hoist::store::Store;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

type Holds = Result<(), String>;

fn broken(invariant: u8, id: TicketId, what: &str) -> Holds {
    Err(format!("invariant {invariant}, {id}: {what}"))
}

/// All that must hold of one ticket, given what was committed of it.
pub fn hold(store: &dyn Store, process: &Process, id: TicketId, events: &[Event]) -> Holds {
    one_event_a_move(id, events)?;
    told_satisfied_and_empty(id, events)?;
    tier_1_alone(id, events)?;
    packages(process, id, events)?;
    archived_is_the_end(id, events)?;
    all_can_end(process, id, events)?;
    as_replayed(store, process, id, events)
}

fn stage_after(event: &Event) -> Option<&Stage> {
    match &event.act {
        Act::Moved { to, .. } => Some(to),
        Act::Imported(past) => Some(&past.to),
        Act::Recorded | Act::Undone { .. } => None,
    }
}

/// 1: numbered without gap, by an agent who is one, from the stage where the last one left it.
fn one_event_a_move(id: TicketId, events: &[Event]) -> Holds {
    let mut stage: Option<&Stage> = None;
    let mut moves: BTreeSet<(&str, Verb)> = BTreeSet::new();
    for (event, seq) in events.iter().zip(1..) {
        if event.seq != seq {
            return broken(1, id, &format!("event {seq} says that it is {}", event.seq));
        }
        // What one ticket hears of another is passed on by the desk itself.
        let known = event.identity.source == Source::Timer || people::find(&event.by).is_some();
        if !known || event.process.len() != 64 {
            return broken(1, id, &format!("event {seq} is by nobody or under nothing"));
        }
        if let Act::Moved { verb, from, .. } = &event.act {
            if from.as_ref() != stage {
                return broken(1, id, &format!("step {seq} starts elsewhere: {from:?}"));
            }
            if !moves.insert((event.command.as_str(), *verb)) {
                return broken(13, id, &format!("step {seq}: one command, {verb} twice"));
            }
        }
        stage = stage_after(event).or(stage);
    }
    Ok(())
}

/// What is open after so many events, counted from what began and what ended.
#[derive(Default)]
struct Open {
    holds: BTreeSet<u32>,
    requests: BTreeSet<u32>,
    owed: BTreeMap<u32, String>,
    outgoing: BTreeMap<u32, usize>,
    satisfied: Option<usize>,
    resolved: Option<usize>,
    told: Option<(usize, u32)>,
}

impl Open {
    fn take(&mut self, at: usize, event: &Event) {
        for fact in &event.facts {
            match fact {
                Fact::Held(hold) => drop(self.holds.insert(hold.n)),
                Fact::HoldEnded(n) => drop(self.holds.remove(n)),
                Fact::Asked(request) => drop(self.requests.insert(request.n)),
                Fact::AskAnswered(n, _) => drop(self.requests.remove(n)),
                Fact::OwedAdded(owed) => drop(self.owed.insert(owed.n, owed.what.clone())),
                Fact::OwedSettled(n, _) => drop(self.owed.remove(n)),
                Fact::Message(message, _) if message.outgoing => {
                    self.outgoing.insert(message.n, at);
                }
                Fact::MessageTakenBack(n) => drop(self.outgoing.remove(n)),
                Fact::Resolved(_) => self.resolved = Some(at),
                Fact::Told(told) => self.told = Some((at, told.message)),
                Fact::Satisfied(_) => self.satisfied = Some(at),
                _ => {}
            }
        }
    }
}

/// 2 and 3: `closed` after a message that came after the last resolution and after a satisfaction that
/// came after that message; nothing is open then but the knowledge base, and nothing once archived.
fn told_satisfied_and_empty(id: TicketId, events: &[Event]) -> Holds {
    let mut open = Open::default();
    for (at, event) in events.iter().enumerate() {
        open.take(at, event);
        let phase = stage_after(event).map(|s| s.phase);
        if !matches!(phase, Some(Phase::Closed | Phase::Archived)) {
            continue;
        }
        let kb = |what: &String| what == "kb" && phase == Some(Phase::Closed);
        let owed: Vec<_> = open.owed.values().filter(|what| !kb(what)).collect();
        if !open.holds.is_empty() || !open.requests.is_empty() || !owed.is_empty() {
            return broken(3, id, &format!("{phase:?} leaves something open: {owed:?}"));
        }
        if phase == Some(Phase::Closed) {
            let told = open.told.filter(|told| Some(told.0) >= open.resolved);
            let said = told.and_then(|told| open.outgoing.get(&told.1));
            if said.is_none() || open.resolved.is_none() {
                return broken(2, id, "closed, and nobody told the customer");
            }
            if open.satisfied.is_none_or(|at| Some(at) < told.map(|t| t.0)) {
                return broken(2, id, "closed without satisfaction");
            }
        }
    }
    Ok(())
}

/// 4: `tell` and `close` by an agent of Tier 1, for whom nobody stood in.
fn tier_1_alone(id: TicketId, events: &[Event]) -> Holds {
    for event in events {
        let Act::Moved { verb, .. } = &event.act else {
            continue;
        };
        if !matches!(verb, Verb::Tell | Verb::Close) {
            continue;
        }
        let of_tier_1 = people::find(&event.by).is_some_and(|a| a.tiers.contains(&"tier1".into()));
        if !of_tier_1 || event.stands_in.is_some() {
            return broken(4, id, &format!("{verb} by {}", event.by));
        }
    }
    Ok(())
}

/// 5: what waits for a higher tier has a package; each is numbered, and hashed as it stands.
fn packages(process: &Process, id: TicketId, events: &[Event]) -> Holds {
    let mut versions = 0;
    for event in events {
        for fact in &event.facts {
            let Fact::PackageFrozen(reference, json) = fact else {
                continue;
            };
            versions += 1;
            let hash = hoist::domain::chain::hex(&Sha256::digest(json.as_bytes()).into());
            if reference.version != versions || reference.hash != hash {
                return broken(5, id, &format!("package {versions} is not what was hashed"));
            }
        }
        let above = stage_after(event).is_some_and(|s| process.tier_rank(&s.tier) > Some(0));
        if above && versions == 0 {
            return broken(5, id, "it waits for a higher tier without a package");
        }
    }
    Ok(())
}

/// 6: nothing follows the archive.
fn archived_is_the_end(id: TicketId, events: &[Event]) -> Holds {
    let over = |e: &Event| stage_after(e).is_some_and(|s| s.phase == Phase::Archived);
    match events.iter().position(over) {
        Some(at) if at + 1 < events.len() => broken(6, id, "it was archived, and went on"),
        _ => Ok(()),
    }
}

/// 10: the table leads from its stage to the archive; every hold ends some time; what is owed of the
/// knowledge base has a date.
fn all_can_end(process: &Process, id: TicketId, events: &[Event]) -> Holds {
    let facts = events
        .iter()
        .flat_map(|e| e.facts.iter().map(move |f| (e, f)));
    for (event, fact) in facts {
        let endless = match fact {
            Fact::Held(hold) => hold.until == At::NEVER || hold.until <= event.at,
            Fact::Kb(KbDecision::OwedBy(at)) => *at == At::NEVER,
            _ => false,
        };
        if endless {
            return broken(10, id, &format!("event {} waits for ever", event.seq));
        }
    }
    let Some(here) = events.iter().rev().find_map(stage_after) else {
        return broken(1, id, "no stage");
    };
    let mut reached = BTreeSet::from([here.clone()]);
    let mut front = vec![here.clone()];
    while let Some(stage) = front.pop() {
        for def in process.moves_from(&stage) {
            if let Target::Stage(to) = &def.to
                && reached.insert(to.clone())
            {
                front.push(to.clone());
            }
        }
    }
    match reached.iter().any(|s| s.phase == Phase::Archived) {
        true => Ok(()),
        false => broken(10, id, &format!("no way from {here} to the archive")),
    }
}

/// 9, 11 and 12: the history is told as it was committed; ticket and row are its replay, due times too,
/// whatever the clock says by now.
fn as_replayed(store: &dyn Store, process: &Process, id: TicketId, events: &[Event]) -> Holds {
    let lead = people::actor(0).viewer();
    let told = store.events(&lead, id, 0, usize::MAX);
    let told = told.map_err(|e| e.to_string())?;
    if told != events {
        return broken(
            12,
            id,
            "its history is told otherwise than it was committed",
        );
    }
    let mut replayed = Ticket {
        id,
        ..Ticket::default()
    };
    events.iter().for_each(|e| apply(&mut replayed, e));
    let (row, stored) = store.stored(id).map_err(|e| e.to_string())?;
    if stored != replayed {
        return broken(11, id, "the ticket is not the replay of its events");
    }
    if Row::of(process, &replayed) != row {
        return broken(11, id, "the row is not that of the replay");
    }
    let stage = events.iter().rev().find_map(stage_after);
    let version = u32::try_from(events.len()).unwrap();
    if Some(&row.stage) != stage || row.version != version {
        return broken(11, id, "stage or version are not those of the last event");
    }
    Ok(())
}
