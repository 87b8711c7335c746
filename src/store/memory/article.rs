//! The knowledge base in memory: every article is looked through.

use super::MemoryStore;
use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, Filter};
use crate::domain::heed::{ArticleNews, is_article_unheard};
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::search::article::{doc, marks, times};
use crate::store::article::{ArticleAsk, Articles, Shelf, Shelved, Use};
use crate::store::book::same_name;
use crate::store::{ChainLink, Error};

impl Articles for MemoryStore {
    fn article(&self, viewer: &Viewer, id: ArticleId) -> Result<Shelved, Error> {
        let state = self.state();
        let found = state.articles.iter().find(|a| a.id == id);
        let found = found.map(|a| state.standing(a));
        let found = found.filter(|a| a.is_seen_by(viewer));
        found
            .map(|a| shelved(&state, a))
            .ok_or(Error::NoArticle(id))
    }

    fn articles(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        before: Option<ArticleId>,
        limit: usize,
    ) -> Result<Shelf, Error> {
        let state = self.state();
        Ok(shelf(&state, viewer, (before, limit), |a| filter.takes(a)))
    }

    fn search_articles(&self, viewer: &Viewer, ask: &ArticleAsk<'_>) -> Result<Shelf, Error> {
        if ask.search.is_empty() || ask.limit == 0 {
            return Ok(Shelf::default());
        }
        if ask.stop.is_over() {
            return Ok(Shelf {
                stopped: true,
                ..Shelf::default()
            });
        }
        let found = |a: &Article| ask.search.matches(&doc(a), &marks(a), times(a), At(0));
        let state = self.state();
        Ok(shelf(&state, viewer, (ask.before, ask.limit), found))
    }

    fn article_links(&self, viewer: &Viewer, id: ArticleId) -> Result<Vec<ChainLink>, Error> {
        self.article(viewer, id)?;
        let state = self.state();
        let own = |n: i64| state.revisions.contains(&(id, n));
        Ok(state.links.iter().filter(|l| own(l.n)).cloned().collect())
    }

    fn article_uses(&self, id: ArticleId, limit: usize) -> Result<Vec<Use>, Error> {
        let mut uses = uses(&self.state(), id);
        uses.sort_by_key(|u| std::cmp::Reverse(u.ticket));
        uses.truncate(limit);
        Ok(uses)
    }

    fn unheard_articles(&self, limit: usize) -> Result<Vec<(TicketId, ArticleId)>, Error> {
        let state = self.state();
        let news = |id| {
            let found = state.articles.iter().find(|a| a.id == id);
            found.map_or_else(ArticleNews::default, Article::news)
        };
        let each = state.tickets.iter().flat_map(|(row, ticket)| {
            let links = ticket.articles.iter();
            let unheard = links.filter(|l| is_article_unheard(ticket, l, news(l.article)));
            unheard.map(|l| (row.id, l.article))
        });
        let mut found: Vec<(TicketId, ArticleId)> = each.collect();
        found.sort_unstable();
        found.truncate(limit);
        Ok(found)
    }

    fn articles_called(&self, title: &str) -> Result<Vec<Article>, Error> {
        let key = same_name(title);
        let mut found = self.state().articles.clone();
        found.retain(|a| same_name(&a.title) == key);
        Ok(found)
    }
}

fn shelf(
    state: &State,
    viewer: &Viewer,
    (before, limit): (Option<ArticleId>, usize),
    takes: impl Fn(&Article) -> bool,
) -> Shelf {
    let below = |a: &&Article| before.is_none_or(|before| a.id < before);
    let all = state.articles.iter().rev().filter(below);
    let mut found: Vec<Article> = all
        .map(|a| state.standing(a))
        .filter(|a| a.is_seen_by(viewer) && takes(a))
        .take(limit.saturating_add(1))
        .collect();
    let more = found.len() > limit;
    found.truncate(limit);
    Shelf {
        articles: found.into_iter().map(|a| shelved(state, a)).collect(),
        more,
        stopped: false,
    }
}

fn shelved(state: &State, article: Article) -> Shelved {
    let uses = uses(state, article.id);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Shelved {
        article,
        linked: count(uses.len()),
        helped: count(uses.iter().filter(|u| u.helped).count()),
    }
}

fn uses(state: &State, id: ArticleId) -> Vec<Use> {
    let all = state.uses().into_iter();
    all.filter(|(article, _)| *article == id)
        .map(|(_, u)| u)
        .collect()
}

impl State {
    /// An article with whoever sees it now: a draft goes with its ticket.
    pub fn standing(&self, article: &Article) -> Article {
        let origin = article.follows();
        let row = origin.and_then(|id| self.tickets.iter().find(|(row, _)| row.id == id));
        let audience = row.and_then(|(row, _)| row.audience.clone());
        article.clone().among(audience)
    }

    /// Tickets linked to articles, in order of article and ticket.
    pub fn uses(&self) -> Vec<(ArticleId, Use)> {
        let each = self.tickets.iter().flat_map(|(row, ticket)| {
            let links = ticket.articles.iter();
            links.map(|a| {
                let (ticket, helped) = (row.id, a.helped);
                (a.article, Use { ticket, helped })
            })
        });
        let mut uses: Vec<(ArticleId, Use)> = each.collect();
        uses.sort_by_key(|(article, u)| (*article, u.ticket));
        uses
    }
}
