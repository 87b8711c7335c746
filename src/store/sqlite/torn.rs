//! A list that has lost all its tickets is no empty desk: pages of its index are not what they were.

use super::fault::Fail;
use super::page::Plan;
use super::plant::{self, Plant};
use crate::store::{Anchor, Error, Page};
use rusqlite::Connection;
use std::path::Path;

/// A page, unless it is empty and should not be.
pub fn page(
    plan: &Plan<'_>,
    conn: &Connection,
    from: &Anchor,
    limit: usize,
    file: &Path,
) -> Result<Page, Fail> {
    let page = plan.page(conn, from, limit)?;
    let whole = limit > 0 && matches!(from, Anchor::First | Anchor::Last);
    let whole = whole && !plant::is(Plant::EmptyIsFine);
    if page.rows.is_empty() && whole && plan.is_everything_open() && has_open(conn)? {
        return Err(Error::Unusable(torn(file)).into());
    }
    Ok(page)
}

fn torn(path: &Path) -> String {
    format!(
        "The desk's file {} is damaged: it has open tickets, and its lists have none. Nothing was written; keep a copy of it and run hoist audit check.",
        path.display()
    )
}

/// Whether there is an open ticket, asked of the rows and not of the lists.
fn has_open(conn: &Connection) -> rusqlite::Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM ticket_row WHERE over = 0)")?;
    statement.query_row([], |r| r.get(0))
}
