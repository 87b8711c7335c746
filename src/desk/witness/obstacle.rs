//! What keeps witnesses from being written: no command ends for it, so it has to be looked for.

use super::Witnesses;
use rustix::fs::{Access, access};
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in the way of a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Something else stands where a directory belongs.
    NoDirectory(PathBuf),
    /// Something else stands where the witness of the desk belongs.
    NoFile(PathBuf),
    /// A directory that this user may not write.
    Closed(PathBuf),
}

impl Witnesses {
    /// Where they lie.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.dir
    }

    /// What keeps what is seen of a desk from being kept.
    #[must_use]
    pub fn obstacle(&self, desk: &str) -> Option<Obstacle> {
        let places = self.dir.join("places");
        if let Some(found) = closed(&self.dir).or_else(|| closed(&places)) {
            return Some(found);
        }
        let file = self.file(desk);
        let is_directory = fs::symlink_metadata(&file).is_ok_and(|m| m.is_dir());
        is_directory.then_some(Obstacle::NoFile(file))
    }
}

/// What keeps files from being made in a directory: where it is not there yet, directories in the one above.
fn closed(dir: &Path) -> Option<Obstacle> {
    // What cannot be seen is behind the first that can be.
    let seen = dir.ancestors().find(|d| fs::symlink_metadata(d).is_ok())?;
    match fs::metadata(seen).is_ok_and(|m| m.is_dir()) {
        false => Some(Obstacle::NoDirectory(seen.to_owned())),
        true => {
            let may_write = access(seen, Access::WRITE_OK | Access::EXEC_OK).is_ok();
            (!may_write).then(|| Obstacle::Closed(seen.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Obstacle, Witnesses};
    use std::fs;

    #[test]
    fn what_stands_where_witnesses_belong_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let state = dir.path().join("state");
        let witnesses = Witnesses::under(&state);
        assert_eq!(witnesses.obstacle("d"), None, "it is made when needed");
        fs::write(&state, "").unwrap();
        assert_eq!(
            witnesses.obstacle("d"),
            Some(Obstacle::NoDirectory(state.clone()))
        );
        fs::remove_file(&state).unwrap();
        witnesses.keep("d", &(7, "0".repeat(64))).unwrap();
        assert_eq!(witnesses.obstacle("d"), None);
        let places = witnesses.directory().join("places");
        fs::write(&places, "").unwrap();
        assert_eq!(
            witnesses.obstacle("d"),
            Some(Obstacle::NoDirectory(places.clone()))
        );
        fs::remove_file(&places).unwrap();
        let file = witnesses.file("d");
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        assert_eq!(witnesses.obstacle("d"), Some(Obstacle::NoFile(file)));
    }
}
