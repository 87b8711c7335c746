//! Handing up and sending back: criteria, to-dos, and the package that is frozen.

use super::{reason, text};
use crate::domain::apply::apply;
use crate::domain::decide::case::{Case, next};
use crate::domain::decide::moves::Step;
use crate::domain::decide::path;
use crate::domain::decide::work::criterion_facts;
use crate::domain::event::{Act, Fact};
use crate::domain::id::Tier;
use crate::domain::package;
use crate::domain::ticket::{PackageRef, Todo};
use crate::domain::veil;

pub(super) fn escalate(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let tier = &step.from.tier;
    let why = text(step, "why");
    for id in step.wanted.values.choices("because") {
        let said = case
            .ticket
            .standing_criteria()
            .any(|c| &c.tier == tier && c.id == id && (why.is_empty() || c.why == why));
        if !said {
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
pub(super) fn edge(lower: &Tier, upper: &Tier) -> String {
    format!("{lower}>{upper}")
}

pub(super) fn give_back(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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
        cause: None,
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
    freeze(case, step, facts);
}

/// Freezes the next package version: of the ticket as it is with the facts so far.
pub(super) fn freeze(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let mut after = case.ticket.clone();
    let act = Act::Moved {
        verb: step.def.verb,
        way: step.def.way.clone(),
        from: Some(step.from.clone()),
        to: step.to.clone(),
        forced: step.wanted.force.clone(),
    };
    apply(&mut after, &case.event(act, facts.clone(), None));
    // Whoever reads the package need not see what was restricted since.
    veil::ticket(&mut after, &case.scene.apart);
    let version = next(case.ticket.packages.len());
    let json = package::canonical(
        case.process,
        &after,
        &case.scene.merged,
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
