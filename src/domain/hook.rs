//! A program that is given what happens by itself, as it is configured.

use super::notice::What;

/// Longer than this no program may take for one event.
pub const LONGEST_S: u16 = 600;

/// How long one may take where nothing is said.
pub const USUAL_S: u16 = 10;

/// A configured program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The name it is known by on the desk.
    pub name: String,
    /// The program, by its whole path, and what it is called with; no shell reads it.
    pub run: Vec<String>,
    /// The kinds of events it wants; empty: all.
    pub on: Vec<String>,
    /// How many seconds it may take.
    pub timeout_s: u16,
}

impl Hook {
    /// Whether it wants this.
    #[must_use]
    pub fn wants(&self, what: &What) -> bool {
        self.on.is_empty() || self.on.iter().any(|id| id == what.id())
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &str {
        self.run.first().map(String::as_str).unwrap_or_default()
    }

    /// How long it may take.
    #[must_use]
    pub fn timeout_ms(&self) -> i64 {
        i64::from(self.timeout_s) * 1_000
    }
}
