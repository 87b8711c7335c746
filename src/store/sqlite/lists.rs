//! The lists a ticket stands in, and the numbers kept of them.

use super::row::{keys, turn, updated_key};
use crate::domain::id::{AgentName, At, Tier};
use crate::domain::row::{Attention, Row};
use crate::domain::stage::Phase;
use rusqlite::Connection;

/// Tickets whose work is over.
pub const OVER: &str = "x";

/// Before the tiers in turn: the one list of these that an open ticket stands in.
const OPEN: &str = "o:";

/// The lists of open tickets end before this.
const OPEN_END: &str = "o;";

/// Something is asked of a tier beside its turn.
fn asked(tier: &Tier) -> String {
    format!("q:{tier}")
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

/// Lists that are read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lists {
    /// Every ticket.
    All,
    /// All tickets whose work is not over.
    Open,
    /// The queue of a tier.
    Queue(Tier),
    /// One list as it is.
    One(String),
}

impl Lists {
    /// Their names; no ticket stands in two of them.
    pub fn names(&self, conn: &Connection) -> rusqlite::Result<Vec<String>> {
        match self {
            Lists::One(list) => Ok(vec![list.clone()]),
            Lists::Open => turns(conn),
            Lists::All => {
                let mut names = turns(conn)?;
                names.push(OVER.to_owned());
                Ok(names)
            }
            Lists::Queue(tier) => {
                let mut names = turns_of(conn, std::slice::from_ref(tier))?;
                names.push(asked(tier));
                Ok(names)
            }
        }
    }
}

/// Every list of open tickets: one search of an index for each, however many tickets there are.
pub const TURNS: &str = "WITH RECURSIVE turn (list) AS (\
     SELECT (SELECT min(list) FROM entry INDEXED BY entry_age WHERE list >= ?1 AND list < ?2) \
     UNION ALL \
     SELECT (SELECT min(list) FROM entry INDEXED BY entry_age WHERE list > turn.list AND list < ?2) \
     FROM turn WHERE turn.list IS NOT NULL\
     ) SELECT list FROM turn WHERE list IS NOT NULL";

fn turns(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare_cached(TURNS)?;
    let found = statement.query_map((OPEN, OPEN_END), |r| r.get(0))?;
    found.collect()
}

/// The lists of open tickets in which it is the turn of one of these tiers.
fn turns_of(conn: &Connection, tiers: &[Tier]) -> rusqlite::Result<Vec<String>> {
    let mut lists = turns(conn)?;
    lists.retain(|list| {
        let turn = list.strip_prefix(OPEN).unwrap_or_default();
        turn.split(',')
            .any(|t| tiers.iter().any(|v| v.as_str() == t))
    });
    Ok(lists)
}

/// A list that a ticket stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its name.
    pub list: String,
    /// When the ticket is due there; only the lists by tiers in turn count that.
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
    if row.stage.phase.is_over() {
        return vec![plain(OVER.to_owned())];
    }
    let due = (!row.turn.is_empty() && row.due_at != At::NEVER).then_some(row.due_at.0);
    let mut lists = vec![Entry {
        due_at: due,
        ..plain(format!("{OPEN}{}", turn(row)))
    }];
    for tier in &row.turn {
        if row.assignee.is_none() {
            lists.push(plain(free(tier)));
        }
        if row.attention == Attention::SentBack {
            lists.push(plain(sent_back(tier)));
        }
    }
    let beside = row.asked.iter().filter(|tier| !row.turn.contains(tier));
    lists.extend(beside.map(|tier| Entry {
        needs_at: row.needs_at_of(tier),
        ..plain(asked(tier))
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

/// How many tickets of these tiers' queues are due after one instant and not after another, up to `cap`.
pub fn due_between(
    conn: &Connection,
    tiers: &[Tier],
    after: At,
    until: At,
    cap: u32,
) -> rusqlite::Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM entry INDEXED BY entry_clock \
         WHERE list = ? AND due_at > ? AND due_at <= ? LIMIT ?)",
    )?;
    sum(turns_of(conn, tiers)?, cap, |list, left| {
        statement.query_row((list, after.0, until.0, left), |r| r.get(0))
    })
}

/// How many tickets stand in lists, up to `cap`.
pub fn length(conn: &Connection, lists: &Lists, cap: u32) -> rusqlite::Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM entry INDEXED BY entry_age WHERE list = ? LIMIT ?)",
    )?;
    sum(lists.names(conn)?, cap, |list, left| {
        statement.query_row((list, left), |r| r.get(0))
    })
}

fn sum(
    lists: Vec<String>,
    cap: u32,
    mut of: impl FnMut(&str, u32) -> rusqlite::Result<u32>,
) -> rusqlite::Result<u32> {
    let mut found = 0;
    for list in &lists {
        if found >= cap {
            break;
        }
        found += of(list, cap - found)?;
    }
    Ok(found)
}
