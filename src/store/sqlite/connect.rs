//! A connection with the settings every desk is used with.

use super::fault::explain;
use super::file::{self, APPLICATION_ID, Stamp};
use super::overheard;
use super::plant::{self, Plant};
use crate::store::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, FileControl, OpenFlags};
use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::{BuildHasher, Hasher};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a writer waits for another before it says "busy".
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Statements kept prepared per connection.
const STATEMENTS: usize = 128;

/// Page cache of a connection. A page of a queue reads as many pages as it has rows, each once: a larger
/// cache keeps what is not read again, and the system keeps the file in memory anyway.
pub const CACHE_KIB: i64 = 512;

/// How the file is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// For reading and writing; for reading alone where the file cannot be written.
    #[default]
    Write,
    /// For reading alone.
    Read,
}

/// Opens for writing with every setting; `path` is absolute.
pub fn writer(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let mut conn = Connection::open_with_flags(path, flags)?;
        overheard::attach(&mut conn)?;
        patience(&mut conn, PATIENCE)?;
        guard(&conn)?;
        conn.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        Ok(conn)
    };
    open().map_err(|e| explain(path, &e))
}

/// Opens for reading. Where no writer has left its side files there is nothing to share, and
/// making them would lock the owner out (or is impossible on read-only media): then the file is read
/// as unchanging, and how it stood is handed back: a writer may come all the same.
pub fn reader(path: &Path) -> Result<(Connection, Option<Stamp>), Error> {
    if !file::has_log(path) {
        return reading(path, false);
    }
    let asked = reading(path, true).and_then(|(conn, still)| {
        let tables = "SELECT count(*) FROM sqlite_schema";
        let probe = conn.query_row(tables, [], |r| r.get::<_, i64>(0));
        probe.map_err(|e| explain(path, &e))?;
        Ok((conn, still))
    });
    match asked {
        Err(Error::Full { .. }) => reader_without_room(path),
        other => other,
    }
}

/// The same on a disk without room for the memory that those who use the log share: an empty log is none.
pub fn reader_without_room(path: &Path) -> Result<(Connection, Option<Stamp>), Error> {
    let log = std::fs::metadata(file::beside(path, "-wal"));
    reading(path, log.is_ok_and(|m| m.len() > 0))
}

fn reading(path: &Path, has_log: bool) -> Result<(Connection, Option<Stamp>), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let stamp = file::stamp(path);
    let open = || -> rusqlite::Result<_> {
        let (mut conn, still) = if has_log {
            (Connection::open_with_flags(path, flags)?, None)
        } else {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            let conn = Connection::open_with_flags(immutable(path), flags)?;
            (conn, Some(stamp))
        };
        patience(&mut conn, PATIENCE)?;
        guard(&conn)?;
        conn.execute_batch("PRAGMA query_only = ON;")?;
        Ok((conn, still))
    };
    open().map_err(|e| explain(path, &e))
}

/// Opens a damaged file for reading alone, as unchanging where nobody else has it open: also one that ends
/// before its last page, which SQLite reads only where the schema may be written.
pub fn wrecked(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let mut conn = match file::has_log(path) {
            true => Connection::open_with_flags(path, flags)?,
            false => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                Connection::open_with_flags(immutable(path), flags)?
            }
        };
        patience(&mut conn, PATIENCE)?;
        distrust(&conn)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA writable_schema = ON;")?;
        settle(&conn)?;
        Ok(conn)
    };
    open().map_err(|e| explain(path, &e))
}

/// Settings that protect from the file's content, and those of reading.
fn guard(conn: &Connection) -> rusqlite::Result<()> {
    distrust(conn)?;
    settle(conn)
}

fn distrust(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Plans look at no bound value: none of ours depends on one, and SQLite would prepare each statement
    // that might once more as soon as it is bound.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map(|_| ())
}

fn settle(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(&format!(
        "PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA cache_size = -{CACHE_KIB};
         PRAGMA mmap_size = 0;"
    ))
}

/// The longest sleep of one who has just begun to wait, in microseconds.
const SLEEP_US: u64 = 1_000;
/// Nobody who waits sleeps for so long: the program was stopped meanwhile.
const STOPPED: Duration = Duration::from_millis(500);
/// After each such time the sleeps are half as long.
const AGE: Duration = Duration::from_millis(500);

/// How long one who has waited for so long sleeps at most until the next look. Who waits longer looks
/// more often: among equals luck alone decides, and of many some have none for seconds (64 who write for
/// 10 ms each, computed: the unluckiest of 2,000 writes waits 3.8 s, with this 2.2 s).
fn sleep_us(waited: Duration) -> u64 {
    let halved = waited.as_millis() / AGE.as_millis();
    (SLEEP_US >> halved.min(5)).max(1)
}

/// For how long somebody waits who looks again and again. For as long as the program is stopped it does not look, and
/// cannot say that others wrote all the time.
#[derive(Debug)]
pub struct Waited {
    sum: Duration,
    last: Instant,
}

impl Waited {
    /// From now on.
    pub fn begin() -> Waited {
        Waited {
            sum: Duration::ZERO,
            last: Instant::now(),
        }
    }

    /// Until now.
    pub fn so_far(&mut self) -> Duration {
        let now = Instant::now();
        self.sum += now.duration_since(self.last).min(STOPPED);
        self.last = now;
        self.sum
    }
}

thread_local! {
    static WAITED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread had to wait for a lock since it was asked last.
pub fn has_waited() -> bool {
    WAITED.take()
}

/// The one busy handler: random short sleeps until the time is over. SQLite's own starves writers.
pub fn patience(conn: &mut Connection, limit: Duration) -> rusqlite::Result<()> {
    if plant::is(Plant::OwnPatience) {
        return conn.busy_timeout(limit);
    }
    let mut waits = Waited::begin();
    let mut dice = RandomState::new().build_hasher().finish() | 1;
    conn.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            waits = Waited::begin();
            WAITED.set(true);
        }
        let waited = waits.so_far();
        if waited >= limit {
            return false;
        }
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        std::thread::sleep(Duration::from_micros(20 + dice % sleep_us(waited)));
        true
    }))
}

/// Whether the file that this connection has open no longer stands under its name.
pub fn has_moved(conn: &Connection) -> bool {
    let mut moved = 0;
    let asked = conn.file_control::<&str>(None, FileControl::HasMoved(&mut moved));
    asked.is_ok() && moved != 0
}

/// Marks a new file as a desk's.
pub fn sign(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)
}

/// Our own URI: every byte that could mean something in one is escaped.
fn immutable(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                uri.push(char::from(*byte))
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri.push_str("?immutable=1");
    uri
}

/// Whether this process may write the file: not on read-only media and not without permission.
pub fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}
