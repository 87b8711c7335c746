//! Articles of the knowledge base that a ticket refers to.

use crate::domain::id::{AgentName, ArticleId, At};
use serde::{Deserialize, Serialize};

/// An article linked to a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleLink {
    /// The article.
    pub article: ArticleId,
    /// Its title when it was linked.
    pub title: String,
    /// It helped here, so it counts as reused; else it is only referred to.
    pub helped: bool,
    /// It is the known error behind this ticket: the ticket hears when its fix comes, and
    /// when its workaround changes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub known_error: bool,
    /// How many of its fixes this ticket has heard of.
    #[serde(skip_serializing_if = "is_zero")]
    pub heard: u32,
    /// Of how many changes of its workaround.
    #[serde(skip_serializing_if = "is_zero")]
    pub heard_workarounds: u32,
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}

// serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u32) -> bool {
    *n == 0
}
