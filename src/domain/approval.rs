//! Approvals: which step of a ticket asks for one where it stands, and who gives it.

use super::actor::Actor;
use super::process::{Guard, MoveDef, Process, Verb};
use super::ticket::Ticket;

/// What is said about an approval beside giving it, which is a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Approval {
    /// It is asked for.
    Ask {
        /// Why, or empty.
        text: String,
    },
    /// It is not given, or not asked for any more.
    Deny {
        /// Why.
        reason: String,
    },
}

/// Whether an engineer's approval is enough: the fix of a P3 or P4 that never was more is declined.
pub(crate) fn is_minor(process: &Process, ticket: &Ticket) -> bool {
    let declines = |m: &MoveDef| {
        let tier = m.from.as_ref().map(|s| &s.tier);
        m.verb == Verb::Decline && tier == Some(&ticket.stage.tier)
    };
    let fixing = process.moves.iter().any(declines);
    fixing && ticket.priority >= 3 && ticket.highest_priority >= 3 && !ticket.was_major
}

/// Whether an agent's approval counts on this ticket where it stands; whose ticket it is does not
/// matter here.
#[must_use]
pub fn may_give(process: &Process, ticket: &Ticket, agent: &Actor) -> bool {
    agent.lead || (is_minor(process, ticket) && agent.is_of(&ticket.stage.tier))
}

/// Who gives an approval here, in words.
#[must_use]
pub fn who_gives(process: &Process, ticket: &Ticket) -> &'static str {
    match is_minor(process, ticket) {
        true => "a lead or another engineer",
        false => "a lead",
    }
}

/// The step that asks for an approval where the ticket stands.
#[must_use]
pub fn for_what(process: &Process, ticket: &Ticket) -> Option<Verb> {
    let asks = |m: &&MoveDef| {
        m.guards.iter().any(|guard| match guard {
            Guard::Approval => true,
            Guard::LeadApproval => ticket.lead_approves_tell,
            _ => false,
        })
    };
    process.moves_from(&ticket.stage).find(asks).map(|m| m.verb)
}
