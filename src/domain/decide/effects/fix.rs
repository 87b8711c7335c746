//! Deploying, verifying, rejecting and declining a fix.

use super::handoff::edge;
use super::resolution::{cause, knowledge, resolution, to_customers_agent};
use super::text;
use crate::domain::decide::case::Case;
use crate::domain::decide::moves::Step;
use crate::domain::event::Fact;
use crate::domain::guard;
use crate::domain::process::{Field, FieldKind, Process, Verb};
use crate::domain::ticket::{Reason, Resolution, SignOff, Ticket};

pub(super) fn deploy(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    for tier in case.process.turn(&step.to) {
        let named = step
            .wanted
            .values
            .get(&format!("partner_{tier}"))
            .map(Into::into);
        let default = || match tier == &case.process.first_tier() {
            true => case.ticket.customers_agent.clone(),
            false => case
                .ticket
                .edges
                .get(&edge(tier, &step.from.tier))
                .and_then(|e| e.last_escalator.clone()),
        };
        facts.extend(
            named
                .or_else(default)
                .map(|agent| Fact::Partner(tier.clone(), agent)),
        );
    }
    facts.extend(knowledge(case, step, facts, false));
    facts.push(Fact::Deployed(
        case.ticket.deployment + 1,
        case.actor.name.clone(),
    ));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(None));
}

pub(super) fn sign(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let Some(tier) = guard::signing_tier(case, step) else {
        return;
    };
    let twice = case
        .ticket
        .sign_offs
        .iter()
        .any(|s| s.by == case.actor.name);
    let own = case.ticket.deployer.as_ref() == Some(&case.actor.name);
    facts.push(Fact::Signed(SignOff {
        tier,
        checked: text(step, "checked").to_owned(),
        result: result(case, step),
        by: case.actor.name.clone(),
        at: case.now(),
        single_seat: case.process.single_seat && (twice || own),
    }));
    if step.def.way == "second" {
        if case.ticket.told.is_some() {
            facts.push(Fact::TellingVoid);
        }
        facts.push(fixed(case, step));
        to_customers_agent(case, facts);
    }
}

/// The result as the id of its list; a desk may still have a process file in which it is free text.
fn result(case: &Case, step: &Step) -> String {
    let said = text(step, "result");
    let fields = case.process.forms.get(&step.def.form);
    let field = fields.and_then(|f| f.fields.iter().find(|f| f.id == "result"));
    let code = match field.map(|f| &f.kind) {
        Some(FieldKind::Result(list)) => case.process.code_meant(list, said),
        _ => None,
    };
    code.map_or_else(|| said.to_owned(), |c| c.id.clone())
}

/// The verified fix: of whoever deployed it, not of who signed last, who may be of another tier.
fn fixed(case: &Case, step: &Step) -> Fact {
    let words = fix_in_words(case.process, case.ticket);
    let fact = resolution(case, step, "fixed", &words, &cause(case, step));
    match (fact, &case.ticket.deployer) {
        (Fact::Resolved(fix), Some(deployer)) => Fact::Resolved(Resolution {
            by: deployer.clone(),
            ..fix
        }),
        (fact, _) => fact,
    }
}

/// What the fix was, from the records of change and deployment: nothing is typed twice. It fills the
/// message to the customer, who is not told how the fix would be taken back.
fn fix_in_words(process: &Process, ticket: &Ticket) -> String {
    let words = |kind: &str| {
        let record = ticket.last_record(kind)?;
        let told = |f: &&Field| f.kind != FieldKind::Time && f.id != "roll_back";
        let parts: Vec<&str> = process
            .record(kind)?
            .fields
            .iter()
            .filter(told)
            .filter_map(|f| Some(process.value_label(f, record.values.get(&f.id)?.trim())))
            .filter(|v| !v.is_empty())
            .collect();
        Some(parts.join(", "))
    };
    let parts: Vec<String> = [
        ("Fixed", words("change")),
        ("Deployed", words("deployment")),
    ]
    .into_iter()
    .filter_map(|(label, found)| Some(format!("{label}: {}", found?)))
    .collect();
    parts.join("\n")
}

pub(super) fn reject(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::FixFailed);
    facts.push(Fact::SignOffsVoid);
    let evidence = text(step, "evidence");
    let words = match evidence {
        "" => text(step, "text").to_owned(),
        evidence => format!("{}\nEvidence: {evidence}", text(step, "text")),
    };
    facts.push(Fact::Reason(Reason {
        verb: Verb::Reject,
        from: step.from.clone(),
        code: String::new(),
        text: words,
        by: case.actor.name.clone(),
        at: case.now(),
    }));
    facts.push(Fact::Assigned(case.ticket.deployer.clone()));
}

pub(super) fn decline(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    if case.ticket.told.is_some() {
        facts.push(Fact::TellingVoid);
    }
    facts.push(resolution(
        case,
        step,
        text(step, "code"),
        text(step, "text"),
        text(step, "rationale"),
    ));
    facts.extend(knowledge(case, step, facts, false));
    to_customers_agent(case, facts);
}
