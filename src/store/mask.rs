//! Restricted tickets: who sees them, and what is left of a row for everyone else.

use crate::domain::actor::Viewer;
use crate::domain::id::AgentName;
use crate::domain::row::Row;

/// Stands for the subject of a row its viewer may not see.
pub const RESTRICTED: &str = "(restricted)";

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
