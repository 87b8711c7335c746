//! The lists a ticket stands in, and the numbers kept of them.

use super::row::{keys, turn, updated_key};
use crate::domain::id::{AgentName, At, TicketId, Tier};
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use rusqlite::Connection;

/// Every ticket.
pub const ALL: &str = "*";

/// All tickets whose work is not over.
pub const OPEN: &str = "o";

/// The queue of a tier.
pub fn queue(tier: &Tier) -> String {
    format!("t:{tier}")
}

/// Nobody is assigned, in a tier's queue.
pub fn free(tier: &Tier) -> String {
    format!("f:{tier}")
}

/// Sent back and not yet taken, in a tier's queue.
pub fn sent_back(tier: &Tier) -> String {
    format!("b:{tier}")
}

/// Assigned to an agent.
pub fn assigned(agent: &AgentName) -> String {
    format!("a:{agent}")
}

/// An agent is the customer's agent.
pub fn customers(agent: &AgentName) -> String {
    format!("c:{agent}")
}

/// Offered to an agent at a change of shift.
pub fn handed_to(agent: &AgentName) -> String {
    format!("h:{agent}")
}

/// Offered by an agent.
pub fn handed_by(agent: &AgentName) -> String {
    format!("g:{agent}")
}

/// A list, and when the ticket is due there (only queues count that).
pub type Entry = (String, Option<i64>);

/// The lists a ticket stands in, by name.
pub fn entries(row: &Row) -> Vec<Entry> {
    let mut lists = vec![(ALL.to_owned(), None)];
    if row.stage.phase.is_over() {
        return lists;
    }
    lists.push((OPEN.to_owned(), None));
    let due = Some(row.due_at.0).filter(|d| *d != At::NEVER.0);
    for tier in &row.turn {
        lists.push((queue(tier), due));
        if row.assignee.is_none() {
            lists.push((free(tier), None));
        }
        if row.attention == Attention::SentBack {
            lists.push((sent_back(tier), None));
        }
    }
    lists.extend(row.assignee.iter().map(|a| (assigned(a), None)));
    lists.extend(row.customers_agent.iter().map(|a| (customers(a), None)));
    lists.extend(row.handed_to.iter().map(|a| (handed_to(a), None)));
    lists.extend(row.handed_by.iter().map(|a| (handed_by(a), None)));
    lists.sort();
    lists.dedup_by(|a, b| a.0 == b.0);
    lists
}

/// Brings the lists from the old row (none for a new ticket) to the new one.
pub fn write(conn: &Connection, old: Option<&Row>, row: &Row) -> rusqlite::Result<()> {
    let before = old.map(entries).unwrap_or_default();
    let after = entries(row);
    for (list, _) in before.iter().filter(|b| after.iter().all(|a| a.0 != b.0)) {
        conn.prepare_cached("DELETE FROM entry WHERE id = ? AND list = ?")?
            .execute((row.id.0, list))?;
    }
    if let Some(old) = old {
        refresh(conn, old, row, &before, &after)?;
    }
    for (list, due) in after.iter().filter(|a| before.iter().all(|b| a.0 != b.0)) {
        insert(conn, row, list, *due)?;
    }
    count(conn, old, row)
}

fn insert(conn: &Connection, row: &Row, list: &str, due: Option<i64>) -> rusqlite::Result<()> {
    let (needs, priority, opened) = keys(row);
    conn.prepare_cached(
        "INSERT INTO entry (id, list, needs_at, opened_at, priority_key, updated_key, due_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute((
        row.id.0,
        list,
        needs.0,
        opened.0,
        priority,
        updated_key(row),
        due,
    ))?;
    Ok(())
}

/// Entries that stand already: only the keys that changed are written, for the sake of their indexes.
fn refresh(
    conn: &Connection,
    old: &Row,
    row: &Row,
    before: &[Entry],
    after: &[Entry],
) -> rusqlite::Result<()> {
    if old.updated_at != row.updated_at {
        conn.prepare_cached("UPDATE entry SET updated_key = ? WHERE id = ?")?
            .execute((updated_key(row), row.id.0))?;
    }
    if keys(old) != keys(row) {
        conn.prepare_cached(
            "UPDATE entry SET needs_at = ?, priority_key = ?, opened_at = ? WHERE id = ?",
        )?
        .execute((row.needs_at.0, row.priority_key, row.opened_at.0, row.id.0))?;
    }
    for (list, due) in after {
        if before.iter().any(|b| b.0 == *list && b.1 != *due) {
            conn.prepare_cached("UPDATE entry SET due_at = ? WHERE id = ? AND list = ?")?
                .execute((due, row.id.0, list))?;
        }
    }
    Ok(())
}

/// What is counted exactly.
pub mod counted {
    #![allow(missing_docs)]
    pub const OPEN: &str = "open";
    pub const SENT_BACK: &str = "sent_back";
    pub const REPLY: &str = "reply";
    pub const TO_TELL: &str = "to_tell";
}

/// What a ticket is counted as in its turn.
pub fn counters(row: &Row) -> Vec<&'static str> {
    if row.stage.phase.is_over() || row.turn.is_empty() {
        return Vec::new();
    }
    let mut what = vec![counted::OPEN];
    match row.attention {
        Attention::SentBack => what.push(counted::SENT_BACK),
        Attention::Reply => what.push(counted::REPLY),
        Attention::None
        | Attention::SignOff
        | Attention::Approval
        | Attention::ToDo
        | Attention::Handover => {}
    }
    if row.stage.phase == Phase::Resolved {
        what.push(counted::TO_TELL);
    }
    what
}

fn count(conn: &Connection, old: Option<&Row>, row: &Row) -> rusqlite::Result<()> {
    let before = old.map(|o| (turn(o), counters(o))).unwrap_or_default();
    let after = (turn(row), counters(row));
    if before == after {
        return Ok(());
    }
    for what in before.1 {
        add(conn, &before.0, what, -1)?;
    }
    for what in after.1 {
        add(conn, &after.0, what, 1)?;
    }
    Ok(())
}

fn add(conn: &Connection, turn: &str, what: &str, by: i64) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO counter (turn, what, n) VALUES (?1, ?2, ?3) \
         ON CONFLICT (turn, what) DO UPDATE SET n = n + ?3",
    )?
    .execute((turn, what, by))?;
    Ok(())
}

/// Ids of the tickets of a queue due after one instant and not after another, at most `cap`.
pub fn due_between(
    conn: &Connection,
    tier: &Tier,
    after: At,
    until: At,
    cap: u32,
) -> rusqlite::Result<Vec<TicketId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM entry INDEXED BY entry_clock \
         WHERE list = ? AND due_at > ? AND due_at <= ? ORDER BY due_at LIMIT ?",
    )?;
    let ids = statement.query_map((queue(tier), after.0, until.0, cap), |r| {
        r.get(0).map(TicketId)
    })?;
    ids.collect()
}

/// How many tickets stand in a list, up to `cap`.
pub fn length(conn: &Connection, list: &str, cap: u32) -> rusqlite::Result<u32> {
    conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM entry INDEXED BY entry_age WHERE list = ? LIMIT ?)",
    )?
    .query_row((list, cap), |r| r.get(0))
}
