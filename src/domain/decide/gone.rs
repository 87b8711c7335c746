//! Who has left the desk has no ticket: what a step would give back to them waits for whoever takes it next.

use crate::domain::command::{Command, Scene};
use crate::domain::event::{Event, Fact};
use crate::domain::id::AgentName;
use crate::domain::process::Verb;
use crate::domain::ticket::Ticket;
use std::borrow::Cow;

fn is_gone(scene: &Scene, name: Option<&AgentName>) -> bool {
    name.is_some_and(|name| scene.agents.iter().all(|a| a.name != *name))
}

/// The ticket as a move sees it: without people who have left. What takes it from them sees it as it is.
pub(super) fn left_out<'t>(
    ticket: &'t Ticket,
    command: &Command,
    scene: &Scene,
) -> Cow<'t, Ticket> {
    let looks = matches!(command, Command::Move(m) if m.verb != Verb::Release);
    let assignee = is_gone(scene, ticket.assignee.as_ref());
    let customers = is_gone(scene, ticket.customers_agent.as_ref());
    if !looks || scene.agents.is_empty() || !(assignee || customers) {
        return Cow::Borrowed(ticket);
    }
    let mut there = ticket.clone();
    if assignee {
        there.assignee = None;
    }
    if customers {
        there.customers_agent = None;
    }
    Cow::Owned(there)
}

/// Gives nothing to people who have left.
pub(super) fn passed_over(events: &mut [Event], scene: &Scene) {
    if scene.agents.is_empty() {
        return;
    }
    for fact in events.iter_mut().flat_map(|e| &mut e.facts) {
        let (Fact::Assigned(to) | Fact::CustomersAgent(to) | Fact::Offered(to)) = fact else {
            continue;
        };
        if is_gone(scene, to.as_ref()) {
            *to = None;
        }
    }
}
