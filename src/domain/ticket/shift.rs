//! A change of shift: one agent's tickets are offered to another, who accepts or declines.

use crate::domain::id::{AgentName, At};
use serde::{Deserialize, Serialize};

/// An offer to take a ticket over. Until it is accepted everything stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// To whom.
    pub to: AgentName,
    /// From whom: the one in charge.
    pub from: AgentName,
    /// Who wrote it: `from`, or a lead.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// What to know.
    pub text: String,
    /// The work on it changes hands.
    pub assignee: bool,
    /// The customer changes hands.
    pub customers_agent: bool,
    /// To whom it was offered before, where that one had not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<AgentName>,
}
