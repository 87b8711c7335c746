//! What differs between two states of a ticket, in the words of the process.

use crate::domain::id::AgentName;
use crate::domain::process::Process;
use crate::domain::ticket::{Answer, Check, CheckHow, Ticket};

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub label: String,
    pub was: String,
    pub now: String,
}

impl Change {
    /// `now (was before)`.
    pub fn words(&self) -> String {
        match (self.now.is_empty(), self.was.is_empty()) {
            (true, _) => format!("nothing any more (was: {})", self.was),
            (false, true) => self.now.clone(),
            (false, false) => format!("{} (was: {})", self.now, self.was),
        }
    }
}

/// All differences that a person would want to know.
pub(super) fn between(process: &Process, before: &Ticket, theirs: &Ticket) -> Vec<Change> {
    let mut changes = Vec::new();
    for (was, now) in facts(process, before)
        .into_iter()
        .zip(facts(process, theirs))
    {
        push(&mut changes, was.0, was.1, now.1);
    }
    for field in &process.intake {
        let text = |t: &Ticket| t.intake.get(&field.id).map_or_else(String::new, answer);
        push(
            &mut changes,
            field.label.clone(),
            text(before),
            text(theirs),
        );
    }
    for tier in &process.tiers {
        for item in &tier.checklist {
            let text = |t: &Ticket| t.check(&tier.id, &item.id).map_or_else(String::new, check);
            push(&mut changes, item.label.clone(), text(before), text(theirs));
        }
    }
    changes
}

fn push(changes: &mut Vec<Change>, label: String, was: String, now: String) {
    if was != now {
        changes.push(Change { label, was, now });
    }
}

/// The plain fields, always the same ones in the same order.
fn facts(process: &Process, ticket: &Ticket) -> Vec<(String, String)> {
    let level = |id: &str| process.code_label("levels", id).to_owned();
    let resolution = ticket.resolution.as_ref();
    let records = ticket.records.iter().filter(|r| !r.retracted).map(|r| {
        let label = process
            .record(&r.kind)
            .map_or(r.kind.as_str(), |k| &k.label);
        format!("{label} ({})", r.by)
    });
    let holds = ticket
        .open_holds()
        .map(|h| process.code_label("hold", &h.kind).to_owned());
    let todos = ticket.open_todos().map(|t| t.text.clone());
    let owed = ticket.open_owed().map(|o| o.text.clone());
    let pairs = [
        ("Stage", process.stage_label(&ticket.stage)),
        ("Assignee", name(ticket.assignee.as_ref())),
        ("Customer's agent", name(ticket.customers_agent.as_ref())),
        ("Subject", ticket.subject.clone()),
        ("Kind", process.code_label("kinds", &ticket.kind).to_owned()),
        ("Impact", level(&ticket.impact)),
        ("Urgency", level(&ticket.urgency)),
        (
            "Major incident",
            if ticket.major { "yes" } else { "no" }.to_owned(),
        ),
        ("Customer", ticket.customer_name.clone()),
        ("Contact", ticket.contact_text.clone()),
        ("Product", ticket.product.clone()),
        ("Version", ticket.product_version.clone()),
        (
            "Resolution",
            resolution.map_or_else(String::new, |r| r.text.clone()),
        ),
        ("Waits", list(holds)),
        ("To do", list(todos)),
        ("Owed", list(owed)),
        ("Records", list(records)),
        ("Messages", ticket.messages.len().to_string()),
        ("Notes", ticket.notes.to_string()),
    ];
    pairs.map(|(label, text)| (label.to_owned(), text)).to_vec()
}

fn name(agent: Option<&AgentName>) -> String {
    agent.map_or_else(|| "nobody".to_owned(), ToString::to_string)
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Given(text) => text.clone(),
        Answer::Unavailable(why) => format!("not available: {why}"),
        Answer::Preset(text) => format!("answered in advance: {text}"),
    }
}

fn check(check: &Check) -> String {
    let how = match check.how {
        CheckHow::Done => "done",
        CheckHow::Skipped => "skipped",
        CheckHow::Preset => "answered in advance",
    };
    format!("{how}: {} ({})", check.result, check.by)
}
