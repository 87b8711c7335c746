//! What is asked of a lead: the approval of a step.

use super::{Record, Ticket};
use crate::domain::id::{AgentName, At};
use crate::domain::stage::Phase;
use serde::{Deserialize, Serialize};

/// Somebody asks for an approval. It stands until it is given or denied, or the ticket moves on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAsked {
    /// The event that asks.
    pub n: u32,
    /// Who asks.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Why, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl Ticket {
    /// Whether a record is the approval that is asked for. What the customer is told may be approved by a lead who asked
    /// for it; a decline is approved by another person.
    pub(in crate::domain) fn is_approved_by(&self, record: &Record) -> bool {
        let asked = self.approval_asked.as_ref();
        let tells = self.stage.phase == Phase::Resolved;
        record.kind == "approval" && asked.is_some_and(|a| tells || a.by != record.by)
    }
}
