//! What was told, as far as one row accounts for another: a notification under its own series, round and ticket, for
//! those it names; an event that waits for a program beside the notification it was made of.

use super::unread::unread;
use crate::domain::attachment::shown;
use crate::domain::notice::Notice;
use crate::domain::words::rfc3339;
use crate::store::sqlite::fault::unreadable;
use rusqlite::{Connection, OptionalExtension, Rows};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The first notification or event that is not kept as it was made.
pub fn misfiled(conn: &Connection) -> rusqlite::Result<Option<String>> {
    match notices(conn)? {
        None => events(conn),
        bad => Ok(bad),
    }
}

fn notices(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let mut to = conn.prepare("SELECT n, agent FROM addressed ORDER BY n")?;
    let mut to = Addressed {
        rows: to.query([])?,
        next: None,
    };
    to.step()?;
    let mut statement =
        conn.prepare("SELECT n, series, round, ticket, doc FROM notice ORDER BY n")?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let n: i64 = r.get(0)?;
        let text = r.get_ref(4)?.as_str()?;
        let notice: Notice = serde_json::from_str(text).map_err(unreadable)?;
        let bad = unread(text, &notice);
        if bad.is_some() {
            return Ok(bad);
        }
        let (series, round): (String, u32) = (r.get(1)?, r.get(2)?);
        let ticket: Option<i64> = r.get(3)?;
        if series != notice.series()
            || round != notice.what.round()
            || ticket != notice.ticket.map(|t| t.0)
        {
            return Ok(Some(format!(
                "Notification {n} is not kept under what it tells of."
            )));
        }
        let named: BTreeSet<String> = notice.to.into_iter().map(|a| a.0).collect();
        if to.of(n)? != named {
            return Ok(Some(format!(
                "Notification {n} is not kept for those whom it names."
            )));
        }
    }
    Ok(None)
}

/// Whom, by number, read along with the notifications.
struct Addressed<'s> {
    rows: Rows<'s>,
    next: Option<(i64, String)>,
}

impl Addressed<'_> {
    fn step(&mut self) -> rusqlite::Result<Option<String>> {
        let next = match self.rows.next()? {
            Some(r) => Some((r.get(0)?, r.get(1)?)),
            None => None,
        };
        Ok(std::mem::replace(&mut self.next, next).map(|(_, agent)| agent))
    }

    /// Those of a notification; those of none before it were named as strays.
    fn of(&mut self, n: i64) -> rusqlite::Result<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        while let Some((of, _)) = &self.next {
            if *of > n {
                break;
            }
            let is_own = *of == n;
            found.extend(self.step()?.filter(|_| is_own));
        }
        Ok(found)
    }
}

/// Events that wait for programs. A notification goes with the archive of its ticket, and the event stays: of that is
/// known which number it has, and that its ticket is archived.
fn events(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let desk: Option<String> = conn
        .query_row("SELECT value FROM desk WHERE key = 'id'", [], |r| r.get(0))
        .optional()?;
    let desk = desk.unwrap_or_default();
    let sql = "SELECT o.n, o.hook, o.notice, o.event, n.doc FROM outbox o LEFT JOIN notice n ON n.n = o.notice ORDER BY o.n";
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let (n, hook, of): (i64, String, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let event: Value = serde_json::from_str(r.get_ref(3)?.as_str()?).unwrap_or_default();
        let id = json!(format!("{desk}-{of}"));
        let is_own = match r.get_ref(4)?.as_str_or_null()? {
            Some(doc) => {
                let notice: Notice = serde_json::from_str(doc).map_err(unreadable)?;
                is_of(&event, &notice)
            }
            None => is_archived(conn, event["ticket"].as_i64())?,
        };
        if !is_own || event["id"] != id {
            return Ok(Some(format!(
                "Event {n} that waits for the hook {} is not what notification {of} says.",
                shown(&hook)
            )));
        }
    }
    Ok(None)
}

/// What an event says of its notification itself; words are left out of a restricted ticket's.
fn is_of(event: &Value, notice: &Notice) -> bool {
    event["what"] == json!(notice.what.id())
        && event["ticket"] == json!(notice.ticket)
        && event["due_at"] == json!(rfc3339(notice.due))
        && event["at"] == json!(rfc3339(notice.at))
        && event["to"] == json!(notice.to)
        && (event["text"].is_null() || event["text"] == json!(notice.text))
}

fn is_archived(conn: &Connection, ticket: Option<i64>) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM ticket_row WHERE id = ? AND phase = 'archived'")?
        .exists([ticket])
}
