//! What an agent does next, by what it last saw of a ticket: mostly the next thing of the usual way,
//! sometimes a way back, sometimes anything at all.

use super::super::seeded::Dice;
use crate::properties::noise;
use crate::support::desk as way;
use hoist::domain::command::Command;
use hoist::domain::id::At;
use hoist::domain::process::{Process, Verb};
use hoist::domain::ticket::Ticket;

/// The commands of one turn: one, or several that hold together.
pub fn next(process: &Process, seen: &Ticket, now: At, dice: &mut Dice) -> Vec<Command> {
    if dice.percent(25) {
        let step = std::array::from_fn(|_| u8::try_from(dice.roll(256)).unwrap());
        return vec![noise::command(process, seen, &step, now)];
    }
    if dice.percent(8) {
        return aside(dice);
    }
    let missing = gathered(process, seen);
    if !missing.is_empty() {
        // One at a time, or the rest of them in one transaction.
        let many = if dice.percent(40) { missing.len() } else { 1 };
        return missing.into_iter().take(many).collect();
    }
    vec![moved(seen, dice)]
}

/// Beside the way.
fn aside(dice: &mut Dice) -> Vec<Command> {
    vec![match dice.roll(5) {
        0 => way::note("Looked at it again."),
        1 => way::received("Any news?"),
        2 => way::message("We are on it."),
        3 => way::tried(),
        _ => way::record("management", &[("text", "They know.")]),
    }]
}

/// A kind of record, and one of it.
type Kind = (&'static str, fn() -> Command);

/// What the stage wants gathered and the ticket lacks.
fn gathered(process: &Process, seen: &Ticket) -> Vec<Command> {
    let stage = seen.stage.to_string();
    let mut lacks = Vec::new();
    if stage == "tier1.working" {
        let open = ["symptoms", "steps", "errors", "changes"];
        let open = open.iter().filter(|f| !seen.intake.contains_key(**f));
        lacks.extend(open.map(|field| way::answer(field, "As the customer says.")));
    }
    let records: &[Kind] = match stage.as_str() {
        "tier2.working" => &[
            ("finding", way::finding),
            ("root_cause", way::root_cause),
            ("replication", way::replication),
            ("workaround", way::workaround),
        ],
        "engineering.working" => &[
            ("analysis", way::analysis),
            ("change", way::change),
            ("test", way::test_record),
            ("deployment", way::deployment),
        ],
        _ => &[],
    };
    let open = records.iter().filter(|r| seen.last_record(r.0).is_none());
    lacks.extend(open.map(|(_, record)| record()));
    if stage.ends_with(".working") {
        let items = process.tier(&seen.stage.tier);
        let items = items.into_iter().flat_map(|tier| &tier.checklist);
        let open = items.filter(|item| {
            seen.check(&seen.stage.tier, &item.id)
                .is_none_or(|check| check.stale)
        });
        lacks.extend(open.map(|item| way::check(&item.id, "looked at it")));
    }
    let todos = seen.open_todos().filter(|t| t.tier == seen.stage.tier);
    lacks.extend(todos.map(|todo| Command::Todo {
        n: todo.n,
        text: "Here it is.".to_owned(),
    }));
    lacks
}

/// The move that leads on, now and then one that leads back.
fn moved(seen: &Ticket, dice: &mut Dice) -> Command {
    let back = dice.percent(18);
    match (seen.stage.to_string().as_str(), back) {
        ("tier1.queued", _) => way::take(),
        ("tier1.working", true) => way::cancel(),
        ("tier1.working", _) if dice.percent(30) => way::resolve("solved"),
        ("tier1.working", _) => way::escalate("potential_bug"),
        ("tier2.queued" | "engineering.queued", true) => reason(Verb::Withdraw, "Not yet."),
        ("tier2.queued" | "engineering.queued", _) => accept(seen, dice),
        ("tier2.working", true) => way::send_back("incomplete", "The log of the gateway"),
        ("tier2.working", _) if dice.percent(30) => way::resolve("solved"),
        ("tier2.working", _) => way::escalate("software_bug"),
        ("engineering.working", true) => way::send_back("cannot_reproduce", "Steps that do"),
        ("engineering.working", _) => way::deploy(),
        ("engineering.verifying", true) => way::with(
            Verb::Reject,
            &[("text", "502 again"), ("evidence", "gw.log 10:02")],
        ),
        ("engineering.verifying", _) => way::sign(),
        ("tier1.resolved", _) => way::tell(),
        ("tier1.confirming", true) => way::with(Verb::Dissatisfied, &[("text", "Still slow.")]),
        ("tier1.confirming", _) => way::close(),
        ("tier1.closed", true) => reason(Verb::Reopen, "It came back."),
        ("tier1.cancelled", true) => reason(Verb::Restore, "A mistake."),
        ("tier1.closed" | "tier1.cancelled", _) => way::mv(Verb::Archive),
        _ => way::note("A word on what is over."),
    }
}

/// First the package on the screen, then the move.
fn accept(seen: &Ticket, dice: &mut Dice) -> Command {
    match seen.package() {
        Some(package) if package.shown_to.is_empty() || dice.percent(50) => Command::ShowPackage {
            version: package.version,
        },
        _ => way::mv(Verb::Accept),
    }
}

fn reason(verb: Verb, text: &str) -> Command {
    way::with(verb, &[("reason", text)])
}
