//! Names that are not a desk's own: what SQLite and hoist keep beside a desk's file is removed or written over without a
//! question, so nothing that should last is put there.

use super::Error;
use std::path::Path;

/// What stands behind the name of a desk's file in the names of those beside it.
const SIDES: [&str; 5] = ["-wal", "-shm", "-journal", "-here", "-stray"];

/// Refuses a place for a new file that belongs to a desk of another name.
///
/// # Errors
/// [`Error::Input`], which says whose place it is.
pub fn is_free(path: &Path) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let side = SIDES.iter().find_map(|side| name.strip_suffix(side));
    match side {
        None => Ok(()),
        Some(desk) => Err(Error::Input(format!(
            "{} is the place of a file that is kept beside a desk called {desk} and goes away with it. Nothing was written; choose another name.",
            path.display()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::is_free;
    use std::path::Path;

    #[test]
    fn a_place_beside_a_desk_is_nobody_elses() {
        for taken in [
            "x.hoist-wal",
            "a/x.hoist-shm",
            "x-journal",
            "x.hoist-here",
            "-stray",
        ] {
            assert!(is_free(Path::new(taken)).is_err(), "{taken}");
        }
        for free in ["x.hoist", "wal", "x-wal.hoist", "-wal/x", "x.hoist.wal"] {
            assert!(is_free(Path::new(free)).is_ok(), "{free}");
        }
    }
}
