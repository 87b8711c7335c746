//! What reviews read: a table beside the tickets, kept in `commit`, and the reviews that were held.

use super::SqliteStore;
use super::fault::Fail;
use super::{book, read, row};
use crate::domain::actor::Viewer;
use crate::domain::event::Event;
use crate::domain::id::{ReviewId, TicketId};
use crate::domain::report::{Period, mark};
use crate::domain::review::Review;
use crate::domain::row::Row;
use crate::store::Error;
use crate::store::mask::may_see;
use crate::store::review::{Each, Marked, Reviews, counts_until};
use rusqlite::{Connection, OptionalExtension};

/// Tickets that may count in a period.
const MARKS: &str = "SELECT ticket, restricted, marks FROM mark \
    WHERE opened_at < ? AND counts_until >= ? ORDER BY ticket";

impl Reviews for SqliteStore {
    fn marks(&self, viewer: &Viewer, period: Period, each: &mut Each<'_>) -> Result<(), Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(MARKS)?;
            let mut rows = statement.query((period.to.0, period.from.0))?;
            while let Some(kept) = rows.next()? {
                let id = TicketId(kept.get(0)?);
                let is_hidden = kept.get(1)? && !viewer.lead && is_hidden(conn, viewer, id)?;
                let marks = kept.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
                if !each(Marked {
                    id,
                    is_hidden,
                    marks,
                }) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn is_marked(&self, row: &Row, events: &[Event]) -> Result<bool, Error> {
        type Kept = (i64, i64, i64, Vec<u8>);
        let wanted: Kept = (
            row.opened_at.0,
            counts_until(row).0,
            i64::from(row.audience.is_some()),
            mark::of(events),
        );
        self.read(|conn| {
            let kept: Option<Kept> = conn
                .prepare_cached(
                    "SELECT opened_at, counts_until, restricted, marks FROM mark WHERE ticket = ?",
                )?
                .query_row([row.id.0], |r| {
                    Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?))
                })
                .optional()?;
            Ok(kept == Some(wanted))
        })
    }

    fn reviews(&self) -> Result<Vec<Review>, Error> {
        self.read(|c| Ok(book::all(c, "SELECT doc FROM review ORDER BY id", [])?))
    }
}

fn is_hidden(conn: &Connection, viewer: &Viewer, id: TicketId) -> Result<bool, Fail> {
    let row = row::find(conn, id)?;
    Ok(row.is_none_or(|row| !may_see(viewer, row.audience.as_deref())))
}

/// Adds the marks of a ticket's new events, and how it stands, where that changed.
pub fn write(
    conn: &Connection,
    old: Option<&Row>,
    row: &Row,
    events: &[Event],
) -> rusqlite::Result<()> {
    let marks = mark::of(events);
    let stands = |r: &Row| (r.opened_at, counts_until(r), r.audience.is_some());
    if marks.is_empty() && old.is_some_and(|old| stands(old) == stands(row)) {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO mark (ticket, opened_at, counts_until, restricted, marks) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (ticket) DO UPDATE SET opened_at = ?2, counts_until = ?3, restricted = ?4, \
         marks = CAST(marks || ?5 AS BLOB)",
    )?
    .execute((
        row.id.0,
        row.opened_at.0,
        counts_until(row).0,
        row.audience.is_some(),
        marks,
    ))?;
    Ok(())
}

/// Numbers a review that has no number yet, and keeps it.
pub fn keep(conn: &Connection, review: &mut Review) -> Result<i64, Fail> {
    if review.id == ReviewId(0) {
        let next = "SELECT coalesce(max(id), 0) + 1 FROM review";
        review.id = ReviewId(conn.prepare_cached(next)?.query_row([], |r| r.get(0))?);
    }
    let doc = serde_json::to_string(review)?;
    conn.prepare_cached(
        "INSERT INTO review (id, doc) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET doc = ?2",
    )?
    .execute((review.id.0, doc))?;
    Ok(review.id.0)
}

/// The marks of the tickets that have none, from their events.
pub fn refill(conn: &Connection) -> Result<(), Fail> {
    let sql = "SELECT id FROM ticket WHERE id NOT IN (SELECT ticket FROM mark) ORDER BY id";
    let mut statement = conn.prepare(sql)?;
    let ids = statement.query_map([], |r| r.get(0).map(TicketId))?;
    for id in ids.collect::<rusqlite::Result<Vec<_>>>()? {
        let row = row::find_first(conn, id)?.ok_or(Error::NotFound(id))?;
        write(conn, None, &row, &read::events(conn, id, 0, usize::MAX)?)?;
    }
    Ok(())
}

/// Reads the whole log once, for desks from before there were marks.
pub fn fill(conn: &Connection) -> Result<(), Fail> {
    let mut last = TicketId(0);
    loop {
        let ids = read::ids(conn, last, 1_000)?;
        let Some(end) = ids.last() else {
            return Ok(());
        };
        last = *end;
        for id in ids {
            let row = row::find_first(conn, id)?.ok_or(Error::NotFound(id))?;
            write(conn, None, &row, &read::events(conn, id, 0, usize::MAX)?)?;
        }
    }
}
