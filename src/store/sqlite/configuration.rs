//! Snapshots of configurations and baselines in the desk's file.

use super::fault::{Fail, unreadable};
use super::{SqliteStore, blob, row};
use crate::domain::actor::Viewer;
use crate::domain::configuration::{Baseline, key};
use crate::domain::id::{CustomerId, TicketId};
use crate::domain::ticket::Ticket;
use crate::store::Error;
use crate::store::configuration::{Configurations, Kept, Place, Seek, kept_of};
use crate::store::mask::may_see;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

impl Configurations for SqliteStore {
    fn snapshots(&self, viewer: &Viewer, seek: &Seek, limit: usize) -> Result<Vec<Place>, Error> {
        self.read(|conn| found(conn, viewer, seek, limit))
    }

    fn kept_snapshots(&self, ticket: TicketId) -> Result<Vec<Kept>, Error> {
        self.read(|conn| Ok(kept(conn, ticket)?))
    }

    fn snapshot_order(&self) -> Result<Vec<(i64, Place)>, Error> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT serial, ticket, n FROM configuration ORDER BY serial")?;
            let rows =
                statement.query_map([], |r| Ok((r.get(0)?, (TicketId(r.get(1)?), r.get(2)?))))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn baselines(&self) -> Result<Vec<Baseline>, Error> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT doc FROM baseline ORDER BY product, name")?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            while let Some(r) = rows.next()? {
                all.push(
                    serde_json::from_str(r.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)
                        .map_err(unreadable)?,
                );
            }
            Ok(all)
        })
    }
}

fn found(
    conn: &Connection,
    viewer: &Viewer,
    seek: &Seek,
    limit: usize,
) -> Result<Vec<Place>, Fail> {
    let (mut sql, mut values) = (
        "SELECT c.ticket, c.n, r.audience FROM configuration c JOIN ticket_row r ON r.id = c.ticket \
         WHERE c.gone = 0"
            .to_owned(),
        Vec::<Value>::new(),
    );
    let mut only = |part: &str, value: Value| {
        sql.push_str(part);
        values.push(value);
    };
    if let Some(customer) = seek.customer {
        only(" AND c.customer = ?", customer.0.into());
    }
    if let Some(product) = &seek.product {
        only(" AND c.product = ?", product.clone().into());
    }
    if let Some(name) = &seek.name {
        only(" AND c.name = ?", name.clone().into());
    }
    if let Some((ticket, n)) = seek.before {
        only(
            " AND c.serial < (SELECT serial FROM configuration WHERE ticket = ?",
            ticket.0.into(),
        );
        only(" AND n = ?)", i64::from(n).into());
    }
    sql.push_str(" ORDER BY c.serial DESC");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut all = Vec::new();
    while all.len() < limit
        && let Some(r) = rows.next()?
    {
        let audience = row::audience(r.get_ref(2)?)?;
        if may_see(viewer, audience.as_deref()) {
            all.push((TicketId(r.get(0)?), r.get(1)?));
        }
    }
    Ok(all)
}

fn kept(conn: &Connection, ticket: TicketId) -> rusqlite::Result<Vec<Kept>> {
    let mut statement = conn.prepare_cached(
        "SELECT n, customer, product, name, gone FROM configuration WHERE ticket = ? ORDER BY n",
    )?;
    let rows = statement.query_map([ticket.0], |r| {
        Ok(Kept {
            n: r.get(0)?,
            customer: r.get::<_, Option<i64>>(1)?.map(CustomerId),
            product: r.get(2)?,
            name: r.get(3)?,
            gone: r.get(4)?,
        })
    })?;
    rows.collect()
}

/// Brings what is kept of a ticket's snapshots to what the ticket says; what is the same stays.
pub fn write(conn: &Connection, ticket: &Ticket) -> rusqlite::Result<()> {
    let wanted = kept_of(ticket);
    if wanted.is_empty() {
        return Ok(());
    }
    let there = kept(conn, ticket.id)?;
    for snapshot in wanted.into_iter().filter(|w| !there.contains(w)) {
        conn.prepare_cached(
            "INSERT INTO configuration (ticket, n, customer, product, name, gone) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (ticket, n) DO UPDATE SET customer = excluded.customer,
               product = excluded.product, name = excluded.name, gone = excluded.gone",
        )?
        .execute((
            ticket.id.0,
            snapshot.n,
            snapshot.customer.map(|c| c.0),
            snapshot.product,
            snapshot.name,
            snapshot.gone,
        ))?;
    }
    Ok(())
}

/// Keeps a baseline; its text must be there.
pub fn keep_baseline(conn: &Connection, baseline: &Baseline) -> Result<(), Fail> {
    let serial = blob::serial(conn, &baseline.name, &baseline.sha256, baseline.size)?;
    let doc = serde_json::to_string(baseline)?;
    conn.prepare_cached(
        "INSERT INTO baseline (product, name, blob, doc) VALUES (?, ?, ?, ?)
         ON CONFLICT (product, name) DO UPDATE SET blob = excluded.blob, doc = excluded.doc",
    )?
    .execute((key(&baseline.product), key(&baseline.name), serial, doc))?;
    blob::used(conn, serial)?;
    Ok(())
}

/// Forgets a baseline.
pub fn drop_baseline(conn: &Connection, product: &str, name: &str) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM baseline WHERE product = ? AND name = ?")?
        .execute((key(product), key(name)))?;
    Ok(())
}
