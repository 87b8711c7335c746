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
    /// Somebody else made this very move before.
    Taken,
    /// This agent never could: role.
    Role,
    /// Guards do not hold.
    Guards,
    /// The input does not make sense (unknown id, empty text).
    Input,
    /// The ticket has nothing under this number.
    Absent,
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
    /// What it can be, where that is a list: ids of codes, prepared results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where in the interface it is supplied.
    #[serde(skip)]
    pub jump: Jump,
    /// A lead may force it.
    #[serde(skip)]
    pub forceable: bool,
}

impl Refusal {
    /// The one command that supplies everything that the refused command's own line can take: its
    /// fields, and for `deploy` the records it asks for. `None` where that is not more than one thing.
    #[must_use]
    pub fn together(&self) -> Option<String> {
        let own = |b: &&Blocker| b.what == "field" && matches!(b.jump, Jump::Field(_));
        let fields: Vec<&str> = self
            .missing
            .iter()
            .filter(own)
            .map(|b| b.command.as_str())
            .collect();
        let first = fields.first()?;
        let base = match fields.len() {
            1 => first
                .match_indices(' ')
                .nth(2)
                .map(|(end, _)| &first[..end])?,
            _ => fields.iter().fold(*first, |base, next| common(base, next)),
        };
        let cut = base.rsplit_once(' ').filter(|_| fields.len() > 1);
        let base = cut.map_or(base, |(base, _)| base);
        // Something that another command supplies (`hoist set …`) is no part of this one.
        base.split(' ').nth(2)?;
        let mut parts: Vec<String> = Vec::new();
        if self.refused == "deploy" {
            parts.extend(self.missing.iter().filter_map(of_record));
        }
        parts.extend(
            fields
                .iter()
                .filter_map(|c| c.strip_prefix(base))
                .map(|part| part.trim().to_owned()),
        );
        (parts.len() > 1).then(|| format!("{base} {}", parts.join(" ")))
    }
}

/// `a, b or c`.
#[must_use]
pub fn one_of(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What two texts begin with.
fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let pairs = one.char_indices().zip(other.chars());
    let end = pairs
        .take_while(|((_, a), b)| a == b)
        .last()
        .map_or(0, |((at, c), _)| at + c.len_utf8());
    one.get(..end).unwrap_or_default()
}

/// `hoist record 1 test what=… result=…` as `deploy` takes it: `test.what=… test.result=…`.
fn of_record(blocker: &Blocker) -> Option<String> {
    let Jump::Record(kind) = &blocker.jump else {
        return None;
    };
    let words = blocker.command.split(' ').skip(4);
    let parts: Vec<String> = words.map(|word| format!("{kind}.{word}")).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// A value as a shell takes it: bare where that is safe, else between single quotes.
#[must_use]
pub fn quoted(value: &str) -> String {
    let bare = |c: char| c.is_alphanumeric() || "…_-.,:/@+".contains(c);
    match !value.is_empty() && value.chars().all(bare) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', "'\\''")),
    }
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
    /// An approval that somebody else gives: it is asked for.
    Approval,
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
