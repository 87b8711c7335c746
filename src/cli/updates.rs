//! `updates`: the version in use beside the versions that are known.

use super::error::Error;
use super::session::Session;
use crate::domain::id::TicketId;
use crate::domain::product::{Release, Updates};
use serde_json::{Value, json};

/// `updates`.
///
/// # Errors
/// Not found, or restricted; no product that is on the list.
pub fn run(session: &mut Session, id: TicketId) -> Result<(), Error> {
    let desk = session.desk()?;
    let ticket = desk.ticket(id)?;
    let Some(updates) = desk.updates(&ticket)? else {
        return Err(Error::NotFound(match ticket.product.trim() {
            "" => format!(
                "{id} names no product: hoist set {} product=NAME version=V.",
                id.0
            ),
            name => format!(
                "“{name}” is not on this desk's list of products: hoist products add NAME puts it there."
            ),
        }));
    };
    if session.global.json {
        return session.out.json(&object(id, &updates));
    }
    session.out.line(updates.told())
}

fn object(id: TicketId, updates: &Updates) -> Value {
    let release =
        |r: &Release| json!({ "version": r.version, "released": r.released, "notes": r.notes });
    let newer: Vec<Value> = updates.newer.iter().map(release).collect();
    json!({
        "ticket": id.0, "product": updates.product, "version": updates.version,
        "by_entry": updates.by_entry, "standing": updates.standing.id(), "newest": updates.newest.as_ref().map(release),
        "newer": newer, "text": updates.told(),
    })
}
