//! Notices that another program wrote to the desk: woken by the directory, `data_version` decides;
//! a look every five seconds where the system does not wake us.

use crate::tui::msg::Msg;
use crate::tui::worker::MakeDesk;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::inotify;
use rustix::io::Errno;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
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

/// Starts watching; the thread ends with the program.
pub fn start(file: &Path, make: &MakeDesk, tx: &Sender<Msg>) -> JoinHandle<()> {
    let (file, make, tx) = (file.to_owned(), Arc::clone(make), tx.clone());
    thread::spawn(move || watch(&file, &make, &tx))
}

fn watch(file: &Path, make: &MakeDesk, tx: &Sender<Msg>) {
    let Ok(desk) = make() else { return };
    let wakes = wakes(file);
    let mut last = desk.store().data_version().ok();
    loop {
        sleep(wakes.as_ref());
        let now = desk.store().data_version().ok();
        if now != last && now.is_some() {
            last = now;
            if tx.send(Msg::OthersWrote).is_err() {
                return;
            }
        }
    }
}

/// The directory's notices; SQLite writes beside the file, so the directory is watched.
fn wakes(file: &Path) -> Option<OwnedFd> {
    let directory: PathBuf = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let fd = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK).ok()?;
    let events = inotify::WatchFlags::MODIFY | inotify::WatchFlags::MOVED_TO;
    inotify::add_watch(&fd, directory, events).ok()?;
    Some(fd)
}

/// Sleeps until the directory changes or it is time to look anyway.
fn sleep(wakes: Option<&OwnedFd>) {
    let Some(fd) = wakes else {
        thread::sleep(Duration::from_secs(5));
        return;
    };
    let mut asked = [PollFd::new(fd, PollFlags::IN)];
    if matches!(poll(&mut asked, Some(&FALLBACK)), Ok(0) | Err(_)) {
        return;
    }
    thread::sleep(BURST);
    let mut room = [MaybeUninit::uninit(); 4096];
    let mut reader = inotify::Reader::new(fd, &mut room);
    loop {
        match reader.next() {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}
