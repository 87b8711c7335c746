//! The bytes of attachments in the desk's file: each chunk deflated by itself, so that any place of
//! a large file is read without what stands before it; as it is where that would not shrink it.

use super::SqliteStore;
use super::fault::{Fail, free_bytes, unreadable_bytes};
use super::read::{cap, check_viewer};
use crate::domain::actor::Viewer;
use crate::domain::chain;
use crate::domain::event::Event;
use crate::domain::id::{At, CommandId, TicketId};
use crate::domain::words;
use crate::store::Error;
use crate::store::blob::{Blobs, CHUNK, Small, attached, not_whole};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::{Read, Write};

/// Chunks that are taken away in one transaction.
const BATCH: usize = 64;
/// What the log takes at most beside the file, before it is written back: its pages and one step of an attachment.
const LOG: u64 = 6 << 20;
/// Kept free for the work on tickets: notes are written where no file fits any more.
const RESERVE: u64 = 1 << 20;

impl Blobs for SqliteStore {
    fn put_chunks(
        &mut self,
        draft: &str,
        first: u32,
        chunks: &[Vec<u8>],
        at: At,
    ) -> Result<(), Error> {
        // Deflated before the lock is taken: others write meanwhile.
        let packed: Vec<Packed<'_>> = chunks.iter().map(|c| pack(c)).collect();
        self.write(&CommandId::default(), |conn, _| {
            conn.prepare_cached("INSERT OR IGNORE INTO blob (draft, begun_at) VALUES (?, ?)")?
                .execute((draft, at.0))?;
            let mut put = conn.prepare_cached(
                "INSERT INTO chunk (blob, n, raw, packed, hash, bytes)
                 SELECT serial, ?2, ?3, ?4, ?5, ?6 FROM blob WHERE draft = ?1
                 ON CONFLICT (blob, n) DO UPDATE SET raw = excluded.raw, packed = excluded.packed,
                   hash = excluded.hash, bytes = excluded.bytes",
            )?;
            for (chunk, n) in packed.iter().zip(first..) {
                put.execute((
                    draft,
                    n,
                    chunk.raw,
                    chunk.is_packed,
                    chunk.hash,
                    chunk.bytes.as_ref(),
                ))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    fn keep_blob(&mut self, draft: &str, sha256: &str, size: u64) -> Result<(), Error> {
        let hash = hash(sha256)?;
        self.write(&CommandId::default(), |conn, _| {
            if find(conn, &hash)?.is_some() {
                return Ok(());
            }
            let (count, last, bytes): (i64, i64, i64) = conn
                .prepare_cached(
                    "SELECT count(*), coalesce(max(n), -1), coalesce(sum(raw), 0) FROM chunk
                     WHERE blob = (SELECT serial FROM blob WHERE draft = ?)",
                )?
                .query_row([draft], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            if last + 1 != count || u64::try_from(bytes).ok() != Some(size) {
                return Err(not_whole().into());
            }
            let kept = conn
                .prepare_cached(
                    "UPDATE blob SET draft = NULL, sha256 = ?, size = ? WHERE draft = ?",
                )?
                .execute((hash, bytes, draft))?;
            match kept {
                1 => Ok(()),
                _ => Err(not_whole().into()),
            }
        })?;
        Ok(())
    }

    fn put_small(&mut self, blobs: &[Small], at: At) -> Result<Vec<String>, Error> {
        let mut packed = Vec::with_capacity(blobs.len());
        for small in blobs {
            packed.push((small, hash(&small.sha256)?, pack(&small.bytes)));
        }
        let (new, _) = self.write(&CommandId::default(), |conn, _| {
            let mut touch = conn.prepare_cached(
                "UPDATE blob SET begun_at = max(begun_at, ?) WHERE sha256 = ? AND size = ?",
            )?;
            let mut add = conn.prepare_cached(
                "INSERT INTO blob (sha256, size, begun_at) VALUES (?, ?, ?) RETURNING serial",
            )?;
            let mut put = conn.prepare_cached(
                "INSERT INTO chunk (blob, n, raw, packed, hash, bytes) VALUES (?, 0, ?, ?, ?, ?)",
            )?;
            let mut new = Vec::new();
            for (small, hash, chunk) in &packed {
                if touch.execute((at.0, hash, chunk.raw))? > 0 {
                    continue;
                }
                let serial: i64 = add.query_row((hash, chunk.raw, at.0), |r| r.get(0))?;
                if chunk.raw > 0 {
                    put.execute((
                        serial,
                        chunk.raw,
                        chunk.is_packed,
                        chunk.hash,
                        chunk.bytes.as_ref(),
                    ))?;
                }
                new.push(small.sha256.clone());
            }
            Ok(new)
        })?;
        Ok(new)
    }

    fn room_for(&self, bytes: u64) -> Result<(), Error> {
        let Some(free) = free_bytes(&self.path) else {
            return Ok(());
        };
        let (within, whole) = self.read(|conn| {
            let ask = |sql| -> rusqlite::Result<u64> {
                let found: i64 = conn.query_row(sql, [], |r| r.get(0))?;
                Ok(u64::try_from(found).unwrap_or(0))
            };
            let page = ask("PRAGMA page_size")?;
            Ok((
                ask("PRAGMA freelist_count")?.saturating_mul(page),
                ask("PRAGMA page_count")?.saturating_mul(page),
            ))
        })?;
        // What stands in the log alone still makes the file larger.
        let there = std::fs::metadata(&self.path).map_or(0, |about| about.len());
        let owed = whole.saturating_sub(there);
        let needs = bytes
            .saturating_sub(within)
            .saturating_add(bytes / 64)
            .saturating_add(owed)
            .saturating_add(bytes.min(LOG))
            .saturating_add(RESERVE);
        match needs <= free {
            true => Ok(()),
            false => Err(Error::NoRoom {
                file: self.path.display().to_string(),
                free: words::size(free),
                needs: words::size(needs),
            }),
        }
    }

    fn give_back(&mut self, draft: &str, sha256: &[String]) -> Result<(), Error> {
        // On a full disk only what the log has stored already can be overwritten.
        let _ = self
            .conn
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        self.drop_draft(draft)?;
        for one in sha256 {
            let hash = hash(one)?;
            let (name, _) = self.write(&CommandId::default(), |conn, _| {
                Ok(conn
                    .prepare_cached(
                        "UPDATE blob SET sha256 = NULL, draft = 'dropped ' || serial
                         WHERE sha256 = ? AND used = 0 RETURNING draft",
                    )?
                    .query_row([&hash], |r| r.get::<_, String>(0))
                    .optional()?)
            })?;
            if let Some(name) = name {
                self.drop_draft(&name)?;
            }
        }
        // The log's space is the disk's again; where others read, it is at their end.
        let _ = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        Ok(())
    }

    fn drop_draft(&mut self, draft: &str) -> Result<(), Error> {
        loop {
            let (gone, _) = self.write(&CommandId::default(), |conn, _| {
                let serial: Option<i64> = conn
                    .prepare_cached("SELECT serial FROM blob WHERE draft = ?")?
                    .query_row([draft], |r| r.get(0))
                    .optional()?;
                Ok(match serial {
                    Some(serial) => take_away(conn, serial, BATCH)?,
                    None => 0,
                })
            })?;
            if gone < BATCH {
                return Ok(());
            }
        }
    }

    fn touch_blob(&mut self, sha256: &str, size: u64, at: At) -> Result<bool, Error> {
        let hash = hash(sha256)?;
        let (touched, _) = self.write(&CommandId::default(), |conn, _| {
            Ok(conn
                .prepare_cached(
                    "UPDATE blob SET begun_at = max(begun_at, ?) WHERE sha256 = ? AND size = ?",
                )?
                .execute((at.0, &hash, i64::try_from(size).unwrap_or(i64::MAX)))?)
        })?;
        Ok(touched == 1)
    }

    fn chunk(
        &self,
        viewer: &Viewer,
        ticket: TicketId,
        attachment: u32,
        n: u32,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.read(|conn| {
            check_viewer(conn, viewer, ticket)?;
            let found = conn
                .prepare_cached(
                    "SELECT c.packed, c.hash, c.bytes FROM attachment a JOIN chunk c ON c.blob = a.blob
                     WHERE a.ticket = ? AND a.n = ? AND c.n = ?",
                )?
                .query_row((ticket.0, attachment, n), unpack)
                .optional()?;
            Ok(found)
        })
    }

    fn stored_chunk(&self, sha256: &str, n: u32) -> Result<Option<Vec<u8>>, Error> {
        let hash = hash(sha256)?;
        self.read(|conn| {
            let found = conn
                .prepare_cached(
                    "SELECT c.packed, c.hash, c.bytes FROM blob b JOIN chunk c ON c.blob = b.serial
                     WHERE b.sha256 = ? AND c.n = ?",
                )?
                .query_row((hash, n), unpack)
                .optional()?;
            Ok(found)
        })
    }

    fn sweep_blobs(&mut self, before: At, chunks: usize) -> Result<usize, Error> {
        // Mostly there is nothing to sweep: found out without the write lock.
        if self.read(|conn| Ok(stale(conn, before)?))?.is_none() {
            return Ok(0);
        }
        let (gone, _) = self.write(&CommandId::default(), |conn, _| {
            let mut gone = 0;
            while let Some(serial) = stale(conn, before)? {
                if gone >= chunks {
                    break;
                }
                // From now on nobody finds it by its hash: it may go in several steps.
                conn.prepare_cached(
                    "UPDATE blob SET sha256 = NULL, draft = coalesce(draft, 'swept ' || serial) WHERE serial = ?",
                )?
                .execute([serial])?;
                gone += take_away(conn, serial, chunks - gone)?;
            }
            Ok(gone)
        })?;
        Ok(gone)
    }
}

/// A blob or draft that nothing refers to and that is old.
fn stale(conn: &Connection, before: At) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached(
        "SELECT serial FROM blob WHERE used = 0 AND begun_at < ? ORDER BY begun_at LIMIT 1",
    )?
    .query_row([before.0], |r| r.get(0))
    .optional()
}

/// Takes chunks of a blob away; the blob itself with the last of them.
fn take_away(conn: &Connection, serial: i64, most: usize) -> rusqlite::Result<usize> {
    let gone = conn
        .prepare_cached(
            "DELETE FROM chunk WHERE rowid IN (SELECT rowid FROM chunk WHERE blob = ? LIMIT ?)",
        )?
        .execute((serial, cap(most)))?;
    if gone < most {
        conn.prepare_cached("DELETE FROM blob WHERE serial = ?")?
            .execute([serial])?;
    }
    Ok(gone)
}

fn find(conn: &Connection, hash: &chain::Hash) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT serial FROM blob WHERE sha256 = ?")?
        .query_row([hash], |r| r.get(0))
        .optional()
}

fn hash(sha256: &str) -> Result<chain::Hash, Error> {
    chain::from_hex(sha256).ok_or_else(|| Error::Backend(format!("“{sha256}” is no SHA-256")))
}

/// The blobs that the events of a change refer to, in their order, before anything is written.
///
/// # Errors
/// [`Error::NoBytes`] of an attachment whose bytes are not here.
pub fn referred(conn: &Connection, events: &[Event]) -> Result<Vec<(u32, i64)>, Fail> {
    let mut all = Vec::new();
    for file in attached(events) {
        let serial = serial(conn, &file.name, &file.sha256, file.size)?;
        all.push((file.n, serial));
    }
    Ok(all)
}

/// The blob of a hash and size.
///
/// # Errors
/// [`Error::NoBytes`] where it is not here.
pub fn serial(conn: &Connection, name: &str, sha256: &str, size: u64) -> Result<i64, Fail> {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    let serial: Option<i64> = conn
        .prepare_cached("SELECT serial FROM blob WHERE sha256 = ? AND size = ?")?
        .query_row((hash(sha256)?, size), |r| r.get(0))
        .optional()?;
    Ok(serial.ok_or_else(|| Error::NoBytes(name.to_owned()))?)
}

/// Notes that something refers to a blob: it is never swept.
pub fn used(conn: &Connection, serial: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("UPDATE blob SET used = 1 WHERE serial = ? AND used = 0")?
        .execute([serial])?;
    Ok(())
}

/// Notes what a change refers to.
pub fn refer(conn: &Connection, id: TicketId, all: &[(u32, i64)]) -> rusqlite::Result<()> {
    for (n, serial) in all {
        conn.prepare_cached("INSERT INTO attachment (ticket, n, blob) VALUES (?, ?, ?)")?
            .execute((id.0, n, serial))?;
        used(conn, *serial)?;
    }
    Ok(())
}

/// A chunk as it is stored.
struct Packed<'a> {
    raw: u32,
    is_packed: bool,
    hash: chain::Hash,
    bytes: Cow<'a, [u8]>,
}

fn pack(raw: &[u8]) -> Packed<'_> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let packed = encoder.write_all(raw).and_then(|()| encoder.finish());
    let packed = packed.ok().filter(|p| p.len() < raw.len());
    Packed {
        raw: u32::try_from(raw.len()).unwrap_or(u32::MAX),
        is_packed: packed.is_some(),
        hash: Sha256::digest(raw).into(),
        bytes: packed.map_or(Cow::Borrowed(raw), Cow::Owned),
    }
}

/// A chunk as it was. Never more than a chunk comes out, whatever stands in the file.
pub(super) fn unpack(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let (is_packed, hash): (bool, chain::Hash) = (row.get(0)?, row.get(1)?);
    let stored = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
    let mut bytes = Vec::new();
    let most = CHUNK as u64 + 1;
    let read = match is_packed {
        true => DeflateDecoder::new(stored)
            .take(most)
            .read_to_end(&mut bytes),
        false => stored.take(most).read_to_end(&mut bytes),
    };
    read.map_err(unreadable_bytes)?;
    if chain::Hash::from(Sha256::digest(&bytes)) != hash {
        let why = "a part of an attachment is not what was written";
        return Err(unreadable_bytes(std::io::Error::other(why)));
    }
    Ok(bytes)
}
