//! Makes the index for a desk from before there was one, ticket by ticket, so that memory stays flat.

use super::{behind, number, rebuilt, stored, write};
use crate::domain::id::TicketId;
use crate::store::sqlite::fault::Fail;
use crate::store::sqlite::read;
use rusqlite::Connection;

/// Tickets listed at a time.
const PORTION: usize = 1_000;

/// Indexes every ticket.
pub fn fill(conn: &Connection) -> Result<(), Fail> {
    let mut last = TicketId(0);
    loop {
        let ids = read::ids(conn, last, PORTION)?;
        let Some(end) = ids.last() else {
            return Ok(());
        };
        last = *end;
        for id in ids {
            if let Some((row, ticket, events)) = rebuilt(conn, id)? {
                write(conn, &row, &ticket, &events, true)?;
                if let Some(stored) = stored(conn, id)? {
                    behind::index(conn, number(id), &stored)?;
                }
            }
        }
    }
}
