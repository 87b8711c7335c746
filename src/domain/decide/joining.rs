//! Merging a ticket into another of the same customer, taking that back, and splitting words off.
//! Nothing is copied: messages, notes and files stay where they were written, word for word.
//!
//! | the ticket | may it be merged into another | may another be merged into it |
//! |---|---|---|
//! | `tier1` queued, working | yes: it is cancelled as a duplicate | yes |
//! | with a higher tier | no: recall it first | yes |
//! | `tier1` resolved, confirming | no: its resolution is being told | yes |
//! | closed, archived, cancelled | no: link it | no |

use super::case::{Case, blocker};
use super::linking::{circle, leads_back};
use super::moves;
use crate::domain::blocker::{Jump, Refusal};
use crate::domain::clock::promised;
use crate::domain::command::{Command, LinkedTicket, Move};
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, TicketId};
use crate::domain::process::Verb;
use crate::domain::row_of;
use crate::domain::safe::is_blank;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Part, Ticket, Waiting};
use crate::domain::values::Values;

/// What belongs to an event on another ticket, in the same transaction.
pub type Counterpart = (TicketId, Command);

/// The command on another ticket that an event on this one brings along. `before`: this ticket as it
/// was; `id`: its number, which a new one has only now.
#[must_use]
pub fn counterpart(before: &Ticket, id: TicketId, event: &Event) -> Option<Counterpart> {
    event.facts.iter().find_map(|fact| match fact {
        Fact::MergedInto(into) => Some((
            *into,
            Command::Absorb {
                from: id,
                waits: Box::new(waiting(before, event.at)),
            },
        )),
        Fact::MergedOut(from) => Some((*from, Command::Separate { from: id })),
        Fact::SplitFrom(part) => Some((
            part.ticket,
            Command::SplitOff {
                to: id,
                events: part.events.clone(),
            },
        )),
        _ => None,
    })
}

/// What waits on a ticket, and goes on waiting where that goes on.
fn waiting(ticket: &Ticket, merged_at: At) -> Waiting {
    Waiting {
        reply: ticket.reply_at.is_some(),
        requests: ticket.open_requests().cloned().collect(),
        holds: ticket.open_holds().cloned().collect(),
        todos: ticket.open_todos().cloned().collect(),
        links: ticket.links.clone(),
        articles: ticket.articles.clone(),
        promised: promised(ticket, merged_at),
    }
}

pub(super) fn merge(case: &Case, into: TicketId, text: &str) -> Result<Vec<Event>, Refusal> {
    let id = case.ticket.id;
    let other = target(case, into)?;
    if let Some(why) = stays(case, into) {
        return Err(case.stage("merge", why));
    }
    if other.customer.is_none() || other.customer != case.ticket.customer {
        return Err(case.input("merge", format!(
            "{id} and {into} are not of the same customer. What another customer reports is never merged: link it, tell them and ask: hoist link {} {} --as parent",
            id.0, into.0
        )));
    }
    if !sees_no_more(case.ticket, other) {
        return Err(case.input("merge", format!(
            "{id} and {into} are not restricted to the same people: whoever sees {into} would read the words of {id}. Restrict both alike first, or link them."
        )));
    }
    if let Some(way) = leads_back(case, into) {
        return Err(case.stage("merge", circle(id, &way)));
    }
    if is_blank(text) {
        let lack = blocker(
            "field",
            "text",
            "Write what the customer is told: where their request goes on".to_owned(),
            format!("hoist merge {} {} --text …", id.0, into.0),
            Jump::Field("text".to_owned()),
        );
        return Err(case.missing("merge", vec![lack]));
    }
    let values = Values::new()
        .with("reason", "duplicate")
        .with("duplicate_of", into.0.to_string())
        .with("text", text);
    let mut events = renamed(
        moves::decide(case, &Move::with(Verb::Cancel, values)),
        "merge",
    )?;
    for event in &mut events {
        for fact in &mut event.facts {
            if let Fact::AskAnswered(_, answer) = fact {
                *answer = format!("asked on from {into}");
            }
        }
        event.facts.push(Fact::MergedInto(into));
    }
    Ok(events)
}

fn renamed(decided: Result<Vec<Event>, Refusal>, verb: &str) -> Result<Vec<Event>, Refusal> {
    decided.map_err(|refusal| Refusal {
        refused: verb.to_owned(),
        ..refusal
    })
}

/// The ticket that is to go on, if it can.
fn target<'c>(case: &'c Case<'_>, into: TicketId) -> Result<&'c LinkedTicket, Refusal> {
    let id = case.ticket.id;
    if into == id {
        return Err(case.input("merge", "A ticket is not merged into itself."));
    }
    let Some(other) = case.scene.linked.iter().find(|l| l.id == into) else {
        return Err(case.input("merge", format!("There is no ticket {into} on this desk.")));
    };
    if other.hidden {
        return Err(case.role(
            "merge",
            format!("{into} is restricted; you are not in its audience."),
        ));
    }
    let why = match (other.merged_into, other.stage.phase) {
        (Some(back), _) if back == id => format!(
            "{into} was merged into {id}: it cannot lead back. To turn it round, take that merge back first: hoist unmerge {}",
            into.0
        ),
        (Some(on), _) => format!(
            "{into} was itself merged into {on}; merge into that one: hoist merge {} {}",
            id.0, on.0
        ),
        (None, phase) if phase.is_over() => format!(
            "{into} is {phase}: nothing goes on in it. Link {id} to it instead: hoist link {} {} --as duplicate",
            id.0, into.0
        ),
        _ => return Ok(other),
    };
    Err(case.stage("merge", why))
}

/// Why this ticket cannot go on elsewhere from where it stands.
fn stays(case: &Case, into: TicketId) -> Option<String> {
    let ticket = case.ticket;
    let (id, stage) = (ticket.id, &ticket.stage);
    if let Some(other) = ticket.merged_into {
        return Some(format!("{id} was merged into {other} already."));
    }
    let link = format!("hoist link {} {} --as duplicate", id.0, into.0);
    if stage.phase.is_over() {
        return Some(format!(
            "{id} is {}: its history stays where it is. Link it instead: {link}",
            stage.phase
        ));
    }
    if stage.tier != case.process.first_tier() {
        return Some(format!(
            "{id} is with {}; take it back first: hoist recall {} --reason duplicate",
            case.process.tier_label(&stage.tier),
            id.0
        ));
    }
    matches!(stage.phase, Phase::Resolved | Phase::Confirming).then(|| {
        format!("{id} is resolved and its customer is being told; finish it, or link it: {link}")
    })
}

/// Whether all who see the other ticket see this one too, and the other way round.
fn sees_no_more(ticket: &Ticket, other: &LinkedTicket) -> bool {
    let (here, there) = (row_of::audience(ticket), other.audience.as_deref());
    here.is_none() == there.is_none() && row_of::stays_among(here.as_deref(), there)
}

pub(super) fn unmerge(case: &Case, reason: &str) -> Result<Vec<Event>, Refusal> {
    let id = case.ticket.id;
    let Some(other) = case.ticket.merged_into else {
        return Err(case.stage(
            "unmerge",
            format!("{id} was not merged into another ticket."),
        ));
    };
    let reason = case.said("unmerge", "The reason", reason)?;
    let values = Values::new().with("reason", reason);
    let restored = moves::decide(case, &Move::with(Verb::Restore, values));
    let mut events = renamed(restored, "unmerge")?;
    for event in &mut events {
        event.facts.push(Fact::MergedOut(other));
        event
            .facts
            .push(Fact::Unlinked(other, "duplicate".to_owned()));
    }
    Ok(events)
}

/// A merged ticket is restored only together with the ticket it goes on in.
pub(super) fn is_its_own(case: &Case, verb: Verb) -> Result<(), Refusal> {
    match (verb, case.ticket.merged_into) {
        (Verb::Restore, Some(other)) => Err(case.stage(
            verb.id(),
            format!(
                "{} was merged into {other}; take that back: hoist unmerge {} --reason …",
                case.ticket.id, case.ticket.id.0
            ),
        )),
        _ => Ok(()),
    }
}

pub(super) fn split_off(case: &Case, to: TicketId, events: &[u32]) -> Result<Vec<Event>, Refusal> {
    let id = case.ticket.id;
    let turn = case.process.turn(&case.ticket.stage);
    let first = case.process.first_tier();
    let may =
        case.actor.lead || case.actor.is_of(&first) || turn.iter().any(|t| case.actor.is_of(t));
    if !may {
        return Err(case.role(
            "split",
            format!("{id} is split by agents of the tier in turn, the first tier, or a lead."),
        ));
    }
    let has_words = |seq: &u32| {
        let event = case.scene.history.iter().find(|e| e.event.seq == *seq);
        event.is_some_and(|e| {
            let mut facts = e.event.facts.iter();
            facts.any(|f| matches!(f, Fact::Noted(_) | Fact::Message(..)))
        })
    };
    if let Some(wrong) = events.iter().find(|seq| !has_words(seq)) {
        return Err(case.input(
            "split",
            format!("Entry {wrong} of {id} is no message and no note; only words are split off. hoist split {} lists them.", id.0),
        ));
    }
    case.recorded(vec![Fact::SplitOff(Part {
        ticket: to,
        events: events.to_vec(),
        by: case.actor.name.clone(),
        at: case.now(),
    })])
}
