//! A damaged desk's file, read row by row: what lies on pages that cannot be read is passed, and how much
//! that was is said. Nothing is written to it.
//!
//! Rows are sought by their number. Behind a row that cannot be read the next ones are tried one by one,
//! for a page holds few; where an inner page is gone, in strides that grow, and then back to the first
//! one behind the hole.

mod log;

use super::fault::explain;
use super::{blob, connect, file, read};
use crate::domain::id::TicketId;
use crate::store::Error;
use rusqlite::{Connection, Row};
use std::path::{Path, PathBuf};

/// Numbers tried one by one behind a row that cannot be read.
const ONE_BY_ONE: i64 = 512;

/// The longest stride before the rest counts as gone.
const STRIDES: u32 = 40;

/// A record as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number.
    pub n: i64,
    /// Its ticket; `None`: the desk's own.
    pub ticket: Option<TicketId>,
    /// Its text.
    pub record: String,
    /// Its hash, where it has the length of one.
    pub hash: Option<[u8; 32]>,
}

/// A chunk of a file: its bytes as they were attached, if they are what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundChunk {
    /// Which blob.
    pub blob: i64,
    /// Which part of it, from 0.
    pub n: u32,
    /// The bytes.
    pub bytes: Option<Vec<u8>>,
}

/// What is kept as documents beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Agents.
    Agents,
    /// Customers.
    Customers,
    /// Contacts.
    Contacts,
    /// Articles.
    Articles,
    /// Products of the desk's list.
    Products,
    /// Teams.
    Teams,
    /// Who is on duty otherwise than the schedule says.
    StandIns,
    /// Reviews that were held.
    Reviews,
}

/// Rows that could not be read: from a number to one, both included.
pub type Hole = (i64, i64);

/// A damaged file, open for reading.
#[derive(Debug)]
pub struct Wreck {
    conn: Connection,
    _open: file::OpenFile,
    mended: Option<log::Mended>,
    path: PathBuf,
}

impl Wreck {
    /// Opens it. What does not even begin like a desk, or whose first page is gone, is refused. Where the log
    /// beside it is damaged, a copy with all that can be read of the log is made in the directory `room` first.
    pub fn open(path: &Path, room: &Path) -> Result<Wreck, Error> {
        let path = file::real(path)?;
        let (open, (conn, mended)) = file::guarded(&path, i32::MAX, true, || {
            let mended = log::mended(&path, room).map_err(|e| no_copy(room, &e))?;
            let from = mended.as_ref().map_or(path.as_path(), |m| m.copy.as_path());
            Ok((connect::wrecked(from)?, mended))
        })?;
        let tables = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| {
            r.get::<_, i64>(0)
        });
        tables.map_err(|e| explain(&path, &e))?;
        Ok(Wreck {
            conn,
            _open: open,
            mended,
            path,
        })
    }

    /// What is wrong with the log beside it, where something is.
    #[must_use]
    pub fn log_trouble(&self) -> Option<&str> {
        self.mended.as_ref().map(|m| m.said.as_str())
    }

    /// A value of the desk itself, if it can be read.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<String> {
        read::desk_value(&self.conn, key).ok().flatten()
    }

    /// Process files that can be read, by hash.
    pub fn processes(
        &self,
        each: &mut dyn FnMut(String, String) -> Result<(), Error>,
    ) -> Result<Vec<Hole>, Error> {
        self.rows(
            "process",
            "serial",
            "hash, text",
            &mut |row| match (row.get(1), row.get(2)) {
                (Ok(hash), Ok(text)) => each(hash, text).map(|()| true),
                _ => Ok(false),
            },
        )
    }

    /// Records that can be read, in their order.
    pub fn records(
        &self,
        each: &mut dyn FnMut(Found) -> Result<(), Error>,
    ) -> Result<Vec<Hole>, Error> {
        self.rows("event", "n", "ticket, record, hash", &mut |row| {
            let text = row.get_ref(2).ok().and_then(|t| {
                let bytes = t.as_bytes().ok()?;
                Some(String::from_utf8_lossy(bytes).into_owned())
            });
            let Some(record) = text else { return Ok(false) };
            each(Found {
                n: row.get(0).unwrap_or_default(),
                ticket: row.get::<_, Option<i64>>(1).ok().flatten().map(TicketId),
                record,
                hash: row.get(3).ok(),
            })
            .map(|()| true)
        })
    }

    /// Which blob has which hash (lower-case hex) and size, of those that can be read.
    pub fn blobs(
        &self,
        each: &mut dyn FnMut(i64, String, u64) -> Result<(), Error>,
    ) -> Result<Vec<Hole>, Error> {
        self.rows(
            "blob",
            "serial",
            "lower(hex(sha256)), size",
            &mut |row| match (row.get(0), row.get::<_, String>(1), row.get::<_, i64>(2)) {
                (Ok(serial), Ok(hash), Ok(size)) if hash.len() == 64 => {
                    each(serial, hash, size.unsigned_abs()).map(|()| true)
                }
                _ => Ok(true),
            },
        )
    }

    /// Chunks of blobs, in the order in which they lie.
    pub fn chunks(
        &self,
        each: &mut dyn FnMut(FoundChunk) -> Result<(), Error>,
    ) -> Result<Vec<Hole>, Error> {
        // The first three columns are those that a chunk is unpacked from.
        let of = |row: &Row<'_>| (row.get(4), row.get(5));
        self.seek(
            "SELECT packed, hash, bytes, rowid, blob, n FROM chunk WHERE rowid >= ? ORDER BY rowid",
            3,
            &mut |row| match of(row) {
                (Ok(blob), Ok(n)) => each(FoundChunk {
                    blob,
                    n,
                    bytes: blob::unpack(row).ok(),
                })
                .map(|()| true),
                _ => Ok(false),
            },
        )
    }

    /// Documents of a table that is kept beside the log, as far as they can be read.
    #[must_use]
    pub fn documents(&self, table: Table) -> Vec<String> {
        let sql = match table {
            Table::Agents => "SELECT doc FROM agent",
            Table::Customers => "SELECT doc FROM customer ORDER BY id",
            Table::Contacts => "SELECT doc FROM contact ORDER BY id",
            Table::Articles => "SELECT doc FROM article ORDER BY id",
            Table::Products => "SELECT doc FROM product WHERE doc IS NOT NULL",
            Table::Teams => "SELECT doc FROM team",
            Table::StandIns => "SELECT doc FROM stand_in",
            Table::Reviews => "SELECT doc FROM review ORDER BY id",
        };
        let mut found = Vec::new();
        let Ok(mut statement) = self.conn.prepare(sql) else {
            return found;
        };
        let Ok(mut rows) = statement.query([]) else {
            return found;
        };
        while let Ok(Some(row)) = rows.next() {
            found.extend(row.get::<_, String>(0));
        }
        found
    }

    /// The subject of a ticket, if its row can be read.
    #[must_use]
    pub fn subject(&self, id: TicketId) -> Option<String> {
        let sql = "SELECT subject FROM ticket_row WHERE id = ?";
        self.conn.query_row(sql, [id.0], |r| r.get(0)).ok()
    }

    fn rows(
        &self,
        table: &str,
        key: &str,
        columns: &str,
        take: &mut Take<'_>,
    ) -> Result<Vec<Hole>, Error> {
        let sql = format!(
            "SELECT {key}, {columns} FROM {table} NOT INDEXED WHERE {key} >= ? ORDER BY {key}"
        );
        self.seek(&sql, 0, take)
    }

    /// Reads on from each place that can be read; `key`: the column with the number.
    fn seek(&self, sql: &str, key: usize, take: &mut Take<'_>) -> Result<Vec<Hole>, Error> {
        let mut holes = Vec::new();
        let mut next = i64::MIN;
        loop {
            let stop = self.stretch(sql, key, next, take)?;
            let Stop::Broken(bad) = stop else {
                return Ok(holes);
            };
            let from = bad.max(1);
            match self.behind(sql, key, from) {
                Some(found) => {
                    if found > from {
                        holes.push((from, found - 1));
                    }
                    next = found;
                }
                None => {
                    holes.push((from, i64::MAX));
                    return Ok(holes);
                }
            }
        }
    }

    /// Reads rows until there are no more, or one cannot be read.
    fn stretch(
        &self,
        sql: &str,
        key: usize,
        from: i64,
        take: &mut Take<'_>,
    ) -> Result<Stop, Error> {
        let broken = |at: i64| Ok(Stop::Broken(at));
        let Ok(mut statement) = self.conn.prepare(sql) else {
            return broken(from);
        };
        let mut next = from;
        let Ok(mut rows) = statement.query([from]) else {
            return broken(next);
        };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(Stop::End),
                Err(error) if is_damage(&error) => return broken(next),
                Err(error) => return Err(explain(&self.path, &error)),
            };
            let Ok(n) = row.get::<_, i64>(key) else {
                return broken(next);
            };
            // A number that goes back is of a page that was put in another one's place.
            if n < next || !take(row)? {
                return broken(n.max(next));
            }
            next = n.saturating_add(1);
        }
    }

    /// The first number from this one on at which a row can be read, the bad one itself left out.
    fn behind(&self, sql: &str, key: usize, bad: i64) -> Option<i64> {
        let sought = |n: i64| self.at(sql, key, n);
        let first = bad.checked_add(1)?;
        for n in first..first.saturating_add(ONE_BY_ONE) {
            match sought(n) {
                Seen::Row(found) => return Some(found.max(n)),
                Seen::End => return None,
                Seen::Broken => {}
            }
        }
        let (mut low, mut stride) = (first.saturating_add(ONE_BY_ONE), ONE_BY_ONE);
        for _ in 0..STRIDES {
            let n = low.saturating_add(stride);
            match sought(n) {
                Seen::End => return None,
                Seen::Broken => (low, stride) = (n, stride.saturating_mul(2)),
                Seen::Row(found) => return Some(self.first_between(sql, key, low, found)),
            }
        }
        None
    }

    /// The first number above `low` at which a row can be read, where `high` is one.
    fn first_between(&self, sql: &str, key: usize, low: i64, high: i64) -> i64 {
        let (mut low, mut high) = (low, high);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match self.at(sql, key, middle) {
                Seen::Row(found) if found < high => high = found.max(middle),
                Seen::Row(_) => high = middle,
                _ => low = middle,
            }
        }
        high
    }

    /// What stands at a number or behind it.
    fn at(&self, sql: &str, key: usize, n: i64) -> Seen {
        let asked = || -> rusqlite::Result<Option<i64>> {
            let mut statement = self.conn.prepare_cached(&format!("{sql} LIMIT 1"))?;
            let mut rows = statement.query([n])?;
            rows.next()?.map(|r| r.get(key)).transpose()
        };
        match asked() {
            Ok(Some(found)) if found >= n => Seen::Row(found),
            Ok(None) => Seen::End,
            _ => Seen::Broken,
        }
    }
}

fn no_copy(room: &Path, error: &std::io::Error) -> Error {
    Error::Unusable(format!(
        "The log beside the damaged file is damaged too, and the copy that is needed to read it could not be made in {}: {error}. Nothing was made; make room, or name a place on another disk with --to.",
        room.display()
    ))
}

/// Takes a row; `false`: it cannot be read.
type Take<'t> = dyn FnMut(&Row<'_>) -> Result<bool, Error> + 't;

/// Why reading stopped.
enum Stop {
    End,
    /// At this number or behind it.
    Broken(i64),
}

/// What stands at a place.
enum Seen {
    Row(i64),
    End,
    Broken,
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(code) => matches!(
            code,
            ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::SystemIoFailure
                | ErrorCode::OutOfMemory
                | ErrorCode::TooBig
        ),
        None => true,
    }
}
