//! Who is at a desk at this moment, with which ticket open, and who is writing: a small file for each open
//! interface, in a directory beside the desk (`NAME-here`). No ticket is locked by it and no rule asks it: it is there
//! for people to see each other.
//!
//! An interface holds a lock on its own file for as long as it runs, and the system lets go of it however the program
//! ends. So whoever reads knows which files speak of somebody who is there, without a clock and without a heartbeat, and
//! removes the others. A file is written over in place with one write of a fixed length; one that was caught half
//! written reads as nothing, and the notice of the directory that follows has it read again.
//!
//! What stands in such a file is what its writer claims. In a shared desk everyone of the group can write there: it is
//! a courtesy, never evidence.

use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::words;
pub use crate::store::sqlite::here::directory;
use crate::store::sqlite::here::{self, mode, seen};
use rustix::fs::{AtFlags, Dir, FileType, FlockOperation, Mode, OFlags, Uid};
use rustix::io::Errno;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// Every file has this length in bytes.
const LENGTH: usize = 768;
/// The longest title of a form that is told, in characters.
const TITLE: usize = 60;
/// Whoever typed this long ago, in milliseconds, no longer counts as writing.
const STILL: i64 = 120_000;
/// So many files are looked at; a desk with more interfaces open at once is none of ours.
const AT_MOST: usize = 2_000;

/// Somebody who has the desk open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who.
    pub agent: AgentName,
    /// The ticket on the screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// The title of the form that is being filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<String>,
    /// Since when it is so.
    pub since: At,
    /// When the form was last typed into, half a minute more or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<At>,
}

impl Present {
    /// What they are at, in words that follow a name.
    #[must_use]
    pub fn doing(&self, now: At) -> String {
        let idle = self.typed.map_or(0, |at| now.since_ms(at));
        match (&self.writing, self.ticket) {
            (Some(title), _) if idle < STILL => format!("is writing: {title}"),
            (Some(title), _) => format!("has begun: {title}, {} ago", words::duration(idle)),
            (None, Some(_)) => "has it open".to_owned(),
            (None, None) => "is at the desk".to_owned(),
        }
    }
}

/// A file's content: of which desk it speaks, and who is there.
#[derive(Serialize, Deserialize)]
struct Line {
    desk: String,
    #[serde(flatten)]
    who: Present,
}

/// Where those who have a desk open are kept.
#[derive(Debug)]
pub struct Here {
    dir: OwnedFd,
    desk: String,
    shared: bool,
}

/// What one interface tells the others; gone with it.
#[derive(Debug)]
pub struct Entry {
    dir: OwnedFd,
    name: String,
    desk: String,
    /// Holds the lock.
    file: File,
}

/// A name for the file of one interface.
#[must_use]
pub fn fresh_name() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

impl Here {
    /// Opens the directory of a desk's file, and makes it where it is missing: for its owner alone, or for the group
    /// of a file that its group may write, whatever the umask. `id` is the desk's.
    ///
    /// # Errors
    /// The directory can be neither found nor made, or is something else.
    pub fn open(desk: &Path, id: &str) -> io::Result<Here> {
        let (dir, shared) = here::open(desk)?;
        Ok(Here::at(dir, id, shared))
    }

    /// The directory of a desk's file if it is there: for those who only look.
    ///
    /// # Errors
    /// It is there and cannot be read, or is something else.
    pub fn look(desk: &Path, id: &str) -> io::Result<Option<Here>> {
        match seen(&directory(desk)) {
            Ok(dir) => Ok(Some(Here::at(dir, id, false))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn at(dir: OwnedFd, id: &str, shared: bool) -> Here {
        let desk = id.to_owned();
        Here { dir, desk, shared }
    }

    /// Begins to be seen, under a [`fresh_name`].
    ///
    /// # Errors
    /// The directory cannot be written.
    pub fn enter(&self, name: &str) -> io::Result<Entry> {
        let draft = format!(".{name}");
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.dir, &*draft, flags, mode(self.shared, 0o600, 0o660))?;
        let entered = (|| {
            if self.shared {
                rustix::fs::fchmod(&file, Mode::from_raw_mode(0o660))?;
            } else {
                // Root at somebody's desk is seen by whose it is.
                let owner = Uid::from_raw(rustix::fs::fstat(&self.dir)?.st_uid);
                let _ = rustix::fs::fchown(&file, Some(owner), None);
            }
            // It gets its name with the lock already held: nobody takes it for one that was left behind.
            rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive)?;
            rustix::fs::renameat(&self.dir, &*draft, &self.dir, name)
        })();
        if let Err(error) = entered {
            let _ = rustix::fs::unlinkat(&self.dir, &*draft, AtFlags::empty());
            return Err(error.into());
        }
        Ok(Entry {
            dir: self.dir.try_clone()?,
            name: name.to_owned(),
            desk: self.desk.clone(),
            file: File::from(file),
        })
    }

    /// Who is there beside the file of this name; by agent, then by time. What was left behind by programs
    /// that are gone is removed on the way.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn others(&self, own: &str) -> io::Result<Vec<Present>> {
        let mut there = Vec::new();
        for entry in Dir::read_from(&self.dir)?.take(AT_MOST) {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else {
                continue;
            };
            if name.starts_with('.') || name == own {
                continue;
            }
            there.extend(self.read(name));
        }
        there.sort_by(|a, b| (a.agent.as_str(), a.since).cmp(&(b.agent.as_str(), b.since)));
        Ok(there)
    }

    /// What the file of somebody who is there says.
    fn read(&self, name: &str) -> Option<Present> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.dir, name, flags, Mode::empty()).ok()?;
        let meta = rustix::fs::fstat(&file).ok()?;
        let is_file = FileType::from_raw_mode(meta.st_mode) == FileType::RegularFile;
        if !is_file || usize::try_from(meta.st_size).ok()? > LENGTH {
            return None;
        }
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockShared) {
            Err(Errno::WOULDBLOCK) => {}
            Err(_) => return None,
            Ok(()) => {
                let _ = rustix::fs::unlinkat(&self.dir, name, AtFlags::empty());
                return None;
            }
        }
        let mut text = String::new();
        File::from(file).read_to_string(&mut text).ok()?;
        let line: Line = serde_json::from_str(text.trim_end()).ok()?;
        (line.desk == self.desk).then_some(line.who)
    }
}

impl Entry {
    /// Tells the others.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn say(&self, who: &Present) -> io::Result<()> {
        let mut who = who.clone();
        who.writing = who.writing.map(|title| title.chars().take(TITLE).collect());
        let line = Line {
            desk: self.desk.clone(),
            who,
        };
        let mut text = serde_json::to_vec(&line)?;
        if text.len() > LENGTH {
            return Err(io::Error::other("a name is too long to be told"));
        }
        text.resize(LENGTH, b' ');
        self.file.write_all_at(&text, 0)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let _ = rustix::fs::unlinkat(self.dir.as_fd(), &*self.name, AtFlags::empty());
    }
}

#[cfg(test)]
mod tests;
