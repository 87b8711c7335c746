//! Snapshots of configurations by customer, product and name, and baselines by product and name. What
//! is kept of them follows from the log; their texts lie with the bytes of attachments.

use super::Error;
use crate::domain::actor::Viewer;
use crate::domain::configuration::{Baseline, key};
use crate::domain::event::{Event, Fact};
use crate::domain::id::{CustomerId, TicketId};
use crate::domain::ticket::Ticket;

/// Which snapshots are looked for. Names are keys, as [`key`] makes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seek {
    /// On tickets of this customer.
    pub customer: Option<CustomerId>,
    /// On tickets about this product.
    pub product: Option<String>,
    /// Of this configuration.
    pub name: Option<String>,
    /// Taken before this one.
    pub before: Option<Place>,
}

/// Where a snapshot is: its ticket, and its number among the attachments there.
pub type Place = (TicketId, u32);

/// What is kept of a snapshot: customer and product are the ticket's as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Its number among the ticket's attachments.
    pub n: u32,
    /// The ticket's customer.
    pub customer: Option<CustomerId>,
    /// Key of the ticket's product.
    pub product: String,
    /// Key of its name.
    pub name: String,
    /// It was taken back.
    pub gone: bool,
}

/// The snapshots of a desk.
pub trait Configurations {
    /// Snapshots that were not taken back, the latest first, at most `limit`; none of tickets that the
    /// viewer may not see.
    fn snapshots(&self, viewer: &Viewer, seek: &Seek, limit: usize) -> Result<Vec<Place>, Error>;

    /// What is kept of a ticket's snapshots, by number; without viewer, for audits.
    fn kept_snapshots(&self, ticket: TicketId) -> Result<Vec<Kept>, Error>;

    /// Every snapshot under the number that it was given when it was taken, from 1; without viewer, for audits.
    fn snapshot_order(&self) -> Result<Vec<(i64, Place)>, Error>;

    /// All baselines, by product and name.
    fn baselines(&self) -> Result<Vec<Baseline>, Error>;
}

/// What is to be kept of a ticket's snapshots.
#[must_use]
pub fn kept_of(ticket: &Ticket) -> Vec<Kept> {
    let snapshots = ticket
        .attachments
        .iter()
        .filter(|a| a.configuration.is_some());
    snapshots
        .map(|a| Kept {
            n: a.n,
            customer: ticket.customer,
            product: key(&ticket.product),
            name: key(&a.name),
            gone: a.retracted.is_some(),
        })
        .collect()
}

/// Whether events may change what is kept.
pub(crate) fn concerns(events: &[Event]) -> bool {
    events.iter().flat_map(|e| &e.facts).any(|f| match f {
        Fact::Attached(a) => a.configuration.is_some(),
        Fact::AttachmentRetracted(..) | Fact::Customer { .. } | Fact::Opened(_) => true,
        Fact::Set { field, .. } => field == "product",
        _ => false,
    })
}
