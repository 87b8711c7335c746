//! Rows after a change of the process file, and tickets by their stage.

use super::fault::Fail;
use super::read::cap;
use super::{SqliteStore, book, lists, notice, row};
use crate::domain::id::{CommandId, TicketId};
use crate::domain::row::Row;
use crate::domain::stage::Stage;
use crate::store::Error;
use rusqlite::{Connection, OptionalExtension};

impl SqliteStore {
    /// Writes rows that were computed under the file `process`.
    pub(super) fn rewrite(&mut self, process: &str, rows: &[Row]) -> Result<usize, Error> {
        // Done twice it is the same: no command id has to be kept.
        let (written, _) = self.write(&CommandId::default(), |conn, _| {
            let (serial, hash) = book::in_force(conn)?;
            if hash != process {
                return Err(Error::ProcessChanged.into());
            }
            let mut written = 0;
            for row in rows {
                written += usize::from(replace(conn, row, serial)?);
            }
            Ok(written)
        })?;
        Ok(written)
    }
}

/// Replaces a row, unless its ticket was changed meanwhile: then it was computed anew with that.
fn replace(conn: &Connection, row: &Row, process: i64) -> Result<bool, Fail> {
    match row::find_under(conn, row.id)? {
        Some(old) if old.0.version == row.version => {
            row::update(conn, &old, row, process)?;
            lists::write(conn, Some(&old.0), row)?;
            notice::look_anew(conn, row.id)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Open tickets whose row is of another file than the one in force.
pub const OUTDATED: &str = "SELECT id FROM (\
     SELECT id FROM ticket_row INDEXED BY row_process WHERE over = 0 AND process < ?1 AND id > ?2 \
     UNION ALL \
     SELECT id FROM ticket_row INDEXED BY row_process WHERE over = 0 AND process > ?1 AND id > ?2\
     ) ORDER BY id LIMIT ?3";

/// The lowest and the highest file of open rows: two ends of an index. Asked at every opening.
pub const ENDS: [&str; 2] = [
    "SELECT process FROM ticket_row INDEXED BY row_process WHERE over = 0 ORDER BY process LIMIT 1",
    "SELECT process FROM ticket_row INDEXED BY row_process WHERE over = 0 ORDER BY process DESC LIMIT 1",
];

/// Every open row is of the file in force.
fn all_in_force(conn: &Connection, serial: i64) -> rusqlite::Result<bool> {
    for end in ENDS {
        let file: Option<i64> = conn
            .prepare_cached(end)?
            .query_row([], |r| r.get(0))
            .optional()?;
        if file.is_some_and(|file| file != serial) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// See [`OUTDATED`]: those after a number, ascending.
pub fn outdated(
    conn: &Connection,
    after: TicketId,
    limit: usize,
) -> rusqlite::Result<Vec<TicketId>> {
    let (serial, _) = book::in_force(conn)?;
    if all_in_force(conn, serial)? {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(OUTDATED)?;
    let ids = statement.query_map((serial, after.0, cap(limit)), |r| r.get(0).map(TicketId))?;
    ids.collect()
}

/// Tickets that stand in a stage, by number.
pub fn standing(conn: &Connection, stage: &Stage, limit: usize) -> rusqlite::Result<Vec<TicketId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM ticket_row NOT INDEXED WHERE tier = ? AND phase = ? ORDER BY id LIMIT ?",
    )?;
    let place = (stage.tier.as_str(), stage.phase.id(), cap(limit));
    let ids = statement.query_map(place, |r| r.get(0).map(TicketId))?;
    ids.collect()
}

/// A process file by its hash.
pub fn file(conn: &Connection, hash: &str) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT text FROM process WHERE hash = ?")?
        .query_row([hash], |r| r.get(0))
        .optional()
}
