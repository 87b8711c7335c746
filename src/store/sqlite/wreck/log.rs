//! The log beside a damaged file, where it is damaged itself. SQLite reads a log up to its first frame that is
//! not as it was written, and says nothing of those behind it. Each frame has a sum that goes on from the one
//! before it, so each can be checked by itself: what stands behind a damaged one is read all the same.

use crate::store::sqlite::file::beside;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// A log begins with so many bytes, each of its frames with so many.
const HEAD: u64 = 32;
const FRAME: u64 = 24;

/// A copy of the file with its log written into it; it goes when this is dropped.
#[derive(Debug)]
pub struct Mended {
    /// The copy.
    pub copy: PathBuf,
    /// What was found, in a sentence.
    pub said: String,
}

impl Drop for Mended {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.copy);
    }
}

/// A frame: a page as a transaction left it.
#[derive(Clone, Copy, Debug)]
struct Frame {
    page: u32,
    /// Pages of the file after the commit that ends here; 0: no commit.
    pages: u32,
    /// Where it begins.
    at: u64,
    is_sound: bool,
}

/// Where the log of `file` is damaged and more stands behind: the file as it would be with all of it, made in
/// `room`. Nothing where SQLite reads the log to its end.
pub fn mended(file: &Path, room: &Path) -> io::Result<Option<Mended>> {
    let name = beside(file, "-wal");
    let log = match File::open(&name) {
        Ok(log) => log,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let Some((size, frames)) = frames(&log)? else {
        return Ok(None);
    };
    let Some(last) = frames.iter().rposition(|f| f.pages > 0) else {
        return Ok(None);
    };
    let frames = frames.get(..=last).unwrap_or_default();
    let Some(bad) = frames.iter().position(|f| !f.is_sound) else {
        return Ok(None);
    };
    let behind = frames.iter().skip(bad).filter(|f| f.pages > 0).count();
    let mended = Mended {
        copy: room.join(format!(".log-{}", uuid::Uuid::now_v7().simple())),
        said: format!(
            "The log {} is not as it was written from frame {} of {} on; {behind} of its commits stand behind that place and were read all the same.",
            name.display(),
            bad + 1,
            frames.len()
        ),
    };
    write_into(file, &log, size, frames, &mended.copy)?;
    Ok(Some(mended))
}

fn write_into(file: &Path, log: &File, size: u64, frames: &[Frame], copy: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut to = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(copy)?;
    io::copy(&mut File::open(file)?, &mut to)?;
    // What a damaged header names as its page may lie anywhere: within what any commit knew of it is right.
    let most = frames.iter().filter(|f| f.is_sound).map(|f| f.pages).max();
    let most = most
        .filter(|most| *most > 0)
        .or(frames.last().map(|f| f.pages));
    let mut page = vec![0; usize::try_from(size).unwrap_or_default()];
    for frame in frames {
        if frame.page == 0 || frame.page > most.unwrap_or_default() {
            continue;
        }
        log.read_exact_at(&mut page, frame.at + FRAME)?;
        to.write_all_at(&page, (u64::from(frame.page) - 1) * size)?;
    }
    Ok(())
}

/// The size of a page, and the frames that belong to the log as it was written last.
fn frames(log: &File) -> io::Result<Option<(u64, Vec<Frame>)>> {
    let mut head = [0; 32];
    let mut reader = log;
    match reader.read_exact(&mut head) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let is_big = match number(&head, 0) {
        0x377f_0682 => false,
        0x377f_0683 => true,
        _ => return Ok(None),
    };
    let size = u64::from(number(&head, 8));
    if !(512..=65_536).contains(&size) || !size.is_power_of_two() {
        return Ok(None);
    }
    let salt = (number(&head, 16), number(&head, 20));
    let mut before = (number(&head, 24), number(&head, 28));
    let mut is_sound = sum(is_big, &head[..24], (0, 0)) == before;
    let (mut found, mut at) = (Vec::new(), HEAD);
    let mut frame = vec![0; usize::try_from(size + FRAME).unwrap_or_default()];
    let length = log.metadata()?.len();
    while at + FRAME + size <= length {
        log.read_exact_at(&mut frame, at)?;
        if (number(&frame, 8), number(&frame, 12)) == salt {
            let said = (number(&frame, 16), number(&frame, 20));
            let (first, page) = frame.split_at(24);
            let sum = sum(is_big, page, sum(is_big, &first[..8], before));
            found.push(Frame {
                page: number(&frame, 0),
                pages: number(&frame, 4),
                at,
                is_sound: is_sound && sum == said,
            });
            (before, is_sound) = (said, true);
        } else {
            // Left from an earlier log, or damaged: the next one shows.
            is_sound = false;
            before = (number(&frame, 16), number(&frame, 20));
        }
        at += FRAME + size;
    }
    Ok(Some((size, found)))
}

/// SQLite's sum of a log, going on from another; by words of the order that the log's first number names.
fn sum(is_big: bool, bytes: &[u8], from: (u32, u32)) -> (u32, u32) {
    let word = |b: &[u8]| match (b.first_chunk::<4>(), is_big) {
        (Some(four), true) => u32::from_be_bytes(*four),
        (Some(four), false) => u32::from_le_bytes(*four),
        (None, _) => 0,
    };
    let (mut a, mut b) = from;
    for two in bytes.chunks_exact(8) {
        let (first, second) = two.split_at(4);
        a = a.wrapping_add(word(first)).wrapping_add(b);
        b = b.wrapping_add(word(second)).wrapping_add(a);
    }
    (a, b)
}

fn number(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..).and_then(|b| b.first_chunk::<4>());
    four.map_or(0, |four| u32::from_be_bytes(*four))
}
