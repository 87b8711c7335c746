//! Settling and waiving what a path or an override postponed.

use super::case::Case;
use super::work::record_facts;
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::form;
use crate::domain::id::Tier;
use crate::domain::kb;
use crate::domain::ticket::{Answer, Check, CheckHow, KbDecision, Owed};
use crate::domain::values::Values;

/// Supplies something owed. What it takes follows from what is owed: `text` or `unavailable` for an
/// answer, `result` or `skip` for an item, the fields of a record, `kb` for an article, `text` else.
pub(super) fn settle(case: &Case, n: u32, values: &Values) -> Result<Vec<Event>, Refusal> {
    let owed = find(case, "settle", n)?;
    let facts = match owed.what.split_once('.') {
        Some(("intake", field)) => answer(case, field, values)?,
        Some(("check", key)) => check(case, key, values)?,
        Some(("record", kind)) => record(case, kind, values)?,
        _ if owed.what == "kb" => article(case, values)?,
        _ => vec![Fact::Noted(format!(
            "{}: {}",
            owed.text,
            case.said(
                "settle",
                "What settles it",
                values.get("text").unwrap_or_default()
            )?
        ))],
    };
    let mut facts: Vec<Fact> = facts
        .into_iter()
        .filter(|f| !matches!(f, Fact::OwedSettled(m, _) if *m == n))
        .collect();
    facts.push(Fact::OwedSettled(
        n,
        format!("supplied by {}", case.actor.name),
    ));
    case.recorded(facts)
}

fn find<'a>(case: &Case<'a>, verb: &str, n: u32) -> Result<&'a Owed, Refusal> {
    case.ticket
        .owed
        .iter()
        .find(|o| o.n == n && o.settled.is_none())
        .ok_or_else(|| {
            case.absent(
                verb,
                format!("{} owes nothing under the number {n}.", case.ticket.id),
            )
        })
}

fn answer(case: &Case, field: &str, values: &Values) -> Result<Vec<Fact>, Refusal> {
    let answer = match (values.get("text"), values.get("unavailable")) {
        (Some(text), _) => Answer::Given(text.to_owned()),
        (None, Some(reason)) => Answer::Unavailable(reason.to_owned()),
        (None, None) => return Err(case.input("settle", "Say text=… or unavailable=…")),
    };
    Ok(vec![Fact::Answered(field.to_owned(), Some(answer))])
}

fn check(case: &Case, key: &str, values: &Values) -> Result<Vec<Fact>, Refusal> {
    let tier = Tier::from(key.split('.').next().unwrap_or_default());
    if !case.actor.is_of(&tier) && !case.actor.lead {
        return Err(case.role(
            "settle",
            format!("The checklist is {}'s.", case.process.tier_label(&tier)),
        ));
    }
    let (how, result) = match (
        values.get("result").or(values.get("text")),
        values.get("skip"),
    ) {
        (Some(result), _) => (CheckHow::Done, result),
        (None, Some(reason)) => (CheckHow::Skipped, reason),
        (None, None) => return Err(case.input("settle", "Say result=… or skip=…")),
    };
    let state = Check {
        how,
        result: result.to_owned(),
        evidence: values.get("evidence").unwrap_or_default().to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        ..Check::default()
    };
    Ok(vec![Fact::Checked(key.to_owned(), Some(state))])
}

fn record(case: &Case, kind: &str, values: &Values) -> Result<Vec<Fact>, Refusal> {
    let Some(def) = case.process.record(kind) else {
        return Err(case.input(
            "settle",
            format!("The process in force has no record “{kind}”; a lead can waive it."),
        ));
    };
    let command = format!("hoist record {} {kind}", case.ticket.id.0);
    let mut missing = form::blockers(case, &def.fields, values, &command);
    missing.extend(form::not_yet(case, def, values, &command));
    if !missing.is_empty() {
        return Err(case.missing("settle", missing));
    }
    Ok(record_facts(case, def, values))
}

fn article(case: &Case, values: &Values) -> Result<Vec<Fact>, Refusal> {
    let given = values.get("kb").or(values.get("text")).unwrap_or_default();
    match kb::decision(given) {
        Ok(KbDecision::OwedBy(_)) => Err(case.input(
            "settle",
            "It is owed already; name the article, or none:WHY.",
        )),
        Ok(decision) => match super::article::unfit(case, &decision) {
            Some(why) => Err(case.input("settle", format!("Knowledge base: {why}."))),
            None => {
                let link = super::article::by_decision(case, &decision, false);
                Ok(std::iter::once(Fact::Kb(decision)).chain(link).collect())
            }
        },
        Err(why) => Err(case.input("settle", format!("Knowledge base: {why}."))),
    }
}

/// Forgives something owed: a lead other than whoever let it be owed.
pub(super) fn waive(case: &Case, n: u32, reason: &str) -> Result<Vec<Event>, Refusal> {
    let owed = find(case, "waive", n)?;
    let reason = case.said("waive", "The reason", reason)?;
    if !case.actor.lead {
        return Err(case.role("waive", "A lead waives what is owed."));
    }
    let alone = case.process.single_seat || case.scene.agents.iter().filter(|a| a.lead).count() < 2;
    if owed.by == case.actor.name && !alone {
        return Err(case.role("waive", format!("You let it be owed yourself; another lead waives it. Or settle it: hoist settle {} {n} …", case.ticket.id.0)));
    }
    case.recorded(vec![Fact::OwedSettled(
        n,
        format!("waived by {}: {reason}", case.actor.name),
    )])
}
