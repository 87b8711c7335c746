//! The knowledge base in the file: articles, their revisions, their uses, their words.

use super::SqliteStore;
use super::book::all;
use super::fault::{Fail, unreadable};
use super::kept::unread::unread;
use super::read::cap;
use super::row::audience;
use super::search::expression;
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, Filter};
use crate::domain::event::{Event, Fact};
use crate::domain::heed::{ArticleNews, heard_of, is_article_unheard, listens_to};
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::search::article::{doc, marks, times};
use crate::domain::ticket::Ticket;
use crate::store::article::{ArticleAsk, Articles, Shelf, Shelved, Use};
use crate::store::book::same_name;
use crate::store::{ChainLink, Error};
use rusqlite::{Connection, OptionalExtension};

/// Newest first.
pub const FIND: &str = "SELECT rowid FROM article_index \
     WHERE article_index MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC";

/// Tickets that have not heard of a fix: one search of an index that is nearly always empty.
pub const UNHEARD: &str = "SELECT ticket, article FROM article_use INDEXED BY article_use_unheard \
     WHERE unheard = 1 ORDER BY ticket, article LIMIT ?";

impl Articles for SqliteStore {
    fn article(&self, viewer: &Viewer, id: ArticleId) -> Result<Shelved, Error> {
        self.read(|c| {
            let article = seen(c, viewer, id)?;
            let article = article.ok_or(Error::NoArticle(id))?;
            Ok(shelved(c, article)?)
        })
    }

    fn articles(
        &self,
        viewer: &Viewer,
        filter: &Filter,
        before: Option<ArticleId>,
        limit: usize,
    ) -> Result<Shelf, Error> {
        self.read(|c| list(c, viewer, filter, (before, limit)))
    }

    fn search_articles(&self, viewer: &Viewer, ask: &ArticleAsk<'_>) -> Result<Shelf, Error> {
        self.read(|c| search(c, viewer, ask))
    }

    fn article_links(&self, viewer: &Viewer, id: ArticleId) -> Result<Vec<ChainLink>, Error> {
        self.read(|c| {
            if seen(c, viewer, id)?.is_none() {
                return Err(Error::NoArticle(id).into());
            }
            let mut links = Vec::new();
            for n in kept_revisions(c, id)? {
                links.extend(super::read::links(c, n - 1, 1)?);
            }
            Ok(links)
        })
    }

    fn article_uses(&self, id: ArticleId, limit: usize) -> Result<Vec<Use>, Error> {
        self.read(|c| {
            let sql = "SELECT ticket, helped FROM article_use WHERE article = ? ORDER BY ticket DESC LIMIT ?";
            let mut statement = c.prepare_cached(sql)?;
            let uses = statement.query_map((id.0, cap(limit)), |r| {
                Ok(Use {
                    ticket: TicketId(r.get(0)?),
                    helped: r.get(1)?,
                })
            })?;
            Ok(uses.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn unheard_articles(&self, limit: usize) -> Result<Vec<(TicketId, ArticleId)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(UNHEARD)?;
            let found = statement.query_map([cap(limit)], |r| {
                Ok((TicketId(r.get(0)?), ArticleId(r.get(1)?)))
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn articles_called(&self, title: &str) -> Result<Vec<Article>, Error> {
        let sql = "SELECT doc FROM article WHERE title = ? ORDER BY id";
        self.read(|c| Ok(all(c, sql, [same_name(title)])?))
    }
}

/// Writes a revision; `n`: the number its record will have.
pub fn keep(conn: &Connection, article: &mut Article, n: i64) -> Result<i64, Fail> {
    if article.id.0 == 0 {
        let next = "SELECT coalesce(max(id), 0) + 1 FROM article";
        article.id = ArticleId(conn.prepare_cached(next)?.query_row([], |r| r.get(0))?);
    }
    let id = article.id.0;
    conn.prepare_cached(
        "INSERT INTO article (id, state, title, doc) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET state = ?2, title = ?3, doc = ?4",
    )?
    .execute((
        id,
        article.state.id(),
        same_name(&article.title),
        serde_json::to_string(article)?,
    ))?;
    conn.prepare_cached("INSERT INTO article_revision (article, n) VALUES (?, ?)")?
        .execute((id, n))?;
    index(conn, article)?;
    conn.prepare_cached(
        "UPDATE article_use SET unheard = (heard < ?2) \
         WHERE article = ?1 AND listens = 1 AND unheard <> (heard < ?2)",
    )?
    .execute((id, article.news().sum()))?;
    Ok(id)
}

/// Its words in the index in place of those of before.
fn index(conn: &Connection, article: &Article) -> rusqlite::Result<()> {
    let id = article.id.0;
    conn.prepare_cached("DELETE FROM article_index WHERE rowid = ?")?
        .execute([id])?;
    conn.prepare_cached("INSERT INTO article_index (rowid, words) VALUES (?, ?)")?
        .execute((id, doc(article).indexed(&marks(article))))?;
    Ok(())
}

/// Indexes every article anew.
pub fn index_all(conn: &Connection) -> Result<(), Fail> {
    let mut ids = conn.prepare("SELECT id FROM article")?;
    let ids: Vec<i64> = ids.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for id in ids {
        if let Some(article) = one(conn, ArticleId(id))? {
            index(conn, &article)?;
        }
    }
    Ok(())
}

/// Brings the uses up to what a ticket refers to, where its events touched that.
pub fn refer(conn: &Connection, ticket: &Ticket, events: &[Event]) -> rusqlite::Result<()> {
    let touches = |f: &Fact| {
        matches!(
            f,
            Fact::ArticleLinked(_)
                | Fact::ArticleUnlinked(_)
                | Fact::ArticleHeard(..)
                | Fact::ArticleWorkaroundHeard(..)
        )
    };
    // Whether it still listens, its stage decides.
    let waits = ticket.articles.iter().any(|a| a.known_error);
    if !waits && !events.iter().flat_map(|e| &e.facts).any(touches) {
        return Ok(());
    }
    conn.prepare_cached("DELETE FROM article_use WHERE ticket = ?")?
        .execute([ticket.id.0])?;
    for link in &ticket.articles {
        let listens = listens_to(ticket, link);
        let news = match listens {
            true => news(conn, link.article)?,
            false => ArticleNews::default(),
        };
        conn.prepare_cached(
            "INSERT INTO article_use (article, ticket, helped, heard, listens, unheard) \
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            link.article.0,
            ticket.id.0,
            link.helped,
            heard_of(link).sum(),
            listens,
            is_article_unheard(ticket, link, news),
        ))?;
    }
    Ok(())
}

/// Uses after a place, in order, at most `limit`.
pub fn kept_uses(
    conn: &Connection,
    after: (ArticleId, TicketId),
    limit: usize,
) -> rusqlite::Result<Vec<(ArticleId, Use)>> {
    let mut statement = conn.prepare_cached(
        "SELECT article, ticket, helped FROM article_use WHERE (article, ticket) > (?, ?) \
         ORDER BY article, ticket LIMIT ?",
    )?;
    let uses = statement.query_map((after.0.0, after.1.0, cap(limit)), |r| {
        let ticket = TicketId(r.get(1)?);
        let helped = r.get(2)?;
        Ok((ArticleId(r.get(0)?), Use { ticket, helped }))
    })?;
    uses.collect()
}

/// The numbers of an article's revisions in the audit chain.
pub fn kept_revisions(conn: &Connection, id: ArticleId) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT n FROM article_revision WHERE article = ? ORDER BY n";
    let mut statement = conn.prepare_cached(sql)?;
    let numbers = statement.query_map([id.0], |r| r.get(0))?;
    numbers.collect()
}

/// The first article whose columns, by which it is found, are not what it says.
pub fn misfiled(conn: &Connection) -> Result<Option<String>, Fail> {
    let mut statement = conn.prepare("SELECT id, state, title, doc FROM article")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text: String = row.get(3)?;
        let article: Article = serde_json::from_str(&text).map_err(unreadable)?;
        let kept: (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (id, state) = (article.id.0, article.state.id().to_owned());
        if kept != (id, state, same_name(&article.title)) {
            let what = ArticleId(kept.0);
            return Ok(Some(format!(
                "Article {what} is kept in another state or under another title than it has. Its events are intact."
            )));
        }
        let bad = unread(&text, &article);
        if bad.is_some() {
            return Ok(bad);
        }
    }
    misheard(conn)
}

/// One article, whoever may see it.
pub fn one(conn: &Connection, id: ArticleId) -> rusqlite::Result<Option<Article>> {
    let doc: Option<String> = conn
        .prepare_cached("SELECT doc FROM article WHERE id = ?")?
        .query_row([id.0], |r| r.get(0))
        .optional()?;
    doc.map(|d| serde_json::from_str(&d).map_err(unreadable))
        .transpose()
}

/// One article as this agent sees it, if they do.
pub fn seen(conn: &Connection, viewer: &Viewer, id: ArticleId) -> Result<Option<Article>, Fail> {
    let article = one(conn, id)?.map(|a| standing(conn, a)).transpose()?;
    Ok(article.filter(|a| a.is_seen_by(viewer)))
}

/// An article with whoever sees it now: a draft goes with its ticket.
fn standing(conn: &Connection, article: Article) -> Result<Article, Fail> {
    let Some(origin) = article.follows() else {
        return Ok(article);
    };
    let mut statement = conn.prepare_cached("SELECT audience FROM ticket_row WHERE id = ?")?;
    let mut rows = statement.query([origin.0])?;
    let audience = match rows.next()? {
        Some(row) => audience(row.get_ref(0)?)?,
        None => None,
    };
    Ok(article.among(audience))
}

/// What those linked to an article are to hear; nothing where there is none.
fn news(conn: &Connection, id: ArticleId) -> rusqlite::Result<ArticleNews> {
    Ok(one(conn, id)?.map_or_else(ArticleNews::default, |a| a.news()))
}

fn shelved(conn: &Connection, article: Article) -> rusqlite::Result<Shelved> {
    let (linked, helped) = conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(helped), 0) FROM article_use WHERE article = ?",
        )?
        .query_row([article.id.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(Shelved {
        article,
        linked,
        helped,
    })
}

/// The first use that is not kept as its ticket and its article say: whether its news were heard.
fn misheard(conn: &Connection) -> Result<Option<String>, Fail> {
    // Who is over listens no more.
    let sql = "SELECT ticket, article, heard, listens, unheard FROM article_use \
               WHERE listens <> 0 OR unheard <> 0 OR heard <> 0 \
               OR ticket IN (SELECT id FROM ticket_row WHERE over = 0)";
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let (id, of) = (TicketId(r.get(0)?), ArticleId(r.get(1)?));
        let kept: (u32, i64, i64) = (r.get(2)?, r.get(3)?, r.get(4)?);
        let news = news(conn, of)?;
        let said = super::read::document(conn, id)?.and_then(|ticket| {
            let link = ticket.articles.iter().find(|a| a.article == of)?;
            let unheard = is_article_unheard(&ticket, link, news);
            let listens = listens_to(&ticket, link);
            Some((heard_of(link).sum(), i64::from(listens), i64::from(unheard)))
        });
        if said != Some(kept) {
            return Ok(Some(format!(
                "What ticket {id} has heard of article {of} is not kept as they say it. Both are intact."
            )));
        }
    }
    Ok(None)
}

fn list(
    conn: &Connection,
    viewer: &Viewer,
    filter: &Filter,
    (before, limit): (Option<ArticleId>, usize),
) -> Result<Shelf, Fail> {
    let below = before.map_or(i64::MAX, |id| id.0);
    let state = filter.state.map(crate::domain::article::State::id);
    let sql = match state {
        Some(_) => "SELECT doc FROM article WHERE state = ?2 AND id < ?1 ORDER BY id DESC",
        None => "SELECT doc FROM article WHERE id < ?1 AND ?2 IS NULL ORDER BY id DESC",
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((below, state))?;
    let mut shelf = Shelf::default();
    while let Some(row) = rows.next()? {
        let text: String = row.get(0)?;
        let article = standing(conn, serde_json::from_str(&text).map_err(unreadable)?)?;
        if !article.is_seen_by(viewer) || !filter.takes(&article) {
            continue;
        }
        if shelf.articles.len() == limit {
            shelf.more = true;
            break;
        }
        shelf.articles.push(shelved(conn, article)?);
    }
    Ok(shelf)
}

fn search(conn: &Connection, viewer: &Viewer, ask: &ArticleAsk<'_>) -> Result<Shelf, Fail> {
    let mut shelf = Shelf::default();
    if ask.search.is_empty() || ask.limit == 0 {
        return Ok(shelf);
    }
    let below = ask.before.map_or(i64::MAX, |id| id.0);
    let mut statement = conn.prepare_cached(FIND)?;
    let mut numbers = statement.query((expression::of(ask.search), below))?;
    while let Some(found) = numbers.next()? {
        if ask.stop.is_over() {
            shelf.stopped = true;
            break;
        }
        let Some(article) = one(conn, ArticleId(found.get(0)?))? else {
            continue;
        };
        let matches = ask
            .search
            .matches(&doc(&article), &marks(&article), times(&article), At(0));
        if !matches {
            continue;
        }
        let article = standing(conn, article)?;
        if !article.is_seen_by(viewer) {
            continue;
        }
        if shelf.articles.len() == ask.limit {
            shelf.more = true;
            break;
        }
        shelf.articles.push(shelved(conn, article)?);
    }
    Ok(shelf)
}
