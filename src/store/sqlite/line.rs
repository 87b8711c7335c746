//! The line of those who want to write.
//!
//! SQLite keeps none: who has to wait for its lock looks again and again, and whoever looks just when it becomes free has
//! it. Of many, on a machine that is busy with other things, somebody is unlucky for seconds. So they stand in line before
//! they ask for it: by locks that the system hands on (flock(2); Linux does so in the order of asking), and lets go of
//! however a program ends.
//!
//! There are two of them, one behind the other, on the directory beside the desk's file and on one in it: whoever has
//! just written and comes again would otherwise be served before the one who is only being woken. They are directories
//! because these have no second name: closing a file that is the desk's under another one would drop SQLite's locks on it.
//!
//! The line is a courtesy. What keeps two from writing at once is SQLite's lock alone; where there is no line, or it does not
//! move – one of the first two in it was stopped –, one looks for oneself, as SQLite does.

use super::connect::{self, Waited};
use super::fault::{Fail, explain};
use super::plant::{self, Plant};
use super::{SqliteStore, file, here};
use crate::store::Error;
use rusqlite::ErrorCode;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, flock, openat};
use rustix::io::{Errno, retry_on_intr};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// So often one looks whether somebody wrote. Where nobody did one asks for the lock: a line that stands still before a
/// lock that is free has somebody in it who was stopped.
const LOOK: Duration = Duration::from_millis(100);
/// What of one's patience is kept for asking SQLite, as a part of it.
const KEPT: u32 = 5;
/// For so long one does not stand in it again then.
const STUCK: Duration = Duration::from_secs(5);
/// So many threads of one process stand in line at once: of those that gave up, each goes only when it is woken.
const AT_MOST: usize = 64;
/// The name of the directory in the one beside the desk.
pub const LINE: &str = ".line";

static STAND: AtomicUsize = AtomicUsize::new(0);

/// The first place: the next one comes when it is dropped.
#[derive(Debug)]
pub struct Place(#[expect(dead_code, reason = "the lock is let go of with it")] OwnedFd);

/// What stands between a program and the first place.
enum Ahead {
    /// Others.
    Others(OwnedFd, OwnedFd),
    /// There is no line.
    Nothing,
}

/// How a store waits.
#[derive(Debug)]
pub struct Waits {
    /// Until it is told "busy".
    patience: Duration,
    /// Until then it does not stand in line.
    alone_until: Option<Instant>,
}

impl Default for Waits {
    fn default() -> Waits {
        Waits {
            patience: connect::PATIENCE,
            alone_until: None,
        }
    }
}

impl Place {
    /// Has it at once where nobody is ahead.
    fn take(desk: &Path) -> Result<Place, Ahead> {
        let none = |_| Ahead::Nothing;
        let gate = here::seen(&file::beside(desk, here::ENDING)).map_err(none)?;
        let first = first(&gate).map_err(none)?;
        let now = FlockOperation::NonBlockingLockExclusive;
        match flock(&gate, now).and_then(|()| flock(&first, now)) {
            Ok(()) => Ok(Place(first)),
            Err(Errno::WOULDBLOCK) => Err(Ahead::Others(gate, first)),
            Err(_) => Err(Ahead::Nothing),
        }
    }

    /// Stands in line on a thread of its own, which alone the system keeps waiting.
    fn wait(gate: OwnedFd, first: OwnedFd) -> Option<Waiting> {
        if STAND.fetch_add(1, Ordering::SeqCst) >= AT_MOST {
            STAND.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        let (sender, comes) = sync_channel(1);
        let gone = Arc::new(AtomicBool::new(false));
        let is_gone = Arc::clone(&gone);
        let stand = move || {
            let in_turn = |lock| retry_on_intr(|| flock(lock, FlockOperation::LockExclusive));
            let locked = in_turn(&gate).is_ok()
                && !is_gone.load(Ordering::SeqCst)
                && in_turn(&first).is_ok();
            drop(gate);
            STAND.fetch_sub(1, Ordering::SeqCst);
            // To one who no longer waits it is not given: it is free again.
            if locked {
                let _ = sender.send(Place(first));
            }
        };
        let thread = thread::Builder::new().name("line".to_owned());
        if thread.stack_size(64 * 1024).spawn(stand).is_err() {
            STAND.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        Some(Waiting { comes, gone })
    }
}

/// Standing in line, until it is dropped.
struct Waiting {
    comes: Receiver<Place>,
    gone: Arc<AtomicBool>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::SeqCst);
    }
}

/// How a time in line ended.
enum Stood {
    /// In the first place.
    First(Place),
    /// With the lock itself, past a line that stands still.
    Past,
    /// Without anything.
    Nothing,
}

/// How the log stands, as far as it tells that somebody wrote.
fn log(desk: &Path) -> Option<(u64, SystemTime)> {
    let meta = std::fs::metadata(file::beside(desk, "-wal")).ok()?;
    Some((meta.len(), meta.modified().ok()?))
}

/// The directory in the one beside the desk, made where it is missing. Who may enter that one is said there: this one
/// gets its name only once all may open it, whatever the umask is.
fn first(gate: &OwnedFd) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let open = |name: &str| openat(gate, name, flags, Mode::empty());
    match open(LINE) {
        Err(Errno::NOENT) => {}
        opened => return opened,
    }
    let draft = format!("{LINE}-{}", uuid::Uuid::now_v7().simple());
    let all = Mode::from_raw_mode(0o755);
    rustix::fs::mkdirat(gate, &*draft, all)?;
    let named = open(&draft)
        .and_then(|made| rustix::fs::fchmod(&made, all))
        .and_then(|()| rustix::fs::renameat(gate, &*draft, gate, LINE));
    if named.is_err() {
        let _ = rustix::fs::unlinkat(gate, &*draft, AtFlags::REMOVEDIR);
    }
    open(LINE)
}

impl SqliteStore {
    /// How long a write waits for other writers before it says "busy" (5 s at first).
    ///
    /// # Errors
    /// SQLite's.
    pub fn set_patience(&mut self, limit: Duration) -> Result<(), Error> {
        self.waits.patience = limit;
        connect::patience(&mut self.conn, limit).map_err(|e| explain(&self.path, &e))
    }

    /// Takes the write lock when it is one's turn. The place in line is kept for as long as the lock is.
    pub(super) fn lock(&mut self) -> Result<Option<Place>, Fail> {
        let ahead = match self.stands() {
            true => Place::take(&self.path),
            false => {
                self.begin_now()?;
                return Ok(None);
            }
        };
        match ahead {
            Ok(place) => {
                self.begin_now()?;
                Ok(Some(place))
            }
            Err(Ahead::Others(gate, first)) => self.lock_after(gate, first),
            Err(Ahead::Nothing) => {
                connect::has_waited();
                self.begin_now()?;
                if connect::has_waited() {
                    // From now on there is a line.
                    let _ = here::open(&self.path);
                }
                Ok(None)
            }
        }
    }

    fn lock_after(&mut self, gate: OwnedFd, first: OwnedFd) -> Result<Option<Place>, Fail> {
        let mut waited = Waited::begin();
        let stood = match Place::wait(gate, first) {
            Some(waiting) => self.stand(&waiting, &mut waited)?,
            None => Stood::Nothing,
        };
        let left = self.waits.patience.saturating_sub(waited.so_far());
        let place = match stood {
            Stood::First(place) => Some(place),
            Stood::Past | Stood::Nothing => {
                self.waits.alone_until = Some(Instant::now() + STUCK);
                None
            }
        };
        if self.conn.is_autocommit() {
            self.begin_within(left)?;
        }
        Ok(place)
    }

    /// Stands in line until it is one's turn, or the line stands still before a lock that is free.
    fn stand(&mut self, waiting: &Waiting, waited: &mut Waited) -> Result<Stood, Fail> {
        let limit = self.waits.patience - self.waits.patience / KEPT;
        let mut written = log(&self.path);
        while waited.so_far() < limit {
            match waiting.comes.recv_timeout(LOOK.min(limit)) {
                Ok(place) => return Ok(Stood::First(place)),
                Err(RecvTimeoutError::Disconnected) => return Ok(Stood::Nothing),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = log(&self.path);
            if now != written {
                written = now;
                continue;
            }
            match self.begin_within(Duration::ZERO) {
                Ok(()) => return Ok(Stood::Past),
                Err(fail) if is_busy(&fail) => {}
                Err(fail) => return Err(fail),
            }
        }
        Ok(Stood::Nothing)
    }

    /// Asks SQLite for the write lock for so long.
    fn begin_within(&mut self, limit: Duration) -> Result<(), Fail> {
        connect::patience(&mut self.conn, limit)?;
        let asked = self.begin_now();
        connect::patience(&mut self.conn, self.waits.patience)?;
        asked
    }

    /// Whether it stands in line now.
    fn stands(&self) -> bool {
        let now = Instant::now();
        let is_planted = plant::is(Plant::OwnPatience) || plant::is(Plant::DeferredBegin);
        let is_alone = self.waits.alone_until.is_some_and(|until| now < until);
        !is_planted && !is_alone && !self.waits.patience.is_zero()
    }

    /// Asks SQLite for the write lock.
    fn begin_now(&self) -> Result<(), Fail> {
        let begin = match plant::is(Plant::DeferredBegin) {
            false => "BEGIN IMMEDIATE",
            true => "BEGIN",
        };
        self.conn.prepare_cached(begin)?.raw_execute()?;
        Ok(())
    }
}

fn is_busy(fail: &Fail) -> bool {
    let code = match fail {
        Fail::Sql(error) => error.sqlite_error_code(),
        Fail::Store(_) => None,
    };
    code == Some(ErrorCode::DatabaseBusy)
}

#[cfg(test)]
mod tests;
