//! What happens by itself, in the desk's file.

use super::SqliteStore;
use super::fault::{Fail, unreadable};
use super::read::cap;
use crate::domain::id::{AgentName, At, CommandId, TicketId};
use crate::domain::notice::Notice;
use crate::domain::stage::Phase;
use crate::store::notice::{Kept, Look, Notices, Read, Wanted};
use crate::store::{Change, Count, Error};
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

/// What was told of a ticket and is not over: at most a few.
pub const STANDING: &str = "SELECT n, series, doc FROM notice INDEXED BY notice_ticket \
    WHERE ticket = ? AND settled_at IS NULL";

/// What was told of the desk itself and is not over.
pub const OF_DESK: &str = "SELECT n, series, doc FROM notice INDEXED BY notice_desk \
    WHERE ticket IS NULL AND settled_at IS NULL";

/// The latest round of a series from one on, and when it was over.
pub const KNOWN: &str = "SELECT n, settled_at FROM notice WHERE series = ? AND round >= ? \
    ORDER BY round DESC LIMIT 1";

/// An agent's notices, the latest first.
pub const OF_AGENT: &str = "SELECT n.n, n.doc, a.read_at, n.settled_at FROM addressed a CROSS JOIN notice n ON n.n = a.n \
    WHERE a.agent = ?1 AND a.n < ?2 ORDER BY a.n DESC LIMIT ?3";

/// Those not read.
pub const UNREAD_OF_AGENT: &str = "SELECT n.n, n.doc, a.read_at, n.settled_at FROM addressed a INDEXED BY addressed_unread \
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
                    over_at: r.get::<_, Option<i64>>(3)?.map(At),
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
    if let Some(standing) = &look.standing {
        settle(conn, look.ticket, standing, look.at)?;
    }
    let mut told = 0;
    for notice in &look.notices {
        told += usize::from(add(conn, notice)?);
    }
    Ok(told)
}

fn add(conn: &Connection, notice: &Notice) -> Result<bool, Fail> {
    let (series, round) = (notice.series(), notice.what.round());
    let known: Option<(i64, Option<i64>)> = conn
        .prepare_cached(KNOWN)?
        .query_row((&series, round), |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    match known {
        Some((n, Some(settled))) => {
            unsettle(conn, n, settled)?;
            return Ok(false);
        }
        Some(_) => return Ok(false),
        None => {}
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

/// What was told of a ticket, or of the desk, asks for something and stands no more is over: nobody has to read it.
fn settle(
    conn: &Connection,
    ticket: Option<TicketId>,
    standing: &[String],
    now: At,
) -> Result<(), Fail> {
    let told = match ticket {
        Some(ticket) => rows(conn, STANDING, [ticket.0])?,
        None => rows(conn, OF_DESK, [])?,
    };
    for (n, series, ends) in told {
        if !ends || standing.contains(&series) {
            continue;
        }
        conn.prepare_cached("UPDATE notice SET settled_at = ? WHERE n = ?")?
            .execute((now.0, n))?;
        conn.prepare_cached("UPDATE addressed SET read_at = ? WHERE n = ? AND read_at IS NULL")?
            .execute((now.0, n))?;
    }
    Ok(())
}

/// Number and series of notices, and whether each asks for something; one that cannot be read keeps nobody from writing.
fn rows(
    conn: &Connection,
    sql: &str,
    of: impl rusqlite::Params,
) -> rusqlite::Result<Vec<(i64, String, bool)>> {
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_map(of, |r| {
        let notice: Option<Notice> = serde_json::from_str(r.get_ref(2)?.as_str()?).ok();
        Ok((r.get(0)?, r.get(1)?, notice.is_some_and(|n| n.what.ends())))
    })?;
    found.collect()
}

/// What was over stands again: who had not read it before has not now.
fn unsettle(conn: &Connection, n: i64, settled: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE notice SET settled_at = NULL WHERE n = ?")?
        .execute([n])?;
    conn.prepare_cached("UPDATE addressed SET read_at = NULL WHERE n = ? AND read_at = ?")?
        .execute((n, settled))?;
    Ok(())
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

/// After a change of a ticket: from when on it has to be looked at, what of it is over, and what people are told of the
/// change itself. Of an archived one nothing can happen any more.
pub fn follow(conn: &Connection, change: &Change) -> Result<(), Fail> {
    let (row, now) = (&change.row, change.after.updated_at);
    set(conn, row.id, change.alarm)?;
    if row.stage.phase != Phase::Archived {
        if change.expected > 0 {
            settle(conn, Some(row.id), &change.standing, now)?;
        }
        for notice in &change.notices {
            let ticket = Some(row.id);
            add(
                conn,
                &Notice {
                    ticket,
                    ..notice.clone()
                },
            )?;
        }
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
