//! Events in words: the history of a ticket, and what a command has just done.

use super::fact::words;
use crate::domain::command::TimelineLine;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::AgentName;
use crate::domain::kept::left_out_words;
use crate::domain::past::Past;
use crate::domain::process::{Process, Verb};
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::{Kept, Reason, Ticket};

/// The zone of what is frozen or read by people in several zones: UTC, and it is said.
const EVERYWHERE: &str = "";

/// Where a ticket stands, in a sentence: "#1042: Waiting for Tier 2".
#[must_use]
pub fn standing(process: &Process, ticket: &Ticket) -> String {
    format!("{}: {}", ticket.id, process.stage_label(&ticket.stage))
}

/// What a command did, in a sentence: "#1042 is with Tier 2". Instants are said in the zone.
#[must_use]
pub fn done(process: &Process, ticket: &Ticket, events: &[Event], zone: &str) -> String {
    let Some(event) = events.last() else {
        return standing(process, ticket);
    };
    let id = ticket.id;
    if let Some(agent) = handed(event) {
        return format!("{id} is {agent}'s again");
    }
    match &event.act {
        Act::Moved {
            verb: Verb::Open, ..
        } => format!("{id} is opened"),
        Act::Moved {
            verb: Verb::Take, ..
        } => match event.facts.iter().any(confirms) {
            true => format!("{id} is yours; {} is confirmed", priority(ticket.priority)),
            false => format!("{id} is yours"),
        },
        Act::Moved {
            verb: Verb::Accept, ..
        } => format!("{id} is accepted; it is yours"),
        Act::Moved {
            verb: Verb::Sign,
            way,
            ..
        } if way == "first" => format!("{id} is signed; one sign-off is missing"),
        Act::Moved {
            verb: Verb::Sign, ..
        } => format!(
            "{id} is verified; {}",
            with(process, ticket, "the customer is to be told")
        ),
        Act::Moved {
            verb: Verb::Tell, ..
        } => format!("{id}: the customer is told; ask if satisfied"),
        Act::Moved { to, .. } if to.phase == Phase::Queued => {
            let tier = process.tier_label(&to.tier);
            format!("{id} is with {tier}{}", unseen(ticket))
        }
        Act::Moved { .. } | Act::Imported(_) => standing(process, ticket),
        Act::Undone { .. } => format!("{id}: undone"),
        Act::Recorded if kept(event).count() > 1 => {
            let (n, left_out) = (kept(event).count(), left_out_words(kept(event)));
            format!("{id}: kept {n} pieces{left_out}")
        }
        Act::Recorded if attached(event) > 1 => {
            format!("{id}: attached {} files", attached(event))
        }
        Act::Recorded if set(event).count() > 1 => {
            let all: Vec<String> = set(event).filter_map(|f| words(process, f, zone)).collect();
            format!("{id}: {}", first_line(&all.join(" · ")))
        }
        Act::Recorded => {
            let what = event
                .facts
                .first()
                .and_then(|f| words(process, f, zone))
                .unwrap_or_else(|| "recorded".to_owned());
            let left_out = left_out_words(kept(event));
            format!("{id}: {}{left_out}", first_line(&what))
        }
    }
}

fn with(_process: &Process, ticket: &Ticket, what: &str) -> String {
    match &ticket.assignee {
        Some(agent) => format!("{what} by {agent}"),
        None => what.to_owned(),
    }
}

/// Whoever is to take a restricted ticket must see it first.
fn unseen(ticket: &Ticket) -> String {
    match (&ticket.audience, &ticket.offered_to) {
        (Some(_), None) => format!(
            "; it is restricted: assign it, or name who sees it there (hoist restrict {} --agent NAME)",
            ticket.id.0
        ),
        _ => String::new(),
    }
}

fn attached(event: &Event) -> usize {
    let files = event.facts.iter();
    files.filter(|f| matches!(f, Fact::Attached(_))).count()
}

fn set(event: &Event) -> impl Iterator<Item = &Fact> {
    let facts = event.facts.iter();
    facts.filter(|f| matches!(f, Fact::Set { .. }))
}

fn kept(event: &Event) -> impl Iterator<Item = &Kept> {
    event.facts.iter().filter_map(|fact| match fact {
        Fact::Kept(kept) => Some(kept),
        _ => None,
    })
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// An event in one line: "escalated to Tier 2". Archives say it, so instants are in UTC.
#[must_use]
pub fn headline(process: &Process, event: &Event) -> String {
    lines(process, event, EVERYWHERE)
        .first()
        .map(|l| first_line(&l.text))
        .unwrap_or_default()
}

/// An event as lines of history: the move first, then what it brought, whole texts included. Instants are said in the
/// zone of whoever reads them.
#[must_use]
pub fn lines(process: &Process, event: &Event, zone: &str) -> Vec<TimelineLine> {
    let by = by(process, event);
    let mut texts: Vec<String> = act(process, event).into_iter().collect();
    texts.extend(
        event
            .facts
            .iter()
            .filter(|f| !is_implied(event, f))
            .filter_map(|f| words(process, f, zone)),
    );
    if texts.is_empty() {
        texts.push("recorded".to_owned());
    }
    texts
        .into_iter()
        .map(|text| TimelineLine {
            at: event.at,
            by: by.clone(),
            text,
        })
        .collect()
}

/// A word to or from the customer, a note or a file, as a line of history; `None` for anything else.
#[must_use]
pub fn said(process: &Process, event: &Event, fact: &Fact) -> Option<TimelineLine> {
    let is_word = matches!(
        fact,
        Fact::Noted(_) | Fact::Message(..) | Fact::MessageTakenBack(_) | Fact::Attached(_)
    );
    is_word
        .then(|| words(process, fact, EVERYWHERE))
        .flatten()
        .map(|text| TimelineLine {
            at: event.at,
            by: by(process, event),
            text,
        })
}

/// Whether impact and urgency, and so the priority, are more than a guess from here on.
fn confirms(fact: &Fact) -> bool {
    matches!(fact, Fact::Priority { triaged: true, .. })
}

fn priority(n: u8) -> String {
    format!("P{n}")
}

/// Two histories as one, in the order of time; of the same instant the first ones first.
#[must_use]
pub fn in_order(mut lines: Vec<TimelineLine>, joined: Vec<TimelineLine>) -> Vec<TimelineLine> {
    if !joined.is_empty() {
        lines.extend(joined);
        lines.sort_by_key(|l| l.at);
    }
    lines
}

/// Whether the move or a record beside it says the same: nothing is read twice.
fn is_implied(event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::Assigned(Some(agent)) => agent == &event.by && matches!(event.act, Act::Moved { .. }),
        Fact::Checked(_, Some(state)) => state.record.is_some(),
        // The offer says what its record says.
        Fact::Recorded(record) => {
            let offers = |f: &Fact| matches!(f, Fact::HandedOver(_));
            record.kind == "handover" && event.facts.iter().any(offers)
        }
        _ => false,
    }
}

/// What a package and an archive tell beside their own lists: the moves, and every word to and from
/// the customer and among the agents, in full. What else an event holds stands in those lists.
#[must_use]
pub fn story(process: &Process, event: &Event) -> Vec<TimelineLine> {
    let told = event.facts.iter().filter(|f| {
        matches!(
            f,
            Fact::Noted(_) | Fact::Message(..) | Fact::MessageTakenBack(_) | Fact::Informed(_)
        )
    });
    let texts = act(process, event)
        .into_iter()
        .chain(told.filter_map(|f| words(process, f, EVERYWHERE)));
    texts
        .map(|text| TimelineLine {
            at: event.at,
            by: by(process, event),
            text,
        })
        .collect()
}

/// Who it was, and for which tier a lead stood in.
fn by(process: &Process, event: &Event) -> String {
    match &event.stands_in {
        Some(tier) => format!("{} (for {})", event.by, process.tier_label(tier)),
        None => event.by.0.clone(),
    }
}

/// The label of a reason's code: what it means depends on the move it was given with.
#[must_use]
pub fn reason_label<'a>(process: &'a Process, reason: &'a Reason) -> &'a str {
    let list = match reason.verb {
        Verb::Return => format!("return_{}", reason.from.tier),
        other => other.id().to_owned(),
    };
    process.code_label(&list, &reason.code)
}

/// To whom a ticket was given by a move with which people take one for themselves: a lead took back that it was
/// taken from them.
fn handed(event: &Event) -> Option<&AgentName> {
    let Act::Moved {
        verb: Verb::Take | Verb::Accept,
        ..
    } = &event.act
    else {
        return None;
    };
    event.facts.iter().find_map(|fact| match fact {
        Fact::Assigned(Some(agent)) if *agent != event.by => Some(agent),
        _ => None,
    })
}

fn act(process: &Process, event: &Event) -> Option<String> {
    match &event.act {
        Act::Moved {
            verb,
            way,
            from,
            to,
            forced,
        } => {
            let said = match handed(event) {
                Some(agent) => format!("gave it back to {agent}"),
                None => moved(process, *verb, way, from.as_ref(), to),
            };
            Some(match forced {
                Some(reason) => format!("{said}, forced: {reason}"),
                None => said,
            })
        }
        Act::Imported(past) => Some(imported(process, past)),
        Act::Undone { seq } => Some(format!("took back step {seq}")),
        Act::Recorded => None,
    }
}

/// "imported: Accepted, In Progress (Tier 1 working) · V30 · Frederic".
fn imported(process: &Process, past: &Past) -> String {
    let stage = process.stage_label(&past.to);
    let said = match past.label.as_str() {
        "" => format!("imported: {stage}"),
        label => format!("imported: {label} ({stage})"),
    };
    let by = Some(&past.by).filter(|by| **by != past.owner);
    let others = [Some(&past.team), Some(&past.owner), by];
    let others = others.into_iter().flatten().filter(|w| !w.is_empty());
    others.fold(said, |said, word| format!("{said} · {word}"))
}

/// What a move did: "sent it back to Tier 1".
pub(super) fn moved(
    process: &Process,
    verb: Verb,
    way: &str,
    from: Option<&Stage>,
    to: &Stage,
) -> String {
    let tier = process.tier_label(&to.tier);
    let sender = from
        .map(|s| process.tier_label(&s.tier))
        .unwrap_or_default();
    match (verb, way) {
        (Verb::Open, _) => "opened it".to_owned(),
        (Verb::Take, _) => "took it".to_owned(),
        (Verb::Release, _) => format!("gave it back to {tier}'s queue"),
        (Verb::Resolve, "with") => "resolved it with a linked ticket".to_owned(),
        (Verb::Resolve, _) => format!("{sender} resolved it"),
        (Verb::Escalate, _) => format!("escalated to {tier}"),
        (Verb::Accept, _) => format!("accepted it for {tier}"),
        (Verb::Return, "unclear") => format!("asked {tier} what the resolution means"),
        (Verb::Return, _) => format!("sent it back to {tier}"),
        (Verb::Recall, _) => format!("recalled it to {tier}"),
        (Verb::Withdraw, _) => "withdrew the escalation".to_owned(),
        (Verb::Deploy, _) => "deployed a fix; both tiers verify".to_owned(),
        (Verb::Sign, "first") => "signed the fix off".to_owned(),
        (Verb::Sign, _) => "signed the fix off: verified".to_owned(),
        (Verb::Reject, _) => format!("rejected the fix; back to {tier}"),
        (Verb::Decline, _) => "declined to change it".to_owned(),
        (Verb::Tell, _) => "told the customer".to_owned(),
        (Verb::Close, "assumed") => "closed it, satisfaction assumed".to_owned(),
        (Verb::Close, _) => "closed it, the customer is satisfied".to_owned(),
        (Verb::Dissatisfied, _) => format!("the customer is not satisfied; back to {tier}"),
        (Verb::Reopen, _) => "reopened it".to_owned(),
        (Verb::Archive, _) => "archived it".to_owned(),
        (Verb::Cancel, _) => "cancelled it".to_owned(),
        (Verb::Restore, _) => "restored it".to_owned(),
    }
}
