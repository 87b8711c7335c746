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

    /// The places of this account as the system lists it, whatever the environment says: over SSH a client may
    /// have a say in that. `None` when nobody is listed under this uid.
    #[must_use]
    pub fn of_account() -> Option<Places> {
        let user = nix::unistd::User::from_uid(nix::unistd::getuid());
        let home = user.ok().flatten()?.dir;
        Some(Places {
            config: home.join(".config/hoist/config.toml"),
            data: home.join(".local/share/hoist"),
            state: home.join(".local/state/hoist"),
            home_dir: home,
        })
    }

    /// The same places with another state directory.
    #[must_use]
    pub fn with_state(self, state: PathBuf) -> Places {
        Places { state, ..self }
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
