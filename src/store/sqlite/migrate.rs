//! Numbered migrations: each in the one transaction that also raises `user_version`, with a verified
//! backup of an existing desk beforehand.

use super::fault::Fail;
use super::{file, linked, search};
use crate::store::Error;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What a migration does beside its SQL.
pub type Then = fn(&Connection) -> Result<(), Fail>;

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `user_version` after it.
    pub to: i32,
    /// What it does, with its reason at the top.
    pub sql: &'static str,
    /// What SQL alone cannot do, in the same transaction.
    pub then: Option<Then>,
}

/// All of them, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        to: 1,
        sql: include_str!("0001_base.sql"),
        then: None,
    },
    Migration {
        to: 2,
        sql: include_str!("0002_process_of_rows.sql"),
        then: None,
    },
    Migration {
        to: 3,
        sql: include_str!("0003_search.sql"),
        then: Some(search::fill),
    },
    Migration {
        to: 4,
        sql: include_str!("0004_attachments.sql"),
        then: None,
    },
    Migration {
        to: 5,
        sql: include_str!("0005_configurations.sql"),
        then: None,
    },
    Migration {
        to: 6,
        sql: include_str!("0006_articles.sql"),
        then: None,
    },
    Migration {
        to: 7,
        sql: include_str!("0007_products.sql"),
        then: None,
    },
    Migration {
        to: 8,
        sql: include_str!("0008_linked.sql"),
        then: Some(linked::fill),
    },
    Migration {
        to: 9,
        sql: include_str!("0009_templates.sql"),
        then: None,
    },
    Migration {
        to: 10,
        sql: include_str!("0010_asked.sql"),
        then: None,
    },
    Migration {
        to: 11,
        sql: include_str!("0011_known_articles.sql"),
        then: None,
    },
];

/// The newest schema among migrations.
pub fn newest(migrations: &[Migration]) -> i32 {
    migrations.last().map_or(0, |m| m.to)
}

/// `user_version` of the file.
pub fn schema(conn: &Connection) -> rusqlite::Result<i32> {
    conn.prepare_cached("PRAGMA user_version")?
        .query_row([], |r| r.get(0))
}

/// Brings a desk up to date; says which backups it made. A killed one leaves the old desk.
pub fn migrate(
    conn: &mut Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<Vec<PathBuf>, Fail> {
    let mut backups = Vec::new();
    while schema(conn)? < newest(migrations) {
        backups.extend(step(conn, path, migrations)?);
    }
    Ok(backups)
}

/// One migration. The schema is read again under the lock: another program may have been quicker.
fn step(
    conn: &mut Connection,
    path: &Path,
    migrations: &[Migration],
) -> Result<Option<PathBuf>, Fail> {
    let lock = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = schema(&lock)?;
    let Some(next) = migrations.iter().find(|m| m.to > now) else {
        return Ok(None);
    };
    let backup = if now > 0 {
        Some(back_up(&lock, path, now)?)
    } else {
        None
    };
    lock.execute_batch(next.sql)?;
    if let Some(then) = next.then {
        then(&lock)?;
    }
    lock.pragma_update(None, "user_version", next.to)?;
    lock.commit()?;
    Ok(backup)
}

/// A copy beside the desk, checked before it gets its name.
fn back_up(conn: &Connection, path: &Path, schema: i32) -> Result<PathBuf, Fail> {
    let target = free_name(path, schema);
    let part = beside(&target, ".part");
    let kept = copy(conn, path, &part).and_then(|()| {
        std::fs::rename(&part, &target)
            .and_then(|()| file::keep_name(&target))
            .map_err(|e| refused(&target, &e.to_string()))
    });
    if kept.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    kept.map(|()| target)
}

fn copy(conn: &Connection, path: &Path, part: &Path) -> Result<(), Fail> {
    let mode = std::fs::metadata(path).map_or(0o600, |m| m.mode() & 0o777);
    let _ = std::fs::remove_file(part);
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(part)
        .map_err(|e| refused(part, &e.to_string()))?;
    let mut to = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    to.execute_batch("PRAGMA synchronous = FULL;")?;
    // A connection that holds the write lock cannot be copied from; a reader beside it sees the same.
    let from = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let copying = Backup::new(&from, &mut to)?;
    let end = copying.step(-1)?;
    drop(copying);
    if end != StepResult::Done {
        return Err(refused(part, &format!("copying stopped: {end:?}")));
    }
    verify(conn, &to, part)
}

/// The backup must be sound and end with the same link of the chain.
fn verify(from: &Connection, to: &Connection, part: &Path) -> Result<(), Fail> {
    let sound: String = to.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    let same = schema(from)? == schema(to)? && head(from)? == head(to)?;
    if sound != "ok" || !same {
        return Err(refused(part, "the copy is not the same as the desk"));
    }
    Ok(())
}

fn head(conn: &Connection) -> rusqlite::Result<(i64, Vec<u8>)> {
    conn.query_row(
        "SELECT coalesce(max(n), 0), coalesce((SELECT hash FROM event ORDER BY n DESC LIMIT 1), x'') FROM event",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )
}

fn refused(backup: &Path, why: &str) -> Fail {
    Fail::Store(Error::Unusable(format!(
        "The desk must be brought up to date first, but the backup {} could not be made ({why}). Nothing was changed; make room or set the rights, and start again.",
        backup.display()
    )))
}

fn free_name(path: &Path, schema: i32) -> PathBuf {
    let mut name = beside(path, &format!(".backup-v{schema}"));
    let mut n = 1;
    while name.exists() {
        n += 1;
        name = beside(path, &format!(".backup-v{schema}-{n}"));
    }
    name
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Refuses a file whose schema is not among ours (also after another program migrated it).
pub fn check(conn: &Connection, path: &Path, newest: i32) -> Result<(), Fail> {
    file::check_schema(path, schema(conn)?, newest).map_err(Fail::Store)
}
