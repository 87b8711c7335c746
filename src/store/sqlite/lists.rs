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

/// A list that a ticket stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub list: String,
    /// When the ticket is due there; only queues of tiers in turn count that.
    pub due_at: Option<i64>,
    /// From when it needs someone there.
    pub needs_at: At,
}

/// The lists a ticket stands in, by name.
pub fn entries(row: &Row) -> Vec<Entry> {
    let plain = |list: String| Entry {
        list,
        due_at: None,
        needs_at: row.needs_at,
    };
    let mut lists = vec![plain(ALL.to_owned())];
    if row.stage.phase.is_over() {
        return lists;
    }
    lists.push(plain(OPEN.to_owned()));
    for tier in &row.turn {
        lists.push(Entry {
            due_at: Some(row.due_at.0).filter(|d| *d != At::NEVER.0),
            ..plain(queue(tier))
        });
        if row.assignee.is_none() {
            lists.push(plain(free(tier)));
        }
        if row.attention == Attention::SentBack {
            lists.push(plain(sent_back(tier)));
        }
    }
    lists.extend(row.asked.iter().map(|tier| Entry {
        needs_at: row.needs_at_of(tier),
        ..plain(queue(tier))
    }));
    lists.extend(row.assignee.iter().map(|a| plain(assigned(a))));
    lists.extend(row.customers_agent.iter().map(|a| plain(customers(a))));
    lists.extend(row.handed_to.iter().map(|a| plain(handed_to(a))));
    lists.extend(row.handed_by.iter().map(|a| plain(handed_by(a))));
    lists.sort();
    lists.dedup_by(|a, b| a.list == b.list);
    lists
}

/// Brings the lists from the old row (none for a new ticket) to the new one.
pub fn write(conn: &Connection, old: Option<&Row>, row: &Row) -> rusqlite::Result<()> {
    let before = old.map(entries).unwrap_or_default();
    let after = entries(row);
    let is_in = |list: &Entry, entries: &[Entry]| entries.iter().any(|e| e.list == list.list);
    for gone in before.iter().filter(|b| !is_in(b, &after)) {
        conn.prepare_cached("DELETE FROM entry WHERE id = ? AND list = ?")?
            .execute((row.id.0, &gone.list))?;
    }
    if let Some(old) = old {
        refresh(conn, old, row, &before, &after)?;
    }
    for new in after.iter().filter(|a| !is_in(a, &before)) {
        insert(conn, row, new)?;
    }
    count(conn, old, row)
}

fn insert(conn: &Connection, row: &Row, entry: &Entry) -> rusqlite::Result<()> {
    let (_, priority, opened) = keys(row);
    conn.prepare_cached(
        "INSERT INTO entry (id, list, needs_at, opened_at, priority_key, updated_key, due_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute((
        row.id.0,
        &entry.list,
        entry.needs_at.0,
        opened.0,
        priority,
        updated_key(row),
        entry.due_at,
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
    let common = keys(old) != keys(row);
    if common {
        conn.prepare_cached(
            "UPDATE entry SET needs_at = ?, priority_key = ?, opened_at = ? WHERE id = ?",
        )?
        .execute((row.needs_at.0, row.priority_key, row.opened_at.0, row.id.0))?;
    }
    for new in after {
        let Some(stood) = before.iter().find(|b| b.list == new.list) else {
            continue;
        };
        if stood.due_at != new.due_at {
            conn.prepare_cached("UPDATE entry SET due_at = ? WHERE id = ? AND list = ?")?
                .execute((new.due_at, row.id.0, &new.list))?;
        }
        let has = if common { row.needs_at } else { stood.needs_at };
        if has != new.needs_at {
            conn.prepare_cached("UPDATE entry SET needs_at = ? WHERE id = ? AND list = ?")?
                .execute((new.needs_at.0, row.id.0, &new.list))?;
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
