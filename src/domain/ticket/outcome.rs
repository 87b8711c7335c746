//! How a ticket ends: resolution, sign-offs, telling, satisfaction, what the knowledge base gains, who may see it.

use crate::domain::id::{AgentName, At, Tier};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A resolution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Number on the ticket, from 1: telling and satisfaction belong to one resolution.
    pub n: u32,
    /// Resolution code.
    pub code: String,
    /// The text, for the customer's agent.
    pub text: String,
    /// Root cause, or "unknown because …".
    pub cause: String,
    /// Tier that resolved it.
    pub tier: Tier,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What was unclear, when Tier 1 sent it back.
    pub unclear: Option<String>,
}

/// A sign-off of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// For which tier.
    pub tier: Tier,
    /// What was checked.
    pub checked: String,
    /// With which result.
    pub result: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// One person signed for both tiers on a single-seat desk.
    pub single_seat: bool,
}

/// The customer was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The resolution that was told.
    pub resolution: u32,
    /// The message that tells it.
    pub message: u32,
    /// When.
    pub at: At,
}

/// Satisfaction, confirmed or assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// Confirmed by a person; never so when assumed.
    pub confirmed: bool,
    /// By whom.
    pub by: String,
    /// How (phone, email, …).
    pub how: String,
    /// When the customer said so.
    pub at: At,
    /// 1…5.
    pub score: Option<u8>,
    /// The resolution it speaks of.
    pub resolution: u32,
}

/// The decision about the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KbDecision {
    /// An article: a reference or URL.
    Article(String),
    /// Owed until a date (then stands among the owed items).
    OwedBy(At),
    /// Nothing new because.
    Nothing(String),
}

/// Who sees a restricted ticket, besides assignee, customer's agent, partners and leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Named agents.
    pub agents: BTreeSet<AgentName>,
    /// Why.
    pub why: String,
}

/// A bundle of everything a ticket has, rendered at an event: from the events up to that one it can
/// be rendered again, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRef {
    /// Which rule it was rendered by.
    pub format: u8,
    /// The chain head just before.
    pub head: ChainHead,
    /// SHA-256 of its canonical JSON, lower-case hex.
    pub hash: String,
}

/// Where the audit chain of a desk ended at some moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The desk whose chain it is.
    pub desk: String,
    /// Number of its last record.
    pub n: i64,
    /// Hash of that record, lower-case hex.
    pub hash: String,
}
