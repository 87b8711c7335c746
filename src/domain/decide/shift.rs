//! A change of shift: a ticket is offered with what one must know, and changes hands when the other
//! accepts. Until then everything stays as it is.

use super::case::{Case, next};
use crate::domain::actor::Actor;
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::id::AgentName;
use crate::domain::ticket::{Handover, Record};
use crate::domain::values::Values;

const VERB: &str = "handover";

pub(super) fn hand_over(case: &Case, to: &AgentName, text: &str) -> Result<Vec<Event>, Refusal> {
    let from = in_charge(case)?;
    let id = case.ticket.id;
    if *to == from {
        return Err(case.input(VERB, format!("{id} is {to}'s already; name someone else.")));
    }
    let Some(agent) = case.agent(to.as_str()) else {
        return Err(case.input(
            VERB,
            format!("There is no agent “{to}” on this desk (any more); choose someone else. hoist agents list shows who is here."),
        ));
    };
    let text = case.said(VERB, "What to know", text)?;
    let works = holds_work(case, &from) && fits_turn(case, agent);
    let speaks = holds_customer(case, &from) && agent.is_of(&case.process.first_tier());
    if !works && !speaks {
        let turn = case.process.turn(&case.ticket.stage);
        let labels: Vec<_> = turn.iter().map(|t| case.process.tier_label(t)).collect();
        return Err(case.input(
            VERB,
            format!(
                "{to} is not of {}, whose turn {id} is.",
                labels.join(" or ")
            ),
        ));
    }
    if let Some(other) = other_duty(case, &from, (works, speaks)) {
        return Err(case.stage(VERB, other));
    }
    let mut facts = Vec::new();
    facts.push(Fact::HandedOver(Handover {
        to: to.clone(),
        from,
        by: case.actor.name.clone(),
        at: case.now(),
        text: text.to_owned(),
        assignee: works,
        customers_agent: speaks,
        instead_of: standing(case).filter(|before| before != to),
    }));
    if case.process.record(VERB).is_some() {
        facts.push(Fact::Recorded(Record {
            n: next(case.ticket.records.len()),
            kind: VERB.to_owned(),
            values: Values::new().with("to", to.as_str()).with("text", text),
            tier: case.ticket.stage.tier.clone(),
            by: case.actor.name.clone(),
            at: case.now(),
            retracted: false,
        }));
    }
    case.recorded(facts)
}

/// Why an offer that stands is not replaced by this one: somebody else offers what is theirs, the work on the ticket
/// or its customer. One's own offer is, and that of the same duty.
fn other_duty(case: &Case, from: &AgentName, (works, speaks): (bool, bool)) -> Option<String> {
    let standing = case.ticket.handover.as_ref()?;
    let stands = holds_work(case, &standing.from) || holds_customer(case, &standing.from);
    let same = !stands
        || standing.from == *from
        || standing.assignee && works
        || standing.customers_agent && speaks;
    let theirs = match standing.assignee {
        true => "the work on it",
        false => "its customer",
    };
    (!same).then(|| {
        format!(
            "{} is offered by {} to {} already: {theirs}. That offer stands; yours is another matter. Offer it once {} has accepted or declined.",
            case.ticket.id, standing.from, standing.to, standing.to
        )
    })
}

/// To whom it is offered now.
fn standing(case: &Case) -> Option<AgentName> {
    case.ticket.handover.as_ref().map(|h| h.to.clone())
}

/// Who hands it over: the agent, if in charge; for someone else only a lead does.
fn in_charge(case: &Case) -> Result<AgentName, Refusal> {
    let me = &case.actor.name;
    if holds_work(case, me) || holds_customer(case, me) {
        return Ok(me.clone());
    }
    let held = case.ticket.assignee.as_ref();
    match held.or(case.ticket.customers_agent.as_ref()) {
        Some(agent) if case.actor.lead => Ok(agent.clone()),
        Some(agent) => Err(case.role(
            VERB,
            format!(
                "{} is {agent}'s; only they or a lead hand it over.",
                case.ticket.id
            ),
        )),
        None => Err(case.stage(
            VERB,
            format!(
                "Nobody is in charge of {}; there is nothing to hand over. It waits in its queue.",
                case.ticket.id
            ),
        )),
    }
}

fn holds_work(case: &Case, agent: &AgentName) -> bool {
    case.ticket.assignee.as_ref() == Some(agent)
}

fn holds_customer(case: &Case, agent: &AgentName) -> bool {
    case.ticket.customers_agent.as_ref() == Some(agent)
}

fn fits_turn(case: &Case, agent: &Actor) -> bool {
    let turn = case.process.turn(&case.ticket.stage);
    turn.iter().any(|t| agent.is_of(t))
}

fn offered<'c>(case: &'c Case<'_>) -> Result<&'c Handover, Refusal> {
    case.ticket.handover.as_ref().ok_or_else(|| {
        case.stage(
            VERB,
            format!("{} is not offered to anybody.", case.ticket.id),
        )
    })
}

pub(super) fn accept(case: &Case) -> Result<Vec<Event>, Refusal> {
    let handover = offered(case)?;
    let (id, to) = (case.ticket.id, &handover.to);
    if *to != case.actor.name {
        return Err(case.role(
            VERB,
            format!("{id} is offered to {to}; only they take it over."),
        ));
    }
    let mut facts = vec![Fact::HandoverEnded {
        accepted: true,
        reason: String::new(),
    }];
    // What changed hands in the meantime stays where it is.
    let from = &handover.from;
    if handover.assignee && holds_work(case, from) && fits_turn(case, case.actor) {
        facts.push(Fact::Assigned(Some(to.clone())));
    }
    if handover.customers_agent && holds_customer(case, from) {
        facts.push(Fact::CustomersAgent(Some(to.clone())));
    }
    if facts.len() == 1 {
        return Err(case.stage(
            VERB,
            format!("{id} is not {from}'s any more: there is nothing to take over. Decline it: hoist handover decline {} --reason …", id.0),
        ));
    }
    case.recorded(facts)
}

pub(super) fn decline(case: &Case, reason: &str) -> Result<Vec<Event>, Refusal> {
    let handover = offered(case)?;
    let me = &case.actor.name;
    if ![&handover.to, &handover.from, &handover.by].contains(&me) && !case.actor.lead {
        return Err(case.role(
            VERB,
            format!(
                "{} is offered by {} to {}; it is theirs to decline or take back.",
                case.ticket.id, handover.from, handover.to
            ),
        ));
    }
    let reason = case.said(VERB, "The reason", reason)?;
    case.recorded(vec![Fact::HandoverEnded {
        accepted: false,
        reason: reason.to_owned(),
    }])
}
