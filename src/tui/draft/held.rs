//! Words that found no room on the disk: held in memory as long as the program runs, given back like every draft, and
//! tried again.

use super::{Draft, DraftError, Drafts, Key, lock};
use lock::Turn;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

impl Drafts {
    /// Holds a draft, in place of what was held of the same text before.
    pub fn hold(&self, draft: &Draft) {
        let copy = self.mine.beside(&self.first(&draft.key()));
        let draft = Draft {
            copy,
            ..draft.clone()
        };
        self.mine.hold(&self.path(&draft.key()), draft);
    }

    /// Lets go of what is held under a key: it was sent, thrown away, or is kept.
    pub fn let_go(&self, key: &Key) {
        self.mine.let_go(&self.goes_to(key));
    }

    /// The texts that are held and not on the disk.
    #[must_use]
    pub fn unkept(&self) -> Vec<Key> {
        let held = self.mine.all_held().into_iter();
        held.map(|(_, draft)| draft.key()).collect()
    }

    /// Tries once more to put on the disk what is held.
    ///
    /// # Errors
    /// Of the first that found no room; it is held on.
    pub fn again(&self) -> Result<(), DraftError> {
        let mut done = Ok(());
        for (path, draft) in self.mine.all_held() {
            match self.put_held(&path, &draft) {
                Ok(()) => self.mine.let_go(&path),
                Err(error) => done = done.and_then(|()| Err(self.failure(error))),
            }
        }
        done
    }

    /// Into its own file, unless that holds another's text by now.
    fn put_held(&self, path: &Path, draft: &Draft) -> io::Result<()> {
        self.make_dir()?;
        let turn = lock::turn(&self.dir);
        let is_first = draft.copy.is_none();
        if !is_first || !(matches!(turn, Turn::Others) || self.is_others(path)) {
            return self.write(path, draft);
        }
        let copy = uuid::Uuid::now_v7().simple().to_string();
        let beside = Draft {
            copy: Some(copy.clone()),
            ..draft.clone()
        };
        self.write(&self.path(&beside.key()), &beside)?;
        if self.mine.beside(path).is_none() {
            self.mine.go_beside(path, copy);
        }
        Ok(())
    }

    /// The file that what is typed under a key goes to now.
    pub(super) fn goes_to(&self, key: &Key) -> PathBuf {
        let copy = self.mine.beside(&self.first(key));
        self.path(&Key {
            copy,
            ..key.clone()
        })
    }

    pub(super) fn make_dir(&self) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)
    }
}
