//! The one table of actions: keymap, footer, help, palette, `docs/keys.md` and the keys section of
//! the example configuration are all read off it.

pub mod docs;
pub mod ready;
mod table;

pub use table::ALL;

use crate::tui::model::Model;
use crate::tui::msg::Effect;

/// Effects that an action asks for.
pub type Out = Vec<Effect>;

/// Where an action's keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everywhere, also over the panes and in text.
    Always,
    /// While the panes have the keys.
    Panes,
}

impl Scope {
    /// Every scope, the innermost first.
    pub const ALL: [Scope; 2] = [Scope::Panes, Scope::Always];

    /// Its name in the configuration.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Scope::Always => "always",
            Scope::Panes => "panes",
        }
    }

    /// What it means, for help and documents.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Scope::Always => "Everywhere, also in forms",
            Scope::Panes => "In the panes",
        }
    }
}

/// What an action is about; help and documents are grouped by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Moves of the ticket.
    Moves,
    /// What is written on it.
    Writing,
    /// The queue.
    Queue,
    /// Getting about.
    About,
    /// The program.
    Program,
}

impl Group {
    /// Every group, in the order of help.
    pub const ALL: [Group; 5] = [
        Group::Moves,
        Group::Writing,
        Group::Queue,
        Group::About,
        Group::Program,
    ];

    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Group::Moves => "Move the ticket on",
            Group::Writing => "Write on the ticket",
            Group::Queue => "Queue and views",
            Group::About => "Get about",
            Group::Program => "The program",
        }
    }
}

/// Whether an action can run now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ready {
    /// It can.
    Yes,
    /// It cannot, because.
    No(String),
    /// It means nothing here: the footer leaves it out.
    Absent(String),
}

/// An action.
pub struct Action {
    /// Its name in the configuration, snake_case.
    pub name: &'static str,
    /// A word or two for the footer.
    pub label: &'static str,
    /// A sentence for help and palette.
    pub help: &'static str,
    /// What it is about.
    pub group: Group,
    /// Where its keys work.
    pub scope: Scope,
    /// Its keys; empty: by the palette only.
    pub keys: &'static [&'static str],
    /// Place in the footer, from 1; 0: not there.
    pub foot: u8,
    /// Whether it can run now.
    pub ready: fn(&Model) -> Ready,
    /// Runs it.
    pub run: fn(&mut Model, &mut Out),
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The action of a name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Action> {
    ALL.iter().find(|a| a.name == name)
}

#[cfg(test)]
mod tests;
