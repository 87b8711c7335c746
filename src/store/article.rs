//! What a store keeps of the knowledge base.

use super::{ChainLink, Error, search};
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, Filter};
use crate::domain::id::{ArticleId, TicketId};

/// An article and how often it is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelved {
    /// The article.
    pub article: Article,
    /// Tickets that are linked to it, restricted ones too.
    pub linked: u32,
    /// Those of them in which it helped.
    pub helped: u32,
}

/// Articles, the newest number first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The articles.
    pub articles: Vec<Shelved>,
    /// There are more, below the last.
    pub more: bool,
    /// Broken off because a newer search was asked.
    pub stopped: bool,
}

/// A ticket that is linked to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The ticket.
    pub ticket: TicketId,
    /// It helped there.
    pub helped: bool,
}

/// Articles. Every reading for people carries the viewer: what they may not see is not there.
pub trait Articles {
    /// One article.
    fn article(&self, viewer: &Viewer, id: ArticleId) -> Result<Shelved, Error>;

    /// Articles with a number below `before`, the newest first, at most `limit`.
    fn articles(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        before: Option<ArticleId>,
        limit: usize,
    ) -> Result<Shelf, Error>;

    /// Articles that a search finds, the newest first.
    fn search_articles(&self, viewer: &Viewer, ask: &ArticleAsk<'_>) -> Result<Shelf, Error>;

    /// The links of the audit chain that are revisions of an article, ascending.
    fn article_links(&self, viewer: &Viewer, id: ArticleId) -> Result<Vec<ChainLink>, Error>;

    /// Tickets linked to an article, the newest first, at most `limit`; without viewer.
    fn article_uses(&self, id: ArticleId, limit: usize) -> Result<Vec<Use>, Error>;

    /// Tickets that have not heard what an article, their known error, says
    /// ([`crate::domain::heed::is_article_unheard`]), with the article; ascending, at most `limit`;
    /// without viewer.
    fn unheard_articles(&self, limit: usize) -> Result<Vec<(TicketId, ArticleId)>, Error>;

    /// Articles of exactly this title; case and the width of blanks do not count; without viewer.
    fn articles_called(&self, title: &str) -> Result<Vec<Article>, Error>;
}

/// A page of a search in the knowledge base.
#[derive(Clone, Debug)]
pub struct ArticleAsk<'a> {
    /// What is searched.
    pub search: &'a crate::domain::search::Search,
    /// Only articles below this number; none: from the newest.
    pub before: Option<ArticleId>,
    /// At most so many.
    pub limit: usize,
    /// When to break off.
    pub stop: search::Stop,
}
