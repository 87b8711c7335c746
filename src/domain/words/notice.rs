//! What happens by itself, and what others did, in words.

use super::clock_words;
use super::history::moved;
use crate::domain::approval::for_what;
use crate::domain::id::{AgentName, At};
use crate::domain::notice::{Charge, Step, What, asks_customer};
use crate::domain::process::{Process, Verb};
use crate::domain::team;
use crate::domain::ticket::Ticket;

/// What is told of a ticket: a half sentence that follows its number.
#[must_use]
pub fn told(process: &Process, ticket: &Ticket, what: &What) -> String {
    match what {
        What::HoldOver { n } => {
            let hold = ticket.holds.iter().find(|h| h.n == *n);
            let kind = hold.map_or("", |h| process.code_label("hold", &h.kind));
            format!("the wait is over: {kind}")
        }
        What::RequestOverdue { n } => {
            let request = ticket.requests.iter().find(|r| r.n == *n);
            let team = request.map_or("the team that was asked", |r| team::label(process, r));
            format!("{team} has not answered in time")
        }
        What::Unaccepted { times } => {
            let tier = process.tier_label(&ticket.stage.tier);
            match times {
                0 | 1 => format!("nobody at {tier} has accepted it in time"),
                n => format!("still nobody at {tier} has accepted it ({n} times the time for it)"),
            }
        }
        What::DueSoon { clock } => format!("{} is due soon", clock_words(*clock)),
        What::Late { clock } => format!("{} is late", clock_words(*clock)),
        What::Remind { n } => format!(
            "no answer yet: remind the customer (attempt {n} of {})",
            process.windows.attempts
        ),
        What::ProposeClosing => match asks_customer(ticket) {
            true => "no answer after every attempt: it can be closed".to_owned(),
            false => "no answer after every attempt: it can be cancelled".to_owned(),
        },
        What::OwedDue { n } => {
            let owed = ticket.owed.iter().find(|o| o.n == *n);
            let what = owed.map_or("something", |o| o.text.as_str());
            format!("owed and due: {what}")
        }
        What::OutageEscalated { tier } => {
            format!("an outage was escalated to {}", process.tier_label(tier))
        }
        What::SentBackAgain { from, to } => {
            let (from, to) = (process.tier_label(from), process.tier_label(to));
            format!("sent back a second time from {from} to {to}")
        }
        What::Unarchived { why } => format!("it cannot go to the archive: {why}"),
        What::Done(step) => done(process, ticket, step),
        What::ReviewDue { times } => review_due(*times),
    }
}

/// What somebody did, and who: "ben: sent it back to Tier 1". None of the customer's words and none of theirs.
fn done(process: &Process, ticket: &Ticket, step: &Step) -> String {
    match step {
        Step::Moved {
            by,
            verb,
            way,
            from,
            ..
        } => {
            let given = ticket.assignee.as_ref().filter(|a| *a != by);
            let said = match (verb, given) {
                (None, _) => format!(
                    "took a step back; it stands at {}",
                    process.stage_label(&ticket.stage)
                ),
                (Some(Verb::Take | Verb::Accept), Some(agent)) => {
                    format!("gave it back to {agent}")
                }
                (Some(verb), _) => moved(process, *verb, way, Some(from), &ticket.stage),
            };
            format!("{by}: {said}")
        }
        Step::Assigned { by, to, of, .. } => format!("{by}: {}", assigned(to.as_ref(), *of)),
        Step::HandedOver { by, to } => format!("{by}: offered it to {to} at a change of shift"),
        Step::HandoverEnded { by, accepted, .. } => match accepted {
            true => format!("{by}: took it over"),
            false => format!("{by}: the offer at the change of shift is declined or taken back"),
        },
        Step::FixDeployed { by, .. } => {
            format!("{by}: deployed a fix; it waits for your sign-off")
        }
        Step::MessageSent { by, .. } => format!("{by}: wrote to the customer"),
        Step::Recorded { by, n } => {
            let record = ticket.records.iter().find(|r| r.n == *n);
            let kind = record.map_or("", |r| r.kind.as_str());
            let label = process.record(kind).map_or(kind, |r| r.label.as_str());
            format!("{by}: recorded “{label}”")
        }
        Step::TeamAsked { by, n } => {
            let request = ticket.requests.iter().find(|r| r.n == *n);
            let team = request.map_or("a team", |r| team::label(process, r));
            format!("{by}: asked {team}")
        }
        Step::ApprovalAsked { by, .. } => {
            let what = match for_what(process, ticket) {
                Some(Verb::Decline) => " to decline it",
                Some(Verb::Tell) => " of what the customer is told",
                _ => "",
            };
            format!("{by}: asks for the approval{what}")
        }
        Step::Approved { by, .. } => format!("{by}: approved it"),
        Step::ApprovalDenied { by, .. } => {
            format!("{by}: the approval is not given, or not asked for any more")
        }
        Step::Merged {
            by, other, here, ..
        } => match here {
            true => format!("{by}: {other} goes on in it"),
            false => format!("{by}: merged it into {other}"),
        },
    }
}

fn assigned(to: Option<&AgentName>, of: Charge) -> String {
    match (of, to) {
        (Charge::Work, Some(agent)) => format!("assigned it to {agent}"),
        (Charge::Work, None) => "assigned it to nobody".to_owned(),
        (Charge::Customer, Some(agent)) => format!("made {agent} the customer's agent"),
        (Charge::Customer, None) => "left it without a customer's agent".to_owned(),
        (Charge::Offer, Some(agent)) => format!("offered it to {agent} first"),
        (Charge::Offer, None) => "offered it to nobody any more".to_owned(),
    }
}

/// What is told of a review that is due, the first time or again.
#[must_use]
pub fn review_due(times: u32) -> String {
    match times {
        0 | 1 => "a review is due".to_owned(),
        n => format!("a review is still due ({n} times the time between two)"),
    }
}

/// What was told, with the word that it asks for nothing any more where that is so.
#[must_use]
pub fn with_end(text: &str, over_at: Option<At>) -> String {
    match over_at {
        Some(_) => format!("{text} (over)"),
        None => text.to_owned(),
    }
}
