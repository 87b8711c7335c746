//! What can only be read on, laid down where it can be read anywhere: unpacked, as UTF-8, in a
//! temporary file that loses its name at once and is gone with the program.

use super::fault::Fault;
use super::source::at;
use super::{HEAD, Limits};
use crate::desk::room;
use crate::domain::log::narrow::Narrow;
use crate::domain::log::text::{self, Encoding, Nature};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes laid down at once.
const PIECE: usize = 128 << 10;

/// A log that is being laid down.
pub(super) struct Spool {
    name: String,
    reader: Option<Box<dyn Read + Send>>,
    /// Bytes taken from what was given; of gzip those are the packed ones.
    taken: Arc<AtomicU64>,
    narrow: Option<Narrow>,
    text: File,
    written: u64,
    /// Line breaks among it.
    breaks: u64,
    /// What was given, word for word, for its hash; none where the text is the same.
    raw: Option<File>,
    limits: Limits,
    packed: bool,
    damaged: Option<String>,
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Spool")
            .field("name", &self.name)
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

/// Keeps a copy of what is read through it, and counts it.
struct Tee {
    inner: Box<dyn Read + Send>,
    copy: Option<File>,
    taken: Arc<AtomicU64>,
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        if let Some(copy) = &mut self.copy {
            copy.write_all(buffer.get(..read).unwrap_or_default())?;
        }
        Ok(read)
    }
}

impl Spool {
    /// Looks at the beginning of a reader and prepares to lay it down; `copied`: as it was given too, for its hash.
    pub fn new(
        name: &str,
        reader: Box<dyn Read + Send>,
        limits: Limits,
        copied: bool,
    ) -> Result<(Spool, Nature), Fault> {
        let (first, reader, failed) = peek(reader, HEAD);
        if let Some(error) = failed.filter(|_| first.is_empty()) {
            return Err(Fault::unreadable(name, error));
        }
        let outer = text::nature(&first);
        let changes = outer.gzip || outer.encoding != Encoding::Utf8;
        let fault = |error: std::io::Error| Fault::Spool {
            name: name.to_owned(),
            why: room::why(&std::env::temp_dir(), &error),
        };
        let raw = match changes && copied {
            true => Some(unnamed().map_err(fault)?),
            false => None,
        };
        let copy = raw
            .as_ref()
            .map(File::try_clone)
            .transpose()
            .map_err(fault)?;
        let taken = Arc::new(AtomicU64::new(0));
        let tee: Box<dyn Read + Send> = Box::new(Tee {
            inner: reader,
            copy,
            taken: taken.clone(),
        });
        let (nature, reader, damaged) = match outer.gzip {
            true => {
                let (inside, rest, failed) = peek(Box::new(MultiGzDecoder::new(tee)), HEAD);
                let damaged = failed.map(|e| e.to_string());
                let inner = text::nature(&inside);
                if inner.gzip {
                    return Err(Fault::Twice(name.to_owned()));
                }
                let nature = Nature {
                    gzip: true,
                    ..inner
                };
                (nature, rest, damaged)
            }
            false => (outer, tee, None),
        };
        let mut spool = Spool {
            name: name.to_owned(),
            reader: Some(reader),
            taken,
            narrow: (nature.encoding != Encoding::Utf8).then(|| Narrow::new(nature.encoding)),
            text: unnamed().map_err(fault)?,
            written: 0,
            breaks: 0,
            raw,
            limits,
            packed: outer.gzip,
            damaged,
        };
        spool.skip(nature.mark);
        Ok((spool, nature))
    }

    /// Passes the mark of the encoding.
    fn skip(&mut self, bytes: usize) {
        if let Some(reader) = &mut self.reader {
            let _ = reader.read_exact(&mut vec![0; bytes]);
        }
    }

    /// Lays down until `end` is there, or the end is reached.
    fn fill(&mut self, end: u64) -> Result<(), Fault> {
        let mut piece = vec![0; PIECE];
        let mut out = Vec::new();
        while self.written < end {
            let Some(reader) = &mut self.reader else {
                break;
            };
            let read = match reader.read(&mut piece) {
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // What came before is kept: half a log is better than none.
                    self.damaged = Some(error.to_string());
                    0
                }
            };
            out.clear();
            self.turn(piece.get(..read).unwrap_or_default(), &mut out);
            if read == 0 {
                self.reader = None;
            }
            let laid = self.text.write_all(&out);
            laid.map_err(|e| Fault::Spool {
                name: self.name.clone(),
                why: room::why(&std::env::temp_dir(), &e),
            })?;
            self.written += out.len() as u64;
            self.breaks += out.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64;
            self.within()?;
        }
        Ok(())
    }

    fn turn(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        match &mut self.narrow {
            Some(narrow) if piece.is_empty() => narrow.finish(out),
            Some(narrow) => narrow.push(piece, out),
            None => out.extend_from_slice(piece),
        }
    }

    /// The limits hold: nobody is made to unpack a trap.
    fn within(&mut self) -> Result<(), Fault> {
        let taken = self.taken.load(Ordering::Relaxed).max(1);
        // Lines, if most of it would be shown whole.
        let is_lines = self.written / self.breaks.max(1) <= self.limits.line as u64;
        let free = match is_lines {
            true => self.limits.free_lines,
            false => self.limits.free,
        };
        let swollen = self.written > free && self.written / taken > self.limits.ratio;
        if !(self.packed && swollen) && self.written <= self.limits.output {
            return Ok(());
        }
        self.reader = None;
        let written = std::mem::replace(&mut self.written, 0);
        // The disk is given back; nothing of it is shown as if it were the log.
        let _ = self.text.set_len(0);
        Err(Fault::Bomb {
            name: self.name.clone(),
            what: match is_lines {
                true => "too much to read here",
                false => "no log but a trap, or too much to read here",
            },
            output: written >> 20,
            packed: taken >> 10,
        })
    }

    pub fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.fill(offset + buffer.len() as u64)?;
        at(&self.text, offset, buffer)
    }

    /// Where the text ends, all of it having been laid down.
    pub fn end(&mut self) -> Result<u64, Fault> {
        self.fill(u64::MAX)?;
        Ok(self.written)
    }

    pub fn raw_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.fill(u64::MAX)?;
        at(self.raw.as_ref().unwrap_or(&self.text), offset, buffer)
    }

    /// What was taken of what is given while it is laid down; then what was read of what lies there.
    pub fn progress(&self, offset: u64) -> (u64, Option<u64>) {
        match self.reader {
            Some(_) => (self.taken.load(Ordering::Relaxed), None),
            None => (offset, Some(self.written)),
        }
    }

    pub fn damaged(&self) -> Option<String> {
        self.damaged.clone()
    }

    /// Lines of UTF-8 in a log of UTF-16.
    pub fn utf8_lines(&self) -> u64 {
        self.narrow.as_ref().map_or(0, Narrow::lines)
    }
}

/// The first bytes of a reader, and a reader that gives them again before the rest. A failure on the
/// way ends it there, and is said.
fn peek(
    mut reader: Box<dyn Read + Send>,
    most: usize,
) -> (Vec<u8>, Box<dyn Read + Send>, Option<std::io::Error>) {
    let mut first = Vec::new();
    let failed = reader
        .by_ref()
        .take(most as u64)
        .read_to_end(&mut first)
        .err();
    let again: Box<dyn Read + Send> = match failed {
        Some(_) => Box::new(Cursor::new(first.clone())),
        None => Box::new(Cursor::new(first.clone()).chain(reader)),
    };
    (first, again, failed)
}

/// A temporary file without a name.
pub(in crate::desk) fn unnamed() -> std::io::Result<File> {
    let path = std::env::temp_dir().join(format!("hoist-{}", uuid::Uuid::now_v7()));
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
