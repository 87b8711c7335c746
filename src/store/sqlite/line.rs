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

use super::fault::{Fail, explain};
use super::plant::{self, Plant};
use super::{SqliteStore, connect, file, here};
use crate::store::Error;
use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, flock, openat};
use rustix::io::{Errno, retry_on_intr};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// How long one stands in a line while nobody writes.
const STANDING: Duration = Duration::from_secs(2);
/// So often one looks whether somebody did.
const LOOK: Duration = Duration::from_millis(250);
/// What of one's patience is kept for asking SQLite, as a part of it.
const KEPT: u32 = 5;
/// For so long one does not stand in it again then.
const STUCK: Duration = Duration::from_secs(5);
/// So many threads of one process stand in line at once: of those that gave up, each goes only when it is woken.
const AT_MOST: usize = 64;
/// The directory in the one beside the desk.
const FIRST: &str = ".line";

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

impl Waiting {
    /// The first place, unless the patience ends before or nobody writes meanwhile.
    fn place(&self, desk: &Path, patience: Duration) -> Option<Place> {
        let began = Instant::now();
        let limit = patience - patience / KEPT;
        let (mut written, mut moved) = (log(desk), began);
        while began.elapsed() < limit && moved.elapsed() < STANDING {
            let next = LOOK.min(limit.saturating_sub(began.elapsed()));
            match self.comes.recv_timeout(next) {
                Ok(place) => return Some(place),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = log(desk);
            if now != written {
                (written, moved) = (now, Instant::now());
            }
        }
        None
    }
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
    match open(FIRST) {
        Err(Errno::NOENT) => {}
        opened => return opened,
    }
    let draft = format!("{FIRST}-{}", uuid::Uuid::now_v7().simple());
    let all = Mode::from_raw_mode(0o755);
    rustix::fs::mkdirat(gate, &*draft, all)?;
    let named = open(&draft)
        .and_then(|made| rustix::fs::fchmod(&made, all))
        .and_then(|()| rustix::fs::renameat(gate, &*draft, gate, FIRST));
    if named.is_err() {
        let _ = rustix::fs::unlinkat(gate, &*draft, AtFlags::REMOVEDIR);
    }
    open(FIRST)
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
        let since = Instant::now();
        let ahead = match self.stands(since) {
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
            Err(Ahead::Others(gate, first)) => self.lock_after(gate, first, since),
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

    fn lock_after(
        &mut self,
        gate: OwnedFd,
        first: OwnedFd,
        since: Instant,
    ) -> Result<Option<Place>, Fail> {
        let patience = self.waits.patience;
        let waiting = Place::wait(gate, first);
        let place = waiting.and_then(|w| w.place(&self.path, patience));
        if place.is_none() {
            self.waits.alone_until = Some(Instant::now() + STUCK);
        }
        connect::patience(&mut self.conn, patience.saturating_sub(since.elapsed()))?;
        let asked = self.begin_now();
        connect::patience(&mut self.conn, patience)?;
        asked.map(|()| place)
    }

    /// Whether it stands in line now.
    fn stands(&self, now: Instant) -> bool {
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

#[cfg(test)]
mod tests;
