//! Documents whose words the index does not have yet: a commit only says so, and who makes their list full brings
//! the index up to date for all of them at once.

use super::{Stored, read_stored};
use crate::store::sqlite::fault::Fail;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// How full the list may be: one for a write, and one for each [`HEAP`] of its texts. A search looks through so much
/// at most, and the write that empties the list takes a few milliseconds longer.
pub const USUAL: i64 = 32;

/// The same in a long transaction, where one ticket is often written many times.
pub const BULK: i64 = 2_048;

/// Bytes of texts that count like another write.
const HEAP: usize = 4_096;

/// The index is behind for this document with so many bytes; where the list is full it is brought up to date.
pub fn add(conn: &Connection, number: i64, bytes: usize, most: i64) -> Result<(), Fail> {
    let weight = i64::try_from(1 + bytes / HEAP).unwrap_or(most);
    conn.prepare_cached(
        "INSERT INTO unindexed (n, id) SELECT coalesce(max(n), 0) + ?, ? FROM unindexed",
    )?
    .execute((weight, number))?;
    if conn.last_insert_rowid() >= most {
        settle(conn)?;
    }
    Ok(())
}

/// Whether the list is full.
pub fn is_full(conn: &Connection, most: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT coalesce(max(n), 0) >= ? FROM unindexed")?
        .query_row([most], |r| r.get(0))
}

/// The numbers of the documents for which the index is behind.
pub fn numbers(conn: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    conn.prepare_cached("SELECT id FROM unindexed")?
        .query_map([], |r| r.get(0))?
        .collect()
}

/// Whether one of them has a mark.
pub fn any_marked(conn: &Connection, mark: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM unindexed u JOIN search_doc d ON d.id = u.id
           WHERE instr(' ' || d.marks || ' ', ' ' || ? || ' ') LIMIT 1",
    )?
    .exists([mark])
}

/// Brings the index up to date.
pub fn settle(conn: &Connection) -> Result<(), Fail> {
    let numbers = numbers(conn)?;
    if numbers.is_empty() {
        return Ok(());
    }
    for number in numbers {
        // Nothing is taken out of the index where it never stood.
        conn.prepare_cached("DELETE FROM search_index WHERE rowid = ?")?
            .execute([number])?;
        if let Some(stored) = read_stored(conn, number)? {
            index(conn, number, &stored)?;
        }
    }
    conn.prepare_cached("DELETE FROM unindexed")?.execute([])?;
    Ok(())
}

/// Puts the words of a document that does not stand in the index into it.
pub fn index(conn: &Connection, number: i64, stored: &Stored) -> Result<(), Fail> {
    conn.prepare_cached("INSERT INTO search_index (rowid, words) VALUES (?, ?)")?
        .execute((number, stored.doc.indexed(&stored.marks)))?;
    Ok(())
}
