//! A new desk, made under another name and given its own only when it is whole.

use super::connect::{self, Mode};
use super::fault::Fail;
use super::migrate::{MIGRATIONS, newest};
use super::{SqliteStore, book, file};
use crate::domain::event::DeskEvent;
use crate::store::{DeskInfo, Error};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rustix::fs::{CWD, Gid, RenameFlags};
use rustix::io::Errno;
use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// How a new desk's file is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Making {
    /// A file of 0 bytes at its place is replaced.
    pub use_empty: bool,
    /// The number of the group that shares it (mode 0660); none: its owner alone (mode 0600).
    pub group: Option<u32>,
}

/// Makes the desk and opens it.
pub fn create(
    path: &Path,
    info: &DeskInfo,
    events: Vec<DeskEvent>,
    making: Making,
) -> Result<SqliteStore, Error> {
    let path = std::path::absolute(path).map_err(|e| file::unusable(path, &e.to_string()))?;
    check_free(&path, making.use_empty)?;
    let draft = draft_name(&path);
    let made = build(&draft, info, events)
        .and_then(|()| share(&draft, making.group))
        .and_then(|()| give_name(&draft, &path, making.use_empty));
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    made?;
    if let Err(why) = file::keep_name(&path) {
        let _ = std::fs::remove_file(&path);
        return Err(cannot_make(&path, &why.to_string()));
    }
    SqliteStore::open(&path, Mode::Write)
}

/// Gives a desk that was filled under another name its own. `instead`: over the desk that has it now,
/// which nobody may have open.
pub fn settle(draft: &Path, path: &Path, instead: bool) -> Result<(), Error> {
    for file in [draft, path] {
        // The log of a desk would be played into the one that takes its place.
        if file::beside(file, "-wal").exists() {
            return Err(taken(
                file,
                "is open in another program; close it there and repeat",
            ));
        }
    }
    match instead {
        true => std::fs::rename(draft, path).map_err(|e| cannot_make(path, &e.to_string()))?,
        false => give_name(draft, path, false)?,
    }
    file::keep_name(path).map_err(|e| cannot_make(path, &e.to_string()))
}

/// A log left by a desk that is gone would be played into the new one: SQLite does not see whose it is.
fn check_free(path: &Path, use_empty: bool) -> Result<(), Error> {
    for end in ["-wal", "-journal"] {
        let left = file::beside(path, end);
        if std::fs::symlink_metadata(&left).is_ok_and(|m| m.len() > 0) && !path.exists() {
            return Err(taken(
                &left,
                "is left from a desk that was here and may hold its last changes; put that desk's file back, or move this one away",
            ));
        }
    }
    match std::fs::symlink_metadata(path) {
        Err(_) => Ok(()),
        Ok(meta) if meta.is_file() && meta.len() == 0 && use_empty => Ok(()),
        Ok(meta) if meta.is_file() && meta.len() == 0 => Err(taken(
            path,
            "is already there, empty (0 bytes); tell hoist init to use it, or name another",
        )),
        Ok(_) => Err(taken(path, "is already there; name another place")),
    }
}

fn taken(path: &Path, what: &str) -> Error {
    Error::Unusable(format!("{} {what}. Nothing was changed.", path.display()))
}

/// Beside the desk, so that giving it its name needs no copying. Never the name of a draft that a
/// killed process left.
fn draft_name(path: &Path) -> PathBuf {
    file::beside(path, &format!(".new-{}", uuid::Uuid::now_v7().simple()))
}

/// Gives the file to its group, whatever the umask.
fn share(draft: &Path, group: Option<u32>) -> Result<(), Error> {
    let Some(group) = group else {
        return Ok(());
    };
    let give = || -> std::io::Result<()> {
        let file = File::open(draft)?;
        rustix::fs::fchown(&file, None, Some(Gid::from_raw(group)))?;
        file.set_permissions(Permissions::from_mode(0o660))
    };
    give().map_err(|e| cannot_make(draft, &format!("it could not be given to the group: {e}")))
}

fn build(draft: &Path, info: &DeskInfo, events: Vec<DeskEvent>) -> Result<(), Error> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(draft)
        .map_err(|e| cannot_make(draft, &e.to_string()))?;
    fill(draft, info, events).map_err(|e| e.into_error(draft))
}

fn fill(draft: &Path, info: &DeskInfo, events: Vec<DeskEvent>) -> Result<(), Fail> {
    let mut conn = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    conn.execute_batch("PRAGMA synchronous = FULL;")?;
    let whole = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    connect::sign(&whole)?;
    for migration in MIGRATIONS {
        whole.execute_batch(migration.sql)?;
    }
    whole.pragma_update(None, "user_version", newest(MIGRATIONS))?;
    book::describe(&whole, info)?;
    let mut tail = super::write::Tail::load(&whole, super::search::behind::USUAL)?;
    for mut event in events {
        book::put(&whole, &mut tail, &mut event, None)?;
    }
    whole.commit()?;
    // The journal's mode is part of the file: set here, while no one else can have it open.
    conn.execute_batch("PRAGMA journal_mode = WAL;")?;
    conn.close().map_err(|(_, e)| Fail::Sql(e))
}

/// Never over a file that came to be meanwhile.
pub(super) fn give_name(draft: &Path, path: &Path, use_empty: bool) -> Result<(), Error> {
    if use_empty {
        check_free(path, true)?;
        return std::fs::rename(draft, path).map_err(|e| cannot_make(path, &e.to_string()));
    }
    match rustix::fs::renameat_with(CWD, draft, CWD, path, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        Err(Errno::EXIST) => Err(taken(path, "is already there; name another place")),
        // Some file systems cannot promise it.
        Err(_) => {
            check_free(path, false)?;
            std::fs::rename(draft, path).map_err(|e| cannot_make(path, &e.to_string()))
        }
    }
}

fn cannot_make(path: &Path, why: &str) -> Error {
    Error::Unusable(format!(
        "The desk's file {} could not be made ({why}). Nothing was kept; name a directory you may write, with --desk.",
        path.display()
    ))
}
