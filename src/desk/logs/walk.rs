//! From line to line through a file, in blocks.

use super::fault::Fault;
use super::source::Source;

/// Bytes read at once.
const BLOCK: usize = 256 << 10;

/// A line that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walked {
    /// Its number, from 1.
    pub number: u64,
    /// Where the next line begins.
    pub end: u64,
    /// Bytes of it that were left out.
    pub cut: u64,
    /// It ends with a line break.
    pub whole: bool,
}

/// A place between two lines.
#[derive(Debug)]
pub(super) struct Walk {
    /// The bytes of the line that was passed last, without its break.
    pub line: Vec<u8>,
    number: u64,
    /// Where `block` begins in the file.
    offset: u64,
    block: Vec<u8>,
    at: usize,
    mark: u8,
    longest: usize,
}

impl Walk {
    /// Before line `number`, which begins at `offset`; lines end with `mark`.
    pub fn new(number: u64, offset: u64, mark: u8, longest: usize) -> Walk {
        Walk {
            line: Vec::new(),
            number,
            offset,
            block: Vec::new(),
            at: 0,
            mark,
            longest,
        }
    }

    /// Passes a line; none at the end of the file.
    pub fn next(&mut self, source: &mut Source) -> Result<Option<Walked>, Fault> {
        self.line.clear();
        let (mut cut, mut begun) = (0, false);
        loop {
            if self.at == self.block.len() && !self.fill(source)? {
                // An empty rest is no line.
                return Ok(begun.then(|| self.passed(cut, false)));
            }
            let rest = self.block.get(self.at..).unwrap_or_default();
            let found = memchr::memchr(self.mark, rest);
            let part = rest.get(..found.unwrap_or(rest.len())).unwrap_or_default();
            let room = self.longest.saturating_sub(self.line.len()).min(part.len());
            self.line
                .extend_from_slice(part.get(..room).unwrap_or_default());
            cut += (part.len() - room) as u64;
            self.at += part.len() + usize::from(found.is_some());
            begun = true;
            if found.is_some() {
                return Ok(Some(self.passed(cut, true)));
            }
        }
    }

    fn passed(&mut self, cut: u64, whole: bool) -> Walked {
        if cut == 0 && self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        let number = self.number;
        self.number += 1;
        Walked {
            number,
            end: self.offset + self.at as u64,
            cut,
            whole,
        }
    }

    /// The next block; false at the end of the file.
    fn fill(&mut self, source: &mut Source) -> Result<bool, Fault> {
        self.offset += self.block.len() as u64;
        self.at = 0;
        // The first block is small: a screen is there at once.
        let size = if self.block.is_empty() {
            BLOCK / 4
        } else {
            BLOCK
        };
        self.block.resize(size, 0);
        let read = source.read_at(self.offset, &mut self.block);
        self.block.truncate(*read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }
}
