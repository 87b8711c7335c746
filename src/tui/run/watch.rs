//! Notices that another program wrote to the desk: woken by the directory, `data_version` decides;
//! a look every five seconds where the system does not wake us. The same for who else has it open.

use crate::desk;
use crate::desk::presence::{self, Here};
use crate::store;
use crate::store::sqlite::directory;
use crate::tui::msg::Msg;
use crate::tui::run::Seen;
use crate::tui::worker::MakeDesk;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::inotify;
use rustix::io::Errno;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The look without a wake-up.
const FALLBACK: Timespec = Timespec {
    tv_sec: 5,
    tv_nsec: 0,
};
/// A burst of writes is looked at once.
const BURST: Duration = Duration::from_millis(40);

/// After a burst it is looked at again, each time so much later. The system tells of bytes that come into the log; what
/// they belong to is there to be read only once it is synced, and of that nothing tells. A sync that takes longer than
/// all of them together (2.7 s) is left to the look without a wake-up.
const AGAIN: [Timespec; 12] = [
    ms(20),
    ms(40),
    ms(80),
    ms(160),
    ms(300),
    ms(300),
    ms(300),
    ms(300),
    ms(300),
    ms(300),
    ms(300),
    ms(300),
];

const fn ms(n: i64) -> Timespec {
    Timespec {
        tv_sec: 0,
        tv_nsec: n * 1_000_000,
    }
}

/// How often an empty file is looked at again, a burst apart.
const EMPTY: u32 = 5;

/// Starts watching; `own` names the file that tells the others of oneself. The thread ends with the program.
pub fn start(file: &Path, own: &str, make: &MakeDesk, tx: &Sender<Msg>) -> JoinHandle<()> {
    let (file, own) = (file.to_owned(), own.to_owned());
    let (make, tx) = (Arc::clone(make), tx.clone());
    thread::spawn(move || watch(&file, &own, &make, &tx))
}

fn watch(file: &Path, own: &str, make: &MakeDesk, tx: &Sender<Msg>) {
    let mut desk = match make() {
        Ok(desk) => desk,
        Err(desk::Error::Store(error)) => {
            let _ = lost(&error).map(|said| tx.send(Msg::Trouble(said)));
            return;
        }
        Err(_) => return,
    };
    let here = Here::open(file, &desk.info().id).ok();
    let mut wakes = Wakes::new(file);
    let mut last = desk.store().data_version().ok();
    let mut seen = Seen::now(&desk);
    let mut there = Vec::new();
    let mut look_around = true;
    let mut told = None;
    loop {
        let said = place(&desk).err().as_ref().and_then(lost);
        if said.is_some() && said != told {
            told.clone_from(&said);
            if said.is_some_and(|said| tx.send(Msg::Trouble(said)).is_err()) {
                return;
            }
        }
        if let Some(here) = here.as_ref().filter(|_| look_around) {
            let now = here.others(own).unwrap_or_default();
            if now != there {
                there.clone_from(&now);
                if tx.send(Msg::Present(now)).is_err() {
                    return;
                }
            }
        }
        look_around = match &mut wakes {
            Some(wakes) => wakes.sleep(),
            None => {
                thread::sleep(Duration::from_secs(5));
                true
            }
        };
        let mut now = desk.store().data_version();
        if matches!(now, Err(store::Error::Stale(_))) {
            // Opened as unchanging: it is opened anew, and everything read again.
            let Ok(anew) = make() else { continue };
            desk = anew;
            (now, last) = (desk.store().data_version(), None);
        }
        let now = now.ok();
        if now != last && now.is_some() {
            last = now;
            let others = Msg::OthersWrote {
                desk: seen.moved(&desk),
            };
            if tx.send(others).is_err() {
                return;
            }
        }
    }
}

/// Whether the desk's file is what it was. Whoever copies another one over it empties it first: that is looked at once
/// more before it is told.
fn place(desk: &desk::Desk) -> Result<(), store::Error> {
    for _ in 0..EMPTY {
        match desk.store().in_place() {
            Err(store::Error::Empty(_)) => thread::sleep(BURST),
            place => return place,
        }
    }
    desk.store().in_place()
}

/// What is said of a desk whose file is not there any more, or another one, or closed to this user.
fn lost(error: &store::Error) -> Option<String> {
    let what = match error {
        store::Error::Moved(file) | store::Error::Gone(file) => {
            format!("The desk's file {file} was replaced or removed while it is open here.")
        }
        store::Error::Overwritten(file) => {
            format!("Another file was copied over the desk's file {file} while it is open here.")
        }
        // Nobody says that the desk is not what it was.
        store::Error::Unreachable(said) => {
            return Some(format!(
                "{said} The screen shows the desk as it was. Unfinished texts are kept: leave, and start again once the way to the desk is open."
            ));
        }
        store::Error::Empty(file) => format!("The desk's file {file} is empty (0 bytes) now."),
        _ => return None,
    };
    Some(format!(
        "{what} The screen shows the desk as it was; nothing is written from here. Unfinished texts are kept: leave, put the file right, start again."
    ))
}

/// The notices of two directories: SQLite writes beside the file, the others tell of themselves in a directory of
/// their own.
struct Wakes {
    fd: OwnedFd,
    /// Where the others tell of themselves.
    presence: Option<i32>,
    /// How often it was looked at again since something last changed at the desk.
    looked: usize,
}

impl Wakes {
    fn new(file: &Path) -> Option<Wakes> {
        let flags = inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK;
        let fd = inotify::init(flags).ok()?;
        let events = inotify::WatchFlags::MODIFY
            | inotify::WatchFlags::MOVED_TO
            | inotify::WatchFlags::MOVED_FROM
            | inotify::WatchFlags::DELETE
            // A program that wrote once and ends lets go of the log behind its commit. The file of one that was
            // killed is closed, and nothing else happens to it.
            | inotify::WatchFlags::CLOSE_WRITE;
        // The log lies beside the file itself, not beside a link to it.
        let real = std::fs::canonicalize(file).ok();
        let real = real.as_deref().unwrap_or(file);
        inotify::add_watch(&fd, directory(real), events).ok()?;
        let presence = inotify::add_watch(&fd, presence::directory(real), events).ok();
        Some(Wakes {
            fd,
            presence,
            looked: AGAIN.len(),
        })
    }

    /// Sleeps until something changes or it is time to look anyway; whether to look for the others.
    fn sleep(&mut self) -> bool {
        let again = AGAIN.get(self.looked);
        let mut asked = [PollFd::new(&self.fd, PollFlags::IN)];
        if matches!(
            poll(&mut asked, Some(again.unwrap_or(&FALLBACK))),
            Ok(0) | Err(_)
        ) {
            self.looked = self.looked.saturating_add(1).min(AGAIN.len());
            return again.is_none();
        }
        thread::sleep(BURST);
        let mut room = [MaybeUninit::uninit(); 4096];
        let mut reader = inotify::Reader::new(&self.fd, &mut room);
        let mut others = false;
        loop {
            match reader.next() {
                Ok(event) if Some(event.wd()) == self.presence => others = true,
                Ok(_) => self.looked = 0,
                Err(Errno::INTR) => {}
                Err(_) => return others,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AGAIN, Wakes, lost};
    use crate::store::Error;
    use std::fs;
    use std::time::{Duration, Instant};

    #[test]
    fn a_desk_that_is_closed_to_a_user_is_not_said_to_be_another() {
        let said = lost(&Error::Unreachable("d.hoist is closed.".to_owned())).unwrap();
        assert!(said.starts_with("d.hoist is closed. "), "{said}");
        assert!(said.contains("texts are kept"), "{said}");
        assert!(!said.contains("replaced"), "{said}");
        assert_eq!(lost(&Error::Busy(5)), None);
    }

    #[test]
    fn what_changed_is_looked_at_again_until_it_must_be_there_to_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let (file, here) = (dir.path().join("desk"), dir.path().join("desk-here"));
        fs::write(&file, "").unwrap();
        fs::create_dir(&here).unwrap();
        let mut wakes = Wakes::new(&file).unwrap();
        fs::write(here.join("somebody"), "").unwrap();
        assert!(wakes.sleep(), "somebody came");
        assert_eq!(wakes.looked, AGAIN.len(), "and wrote nothing");
        fs::write(&file, "bytes of a commit that is not synced yet").unwrap();
        let began = Instant::now();
        for n in 0..=AGAIN.len() {
            assert!(!wakes.sleep());
            assert_eq!(wakes.looked, n);
        }
        let took = began.elapsed();
        assert!(took > Duration::from_millis(2_500), "{took:?}");
        // Not each by the look without a wake-up.
        assert!(took < Duration::from_secs(20), "{took:?}");
    }

    #[test]
    fn a_file_behind_a_link_is_watched_where_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("elsewhere")).unwrap();
        let (file, link) = (dir.path().join("elsewhere/desk"), dir.path().join("link"));
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut wakes = Wakes::new(&link).unwrap();
        fs::write(&file, "bytes").unwrap();
        assert!(!wakes.sleep(), "woken by the directory of the file");
    }
}
