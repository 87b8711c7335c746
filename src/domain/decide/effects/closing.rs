//! Telling, closing, dissatisfaction, reopening and cancelling.

use super::handoff::freeze;
use super::resolution::knowledge;
use super::{reason, text};
use crate::domain::decide::article;
use crate::domain::decide::case::{Case, next};
use crate::domain::decide::moves::Step;
use crate::domain::event::Fact;
use crate::domain::heed::News;
use crate::domain::id::{At, TicketId};
use crate::domain::ticket::{Hold, Link, MessageRef, Satisfaction, SideRequest, Told};

const DAY_MS: i64 = 86_400_000;

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
        waits: false,
    };
    (n, Fact::Message(message, words.to_owned()))
}

pub(super) fn tell(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
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
            kind: Hold::CUSTOMER.to_owned(),
            until: case.now().plus_ms(2 * DAY_MS),
            text: "remind twice, then propose closing".to_owned(),
            by: case.actor.name.clone(),
            at: case.now(),
            ended: None,
            pauses: Hold::pauses_clock(Hold::CUSTOMER),
            other: None,
            article: None,
        }));
    }
}

pub(super) fn close(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    let waits = case.ticket.open_holds().filter(|h| h.pauses);
    facts.extend(waits.map(|h| Fact::HoldEnded(h.n)));
    let assumed = step.def.way == "assumed";
    let when = chrono::DateTime::parse_from_rfc3339(text(step, "when"))
        .map_or(case.now(), |t| At(t.timestamp_millis()));
    // A day, or a minute without its seconds, begins before what was told in it.
    let told = case.ticket.told.as_ref().map_or(when, |t| t.at);
    let when = when.max(told);
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
    facts.extend(knowledge(case, step, facts, true));
}

pub(super) fn dissatisfied(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::Reopened);
    facts.push(Fact::TellingVoid);
    facts.extend(article::helped_not(case));
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(
        case.ticket.last_assignee.get(&step.to.tier).cloned(),
    ));
    freeze(case, step, facts);
}

pub(super) fn reopen(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.push(Fact::Reopened);
    facts.push(Fact::TellingVoid);
    facts.push(Fact::SignOffsVoid);
    facts.push(Fact::ChecksStale);
    facts.extend(reason(case, step));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(case.ticket.customers_agent.clone()));
}

pub(super) fn cancel(case: &Case, step: &Step, facts: &mut Vec<Fact>) {
    facts.extend(reason(case, step));
    let words = text(step, "text");
    if !words.is_empty() && text(step, "reason") != "spam" {
        facts.push(message_out(case, "", words).1);
    }
    facts.extend(duplicate(case, step));
    facts.extend(case.ticket.open_holds().map(|h| Fact::HoldEnded(h.n)));
    // Nobody waits for the answer any more; an open question would keep the ticket from the archive.
    let withdrawn =
        |r: &SideRequest| Fact::AskAnswered(r.n, "withdrawn: the ticket was cancelled".to_owned());
    facts.extend(case.ticket.open_requests().map(withdrawn));
    facts.push(Fact::Assigned(None));
    facts.push(Fact::Offered(None));
}

/// The ticket that a cancelled one repeats is linked, so that the way to it is kept.
fn duplicate(case: &Case, step: &Step) -> Option<Fact> {
    let other: TicketId = text(step, "duplicate_of").parse().ok()?;
    let kind = "duplicate";
    let linked = |l: &Link| l.other == other && l.kind == kind;
    if text(step, "reason") != kind || case.ticket.links.iter().any(linked) {
        return None;
    }
    Some(Fact::Linked(Link {
        other,
        kind: kind.to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        heard: News::default(),
    }))
}
