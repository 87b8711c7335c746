//! Settling and waiving what a path or an override postponed. Settling supplies the thing itself, by the rules of the
//! command that would have supplied it at first: who may, what must be said, what it closes.

use super::case::Case;
use super::work;
use crate::domain::blocker::{Jump, Refusal};
use crate::domain::command::Outcome;
use crate::domain::event::{Event, Fact};
use crate::domain::guard::fix_goes_on;
use crate::domain::id::Tier;
use crate::domain::kb;
use crate::domain::owed::{Asks, ROOT_CAUSE};
use crate::domain::ticket::{Answer, KbDecision, Owed};
use crate::domain::values::Values;

const VERB: &str = "settle";

/// Supplies something owed. What it takes follows from what is owed: `text` or `unavailable` for an
/// answer, `result` or `skip` for an item, the fields of a record, `kb` for an article, `text` else.
pub(super) fn settle(case: &Case, n: u32, values: &Values) -> Result<Vec<Event>, Refusal> {
    let owed = find(case, VERB, n)?;
    let supplied = supplied(case, owed, values).map_err(|refusal| Refusal {
        refused: VERB.to_owned(),
        ..refusal
    });
    let mut events = supplied?;
    let settles = |f: &Fact| matches!(f, Fact::OwedSettled(m, _) if *m == n);
    if !events.iter().any(|e| e.facts.iter().any(settles)) {
        let settled = Fact::OwedSettled(n, format!("supplied by {}", case.actor.name));
        match events.last_mut() {
            Some(event) => event.facts.push(settled),
            None => return case.recorded(vec![settled]),
        }
    }
    Ok(events)
}

/// The event that supplies it; none where it is there by now.
fn supplied(case: &Case, owed: &Owed, values: &Values) -> Result<Vec<Event>, Refusal> {
    let text = values.get("text");
    match owed.asks() {
        Asks::Answer(field) => work::answer(case, field, &answer(case, values)?),
        Asks::Check(tier, item) => check(case, &Tier::from(tier), item, values),
        Asks::Record("approval") => approval(case, owed, values),
        Asks::Record(kind) => record(case, kind, values),
        Asks::Article => article(case, values),
        Asks::Todo(n) => match case.ticket.open_todos().any(|t| t.n == n) {
            true => work::todo(case, n, text.unwrap_or_default()),
            false => Ok(Vec::new()),
        },
        Asks::Criterion(id) => match case.ticket.standing_criteria().any(|c| c.id == id) {
            true => work::criterion_gone(case, id, text.unwrap_or_default()),
            false => Ok(Vec::new()),
        },
        Asks::Cause => cause(case, values),
        Asks::Done(what) => done(case, owed, what),
        Asks::Words => words(case, owed, text.unwrap_or_default()),
    }
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

fn answer(case: &Case, values: &Values) -> Result<Answer, Refusal> {
    match (values.get("text"), values.get("unavailable")) {
        (Some(text), _) => Ok(Answer::Given(text.to_owned())),
        (None, Some(reason)) => Ok(Answer::Unavailable(reason.to_owned())),
        (None, None) => Err(case.input(VERB, "Say text=… or unavailable=…")),
    }
}

fn check(case: &Case, tier: &Tier, item: &str, values: &Values) -> Result<Vec<Event>, Refusal> {
    let result = values.get("result").or(values.get("text"));
    let outcome = match (result, values.get("skip")) {
        (Some(result), _) => Outcome::Done(result.to_owned()),
        (None, Some(reason)) => Outcome::Skipped(reason.to_owned()),
        (None, None) => return Err(case.input(VERB, "Say result=… or skip=…")),
    };
    let evidence = values.get("evidence").unwrap_or_default();
    work::check(case, item, Some(tier), &outcome, evidence)
}

fn record(case: &Case, kind: &str, values: &Values) -> Result<Vec<Event>, Refusal> {
    if case.process.record(kind).is_none() {
        return Err(case.input(
            VERB,
            format!("The process in force has no record “{kind}”; a lead can waive it."),
        ));
    }
    work::record(case, kind, values)
}

/// An approval is another person's than who went ahead without it.
fn approval(case: &Case, owed: &Owed, values: &Values) -> Result<Vec<Event>, Refusal> {
    if owed.by == case.actor.name && !case.process.single_seat {
        return Err(case.role(
            VERB,
            "You went ahead without the approval; another person gives it, or another lead waives it. Nothing was written.",
        ));
    }
    record(case, "approval", values)
}

/// The root cause as a record, or why it is unknown by whoever could have recorded it.
fn cause(case: &Case, values: &Values) -> Result<Vec<Event>, Refusal> {
    if case.ticket.last_record(ROOT_CAUSE).is_some() {
        return Ok(Vec::new());
    }
    let unknown = values.get("cause_unknown");
    match (case.process.record(ROOT_CAUSE), unknown) {
        (Some(def), Some(why)) => {
            work::may_write(case, def)?;
            let why = case.said(VERB, "Why it is unknown", why)?;
            case.recorded(vec![Fact::Noted(format!(
                "Root cause: unknown because {why}"
            ))])
        }
        _ => record(case, ROOT_CAUSE, values),
    }
}

/// What is done on the ticket and not in words is looked for there.
fn done(case: &Case, owed: &Owed, what: &str) -> Result<Vec<Event>, Refusal> {
    let n = case.ticket.id.0;
    let (is_there, command, jump) = match what {
        "package" => (
            case.ticket.package().is_some(),
            format!("hoist escalate {n} --because … --why …"),
            Jump::None,
        ),
        "parent" => (
            fix_goes_on(case),
            format!("hoist link {n} OTHER --as parent"),
            Jump::Link("parent".to_owned()),
        ),
        _ => (
            case.ticket.triaged,
            format!("hoist set {n} impact=… urgency=…"),
            Jump::None,
        ),
    };
    if is_there {
        return Ok(Vec::new());
    }
    let text = owed.text.clone();
    let missing = super::case::blocker("owed", what, text, command, jump);
    Err(case.missing(VERB, vec![missing]))
}

/// What no command supplies is a lead's to answer for.
fn words(case: &Case, owed: &Owed, text: &str) -> Result<Vec<Event>, Refusal> {
    if !case.actor.lead {
        return Err(case.role(VERB, "A lead says what settles this. Nothing was written."));
    }
    let text = case.said(VERB, "What settles it", text)?;
    case.recorded(vec![Fact::Noted(format!("{}: {text}", owed.text))])
}

fn article(case: &Case, values: &Values) -> Result<Vec<Event>, Refusal> {
    let given = values.get("kb").or(values.get("text")).unwrap_or_default();
    match kb::decision(given) {
        Ok(KbDecision::OwedBy(_)) => {
            Err(case.input(VERB, "It is owed already; name the article, or none:WHY."))
        }
        Ok(decision) => match super::article::unfit(case, &decision) {
            Some(why) => Err(case.input(VERB, format!("Knowledge base: {why}."))),
            None => {
                let link = super::article::by_decision(case, &decision, false);
                let mut facts = super::article::no_longer_owed(case, &decision);
                facts.push(Fact::Kb(decision));
                facts.extend(link);
                case.recorded(facts)
            }
        },
        Err(why) => Err(case.input(VERB, format!("Knowledge base: {why}."))),
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
