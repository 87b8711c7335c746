//! How a row is seen: restricted tickets by who may see them, and what is left for everyone else; a tier's queue
//! by that tier.

use super::Query;
use crate::domain::actor::Viewer;
use crate::domain::id::{AgentName, Tier};
use crate::domain::row::Row;

pub use crate::domain::row::RESTRICTED;

/// Whether the viewer may see a ticket with this audience.
#[must_use]
pub fn may_see(viewer: &Viewer, audience: Option<&[AgentName]>) -> bool {
    viewer.lead || audience.is_none_or(|a| a.contains(&viewer.name))
}

/// Blanks every word of a row that tells what the ticket is about or who is in its audience.
pub fn mask(row: &mut Row) {
    row.masked = true;
    row.subject = RESTRICTED.to_owned();
    row.kind.clear();
    row.customer = None;
    row.customer_name.clear();
    row.product.clear();
    row.audience = Some(Vec::new());
}

/// The one ticket a text like `#123` names.
#[must_use]
pub fn named(text: &str) -> Option<i64> {
    let number = text.trim().strip_prefix('#')?;
    number.parse().ok().filter(|n| *n > 0)
}

/// The tier through whose eyes the rows of a query are seen: it asks for the tier's queue, and for nobody's open
/// tickets or a customer's, which stand in an order of their own.
#[must_use]
pub fn eyes(query: &Query) -> Option<&Tier> {
    let persons = query.assignee.is_some()
        || query.customers_agent.is_some()
        || query.handed_to.is_some()
        || query.handed_by.is_some()
        || matches!(query.assignee_in.as_deref(), Some([_]));
    let other = (persons && !query.wants_over())
        || query.customer.is_some()
        || named(&query.text).is_some();
    query.turn.as_ref().filter(|_| !other)
}

/// Whether a row stands in the queue that a query asks for. What is asked of a tier beside its turn is neither
/// unassigned there nor sent back to it.
#[must_use]
pub fn in_turn(query: &Query, row: &Row) -> bool {
    let turn_only = query.unassigned || query.sent_back;
    query.turn.as_ref().is_none_or(|tier| match turn_only {
        true => row.turn.contains(tier),
        false => row.is_in_queue_of(tier),
    })
}
