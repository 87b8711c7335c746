//! A place to put records in order before they become a desk: a file of its own that has no name and
//! goes when it is closed, so that memory stays flat.

use crate::store::Error;
use rusqlite::{Connection, ErrorCode};

/// A record that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piled {
    /// Its number in the chain it comes from.
    pub n: i64,
    /// The line it was read from.
    pub line: u64,
    /// Its ticket; `None`: the desk's own.
    pub ticket: Option<i64>,
    /// Its hash there, hex.
    pub hash: String,
    /// The event's canonical JSON.
    pub json: String,
}

/// Records, put in any order and read by number.
#[derive(Debug)]
pub struct Pile(Connection);

fn failed(error: &rusqlite::Error) -> Error {
    Error::Backend(format!("the records could not be put in order: {error}"))
}

impl Pile {
    /// An empty one.
    pub fn open() -> Result<Pile, Error> {
        let made = Connection::open("").and_then(|conn| {
            conn.execute_batch(
                "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -32000;
                 CREATE TABLE piled (n INTEGER PRIMARY KEY, line INTEGER NOT NULL, ticket INTEGER, hash TEXT NOT NULL, json TEXT NOT NULL) STRICT;
                 BEGIN;",
            )?;
            Ok(Pile(conn))
        });
        made.map_err(|e| failed(&e))
    }

    /// Puts one there; `false` when its number is taken.
    pub fn put(&mut self, piled: &Piled) -> Result<bool, Error> {
        let line = i64::try_from(piled.line).unwrap_or(i64::MAX);
        let put = self
            .0
            .prepare_cached(
                "INSERT INTO piled (n, line, ticket, hash, json) VALUES (?, ?, ?, ?, ?)",
            )
            .and_then(|mut s| s.execute((piled.n, line, piled.ticket, &piled.hash, &piled.json)));
        match put {
            Ok(_) => Ok(true),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(false),
            Err(e) => Err(failed(&e)),
        }
    }

    /// Those with a number above `after`, ascending, at most `limit`.
    pub fn page(&self, after: i64, limit: usize) -> Result<Vec<Piled>, Error> {
        let read = || {
            let mut statement = self.0.prepare_cached(
                "SELECT n, line, ticket, hash, json FROM piled WHERE n > ? ORDER BY n LIMIT ?",
            )?;
            let rows = statement.query_map((after, super::read::cap(limit)), |r| {
                Ok(Piled {
                    n: r.get(0)?,
                    line: r.get::<_, i64>(1)?.unsigned_abs(),
                    ticket: r.get(2)?,
                    hash: r.get(3)?,
                    json: r.get(4)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|e| failed(&e))
    }
}
