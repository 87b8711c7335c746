//! Articles that may be similar: the published ones, by the index of their words.

use super::estimated;
use crate::domain::actor::Viewer;
use crate::domain::article::State;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::search::doc::mark;
use crate::domain::similar::Candidate;
use crate::store::sqlite::article::{FIND, seen};
use crate::store::sqlite::fault::Fail;
use rusqlite::{CachedStatement, Connection};
use std::collections::BTreeSet;

/// The newest articles taken of a word; how many more there are is estimated.
const OF_ONE: usize = 256;

/// Articles that were drafted from a ticket.
pub const OWN: &str = "SELECT id FROM article WHERE json_extract(doc, '$.origin') = ?";

/// The articles of a word.
pub struct Postings<'c> {
    statement: CachedStatement<'c>,
    newest: i64,
    /// Drafted from the ticket in hand.
    own: BTreeSet<i64>,
    published: String,
}

impl<'c> Postings<'c> {
    /// For a ticket in hand.
    pub fn new(conn: &'c Connection, not: Option<TicketId>) -> Result<Postings<'c>, Fail> {
        let newest: Option<i64> = conn
            .prepare_cached("SELECT max(id) FROM article")?
            .query_row([], |r| r.get(0))?;
        let own = match not {
            Some(id) => own(conn, id)?,
            None => BTreeSet::new(),
        };
        Ok(Postings {
            statement: conn.prepare_cached(FIND)?,
            newest: newest.unwrap_or_default(),
            own,
            published: mark('j', State::Published.id()),
        })
    }

    /// The number of the newest article.
    pub fn newest(&self) -> u64 {
        self.newest.unsigned_abs()
    }

    /// How many published articles have a word, and the newest of them.
    pub fn of(&mut self, word: &str) -> Result<(u64, Vec<ArticleId>), Fail> {
        let mut found = Vec::new();
        if self.newest == 0 {
            return Ok((0, found));
        }
        let expression = format!("\"{word}\" AND \"{}\"", self.published);
        let mut rows = self.statement.query((expression, i64::MAX))?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if self.own.contains(&id) {
                continue;
            }
            found.push(ArticleId(id));
            if found.len() == OF_ONE {
                let part = self.newest - id + 1;
                let here = u64::try_from(OF_ONE).unwrap_or(u64::MAX);
                return Ok((estimated(here, part, self.newest), found));
            }
        }
        Ok((u64::try_from(found.len()).unwrap_or(u64::MAX), found))
    }
}

/// Articles that were drafted from a ticket.
fn own(conn: &Connection, ticket: TicketId) -> Result<BTreeSet<i64>, Fail> {
    let mut statement = conn.prepare_cached(OWN)?;
    let ids = statement.query_map([ticket.0], |r| r.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// The article, if it is seen.
pub fn candidate(
    conn: &Connection,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<Option<Candidate>, Fail> {
    let article = seen(conn, viewer, id)?;
    Ok(article.map(Candidate::of_article))
}
