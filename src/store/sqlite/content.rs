//! What stands in the desk's file itself, past what SQLite remembers of it.
//!
//! `cp other desk.hoist` over an open desk leaves the file's number, its log and SQLite's memory of its pages as
//! they were: whatever is written then mixes two desks. So the pages that say which desk it is are read from the
//! file: the desk's id stands there, and neither the file's own count of changes nor the last record in it ever
//! goes back. Between two records that agree, the log beside it covers whatever is older.

use memchr::memmem;
use rusqlite::Connection;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Pages of a table that are looked at before it is left undecided: the desk's own table has one.
const PAGES: usize = 64;
/// How often it is looked again while another program may be copying its log into the file.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_millis(4);

/// What was seen in the file. The first three never go back; while they stay, the last record does not either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    changes: u32,
    pages: u32,
    unused: u32,
    record: Option<i64>,
}

impl Seen {
    /// Whether a file that says this was written before one that said `later`.
    fn is_before(&self, later: &Seen) -> bool {
        let counts = |s: &Seen| (s.changes, s.pages);
        match counts(self).cmp(&counts(later)) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Equal => {
                self.unused == later.unused
                    && matches!((self.record, later.record), (Some(a), Some(b)) if a < b)
            }
        }
    }
}

/// The desk that was opened, as its file says it.
#[derive(Debug)]
pub struct Content {
    file: Arc<File>,
    id: String,
    /// First pages of the tables of the desk itself and of its records.
    roots: (u32, u32),
    seen: Mutex<Seen>,
    page_size: usize,
}

impl Content {
    /// What stands in the file now, if it is still the desk of this id.
    ///
    /// # Errors
    /// SQLite's, or the file's.
    pub fn of(conn: &Connection, file: Arc<File>, id: &str) -> rusqlite::Result<Content> {
        let mut ask = conn.prepare(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name IN ('desk', 'event') ORDER BY name",
        )?;
        let roots: Vec<u32> = ask.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        let [desk, event] = roots[..] else {
            return Err(rusqlite::Error::QueryReturnedNoRows);
        };
        let mut content = Content {
            page_size: page_size(&file).unwrap_or(0),
            file,
            id: id.to_owned(),
            roots: (desk, event),
            seen: Mutex::default(),
        };
        if let Ok(seen) = content.look() {
            content.seen = Mutex::new(seen);
        }
        Ok(content)
    }

    /// Whether something else, or an older copy, was written over the file. What cannot be read says nothing.
    pub fn is_another(&self) -> bool {
        for _ in 0..TRIES {
            match self.tell() {
                Ok(true) => std::thread::sleep(BETWEEN),
                Ok(false) | Err(_) => return false,
            }
        }
        true
    }

    fn tell(&self) -> io::Result<bool> {
        let seen = self.look()?;
        if !self.says_its_id()? {
            return Ok(true);
        }
        let mut known = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_before(&known) {
            return Ok(true);
        }
        *known = seen;
        Ok(false)
    }

    fn look(&self) -> io::Result<Seen> {
        let mut head = [0; 100];
        self.file.read_exact_at(&mut head, 0)?;
        Ok(Seen {
            changes: number(&head, 24),
            pages: number(&head, 28),
            unused: number(&head, 36),
            record: self.last_record(),
        })
    }

    fn page(&self, n: u32) -> io::Result<Vec<u8>> {
        let mut page = vec![0; self.page_size];
        let at = u64::from(n.saturating_sub(1)) * self.page_size as u64;
        self.file.read_exact_at(&mut page, at)?;
        Ok(page)
    }

    /// Whether the table of the desk itself holds the desk's id.
    fn says_its_id(&self) -> io::Result<bool> {
        let mut left = vec![self.roots.0];
        let mut looked = 0;
        while let Some(n) = left.pop() {
            let page = match self.page(n) {
                // The file is shorter than this desk's was.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
                other => other?,
            };
            if memmem::find(&page, self.id.as_bytes()).is_some() {
                return Ok(true);
            }
            looked += 1;
            if looked == PAGES {
                return Err(io::Error::other("too many pages"));
            }
            left.extend(below(&page));
        }
        Ok(false)
    }

    /// The last record in the file; nothing where its pages are just being written, or where it is so long that its
    /// end stands elsewhere.
    fn last_record(&self) -> Option<i64> {
        let mut n = self.roots.1;
        for _ in 0..8 {
            let page = self.page(n).ok()?;
            match page.first()? {
                0x05 => n = number(page.get(..12)?, 8),
                0x0d => return last_key(&page),
                _ => return None,
            }
        }
        None
    }
}

fn page_size(file: &File) -> io::Result<usize> {
    let mut size = [0; 2];
    file.read_exact_at(&mut size, 16)?;
    Ok(match u16::from_be_bytes(size) {
        1 => 65_536,
        size => usize::from(size),
    })
}

/// The pages below one of the inner pages of a table, or an index.
fn below(page: &[u8]) -> Vec<u32> {
    let (Some(0x02 | 0x05), Some(head)) = (page.first(), page.get(..12)) else {
        return Vec::new();
    };
    let cells = usize::from(short(page, 3));
    let cell = |n: usize| page.get(usize::from(short(page, 12 + 2 * n))..);
    let mut found = vec![number(head, 8)];
    found.extend((0..cells).filter_map(|n| cell(n).map(|cell| number(cell, 0))));
    found
}

/// The key of the last row of a leaf.
fn last_key(leaf: &[u8]) -> Option<i64> {
    let cells = usize::from(short(leaf, 3)).checked_sub(1)?;
    let cell = leaf.get(usize::from(short(leaf, 8 + 2 * cells))..)?;
    let (_, size) = varint(cell)?;
    let (key, _) = varint(cell.get(size..)?)?;
    // While pages are being written, one of another table may stand here: a record says its own number.
    let says = |end: &str| memmem::find(cell, format!("\"n\":{key}{end}").as_bytes()).is_some();
    (says(",") || says("}")).then_some(key)
}

/// A number of SQLite's of one to nine bytes, and how many.
fn varint(bytes: &[u8]) -> Option<(i64, usize)> {
    let mut number = 0_i64;
    for place in 0..8 {
        let byte = *bytes.get(place)?;
        number = number << 7 | i64::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((number, place + 1));
        }
    }
    Some((number << 8 | i64::from(*bytes.get(8)?), 9))
}

fn number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok());
    four.map_or(0, u32::from_be_bytes)
}

fn short(bytes: &[u8], at: usize) -> u16 {
    let two = bytes.get(at..at + 2).and_then(|b| b.try_into().ok());
    two.map_or(0, u16::from_be_bytes)
}

#[cfg(test)]
mod tests;
