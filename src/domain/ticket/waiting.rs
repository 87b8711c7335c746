//! What a ticket waits for: holds, to-dos, owed items, side requests.

use crate::domain::id::{AgentName, ArticleId, At, TicketId, Tier};
use crate::domain::reference::Reference;
use serde::{Deserialize, Serialize};

/// Why work pauses, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What for: an id of `[lists] hold` in the process file.
    pub kind: String,
    /// Until when.
    pub until: At,
    /// For whose answer, why.
    pub text: String,
    /// Who.
    pub by: AgentName,
    /// Since.
    pub at: At,
    /// Ended at.
    pub ended: Option<At>,
    /// Pauses the customer's clock.
    pub pauses: bool,
    /// The ticket whose fix is waited for, of a known error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<TicketId>,
    /// The article whose fix is waited for, of a known error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

impl Hold {
    /// The hold while the customer is asked.
    pub const CUSTOMER: &'static str = "customer";

    /// Whether a hold of this kind pauses the customer's clock: only waiting for the customer does.
    #[must_use]
    pub fn pauses_clock(kind: &str) -> bool {
        kind == Hold::CUSTOMER
    }
}

/// Something the tier in turn must answer before it hands up again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What is missing.
    pub text: String,
    /// For which tier.
    pub tier: Tier,
    /// Blocks the next hand-up (items of a return do; reminders do not).
    pub blocks: bool,
    /// Who asked.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The answer.
    pub answer: Option<String>,
    /// What made it, where that is not a person's word: then what it asks for answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// What made a to-do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// On which ticket it happened: this one or a linked one.
    pub ticket: TicketId,
    /// `workaround`; `withdrawn`: it holds no more; `resolution`; `reopened`: that stands no more; `merge`; or
    /// `gone`: what was waited for does not come any more.
    pub what: String,
    /// Number of the record or the resolution there; 0 of a merge.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub n: u32,
    /// The article that is fixed, where it was no ticket that said so; `ticket` is this one then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
}

impl Cause {
    /// What said it.
    #[must_use]
    pub fn from(&self) -> Reference {
        let ticket = Reference::Ticket(self.ticket);
        self.article.map_or(ticket, Reference::Article)
    }
}

impl Hold {
    /// Whether it waits for the fix of this known error; one that names none waits for any.
    #[must_use]
    pub fn awaits(&self, known: Reference) -> bool {
        let one = self.other.map(Reference::Ticket);
        let one = one.or(self.article.map(Reference::Article));
        self.kind == "known_error" && one.is_none_or(|one| one == known)
    }
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// Something a path or an override postponed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// What: `intake.steps`, `check.tier1.logs`, `record.replication`, `guard.joint_session`, `kb`.
    pub what: String,
    /// Words for people.
    pub text: String,
    /// Before which point: `tell`, `close`, `archive`.
    pub before: String,
    /// By when, if dated.
    pub due: Option<At>,
    /// By whom.
    pub owner: Option<AgentName>,
    /// Where it comes from: `path outage`, `override`, `kb`.
    pub from: String,
    /// Who let it be owed (a waiver needs another lead).
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Settled or waived: how.
    pub settled: Option<String>,
}

/// A question to an internal team; responsibility stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideRequest {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// The team's id (or a tier).
    pub team: String,
    /// The question.
    pub text: String,
    /// Due.
    pub due: At,
    /// Who asked.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// The answer.
    pub answer: Option<String>,
    /// The team's name when it was asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Where the question goes, as it was known then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}
