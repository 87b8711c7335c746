//! Every revision of an article: who, when, what changed.

use crate::desk::{Desk, Error};
use crate::domain::article::{Article, changed};
use crate::domain::chain::desk_event_of;
use crate::domain::event::DeskFact;
use crate::domain::id::{AgentName, ArticleId, At};
use crate::store;

/// A revision.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The article as this revision left it.
    pub article: Article,
    /// When.
    pub at: At,
    /// Who.
    pub by: AgentName,
    /// The fields in which it differs from the one before; of the first one all that say something.
    pub changed: Vec<&'static str>,
}

impl Desk {
    /// Every revision, the first one first.
    ///
    /// # Errors
    /// No such article; a record that cannot be read; the store's.
    pub fn article_history(&self, id: ArticleId) -> Result<Vec<Revision>, Error> {
        let links = self.store.article_links(&self.actor.viewer(), id)?;
        let mut revisions = Vec::new();
        let mut before = Article::default();
        for link in links {
            let event = desk_event_of(&link.record).map_err(|_| {
                store::Error::Unusable(format!(
                    "Record {} of the audit chain cannot be read. Run hoist audit check.",
                    link.n
                ))
            })?;
            let DeskFact::Article(article) = event.what else {
                continue;
            };
            revisions.push(Revision {
                changed: changed(&before, &article),
                at: event.at,
                by: event.by,
                article: (*article).clone(),
            });
            before = *article;
        }
        Ok(revisions)
    }
}
