//! An agent before the real program, in a state directory of its own, in the middle of a sentence.

use super::super::seeded::Dice;
use super::ill::Ill;
use crate::cli::Home;
use crate::support::pty::Pty;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Error, Store};
use portable_pty::CommandBuilder;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a screen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same where a defect is planted that may keep it from ever coming.
const PLANTED: Duration = Duration::from_secs(8);

/// What is being typed.
pub const SENTENCE: &str = "The pool is em";

/// What stands over a note.
pub const NOTE: &str = "only the desk reads this";

/// One desk for all sessions: none of them may write to it.
static HOME: LazyLock<(Home, i64)> = LazyLock::new(|| {
    let home = Home::new();
    home.triaged();
    let head = head(&home);
    (home, head)
});

/// Read again where a session beside this one began to use the file meanwhile.
fn head(home: &Home) -> i64 {
    loop {
        let read = SqliteStore::open(&home.desk(), Mode::Read).and_then(|store| store.head());
        match read {
            Ok((n, _)) => return n,
            Err(Error::Stale(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

pub struct Seat {
    pub pty: Pty,
    state: TempDir,
    patience: Duration,
}

impl Seat {
    /// Starts the program and types, to the middle of the sentence.
    pub fn new(ill: Ill, dice: &mut Dice, plant: Option<&str>) -> Result<Seat, String> {
        let state = TempDir::new().unwrap();
        // Half of them below something that ignores hang-ups, as `nohup` leaves its children.
        let before = match dice.percent(50) {
            true => "trap '' HUP; exec \"$@\"",
            false => "exec \"$@\"",
        };
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", before, "sh", env!("CARGO_BIN_EXE_hoist")]);
        command.args(["--as", "tom"]);
        command.env_clear();
        command.env("PATH", "/usr/bin:/bin");
        command.env("HOME", HOME.0.path());
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", HOME.0.path().join("config"));
        command.env("XDG_DATA_HOME", HOME.0.path().join("data"));
        command.env("XDG_STATE_HOME", state.path());
        if let Some(plant) = plant {
            command.env("HOIST_PLANT", plant);
        }
        let size = *dice.pick(&[(80, 24), (100, 30), (60, 15), (200, 50)]);
        let pty = Pty::spawn_command(command, size);
        let mut seat = Seat {
            pty,
            state,
            patience: PATIENCE,
        };
        seat.sees("Payments")?;
        if ill != Ill::Flood && ill != Ill::Paste {
            seat.begin_the_sentence()?;
        }
        if plant.is_some() {
            seat.patience = PLANTED;
        }
        Ok(seat)
    }

    /// Opens a note and types.
    pub fn begin_the_sentence(&mut self) -> Result<(), String> {
        self.pty.send("n");
        self.sees(NOTE)?;
        self.pty.send(SENTENCE);
        self.sees(SENTENCE)
    }

    pub fn sees(&self, text: &str) -> Result<(), String> {
        self.until(&format!("`{text}`"), |seat| {
            seat.pty.screen().contains(text)
        })
    }

    pub fn until(&self, what: &str, there: impl Fn(&Seat) -> bool) -> Result<(), String> {
        let began = Instant::now();
        while !there(self) {
            if began.elapsed() > self.patience {
                return Err(format!("never saw {what}:\n{}", self.pty.screen()));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Waits for the end with this code.
    pub fn ends(&mut self, within: Duration, code: u32) -> Result<(), String> {
        match self.pty.end_within(within) {
            None => Err(format!("still there after {within:?}")),
            Some(status) if status.exit_code() != code => Err(format!("ended with {status:?}")),
            Some(_) => Ok(()),
        }
    }

    pub fn leaves_nothing(&self) -> Result<(), String> {
        self.pty.left_behind().map_or(Ok(()), |left| {
            Err(format!("the terminal was given back with {left}"))
        })
    }

    /// The sentence, or another text, is in a draft.
    pub fn kept(&self, text: &str) -> Result<(), String> {
        let files = files(self.state.path());
        let holds = |file: &PathBuf| {
            std::fs::read(file).is_ok_and(|b| String::from_utf8_lossy(&b).contains(text))
        };
        match files.iter().any(holds) {
            true => Ok(()),
            false => Err(format!("{text:?} is in none of {files:?}")),
        }
    }

    pub fn nothing_written(&self) -> Result<(), String> {
        let (was, is) = (HOME.1, head(&HOME.0));
        match was == is {
            true => Ok(()),
            false => Err(format!("{} records were written", is - was)),
        }
    }

    pub fn no_crash(&self) -> Result<(), String> {
        let crash = |f: &PathBuf| f.to_string_lossy().contains("crash-");
        match files(self.state.path()).into_iter().find(crash) {
            Some(file) => Err(std::fs::read_to_string(file).unwrap()),
            None => Ok(()),
        }
    }
}

/// All files below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}
