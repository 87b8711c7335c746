//! Makes the index of a desk anew where its words are cut or folded otherwise than they were: ticket by ticket, so
//! that memory stays flat, and only where a text has such words.

use super::{behind, number, rebuilt, stored, write};
use crate::domain::id::TicketId;
use crate::domain::search::letters;
use crate::store::sqlite::fault::Fail;
use crate::store::sqlite::{article, read};
use rusqlite::{Connection, OptionalExtension};

/// Tickets listed at a time.
const PORTION: usize = 1_000;

/// Indexes every ticket whose words are others now, and every article.
pub fn anew(conn: &Connection) -> Result<(), Fail> {
    let mut last = TicketId(0);
    loop {
        let ids = read::ids(conn, last, PORTION)?;
        let Some(end) = ids.last() else {
            break;
        };
        last = *end;
        for id in ids {
            if has_moved(conn, id)? {
                index(conn, id)?;
            }
        }
    }
    article::index_all(conn)
}

fn has_moved(conn: &Connection, id: TicketId) -> rusqlite::Result<bool> {
    let texts = conn
        .prepare_cached("SELECT head, body FROM search_doc WHERE id = ?")?
        .query_row([number(id)], |r| {
            let texts = [r.get_ref(0)?.as_str()?, r.get_ref(1)?.as_str()?];
            Ok(texts.into_iter().any(letters::moved))
        })
        .optional()?;
    Ok(texts.unwrap_or(false))
}

fn index(conn: &Connection, id: TicketId) -> Result<(), Fail> {
    let Some((row, ticket)) = rebuilt(conn, id)?.map(|(row, ticket, _)| (row, ticket)) else {
        return Ok(());
    };
    // Its marks are of the words of names.
    write(conn, &row, &ticket, &[], false)?;
    conn.prepare_cached("DELETE FROM search_index WHERE rowid = ?")?
        .execute([number(id)])?;
    if let Some(stored) = stored(conn, id)? {
        behind::index(conn, number(id), &stored)?;
    }
    Ok(())
}
