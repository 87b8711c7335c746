//! Copies of the program with a planted defect: text of the same length exchanged in the file. Nobody who uses
//! hoist has them in reach.

use std::path::{Path, PathBuf};

/// What is planted in a copy of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// `PRAGMA synchronous = NORMAL` in the place of FULL.
    Normal,
    /// `PRAGMA synchronous = OFF`.
    Off,
    /// Command ids are not looked up.
    NoCommandId,
}

impl Plant {
    fn exchanges(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Plant::Normal => &[("PRAGMA synchronous = FULL;", "PRAGMA synchronous = 1   ;")],
            Plant::Off => &[("PRAGMA synchronous = FULL;", "PRAGMA synchronous = OFF ;")],
            Plant::NoCommandId => &[
                (
                    "SELECT ticket, version FROM command WHERE id = ?",
                    "SELECT ticket, version FROM command WHERE  0 = ?",
                ),
                (
                    "INSERT INTO command (id, ticket, version) VALUES",
                    "REPLACE INTO command (id,ticket, version) VALUES",
                ),
            ],
        }
    }

    /// A copy of the program with the defect in it.
    pub fn program(self, dir: &Path) -> PathBuf {
        let mut bytes = std::fs::read(env!("CARGO_BIN_EXE_hoist")).unwrap();
        for (from, to) in self.exchanges() {
            assert_eq!(from.len(), to.len(), "{from}");
            let places: Vec<usize> = memchr::memmem::find_iter(&bytes, from).collect();
            assert!(!places.is_empty(), "the program does not say: {from}");
            for at in places {
                bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
            }
        }
        let program = dir.join(format!("{self:?}"));
        std::fs::write(&program, bytes).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&program, mode).unwrap();
        program
    }
}
