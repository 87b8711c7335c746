//! Which articles are listed: one meaning for every store and both faces.

use super::{Article, State};
use crate::domain::fold::fold;

/// Which articles are listed; empty: all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Published known errors alone.
    pub known_error: bool,
    /// With this tag; case and accents do not count.
    pub tag: Option<String>,
    /// Of this product.
    pub product: Option<String>,
    /// Looked after by this agent.
    pub owner: Option<crate::domain::id::AgentName>,
}

impl Filter {
    /// Whether an article is listed.
    #[must_use]
    pub fn takes(&self, article: &Article) -> bool {
        let same = |a: &str, b: &str| fold(a.trim()) == fold(b.trim());
        self.state.is_none_or(|s| article.state == s)
            && (!self.known_error || article.is_known_error())
            && self.owner.as_ref().is_none_or(|o| article.owner == *o)
            && self
                .tag
                .as_ref()
                .is_none_or(|tag| article.tags.iter().any(|t| same(t, tag)))
            && self
                .product
                .as_ref()
                .is_none_or(|p| article.products.iter().any(|known| same(&known.name, p)))
    }
}
