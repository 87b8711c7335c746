//! The desk in one SQLite file.

mod article;
mod ask;
mod backup;
mod blob;
mod book;
mod configuration;
mod connect;
mod content;
mod count;
mod create;
mod fault;
mod file;
mod filter;
pub mod here;
mod kept;
mod line;
mod linked;
mod lists;
mod lookup;
mod merge;
mod migrate;
mod notice;
mod outbox;
mod overheard;
mod page;
mod pile;
mod place;
pub mod plant;
mod read;
mod recount;
mod review;
mod row;
mod schema;
mod search;
#[cfg(test)]
mod tests;
mod torn;
mod wreck;
mod write;

pub use ask::{Cell, Take};
pub use backup::{Wanted, copy, idle};
pub use connect::Mode;
pub use create::{Making, settle};
pub use file::{beside, directory, last_writer, shut};
pub use line::LINE;
pub use overheard::overhear;
pub use pile::{Pile, Piled};
pub use wreck::{Found, FoundChunk, Hole, Table, Wreck};

use super::book::Callers;
use super::search::{Ask, Finds};
use super::{
    Adopted, Anchor, Caller, ChainLink, Change, Committed, Count, Counts, DeskInfo, Error, FileId,
    Page, Query, Store, Writes, similar,
};
use crate::domain::actor::Viewer;
use crate::domain::agent::Agent;
use crate::domain::chain;
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::{DeskEvent, Event};
use crate::domain::id::{At, CommandId, ContactId, CustomerId, TicketId};
use crate::domain::product::Product;
use crate::domain::row::Row;
use crate::domain::stage::Stage;
use crate::domain::team::Team;
use crate::domain::ticket::Ticket;
use fault::{Fail, explain};
use migrate::{MIGRATIONS, Migration};
use page::Plan;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A desk's file, open. Each thread opens its own.
#[derive(Debug)]
pub struct SqliteStore {
    // Declared first: the connection closes before the register forgets it.
    conn: Connection,
    open: file::OpenFile,
    path: PathBuf,
    desk_id: String,
    schema: i32,
    read_only: bool,
    /// It can only be read because its disk had no room when it was opened.
    is_full: bool,
    /// How the file stood when it was opened as unchanging.
    still: Option<file::Stamp>,
    /// The log this connection writes to.
    log: Option<file::Inode>,
    /// How the file looked when it was last known to be this desk.
    looked: place::Looked,
    depth: usize,
    most_behind: i64,
    bulk: Option<write::Bulk>,
    waits: line::Waits,
    /// COMMIT; tests let it fail.
    seal: fn(&Connection) -> rusqlite::Result<()>,
}

impl SqliteStore {
    /// Opens the desk at `path`. A file that is no desk, a newer one, a directory, a pipe: one
    /// sentence, and the file stays as it is. An older one is backed up and brought up to date. A
    /// file that cannot be written is opened for reading: see [`SqliteStore::is_read_only`].
    pub fn open(path: &Path, mode: Mode) -> Result<SqliteStore, Error> {
        SqliteStore::open_with(path, mode, MIGRATIONS)
    }

    fn open_with(path: &Path, mode: Mode, migrations: &[Migration]) -> Result<SqliteStore, Error> {
        let path = file::real(path)?;
        place::check_stray(&path)?;
        let schema = migrate::newest(migrations);
        let read_only = mode == Mode::Read || (path.exists() && !connect::may_write(&path));
        let mut is_full = false;
        let (open, (mut conn, still)) = file::guarded(&path, schema, read_only, || {
            if read_only {
                return connect::reader(&path);
            }
            match connect::writer(&path) {
                Ok(conn) => Ok((conn, None)),
                // What is there can still be read.
                Err(Error::Full { .. }) => {
                    is_full = true;
                    connect::reader_without_room(&path)
                }
                Err(other) => Err(other),
            }
        })?;
        let read_only = read_only || is_full;
        let desk_id =
            prepare(&mut conn, &path, migrations, read_only).map_err(|e| e.into_error(&path))?;
        Ok(SqliteStore {
            conn,
            open,
            log: file::inode(&file::beside(&path, "-wal")),
            looked: place::Looked::default(),
            path,
            desk_id,
            schema,
            read_only,
            is_full,
            still,
            depth: page::DEPTH,
            most_behind: search::behind::USUAL,
            bulk: None,
            waits: line::Waits::default(),
            seal: |conn| conn.prepare_cached("COMMIT")?.raw_execute().map(|_| ()),
        })
    }

    /// Makes a desk in a new file (mode 0600) with its first events. A file that is already there
    /// stays as it is. The desk appears under its name only when it is whole.
    pub fn create(
        path: &Path,
        info: &DeskInfo,
        events: Vec<DeskEvent>,
    ) -> Result<SqliteStore, Error> {
        create::create(path, info, events, Making::default())
    }

    /// The same, and an existing file of 0 bytes is taken.
    pub fn create_in_empty(
        path: &Path,
        info: &DeskInfo,
        events: Vec<DeskEvent>,
    ) -> Result<SqliteStore, Error> {
        let making = Making {
            use_empty: true,
            group: None,
        };
        create::create(path, info, events, making)
    }

    /// The same, as `making` says: for one person or a group. The file has its final mode and group
    /// before it has its name.
    pub fn create_as(
        path: &Path,
        info: &DeskInfo,
        events: Vec<DeskEvent>,
        making: Making,
    ) -> Result<SqliteStore, Error> {
        create::create(path, info, events, making)
    }

    /// Whether the desk was opened for reading alone; the faces say so in a banner.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many rows a rare filter looks at before it breaks off (20,000 at first).
    pub fn set_depth(&mut self, rows: usize) {
        self.depth = rows;
    }

    /// SQLite's own check of the whole file: what it found wrong. Takes a while on a large desk.
    pub fn check_file(&self) -> Result<Vec<String>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
            let said = statement.query_map([], |r| r.get::<_, String>(0))?;
            let said: Vec<String> = said.collect::<Result<_, _>>()?;
            Ok(said.into_iter().filter(|s| s != "ok").collect())
        })
    }

    /// The first table, index, view or trigger that is not as hoist made it, in a sentence.
    pub fn check_schema(&self) -> Result<Option<String>, Error> {
        self.read(schema::difference)
    }

    /// Reads in one short transaction, so that several statements see the same desk.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Fail>) -> Result<T, Error> {
        self.check_still()?;
        let inner = || -> Result<T, Fail> {
            if !self.conn.is_autocommit() {
                return work(&self.conn);
            }
            self.conn.prepare_cached("BEGIN")?.raw_execute()?;
            let done = work(&self.conn);
            let ended = self.conn.prepare_cached("COMMIT")?.raw_execute();
            if ended.is_err() {
                self.roll_back();
            }
            ended?;
            done
        };
        inner().map_err(|fail| self.sentence(fail))
    }
}

/// Brings the schema up to date and learns which desk this is.
fn prepare(
    conn: &mut Connection,
    path: &Path,
    migrations: &[Migration],
    read_only: bool,
) -> Result<String, Fail> {
    let newest = migrate::newest(migrations);
    migrate::check(conn, path, newest)?;
    schema::check_triggers(conn, path)?;
    if migrate::schema(conn)? < newest {
        if read_only {
            return Err(Error::Older(path.display().to_string()).into());
        }
        migrate::migrate(conn, path, migrations)?;
    }
    let id = read::desk_value(conn, "id")?;
    id.ok_or_else(|| file::unusable(path, "is a desk that was never finished").into())
}

impl Callers for SqliteStore {
    fn lookup(&self, words: &str, limit: usize) -> Result<Vec<Caller>, Error> {
        self.read(|c| Ok(lookup::lookup(c, words, limit)?))
    }

    fn customers_called(&self, name: &str) -> Result<Vec<Customer>, Error> {
        self.read(|c| Ok(lookup::customers_called(c, name)?))
    }

    fn contacts_called(&self, text: &str) -> Result<Vec<Contact>, Error> {
        self.read(|c| Ok(lookup::contacts_called(c, text)?))
    }

    fn customer_names(&self, typed: &str, limit: usize) -> Result<Vec<String>, Error> {
        self.read(|c| Ok(lookup::customer_names(c, typed, limit)?))
    }
}

impl Store for SqliteStore {
    fn desk(&self) -> Result<DeskInfo, Error> {
        self.read(|c| Ok(read::desk(c)?))
    }

    fn file(&self) -> Option<FileId> {
        Some(self.open.inode())
    }

    fn in_place(&self) -> Result<(), Error> {
        self.check_place()?;
        self.check_moved()?;
        self.watch_content()
    }

    fn commit(&mut self, change: Change) -> Result<Committed, Error> {
        self.write_change(change)
    }

    fn commit_desk(&mut self, event: DeskEvent) -> Result<i64, Error> {
        self.write_desk(event)
    }

    fn adopt(&mut self, what: Adopted) -> Result<(), Error> {
        match what {
            Adopted::Desk { event, record } => self.adopt_desk(&event, &record),
            Adopted::Ticket { change, records } => self.adopt_change(*change, &records),
        }
    }

    fn delivered(&self, command: &CommandId) -> Result<Option<Committed>, Error> {
        self.read(|c| Ok(write::delivered(c, command)?))
    }

    fn ticket(&self, viewer: &Viewer, id: TicketId) -> Result<Ticket, Error> {
        self.read(|c| read::ticket(c, viewer, id))
    }

    fn events(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        self.read(|c| {
            read::check_viewer(c, viewer, id)?;
            read::events(c, id, after, limit)
        })
    }

    fn events_before(
        &self,
        viewer: &Viewer,
        id: TicketId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error> {
        self.read(|c| {
            read::check_viewer(c, viewer, id)?;
            read::events_before(c, id, before, limit)
        })
    }

    fn links(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<ChainLink>, Error> {
        self.read(|c| {
            read::check_viewer(c, viewer, id)?;
            Ok(read::links_of(c, id, after, limit)?)
        })
    }

    fn page(
        &self,
        viewer: &Viewer,
        query: &Query,
        from: &Anchor,
        limit: usize,
        now: At,
    ) -> Result<Page, Error> {
        let plan = Plan::new(query, viewer, now, self.depth);
        self.read(|c| torn::page(&plan, c, from, limit, &self.path))
    }

    fn count(&self, viewer: &Viewer, query: &Query, cap: u32, now: At) -> Result<Count, Error> {
        let plan = Plan::new(query, viewer, now, self.depth);
        self.read(|c| Ok(plan.count(c, cap)?))
    }

    fn counts(&self, viewer: &Viewer, now: At) -> Result<Counts, Error> {
        self.read(|c| Ok(count::counts(c, viewer, now)?))
    }

    fn row(&self, viewer: &Viewer, id: TicketId) -> Result<Row, Error> {
        self.read(|c| read::viewed_row(c, viewer, id))
    }

    fn search(&self, viewer: &Viewer, ask: &Ask<'_>) -> Result<Finds, Error> {
        self.read(|c| search::search(c, viewer, ask))
    }

    fn similar(&self, viewer: &Viewer, ask: &similar::Ask<'_>) -> Result<similar::Finds, Error> {
        self.read(|c| search::similar(c, viewer, ask))
    }

    fn agents(&self) -> Result<Vec<Agent>, Error> {
        self.read(|c| Ok(book::all(c, "SELECT doc FROM agent ORDER BY name", [])?))
    }

    fn customer(&self, id: CustomerId) -> Result<Option<Customer>, Error> {
        self.read(|c| Ok(book::customer(c, id)?))
    }

    fn contact(&self, id: ContactId) -> Result<Option<Contact>, Error> {
        self.read(|c| Ok(book::contact(c, id)?))
    }

    fn customers(&self, after: &str, limit: usize) -> Result<Vec<Customer>, Error> {
        self.read(|c| Ok(book::customers(c, after, limit)?))
    }

    fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, Error> {
        self.read(|c| Ok(book::contacts(c, customer)?))
    }

    fn views(&self) -> Result<Vec<(String, String)>, Error> {
        self.read(|c| Ok(book::views(c)?))
    }

    fn catalogue(&self) -> Result<Vec<Product>, Error> {
        self.read(|c| Ok(book::catalogue(c)?))
    }

    fn teams(&self) -> Result<Vec<Team>, Error> {
        self.read(|c| Ok(book::all(c, "SELECT doc FROM team ORDER BY id", [])?))
    }

    fn stand_ins(&self) -> Result<Vec<StandIn>, Error> {
        self.read(|c| Ok(book::all(c, "SELECT doc FROM stand_in ORDER BY n", [])?))
    }

    fn templates(&self) -> Result<Vec<(String, String)>, Error> {
        self.read(|c| Ok(book::templates(c)?))
    }

    fn products(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.read(|c| Ok(book::products(c, limit)?))
    }

    fn chain(&self, after: i64, limit: usize) -> Result<Vec<ChainLink>, Error> {
        self.read(|c| Ok(read::links(c, after, limit)?))
    }

    fn head(&self) -> Result<(i64, String), Error> {
        let (n, hash) = self.read(|c| Ok(read::head(c)?))?;
        Ok((n, chain::hex(&hash)))
    }

    fn ids(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error> {
        self.read(|c| Ok(read::ids(c, after, limit)?))
    }

    fn stored_under(&self, id: TicketId) -> Result<(Row, Ticket, String), Error> {
        self.read(|c| read::stored(c, id))
    }

    fn process_file(&self, hash: &str) -> Result<Option<String>, Error> {
        self.read(|c| Ok(recount::file(c, hash)?))
    }

    fn outdated(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error> {
        self.read(|c| Ok(recount::outdated(c, after, limit)?))
    }

    fn rewrite_rows(&mut self, process: &str, rows: &[Row]) -> Result<usize, Error> {
        self.rewrite(process, rows)
    }

    fn standing(&self, stage: &Stage, limit: usize) -> Result<Vec<TicketId>, Error> {
        self.read(|c| Ok(recount::standing(c, stage, limit)?))
    }

    fn data_version(&self) -> Result<i64, Error> {
        // What was opened as unchanging tells nobody of a change.
        self.check_still()?;
        let ask = || {
            self.conn
                .prepare_cached("PRAGMA data_version")?
                .query_row([], |r| r.get(0))
        };
        ask().map_err(|e| self.sentence(e.into()))
    }

    fn begin_bulk(&mut self, writes: Writes) -> Result<(), Error> {
        self.start_bulk(writes)
    }

    fn end_bulk(&mut self) -> Result<(), Error> {
        self.finish_bulk()
    }

    fn in_bulk(&self) -> bool {
        self.bulk.is_some()
    }

    fn abort_bulk(&mut self) -> Result<(), Error> {
        self.drop_bulk()
    }

    fn optimize(&mut self) -> Result<(), Error> {
        if self.read_only {
            return Ok(());
        }
        let _turn = super::turn::Turn::begin();
        self.conn
            .execute_batch("PRAGMA optimize")
            .map_err(|e| explain(&self.path, &e))
    }
}
