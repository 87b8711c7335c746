//! Writes the scripts: every step through decide, apply and commit.

use super::birth::Script;
use super::life::{Step, Who};
use crate::desk::bulk::{Bulk, seen_from_others};
use crate::desk::{Error, actor_of};
use crate::domain::actor::{Actor, Identity, Source};
use crate::domain::agent::Agent;
use crate::domain::command::{Command, LinkedTicket};
use crate::domain::id::{AgentName, At, CommandId};
use crate::domain::words::rfc3339;
use std::collections::BTreeMap;

/// Tickets that play a part for later ones: the latest of each part.
#[derive(Default)]
pub struct Parts(BTreeMap<&'static str, LinkedTicket>);

/// The identity of everyone on a demo desk: the same wherever it is made.
#[must_use]
pub fn identity() -> Identity {
    Identity {
        source: Source::Demo,
        login: "demo".to_owned(),
        uid: 0,
        key: None,
        shared: false,
    }
}

/// The agents of the desk as they act.
pub struct Actors(BTreeMap<AgentName, Actor>);

impl Actors {
    /// Of these agents.
    #[must_use]
    pub fn new(agents: &[Agent]) -> Actors {
        let of = |a: &Agent| (a.name.clone(), actor_of(a, identity()));
        Actors(agents.iter().map(of).collect())
    }

    fn get(&self, name: &AgentName) -> Result<&Actor, Error> {
        self.0
            .get(name)
            .ok_or_else(|| Error::Input(format!("The demo has no agent “{name}”.")))
    }
}

/// Writes one ticket; returns how many events it has.
pub fn ticket(
    bulk: &mut Bulk,
    actors: &Actors,
    parts: &mut Parts,
    script: Script,
) -> Result<u64, Error> {
    let fate = script.fate;
    bulk.begin(CommandId(script.command));
    let mut opening = script.opening;
    let other = parts.0.get(fate.needs).cloned();
    if let Some(other) = &other {
        bulk.show(other.clone());
        if fate.needs == "archived" {
            opening.follow_up = Some(other.id);
        }
    }
    let mut now = script.start;
    let opener = actors.get(&script.opener)?;
    bulk.run(opener, now, &Command::Open(Box::new(opening)))?;
    let timer = Actor::timer();
    for Step {
        wait,
        who,
        mut what,
    } in script.steps
    {
        now = now.plus_ms(wait);
        place(&mut what, now, other.as_ref());
        let actor = match &who {
            Who::Agent(name) => actors.get(name)?,
            Who::Timer => &timer,
        };
        bulk.run(actor, now, &what)
            .map_err(|e| in_words(e, fate.name, &what))?;
    }
    if !fate.plays.is_empty() {
        parts.0.insert(fate.plays, seen_from_others(bulk.ticket()));
    }
    if bulk.ticket().stage.phase == crate::domain::stage::Phase::Archived {
        parts.0.insert("archived", seen_from_others(bulk.ticket()));
    }
    let events = u64::from(bulk.ticket().version);
    bulk.commit()?;
    Ok(events)
}

/// A script that is refused is a fault of the script: it says which, and everything missing.
fn in_words(error: Error, fate: &str, what: &Command) -> Error {
    let Error::Refused(refusal) = &error else {
        return error;
    };
    let missing: Vec<_> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
    Error::Input(format!(
        "The demo's ticket “{fate}” cannot {}: {} {}",
        crate::domain::decide::name(what),
        refusal.text,
        missing.join("; ")
    ))
}

/// Puts the instants and the other ticket into a command.
fn place(what: &mut Command, now: At, other: Option<&LinkedTicket>) {
    match what {
        Command::Hold { until, .. } => *until = now.plus_ms(until.0),
        Command::Ask { due, .. } => *due = now.plus_ms(due.0),
        Command::Link { other: id, .. } => *id = other.map(|o| o.id).unwrap_or_default(),
        Command::Record { values, .. } => stamp(values, now),
        Command::Move(wanted) => stamp(&mut wanted.values, now),
        _ => {}
    }
}

fn stamp(values: &mut crate::domain::values::Values, now: At) {
    for value in values.0.values_mut().filter(|v| *v == "@now") {
        *value = rfc3339(now);
    }
}
