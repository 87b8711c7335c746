//! Computes a ticket's row.

use super::attempts::next_step;
use super::clock::{clocks, next_due, priority_key};
use super::heed;
use super::id::{AgentName, At, TicketId, Tier};
use super::process::Process;
use super::row::{Attention, Due, Row};
use super::stage::Phase;
use super::ticket::{Ticket, Todo};

/// The row of a ticket.
#[must_use]
pub fn row(process: &Process, ticket: &Ticket) -> Row {
    let clocks = clocks(process, ticket);
    let next = if ticket.stage.phase.is_over() {
        None
    } else {
        next_due(&clocks)
    };
    let hold = ticket
        .open_holds()
        .min_by_key(|h| h.until)
        .map(|h| (h.kind.clone(), h.until));
    let (attention, since) = attention(process, ticket);
    let due_at = next.map_or(At::NEVER, |c| c.due);
    let over = ticket.stage.phase.is_over();
    let mut running: Vec<_> = clocks.iter().filter(|c| c.runs() && !over).collect();
    running.sort_by_key(|c| c.due);
    let later = running.iter().skip(1).map(|c| (c.what, c.due)).collect();
    let (asked, asked_at) = asked(process, ticket).unzip();
    Row {
        id: ticket.id,
        version: ticket.version,
        stage: ticket.stage.clone(),
        turn: process.turn(&ticket.stage).to_vec(),
        kind: ticket.kind.clone(),
        subject: ticket.subject.clone(),
        priority: ticket.priority,
        triaged: ticket.triaged,
        major: ticket.major,
        customer: ticket.customer,
        customer_name: ticket.customer_name.clone(),
        product: ticket.product.clone(),
        assignee: ticket.assignee.clone(),
        customers_agent: ticket.customers_agent.clone(),
        offered_to: ticket.offered_to.clone(),
        due_at,
        due_what: next.map_or(Due::Nothing, |c| c.what),
        later,
        needs_at: if over {
            At::NEVER
        } else {
            needs_at(process, ticket, due_at, since)
        },
        attention: if over { Attention::None } else { attention },
        paused: ticket.open_holds().any(|h| h.pauses),
        hold,
        returns: ticket.returns,
        owed: u32::try_from(ticket.open_owed().count()).unwrap_or(u32::MAX),
        opened_at: ticket.opened_at,
        updated_at: ticket.updated_at,
        priority_key: priority_key(ticket),
        audience: audience(ticket),
        handed_to: ticket.handover.as_ref().map(|h| h.to.clone()),
        handed_by: ticket.handover.as_ref().map(|h| h.from.clone()),
        asked: asked.unwrap_or_default(),
        asked_at,
        masked: false,
    }
}

/// When it needs someone: at once for a reply or a return, when a hold expires or a team's answer is
/// overdue, else when it is due. While work pauses only the hold's end counts; a due clock that still
/// runs counts beside it. Who tried to reach the customer after a wait need not look before the next attempt.
fn needs_at(process: &Process, ticket: &Ticket, due_at: At, since: Option<At>) -> At {
    let held = ticket.open_holds().map(|h| match h.pauses {
        true => next_step(&process.windows, ticket, h).1,
        false => h.until,
    });
    let asked = ticket.open_requests().map(|r| r.due);
    let timed = held.chain(asked).chain([due_at]).min().unwrap_or(due_at);
    since.map_or(timed, |at| at.min(timed))
}

/// Why it needs someone at once, and since when.
fn attention(process: &Process, ticket: &Ticket) -> (Attention, Option<At>) {
    if let Some(at) = ticket.sent_back_at {
        return (Attention::SentBack, Some(at));
    }
    // A lead finds it by this alone; the customer's word stands on the ticket meanwhile, unread.
    if let Some(asked) = &ticket.approval_asked {
        return (Attention::Approval, Some(asked.at));
    }
    if let Some(at) = ticket.unanswered() {
        return (Attention::Reply, Some(at));
    }
    if ticket.stage.phase == Phase::Verifying {
        return (Attention::SignOff, Some(ticket.stage_since));
    }
    let resolved = ticket.resolution.as_ref().map_or(At::NEVER, |r| r.at);
    if ticket.lead_approves_tell
        && ticket.stage.phase == Phase::Resolved
        && ticket
            .last_record("approval")
            .is_none_or(|r| r.at < resolved)
    {
        return (Attention::Approval, Some(ticket.stage_since));
    }
    if let Some(at) = to_do(process, ticket) {
        return (Attention::ToDo, Some(at));
    }
    match &ticket.handover {
        Some(handover) => (Attention::Handover, Some(handover.at)),
        None => (Attention::None, None),
    }
}

/// Since when the tier in turn has something to do that a linked ticket or a record asks for.
fn to_do(process: &Process, ticket: &Ticket) -> Option<At> {
    let turn = process.turn(&ticket.stage);
    let own = asking(ticket).filter(|t| turn.contains(&t.tier));
    own.map(|t| t.at).min()
}

/// The tiers beside those in turn that have something to do, and since when: "tell the workaround" is Tier 1's
/// also while the ticket is with another tier.
fn asked(process: &Process, ticket: &Ticket) -> Option<(Vec<Tier>, At)> {
    let turn = process.turn(&ticket.stage);
    let others: Vec<&Todo> = asking(ticket).filter(|t| !turn.contains(&t.tier)).collect();
    let since = others.iter().map(|t| t.at).min()?;
    let mut tiers: Vec<Tier> = others.iter().map(|t| t.tier.clone()).collect();
    tiers.sort();
    tiers.dedup();
    Some((tiers, since))
}

/// The open to-dos that a linked ticket or a record asks for. A resolution that stands is told anyway, and over is
/// over.
fn asking(ticket: &Ticket) -> impl Iterator<Item = &Todo> {
    let phase = ticket.stage.phase;
    let quiet = heed::is_resolved(phase) || phase.is_over();
    let open = ticket.open_todos().filter(|t| t.cause.is_some());
    open.filter(move |_| !quiet)
}

/// Whether words of a ticket that these see (`None`: everyone) stay among them on one that those see.
#[must_use]
pub fn stays_among(from: Option<&[AgentName]>, to: Option<&[AgentName]>) -> bool {
    match (from, to) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(from), Some(to)) => to.iter().all(|agent| from.contains(agent)),
    }
}

/// Whether words of another ticket may be written on this one: whoever sees this one sees that one, too.
#[must_use]
pub fn may_quote(here: &Ticket, other: &Ticket) -> bool {
    here.id == other.id || stays_among(audience(other).as_deref(), audience(here).as_deref())
}

/// Why a word of a restricted ticket is not written on this one.
#[must_use]
pub fn kept_apart(here: TicketId, other: TicketId) -> String {
    format!(
        "{other} is restricted, and not to the same people as {here}: no word of it is written on {here}."
    )
}

/// Who sees a restricted ticket besides leads; `None`: everyone.
#[must_use]
pub fn audience(ticket: &Ticket) -> Option<Vec<AgentName>> {
    let audience = ticket.audience.as_ref()?;
    let mut names: Vec<AgentName> = audience.agents.iter().cloned().collect();
    names.extend(ticket.assignee.clone());
    names.extend(ticket.customers_agent.clone());
    // Whoever it is handed to must see it to take it.
    names.extend(ticket.offered_to.clone());
    names.extend(ticket.handover.iter().map(|h| h.to.clone()));
    names.extend(ticket.partners.values().cloned());
    names.sort();
    names.dedup();
    Some(names)
}
