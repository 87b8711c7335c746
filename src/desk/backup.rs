//! Backups: a copy of the whole desk made while others write, recorded as an event of the desk.

use super::{Desk, Error};
use crate::domain::backup::Backup;
use crate::domain::event::DeskFact;
use crate::domain::id::At;
use crate::store::Error as StoreError;
use crate::store::copy::{Copied, Going};
use std::path::{Path, PathBuf};

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The copy.
    pub copied: Copied,
    /// Why the desk does not remember it; `None`: it does.
    pub unrecorded: Option<Unrecorded>,
}

/// Why a desk does not remember a backup that was made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecorded {
    /// The desk can only be read here.
    ReadOnly,
    /// There is no room for the record.
    Full,
    /// Another program was writing for too long.
    Busy,
}

impl Unrecorded {
    /// In words.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Unrecorded::ReadOnly => "the desk’s file can only be read here",
            Unrecorded::Full => "the desk’s disk is full",
            Unrecorded::Busy => "another program was writing",
        }
    }

    /// The copy is there and whole: of these it is not said that nothing was written.
    fn of(error: Error) -> Result<Unrecorded, Error> {
        match error {
            Error::Store(StoreError::ReadOnly(_)) => Ok(Unrecorded::ReadOnly),
            Error::Store(StoreError::Full { .. }) => Ok(Unrecorded::Full),
            Error::Store(StoreError::Busy(_)) => Ok(Unrecorded::Busy),
            error => Err(error),
        }
    }
}

impl Desk {
    /// Copies the whole desk as it is at one moment into a new file that only its maker may read, while
    /// others write; restricted tickets too. `to` may be a directory: the file is then called after the
    /// desk and the time. `None`: broken off, and nothing is left.
    ///
    /// # Errors
    /// [`Error::NeedsLead`] for whoever may not read everything; the store's, where the file is there
    /// already, cannot be written, or is not as the desk was.
    pub fn back_up(&mut self, to: &Path, going: &mut Going<'_>) -> Result<Option<Made>, Error> {
        self.host_files("A backup into a file")?;
        self.may_read_all("Backing the desk up")?;
        if to.as_os_str().is_empty() {
            return Err(Error::Input("Name a file for the backup.".to_owned()));
        }
        super::side::is_free(to)?;
        let target = match to.is_dir() {
            true => to.join(self.backup_name()),
            false => to.to_owned(),
        };
        super::side::is_free(&target)?;
        let Some(copied) = self.store.copy_to(&target, going)? else {
            return Ok(None);
        };
        let name = copied.file.file_name().unwrap_or_default();
        let fact = DeskFact::BackedUp(Backup {
            at: self.now(),
            n: copied.n,
            hash: copied.hash.clone(),
            file: name.to_string_lossy().into_owned(),
        });
        let unrecorded = match self.write_desk(fact) {
            Ok(_) => None,
            Err(error) => Some(Unrecorded::of(error)?),
        };
        Ok(Some(Made { copied, unrecorded }))
    }

    /// The last backup that is recorded here.
    ///
    /// # Errors
    /// The store's.
    pub fn last_backup(&self) -> Result<Option<Backup>, Error> {
        Ok(self.store.last_copy()?)
    }

    fn backup_name(&self) -> PathBuf {
        let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let name: String = self.info.name.chars().filter(|c| fine(*c)).collect();
        let name = match name.is_empty() {
            true => "desk",
            false => &name,
        };
        PathBuf::from(format!("{name}-{}.hoist", stamp(self.now())))
    }
}

/// A time as a part of a file's name: `20261124T120000Z`.
pub(super) fn stamp(at: At) -> String {
    let time = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default();
    time.format("%Y%m%dT%H%M%SZ").to_string()
}
