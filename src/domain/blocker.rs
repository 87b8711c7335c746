//! Refusals as data: everything that is missing, and where to supply it.

use super::id::Tier;
use super::process::{Guard, Verb};
use serde::Serialize;

/// Why a command may not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The command's id: a verb, or `note`, `check`, …
    pub refused: String,
    /// What kind of refusal it is.
    pub why: Why,
    /// One sentence for a person.
    pub text: String,
    /// Everything that is missing.
    pub missing: Vec<Blocker>,
}

/// The kind of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The stage has no such move.
    Stage,
    /// This agent never could: role.
    Role,
    /// Guards do not hold.
    Guards,
    /// The input does not make sense (unknown id, empty text).
    Input,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The guard that asks for it; `None` for input mistakes.
    #[serde(skip)]
    pub guard: Option<Guard>,
    /// What kind of thing: `answer`, `check`, `field`, `record`, `todo`, `owed`, `request`, `hold`, `link`, `package`, `approval`, …
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// Words: "Recent changes are not asked yet".
    pub text: String,
    /// The command that supplies it.
    pub command: String,
    /// Where in the interface it is supplied.
    #[serde(skip)]
    pub jump: Jump,
    /// A lead may force it.
    #[serde(skip)]
    pub forceable: bool,
}

/// Where something missing is supplied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Jump {
    /// Nowhere: it is a matter of time, stage or role.
    #[default]
    None,
    /// A field of the move's own form.
    Field(String),
    /// An intake answer.
    Answer(String),
    /// A checklist item.
    Check(Tier, String),
    /// A to-do.
    Todo(u32),
    /// A record of this kind.
    Record(String),
    /// The package, to be shown.
    Package(u32),
    /// A criterion that still stands.
    Criterion(String),
    /// An owed item.
    Owed(u32),
    /// A side request.
    Request(u32),
    /// A hold.
    Hold(u32),
    /// A link of this kind.
    Link(String),
    /// Another move first.
    Move(Verb),
}
