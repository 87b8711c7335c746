//! Numbered migrations: each in the one transaction that also raises `user_version`, with a verified
//! backup of an existing desk beforehand.

use super::backup::{self, Wanted};
use super::fault::Fail;
use super::{connect, file, linked, review, search};
use crate::store::Error;
use crate::store::turn::Turn;
use rusqlite::{Connection, TransactionBehavior};
use std::os::unix::fs::MetadataExt;
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
    Migration {
        to: 12,
        sql: include_str!("0012_one_list.sql"),
        then: None,
    },
    Migration {
        to: 13,
        sql: include_str!("0013_notices.sql"),
        then: None,
    },
    Migration {
        to: 15,
        sql: include_str!("0015_review.sql"),
        then: Some(review::fill),
    },
    Migration {
        to: 16,
        sql: include_str!("0016_unindexed.sql"),
        then: None,
    },
    Migration {
        to: 17,
        sql: include_str!("0017_rows_anew.sql"),
        then: None,
    },
    Migration {
        to: 18,
        sql: include_str!("0018_notices_over.sql"),
        then: None,
    },
    Migration {
        to: 19,
        sql: include_str!("0019_next_word.sql"),
        then: None,
    },
    Migration {
        to: 20,
        sql: include_str!("0020_hook_waits.sql"),
        then: None,
    },
    Migration {
        to: 22,
        sql: include_str!("0022_words_anew.sql"),
        then: Some(search::anew),
    },
    Migration {
        to: 23,
        sql: include_str!("0023_heard_anew.sql"),
        then: Some(heard_anew),
    },
    Migration {
        to: 24,
        sql: include_str!("0024_later_clocks.sql"),
        then: None,
    },
];

fn heard_anew(conn: &Connection) -> Result<(), Fail> {
    linked::fill(conn)?;
    review::refill(conn)
}

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
    let _turn = Turn::begin();
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
    // As for every other write: what went into the log of another desk would be played into that one.
    if connect::has_moved(&lock) {
        return Err(Error::Moved(path.display().to_string()).into());
    }
    let now = schema(&lock)?;
    let Some(next) = migrations.iter().find(|m| m.to > now) else {
        return Ok(None);
    };
    let backup = if now > 0 {
        Some(back_up(path, now)?)
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

/// A copy beside the desk, checked before it gets its name. A connection that holds the write lock
/// cannot be copied from; a reader beside it sees the same.
fn back_up(path: &Path, schema: i32) -> Result<PathBuf, Fail> {
    let target = free_name(path, schema);
    let wanted = Wanted {
        mode: std::fs::metadata(path).map_or(0o600, |m| m.mode() & 0o777),
        chain: false,
    };
    match backup::copy(path, &target, wanted, &mut |_, _, _| true) {
        Ok(_) => Ok(target),
        Err(error) => Err(refused(&target, &error.to_string())),
    }
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
