//! Applies events to a ticket. Total: every log replays (invariant 11), whatever is in it.

use super::event::Event;
use super::ticket::Ticket;

/// Applies one event.
pub fn apply(ticket: &mut Ticket, event: &Event) {
    ticket.version = event.seq;
}
