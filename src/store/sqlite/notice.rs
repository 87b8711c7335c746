//! What happens by itself, in the desk's file.

use super::SqliteStore;
use super::fault::{Fail, unreadable};
use super::read::cap;
use crate::domain::id::{AgentName, At, CommandId, TicketId};
use crate::domain::notice::Notice;
use crate::domain::row::Row;
use crate::domain::stage::Phase;
use crate::store::notice::{Kept, Look, Notices, Read, Wanted};
use crate::store::{Count, Error};
use rusqlite::{Connection, OptionalExtension};

/// The earliest alarm: one end of an index. Asked whenever something was written.
pub const NEXT: &str = "SELECT at FROM alarm INDEXED BY alarm_at ORDER BY at, ticket LIMIT 1";

/// Tickets to look at.
pub const ALARMED: &str =
    "SELECT ticket FROM alarm INDEXED BY alarm_at WHERE at <= ? ORDER BY at, ticket LIMIT ?";

/// What an agent has not read, counted.
pub const UNREAD: &str = "SELECT count(*) FROM (SELECT 1 FROM addressed INDEXED BY addressed_unread \
    WHERE agent = ? AND read_at IS NULL LIMIT ?)";

/// The latest round of a series: one end of an index.
pub const ROUND: &str = "SELECT max(round) FROM notice WHERE series = ?";

/// An agent's notices, the latest first.
pub const OF_AGENT: &str = "SELECT n.n, n.doc, a.read_at FROM addressed a CROSS JOIN notice n ON n.n = a.n \
    WHERE a.agent = ?1 AND a.n < ?2 ORDER BY a.n DESC LIMIT ?3";

/// Those not read.
pub const UNREAD_OF_AGENT: &str = "SELECT n.n, n.doc, a.read_at FROM addressed a INDEXED BY addressed_unread \
    CROSS JOIN notice n ON n.n = a.n WHERE a.agent = ?1 AND a.n < ?2 AND a.read_at IS NULL ORDER BY a.n DESC LIMIT ?3";

impl Notices for SqliteStore {
    fn next_alarm(&self) -> Result<At, Error> {
        self.read(|c| {
            let found: Option<i64> = c
                .prepare_cached(NEXT)?
                .query_row([], |r| r.get(0))
                .optional()?;
            Ok(found.map_or(At::NEVER, At))
        })
    }

    fn alarmed(&self, now: At, limit: usize) -> Result<Vec<TicketId>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(ALARMED)?;
            let found = statement.query_map((now.0, cap(limit)), |r| r.get(0).map(TicketId))?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn tell(&mut self, looks: &[Look]) -> Result<usize, Error> {
        // Done twice it is the same: no command id has to be kept.
        let (told, _) = self.write(&CommandId::default(), |conn, _| {
            let mut told = 0;
            for look in looks {
                told += keep(conn, look)?;
            }
            Ok(told)
        })?;
        Ok(told)
    }

    fn told_round(&self, series: &str) -> Result<Option<u32>, Error> {
        self.read(|c| Ok(c.prepare_cached(ROUND)?.query_row([series], |r| r.get(0))?))
    }

    fn notices(&self, agent: &AgentName, wanted: Wanted) -> Result<Vec<Kept>, Error> {
        let sql = if wanted.unread {
            UNREAD_OF_AGENT
        } else {
            OF_AGENT
        };
        let before = wanted.before.unwrap_or(i64::MAX);
        self.read(|c| {
            let mut statement = c.prepare_cached(sql)?;
            let found = statement.query_map((agent.as_str(), before, cap(wanted.limit)), |r| {
                let mut notice: Notice =
                    serde_json::from_str(r.get_ref(1)?.as_str()?).map_err(unreadable)?;
                notice.n = r.get(0)?;
                Ok(Kept {
                    notice,
                    read_at: r.get::<_, Option<i64>>(2)?.map(At),
                })
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    fn unread_notices(&self, agent: &AgentName, cap: u32) -> Result<Count, Error> {
        self.read(|c| Ok(unread(c, agent, cap)?))
    }

    fn read_notices(
        &mut self,
        agent: &AgentName,
        which: Read<'_>,
        now: At,
    ) -> Result<usize, Error> {
        let (read, _) = self.write(&CommandId::default(), |conn, _| {
            Ok(mark_read(conn, agent, which, now)?)
        })?;
        Ok(read)
    }
}

/// How many an agent has not read, up to `cap`.
pub fn unread(conn: &Connection, agent: &AgentName, cap: u32) -> rusqlite::Result<Count> {
    let n: u32 = conn
        .prepare_cached(UNREAD)?
        .query_row((agent.as_str(), i64::from(cap) + 1), |r| r.get(0))?;
    Ok(Count {
        n: n.min(cap),
        more: n > cap,
    })
}

fn mark_read(
    conn: &Connection,
    agent: &AgentName,
    which: Read<'_>,
    now: At,
) -> rusqlite::Result<usize> {
    const SET: &str = "UPDATE addressed SET read_at = ?1 WHERE agent = ?2 AND read_at IS NULL AND";
    let agent = agent.as_str();
    match which {
        Read::UpTo(n) => conn
            .prepare_cached(&format!("{SET} n <= ?3"))?
            .execute((now.0, agent, n)),
        Read::Of(ticket) => conn
            .prepare_cached(&format!(
                "{SET} n IN (SELECT n FROM notice WHERE ticket = ?3)"
            ))?
            .execute((now.0, agent, ticket.0)),
        Read::These(numbers) => {
            let mut statement = conn.prepare_cached(&format!("{SET} n = ?3"))?;
            let mut read = 0;
            for n in numbers {
                read += statement.execute((now.0, agent, n))?;
            }
            Ok(read)
        }
    }
}

/// Keeps what came of looking at one ticket; how many notices were new.
fn keep(conn: &Connection, look: &Look) -> Result<usize, Fail> {
    if let Some(ticket) = look.ticket {
        let stands: Option<u32> = conn
            .prepare_cached("SELECT version FROM ticket_row WHERE id = ?")?
            .query_row([ticket.0], |r| r.get(0))
            .optional()?;
        if look.version.is_some() && stands != look.version {
            return Ok(0);
        }
        set(conn, ticket, look.next)?;
    }
    let mut told = 0;
    for notice in &look.notices {
        told += usize::from(add(conn, notice)?);
    }
    Ok(told)
}

fn add(conn: &Connection, notice: &Notice) -> Result<bool, Fail> {
    let (series, round) = (notice.series(), notice.what.round());
    let known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM notice WHERE series = ? AND round >= ?)")?
        .query_row((&series, round), |r| r.get(0))?;
    if known {
        return Ok(false);
    }
    conn.prepare_cached("INSERT INTO notice (series, round, ticket, doc) VALUES (?, ?, ?, ?)")?
        .execute((
            &series,
            round,
            notice.ticket.map(|t| t.0),
            serde_json::to_string(notice)?,
        ))?;
    let n = conn.last_insert_rowid();
    let mut statement =
        conn.prepare_cached("INSERT OR IGNORE INTO addressed (agent, n) VALUES (?, ?)")?;
    for agent in &notice.to {
        statement.execute((agent.as_str(), n))?;
    }
    Ok(true)
}

/// From when on a ticket has to be looked at.
fn set(conn: &Connection, ticket: TicketId, at: At) -> rusqlite::Result<()> {
    let stands: Option<i64> = conn
        .prepare_cached("SELECT at FROM alarm WHERE ticket = ?")?
        .query_row([ticket.0], |r| r.get(0))
        .optional()?;
    // Nearly always: what changes nothing need not be prepared.
    if stands.map_or(At::NEVER, At) == at {
        return Ok(());
    }
    if at == At::NEVER {
        conn.prepare_cached("DELETE FROM alarm WHERE ticket = ?")?
            .execute([ticket.0])?;
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO alarm (ticket, at) VALUES (?1, ?2) ON CONFLICT (ticket) DO UPDATE SET at = ?2",
    )?
    .execute((ticket.0, at.0))?;
    Ok(())
}

/// After a change of a ticket: from when on it has to be looked at. Of an archived one nothing can happen any more.
pub fn follow(conn: &Connection, row: &Row, alarm: At) -> rusqlite::Result<()> {
    set(conn, row.id, alarm)?;
    if row.stage.phase != Phase::Archived {
        return Ok(());
    }
    conn.prepare_cached(
        "DELETE FROM addressed WHERE n IN (SELECT n FROM notice WHERE ticket = ?)",
    )?
    .execute([row.id.0])?;
    conn.prepare_cached("DELETE FROM notice WHERE ticket = ?")?
        .execute([row.id.0])?;
    Ok(())
}

/// A ticket is looked at as soon as somebody can: what is due on it is computed under another process file.
pub fn look_anew(conn: &Connection, ticket: TicketId) -> rusqlite::Result<()> {
    set(conn, ticket, At(0))
}
