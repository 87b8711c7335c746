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
    /// Who.
    pub by: AgentName,
    /// When.
    pub at: At,
}
