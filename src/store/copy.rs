//! Copies of a whole desk, made while it is used.

use super::Error;
use crate::domain::backup::Backup;
use std::path::{Path, PathBuf};

/// What a copy is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Bytes are copied.
    Copying,
    /// The copy is opened again and looked through.
    Checking,
    /// Its audit chain is checked, record by record.
    Chain,
}

/// Told what is done of how much; `false` breaks it off.
pub type Going<'g> = dyn FnMut(Part, u64, u64) -> bool + 'g;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its file.
    pub file: PathBuf,
    /// The id of the desk in it.
    pub desk: String,
    /// The last record that it holds.
    pub n: i64,
    /// Its hash, lower-case hex.
    pub hash: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What can be copied as a whole.
pub trait Copies {
    /// Copies the desk as it is at one moment into a new file, checked by reopening it. `None`: it was
    /// broken off, and nothing is left.
    fn copy_to(&self, target: &Path, going: &mut Going<'_>) -> Result<Option<Copied>, Error>;

    /// The last backup that was recorded.
    fn last_copy(&self) -> Result<Option<Backup>, Error>;
}
