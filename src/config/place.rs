//! Where things lie: the XDG directories of this user.

use std::path::{Path, PathBuf};

/// Directories and files of this user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The config file.
    pub config: PathBuf,
    /// The directory of the desk's file, when nothing else is said.
    pub data: PathBuf,
    /// Drafts, crash files, the audit witness, remembered tastes.
    pub state: PathBuf,
    home_dir: PathBuf,
}

impl Places {
    /// The places of the user who runs the program; `None` when there is no home directory.
    #[must_use]
    pub fn of_user() -> Option<Places> {
        let dirs = directories::ProjectDirs::from("", "", "hoist")?;
        let home = directories::BaseDirs::new()?;
        Some(Places {
            config: dirs.config_dir().join("config.toml"),
            data: dirs.data_dir().to_owned(),
            state: dirs.state_dir().unwrap_or(dirs.data_dir()).to_owned(),
            home_dir: home.home_dir().to_owned(),
        })
    }

    /// All places under one directory: for tests.
    #[must_use]
    pub fn under(root: &Path) -> Places {
        Places {
            config: root.join("config/config.toml"),
            data: root.join("data"),
            state: root.join("state"),
            home_dir: root.to_owned(),
        }
    }

    /// The desk's file when nothing else is said.
    #[must_use]
    pub fn desk(&self) -> PathBuf {
        self.data.join("desk.hoist")
    }

    /// The file of remembered tastes.
    #[must_use]
    pub fn tastes(&self) -> PathBuf {
        self.state.join("tastes.toml")
    }

    /// A path as written in the config file: `~/` is the home directory.
    #[must_use]
    pub fn home(&self, text: &str) -> PathBuf {
        match text.strip_prefix("~/") {
            Some(rest) => self.home_dir.join(rest),
            None => PathBuf::from(text),
        }
    }
}
