//! Imported history: as it was, without a verdict. The guards speak of moves made here.

use super::case::{Case, next};
use super::open::priority;
use crate::domain::actor::Source;
use crate::domain::blocker::Refusal;
use crate::domain::command::Opening;
use crate::domain::event::{Act, Event, Fact};
use crate::domain::id::{AgentName, At};
use crate::domain::past::{Step, Words};
use crate::domain::process::Verb;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Hold, MessageRef, Ticket};

/// The next step of a history.
pub(super) fn step(case: &Case, step: &Step) -> Result<Vec<Event>, Refusal> {
    fits(case, step)?;
    // Once somebody here has moved it, the rules of this desk hold.
    let moved_here = case
        .ticket
        .last_move
        .as_ref()
        .is_some_and(|m| m.verb != Verb::Open);
    if moved_here {
        return Err(case.stage(
            "import",
            format!(
                "{} was moved on this desk; its history goes on here.",
                case.ticket.id
            ),
        ));
    }
    if step.at < case.ticket.updated_at {
        return Err(case.input(
            "import",
            "A history comes in its order: this step is earlier than the one before it.",
        ));
    }
    Ok(vec![event(case, step, facts(case, case.ticket, step))])
}

/// The first step of a history opens the ticket: there is no move of this desk before it.
pub(super) fn opened(
    case: &Case,
    opening: &Opening,
    step: &Step,
    mut opened: Vec<Fact>,
) -> Result<Vec<Event>, Refusal> {
    fits(case, step)?;
    let written = opened.iter().any(|f| matches!(f, Fact::Message(..)));
    let ticket = Ticket {
        kind: opening.opened.kind.clone(),
        subject: opening.opened.subject.clone(),
        product: opening.opened.product.clone(),
        product_version: opening.opened.product_version.clone(),
        tags: opening.opened.tags.iter().cloned().collect(),
        impact: opening.impact.clone(),
        urgency: opening.urgency.clone(),
        major: opening.major,
        messages: vec![MessageRef::default(); usize::from(written)],
        ..Ticket::default()
    };
    opened.extend(facts(case, &ticket, step));
    Ok(vec![event(case, step, opened)])
}

fn event(case: &Case, step: &Step, facts: Vec<Fact>) -> Event {
    let act = Act::Imported(Box::new(step.past.clone()));
    Event {
        at: step.at,
        ..case.event(act, facts, None)
    }
}

/// Only the words of this desk are asked for, never a guard.
fn fits(case: &Case, step: &Step) -> Result<(), Refusal> {
    if case.actor.identity.source != Source::Import {
        return Err(case.role("import", "History is only brought in by hoist import."));
    }
    let to = &step.past.to;
    if case.process.stage(to).is_none() {
        return Err(case.input("import", format!("The process in force has no stage {to}.")));
    }
    if to.phase == Phase::Archived {
        return Err(case.input(
            "import",
            "A history ends at closed; the archive seals what was closed on this desk.",
        ));
    }
    if let Some(tier) = &step.past.tier
        && case.process.tier_rank(tier).is_none()
    {
        return Err(case.input("import", format!("This desk has no tier “{tier}”.")));
    }
    let words = [
        ("hold", &step.hold),
        ("levels", &step.impact),
        ("levels", &step.urgency),
    ];
    for (list, word) in words {
        let Some(word) = word.as_deref().filter(|w| !w.is_empty()) else {
            continue;
        };
        if !case.process.list(list).iter().any(|c| c.id == word) {
            return Err(case.input(
                "import",
                format!("“{word}” is not one of this desk’s {list}."),
            ));
        }
    }
    Ok(())
}

/// What the step changed on the ticket, and nothing that it left as it was.
fn facts(case: &Case, ticket: &Ticket, step: &Step) -> Vec<Fact> {
    let mut facts = Vec::new();
    if ticket.assignee != step.assignee {
        facts.push(Fact::Assigned(step.assignee.clone()));
    }
    facts.extend(ranked(case, ticket, step));
    let set = step
        .set
        .iter()
        .filter(|(field, value)| !stands(ticket, field, value));
    facts.extend(set.map(|(field, value)| Fact::Set {
        field: field.clone(),
        value: value.clone(),
    }));
    facts.extend(waits(case, ticket, step));
    facts.extend(written(case, ticket, step));
    facts
}

fn stands(ticket: &Ticket, field: &str, value: &str) -> bool {
    match field {
        "subject" => ticket.subject == value,
        "kind" => ticket.kind == value,
        "product" => ticket.product == value,
        "version" => ticket.product_version == value,
        "tag" => ticket.tags.contains(value),
        "untag" => !ticket.tags.contains(value),
        _ => false,
    }
}

/// Impact, urgency and priority as they were in force there. Of impact and urgency alone the other one
/// counts as medium, as when a ticket is opened; that is a suggestion.
fn ranked(case: &Case, ticket: &Ticket, step: &Step) -> Option<Fact> {
    let said = [&step.impact, &step.urgency].iter().any(|l| l.is_some());
    if !said && step.major.is_none() && step.priority.is_none() {
        return None;
    }
    let impact = step.impact.as_ref().unwrap_or(&ticket.impact);
    let urgency = step.urgency.as_ref().unwrap_or(&ticket.urgency);
    let medium = case.process.levels.get(case.process.levels.len() / 2);
    let medium = medium.map_or("", |c| c.id.as_str());
    let or_medium = |level: &str| match level {
        "" => medium.to_owned(),
        level => level.to_owned(),
    };
    let known = !impact.is_empty() || !urgency.is_empty();
    let followed = match known {
        true => priority(case, &or_medium(impact), &or_medium(urgency)),
        false => ticket.priority,
    };
    let (priority, major) = (
        step.priority.unwrap_or(followed),
        step.major.unwrap_or(ticket.major),
    );
    let triaged = step.priority.is_some() || (!impact.is_empty() && !urgency.is_empty());
    let now = (impact.as_str(), urgency.as_str(), major, priority, triaged);
    let before = (
        ticket.impact.as_str(),
        ticket.urgency.as_str(),
        ticket.major,
        ticket.priority,
        ticket.triaged,
    );
    (now != before).then(|| Fact::Priority {
        impact: impact.clone(),
        urgency: urgency.clone(),
        major,
        priority,
        triaged,
    })
}

/// A wait ends where the next step waits for something else, or for nothing.
fn waits(case: &Case, ticket: &Ticket, step: &Step) -> Vec<Fact> {
    let Some(kind) = &step.hold else {
        return Vec::new();
    };
    let goes_on = ticket.open_holds().any(|h| h.kind == *kind);
    let others = ticket.open_holds().filter(|h| h.kind != *kind);
    let mut facts: Vec<Fact> = others.map(|h| Fact::HoldEnded(h.n)).collect();
    if !goes_on && !kind.is_empty() {
        facts.push(Fact::Held(Hold {
            n: next(ticket.holds.len()),
            kind: kind.clone(),
            // Nobody there said until when, so it never runs out by itself.
            until: At::NEVER,
            text: step.past.label.clone(),
            by: case.actor.name.clone(),
            at: step.at,
            pauses: Hold::pauses_clock(kind),
            ..Hold::default()
        }));
    }
    facts
}

fn written(case: &Case, ticket: &Ticket, step: &Step) -> Vec<Fact> {
    let mut n = next(ticket.messages.len());
    let mut facts = Vec::new();
    for words in &step.words {
        match words {
            Words::Note(text) => facts.push(Fact::Noted(text.clone())),
            Words::Message { outgoing, text } => {
                let message = MessageRef {
                    n,
                    outgoing: *outgoing,
                    channel: "import".to_owned(),
                    seq: case.ticket.version + 1,
                    by: AgentName(match outgoing {
                        true => step.past.by.clone(),
                        false => String::new(),
                    }),
                    at: step.at,
                    leaves_at: step.at,
                    ..MessageRef::default()
                };
                n += 1;
                facts.push(Fact::Message(message, text.clone()));
            }
        }
    }
    facts
}
