//! Where a throw-away desk lives: in a directory of its own that goes with it.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// A directory nobody else can look into, removed with all that is in it when this is dropped.
#[derive(Debug)]
pub struct Place {
    dir: PathBuf,
}

impl Place {
    /// Makes one among the temporary files.
    ///
    /// # Errors
    /// When no directory can be made there.
    pub fn new() -> io::Result<Place> {
        let base = std::env::temp_dir();
        let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
        for _ in 0..16 {
            let name = format!("hoist-demo-{}", uuid::Uuid::now_v7());
            let dir = base.join(name);
            match std::fs::DirBuilder::new().mode(0o700).create(&dir) {
                Ok(()) => return Ok(Place { dir }),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => last = e,
                Err(e) => return Err(e),
            }
        }
        Err(last)
    }

    /// The file of the desk in it.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.dir.join("demo.hoist")
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn it_goes_with_what_is_in_it() {
        let place = Place::new().unwrap();
        std::fs::write(place.file(), "x").unwrap();
        let dir = place.dir().to_owned();
        drop(place);
        assert!(!dir.exists());
    }
}
