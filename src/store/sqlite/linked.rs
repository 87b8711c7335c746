//! Links from their other end: a table beside the tickets, kept in `commit`.

use super::SqliteStore;
use super::fault::{Fail, unreadable};
use super::read::{self, cap};
use crate::domain::heed::{self, News};
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::ticket::{Link, Ticket};
use crate::store::Error;
use crate::store::linked::Linked;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Tickets that have not heard something: one search of an index that is nearly always empty.
pub const UNHEARD: &str = "SELECT DISTINCT ticket, other FROM link INDEXED BY link_unheard \
    WHERE unheard = 1 ORDER BY ticket, other LIMIT ?";

/// Links that lead to a ticket.
pub const LINKS_TO: &str = "SELECT ticket, kind, by, at, workaround, resolution \
    FROM link INDEXED BY link_other WHERE other = ? AND ticket > ? ORDER BY ticket, kind LIMIT ?";

impl Linked for SqliteStore {
    fn links_to(
        &self,
        id: TicketId,
        after: TicketId,
        limit: usize,
    ) -> Result<Vec<(TicketId, Link)>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(LINKS_TO)?;
            let found = statement.query_map((id.0, after.0, cap(limit)), |r| {
                let link = Link {
                    other: id,
                    kind: r.get(1)?,
                    by: AgentName(r.get(2)?),
                    at: At(r.get(3)?),
                    heard: News {
                        workaround: r.get(4)?,
                        resolution: r.get(5)?,
                    },
                };
                Ok((TicketId(r.get(0)?), link))
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn unheard(&self, limit: usize) -> Result<Vec<(TicketId, TicketId)>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(UNHEARD)?;
            let found = statement.query_map([cap(limit)], |r| {
                Ok((TicketId(r.get(0)?), TicketId(r.get(1)?)))
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// Brings the links of a ticket, and what those linked to it have heard, up to the ticket as it is.
pub fn write(conn: &Connection, ticket: &Ticket, new: bool) -> Result<(), Fail> {
    let id = ticket.id.0;
    // Nearly always: what changes nothing need not be prepared.
    if ticket.links.is_empty() && !is_linked(conn, id)? {
        return Ok(());
    }
    if !new {
        conn.prepare_cached("DELETE FROM link WHERE ticket = ?")?
            .execute([id])?;
    }
    for link in &ticket.links {
        insert(conn, ticket, link)?;
    }
    let news = heed::news(ticket);
    conn.prepare_cached(
        "UPDATE link SET unheard = (workaround <> ?2 OR resolution <> ?3) \
         WHERE other = ?1 AND listens = 1 AND unheard <> (workaround <> ?2 OR resolution <> ?3)",
    )?
    .execute((id, news.workaround, news.resolution))?;
    Ok(())
}

/// Whether a link leads from this ticket or to it.
fn is_linked(conn: &Connection, id: i64) -> rusqlite::Result<bool> {
    conn.prepare_cached(
        "SELECT 1 FROM link WHERE ticket = ?1 UNION ALL SELECT 1 FROM link WHERE other = ?1 LIMIT 1",
    )?
    .exists([id])
}

fn insert(conn: &Connection, ticket: &Ticket, link: &Link) -> Result<(), Fail> {
    let listens = heed::listens(ticket, link);
    let other = match listens {
        true => read::document(conn, link.other)?,
        false => None,
    };
    let news = other.as_ref().map(heed::news).unwrap_or_default();
    conn.prepare_cached(
        "INSERT INTO link (ticket, other, kind, by, at, workaround, resolution, listens, unheard) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ticket, other, kind) DO NOTHING",
    )?
    .execute((
        ticket.id.0,
        link.other.0,
        &link.kind,
        link.by.as_str(),
        link.at.0,
        link.heard.workaround,
        link.heard.resolution,
        listens,
        heed::is_unheard(ticket, link, news),
    ))?;
    Ok(())
}

/// Fills the table of a desk from before there was one.
pub fn fill(conn: &Connection) -> Result<(), Fail> {
    let linked = "SELECT id, doc FROM ticket WHERE doc LIKE '%\"links\":%' ORDER BY id";
    let mut statement = conn.prepare(linked)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let ticket = read_one(r)?;
        for link in &ticket.links {
            insert(conn, &ticket, link)?;
        }
    }
    Ok(())
}

fn read_one(r: &rusqlite::Row<'_>) -> rusqlite::Result<Ticket> {
    let mut ticket: Ticket = serde_json::from_str(r.get_ref(1)?.as_str()?).map_err(unreadable)?;
    ticket.id = TicketId(r.get(0)?);
    Ok(ticket)
}

/// From where to where a link leads, and its kind.
type Place = (i64, i64, String);
/// By whom and when it was made and how far it was heard; whether the ticket listens, and has not heard.
type Said = ((String, i64, u32, u32), i64, i64);
type Links = BTreeMap<Place, Said>;

/// The first link that is not kept as its ticket says it.
pub fn misfiled(conn: &Connection) -> Result<Option<String>, Fail> {
    let sql = "SELECT ticket, other, kind, by, at, workaround, resolution, listens, unheard FROM link NOT INDEXED";
    let mut statement = conn.prepare(sql)?;
    let kept = statement.query_map([], |r| {
        let place = (r.get(0)?, r.get(1)?, r.get(2)?);
        let link = (r.get(3)?, r.get(4)?, r.get(5)?, r.get(6)?);
        Ok((place, (link, r.get(7)?, r.get(8)?)))
    })?;
    let kept: Links = kept.collect::<rusqlite::Result<_>>()?;
    let mut said = Links::new();
    let linked = "SELECT id, doc FROM ticket WHERE doc LIKE '%\"links\":%'";
    let mut statement = conn.prepare(linked)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let ticket = read_one(r)?;
        let id = ticket.id.0;
        for link in &ticket.links {
            let listens = heed::listens(&ticket, link);
            let news = match listens {
                true => read::document(conn, link.other)?.as_ref().map(heed::news),
                false => None,
            };
            let unheard = heed::is_unheard(&ticket, link, news.unwrap_or_default());
            let News {
                workaround,
                resolution,
            } = link.heard;
            let told = (link.by.0.clone(), link.at.0, workaround, resolution);
            // Of two between the same tickets the first is kept.
            said.entry((id, link.other.0, link.kind.clone()))
                .or_insert((told, i64::from(listens), i64::from(unheard)));
        }
    }
    let places = kept.keys().chain(said.keys());
    let differs = places
        .filter(|place| kept.get(place) != said.get(place))
        .min();
    Ok(differs.map(|(ticket, other, kind)| {
        format!(
            "The link of ticket {} to {} ({}) is not kept as the ticket says it. The ticket itself is intact.",
            TicketId(*ticket),
            TicketId(*other),
            crate::domain::attachment::shown(kind)
        )
    }))
}
