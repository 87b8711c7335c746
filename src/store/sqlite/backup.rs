//! A copy of a desk's file while others go on writing: SQLite's own backup, step by step, from one
//! moment of the desk; checked by reopening it before it gets its name, and never over another file.
//!
//! The moment is held by a reading transaction: others write on, and their log is only put into the
//! file when the copy is done. Without it every commit of another program would begin the copy anew.

use super::create::give_name;
use super::fault::{Fail, explain};
use super::file::{self, APPLICATION_ID, beside};
use super::{SqliteStore, connect, read};
use crate::domain::chain::{self, Link, Verifier};
use crate::store::Error;
use crate::store::copy::{Copied, Copies, Going, Part};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pages copied between two looks at whether it goes on: a mebibyte.
const PAGES: i32 = 256;

/// How often it is asked whether a check goes on.
const LOOK: Duration = Duration::from_millis(2);

/// Links of a chain looked at at a time.
const LINKS: usize = 2_000;

/// What a copy is for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Mode of the new file.
    pub mode: u32,
    /// The whole audit chain is looked through too, not only its head.
    pub chain: bool,
}

impl Copies for SqliteStore {
    fn copy_to(&self, target: &Path, going: &mut Going<'_>) -> Result<Option<Copied>, Error> {
        let wanted = Wanted {
            mode: 0o600,
            chain: false,
        };
        copy(&self.path, target, wanted, going)
    }

    fn last_copy(&self) -> Result<Option<crate::domain::backup::Backup>, Error> {
        self.read(|conn| {
            let text = read::desk_value(conn, "backup")?;
            Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
        })
    }
}

/// Copies the desk at `path` into a new file. `None`: `going` said no more, and nothing is left.
pub fn copy(
    path: &Path,
    target: &Path,
    wanted: Wanted,
    going: &mut Going<'_>,
) -> Result<Option<Copied>, Error> {
    let target = std::path::absolute(target).map_err(|e| file::unusable(target, &e.to_string()))?;
    free(&target)?;
    let path = &file::real(path)?;
    let part = beside(&target, &format!(".part-{}", uuid::Uuid::now_v7().simple()));
    let done = fill(path, &part, wanted, going).and_then(|copied| {
        if copied.is_some() {
            give_name(&part, &target, false)?;
            file::keep_name(&target).map_err(|e| not_written(&target, &e.to_string()))?;
        }
        Ok(copied)
    });
    for end in ["", "-journal", "-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(&part, end));
    }
    let done = done.map_err(|error| of_target(error, &part, &target));
    Ok(done?.map(|copied| Copied {
        file: target,
        ..copied
    }))
}

/// What is full is the disk of the copy, under the name that was asked for; nobody typed a text.
fn of_target(error: Error, part: &Path, target: &Path) -> Error {
    match error {
        Error::Full { file, free } if Path::new(&file) == part => Error::Unusable(format!(
            "{} could not be written: the disk that holds it is full ({free} free). Nothing of it is kept, and the desk is as it was; make room, or name another place.",
            target.display()
        )),
        other => other,
    }
}

/// A name that nothing has, and nothing that would be played into what gets it.
fn free(target: &Path) -> Result<(), Error> {
    for end in ["", "-wal", "-journal"] {
        let there = beside(target, end);
        if std::fs::symlink_metadata(&there).is_ok() {
            return Err(Error::Unusable(format!(
                "{} is already there and stays as it is. Nothing was copied; name another file.",
                there.display()
            )));
        }
    }
    Ok(())
}

fn fill(
    path: &Path,
    part: &Path,
    wanted: Wanted,
    going: &mut Going<'_>,
) -> Result<Option<Copied>, Error> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(wanted.mode)
        .open(part);
    let made = made.map_err(|e| not_written(part, &e.to_string()))?;
    let (mut open, (from, still)) = file::guarded(path, i32::MAX, true, || source(path))?;
    let asked = |e: rusqlite::Error| explain(path, &e);
    from.execute_batch("BEGIN").map_err(asked)?;
    let moment = Moment::of(&from).map_err(asked)?;
    if !pages(&from, path, part, going)? {
        return Ok(None);
    }
    open.close();
    drop(from);
    drop(open);
    if still.is_some_and(|was| was != file::stamp(path)) {
        return Err(Error::Unusable(format!(
            "{} began to be written while it was copied. Nothing was kept; repeat.",
            path.display()
        )));
    }
    made.sync_all()
        .map_err(|e| not_written(part, &e.to_string()))?;
    if !verified(path, part, &moment, wanted, going)? {
        return Ok(None);
    }
    Ok(Some(Copied {
        file: part.to_owned(),
        desk: moment.desk,
        n: moment.n,
        hash: chain::hex(&moment.hash),
        bytes: std::fs::metadata(part).map_or(0, |m| m.len()),
    }))
}

/// For reading; as a writer opens it where that is allowed, so that others' logs are seen in any case.
fn source(path: &Path) -> Result<(Connection, Option<file::Stamp>), Error> {
    match connect::may_write(path) && file::has_log(path) {
        true => {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let open = || -> rusqlite::Result<Connection> {
                let mut conn = Connection::open_with_flags(path, flags)?;
                connect::patience(&mut conn, connect::PATIENCE)?;
                conn.execute_batch("PRAGMA query_only = ON;")?;
                Ok(conn)
            };
            let asked = open().and_then(|conn| {
                let tables = "SELECT count(*) FROM sqlite_schema";
                conn.query_row(tables, [], |r| r.get::<_, i64>(0))?;
                Ok(conn)
            });
            match asked.map_err(|e| explain(path, &e)) {
                Err(Error::Full { .. }) => connect::reader_without_room(path),
                conn => Ok((conn?, None)),
            }
        }
        false => connect::reader(path),
    }
}

/// Copies page by page; `false`: broken off.
fn pages(
    from: &Connection,
    path: &Path,
    part: &Path,
    going: &mut Going<'_>,
) -> Result<bool, Error> {
    let open = || -> rusqlite::Result<Connection> {
        let to = Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // A copy that is not whole is thrown away, and a whole one is synced before it gets its name.
        to.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
        Ok(to)
    };
    let mut to = open().map_err(|e| explain(part, &e))?;
    let size: u64 = from
        .query_row("PRAGMA page_size", [], |r| r.get::<_, i64>(0))
        .map_err(|e| explain(path, &e))?
        .unsigned_abs();
    let copying = Backup::new(from, &mut to).map_err(|e| explain(path, &e))?;
    loop {
        let step = copying.step(PAGES).map_err(|e| whose(path, part, &e))?;
        let far = copying.progress();
        let bytes = |pages: i32| u64::from(pages.unsigned_abs()).saturating_mul(size);
        let done = bytes(far.pagecount.saturating_sub(far.remaining));
        if !going(Part::Copying, done, bytes(far.pagecount)) {
            return Ok(false);
        }
        match step {
            StepResult::Done => return Ok(true),
            StepResult::More => {}
            // Another program switches the file's ways; its own patience ends that.
            _ => std::thread::sleep(10 * LOOK),
        }
    }
}

/// Writing fails at the copy, all else at the desk.
fn whose(path: &Path, part: &Path, error: &rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    let extended = error.sqlite_error().map_or(0, |e| e.extended_code);
    let is_read = [
        rusqlite::ffi::SQLITE_IOERR_READ,
        rusqlite::ffi::SQLITE_IOERR_SHORT_READ,
    ]
    .contains(&extended);
    match code {
        Some(ErrorCode::DiskFull) => explain(part, error),
        Some(ErrorCode::SystemIoFailure) if !is_read => explain(part, error),
        _ => explain(path, error),
    }
}

/// The moment at which a desk is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Moment {
    application: i32,
    schema: i32,
    desk: String,
    n: i64,
    hash: chain::Hash,
}

impl Moment {
    fn of(conn: &Connection) -> rusqlite::Result<Moment> {
        let (n, hash) = read::head(conn)?;
        let pragma = |name: &str| conn.pragma_query_value(None, name, |r| r.get(0));
        Ok(Moment {
            application: pragma("application_id")?,
            schema: pragma("user_version")?,
            desk: read::desk_value(conn, "id")?.unwrap_or_default(),
            n,
            hash,
        })
    }
}

/// Reopens the copy: sound, and of that moment. `false`: broken off.
fn verified(
    path: &Path,
    part: &Path,
    moment: &Moment,
    wanted: Wanted,
    going: &mut Going<'_>,
) -> Result<bool, Error> {
    let (conn, _) = connect::reader(part)?;
    let size = std::fs::metadata(part).map_or(0, |m| m.len());
    let failed = |why: &str| unlike(path, part, why);
    let Some((conn, sound)) = checked(conn, size, going) else {
        return Ok(false);
    };
    let sound = sound.map_err(|e| failed(&e.to_string()))?;
    let same = Moment::of(&conn).map_err(|e| failed(&e.to_string()))?;
    if sound != "ok" {
        return Err(failed(&sound));
    }
    if same != *moment || same.application != APPLICATION_ID {
        return Err(failed("another head"));
    }
    match wanted.chain {
        true => whole(&conn, moment, going).map_err(|e| e.into_error(part)),
        false => Ok(true),
    }
}

/// SQLite's check of the copy, which cannot be done in steps: it runs beside, and is interrupted when
/// nobody wants it any more. `None`: broken off.
fn checked(
    conn: Connection,
    size: u64,
    going: &mut Going<'_>,
) -> Option<(Connection, rusqlite::Result<String>)> {
    let handle = conn.get_interrupt_handle();
    let mut is_wanted = true;
    std::thread::scope(|scope| {
        let check = scope.spawn(move || {
            let said = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0));
            (conn, said)
        });
        while !check.is_finished() {
            std::thread::sleep(LOOK);
            if is_wanted && !going(Part::Checking, size, size) {
                is_wanted = false;
                handle.interrupt();
            }
        }
        // A mistake of ours in the thread counts as broken off: nothing is kept.
        check.join().ok().filter(|_| is_wanted)
    })
}

/// The chain of a copy from its first link to its last; `false`: broken off.
fn whole(conn: &Connection, moment: &Moment, going: &mut Going<'_>) -> Result<bool, Fail> {
    let mut chain = Verifier::default();
    let of = moment.n.unsigned_abs();
    loop {
        let links = read::links(conn, chain.n, LINKS)?;
        if links.is_empty() {
            break;
        }
        for link in &links {
            let fed = chain.feed(Link {
                n: link.n,
                ticket: link.ticket,
                record: &link.record,
                hash: &link.hash,
            });
            fed.map_err(|broken| Error::Unusable(broken.what))?;
        }
        if !going(Part::Chain, chain.n.unsigned_abs(), of) {
            return Ok(false);
        }
    }
    match (chain.n, chain.hash) == (moment.n, moment.hash) {
        true => Ok(true),
        false => {
            Err(Error::Unusable(format!("The audit chain ends before record {}.", moment.n)).into())
        }
    }
}

/// Why a copy is not as it should be: the file is damaged, and so is what is copied of it; or the copy alone is.
fn unlike(path: &Path, part: &Path, why: &str) -> Error {
    match damage(path) {
        Some(damage) => Error::Unusable(format!(
            "The desk's file {} is damaged ({damage}), and a copy of it would be too. Nothing of that is kept, and the file is as it was; restore a backup from before with hoist restore-desk BACKUP --aside, or where there is none save what can be read with hoist salvage {}.",
            path.display(),
            crate::domain::blocker::quoted(&path.display().to_string())
        )),
        None => not_written(part, &format!("the copy is not as the desk was: {why}")),
    }
}

/// What SQLite finds wrong with a file. What keeps it from looking is no damage.
fn damage(path: &Path) -> Option<String> {
    let (conn, _) = source(path).ok()?;
    let check = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get::<_, String>(0));
    match check {
        Ok(said) if said == "ok" => None,
        // The first line only names the database.
        Ok(said) => Some(said.lines().last().unwrap_or_default().to_owned()),
        Err(e) => {
            let code = e.sqlite_error_code();
            let is_damage = matches!(
                code,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            );
            is_damage.then(|| e.to_string())
        }
    }
}

fn not_written(file: &Path, why: &str) -> Error {
    Error::Unusable(format!(
        "{} could not be written ({why}). Nothing of it is kept; name another place, or make room.",
        real_name(file).display()
    ))
}

/// The name that a file under way will have.
fn real_name(part: &Path) -> PathBuf {
    let text = part.to_string_lossy();
    match text.rsplit_once(".part-") {
        Some((name, _)) => PathBuf::from(name),
        None => part.to_owned(),
    }
}

/// Whether nobody has the file open: every program that uses a desk holds a lock on its file as long
/// as it does. The lock that is handed back keeps it so; nobody in this program may have it open.
pub fn idle(path: &Path) -> Result<File, Error> {
    let busy = || {
        Error::Unusable(format!(
            "The desk at {} is open in another program. Nothing was changed; close it there and repeat.",
            path.display()
        ))
    };
    let file = OpenOptions::new().read(true).write(true).open(path);
    let file = file.map_err(|e| file::unusable(path, &format!("cannot be opened ({e})")))?;
    let lock = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    match rustix::fs::fcntl_lock(&file, lock) {
        Ok(()) => Ok(file),
        Err(_) => Err(busy()),
    }
}
