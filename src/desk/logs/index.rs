//! Where lines begin: not every one, but often enough to find any quickly.

use super::walk::Walked;

/// Places kept; when they are used up every second one goes and their distance doubles.
const PLACES: usize = 16_384;
/// The first distance, bytes.
const APART: u64 = 64 << 10;

/// Places of lines in a file, in memory that does not grow.
#[derive(Debug)]
pub(super) struct Index {
    /// Number and offset of a line, ascending.
    places: Vec<(u64, u64)>,
    apart: u64,
    /// The first line that was not seen yet, and where it begins.
    end: (u64, u64),
}

impl Index {
    /// Of a file whose first line begins at `offset`.
    pub fn new(offset: u64) -> Index {
        Index {
            places: vec![(1, offset)],
            apart: APART,
            end: (1, offset),
        }
    }

    /// The first line.
    pub fn start(&self) -> (u64, u64) {
        self.places.first().copied().unwrap_or((1, 0))
    }

    /// The first line that was not seen yet.
    pub fn end(&self) -> (u64, u64) {
        self.end
    }

    /// The last known place not behind a line.
    pub fn before(&self, line: u64) -> (u64, u64) {
        if line >= self.end.0 {
            return self.end;
        }
        let at = self.places.partition_point(|(number, _)| *number <= line);
        let place = at.checked_sub(1).and_then(|i| self.places.get(i));
        place.copied().unwrap_or_else(|| self.start())
    }

    /// A line was read.
    pub fn note(&mut self, walked: &Walked) {
        // A last line without its break may still grow: it is not passed.
        if walked.number != self.end.0 || !walked.whole {
            return;
        }
        self.end = (walked.number + 1, walked.end);
        let last = self.places.last().map_or(0, |(_, offset)| *offset);
        if walked.end.saturating_sub(last) >= self.apart {
            self.places.push(self.end);
        }
        if self.places.len() > PLACES {
            let mut keep = false;
            self.places.retain(|_| {
                keep = !keep;
                keep
            });
            self.apart *= 2;
        }
    }

    /// Places held.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, PLACES};
    use crate::desk::logs::walk::Walked;

    #[test]
    fn any_line_is_found_and_memory_stays() {
        let mut index = Index::new(0);
        let length = 100_000;
        for number in 1..=50_000 {
            index.note(&Walked {
                number,
                end: number * length,
                cut: 0,
                whole: true,
            });
        }
        assert!(index.held() <= PLACES);
        assert_eq!(index.end(), (50_001, 50_000 * length));
        for line in [1, 2, 777, 49_999, 50_000] {
            let (number, offset) = index.before(line);
            assert!(number <= line && line - number < 8, "{line} {number}");
            assert_eq!(offset, (number - 1) * length);
        }
        assert_eq!(index.before(99_999), index.end());
    }
}
