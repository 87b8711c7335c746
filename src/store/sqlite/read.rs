//! Reading of tickets, events and the chain.

use super::fault::{Fail, unreadable};
use super::plant::{self, Plant};
use super::row;
use crate::domain::actor::Viewer;
use crate::domain::chain::{self, Hash};
use crate::domain::event::Event;
use crate::domain::id::{At, TicketId};
use crate::domain::parse;
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::store::mask::{mask, may_see};
use crate::store::{ChainLink, DeskInfo, Error};
use rusqlite::{Connection, OptionalExtension};

/// A value of the desk itself.
pub fn desk_value(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT value FROM desk WHERE key = ?")?
        .query_row([key], |r| r.get(0))
        .optional()
}

/// What desk this is. The text of a built-in process file is known by its hash: every command would read it.
pub fn desk(conn: &Connection) -> rusqlite::Result<DeskInfo> {
    let value = |key| desk_value(conn, key).map(Option::unwrap_or_default);
    let process_hash = value("process")?;
    let process_text = match parse::text_of(&process_hash) {
        Some(text) => text,
        None => process_text(conn, &process_hash)?.into(),
    };
    Ok(DeskInfo {
        id: value("id")?,
        name: value("name")?,
        process_hash,
        process_text,
        made_at: At(value("made_at")?.parse().unwrap_or_default()),
        demo: value("demo")? == "1",
    })
}

fn process_text(conn: &Connection, hash: &str) -> rusqlite::Result<String> {
    conn.prepare_cached("SELECT text FROM process WHERE hash = ?")?
        .query_row([hash], |r| r.get(0))
        .optional()
        .map(Option::unwrap_or_default)
}

/// The ticket's document, whoever asks.
pub fn document(conn: &Connection, id: TicketId) -> rusqlite::Result<Option<Ticket>> {
    let doc: Option<String> = conn
        .prepare_cached("SELECT doc FROM ticket WHERE id = ?")?
        .query_row([id.0], |r| r.get(0))
        .optional()?;
    doc.map(|d| serde_json::from_str(&d))
        .transpose()
        .map_err(unreadable)
}

/// Refuses a ticket that is not there or whose audience the viewer is not in.
pub fn check_viewer(conn: &Connection, viewer: &Viewer, id: TicketId) -> Result<(), Fail> {
    let mut statement = conn.prepare_cached("SELECT audience FROM ticket_row WHERE id = ?")?;
    let mut rows = statement.query([id.0])?;
    let Some(found) = rows.next()? else {
        return Err(absent(conn, id)?.into());
    };
    let audience = row::audience(found.get_ref(0)?)?;
    if may_see(viewer, audience.as_deref()) {
        return Ok(());
    }
    Err(Error::Restricted(id).into())
}

/// One ticket for a viewer.
pub fn ticket(conn: &Connection, viewer: &Viewer, id: TicketId) -> Result<Ticket, Fail> {
    check_viewer(conn, viewer, id)?;
    match document(conn, id)? {
        Some(ticket) => Ok(ticket),
        None => Err(absent(conn, id)?.into()),
    }
}

/// Why a ticket cannot be read: there is none, or half of it is gone.
fn absent(conn: &Connection, id: TicketId) -> rusqlite::Result<Error> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket WHERE id = ?1) OR EXISTS (SELECT 1 FROM ticket_row WHERE id = ?1)",
    )?;
    Ok(match statement.query_row([id.0], |r| r.get(0))? {
        true => Error::Torn(conn.path().unwrap_or_default().to_owned()),
        false => Error::NotFound(id),
    })
}

/// One row for a viewer, masked if it is restricted.
pub fn viewed_row(conn: &Connection, viewer: &Viewer, id: TicketId) -> Result<Row, Fail> {
    let Some(mut row) = row::find(conn, id)? else {
        return Err(absent(conn, id)?.into());
    };
    if !may_see(viewer, row.audience.as_deref()) {
        mask(&mut row);
    }
    Ok(row)
}

/// Row and ticket as stored, and the hash of the process file the row was computed under.
pub fn stored(conn: &Connection, id: TicketId) -> Result<(Row, Ticket, String), Fail> {
    let row = row::find(conn, id)?.ok_or(Error::NotFound(id))?;
    let ticket = document(conn, id)?.ok_or(Error::NotFound(id))?;
    let under: Option<String> = conn
        .prepare_cached(
            "SELECT p.hash FROM ticket_row r JOIN process p ON p.serial = r.process WHERE r.id = ?",
        )?
        .query_row([id.0], |r| r.get(0))
        .optional()?;
    Ok((row, ticket, under.unwrap_or_default()))
}

/// Events with `seq > after`, ascending.
pub fn events(
    conn: &Connection,
    id: TicketId,
    after: u32,
    limit: usize,
) -> Result<Vec<Event>, Fail> {
    let sql = "SELECT record FROM event WHERE ticket = ? AND seq > ? ORDER BY seq LIMIT ?";
    let mut events = records(conn, sql, id, after, limit)?;
    if plant::is(Plant::SortByTime) {
        events.sort_by_key(|e| e.at);
    }
    Ok(events)
}

/// The latest events with `seq < before`, ascending.
pub fn events_before(
    conn: &Connection,
    id: TicketId,
    before: u32,
    limit: usize,
) -> Result<Vec<Event>, Fail> {
    let sql = "SELECT record FROM event WHERE ticket = ? AND seq < ? ORDER BY seq DESC LIMIT ?";
    let mut events = records(conn, sql, id, before, limit)?;
    events.reverse();
    Ok(events)
}

fn records(
    conn: &Connection,
    sql: &str,
    id: TicketId,
    seq: u32,
    limit: usize,
) -> Result<Vec<Event>, Fail> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((id.0, seq, cap(limit)))?;
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        events.push(chain::event_of(
            row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
        )?);
    }
    Ok(events)
}

/// A limit as SQL takes it.
pub fn cap(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Links of the chain with `n > after`.
pub fn links(conn: &Connection, after: i64, limit: usize) -> rusqlite::Result<Vec<ChainLink>> {
    let mut statement = conn.prepare_cached(
        "SELECT n, ticket, record, hash FROM event WHERE n > ? ORDER BY n LIMIT ?",
    )?;
    let links = statement.query_map((after, cap(limit)), link)?;
    links.collect()
}

/// Links of a ticket's events with `seq > after`.
pub fn links_of(
    conn: &Connection,
    id: TicketId,
    after: u32,
    limit: usize,
) -> rusqlite::Result<Vec<ChainLink>> {
    let mut statement = conn.prepare_cached(
        "SELECT n, ticket, record, hash FROM event WHERE ticket = ? AND seq > ? ORDER BY seq LIMIT ?",
    )?;
    let links = statement.query_map((id.0, after, cap(limit)), link)?;
    links.collect()
}

fn link(row: &rusqlite::Row) -> rusqlite::Result<ChainLink> {
    Ok(ChainLink {
        n: row.get(0)?,
        ticket: row.get::<_, Option<i64>>(1)?.map(TicketId),
        record: row.get(2)?,
        hash: chain::hex(&row.get(3)?),
    })
}

/// The head of the chain.
pub fn head(conn: &Connection) -> rusqlite::Result<(i64, Hash)> {
    conn.prepare_cached("SELECT n, hash FROM event ORDER BY n DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()
        .map(|head| head.unwrap_or((0, Hash::default())))
}

/// Ticket numbers after one, ascending.
pub fn ids(conn: &Connection, after: TicketId, limit: usize) -> rusqlite::Result<Vec<TicketId>> {
    let mut statement = conn
        .prepare_cached("SELECT id FROM ticket_row NOT INDEXED WHERE id > ? ORDER BY id LIMIT ?")?;
    let ids = statement.query_map((after.0, cap(limit)), |r| r.get(0).map(TicketId))?;
    ids.collect()
}
