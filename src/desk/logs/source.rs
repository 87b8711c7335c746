//! Where the bytes of a log lie.

use super::Changed;
use super::fault::Fault;
use super::spool::Spool;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// Where the bytes of a log lie.
#[derive(Debug)]
pub(super) enum Source {
    /// In a file, as they are; the size that it had.
    Plain(File, u64),
    /// In a temporary file, turned into UTF-8.
    Spool(Box<Spool>),
}

impl Source {
    pub fn plain(file: File, size: u64) -> Source {
        Source::Plain(file, size)
    }

    pub fn spool(spool: Spool) -> Source {
        Source::Spool(Box::new(spool))
    }

    pub fn is_spool(&self) -> bool {
        matches!(self, Source::Spool(_))
    }

    /// Reads at a place; 0 at the end of the file as it is now.
    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Fault> {
        match self {
            Source::Plain(file, _) => at(file, offset, buffer),
            Source::Spool(spool) => spool.read_at(offset, buffer),
        }
    }

    /// The bytes as they lie in the file that was named.
    pub fn raw_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Fault> {
        match self {
            Source::Plain(file, _) => at(file, offset, buffer),
            Source::Spool(spool) => spool.raw_at(offset, buffer),
        }
    }

    /// Where its text ends; what can only be read on is read to its end for that.
    pub fn end(&mut self) -> Result<u64, Fault> {
        match self {
            Source::Plain(file, size) => Ok(file.metadata().map_or(*size, |about| about.len())),
            Source::Spool(spool) => spool.end(),
        }
    }

    pub fn size(&self) -> Option<u64> {
        match self {
            Source::Plain(_, size) => Some(*size),
            Source::Spool(_) => None,
        }
    }

    /// How far reading is when it stands at `offset`: bytes read, and of how many, where that is known.
    pub fn progress(&self, offset: u64) -> (u64, Option<u64>) {
        match self {
            Source::Plain(_, size) => (offset, Some(*size)),
            Source::Spool(spool) => spool.progress(offset),
        }
    }

    pub fn changed(&self) -> Option<Changed> {
        let Source::Plain(file, size) = self else {
            return None;
        };
        let now = file.metadata().ok()?.len();
        match now.cmp(size) {
            std::cmp::Ordering::Greater => Some(Changed::Grew(now - size)),
            std::cmp::Ordering::Less => Some(Changed::Shrank(size - now)),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Lines of UTF-8 in a log of UTF-16, as far as it was laid down.
    pub fn utf8_lines(&self) -> u64 {
        match self {
            Source::Plain(..) => 0,
            Source::Spool(spool) => spool.utf8_lines(),
        }
    }

    pub fn damaged(&self) -> Option<String> {
        match self {
            Source::Plain(..) => None,
            Source::Spool(spool) => spool.damaged(),
        }
    }
}

/// Reads a file at a place, as much as there is.
pub(super) fn at(file: &File, offset: u64, buffer: &mut [u8]) -> Result<usize, Fault> {
    filled(file, offset, buffer).map_err(|error| Fault::unreadable("The log", error))
}

fn filled(file: &File, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|r| !r.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The first bytes of a file.
pub(super) fn head(file: &File, most: usize) -> std::io::Result<Vec<u8>> {
    let mut head = vec![0; most];
    let read = filled(file, 0, &mut head)?;
    head.truncate(read);
    Ok(head)
}
