//! The bundle of a ticket that is archived: everything the desk keeps of it, sealed by a hash.

use super::canonical;
use super::command::TimelineLine;
use super::package::hash;
use super::ticket::Ticket;
use serde::Serialize;

#[derive(Serialize)]
struct Bundle<'a> {
    ticket: &'a Ticket,
    timeline: &'a [TimelineLine],
}

/// SHA-256 over the canonical JSON of the ticket and its history in words. Archiving records it;
/// reading the archive again and computing it anew proves that nothing changed.
#[must_use]
pub fn seal(ticket: &Ticket, timeline: &[TimelineLine]) -> String {
    let bundle = Bundle { ticket, timeline };
    let plain = || serde_json::json!({ "ticket": ticket, "timeline": timeline }).to_string();
    hash(&canonical::to_string(&bundle).unwrap_or_else(|_| plain()))
}

#[cfg(test)]
mod tests {
    use super::{hash, seal};
    use crate::domain::ticket::Ticket;

    #[test]
    fn the_seal_is_of_the_bundles_canonical_json() {
        let ticket = Ticket::default();
        let bundle = serde_json::json!({ "ticket": ticket, "timeline": [] });
        assert_eq!(seal(&ticket, &[]), hash(&bundle.to_string()));
    }
}
