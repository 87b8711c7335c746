//! Evidence: intake answers, checklist items, criteria, records.

use crate::domain::id::{AgentName, At, Tier};
use crate::domain::values::Values;
use serde::{Deserialize, Serialize};

/// An intake answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A value.
    Given(String),
    /// "Not available because …".
    Unavailable(String),
    /// Answered in advance by a path; counts as unanswered once escalated.
    Preset(String),
}

impl Answer {
    /// The text, whatever its kind.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Answer::Given(t) | Answer::Unavailable(t) | Answer::Preset(t) => t,
        }
    }
}

/// The state of a checklist item. An item without a `Check` is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// done, skipped, or preset by a path.
    pub how: CheckHow,
    /// The result, or the reason it was skipped.
    pub result: String,
    /// Evidence, or empty.
    pub evidence: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The record that closed it.
    pub record: Option<u32>,
    /// After a reopen it needs "still true".
    pub stale: bool,
}

/// How an item was closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckHow {
    /// Done, with a result.
    #[default]
    Done,
    /// Skipped, with a reason.
    Skipped,
    /// Answered in advance by a path.
    Preset,
}

/// A criterion noted on the ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Tier whose criterion it is.
    pub tier: Tier,
    /// Its id.
    pub id: String,
    /// Why.
    pub why: String,
    /// Who noted it.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// No longer holds because.
    pub gone: Option<String>,
}

/// Evidence: finding, root cause, replication, workaround, tried, …
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// Record kind id.
    pub kind: String,
    /// Its fields.
    pub values: Values,
    /// Tier of the stage when it was written.
    pub tier: Tier,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Retracted by an undo.
    pub retracted: bool,
}
