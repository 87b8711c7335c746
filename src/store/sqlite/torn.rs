//! A list that has lost all its tickets is no empty desk: something was removed from it, or pages of its index are
//! not what they were. Each question is one search, however many tickets there are.

use super::fault::Fail;
use super::lists::{self, Lists, counted};
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
    let looks_empty = page.rows.is_empty() && !page.more_before && !page.more_after;
    let asked = limit > 0 && looks_empty && !plant::is(Plant::EmptyIsFine);
    if asked && is_torn(plan, conn)? {
        return Err(Error::Torn(file.display().to_string()).into());
    }
    Ok(page)
}

fn is_torn(plan: &Plan<'_>, conn: &Connection) -> rusqlite::Result<bool> {
    if has_lost_all(conn)? || (plan.is_everything_open() && has_open(conn)?) {
        return Ok(true);
    }
    match plan.lists() {
        Some(lists) => Ok(is_counted(conn, lists)? || is_without_row(conn, lists)?),
        None => Ok(false),
    }
}

/// Whether there are tickets, and not one stands in a list, or not one has a row.
fn has_lost_all(conn: &Connection) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket) AND NOT \
         (EXISTS (SELECT 1 FROM entry) AND EXISTS (SELECT 1 FROM ticket_row))",
    )?;
    statement.query_row([], |r| r.get(0))
}

/// Whether there is an open ticket, asked of the rows and not of the lists.
fn has_open(conn: &Connection) -> rusqlite::Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM ticket_row WHERE over = 0)")?;
    statement.query_row([], |r| r.get(0))
}

/// Whether nothing stands in the lists, and the numbers of the title bar say that something does.
fn is_counted(conn: &Connection, lists: &Lists) -> rusqlite::Result<bool> {
    let tier = match lists {
        Lists::One(_) => return Ok(false),
        Lists::Queue(tier) => Some(tier),
        Lists::Open | Lists::All => None,
    };
    if lists::length(conn, lists, 1)? > 0 {
        return Ok(false);
    }
    let mut statement = conn.prepare_cached("SELECT turn FROM counter WHERE what = ? AND n > 0")?;
    let mut turns = statement.query([counted::OPEN])?;
    while let Some(row) = turns.next()? {
        let turn = row.get_ref(0)?.as_str()?;
        if tier.is_none_or(|tier| turn.split(',').any(|t| t == tier.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what stands first in one of the lists has no row any more.
fn is_without_row(conn: &Connection, lists: &Lists) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT NOT EXISTS (SELECT 1 FROM ticket_row r WHERE r.id = e.id) \
         FROM entry e INDEXED BY entry_age WHERE e.list = ? ORDER BY e.opened_at, e.id LIMIT 1",
    )?;
    for list in lists.names(conn)? {
        let mut found = statement.query([list])?;
        if let Some(row) = found.next()?
            && row.get(0)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}
