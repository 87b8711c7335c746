//! What configured programs are still to be given, in the desk's file.

use super::SqliteStore;
use super::fault::unreadable;
use super::read::cap;
use crate::domain::id::{At, CommandId};
use crate::domain::notice::Notice;
use crate::store::Error;
use crate::store::outbox::{Fed, Outbox, Outgoing};
use rusqlite::{Connection, OptionalExtension, Row};

/// What waits, as it and its program stand.
const WAITING: &str = "SELECT o.n, o.hook, o.notice, o.event, o.tries, max(o.next_at, ifnull(h.next_at, 0)), o.trouble, \
    ifnull(h.failures, 0) FROM outbox AS o LEFT JOIN hook AS h ON h.name = o.hook \
    WHERE ?1 IS NULL OR o.hook = ?1 ORDER BY 2, 6, 1 LIMIT ?2";

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
        failures: 0,
    })
}

fn fed(conn: &Connection, name: &str) -> rusqlite::Result<Option<Fed>> {
    conn.prepare_cached("SELECT seen, failures, next_at FROM hook WHERE name = ?")?
        .query_row([name], |r| {
            Ok(Fed {
                seen: r.get(0)?,
                failures: r.get(1)?,
                next_at: At(r.get(2)?),
            })
        })
        .optional()
}

/// The next event of a program, where both its time and the program's have come.
fn claimable(conn: &Connection, name: &str, now: At) -> rusqlite::Result<Option<Outgoing>> {
    let fed = fed(conn, name)?.unwrap_or_default();
    if fed.next_at > now {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(CLAIMED)?;
    let found = statement.query_row((name, now.0), read).optional()?;
    Ok(found.map(|out| Outgoing {
        failures: fed.failures,
        ..out
    }))
}

/// Changes how the program stands for which an event waits: `SET` and its value, then the event's number.
fn program_of(conn: &Connection, n: i64, set: &str, next: At) -> rusqlite::Result<usize> {
    conn.prepare_cached(&format!(
        "UPDATE hook SET {set}, next_at = ?1 WHERE name = (SELECT hook FROM outbox WHERE n = ?2)"
    ))?
    .execute((next.0, n))
}

impl Outbox for SqliteStore {
    fn hook(&mut self, name: &str) -> Result<i64, Error> {
        if let Some(known) = self.fed(name)? {
            return Ok(known.seen);
        }
        let (begun, _) = self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached(
                "INSERT OR IGNORE INTO hook (name, seen) SELECT ?, coalesce(max(n), 0) FROM notice",
            )?
            .execute([name])?;
            Ok(fed(conn, name)?)
        })?;
        Ok(begun.unwrap_or_default().seen)
    }

    fn fed(&self, name: &str) -> Result<Option<Fed>, Error> {
        SqliteStore::read(self, |c| Ok(fed(c, name)?))
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
        let there = SqliteStore::read(self, |c| Ok(claimable(c, name, now)?))?;
        if there.is_none() {
            return Ok(None);
        }
        let (claimed, _) = self.write(&CommandId::default(), |conn, _| {
            let Some(found) = claimable(conn, name, now)? else {
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
            program_of(conn, n, "failures = 0", At(0))?;
            conn.prepare_cached("DELETE FROM outbox WHERE n = ?")?
                .execute([n])?;
            Ok(())
        })
        .map(|_| ())
    }

    fn failed(&mut self, n: i64, next: At, rest: At, trouble: &str) -> Result<(), Error> {
        self.write(&CommandId::default(), |conn, _| {
            program_of(conn, n, "failures = failures + 1", rest)?;
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
                let rest = fed(c, name)?.unwrap_or_default().next_at;
                next = found.map_or(next, |at| next.min(At(at).max(rest)));
            }
            Ok(next)
        })
    }

    fn outgoing(&self, name: Option<&str>, limit: usize) -> Result<Vec<Outgoing>, Error> {
        SqliteStore::read(self, |c| {
            let mut statement = c.prepare_cached(WAITING)?;
            let found = statement.query_map((name, cap(limit)), |r| {
                Ok(Outgoing {
                    failures: r.get(7)?,
                    ..read(r)?
                })
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn try_at_once(&mut self, name: &str) -> Result<usize, Error> {
        let (waiting, _) = self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached("UPDATE hook SET next_at = 0 WHERE name = ?")?
                .execute([name])?;
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
