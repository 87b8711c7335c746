//! A desk in memory has no file to copy.

use super::MemoryStore;
use crate::domain::backup::Backup;
use crate::store::Error;
use crate::store::copy::{Copied, Copies, Going};
use std::path::Path;

impl Copies for MemoryStore {
    fn copy_to(&self, _: &Path, _: &mut Going<'_>) -> Result<Option<Copied>, Error> {
        Err(Error::Unusable(
            "This desk lies in memory: there is no file to copy.".to_owned(),
        ))
    }

    fn last_copy(&self) -> Result<Option<Backup>, Error> {
        Ok(self.state().backup.clone())
    }
}
