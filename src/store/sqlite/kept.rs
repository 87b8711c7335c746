//! The desk's file laid open to the audit: lists, numbers and keys counted anew from the rows.

mod strays;
mod told;
pub(super) mod unread;

use super::fault::{Fail, unreadable};
use super::read::cap;
use super::row::{self, COLUMNS};
use super::{SqliteStore, article, linked, lists, schema, search};
use crate::domain::agent::Agent;
use crate::domain::article::Article;
use crate::domain::attachment::shown;
use crate::domain::configuration::{Baseline, key};
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::Event;
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::row::Row;
use crate::domain::team::Team;
use crate::domain::ticket::Ticket;
use crate::store::Error;
use crate::store::article::Use;
use crate::store::kept::Kept;
use rusqlite::{Connection, OptionalExtension, Rows};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

impl Kept for SqliteStore {
    fn kept_customers(&self, after: i64, limit: usize) -> Result<Vec<(i64, Customer)>, Error> {
        let sql = "SELECT id, doc FROM customer WHERE id > ? ORDER BY id LIMIT ?";
        self.read(|c| Ok(numbered(c, sql, after, limit)?))
    }

    fn kept_contacts(&self, after: i64, limit: usize) -> Result<Vec<(i64, Contact)>, Error> {
        let sql = "SELECT id, doc FROM contact WHERE id > ? ORDER BY id LIMIT ?";
        self.read(|c| Ok(numbered(c, sql, after, limit)?))
    }

    fn kept_articles(&self, after: i64, limit: usize) -> Result<Vec<(i64, Article)>, Error> {
        let sql = "SELECT id, doc FROM article WHERE id > ? ORDER BY id LIMIT ?";
        self.read(|c| Ok(numbered(c, sql, after, limit)?))
    }

    fn kept_uses(
        &self,
        after: (ArticleId, TicketId),
        limit: usize,
    ) -> Result<Vec<(ArticleId, Use)>, Error> {
        self.read(|c| Ok(article::kept_uses(c, after, limit)?))
    }

    fn kept_revisions(&self, id: ArticleId) -> Result<Vec<i64>, Error> {
        self.read(|c| Ok(article::kept_revisions(c, id)?))
    }

    // In one reading: what others write meanwhile shows neither in the rows nor in the lists.
    fn miscount(&self) -> Result<Option<String>, Error> {
        self.read(|conn| {
            if let Some(bad) = keys(conn)?.or(article::misfiled(conn)?) {
                return Ok(Some(bad));
            }
            if let Some(bad) = linked::misfiled(conn)? {
                return Ok(Some(bad));
            }
            if let Some(bad) = strays::first(conn)? {
                return Ok(Some(bad));
            }
            if let Some(bad) = told::misfiled(conn)? {
                return Ok(Some(bad));
            }
            match recounted(conn)? {
                Some(bad) => Ok(Some(bad)),
                None => schema::difference(conn),
            }
        })
    }

    fn is_indexed(&self, row: &Row, ticket: &Ticket, events: &[Event]) -> Result<bool, Error> {
        self.read(|conn| Ok(search::is_indexed(conn, row, ticket, events)?))
    }

    fn kept_attachments(&self, ticket: TicketId) -> Result<Option<Vec<(u32, String)>>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT a.n, lower(hex(b.sha256)) FROM attachment a JOIN blob b ON b.serial = a.blob WHERE a.ticket = ? ORDER BY a.n",
            )?;
            let kept = statement.query_map([ticket.0], |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(Some(kept.collect::<rusqlite::Result<_>>()?))
        })
    }

    fn kept_alarm(&self, ticket: TicketId) -> Result<At, Error> {
        self.read(|conn| {
            let at: Option<i64> = conn
                .prepare_cached("SELECT at FROM alarm WHERE ticket = ?")?
                .query_row([ticket.0], |r| r.get(0))
                .optional()?;
            Ok(at.map_or(At::NEVER, At))
        })
    }

    fn kept_processes(&self) -> Result<Vec<String>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare("SELECT hash FROM process ORDER BY serial")?;
            let kept = statement.query_map([], |r| r.get(0))?;
            Ok(kept.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn kept_unnamed(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id FROM ticket_row INDEXED BY row_process WHERE over = 0 AND process = 0 AND id > ? ORDER BY id LIMIT ?",
            )?;
            let kept = statement.query_map((after.0, cap(limit)), |r| r.get(0).map(TicketId))?;
            Ok(kept.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn kept_tickets(&self) -> Result<u64, Error> {
        self.read(|conn| Ok(counted(conn, "SELECT count(*) FROM ticket")?))
    }

    fn kept_answers(&self) -> Result<Option<u64>, Error> {
        self.read(|conn| Ok(Some(counted(conn, "SELECT count(*) FROM command")?)))
    }
}

fn counted(conn: &Connection, sql: &str) -> rusqlite::Result<u64> {
    let count: i64 = conn.query_row(sql, [], |r| r.get(0))?;
    Ok(count.unsigned_abs())
}

fn numbered<T: DeserializeOwned>(
    conn: &Connection,
    sql: &str,
    after: i64,
    limit: usize,
) -> rusqlite::Result<Vec<(i64, T)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((after, cap(limit)))?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let doc = serde_json::from_str(r.get_ref(1)?.as_str()?).map_err(unreadable)?;
        out.push((r.get(0)?, doc));
    }
    Ok(out)
}

/// Columns by which documents are found, beside the documents.
fn keys(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let agents = "SELECT name, doc FROM agent";
    let bad = misfiled(conn, agents, |key: &String, agent: &Agent| {
        (*key != agent.name.0).then(|| format!("Agent {}: its row is kept as {key}.", agent.name.0))
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let customers = "SELECT name, doc FROM customer";
    let bad = misfiled(conn, customers, |key: &String, of: &Customer| {
        (*key != of.name).then(|| format!("Customer {}: its row is kept as “{key}”.", of.id.0))
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let contacts = "SELECT customer, doc FROM contact";
    let bad = misfiled(conn, contacts, |key: &Option<i64>, of: &Contact| {
        (*key != of.customer.map(|c| c.0))
            .then(|| format!("Contact {}: its row is kept at another customer.", of.id.0))
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let teams = "SELECT id, doc FROM team";
    let bad = misfiled(conn, teams, |key: &String, of: &Team| {
        (*key != of.id).then(|| format!("Team {}: its row is kept as {}.", of.id, shown(key)))
    })?;
    if bad.is_some() {
        return Ok(bad);
    }
    let stand_ins = "SELECT n, doc FROM stand_in";
    let bad = misfiled(conn, stand_ins, |key: &i64, of: &StandIn| {
        (*key != of.n).then(|| {
            format!(
                "Who is on duty otherwise, number {}: it is kept as number {key}.",
                of.n
            )
        })
    })?;
    match bad {
        Some(bad) => Ok(Some(bad)),
        None => baselines(conn),
    }
}

/// Under which product, name and text each baseline is found.
fn baselines(conn: &Connection) -> rusqlite::Result<Option<String>> {
    let product = "SELECT product, doc FROM baseline";
    let bad = |of: &Baseline, what: &str| {
        let (product, name) = (shown(&of.product), shown(&of.name));
        format!("Baseline {product} · {name}: it is kept under another {what}.")
    };
    let found = misfiled(conn, product, |kept: &String, of: &Baseline| {
        (*kept != key(&of.product)).then(|| bad(of, "product"))
    })?;
    if found.is_some() {
        return Ok(found);
    }
    let name = "SELECT name, doc FROM baseline";
    let found = misfiled(conn, name, |kept: &String, of: &Baseline| {
        (*kept != key(&of.name)).then(|| bad(of, "name"))
    })?;
    if found.is_some() {
        return Ok(found);
    }
    let text =
        "SELECT lower(hex(b.sha256)), l.doc FROM baseline l LEFT JOIN blob b ON b.serial = l.blob";
    misfiled(conn, text, |kept: &Option<String>, of: &Baseline| {
        (kept.as_deref() != Some(of.sha256.as_str())).then(|| bad(of, "text"))
    })
}

fn misfiled<K: rusqlite::types::FromSql, T: DeserializeOwned + Serialize>(
    conn: &Connection,
    sql: &str,
    wrong: impl Fn(&K, &T) -> Option<String>,
) -> rusqlite::Result<Option<String>> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let text = r.get_ref(1)?.as_str()?;
        let doc: T = serde_json::from_str(text).map_err(unreadable)?;
        let bad = wrong(&r.get(0)?, &doc).or_else(|| unread::unread(text, &doc));
        if bad.is_some() {
            return Ok(bad);
        }
    }
    Ok(None)
}

/// Tickets by turn and what is counted.
type Numbers = BTreeMap<(String, String), i64>;

/// Every row beside its entries, and in the end the numbers.
fn recounted(conn: &Connection) -> Result<Option<String>, Fail> {
    let mut of_entries = conn.prepare(
        "SELECT id, list, needs_at, opened_at, priority_key, updated_key, due_at \
         FROM entry NOT INDEXED ORDER BY id, list",
    )?;
    let mut entries = Entries::new(of_entries.query([])?)?;
    let mut of_rows = conn.prepare(&format!(
        "SELECT {COLUMNS} FROM ticket_row r NOT INDEXED ORDER BY r.id"
    ))?;
    let mut rows = of_rows.query([])?;
    let mut numbers = Numbers::new();
    while let Some(record) = rows.next()? {
        let row = row::read(record)?;
        if let Some(column) = row::differing(record, &row)? {
            return Ok(Some(format!(
                "The queue's row of ticket {} is not kept as hoist writes it ({column}). The ticket itself is intact.",
                row.id
            )));
        }
        if let Some(bad) = entries.beside(&row)? {
            return Ok(Some(bad));
        }
        for what in lists::counters(&row) {
            *numbers
                .entry((row::turn(&row), what.to_owned()))
                .or_default() += 1;
        }
    }
    match entries.next {
        Some(left) => Ok(Some(misplaced(left.0, &left.1.0))),
        None => miscounted(conn, &numbers),
    }
}

/// List, when it is due there, and the four keys of orders.
type Entry = (String, Option<i64>, [i64; 4]);

/// Entries of the lists by ticket, read along with the rows.
struct Entries<'s> {
    rows: Rows<'s>,
    next: Option<(i64, Entry)>,
}

impl<'s> Entries<'s> {
    fn new(rows: Rows<'s>) -> rusqlite::Result<Entries<'s>> {
        let mut entries = Entries { rows, next: None };
        entries.step()?;
        Ok(entries)
    }

    fn step(&mut self) -> rusqlite::Result<Option<(i64, Entry)>> {
        let next = match self.rows.next()? {
            None => None,
            Some(r) => {
                let keys = [r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?];
                Some((r.get(0)?, (r.get(1)?, r.get(6)?, keys)))
            }
        };
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// What is wrong with the entries up to those of a row.
    fn beside(&mut self, row: &Row) -> rusqlite::Result<Option<String>> {
        for wanted in wanted(row) {
            match self.step()? {
                Some((id, entry)) if id == row.id.0 && entry == wanted => {}
                Some((id, entry)) if (id, &entry.0) < (row.id.0, &wanted.0) => {
                    return Ok(Some(misplaced(id, &entry.0)));
                }
                _ => return Ok(Some(misplaced(row.id.0, &wanted.0))),
            }
        }
        let more = self.next.as_ref().filter(|(id, _)| *id == row.id.0);
        Ok(more.map(|(id, entry)| misplaced(*id, &entry.0)))
    }
}

fn wanted(row: &Row) -> Vec<Entry> {
    let (_, priority, opened) = row::keys(row);
    let (priority, updated) = (i64::from(priority), row::updated_key(row));
    let lists = lists::entries(row).into_iter();
    let keys = |needs: At| [needs.0, opened.0, priority, updated];
    lists
        .map(|e| (e.list, e.due_at, keys(e.needs_at)))
        .collect()
}

fn misplaced(id: i64, list: &str) -> String {
    format!(
        "Ticket {} does not stand in the list “{list}” as its row says. The ticket itself is intact.",
        TicketId(id)
    )
}

fn miscounted(conn: &Connection, counted: &Numbers) -> Result<Option<String>, Fail> {
    let mut statement = conn.prepare("SELECT turn, what, n FROM counter WHERE n <> 0")?;
    let kept = statement.query_map([], |r| Ok(((r.get(0)?, r.get(1)?), r.get(2)?)))?;
    let kept: Numbers = kept.collect::<rusqlite::Result<_>>()?;
    let places = kept.keys().chain(counted.keys());
    for (turn, what) in places {
        let place = (turn.clone(), what.clone());
        let of = |numbers: &Numbers| numbers.get(&place).copied().unwrap_or_default();
        let (kept, counted) = (of(&kept), of(counted));
        if kept != counted {
            return Ok(Some(format!(
                "The number kept of the queue {turn} ({what}) is {kept}, its rows are {counted}. The tickets are intact."
            )));
        }
    }
    Ok(None)
}
