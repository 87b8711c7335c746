//! The knowledge base: articles written, changed, published, retired, linked to tickets, and what
//! publishing one settles.

mod edited;
pub mod folder;
mod history;
mod mending;

pub use history::Revision;
pub(super) use mending::may_mend;

use super::{Desk, Error, new_command_id};
use crate::domain::actor::Actor;
use crate::domain::article::{self, Article, Ask, Filter, Source, Stale, State};
use crate::domain::blocker::Why;
use crate::domain::command::Command;
use crate::domain::event::DeskFact;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::product::{Product, day_of};
use crate::domain::row::Row;
use crate::domain::search::Search;
use crate::domain::values::Values;
use crate::store;
use crate::store::article::{ArticleAsk, Shelved};
use crate::store::book::same_name;
use crate::store::search::Stop;

/// An article as a face shows it.
#[derive(Clone, Debug)]
pub struct ArticleView {
    /// The article, and how often it is used.
    pub shelved: Shelved,
    /// Why it wants to be looked at again, if it does.
    pub stale: Option<Stale>,
}

/// Articles as a face lists them.
#[derive(Clone, Debug, Default)]
pub struct ArticlePage {
    /// The articles.
    pub articles: Vec<ArticleView>,
    /// From where the next page goes on; none: this was the last.
    pub next: Option<ArticleId>,
    /// Broken off for a newer search.
    pub stopped: bool,
}

/// Which articles are listed, and in what portions.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Which.
    pub filter: Filter,
    /// Only those that want to be looked at again.
    pub stale: bool,
    /// Below this number; none: from the newest.
    pub before: Option<ArticleId>,
    /// At most so many.
    pub limit: usize,
}

/// What became of an article.
#[derive(Clone, Debug)]
pub struct Told {
    /// It, as it is now.
    pub article: Article,
    /// Something was written.
    pub changed: bool,
    /// One sentence: “kb:12 is published; what #1042 owed is settled”.
    pub text: String,
}

/// Articles read at a time.
const PAGE: usize = 200;

/// Tickets that publishing looks at, to settle what they owe.
const USES: usize = 10_000;

impl Desk {
    /// One article.
    ///
    /// # Errors
    /// [`store::Error::NoArticle`], also where this agent may not see it.
    pub fn article(&self, id: ArticleId) -> Result<ArticleView, Error> {
        let shelved = self.store.article(&self.actor.viewer(), id)?;
        Ok(self.viewed(shelved, &self.catalogue()?))
    }

    /// Articles, the newest first.
    ///
    /// # Errors
    /// The store's.
    pub fn articles(&self, listing: &Listing) -> Result<ArticlePage, Error> {
        let viewer = self.actor.viewer();
        let (mut page, mut before) = (ArticlePage::default(), listing.before);
        let catalogue = self.catalogue()?;
        loop {
            let portion = if listing.stale { PAGE } else { listing.limit };
            let shelf = self
                .store
                .articles(&viewer, &listing.filter, before, portion)?;
            let last = shelf.articles.last().map(|s| s.article.id);
            for shelved in shelf.articles {
                if page.articles.len() == listing.limit {
                    page.next = page.articles.last().map(|v| v.shelved.article.id);
                    return Ok(page);
                }
                let view = self.viewed(shelved, &catalogue);
                if !listing.stale || view.stale.is_some() {
                    page.articles.push(view);
                }
            }
            if !listing.stale || !shelf.more {
                page.next = last.filter(|_| shelf.more);
                return Ok(page);
            }
            before = last;
        }
    }

    /// Articles that a search finds: those first whose title says it, then those for use, then those
    /// that helped most, then the newest.
    ///
    /// # Errors
    /// The store's.
    pub fn search_articles(
        &self,
        search: &Search,
        before: Option<ArticleId>,
        limit: usize,
        stop: Stop,
    ) -> Result<ArticlePage, Error> {
        let ask = ArticleAsk {
            search,
            before,
            limit,
            stop,
        };
        let shelf = self.store.search_articles(&self.actor.viewer(), &ask)?;
        let last = shelf.articles.last().map(|s| s.article.id);
        let catalogue = self.catalogue()?;
        let mut articles: Vec<ArticleView> = shelf
            .articles
            .into_iter()
            .map(|shelved| self.viewed(shelved, &catalogue))
            .collect();
        // Stable: the newest stays first among its like.
        articles.sort_by_key(|view| {
            let article = &view.shelved.article;
            let titled = !crate::domain::search::subject_hits(search, &article.title).is_empty();
            let place = match article.state {
                State::Published => 0,
                State::Draft => 1,
                State::Retired => 2,
            };
            (
                place == 2,
                !titled,
                place,
                std::cmp::Reverse(view.shelved.helped),
            )
        });
        Ok(ArticlePage {
            articles,
            next: last.filter(|_| shelf.more),
            stopped: shelf.stopped,
        })
    }

    /// `catalogue`: the desk's list of products, whose newest versions an article may be behind.
    fn viewed(&self, shelved: Shelved, catalogue: &[Product]) -> ArticleView {
        let window = self.process.windows.article_review_ms;
        let today = day_of(self.now());
        let newest = |name: &str| {
            let key = same_name(name);
            let listed = catalogue.iter().filter(|p| !p.retired);
            let product = listed.into_iter().find(|p| same_name(&p.name) == key)?;
            product
                .newest_on(today)
                .map(|release| release.version.clone())
        };
        let stale = article::stale(&shelved.article, self.now(), window, &newest);
        ArticleView { shelved, stale }
    }

    /// Tickets that are linked to an article, as this agent sees them, the newest first: their rows,
    /// and whether it helped there. At most `limit`.
    ///
    /// # Errors
    /// No such article; the store's.
    pub fn article_uses(&self, id: ArticleId, limit: usize) -> Result<Vec<(Row, bool)>, Error> {
        let viewer = self.actor.viewer();
        self.store.article(&viewer, id)?;
        let uses = self.store.article_uses(id, limit)?;
        let row = |u: store::article::Use| Ok((self.store.row(&viewer, u.ticket)?, u.helped));
        uses.into_iter().map(row).collect()
    }
}

/// Writing.
impl Desk {
    /// What an article drafted from a ticket begins with.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn article_draft(&self, ticket: TicketId) -> Result<Values, Error> {
        let ticket = self.ticket(ticket)?;
        Ok(article::draft(Source { ticket: &ticket }))
    }

    /// Writes a new article, a draft; one from a ticket is linked to it.
    ///
    /// # Errors
    /// A refusal with everything that is missing; the ticket's; the store's.
    pub fn write_article(&mut self, values: Values, from: Option<TicketId>) -> Result<Told, Error> {
        self.locked(|desk| {
            if let Some(first) = desk.first_article()? {
                return Ok(first);
            }
            let mut ask = Ask::Write {
                values,
                origin: from,
                audience: Vec::new(),
            };
            if let (Some(id), Ask::Write { audience, .. }) = (from, &mut ask) {
                *audience = desk.audience(id)?;
            }
            let written = desk.decide_article(None, &ask)?.unwrap_or_default();
            let article = desk.put_article(written)?;
            let mut text = format!("{} is written, a draft", article.id);
            if let Some(other) = desk.namesake(&article)? {
                text.push_str(&format!("; {other} has this title too"));
            }
            if let Some(id) = from
                && desk.link_draft(id, article.id)?
            {
                text.push_str(&format!("; {id} is linked to it"));
            }
            Ok(Told {
                article,
                changed: true,
                text,
            })
        })
    }

    /// Another article of this title, as far as this agent sees it.
    ///
    /// # Errors
    /// The store's.
    pub fn namesake(&self, article: &Article) -> Result<Option<ArticleId>, Error> {
        let called = self.titled(&article.title)?;
        let mut ids = called.into_iter().map(|a| a.id);
        Ok(ids.find(|id| *id != article.id))
    }

    /// The articles of a title, as far as this agent sees them.
    fn titled(&self, title: &str) -> Result<Vec<Article>, Error> {
        let viewer = self.actor.viewer();
        let mut seen = Vec::new();
        for one in self.store.articles_called(title)? {
            match self.store.article(&viewer, one.id) {
                Ok(shelved) => seen.push(shelved.article),
                Err(store::Error::NoArticle(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(seen)
    }

    /// Whoever sees a restricted ticket sees what is drafted from it.
    fn audience(&self, ticket: TicketId) -> Result<Vec<crate::domain::id::AgentName>, Error> {
        let row = Row::of(&self.process, &self.ticket(ticket)?);
        let mut audience = match row.audience {
            None => return Ok(Vec::new()),
            Some(audience) => audience,
        };
        audience.push(self.actor.name.clone());
        audience.sort();
        audience.dedup();
        Ok(audience)
    }

    /// What is archived is linked to nothing any more; the draft knows where it comes from.
    fn link_draft(&mut self, ticket: TicketId, article: ArticleId) -> Result<bool, Error> {
        let link = Command::LinkArticle {
            article,
            helped: false,
            kind: String::new(),
        };
        match self.run(ticket, None, link, &new_command_id()) {
            Ok(_) => Ok(true),
            Err(Error::Refused(refusal)) if refusal.why == Why::Stage => Ok(false),
            Err(other) => Err(other),
        }
    }

    /// Does something with an article. `seen`: the revision the person looked at; of a field that
    /// someone else changed since, the second is told.
    ///
    /// # Errors
    /// A refusal; [`Error::Edited`]; no such article; the store's.
    pub fn ask_article(
        &mut self,
        id: ArticleId,
        seen: Option<u32>,
        ask: &Ask,
    ) -> Result<Told, Error> {
        let told = self.ask_alone(id, seen, ask)?;
        self.pass_on();
        Ok(told)
    }

    fn ask_alone(&mut self, id: ArticleId, seen: Option<u32>, ask: &Ask) -> Result<Told, Error> {
        self.locked(|desk| {
            let now = desk.store.article(&desk.actor.viewer(), id)?.article;
            if let Some(first) = desk.first_article()? {
                return Ok(first);
            }
            desk.unseen(&now, seen, ask)?;
            let Some(next) = desk.decide_article(Some(&now), ask)? else {
                return Ok(Told {
                    text: format!("{id} says so already; nothing was written"),
                    article: now,
                    changed: false,
                });
            };
            let article = desk.put_article(next)?;
            if article.change == article::Change::Retired {
                desk.end_waits_for(&article)?;
            }
            let mut text = format!("{id} is {}", article.change.word());
            if article.change == article::Change::Published {
                let settled = desk.settle_by(&article)?;
                if !settled.is_empty() {
                    let ids: Vec<String> = settled.iter().map(TicketId::to_string).collect();
                    text.push_str(&format!("; what {} owed is settled", ids.join(", ")));
                }
            }
            Ok(Told {
                article,
                changed: true,
                text,
            })
        })
    }

    pub(super) fn decide_article(
        &self,
        now: Option<&Article>,
        ask: &Ask,
    ) -> Result<Option<Article>, Error> {
        article::decide(now, ask, &self.actor, self.now())
            .map_err(|refusal| Error::Refused(Box::new(refusal)))
    }

    pub(super) fn put_article(&mut self, mut article: Article) -> Result<Article, Error> {
        let fact = DeskFact::Article(Box::new(article.clone()));
        article.id = ArticleId(self.write_desk(fact)?);
        Ok(article)
    }

    /// The first answer of a command that was delivered before.
    fn first_article(&mut self) -> Result<Option<Told>, Error> {
        let Some(command) = self.command.clone() else {
            return Ok(None);
        };
        let Some(first) = self.store.delivered(&command)? else {
            return Ok(None);
        };
        let id = ArticleId(i64::from(first.version));
        let found = self.store.article(&Actor::viewer(&self.actor), id);
        let article = match found {
            Ok(shelved) if first.id == TicketId(0) => shelved.article,
            _ => {
                return Err(Error::Input(format!(
                    "The command id {command} was used before, for something else. Nothing was written; leave --command-id out, or give a new one."
                )));
            }
        };
        self.command = None;
        Ok(Some(Told {
            text: format!("{id} is {}", article.change.word()),
            article,
            changed: false,
        }))
    }

    /// What someone else changed since the revision that was seen, where this would change it too.
    fn unseen(&self, now: &Article, seen: Option<u32>, ask: &Ask) -> Result<(), Error> {
        let Some(seen) = seen.filter(|s| *s < now.revision) else {
            return Ok(());
        };
        let old = self.article_history(now.id)?;
        let old = old.into_iter().find(|r| r.article.revision == seen);
        let Some(old) = old else {
            return Ok(());
        };
        let theirs = article::changed(&old.article, now);
        let taken: Vec<&str> = match ask {
            _ if self.strict => theirs,
            Ask::Edit { values, .. } => {
                let other = |id: &&&str| {
                    values
                        .0
                        .get(**id)
                        .is_some_and(|v| *v != article::values(now).0[**id])
                };
                theirs.iter().filter(other).copied().collect()
            }
            // Who publishes or reviews has read it as a whole.
            _ => theirs,
        };
        let moved = old.article.state != now.state && !matches!(ask, Ask::Edit { .. });
        if taken.is_empty() && !moved {
            return Ok(());
        }
        let what = match taken.is_empty() {
            true => format!("made it {}", now.state),
            false => {
                let labels: Vec<&str> = taken.iter().map(|id| article::label(id)).collect();
                format!("changed {}", labels.join(", "))
            }
        };
        Err(Error::Edited(format!(
            "{} {what} of {} meanwhile (revision {}). Nothing was written; look at it again and repeat.",
            now.changed_by, now.id, now.revision
        )))
    }

    /// What tickets owe the knowledge base and this article supplies: those linked to it.
    fn settle_by(&mut self, article: &Article) -> Result<Vec<TicketId>, Error> {
        let mut settled = Vec::new();
        for used in self.store.article_uses(article.id, USES)? {
            // A ticket this agent may not see keeps what it owes until someone who may settles it.
            let Ok(ticket) = self.ticket(used.ticket) else {
                continue;
            };
            let owed = ticket.open_owed().find(|o| o.what == "kb").map(|o| o.n);
            let Some(n) = owed else { continue };
            let values = Values::new().with("kb", article.id.to_string());
            let settle = Command::Settle { n, values };
            match self.run(used.ticket, None, settle, &new_command_id()) {
                Ok(_) => settled.push(used.ticket),
                Err(Error::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        settled.sort();
        Ok(settled)
    }
}
