//! Which messages an agent has read: their own affair, so it lies in their state directory and not in
//! the log of the desk.

use super::talk::Message;
use crate::domain::id::TicketId;
use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Tickets whose marks share a file: it stays small, however many are read.
const SHARE: i64 = 1_000;

/// The marks of one agent on one desk.
#[derive(Clone, Debug)]
pub struct Marks {
    dir: PathBuf,
}

impl Marks {
    /// The marks under an agent's own directory ([`super::own::dir`]).
    #[must_use]
    pub fn open(own: &Path) -> Marks {
        Marks {
            dir: own.join("read"),
        }
    }

    fn path(&self, id: TicketId) -> PathBuf {
        self.dir.join(id.0.div_euclid(SHARE).to_string())
    }

    /// Up to which message the agent has read; 0: none. A file that cannot be read says nothing was.
    #[must_use]
    pub fn read_to(&self, id: TicketId) -> u32 {
        self.share(id).get(&id.0).copied().unwrap_or(0)
    }

    fn share(&self, id: TicketId) -> BTreeMap<i64, u32> {
        let text = fs::read_to_string(self.path(id)).unwrap_or_default();
        let line = |line: &str| {
            let (ticket, n) = line.split_once(' ')?;
            Some((ticket.parse().ok()?, n.parse().ok()?))
        };
        text.lines().filter_map(line).collect()
    }

    /// These messages are read, on whichever tickets they stand. Words split off are read where they stand alone:
    /// here those before them are not seen.
    ///
    /// # Errors
    /// As [`Marks::read`].
    pub fn read_all(&self, messages: &[Message]) -> io::Result<()> {
        let mut last: BTreeMap<TicketId, u32> = BTreeMap::new();
        for message in messages.iter().filter(|m| !m.split) {
            let n = last.entry(message.ticket).or_default();
            *n = message.about.n.max(*n);
        }
        last.into_iter().try_for_each(|(id, n)| self.read(id, n))
    }

    /// The messages up to this one are read.
    ///
    /// # Errors
    /// The disk's; they stay unread then, and nothing else is lost.
    pub fn read(&self, id: TicketId, n: u32) -> io::Result<()> {
        let mut share = self.share(id);
        if share.get(&id.0).is_some_and(|known| *known >= n) || n == 0 {
            return Ok(());
        }
        share.insert(id.0, n);
        let lines = share.iter().map(|(ticket, n)| format!("{ticket} {n}\n"));
        let text: String = lines.collect();
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir)?;
        let path = self.path(id);
        let new = path.with_extension(format!("{}.new", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(text.as_bytes())?;
        fs::rename(&new, &path)
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;
    use crate::domain::id::TicketId;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_was_read_stays_read_and_is_nobody_elses_to_see() {
        let dir = tempfile::tempdir().unwrap();
        let marks = Marks::open(dir.path());
        assert_eq!(marks.read_to(TicketId(7)), 0);
        for (ticket, n) in [(7, 3), (8, 1), (7, 2), (1_007, 5)] {
            marks.read(TicketId(ticket), n).unwrap();
        }
        let again = Marks::open(dir.path());
        assert_eq!(again.read_to(TicketId(7)), 3, "never back");
        assert_eq!(again.read_to(TicketId(8)), 1);
        assert_eq!(again.read_to(TicketId(1_007)), 5);
        let path = dir.path().join("read/0");
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        std::fs::write(&path, "7 x\nnonsense\n8 4\n\u{fffd}").unwrap();
        assert_eq!(
            (again.read_to(TicketId(7)), again.read_to(TicketId(8))),
            (0, 4)
        );
    }
}
