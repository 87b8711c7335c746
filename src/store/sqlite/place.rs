//! Whether what stands under the desk's name is the desk that was opened: asked under the lock before a write,
//! and after it before it is acknowledged.

use super::content::Content;
use super::fault::{Fail, explain};
use super::plant::{self, Plant};
use super::{SqliteStore, connect, file, migrate, read};
use crate::domain::id::CommandId;
use crate::store::Error;
use rusqlite::ErrorCode;
use rusqlite::config::DbConfig;
use std::cell::Cell;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Ends the name of the file that says which log belongs to no desk any more.
const STRAY: &str = "-stray";
/// Longer than the steps in which a system tells when a file was written.
const STEP: Duration = Duration::from_millis(50);

impl SqliteStore {
    /// Under the lock: it is this desk, of this schema.
    pub(super) fn check_desk(&self) -> Result<(), Fail> {
        // Between opening the file and its log another may have come: what went into that log would be played into
        // the desk that now has the name.
        self.check_moved()?;
        migrate::check(&self.conn, &self.path, self.schema)?;
        if read::desk_value(&self.conn, "id")?.as_deref() != Some(self.desk_id.as_str()) {
            return Err(Error::Moved(self.path.display().to_string()).into());
        }
        Ok(self.check_content()?)
    }

    /// What stands under the name is the file that was opened, and there is something in it.
    pub(super) fn check_place(&self) -> Result<(), Error> {
        match fs::metadata(&self.path) {
            Ok(meta) if meta.len() == 0 => Err(Error::Empty(self.path.display().to_string())),
            Ok(meta) if (meta.dev(), meta.ino()) == self.open.inode() => Ok(()),
            _ => Err(self.moved()),
        }
    }

    /// The file is not seen under its name: somebody put it elsewhere, or only closed the way to it.
    fn moved(&self) -> Error {
        file::closed(&self.path).unwrap_or_else(|| Error::Moved(self.path.display().to_string()))
    }

    /// After a commit: it went into what still has the name. Where nobody can look any more, it may have; `command`
    /// finds out when the way is open again.
    pub(super) fn check_written(&self, command: Option<&CommandId>) -> Result<(), Error> {
        match (self.check_moved(), command) {
            (Err(Error::Unreachable(_)), Some(command)) => {
                let why = format!("{} can no longer be reached", self.path.display());
                Err(Error::Unknown(why, command.clone()))
            }
            (Err(Error::Unreachable(_)), None) => Err(Error::Unusable(format!(
                "It is not known whether the last part was written to {0}: it can no longer be reached. Run hoist audit check once it can, then repeat what is missing.",
                self.path.display()
            ))),
            (checked, _) => checked.and_then(|()| self.check_content()),
        }
    }

    /// An INSERT into a file that was removed or replaced still says OK; so does one into a log that
    /// was removed.
    pub(super) fn check_moved(&self) -> Result<(), Error> {
        if self.log.is_some() && file::inode(&file::beside(&self.path, "-wal")) != self.log {
            return Err(self.moved());
        }
        match connect::has_moved(&self.conn) {
            true => Err(self.moved()),
            false => Ok(()),
        }
    }

    /// What was opened as unchanging has not changed.
    pub(super) fn check_still(&self) -> Result<(), Error> {
        match self.still.is_some_and(|was| was != file::stamp(&self.path)) {
            true => Err(Error::Stale(self.path.display().to_string())),
            false => Ok(()),
        }
    }

    /// Nothing else was written over the file. Where it is as long and as old as it was, nobody wrote at all.
    pub(super) fn check_content(&self) -> Result<(), Error> {
        let Some(file) = self.open.file().filter(|_| !self.read_only) else {
            return Ok(());
        };
        let now = Look::at(&file);
        let before = self.looked.0.replace(now);
        let kept = self.open.content();
        let is_same = before == now && (kept.is_none() || now.is_some_and(Look::is_settled));
        // Who opens a desk for one command has nothing to compare it with.
        if is_same || (before.is_none() && kept.is_none()) {
            return Ok(());
        }
        self.compare(kept, file)
    }

    /// The same for those who have the desk open for long: what stands in the file is kept in mind.
    pub(super) fn watch_content(&self) -> Result<(), Error> {
        match self.open.file().filter(|_| !self.read_only) {
            Some(file) => self.compare(self.open.content(), file),
            None => Ok(()),
        }
    }

    /// The sentence for what failed. Pages of another desk under this one's memory of them read as nonsense: that
    /// the file was overwritten is what there is to say then.
    pub(super) fn sentence(&self, fail: Fail) -> Error {
        if matches!(&fail, Fail::Sql(error) if is_nonsense(error))
            && let Err(overwritten @ Error::Overwritten(_)) = self.watch_content()
        {
            return overwritten;
        }
        fail.into_error(&self.path)
    }

    fn compare(&self, kept: Option<Arc<Content>>, file: Arc<File>) -> Result<(), Error> {
        if plant::is(Plant::BlindToContent) {
            return Ok(());
        }
        let content = match kept {
            Some(content) => content,
            None => {
                let content = Content::of(&self.conn, file, &self.desk_id);
                self.open
                    .keep(content.map_err(|e| explain(&self.path, &e))?)
            }
        };
        if !content.is_another() {
            return Ok(());
        }
        self.looked.0.set(None);
        if let Some(log) = self.log {
            let _ = keep_stray(&self.path, log);
        }
        Err(Error::Overwritten(self.path.display().to_string()))
    }
}

/// Whether what was read makes no sense, or is not there where the schema says it is.
fn is_nonsense(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown) => true,
        Some(_) => false,
        None => true,
    }
}

impl Drop for SqliteStore {
    /// Whoever closes a desk last copies its log into its file: not into another desk.
    fn drop(&mut self) {
        let is_known = self.open.content().is_some();
        if is_known && matches!(self.check_content(), Err(Error::Overwritten(_))) {
            let no_copy = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            let _ = self.conn.set_db_config(no_copy, true);
        }
        self.open.close();
    }
}

/// How the file looked when it was last known to be this desk.
#[derive(Debug, Default)]
pub struct Looked(Cell<Option<Look>>);

/// How long a file is, and when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    len: u64,
    written: SystemTime,
}

impl Look {
    fn at(file: &File) -> Option<Look> {
        let meta = file.metadata().ok()?;
        let (len, written) = (meta.len(), meta.modified().ok()?);
        Some(Look { len, written })
    }

    /// Whether somebody who writes now would make it look otherwise: times are told in steps.
    fn is_settled(self) -> bool {
        self.written.elapsed().is_ok_and(|ago| ago > STEP)
    }
}

fn stray(path: &Path) -> PathBuf {
    file::beside(path, STRAY)
}

/// Keeps that the log beside the file is another desk's, for those who open the file next.
fn keep_stray(path: &Path, log: file::Inode) -> std::io::Result<()> {
    let mut kept = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o644)
        .open(stray(path))?;
    writeln!(kept, "{} {}", log.0, log.1)
}

/// Whether the log beside a file that is about to be opened was another desk's, as somebody saw who had it open.
pub fn check_stray(path: &Path) -> Result<(), Error> {
    let Ok(kept) = fs::read_to_string(stray(path)) else {
        return Ok(());
    };
    let log = file::inode(&file::beside(path, "-wal"));
    match log.is_some_and(|log| kept.trim() == format!("{} {}", log.0, log.1)) {
        true => Err(Error::Overwritten(path.display().to_string())),
        false => {
            let _ = fs::remove_file(stray(path));
            Ok(())
        }
    }
}
