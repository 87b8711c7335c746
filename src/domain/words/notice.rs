//! What happens by itself, in words.

use super::clock_words;
use crate::domain::notice::{What, asks_customer};
use crate::domain::process::Process;
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
        What::ReviewDue { times } => review_due(*times),
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
