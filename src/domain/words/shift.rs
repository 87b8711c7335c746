//! What whoever takes a ticket over must know.

use super::until_words;
use crate::domain::id::At;
use crate::domain::offer::{Offer, Readiness, USUAL};
use crate::domain::process::Process;
use crate::domain::team;
use crate::domain::ticket::Ticket;

/// So many missing things are named, more are counted.
const FEW: usize = 3;

/// What a ticket waits for, what is to be done, what comes next: a line each.
#[must_use]
pub fn shift_notes(
    process: &Process,
    ticket: &Ticket,
    offers: &[Offer],
    now: At,
    zone: &str,
) -> String {
    let until = |at: At| until_words(at, now, zone);
    let mut lines: Vec<String> = ticket
        .open_holds()
        .map(|h| {
            let label = process.code_label("hold", &h.kind);
            let why = match h.text.is_empty() {
                true => String::new(),
                false => format!(": {}", h.text),
            };
            format!("Waits {label} until {}{why}", until(h.until))
        })
        .collect();
    lines.extend(ticket.open_requests().map(|r| {
        let team = team::label(process, r);
        format!("{team} was asked: {} (answer by {})", r.text, until(r.due))
    }));
    lines.extend(ticket.open_todos().map(|t| format!("To do: {}", t.text)));
    if ticket.reply_at.is_some() {
        lines.push("The customer's last word is not answered".to_owned());
    }
    lines.extend(next(offers).map(|words| format!("Next: {words}")));
    if lines.is_empty() {
        lines.push(stands(process, ticket));
    }
    lines.join("\n")
}

/// Where it stands, when there is nothing else to say: at a higher tier nothing is to be done by the customer's agent.
fn stands(process: &Process, ticket: &Ticket) -> String {
    let with = ticket.assignee.as_ref();
    let with = with.map(|name| format!(", {name} has it"));
    format!(
        "{}{}: nothing is waited for or to be done here now",
        process.stage_label(&ticket.stage),
        with.unwrap_or_default()
    )
}

/// The usual next step, and what it still needs.
fn next(offers: &[Offer]) -> Option<String> {
    let own = |o: &&Offer| !matches!(o.readiness, Readiness::NotYours(_));
    let mut usual = USUAL.iter();
    let offer = usual.find_map(|verb| offers.iter().filter(own).find(|o| o.verb == *verb))?;
    // What the move's own form asks is nothing that waits for somebody.
    let missing: Vec<&str> = match &offer.readiness {
        Readiness::Needs(refusal) => {
            let elsewhere = refusal.missing.iter().filter(|b| b.what != "field");
            elsewhere.map(|b| b.text.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let label = &offer.label;
    Some(match missing.len() {
        0 => label.clone(),
        1..=FEW => format!("{label} (needs {})", missing.join(" · ")),
        n => format!("{label} (needs {n} things)"),
    })
}
