//! What passes between tiers and with the customer: packages, messages, links, reasons, edges.

use crate::domain::heed::News;
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::process::Verb;
use crate::domain::stage::Stage;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A link to another ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The other ticket.
    pub other: TicketId,
    /// duplicate, related, known_error, follow_up, parent: what the other one is to this ticket.
    pub kind: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What this ticket has heard over it of the other one.
    #[serde(default, skip_serializing_if = "News::is_none")]
    pub heard: News,
}

/// A frozen package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRef {
    /// Version on the ticket, from 1.
    pub version: u32,
    /// SHA-256 of the canonical JSON, lower-case hex.
    pub hash: String,
    /// Sequence number of the event that carries it.
    pub seq: u32,
    /// Why it was frozen: escalate, return, recall, dissatisfied.
    pub cause: Option<Verb>,
    /// For which tier.
    pub tier: Tier,
    /// When.
    pub at: At,
    /// By whom.
    pub by: AgentName,
    /// Agents on whose screen it was.
    pub shown_to: BTreeSet<AgentName>,
}

/// A message without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRef {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// To the customer (or an attempt to reach them).
    pub outgoing: bool,
    /// phone, email, …
    pub channel: String,
    /// Sequence number of the event that carries the text.
    pub seq: u32,
    /// Who wrote it (the desk's agent, or empty for the customer).
    pub by: AgentName,
    /// When it was written.
    pub at: At,
    /// Leaves the outbox at.
    pub leaves_at: At,
    /// Taken back before it left.
    pub taken_back: bool,
    /// An attempt without answer (call, reminder).
    pub attempt: bool,
    /// A word of the customer that only words to them, or a step that says so, answer. Of those kept
    /// before there was this mark anything done on the ticket did.
    // Left out where it is not so: what was sealed before still has its hash.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits: bool,
}

/// The last move that changed the stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMove {
    /// Which.
    pub verb: Verb,
    /// From.
    pub from: Stage,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// Why a move was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The move.
    pub verb: Verb,
    /// From.
    pub from: Stage,
    /// The reason's code, or empty.
    pub code: String,
    /// Words.
    pub text: String,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// What happened between two tiers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Escalations upward.
    pub escalations: u32,
    /// Returns downward.
    pub returns: u32,
    /// A joint session was recorded since the last return.
    pub joint_session: bool,
    /// Who escalated last.
    pub last_escalator: Option<AgentName>,
}
