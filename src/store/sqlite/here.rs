//! The directory beside a desk's file (`NAME-here`) in which those who are at the desk are known to each other: whoever
//! may open the desk may open it, whatever the umask was of whoever made it.

use super::file::beside;
use rustix::fs::{Gid, Mode, OFlags, Uid};
use rustix::io::Errno;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

/// Ends the name of the directory.
pub const ENDING: &str = "-here";

/// The directory of a desk's file: beside the file itself, so that those who name it by a link and those who do not see
/// each other.
#[must_use]
pub fn directory(desk: &Path) -> PathBuf {
    match std::fs::canonicalize(desk) {
        Ok(real) => beside(&real, ENDING),
        Err(_) => beside(desk, ENDING),
    }
}

/// Opens it if it is there and a directory.
///
/// # Errors
/// The system's: `ENOENT` where there is none.
pub fn seen(dir: &Path) -> Result<OwnedFd, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::open(dir, flags, Mode::empty())
}

/// Opens it, and makes it where it is missing: for the owner of the desk's file alone, or for the group of one that its
/// group may write. Also says which of the two the file is.
///
/// # Errors
/// The directory can be neither found nor made, or is something else.
pub fn open(desk: &Path) -> io::Result<(OwnedFd, bool)> {
    let file = rustix::fs::stat(desk)?;
    let shared = file.st_mode & 0o020 != 0;
    let path = directory(desk);
    let made = match rustix::fs::mkdir(&path, mode(shared, 0o700, 0o770)) {
        Ok(()) => true,
        Err(Errno::EXIST) => false,
        Err(error) => match seen(&path) {
            Ok(dir) => return Ok((dir, shared)),
            Err(_) => return Err(error.into()),
        },
    };
    let dir = seen(&path)?;
    if made {
        // Only root makes it for somebody else.
        let _ = rustix::fs::fchown(&dir, Some(Uid::from_raw(file.st_uid)), None);
    }
    if made && shared {
        // Where the directory above is of the group, this one is too; where it is not, this may fail.
        let _ = rustix::fs::fchown(&dir, None, Some(Gid::from_raw(file.st_gid)));
        rustix::fs::fchmod(&dir, Mode::from_raw_mode(0o2770))?;
    }
    Ok((dir, shared))
}

/// One mode for a desk of one person's, another for a shared one.
#[must_use]
pub fn mode(shared: bool, alone: u32, group: u32) -> Mode {
    Mode::from_raw_mode(if shared { group } else { alone })
}
