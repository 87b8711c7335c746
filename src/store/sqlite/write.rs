//! Writing: one transaction per commit, or one for a whole bulk.

use super::SqliteStore;
use super::fault::{Fail, explain, full, is_doubtful, told};
use super::line::Place;
use super::{
    article, blob, book, configuration, connect, linked, lists, notice, read, review, row, search,
};
use crate::domain::canonical;
use crate::domain::chain::{self, Hash};
use crate::domain::event::Event;
use crate::domain::id::{CommandId, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::store::turn::Turn;
use crate::store::{Change, Committed, Error, Writes};
use rusqlite::{Connection, OptionalExtension};

/// What is appended to: kept through a bulk, read anew for each other commit.
#[derive(Debug)]
pub struct Tail {
    /// Number of the last link.
    pub n: i64,
    hash: Hash,
    /// Read when a new ticket needs a number.
    last_ticket: Option<i64>,
    /// Documents for which the index of words may be behind.
    most_behind: i64,
}

impl Tail {
    /// As it stands in the file; the index of words may be behind for so many documents.
    pub fn load(conn: &Connection, most_behind: i64) -> rusqlite::Result<Tail> {
        let (n, hash) = read::head(conn)?;
        Ok(Tail {
            n,
            hash,
            last_ticket: None,
            most_behind,
        })
    }

    /// The highest number of a ticket.
    fn last_ticket(&mut self, conn: &Connection) -> rusqlite::Result<i64> {
        let last = match self.last_ticket {
            Some(last) => last,
            None => conn
                .prepare_cached("SELECT coalesce(max(id), 0) FROM ticket_row")?
                .query_row([], |r| r.get(0))?,
        };
        self.last_ticket = Some(last);
        Ok(last)
    }

    /// Appends a ticket's event, under the record that it brings along or one of its own.
    fn append(
        &mut self,
        conn: &Connection,
        id: TicketId,
        event: &Event,
        record: Option<&String>,
    ) -> Result<(), Fail> {
        let place = Some((id.0, event.seq));
        match record {
            Some(record) => self.write(conn, place, record),
            None => self.write(conn, place, &chain::ticket_record(self.n + 1, id, event)?),
        }
    }

    /// Appends a record that was made for the next number.
    pub fn write(
        &mut self,
        conn: &Connection,
        place: Option<(i64, u32)>,
        record: &str,
    ) -> Result<(), Fail> {
        let hash = chain::link(&self.hash, record);
        conn.prepare_cached(
            "INSERT INTO event (n, ticket, seq, record, hash) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute((
            self.n + 1,
            place.map(|p| p.0),
            place.map(|p| p.1),
            record,
            hash,
        ))?;
        self.n += 1;
        self.hash = hash;
        Ok(())
    }
}

/// The write lock, and what is appended to under it.
#[derive(Debug)]
pub struct Held {
    tail: Tail,
    _place: Option<Place>,
    _turn: Turn,
}

/// A longer transaction.
#[derive(Debug)]
pub struct Bulk {
    held: Held,
    writes: Writes,
    /// Something failed halfway: only dropping it all is right.
    spoilt: Option<String>,
}

/// Why a transaction did not end well.
enum Undone {
    /// Nothing was written.
    Fail(Fail),
    /// COMMIT itself failed in a way that may have been applied.
    Doubt(rusqlite::Error),
}

impl<E: Into<Fail>> From<E> for Undone {
    fn from(error: E) -> Undone {
        Undone::Fail(error.into())
    }
}

impl SqliteStore {
    /// After so many writes the index of words is brought up to date: one for at once. Tests try what stands in it.
    pub fn set_behind(&mut self, writes: i64) {
        self.most_behind = writes;
    }

    /// Does `work` in a transaction, or in the bulk's. `work` looks up the command id first, for it
    /// runs a second time when COMMIT failed in doubt; `true` says that it did.
    pub(super) fn write<T>(
        &mut self,
        command: &CommandId,
        mut work: impl FnMut(&Connection, &mut Tail) -> Result<T, Fail>,
    ) -> Result<(T, bool), Error> {
        if self.read_only {
            return Err(self.only_read());
        }
        if let Some(bulk) = &mut self.bulk {
            return join(&self.conn, bulk, &mut work)
                .map_err(|e| e.into_error(&self.path))
                .map(|t| (t, false));
        }
        let done = match self.once(&mut work) {
            Ok(done) => (done, false),
            Err(Undone::Fail(fail)) => return Err(self.sentence(fail)),
            Err(Undone::Doubt(why)) => match self.once(&mut work) {
                Ok(done) => (done, true),
                Err(_) => {
                    let why = told(&self.path, &why);
                    return Err(Error::Unknown(why, command.clone()));
                }
            },
        };
        self.check_written(Some(command))?;
        Ok(done)
    }

    /// Why nothing is written here.
    fn only_read(&self) -> Error {
        match self.is_full {
            true => full(&self.path),
            false => Error::ReadOnly(self.path.display().to_string()),
        }
    }

    fn once<T>(
        &mut self,
        work: &mut impl FnMut(&Connection, &mut Tail) -> Result<T, Fail>,
    ) -> Result<T, Undone> {
        let mut held = self.begin()?;
        let done = work(&self.conn, &mut held.tail);
        let ended = match done {
            Err(fail) => Err(Undone::Fail(fail)),
            Ok(done) => match (self.seal)(&self.conn) {
                Ok(()) => Ok(done),
                Err(e) if is_doubtful(&e) => Err(Undone::Doubt(e)),
                Err(e) => Err(Undone::Fail(e.into())),
            },
        };
        if ended.is_err() {
            self.roll_back();
        }
        ended
    }

    pub(super) fn roll_back(&self) {
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    /// Takes the write lock; then the desk must still be this desk, of this schema.
    fn begin(&mut self) -> Result<Held, Fail> {
        // Cut to nothing it cannot even be locked: SQLite would try until its patience ends.
        self.check_place()?;
        let turn = Turn::begin();
        let place = self.lock()?;
        let checked =
            (self.check_desk()).and_then(|()| Ok(Tail::load(&self.conn, self.most_behind)?));
        if checked.is_err() {
            self.roll_back();
        }
        Ok(Held {
            tail: checked?,
            _place: place,
            _turn: turn,
        })
    }

    pub(super) fn start_bulk(&mut self, writes: Writes) -> Result<(), Error> {
        if self.read_only {
            return Err(self.only_read());
        }
        if self.bulk.is_some() {
            return Err(Error::Backend("a bulk is already open".to_owned()));
        }
        let room = match writes {
            Writes::Few => Ok(()),
            Writes::Many => self.stretch(&BULK),
        };
        let begun = room.and_then(|()| self.begin());
        if begun.is_err() {
            self.shrink(writes);
        }
        let mut held = begun.map_err(|fail| self.sentence(fail))?;
        if writes == Writes::Many {
            held.tail.most_behind = search::behind::BULK;
        }
        self.bulk = Some(Bulk {
            held,
            writes,
            spoilt: None,
        });
        Ok(())
    }

    pub(super) fn finish_bulk(&mut self) -> Result<(), Error> {
        let Some(bulk) = self.bulk.take() else {
            return Err(Error::Backend("no bulk is open".to_owned()));
        };
        let ended = match bulk.spoilt {
            Some(why) => Err(Error::Backend(format!("the bulk failed halfway: {why}"))),
            None => match self.seal_bulk(bulk.writes) {
                Err(Fail::Sql(e)) if is_doubtful(&e) => self.settle(bulk.held, &e),
                sealed => sealed.map_err(|fail| self.sentence(fail)),
            },
        };
        if ended.is_err() {
            self.roll_back();
        }
        self.shrink(bulk.writes);
        ended?;
        self.check_written(None)
    }

    /// No more of a bulk is left for others to bring into the index than of a few writes.
    fn seal_bulk(&self, writes: Writes) -> Result<(), Fail> {
        if writes == Writes::Many && search::behind::is_full(&self.conn, self.most_behind)? {
            search::behind::settle(&self.conn)?;
        }
        Ok((self.seal)(&self.conn)?)
    }

    /// After a COMMIT of a bulk that may have been applied: looks under the lock whether its last
    /// link is there. What is written then takes the place of frames the log may still hold.
    fn settle(&mut self, before: Held, why: &rusqlite::Error) -> Result<(), Error> {
        self.roll_back();
        let (n, hash) = (before.tail.n, before.tail.hash);
        // Else it would stand in line behind itself.
        drop(before);
        let mut look = || -> Result<bool, Fail> {
            let _held = self.begin()?;
            let there: Option<Hash> = self
                .conn
                .query_row("SELECT hash FROM event WHERE n = ?", [n], |r| r.get(0))
                .optional()?;
            self.conn
                .execute("UPDATE desk SET value = value WHERE key = 'id'", [])?;
            self.conn.execute_batch("COMMIT")?;
            Ok(there.unwrap_or_default() == hash)
        };
        match look() {
            Ok(true) => Ok(()),
            Ok(false) => Err(explain(&self.path, why)),
            Err(_) => Err(Error::Unusable(format!(
                "It is not known whether the last part was written to {} ({why}). Run hoist audit check, then repeat what is missing.",
                self.path.display()
            ))),
        }
    }

    pub(super) fn drop_bulk(&mut self) -> Result<(), Error> {
        if let Some(bulk) = self.bulk.take() {
            self.roll_back();
            self.shrink(bulk.writes);
        }
        Ok(())
    }

    /// After a longer transaction.
    fn shrink(&self, writes: Writes) {
        if writes == Writes::Many {
            let _ = self.stretch(&USUAL);
        }
    }

    fn stretch(&self, room: &Room) -> Result<(), Fail> {
        self.conn
            .pragma_update(None, "cache_size", -room.cache_kib)?;
        self.conn
            .pragma_update(None, "wal_autocheckpoint", room.wal_pages)?;
        Ok(())
    }

    pub(super) fn write_change(&mut self, mut change: Change) -> Result<Committed, Error> {
        let new = change.expected == 0 && change.after.id.0 == 0;
        let command = change.command.clone();
        let (mut done, again) = self.write(&command, |conn, tail| {
            put(conn, tail, &mut change, new, None)
        })?;
        done.repeated &= !again;
        Ok(done)
    }

    pub(super) fn adopt_change(
        &mut self,
        mut change: Change,
        records: &[String],
    ) -> Result<(), Error> {
        crate::store::check_records(&change, records)?;
        let (brought, new) = (change.after.id, change.expected == 0);
        let command = change.command.clone();
        self.write(&command, |conn, tail| {
            change.after.id = brought;
            put(conn, tail, &mut change, new, Some(records))
        })
        .map(|_| ())
    }
}

/// How much a connection takes up.
struct Room {
    /// Page cache.
    cache_kib: i64,
    /// Length of the log after which it is copied into the file.
    wal_pages: i64,
}

const USUAL: Room = Room {
    cache_kib: connect::CACHE_KIB,
    wal_pages: 1_000,
};

/// Pages written again and again are copied less often.
const BULK: Room = Room {
    cache_kib: 65_536,
    wal_pages: 16_000,
};

fn join<T>(
    conn: &Connection,
    bulk: &mut Bulk,
    work: &mut impl FnMut(&Connection, &mut Tail) -> Result<T, Fail>,
) -> Result<T, Fail> {
    if let Some(why) = &bulk.spoilt {
        return Err(Error::Backend(format!("the bulk failed halfway: {why}")).into());
    }
    let done = work(conn, &mut bulk.held.tail);
    match &done {
        Err(Fail::Sql(e)) => bulk.spoilt = Some(e.to_string()),
        Err(Fail::Store(_)) | Ok(_) => {}
    }
    done
}

/// The first answer of a command.
pub fn delivered(conn: &Connection, command: &CommandId) -> rusqlite::Result<Option<Committed>> {
    conn.prepare_cached("SELECT ticket, version FROM command WHERE id = ?")?
        .query_row([command.as_str()], |r| {
            Ok(Committed {
                id: TicketId(r.get(0)?),
                version: r.get(1)?,
                repeated: true,
            })
        })
        .optional()
}

/// Keeps the first answer of a command.
pub fn keep_answer(
    conn: &Connection,
    command: &CommandId,
    id: i64,
    version: i64,
) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO command (id, ticket, version) VALUES (?, ?, ?)")?
        .execute((command.as_str(), id, version))?;
    Ok(())
}

/// Writes one change; everything that can refuse it comes before the first write.
fn put(
    conn: &Connection,
    tail: &mut Tail,
    change: &mut Change,
    new: bool,
    records: Option<&[String]>,
) -> Result<Committed, Fail> {
    if let Some(answer) = delivered(conn, &change.command)? {
        return Ok(answer);
    }
    let old = if new {
        None
    } else {
        Some(current(conn, change)?)
    };
    crate::store::check_events(change)?;
    let (process, hash) = book::in_force(conn)?;
    crate::store::check_process(change, &hash)?;
    // What another copy of a desk wrote stands as it was.
    if records.is_none() {
        book::nobody_gone(conn, change)?;
    }
    let files = blob::referred(conn, &change.events)?;
    if new {
        change.after.id = crate::store::number(change.after.id, tail.last_ticket(conn)?)?;
    }
    change.row.id = change.after.id;
    let id = change.after.id;
    match &old {
        None => row::insert(conn, &change.row, process)?,
        Some(old) => row::update(conn, old, &change.row, process)?,
    }
    write_document(conn, &change.after, new)?;
    linked::write(conn, &change.after, new)?;
    for (i, event) in change.events.iter().enumerate() {
        let brought = records.and_then(|r| r.get(i));
        tail.append(conn, id, event, brought)?;
    }
    blob::refer(conn, id, &files)?;
    if crate::store::configuration::concerns(&change.events) {
        configuration::write(conn, &change.after)?;
    }
    article::refer(conn, &change.after, &change.events)?;
    let old = old.as_ref().map(|(row, _)| row);
    lists::write(conn, old, &change.row)?;
    notice::follow(conn, change)?;
    let what = (change.events.as_slice(), new);
    search::keep(conn, &change.row, &change.after, what, tail.most_behind)?;
    review::write(conn, old, &change.row, &change.events)?;
    write_product(conn, old, &change.row)?;
    let version = change.after.version;
    keep_answer(conn, &change.command, id.0, i64::from(version))?;
    tail.last_ticket = tail.last_ticket.map(|last| last.max(id.0));
    Ok(Committed {
        id,
        version,
        repeated: false,
    })
}

/// The row the change was decided on and the process file it was computed under, or why it is not there any more.
fn current(conn: &Connection, change: &Change) -> Result<(Row, i64), Fail> {
    let id = change.after.id;
    let kept = row::find_under(conn, id)?.ok_or(Error::NotFound(id))?;
    if kept.0.version == change.expected {
        return Ok(kept);
    }
    let theirs = read::document(conn, id)?.ok_or(Error::NotFound(id))?;
    Err(Error::Changed(Box::new(theirs)).into())
}

fn write_document(conn: &Connection, ticket: &Ticket, new: bool) -> Result<(), Fail> {
    // Empty fields read back as their defaults.
    let doc = canonical::without_defaults(ticket)?;
    if new {
        conn.prepare_cached("INSERT INTO ticket (doc, id) VALUES (?, ?)")?
    } else {
        conn.prepare_cached("UPDATE ticket SET doc = ? WHERE id = ?")?
    }
    .execute((doc, ticket.id.0))?;
    Ok(())
}

/// Of a restricted ticket not even its product is told to those who complete a name.
fn write_product(conn: &Connection, old: Option<&Row>, row: &Row) -> rusqlite::Result<()> {
    let shown = |r: &Row| r.audience.is_none() && r.product == row.product;
    if row.audience.is_some() || old.is_some_and(shown) {
        return Ok(());
    }
    book::keep_product(conn, &row.product)
}
