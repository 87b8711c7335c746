//! What an owed item asks for. Its name says it: `intake.steps`, `check.tier1.logs`, `record.replication`, `kb`, or what a
//! guard named that a lead forced: `guard.todo.3`, `guard.criterion.in_depth`, `guard.field.cause`, `guard.link.parent`.

use super::process::{Process, RecordKind};
use super::ticket::Owed;

/// The record that says why it happened; a forced resolution may owe it.
pub const ROOT_CAUSE: &str = "root_cause";
/// Owed where a resolution was forced without a cause.
pub const CAUSE: &str = "guard.field.cause";
/// Owed where a temporary workaround was forced without the ticket on which the permanent fix goes on.
pub const PERMANENT_FIX: &str = "guard.link.parent";

/// What supplies an owed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks<'a> {
    /// The answer to a question of the intake.
    Answer(&'a str),
    /// A checklist item: its tier, its id.
    Check(&'a str, &'a str),
    /// A record of this kind.
    Record(&'a str),
    /// The article, or why there is nothing new.
    Article,
    /// The answer to a to-do.
    Todo(u32),
    /// Why a criterion no longer holds.
    Criterion(&'a str),
    /// The root cause, or why it is unknown.
    Cause,
    /// Something that is done on the ticket itself, and is looked for there: its id.
    Done(&'a str),
    /// In words.
    Words,
}

impl Owed {
    /// What supplies it.
    #[must_use]
    pub fn asks(&self) -> Asks<'_> {
        let what = self.what.as_str();
        match what.split_once('.') {
            None if what == "kb" => Asks::Article,
            Some(("intake", field)) => Asks::Answer(field),
            Some(("record", kind)) => Asks::Record(kind),
            Some(("check", key)) => key
                .split_once('.')
                .map_or(Asks::Words, |(tier, item)| Asks::Check(tier, item)),
            Some(("guard", _)) if what == CAUSE => Asks::Cause,
            Some(("guard", named)) => guarded(named),
            _ => Asks::Words,
        }
    }

    /// The record that supplies it, as the process in force describes it.
    #[must_use]
    pub fn record<'p>(&self, process: &'p Process) -> Option<&'p RecordKind> {
        match self.asks() {
            Asks::Record(kind) => process.record(kind),
            Asks::Cause => process.record(ROOT_CAUSE),
            _ => None,
        }
    }
}

fn guarded(named: &str) -> Asks<'_> {
    match named.split_once('.') {
        Some(("todo", n)) => n.parse().map_or(Asks::Words, Asks::Todo),
        Some(("criterion", id)) => Asks::Criterion(id),
        Some(("link", id)) | Some(("field", id @ ("impact" | "urgency"))) => Asks::Done(id),
        Some(("package", _)) => Asks::Done("package"),
        _ => Asks::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asks, CAUSE, PERMANENT_FIX};
    use crate::domain::ticket::Owed;

    #[test]
    fn the_name_says_what_is_asked_for() {
        for (what, asks) in [
            ("intake.steps", Asks::Answer("steps")),
            ("check.tier1.logs", Asks::Check("tier1", "logs")),
            ("record.replication", Asks::Record("replication")),
            ("kb", Asks::Article),
            ("guard.todo.3", Asks::Todo(3)),
            ("guard.criterion.in_depth", Asks::Criterion("in_depth")),
            (CAUSE, Asks::Cause),
            (PERMANENT_FIX, Asks::Done("parent")),
            ("guard.field.impact", Asks::Done("impact")),
            ("guard.package.0", Asks::Done("package")),
            ("guard.x", Asks::Words),
            ("check.tier1", Asks::Words),
            ("", Asks::Words),
        ] {
            let owed = Owed {
                what: what.to_owned(),
                ..Owed::default()
            };
            assert_eq!(owed.asks(), asks, "{what}");
        }
    }
}
