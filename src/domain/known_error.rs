//! A known error (ITIL): something whose root cause is known and that can be worked around until it is
//! mended.

use super::command::Command;
use super::id::{At, TicketId};
use super::ticket::{Record, Ticket};

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownError {
    /// The root cause.
    pub cause: String,
    /// The workaround, in words for the customer.
    pub workaround: String,
}

/// The hold of a ticket that waits until a known error is mended.
const HOLD: &str = "known_error";

/// Links a ticket to another one, and lets it wait for that one where a time is given.
#[must_use]
pub fn linking(other: TicketId, kind: &str, hold_until: Option<At>) -> Vec<Command> {
    let link = Command::Link {
        other,
        kind: kind.to_owned(),
    };
    let hold = hold_until.map(|until| Command::Hold {
        kind: HOLD.to_owned(),
        until,
        text: other.to_string(),
    });
    std::iter::once(link).chain(hold).collect()
}

/// What a ticket says as a known error; none while its cause or a workaround is missing.
#[must_use]
pub fn of(ticket: &Ticket) -> Option<KnownError> {
    Some(KnownError {
        cause: cause(ticket)?.to_owned(),
        workaround: workaround(ticket)?.to_owned(),
    })
}

/// The workaround there is.
#[must_use]
pub fn workaround(ticket: &Ticket) -> Option<&str> {
    ticket.last_record("workaround").and_then(offered)
}

fn offered(record: &Record) -> Option<&str> {
    let none = record.values.get("state") == Some("none_found");
    record.values.get("text").filter(|_| !none)
}

/// Engineering's words stand above Tier 2's; a hypothesis is not known.
fn cause(ticket: &Ticket) -> Option<&str> {
    let root_cause = ticket.last_record("root_cause")?;
    let is_sure = root_cause.values.get("certainty") != Some("hypothesis");
    let analysed = || ticket.last_record("analysis")?.values.get("cause");
    let found = || root_cause.values.get("text");
    is_sure.then(|| analysed().or_else(found)).flatten()
}
