//! What each move does once it may: the facts of its one event.

use super::case::{Case, next};
use super::moves::Step;
use super::work::criterion_facts;
use super::{path, people};
use crate::domain::apply::apply;
use crate::domain::bundle;
use crate::domain::event::{Act, Fact};
use crate::domain::form;
use crate::domain::guard;
use crate::domain::id::{At, Tier};
use crate::domain::kb;
use crate::domain::package;
use crate::domain::process::{FieldKind, Verb};
use crate::domain::ticket::{Check, Ticket, Todo};
use crate::domain::ticket::{
    Hold, KbDecision, MessageRef, Owed, PackageRef, Reason, Resolution, Satisfaction, SignOff, Told,
};

const DAY_MS: i64 = 86_400_000;

/// The facts of a move; `owed` are those that a path or a lead lets be owed.
pub(super) fn of(case: &Case, step: &Step, owed: Vec<Fact>) -> Vec<Fact> {
    let mut facts = owed;
    facts.extend(closed_by_form(case, step));
    match step.def.verb {
        Verb::Open => {}
        Verb::Take => take(case, step, &mut facts),
        Verb::Release => {
            facts.push(Fact::Assigned(None));
            facts.push(Fact::Offered(None));
            facts.extend(reason(case, step));
        }
        Verb::Resolve => resolve(case, step, &mut facts),
        Verb::Escalate => escalate(case, step, &mut facts),
        Verb::Accept => {
            facts.push(Fact::Assigned(Some(case.actor.name.clone())));
            facts.push(Fact::Offered(None));
        }
        Verb::Return => give_back(case, step, &mut facts),
        Verb::Recall => recall(case, step, &mut facts),
        Verb::Withdraw => {
            facts.push(Fact::Assigned(None));
            facts.push(Fact::Offered(Some(case.actor.name.clone())));
            facts.extend(reason(case, step));
        }
        Verb::Deploy => deploy(case, step, &mut facts),
        Verb::Sign => sign(case, step, &mut facts),
        Verb::Reject => reject(case, step, &mut facts),
        Verb::Decline => decline(case, step, &mut facts),
        Verb::Tell => tell(case, step, &mut facts),
        Verb::Close => close(case, step, &mut facts),
        Verb::Dissatisfied => dissatisfied(case, step, &mut facts),
        Verb::Reopen => reopen(case, step, &mut facts),
        Verb::Archive => facts.push(Fact::Sealed(bundle::seal(
            case.ticket,
            &case.scene.timeline,
        ))),
        Verb::Cancel => cancel(case, step, &mut facts),
        Verb::Restore => {
            facts.extend(reason(case, step));
            facts.push(Fact::Offered(case.ticket.customers_agent.clone()));
        }
    }
    facts
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
                result: text.to_owned(),
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

/// The customer's agent gets what is resolved; a ticket that never had one gets whoever resolves it
/// at the first tier.
fn to_customers_agent(case: &Case, facts: &mut Vec<Fact>) {
    let first = case.process.first_tier();
    let agent = case.ticket.customers_agent.clone();
    if agent.is_none() && case.actor.is_of(&first) {
        facts.push(Fact::CustomersAgent(Some(case.actor.name.clone())));
    }
    let to = agent.or_else(|| case.actor.is_of(&first).then(|| case.actor.name.clone()));
    facts.push(Fact::Assigned(to));
    facts.push(Fact::Offered(None));
}

fn resolution(case: &Case, step: &Step, code: &str, words: &str, cause: &str) -> Fact {
    Fact::Resolved(Resolution {
        n: case.ticket.resolution.as_ref().map_or(0, |r| r.n) + 1,
        code: code.to_owned(),
        text: words.to_owned(),
        cause: cause.to_owned(),
        tier: step.from.tier.clone(),
        by: case.actor.name.clone(),
        at: case.now(),
        unclear: None,
    })
}

fn resolve(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    if case.ticket.told.is_some() {
        facts.push(Fact::TellingVoid);
    }
    if step.def.way == "with" {
        inherit(case, step, facts);
    } else {
        let cause = cause(case, step);
        facts.push(resolution(
            case,
            step,
            text(step, "code"),
            text(step, "text"),
            &cause,
        ));
        facts.extend(knowledge(case, step, facts));
    }
    let gone = text(step, "gone");
    if !gone.is_empty() {
        let standing = case
            .ticket
            .standing_criteria()
            .filter(|c| c.tier == step.from.tier);
        facts.extend(
            standing
                .map(|c| Fact::CriterionGone(c.tier.clone(), c.id.clone(), Some(gone.to_owned()))),
        );
    }
    to_customers_agent(case, facts);
}

fn cause(case: &Case, step: &Step) -> String {
    let recorded = case
        .ticket
        .last_record("root_cause")
        .and_then(|r| r.values.get("text"))
        .unwrap_or_default();
    match (text(step, "cause"), text(step, "cause_unknown")) {
        ("", "") => recorded.to_owned(),
        ("", why) => format!("unknown because {why}"),
        (cause, _) => cause.to_owned(),
    }
}

/// `resolve --with`: resolution and KB decision of the linked ticket are inherited.
fn inherit(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let named = text(step, "with").parse().unwrap_or_default();
    let Some(other) = case.scene.linked.iter().find(|l| l.id == named) else {
        return;
    };
    let Some(theirs) = &other.resolution else {
        return;
    };
    let own = text(step, "text");
    let words = if own.is_empty() {
        theirs.text.as_str()
    } else {
        own
    };
    facts.push(resolution(case, step, &theirs.code, words, &theirs.cause));
    facts.extend(
        other
            .kb
            .clone()
            .filter(|kb| !matches!(kb, KbDecision::OwedBy(_)))
            .map(Fact::Kb),
    );
}

/// The KB decision of a form; one that is owed stands among the owed items and blocks only `archive`.
fn knowledge(case: &Case, step: &Step, so_far: &[Fact]) -> Vec<Fact> {
    let Ok(decision) = kb::decision(text(step, "kb")) else {
        return Vec::new();
    };
    let mut facts = case.settles("kb");
    if let KbDecision::OwedBy(due) = &decision {
        let added = so_far
            .iter()
            .filter(|f| matches!(f, Fact::OwedAdded(_)))
            .count();
        facts.push(Fact::OwedAdded(Owed {
            n: next(case.ticket.owed.len() + added),
            what: "kb".to_owned(),
            text: "Update the knowledge base".to_owned(),
            before: "archive".to_owned(),
            due: Some(*due),
            owner: Some(case.actor.name.clone()),
            from: "kb".to_owned(),
            by: case.actor.name.clone(),
            at: case.now(),
            settled: None,
        }));
    }
    facts.push(Fact::Kb(decision));
    facts
}

fn escalate(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let tier = &step.from.tier;
    let why = text(step, "why");
    for id in step.wanted.values.choices("because") {
        let standing = case
            .ticket
            .standing_criteria()
            .any(|c| &c.tier == tier && c.id == id);
        if !standing {
            facts.extend(criterion_facts(case, tier, &id, why));
        }
    }
    facts.push(Fact::EdgeUp {
        edge: edge(tier, &step.to.tier),
    });
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(
        case.ticket.last_assignee.get(&step.to.tier).cloned(),
    ));
    if path::current(case.process, case.ticket).is_some_and(|p| p.tell_lead) {
        facts.push(Fact::Informed(
            "the leads were told of an escalated outage".to_owned(),
        ));
    }
    freeze(case, step, facts);
}

/// The name of the edge between two tiers, lower first.
fn edge(lower: &Tier, upper: &Tier) -> String {
    format!("{lower}>{upper}")
}

fn give_back(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    if step.def.way == "unclear" {
        return unclear(case, step, facts);
    }
    let first = next(case.ticket.todos.len());
    let missing = step.wanted.values.lines("missing");
    facts.extend(
        missing
            .into_iter()
            .zip(first..)
            .map(|(text, n)| todo(case, n, text, &step.to.tier)),
    );
    facts.extend(reason(case, step));
    let name = edge(&step.to.tier, &step.from.tier);
    facts.push(Fact::EdgeDown { edge: name.clone() });
    let known = case.ticket.edges.get(&name);
    if known.is_some_and(|e| e.returns == 1) {
        facts.push(Fact::Informed(
            "it was sent back a second time; the leads of both tiers were told".to_owned(),
        ));
    }
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(known.and_then(|e| e.last_escalator.clone())));
    freeze(case, step, facts);
}

fn todo(case: &Case, n: u32, text: String, tier: &Tier) -> Fact {
    Fact::TodoAdded(Todo {
        n,
        text,
        tier: tier.clone(),
        blocks: true,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
    })
}

/// Tier 1 does not understand the resolution: back to the tier that resolved it; not a reopen.
fn unclear(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let words = text(step, "text");
    facts.push(Fact::Unclear(words.to_owned()));
    facts.push(todo(
        case,
        next(case.ticket.todos.len()),
        words.to_owned(),
        &step.to.tier,
    ));
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(
        case.ticket.resolution.as_ref().map(|r| r.by.clone()),
    ));
}

fn recall(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(Some(case.actor.name.clone())));
    facts.push(Fact::Offered(None));
    freeze(case, step, facts);
}

fn deploy(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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
    facts.extend(knowledge(case, step, facts));
    facts.push(Fact::Deployed(
        case.ticket.deployment + 1,
        case.actor.name.clone(),
    ));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(None));
}

fn sign(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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
        result: text(step, "result").to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        single_seat: case.process.single_seat && (twice || own),
    }));
    if step.def.way == "second" {
        if case.ticket.told.is_some() {
            facts.push(Fact::TellingVoid);
        }
        facts.push(resolution(
            case,
            step,
            "fixed",
            &fix_in_words(case.ticket),
            &cause(case, step),
        ));
        to_customers_agent(case, facts);
    }
}

/// What the fix was, from the records of change and deployment: nothing is typed twice.
fn fix_in_words(ticket: &Ticket) -> String {
    let words = |kind: &str| {
        let record = ticket.last_record(kind)?;
        let parts: Vec<&str> = record
            .values
            .0
            .values()
            .map(|v| v.trim())
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

fn reject(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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

fn decline(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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
    facts.extend(knowledge(case, step, facts));
    to_customers_agent(case, facts);
}

/// A message to the customer that leaves when the outbox time is over.
fn message_out(case: &Case, channel: &str, words: &str) -> (u32, Fact) {
    let n = next(case.ticket.messages.len());
    let channel = if channel.is_empty() {
        case.ticket.channel.as_str()
    } else {
        channel
    };
    let message = MessageRef {
        n,
        outgoing: true,
        channel: channel.to_owned(),
        seq: case.ticket.version + 1,
        by: case.actor.name.clone(),
        at: case.now(),
        leaves_at: case.now().plus_ms(case.process.windows.outbox_ms),
        taken_back: false,
        attempt: false,
    };
    (n, Fact::Message(message, words.to_owned()))
}

fn tell(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let (message, sent) = message_out(case, text(step, "channel"), text(step, "text"));
    facts.push(sent);
    let resolution = case.ticket.resolution.as_ref().map_or(0, |r| r.n);
    facts.push(Fact::Told(Told {
        resolution,
        message,
        at: case.now(),
    }));
    if case.ticket.customers_agent.is_none() {
        facts.push(Fact::CustomersAgent(Some(case.actor.name.clone())));
        facts.push(Fact::Assigned(Some(case.actor.name.clone())));
    }
    if text(step, "remind") == "yes" {
        facts.push(Fact::Held(Hold {
            n: next(case.ticket.holds.len()),
            kind: "customer".to_owned(),
            until: case.now().plus_ms(2 * DAY_MS),
            text: "remind twice, then propose closing".to_owned(),
            by: case.actor.name.clone(),
            at: case.now(),
            ended: None,
            pauses: true,
        }));
    }
}

fn close(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let waits = case.ticket.open_holds().filter(|h| h.pauses);
    facts.extend(waits.map(|h| Fact::HoldEnded(h.n)));
    let assumed = step.def.way == "assumed";
    let when = chrono::DateTime::parse_from_rfc3339(text(step, "when"))
        .map_or(case.now(), |t| At(t.timestamp_millis()));
    facts.push(Fact::Satisfied(Satisfaction {
        confirmed: !assumed,
        by: if assumed {
            String::new()
        } else {
            text(step, "confirmed_by").to_owned()
        },
        how: if assumed {
            "assumed: no answer".to_owned()
        } else {
            text(step, "how").to_owned()
        },
        at: when,
        score: if assumed {
            None
        } else {
            text(step, "score").parse().ok()
        },
        resolution: case.ticket.resolution.as_ref().map_or(0, |r| r.n),
    }));
    facts.extend(knowledge(case, step, facts));
}

fn dissatisfied(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::Reopened);
    facts.push(Fact::TellingVoid);
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(
        case.ticket.last_assignee.get(&step.to.tier).cloned(),
    ));
    freeze(case, step, facts);
}

fn reopen(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::Reopened);
    facts.push(Fact::TellingVoid);
    facts.push(Fact::SignOffsVoid);
    facts.push(Fact::ChecksStale);
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(case.ticket.customers_agent.clone()));
}

fn cancel(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.extend(reason(case, step));
    let words = text(step, "text");
    if !words.is_empty() && text(step, "reason") != "spam" {
        facts.push(message_out(case, "", words).1);
    }
    facts.extend(case.ticket.open_holds().map(|h| Fact::HoldEnded(h.n)));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(None));
}

/// Freezes the next package version: of the ticket as it is with the facts so far.
fn freeze(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let mut after = case.ticket.clone();
    let act = Act::Moved {
        verb: step.def.verb,
        way: step.def.way.clone(),
        from: Some(step.from.clone()),
        to: step.to.clone(),
        forced: step.wanted.force.clone(),
    };
    apply(&mut after, &case.event(act, facts.clone(), None));
    let version = next(case.ticket.packages.len());
    let json = package::canonical(
        case.process,
        &after,
        &case.scene.timeline,
        version,
        step.def.verb,
    );
    let reference = PackageRef {
        version,
        hash: package::hash(&json),
        seq: case.ticket.version + 1,
        cause: Some(step.def.verb),
        tier: step.to.tier.clone(),
        at: case.now(),
        by: case.actor.name.clone(),
        shown_to: std::collections::BTreeSet::new(),
    };
    facts.push(Fact::PackageFrozen(reference, json));
}
