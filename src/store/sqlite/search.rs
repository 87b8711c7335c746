//! Search in the index of words. A commit keeps the texts; their words come into the index a few commits later,
//! and until then the texts are looked through.

mod anew;
pub mod behind;
pub(super) mod expression;
mod fill;
mod merged;
mod similar;

pub use anew::anew;
pub use fill::fill;
use merged::Merged;
#[cfg(test)]
pub use similar::OWN_ARTICLES;
pub use similar::similar;

use super::fault::Fail;
use super::{read, row};
use crate::domain::actor::Viewer;
use crate::domain::event::Event;
use crate::domain::id::TicketId;
use crate::domain::row::Row;
use crate::domain::search::doc::{LONG, decode, encode, head, mark, marks};
use crate::domain::search::{Doc, Search, Times};
use crate::domain::similar::{Candidate, Hit};
use crate::domain::ticket::Ticket;
use crate::store::mask::may_see;
use crate::store::search::{Ask, Finds};
use rusqlite::{Connection, OptionalExtension};

/// Numbers of documents: this many for each thing, by kind. A ticket is kind 0.
const KINDS: i64 = 4;

/// Tickets looked at that did not match, before a search is broken off and says so.
const DEPTH: usize = 10_000;
/// The same where each ticket's texts have to be looked through.
const TEXTS_DEPTH: usize = 2_000;

/// Tickets passed on the way that is short for a common beginning of a word.
const TRIED: usize = 100;

/// Newest first: the order of the index, nothing is sorted.
pub const FIND: &str = "SELECT rowid FROM search_index \
     WHERE search_index MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC";

fn number(id: TicketId) -> i64 {
    id.0.saturating_mul(KINDS)
}

/// Brings the document of a ticket up to its row and these new events; says how long it is where it is another now,
/// so that the index is behind for it.
pub fn write(
    conn: &Connection,
    row: &Row,
    ticket: &Ticket,
    events: &[Event],
    new: bool,
) -> Result<Option<usize>, Fail> {
    let old = if new { None } else { stored(conn, row.id)? };
    let mut doc = Doc {
        head: head(row, ticket),
        body: old.as_ref().map(|o| o.doc.body.clone()).unwrap_or_default(),
        cut: old.as_ref().is_some_and(|o| o.doc.cut),
    };
    doc.add(events);
    let marks = doc.marked(marks(row, ticket));
    let mut statement = match &old {
        Some(old) if old.doc == doc && old.marks == marks => return Ok(None),
        Some(_) => conn.prepare_cached(
            "UPDATE search_doc SET marks = ?2, head = ?3, body = ?4 WHERE id = ?1",
        )?,
        None => conn.prepare_cached(
            "INSERT INTO search_doc (id, marks, head, body) VALUES (?1, ?2, ?3, ?4)",
        )?,
    };
    let (head, body) = (encode(&doc.head), encode(&doc.body));
    statement.execute((number(row.id), marks.join(" "), &head, &body))?;
    Ok(Some(head.len() + body.len()))
}

/// The same, and says so to the index: at `most` documents it is brought up to date.
pub fn keep(
    conn: &Connection,
    row: &Row,
    ticket: &Ticket,
    (events, new): (&[Event], bool),
    most: i64,
) -> Result<(), Fail> {
    match write(conn, row, ticket, events, new)? {
        Some(bytes) => behind::add(conn, number(row.id), bytes, most),
        None => Ok(()),
    }
}

/// What is searched of a thing.
#[derive(Debug)]
pub struct Stored {
    marks: Vec<String>,
    doc: Doc,
}

fn stored(conn: &Connection, id: TicketId) -> rusqlite::Result<Option<Stored>> {
    read_stored(conn, number(id))
}

fn read_stored(conn: &Connection, number: i64) -> rusqlite::Result<Option<Stored>> {
    conn.prepare_cached("SELECT marks, head, body FROM search_doc WHERE id = ?")?
        .query_row([number], |r| {
            let marks = r.get_ref(0)?.as_str()?;
            let marks: Vec<String> = marks.split(' ').map(str::to_owned).collect();
            Ok(Stored {
                doc: Doc {
                    cut: marks.contains(&mark('j', LONG)),
                    head: decode(r.get_ref(1)?.as_str()?),
                    body: decode(r.get_ref(2)?.as_str()?),
                },
                marks,
            })
        })
        .optional()
}

/// Whether what is searched of a ticket is what its row and its events say.
pub fn is_indexed(
    conn: &Connection,
    row: &Row,
    ticket: &Ticket,
    events: &[Event],
) -> rusqlite::Result<bool> {
    let doc = Doc::of(row, ticket, events);
    let plain = marks(row, ticket);
    // A desk from before says of no ticket that its history is long, until it is written to again.
    let marks = [doc.marked(plain.clone()).join(" "), plain.join(" ")];
    let (head, body) = (encode(&doc.head), encode(&doc.body));
    let kept: Option<(String, String, String)> = conn
        .prepare_cached("SELECT marks, head, body FROM search_doc WHERE id = ?")?
        .query_row([number(row.id)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    Ok(kept.is_some_and(|k| marks.contains(&k.0) && (k.1, k.2) == (head, body)))
}

/// The page of a search.
pub fn search(conn: &Connection, viewer: &Viewer, ask: &Ask<'_>) -> Result<Finds, Fail> {
    if ask.search.is_empty() || ask.limit == 0 {
        return Ok(Finds::default());
    }
    if let Some(wider) = expression::wider(ask.search) {
        let finds = page(conn, viewer, ask, &wider, (true, TRIED))?;
        if finds.more || finds.stopped {
            return Ok(Finds { cut: None, ..finds });
        }
    }
    let mut finds = narrow(conn, viewer, ask)?;
    // It matters to whoever came to the end.
    if ask.search.reads_histories() && !finds.more && !finds.stopped {
        finds.partly = any_long(conn)?;
    }
    Ok(finds)
}

/// Whether of some ticket only the latest part of its history is in the index.
fn any_long(conn: &Connection) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1";
    let long = mark('j', LONG);
    Ok(conn.prepare_cached(sql)?.exists([format!("\"{long}\"")])?
        || behind::any_marked(conn, &long)?)
}

fn narrow(conn: &Connection, viewer: &Viewer, ask: &Ask<'_>) -> Result<Finds, Fail> {
    let how = match ask.search.needs_texts() {
        true => (true, TEXTS_DEPTH),
        false => (false, DEPTH),
    };
    page(conn, viewer, ask, &expression::of(ask.search), how)
}

/// The page among what an expression finds: whether the texts are looked through, and how many
/// tickets that do not match are passed.
fn page(
    conn: &Connection,
    viewer: &Viewer,
    ask: &Ask<'_>,
    expression: &str,
    (texts, depth): (bool, usize),
) -> Result<Finds, Fail> {
    let mut finds = Finds::default();
    let late = behind::numbers(conn)?;
    let mut statement = conn.prepare_cached(FIND)?;
    let below = ask.before.map_or(i64::MAX, number);
    let mut numbers = Merged::below(below, statement.query((expression, below))?, &late);
    let mut passed = 0;
    while let Some((found, is_late)) = numbers.next()? {
        if ask.stop.is_over() {
            finds.stopped = true;
            break;
        }
        let id = TicketId(found / KINDS);
        match candidate(conn, viewer, ask, texts || is_late, id)? {
            Some(_) if finds.found.len() == ask.limit => {
                finds.more = true;
                break;
            }
            Some(hit) => finds.found.push(hit),
            None if is_late => {}
            None => passed += 1,
        }
        if passed >= depth {
            finds.cut = Some((depth, id));
            break;
        }
    }
    Ok(finds)
}

/// The ticket, if it is seen and what the index cannot tell holds too.
fn candidate(
    conn: &Connection,
    viewer: &Viewer,
    ask: &Ask<'_>,
    texts: bool,
    id: TicketId,
) -> Result<Option<(Row, Doc)>, Fail> {
    let Some(row) = row::find(conn, id)? else {
        return Ok(None);
    };
    if !may_see(viewer, row.audience.as_deref())
        || !ask.search.matches_times(Times::of(&row), ask.now)
    {
        return Ok(None);
    }
    let Some(stored) = stored(conn, id)? else {
        return Ok(None);
    };
    let holds =
        |search: &Search| search.matches(&stored.doc, &stored.marks, Times::of(&row), ask.now);
    if texts && !holds(ask.search) {
        return Ok(None);
    }
    Ok(Some((row, stored.doc)))
}

/// The ticket as something that may be similar, if it is seen.
fn candidate_of(
    conn: &Connection,
    viewer: &Viewer,
    id: TicketId,
) -> Result<Option<Candidate>, Fail> {
    let Some(row) = row::find(conn, id)? else {
        return Ok(None);
    };
    if !may_see(viewer, row.audience.as_deref()) {
        return Ok(None);
    }
    let hit = Hit::Ticket(Box::new(row));
    Ok(stored(conn, id)?.map(|Stored { marks, doc }| Candidate { hit, doc, marks }))
}

/// The document of a ticket as its events say, for desks from before there was an index.
fn rebuilt(conn: &Connection, id: TicketId) -> Result<Option<(Row, Ticket, Vec<Event>)>, Fail> {
    let Some(row) = row::find_first(conn, id)? else {
        return Ok(None);
    };
    let Some(ticket) = read::document(conn, id)? else {
        return Ok(None);
    };
    let events = read::events(conn, id, 0, usize::MAX)?;
    Ok(Some((row, ticket, events)))
}
