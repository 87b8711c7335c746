//! The work on a ticket: answers, checklist, records, criteria. Any tier may fill an answer; a
//! record closes its checklist item, so that nothing is typed twice.

use super::case::{Case, next};
use super::heeding;
use super::path::audience;
use crate::domain::approval::{may_give, who_gives};
use crate::domain::blocker::Refusal;
use crate::domain::command::Outcome;
use crate::domain::event::{Event, Fact};
use crate::domain::form;
use crate::domain::heed;
use crate::domain::id::Tier;
use crate::domain::owed::{CAUSE, ROOT_CAUSE};
use crate::domain::process::{Process, RecordKind};
use crate::domain::reference::Reference;
use crate::domain::ticket::{Answer, Cause, Check, CheckHow, Criterion, Record, Todo};
use crate::domain::values::Values;

pub(super) fn answer(case: &Case, field: &str, answer: &Answer) -> Result<Vec<Event>, Refusal> {
    if case.process.intake_field(field).is_none() {
        let known: Vec<_> = case.process.intake.iter().map(|f| f.id.as_str()).collect();
        return Err(case.input(
            "answer",
            format!(
                "“{field}” is not asked at intake; there are {}.",
                known.join(", ")
            ),
        ));
    }
    let what = match answer {
        Answer::Unavailable(_) => "The reason why it is not available",
        _ => "The answer",
    };
    case.said("answer", what, answer.text())?;
    case.stays("answer", "Nothing was written; say it in your own words.")?;
    let mut facts = vec![Fact::Answered(field.to_owned(), Some(answer.clone()))];
    facts.extend(case.settles(&format!("intake.{field}")));
    case.recorded(facts)
}

pub(super) fn todo(case: &Case, n: u32, text: &str) -> Result<Vec<Event>, Refusal> {
    let text = case.said("todo", "The answer", text)?;
    let Some(asked) = case.ticket.open_todos().find(|t| t.n == n) else {
        return Err(case.absent("todo", format!("{} has no open to-do {n}.", case.ticket.id)));
    };
    if !case.actor.is_of(&asked.tier) && !case.actor.lead {
        let label = case.process.tier_label(&asked.tier);
        return Err(case.role(
            "todo",
            format!("To-do {n} is {label}'s; you are not of {label}. Nothing was written."),
        ));
    }
    let mut facts = vec![Fact::TodoAnswered(n, Some(text.to_owned()))];
    facts.extend(case.settles(&format!("guard.todo.{n}")));
    case.recorded(facts)
}

/// The tier whose checklist is meant, if the agent may close its items.
fn checklist_tier(case: &Case, tier: Option<&Tier>) -> Result<Tier, Refusal> {
    let tier = tier
        .cloned()
        .unwrap_or_else(|| case.ticket.stage.tier.clone());
    if case.process.tier(&tier).is_none() {
        return Err(case.input("check", format!("There is no tier “{tier}” on this desk.")));
    }
    if !case.ticket.tiers_had.contains(&tier) {
        let label = case.process.tier_label(&tier);
        return Err(case.stage(
            "check",
            format!("{} has not been at {label} yet.", case.ticket.id),
        ));
    }
    if !case.actor.is_of(&tier) && !case.actor.lead {
        let label = case.process.tier_label(&tier);
        return Err(case.role(
            "check",
            format!("The checklist is {label}'s; you are not of {label}."),
        ));
    }
    Ok(tier)
}

pub(super) fn check(
    case: &Case,
    item: &str,
    tier: Option<&Tier>,
    outcome: &Outcome,
    evidence: &str,
) -> Result<Vec<Event>, Refusal> {
    let tier = checklist_tier(case, tier)?;
    let items = case.process.tier(&tier).map_or(&[][..], |t| &t.checklist);
    if !items.iter().any(|i| i.id == item) {
        let known: Vec<_> = items.iter().map(|i| i.id.as_str()).collect();
        return Err(case.input(
            "check",
            format!(
                "“{item}” is not on the checklist; there are {}.",
                known.join(", ")
            ),
        ));
    }
    let (how, result) = match outcome {
        Outcome::Done(result) => (CheckHow::Done, case.said("check", "The result", result)?),
        Outcome::Skipped(reason) => (
            CheckHow::Skipped,
            case.said("check", "The reason for skipping", reason)?,
        ),
    };
    case.stays("check", "Nothing was written; say it in your own words.")?;
    let state = Check {
        how,
        result: result.to_owned(),
        evidence: evidence.trim().to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        ..Check::default()
    };
    let key = format!("{tier}.{item}");
    let mut facts = case.settles(&format!("check.{key}"));
    facts.insert(0, Fact::Checked(key, Some(state)));
    case.recorded(facts)
}

pub(super) fn still_true(case: &Case, item: &str) -> Result<Vec<Event>, Refusal> {
    let stale = |key: &&String| case.ticket.checks.get(*key).is_some_and(|c| c.stale);
    let wanted: Vec<String> = match item {
        "*" => case.ticket.checks.keys().filter(stale).cloned().collect(),
        one => {
            let full = if one.contains('.') {
                one.to_owned()
            } else {
                format!("{}.{one}", case.ticket.stage.tier)
            };
            case.ticket
                .checks
                .keys()
                .filter(stale)
                .filter(|k| **k == full)
                .cloned()
                .collect()
        }
    };
    if wanted.is_empty() {
        return Err(case.input(
            "check",
            format!(
                "Nothing on {} waits for “still true” under that name.",
                case.ticket.id
            ),
        ));
    }
    let own = |key: &String| {
        let tier = Tier::from(key.split('.').next().unwrap_or_default());
        case.actor.lead || case.actor.is_of(&tier)
    };
    let wanted: Vec<String> = wanted.into_iter().filter(own).collect();
    if wanted.is_empty() {
        return Err(case.role(
            "check",
            "These items are another tier's to say “still true” of.",
        ));
    }
    case.recorded(wanted.into_iter().map(Fact::StillTrue).collect())
}

pub(super) fn record(case: &Case, kind: &str, values: &Values) -> Result<Vec<Event>, Refusal> {
    let Some(def) = case.process.record(kind) else {
        let known: Vec<_> = case.process.records.iter().map(|r| r.id.as_str()).collect();
        return Err(case.input(
            "record",
            format!(
                "“{kind}” is not a kind of record; there are {}.",
                known.join(", ")
            ),
        ));
    };
    may_write(case, def)?;
    if let Some(text) = not_to_approve(case, def) {
        return Err(case.role("record", text));
    }
    let command = format!("hoist record {} {kind}", case.ticket.id.0);
    let mut missing = form::blockers(case, &def.fields, values, &command);
    missing.extend(form::not_yet(case, def, values, &command));
    if !missing.is_empty() {
        return Err(case.missing("record", missing));
    }
    case.recorded(record_facts(case, def, values))
}

/// Refuses whoever is of none of the tiers that write such a record.
pub(super) fn may_write(case: &Case, def: &RecordKind) -> Result<(), Refusal> {
    let is_theirs = def.tiers.is_empty() || def.tiers.iter().any(|t| case.actor.is_of(t));
    if is_theirs || case.actor.lead {
        return Ok(());
    }
    let tiers = def.tiers.iter().map(|t| case.process.tier_label(t));
    let tiers: Vec<_> = tiers.collect();
    Err(case.role(
        "record",
        format!("“{}” is written by {}.", def.label, tiers.join(" or ")),
    ))
}

/// Why this agent's approval would count for nothing, if it would. That it is another person than who
/// asks is seen when the move is made: anyone of the tier may make it.
fn not_to_approve(case: &Case, def: &RecordKind) -> Option<String> {
    let counts = def.id != "approval" || may_give(case.process, case.ticket, case.actor);
    (!counts).then(|| {
        let (who, id) = (who_gives(case.process, case.ticket), case.ticket.id.0);
        format!("An approval here is given by {who}; yours would not count. Nothing was written. Ask for it: hoist approve {id} --ask")
    })
}

/// The facts of a record: itself, the checklist items it closes, what it settles.
pub(super) fn record_facts(case: &Case, def: &RecordKind, values: &Values) -> Vec<Fact> {
    let n = next(case.ticket.records.len());
    let record = Record {
        n,
        kind: def.id.clone(),
        values: values.clone(),
        tier: case.ticket.stage.tier.clone(),
        by: case.actor.name.clone(),
        at: case.now(),
        retracted: false,
    };
    let result = headline(case.process, def, values);
    let tells = tell_workaround(case, def, &record);
    let mut facts = vec![Fact::Recorded(record)];
    for (tier, item) in def
        .closes
        .iter()
        .filter(|(tier, _)| case.ticket.tiers_had.contains(tier))
    {
        let state = Check {
            how: CheckHow::Done,
            result: result.clone(),
            by: case.actor.name.clone(),
            at: case.now(),
            record: Some(n),
            ..Check::default()
        };
        facts.push(Fact::Checked(format!("{tier}.{item}"), Some(state)));
        facts.extend(case.settles(&format!("check.{tier}.{item}")));
    }
    facts.extend(case.settles(&format!("record.{}", def.id)));
    if def.id == ROOT_CAUSE {
        facts.extend(case.settles(CAUSE));
    }
    if def.id == "joint_session" {
        facts.push(Fact::JointSession);
    }
    facts.extend(tells);
    facts
}

/// A workaround that exists is Tier 1's to tell: a to-do that reminds and blocks nothing. Another one takes its
/// place, the same words are asked for once, and of what was withdrawn nothing is told.
fn tell_workaround(case: &Case, def: &RecordKind, record: &Record) -> Vec<Fact> {
    if def.id != "workaround" {
        return Vec::new();
    }
    let own = Reference::Ticket(case.ticket.id);
    let back = |why: &str| heeding::taken_back(case, own, &["workaround"], why);
    if record.values.get("state") == Some("none_found") {
        return back("the workaround was withdrawn");
    }
    let last = case.ticket.last_record("workaround");
    let old = last.filter(|r| r.values.get("state") != Some("none_found"));
    let repeated = old.is_some_and(|old| heed::says_the_same(old, record));
    if record.values.get("text").is_none() || repeated {
        return Vec::new();
    }
    let mut facts = back("another workaround is known");
    facts.push(Fact::TodoAdded(Todo {
        n: next(case.ticket.todos.len()),
        text: "Tell the customer the workaround".to_owned(),
        tier: case.process.first_tier(),
        blocks: false,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
        cause: Some(Cause {
            ticket: case.ticket.id,
            what: "workaround".to_owned(),
            n: record.n,
            article: None,
        }),
    }));
    facts
}

/// The first words of a record, as the result of the item it closes.
fn headline(process: &Process, def: &RecordKind, values: &Values) -> String {
    let first = def
        .fields
        .iter()
        .find_map(|f| Some(process.value_label(f, values.get(&f.id)?)))
        .unwrap_or(&def.label);
    let line = first.lines().next().unwrap_or_default();
    match line.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

pub(super) fn criterion(case: &Case, id: &str, why: &str) -> Result<Vec<Event>, Refusal> {
    // What is not said yet the escalation asks for.
    let why = why.trim();
    let Some(tier) = criterion_tier(case, id) else {
        let known: Vec<_> = case
            .process
            .tiers
            .iter()
            .flat_map(|t| &t.criteria)
            .map(|c| c.id.as_str())
            .collect();
        return Err(case.input(
            "criterion",
            format!("“{id}” is not a criterion; there are {}.", known.join(", ")),
        ));
    };
    case.recorded(criterion_facts(case, &tier, id, why))
}

/// A noted criterion; *involves security* restricts the ticket by itself.
pub(super) fn criterion_facts(case: &Case, tier: &Tier, id: &str, why: &str) -> Vec<Fact> {
    let noted = Criterion {
        tier: tier.clone(),
        id: id.to_owned(),
        why: why.to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        gone: None,
    };
    let mut facts = vec![Fact::CriterionNoted(noted)];
    if id == "security" && case.ticket.audience.is_none() {
        facts.push(Fact::Audience(Some(audience(case, "criterion security"))));
    }
    facts
}

/// The tier a criterion belongs to: the tier in turn if it has it, else the first that does.
fn criterion_tier(case: &Case, id: &str) -> Option<Tier> {
    let has = |tier: &&crate::domain::process::TierDef| tier.criteria.iter().any(|c| c.id == id);
    let here = case
        .process
        .tier(&case.ticket.stage.tier)
        .filter(|t| has(t));
    here.or_else(|| case.process.tiers.iter().find(has))
        .map(|t| t.id.clone())
}

pub(super) fn criterion_gone(case: &Case, id: &str, reason: &str) -> Result<Vec<Event>, Refusal> {
    let reason = case.said("criterion", "The reason why it no longer holds", reason)?;
    let Some(standing) = case.ticket.standing_criteria().find(|c| c.id == id) else {
        return Err(case.input(
            "criterion",
            format!("No criterion “{id}” stands on {}.", case.ticket.id),
        ));
    };
    let gone = Fact::CriterionGone(
        standing.tier.clone(),
        id.to_owned(),
        Some(reason.to_owned()),
    );
    let settled = case.settles(&format!("guard.criterion.{id}"));
    case.recorded(std::iter::once(gone).chain(settled).collect())
}
