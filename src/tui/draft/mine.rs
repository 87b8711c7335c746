//! What this program knows of the drafts' files. The same agent may have hoist open twice: a file that holds
//! something this program neither read nor wrote is the other one's text, and is never written over.

use super::Draft;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The hash of a file's content.
pub(super) type Content = [u8; 32];

/// Shared by all threads of a program: what one of them read or wrote, all of them know.
#[derive(Clone, Debug, Default)]
pub struct Mine(Arc<Mutex<Files>>);

#[derive(Debug, Default)]
struct Files {
    /// What a file held when it was last read or written here.
    known: BTreeMap<PathBuf, Content>,
    /// The copies that are written in place of files that hold another's text.
    beside: BTreeMap<PathBuf, String>,
    /// What could not be put on the disk, by the file that it belongs into.
    held: BTreeMap<PathBuf, Draft>,
}

impl Mine {
    /// A file holds this now.
    pub(super) fn learn(&self, path: &Path, bytes: &[u8]) {
        let content = Sha256::digest(bytes).into();
        self.files().known.insert(path.to_owned(), content);
    }

    /// Whether a file that holds this was read or written here last.
    pub(super) fn knows(&self, path: &Path, bytes: &[u8]) -> bool {
        let content: Content = Sha256::digest(bytes).into();
        self.files().known.get(path) == Some(&content)
    }

    /// The copy that is written in place of a file.
    pub(super) fn beside(&self, path: &Path) -> Option<String> {
        self.files().beside.get(path).cloned()
    }

    /// From now on this copy is written in place of the file.
    pub(super) fn go_beside(&self, path: &Path, copy: String) {
        self.files().beside.insert(path.to_owned(), copy);
    }

    /// The file itself is written again.
    pub(super) fn come_back(&self, path: &Path) {
        self.files().beside.remove(path);
    }

    /// This belongs into the file and could not be written: it is held until it is.
    pub(super) fn hold(&self, path: &Path, draft: Draft) {
        self.files().held.insert(path.to_owned(), draft);
    }

    /// Nothing waits for the file any more.
    pub(super) fn let_go(&self, path: &Path) {
        self.files().held.remove(path);
    }

    /// What waits for the file.
    pub(super) fn held(&self, path: &Path) -> Option<Draft> {
        self.files().held.get(path).cloned()
    }

    /// Everything that waits, with its file.
    pub(super) fn all_held(&self) -> Vec<(PathBuf, Draft)> {
        let files = self.files();
        let each = files.held.iter();
        each.map(|(path, draft)| (path.clone(), draft.clone()))
            .collect()
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
