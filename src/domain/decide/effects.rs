//! What each move does once it may: the facts of its one event.

mod closing;
mod fix;
mod handoff;
mod resolution;

use super::case::{Case, next};
use super::moves::Step;
use super::people;
use crate::domain::event::Fact;
use crate::domain::form;
use crate::domain::kb;
use crate::domain::process::{FieldKind, Verb};
use crate::domain::safe::is_blank;
use crate::domain::ticket::{Check, Reason, Record};

/// The facts of a move; `owed` are those that a path or a lead lets be owed.
pub(super) fn of(case: &Case, step: &Step, owed: Vec<Fact>) -> Vec<Fact> {
    let mut facts = owed;
    facts.extend(closed_by_form(case, step));
    facts.extend(further_answers(case, step));
    match step.def.verb {
        Verb::Open => {}
        Verb::Take => take(case, step, &mut facts),
        Verb::Release => {
            facts.push(Fact::Assigned(None));
            facts.push(Fact::Offered(None));
            facts.extend(reason(case, step));
        }
        Verb::Resolve => resolution::resolve(case, step, &mut facts),
        Verb::Escalate => handoff::escalate(case, step, &mut facts),
        Verb::Accept => {
            facts.push(Fact::Assigned(Some(case.actor.name.clone())));
            facts.push(Fact::Offered(None));
        }
        Verb::Return => handoff::give_back(case, step, &mut facts),
        Verb::Recall => recall(case, step, &mut facts),
        Verb::Withdraw => {
            facts.push(Fact::Assigned(None));
            facts.push(Fact::Offered(Some(case.actor.name.clone())));
            facts.extend(reason(case, step));
        }
        Verb::Deploy => fix::deploy(case, step, &mut facts),
        Verb::Sign => fix::sign(case, step, &mut facts),
        Verb::Reject => fix::reject(case, step, &mut facts),
        Verb::Decline => fix::decline(case, step, &mut facts),
        Verb::Tell => closing::tell(case, step, &mut facts),
        Verb::Close => closing::close(case, step, &mut facts),
        Verb::Dissatisfied => closing::dissatisfied(case, step, &mut facts),
        Verb::Reopen => closing::reopen(case, step, &mut facts),
        // The seal is of the whole event: it is added when that is there.
        Verb::Archive => {}
        Verb::Cancel => closing::cancel(case, step, &mut facts),
        Verb::Restore => {
            facts.extend(reason(case, step));
            facts.push(Fact::Offered(case.ticket.customers_agent.clone()));
        }
    }
    facts
}

/// Fields of the built-in forms that a move itself reads. A desk's own process file may ask for more.
const READ_BY_MOVES: [&str; 27] = [
    "because",
    "cause",
    "cause_unknown",
    "channel",
    "checked",
    "code",
    "confirmed_by",
    "duplicate_of",
    "evidence",
    "gone",
    "how",
    "impact",
    "kb",
    "major",
    "missing",
    "rationale",
    "reason",
    "remind",
    "result",
    "score",
    "text",
    "tier",
    "to",
    "urgency",
    "when",
    "why",
    "with",
];

/// What a desk's own form asks beyond that is kept as a record of the form, so that it stands in the
/// history and in every package.
fn further_answers(case: &Case, step: &Step) -> Option<Fact> {
    let mut values = step.wanted.values.clone();
    values.0.retain(|field, text| {
        let read = READ_BY_MOVES.contains(&field.as_str()) || field.starts_with("partner_");
        !read && !is_blank(text)
    });
    (!values.0.is_empty()).then(|| {
        Fact::Recorded(Record {
            n: next(case.ticket.records.len()),
            kind: step.def.form.clone(),
            values,
            tier: step.from.tier.clone(),
            by: case.actor.name.clone(),
            at: case.now(),
            retracted: false,
        })
    })
}

/// Checklist items that fields of the form close: the KB decision closes Engineering's last one.
fn closed_by_form(case: &Case, step: &Step) -> Vec<Fact> {
    let fields = case
        .process
        .forms
        .get(&step.def.form)
        .map_or(&[][..], |f| &f.fields);
    form::closes(fields, &step.wanted.values)
        .into_iter()
        .map(|(tier, item, text)| {
            let check = Check {
                result: kb::in_words(text),
                by: case.actor.name.clone(),
                at: case.now(),
                ..Check::default()
            };
            Fact::Checked(format!("{tier}.{item}"), Some(check))
        })
        .collect()
}

fn text<'a>(step: &'a Step, field: &str) -> &'a str {
    step.wanted.values.get(field).unwrap_or_default()
}

fn reason(case: &Case, step: &Step) -> Option<Fact> {
    // A reason from a list is a code; one in free words is text.
    let fields = case
        .process
        .forms
        .get(&step.def.form)
        .map_or(&[][..], |f| &f.fields);
    let coded = fields
        .iter()
        .any(|f| f.id == "reason" && matches!(f.kind, FieldKind::Choice(_)));
    let (code, words) = match coded {
        true => (text(step, "reason"), text(step, "text")),
        false if text(step, "reason").is_empty() => ("", text(step, "text")),
        false => ("", text(step, "reason")),
    };
    if code.is_empty() && words.is_empty() {
        return None;
    }
    Some(Fact::Reason(Reason {
        verb: step.def.verb,
        from: step.from.clone(),
        code: code.to_owned(),
        text: words.to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
    }))
}

fn take(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::Assigned(Some(case.actor.name.clone())));
    facts.push(Fact::Offered(None));
    if case.ticket.customers_agent.is_none() {
        facts.push(Fact::CustomersAgent(Some(case.actor.name.clone())));
    }
    facts.extend(people::triage(case, &step.wanted.values));
}

fn recall(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(Some(case.actor.name.clone())));
    facts.push(Fact::Offered(None));
    handoff::freeze(case, step, facts);
}
