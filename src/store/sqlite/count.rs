//! The numbers of the title bar: kept exactly where commit can keep them, else counted to a cap.

use super::lists::{self, Lists, counted};
use super::notice;
use crate::domain::actor::Viewer;
use crate::domain::id::At;
use crate::store::{Count, Counts};
use rusqlite::Connection;
use std::collections::HashMap;

/// Counts that depend on the clock stop here.
const CAP: u32 = 1_000;

const HOUR_MS: i64 = 3_600_000;

/// All numbers for one viewer.
pub fn counts(conn: &Connection, viewer: &Viewer, now: At) -> rusqlite::Result<Counts> {
    let kept = kept(conn, viewer)?;
    let exact = |what: &str| Count {
        n: kept.get(what).copied().unwrap_or_default(),
        more: false,
    };
    Ok(Counts {
        open: exact(counted::OPEN),
        late: due(conn, viewer, At(i64::MIN), now)?,
        due_soon: due(conn, viewer, now, now.plus_ms(HOUR_MS))?,
        sent_back: exact(counted::SENT_BACK),
        replies: exact(counted::REPLY),
        to_tell: exact(counted::TO_TELL),
        notices: notice::unread(conn, &viewer.name, CAP)?,
        my_customers: length(conn, lists::customers(&viewer.name))?,
        mine: length(conn, lists::assigned(&viewer.name))?,
        review_due: None,
    })
}

/// Counters of every turn in which the viewer has a tier.
fn kept(conn: &Connection, viewer: &Viewer) -> rusqlite::Result<HashMap<String, u32>> {
    let mut kept = HashMap::new();
    let mut statement = conn.prepare_cached("SELECT turn, what, n FROM counter WHERE n > 0")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let turn = row.get_ref(0)?.as_str()?;
        if turn
            .split(',')
            .any(|t| viewer.tiers.iter().any(|v| v.as_str() == t))
        {
            *kept.entry(row.get(1)?).or_default() += row.get::<_, u32>(2)?;
        }
    }
    Ok(kept)
}

/// A ticket in two queues of the viewer counts once.
fn due(conn: &Connection, viewer: &Viewer, after: At, until: At) -> rusqlite::Result<Count> {
    lists::due_between(conn, &viewer.tiers, after, until, CAP + 1).map(capped)
}

fn length(conn: &Connection, list: String) -> rusqlite::Result<Count> {
    lists::length(conn, &Lists::One(list), CAP + 1).map(capped)
}

fn capped(n: u32) -> Count {
    Count {
        n: n.min(CAP),
        more: n > CAP,
    }
}
