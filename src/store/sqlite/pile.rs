//! A place to put records in order before they become a desk: a file of its own that has no name and
//! goes when it is closed, so that memory stays flat.

use crate::store::Error;
use crate::store::blob::CHUNK;
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

/// A chunk of a file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PiledBytes {
    /// SHA-256 of the whole file, lower-case hex.
    pub sha256: String,
    /// Bytes of the whole file.
    pub size: u64,
    /// Which chunk, from 0.
    pub n: u32,
    /// It is the last one.
    pub is_last: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
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
                 CREATE TABLE bytes (sha256 TEXT NOT NULL, size INTEGER NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
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

    /// Puts a chunk of a file there; chunks come in their order, file by file.
    pub fn put_bytes(
        &mut self,
        sha256: &str,
        size: u64,
        n: u32,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let all = i64::try_from(size).unwrap_or(i64::MAX);
        self.0
            .prepare_cached("INSERT INTO bytes (sha256, size, n, bytes) VALUES (?, ?, ?, ?)")
            .and_then(|mut s| s.execute((sha256, all, n, bytes)))
            .map(|_| ())
            .map_err(|e| failed(&e))
    }

    /// Hands every chunk on, in the order in which they were put.
    pub fn each_bytes(
        &self,
        each: &mut dyn FnMut(PiledBytes) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sql = "SELECT sha256, size, n, bytes FROM bytes ORDER BY rowid";
        let mut statement = self.0.prepare(sql).map_err(|e| failed(&e))?;
        let mut rows = statement.query([]).map_err(|e| failed(&e))?;
        while let Some(r) = rows.next().map_err(|e| failed(&e))? {
            let read = || {
                let (size, n): (i64, u32) = (r.get(1)?, r.get(2)?);
                let (size, bytes): (u64, Vec<u8>) = (size.unsigned_abs(), r.get(3)?);
                let until = u64::from(n) * CHUNK as u64 + bytes.len() as u64;
                rusqlite::Result::Ok(PiledBytes {
                    sha256: r.get(0)?,
                    size,
                    n,
                    is_last: until == size,
                    bytes,
                })
            };
            each(read().map_err(|e| failed(&e))?)?;
        }
        Ok(())
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
