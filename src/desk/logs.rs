//! Logs in files: opened whatever their size, read in blocks, indexed sparsely, analysed in one pass.
//!
//! A plain file is read where it lies. What cannot be read at any place (gzip, UTF-16, standard
//! input) is turned into UTF-8 in a temporary file that has no name, as far as it is needed. Memory
//! stays the same whatever the size. A file that grows or shrinks meanwhile only ends elsewhere.

mod ends;
mod fault;
mod hashing;
mod index;
mod pass;
pub mod piece;
mod source;
mod spool;
mod walk;

pub(super) use spool::unnamed;

pub use fault::Fault;
pub use hashing::Hashing;
pub use pass::{Pass, Shown};

use crate::domain::id::At;
use crate::domain::log::analysis::{Baseline, Judged, Report};
use crate::domain::log::filter::{Edges, Filter};
use crate::domain::log::signature::Only;
use crate::domain::log::text::{self, Nature};
use crate::domain::log::wide;
use index::Index;
use source::Source;
use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use walk::{Walk, Walked};

/// Bytes of a file that say what it is.
const HEAD: usize = 64 << 10;
/// A reader asks whether to go on after so many bytes.
const STEP: u64 = 4 << 20;

/// How far reading goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A line is cut to so many bytes; how many were left out is said.
    pub line: usize,
    /// Unpacked, a file has at most so many bytes.
    pub output: u64,
    /// Unpacked, a file is at most so many times as large …
    pub ratio: u64,
    /// … once it is larger than this: what never breaks its line is no log.
    pub free: u64,
    /// … or, where it is lines, than this: a log may say the same for weeks, and packs a thousandfold.
    pub free_lines: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            line: 64 << 10,
            output: 4 << 30,
            ratio: 250,
            free: 64 << 20,
            free_lines: 1 << 30,
        }
    }
}

/// A line as it is shown: decoded, without colours and without its break.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u64,
    /// Its text; hostile, like all text of customers.
    pub text: String,
    /// Bytes at its end that were left out, because it is too long.
    pub cut: u64,
}

/// How a file differs from what it was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// So many bytes were added.
    Grew(u64),
    /// So many bytes were taken away.
    Shrank(u64),
}

/// What was noticed beside the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// Lines longer than the limit.
    pub cut: u64,
    /// Lines that are not UTF-8 and were read as Windows-1252.
    pub windows: u64,
    /// Lines of UTF-16 in a log that is not; they are read so.
    pub wide: u64,
    /// Lines of UTF-8 in a log that is UTF-16; they are read so.
    pub narrow: u64,
    /// Lines within which noughts stand and that are no UTF-16: of yet another encoding, or no text.
    pub noughts: u64,
    /// The packed file ends early or is damaged; why.
    pub damaged: Option<String>,
}

/// What is asked of an analysis.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Which lines.
    pub filter: Filter,
    /// Times that were typed; their days are found in the log.
    pub edges: Edges,
    /// What counts as newly appearing.
    pub baseline: Baseline,
    /// Only the lines of this signature.
    pub only: Option<Only>,
}

/// An open log.
#[derive(Debug)]
pub struct LogFile {
    name: String,
    source: Source,
    nature: Nature,
    limits: Limits,
    /// When the file was last written.
    latest: At,
    index: Index,
    /// The file itself, where its text had to be laid down elsewhere.
    original: Option<File>,
    /// Bytes as they were given, where that is known.
    given: Option<u64>,
}

impl LogFile {
    /// Opens a file, or a pipe once something is written into it. Nothing but its beginning is read.
    /// `now` is taken where the file bears no time.
    ///
    /// # Errors
    /// [`Fault`]: no such file, a directory or a device, no text.
    pub fn open(path: &Path, limits: Limits, now: At) -> Result<LogFile, Fault> {
        LogFile::opened(path, limits, now, true)
    }

    /// Opens a file as [`LogFile::open`] does, but waits for nobody: a pipe is refused.
    ///
    /// # Errors
    /// As [`LogFile::open`]; a pipe.
    pub fn open_at_once(path: &Path, limits: Limits, now: At) -> Result<LogFile, Fault> {
        LogFile::opened(path, limits, now, false)
    }

    fn opened(path: &Path, limits: Limits, now: At, waits: bool) -> Result<LogFile, Fault> {
        let name = shown(path);
        let fault = |error| Fault::unreadable(&name, error);
        let about = std::fs::metadata(path).map_err(fault)?;
        if about.is_dir() {
            return Err(Fault::Directory(name));
        }
        let piped = is_pipe(&about);
        if !about.is_file() && !piped {
            return Err(Fault::Device(name));
        }
        if piped && !waits {
            return Err(Fault::Pipe(name));
        }
        if piped {
            let file = File::open(path).map_err(fault)?;
            return LogFile::from_reader(&name, Box::new(file), limits, now);
        }
        // Should a pipe have taken its place meanwhile, that is no reason to wait for its other end.
        let file = OpenOptions::new()
            .read(true)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
            .open(path)
            .map_err(fault)?;
        let nature = text::nature(&source::head(&file, HEAD).map_err(fault)?);
        let latest = about.modified().ok().and_then(since_1970).unwrap_or(now);
        if !nature.gzip && nature.encoding == text::Encoding::Utf8 {
            let source = Source::plain(file, about.len());
            return LogFile::of(name, source, nature, limits, latest);
        }
        let original = file.try_clone().map_err(fault)?;
        let (source, nature) = spooled(&name, Box::new(file), limits, false)?;
        let mut log = LogFile::of(name, source, nature, limits, latest)?;
        log.original = Some(original);
        log.given = Some(about.len());
        Ok(log)
    }

    /// A log from anything that can only be read on: standard input, an attachment.
    ///
    /// # Errors
    /// [`Fault`]: it cannot be read, it is no text, no temporary file could be made.
    pub fn from_reader(
        name: &str,
        reader: Box<dyn Read + Send>,
        limits: Limits,
        now: At,
    ) -> Result<LogFile, Fault> {
        let (source, nature) = spooled(name, reader, limits, true)?;
        LogFile::of(name.to_owned(), source, nature, limits, now)
    }

    fn of(
        name: String,
        source: Source,
        nature: Nature,
        limits: Limits,
        latest: At,
    ) -> Result<LogFile, Fault> {
        if nature.binary {
            return Err(Fault::Binary(name));
        }
        let start = if source.is_spool() {
            0
        } else {
            nature.mark as u64
        };
        Ok(LogFile {
            name,
            source,
            nature,
            limits,
            latest,
            index: Index::new(start),
            original: None,
            given: None,
        })
    }

    /// Its name, without directories.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its beginning says: encoding, line breaks.
    #[must_use]
    pub fn nature(&self) -> Nature {
        self.nature
    }

    /// Its size in bytes as it lies there; none while it comes from a reader.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.source.size()
    }

    /// Its size in bytes as it lies there or as its reader gives it, where that is known.
    #[must_use]
    pub fn given(&self) -> Option<u64> {
        self.given.or(self.source.size())
    }

    /// The same log, of which is known how many bytes the reader gives.
    #[must_use]
    pub fn of_size(self, bytes: u64) -> LogFile {
        LogFile {
            given: Some(bytes),
            ..self
        }
    }

    /// When it was last written: what a line without a year is read by ([`crate::domain::log::line::read`]).
    #[must_use]
    pub fn latest(&self) -> At {
        self.latest
    }

    /// Lines `first` (from 1) and on, at most `count`. Near the beginning this is instant whatever the
    /// size; further on as well once [`LogFile::index`] has been there.
    ///
    /// # Errors
    /// [`Fault`]: it cannot be read any more, a bomb.
    pub fn window(&mut self, first: u64, count: usize) -> Result<Vec<Row>, Fault> {
        let (line, offset) = self.index.before(first.max(1));
        let mut walk = self.walk(line, offset);
        let mut rows = Vec::new();
        while rows.len() < count {
            let Some(walked) = walk.next(&mut self.source)? else {
                break;
            };
            self.index.note(&walked);
            if walked.number >= first.max(1) {
                rows.push(row(&walked, &walk.line).0);
            }
        }
        Ok(rows)
    }

    /// Goes on with the index for about `bytes`; true when the end is reached. For a thread beside the
    /// one that paints.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn index(&mut self, bytes: u64) -> Result<bool, Fault> {
        let (line, offset) = self.index.end();
        let mut walk = self.walk(line, offset);
        while let Some(walked) = walk.next(&mut self.source)? {
            self.index.note(&walked);
            if walked.end.saturating_sub(offset) >= bytes {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lines known so far; all of them once [`LogFile::index`] has said so.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.index.end().0 - 1
    }

    fn walk(&self, line: u64, offset: u64) -> Walk {
        let mark = if self.nature.returns { b'\r' } else { b'\n' };
        Walk::new(line, offset, mark, self.limits.line)
    }

    /// Analyses the whole log. `each` sees every line with its judgement and says whether to go on;
    /// what was read until then is reported.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn analyse(
        &mut self,
        request: Request,
        each: &mut dyn FnMut(&Row, Judged) -> bool,
    ) -> Result<(Report, Notices), Fault> {
        let mut pass = self.begin(request)?;
        self.go_on(&mut pass, u64::MAX, each)?;
        Ok(self.end(pass))
    }

    /// How the file differs from what it was when it was opened.
    #[must_use]
    pub fn changed(&self) -> Option<Changed> {
        self.source.changed()
    }

    /// SHA-256 of the bytes as they lie in the file, or as the reader gave them.
    ///
    /// # Errors
    /// As [`LogFile::window`].
    pub fn sha256(&mut self) -> Result<String, Fault> {
        let mut hashing = Hashing::default();
        loop {
            if let Some(hash) = self.hash(&mut hashing, u64::MAX)? {
                return Ok(hash);
            }
        }
    }
}

/// Bytes after which a caller of [`LogFile::index`] should look whether something else is wanted.
#[must_use]
pub fn step() -> u64 {
    STEP
}

/// What is to be said of how a line was read.
#[derive(Clone, Copy, Debug, Default)]
struct Odd {
    /// It is not UTF-8 and was read as Windows-1252.
    windows: bool,
    /// It is UTF-16 in a log that is not.
    wide: bool,
    /// Noughts stand within it, and it is no UTF-16.
    noughts: bool,
}

fn row(walked: &Walked, bytes: &[u8]) -> (Row, Odd) {
    let marked = bytes.first().is_some_and(|b| *b >= 0xfe);
    let noughts = wide::has_noughts(bytes);
    let is_odd = marked || noughts;
    let found = is_odd.then(|| wide::line(bytes)).flatten();
    let is_wide = found.is_some();
    let (decoded, utf8) = match (found, walked.cut) {
        (Some(text), _) => (Cow::Owned(text), true),
        (None, 0) => text::decode(bytes),
        // A character may have been cut in two: that makes no Windows-1252 of the line.
        (None, _) => (String::from_utf8_lossy(bytes), true),
    };
    let row = Row {
        number: walked.number,
        text: text::plain(&decoded).into_owned(),
        cut: walked.cut,
    };
    let odd = Odd {
        windows: !utf8,
        wide: is_wide,
        noughts: noughts && !is_wide,
    };
    (row, odd)
}

fn spooled(
    name: &str,
    reader: Box<dyn Read + Send>,
    limits: Limits,
    copy: bool,
) -> Result<(Source, Nature), Fault> {
    let (spool, nature) = spool::Spool::new(name, reader, limits, copy)?;
    Ok((Source::spool(spool), nature))
}

fn shown(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Whether reading may wait for whoever is at the other end.
#[must_use]
pub fn is_pipe(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() || about.file_type().is_socket()
}

fn since_1970(time: std::time::SystemTime) -> Option<At> {
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok().map(At)
}

#[cfg(test)]
mod tests;
