//! One program at a time compares a draft's file with what it knows and writes it.

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A program that was stopped while it wrote is not waited for longer than this.
const WAIT: Duration = Duration::from_millis(300);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(4);

/// Whether the drafts are one's own until this is dropped.
#[derive(Debug)]
pub(super) enum Turn {
    /// They are; the lock goes with the file.
    Own { _dir: File },
    /// Another has them and does not let go.
    Others,
    /// Nobody can have them to himself: there is no directory yet, or its file system knows no locks.
    Free,
}

/// Waits for one's turn, but not for ever.
pub(super) fn turn(dir: &Path) -> Turn {
    let Ok(file) = File::open(dir) else {
        return Turn::Free;
    };
    let end = Instant::now() + WAIT;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Turn::Own { _dir: file },
            Err(Errno::WOULDBLOCK | Errno::INTR) if Instant::now() < end => sleep(PAUSE),
            Err(Errno::WOULDBLOCK | Errno::INTR) => return Turn::Others,
            Err(_) => return Turn::Free,
        }
    }
}
