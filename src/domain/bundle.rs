//! The bundle of a ticket that is archived: everything the desk keeps of it, sealed by a hash.

use super::command::TimelineLine;
use super::package::hash;
use super::ticket::Ticket;

/// SHA-256 over the canonical JSON of the ticket and its history in words. Archiving records it;
/// reading the archive again and computing it anew proves that nothing changed.
#[must_use]
pub fn seal(ticket: &Ticket, timeline: &[TimelineLine]) -> String {
    let bundle = serde_json::json!({ "ticket": ticket, "timeline": timeline });
    hash(&bundle.to_string())
}
