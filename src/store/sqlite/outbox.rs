//! What configured programs are still to be given, in the desk's file.

use super::SqliteStore;
use super::fault::unreadable;
use super::read::cap;
use crate::domain::id::{At, CommandId};
use crate::domain::notice::Notice;
use crate::store::Error;
use crate::store::outbox::{Outbox, Outgoing};
use rusqlite::{Connection, OptionalExtension, Row};

const COLUMNS: &str = "n, hook, notice, event, tries, next_at, trouble";

/// The next event of a program.
pub const CLAIMED: &str = "SELECT n, hook, notice, event, tries, next_at, trouble FROM outbox INDEXED BY outbox_next \
    WHERE hook = ? AND next_at <= ? ORDER BY next_at, n LIMIT 1";

fn read(r: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        n: r.get(0)?,
        hook: r.get(1)?,
        notice: r.get(2)?,
        event: r.get(3)?,
        tries: r.get(4)?,
        next_at: At(r.get(5)?),
        trouble: r.get(6)?,
    })
}

fn seen(conn: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT seen FROM hook WHERE name = ?")?
        .query_row([name], |r| r.get(0))
        .optional()
}

impl Outbox for SqliteStore {
    fn hook(&mut self, name: &str) -> Result<i64, Error> {
        if let Some(known) = SqliteStore::read(self, |c| Ok(seen(c, name)?))? {
            return Ok(known);
        }
        let (begun, _) = self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached(
                "INSERT OR IGNORE INTO hook (name, seen) SELECT ?, coalesce(max(n), 0) FROM notice",
            )?
            .execute([name])?;
            Ok(seen(conn, name)?)
        })?;
        Ok(begun.unwrap_or_default())
    }

    fn notices_after(&self, n: i64, limit: usize) -> Result<Vec<Notice>, Error> {
        SqliteStore::read(self, |c| {
            let mut statement =
                c.prepare_cached("SELECT n, doc FROM notice WHERE n > ? ORDER BY n LIMIT ?")?;
            let found = statement.query_map((n, cap(limit)), |r| {
                let mut notice: Notice =
                    serde_json::from_str(r.get_ref(1)?.as_str()?).map_err(unreadable)?;
                notice.n = r.get(0)?;
                Ok(notice)
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn put_out(
        &mut self,
        name: &str,
        (before, upto): (i64, i64),
        events: &[(i64, String)],
    ) -> Result<bool, Error> {
        let (fed, _) = self.write(&CommandId::default(), |conn, _| {
            let fed = conn
                .prepare_cached("UPDATE hook SET seen = ?3 WHERE name = ?1 AND seen = ?2")?
                .execute((name, before, upto))?;
            if fed == 0 {
                return Ok(false);
            }
            let mut statement = conn.prepare_cached(
                "INSERT OR IGNORE INTO outbox (hook, notice, event, tries, next_at, trouble) VALUES (?, ?, ?, 0, 0, '')",
            )?;
            for (notice, event) in events {
                statement.execute((name, notice, event))?;
            }
            Ok(true)
        })?;
        Ok(fed)
    }

    fn claim(&mut self, name: &str, now: At, until: At) -> Result<Option<Outgoing>, Error> {
        let there = SqliteStore::read(self, |c| {
            let mut statement = c.prepare_cached(CLAIMED)?;
            Ok(statement.query_row((name, now.0), read).optional()?)
        })?;
        if there.is_none() {
            return Ok(None);
        }
        let (claimed, _) = self.write(&CommandId::default(), |conn, _| {
            let mut statement = conn.prepare_cached(CLAIMED)?;
            let Some(found) = statement.query_row((name, now.0), read).optional()? else {
                return Ok(None);
            };
            conn.prepare_cached("UPDATE outbox SET tries = tries + 1, next_at = ? WHERE n = ?")?
                .execute((until.0, found.n))?;
            Ok(Some(Outgoing {
                tries: found.tries.saturating_add(1),
                next_at: until,
                ..found
            }))
        })?;
        Ok(claimed)
    }

    fn taken(&mut self, n: i64) -> Result<(), Error> {
        self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached("DELETE FROM outbox WHERE n = ?")?
                .execute([n])?;
            Ok(())
        })
        .map(|_| ())
    }

    fn failed(&mut self, n: i64, next: At, trouble: &str) -> Result<(), Error> {
        self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached("UPDATE outbox SET next_at = ?, trouble = ? WHERE n = ?")?
                .execute((next.0, trouble, n))?;
            Ok(())
        })
        .map(|_| ())
    }

    fn next_out(&self, names: &[String]) -> Result<At, Error> {
        SqliteStore::read(self, |c| {
            let mut statement = c.prepare_cached(
                "SELECT next_at FROM outbox INDEXED BY outbox_next WHERE hook = ? ORDER BY next_at, n LIMIT 1",
            )?;
            let mut next = At::NEVER;
            for name in names {
                let found: Option<i64> = statement.query_row([name], |r| r.get(0)).optional()?;
                next = found.map_or(next, |at| next.min(At(at)));
            }
            Ok(next)
        })
    }

    fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error> {
        SqliteStore::read(self, |c| {
            let mut statement = c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM outbox WHERE ?1 IS NULL OR hook = ?1 ORDER BY hook, next_at, n LIMIT ?2"
            ))?;
            let found = statement.query_map((name, cap(limit)), read)?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn try_at_once(&mut self, name: &str) -> Result<usize, Error> {
        let (waiting, _) = self.write(&CommandId::default(), |conn, _| {
            Ok(conn
                .prepare_cached("UPDATE outbox SET next_at = 0 WHERE hook = ?")?
                .execute([name])?)
        })?;
        Ok(waiting)
    }

    fn forget_hook(&mut self, name: &str) -> Result<usize, Error> {
        let (dropped, _) = self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached("DELETE FROM hook WHERE name = ?")?
                .execute([name])?;
            Ok(conn
                .prepare_cached("DELETE FROM outbox WHERE hook = ?")?
                .execute([name])?)
        })?;
        Ok(dropped)
    }
}
