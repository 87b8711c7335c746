//! Which lines of a log are meant: a bit a line, kept only where one is set, so that ten million lines
//! take little and none takes nothing.

/// Lines of a block.
const BLOCK: u64 = 4096;
const WORDS: usize = (BLOCK / 64) as usize;

/// Lines of a log, from 1, of which some are marked; they are given in order.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    blocks: Vec<Option<Box<[u64; WORDS]>>>,
    /// Marked lines before each block.
    before: Vec<u64>,
    count: u64,
    /// The last line that was given.
    last: u64,
}

impl Marks {
    /// Takes the next line.
    pub fn push(&mut self, marked: bool) {
        let at = self.last;
        self.last += 1;
        if at.is_multiple_of(BLOCK) {
            self.blocks.push(None);
            self.before.push(self.count);
        }
        if !marked {
            return;
        }
        self.count += 1;
        if let Some(block) = self.blocks.last_mut() {
            let words = block.get_or_insert_with(|| Box::new([0; WORDS]));
            let bit = at % BLOCK;
            if let Some(word) = words.get_mut((bit / 64) as usize) {
                *word |= 1 << (bit % 64);
            }
        }
    }

    /// How many are marked.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The last line that was given.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    fn word(&self, block: usize, word: usize) -> u64 {
        let words = self.blocks.get(block).and_then(Option::as_ref);
        words.and_then(|w| w.get(word)).copied().unwrap_or(0)
    }

    /// The number of the marked line at a place among them, from 0.
    #[must_use]
    pub fn nth(&self, place: u64) -> Option<u64> {
        if place >= self.count {
            return None;
        }
        let block = self.before.partition_point(|b| *b <= place) - 1;
        let mut left = place - self.before.get(block)?;
        for at in 0..WORDS {
            let mut word = self.word(block, at);
            let here = u64::from(word.count_ones());
            if left >= here {
                left -= here;
                continue;
            }
            for _ in 0..left {
                word &= word - 1;
            }
            let bit = u64::from(word.trailing_zeros());
            return Some(block as u64 * BLOCK + at as u64 * 64 + bit + 1);
        }
        None
    }

    /// How many marked lines stand before this one.
    #[must_use]
    pub fn rank(&self, line: u64) -> u64 {
        let at = line.saturating_sub(1).min(self.last);
        let block = (at / BLOCK) as usize;
        let Some(before) = self.before.get(block) else {
            return self.count;
        };
        let bit = at % BLOCK;
        let whole = (bit / 64) as usize;
        let mut rank = *before;
        for word in 0..whole {
            rank += u64::from(self.word(block, word).count_ones());
        }
        let rest = self.word(block, whole) & ((1 << (bit % 64)) - 1);
        rank + u64::from(rest.count_ones())
    }

    /// Whether a line is marked.
    #[must_use]
    pub fn has(&self, line: u64) -> bool {
        line > 0 && self.nth(self.rank(line)) == Some(line)
    }

    /// The next marked line behind this one.
    #[must_use]
    pub fn after(&self, line: u64) -> Option<u64> {
        self.nth(self.rank(line + 1))
    }

    /// The last marked line before this one.
    #[must_use]
    pub fn before(&self, line: u64) -> Option<u64> {
        self.nth(self.rank(line).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;
    use proptest::prelude::{any, proptest};

    proptest! {
        #[test]
        fn marks_are_what_a_list_says(runs in proptest::collection::vec((any::<bool>(), 1_usize..3_000), 0..12)) {
            let lines: Vec<bool> = runs.iter().flat_map(|(m, n)| std::iter::repeat_n(*m, *n)).collect();
            let mut marks = Marks::default();
            lines.iter().for_each(|m| marks.push(*m));
            let list: Vec<u64> = (1..).zip(&lines).filter(|(_, m)| **m).map(|(n, _)| n).collect();
            assert_eq!(marks.count(), list.len() as u64);
            assert_eq!(marks.nth(marks.count()), None);
            for (place, line) in list.iter().enumerate().step_by(97) {
                assert_eq!(marks.nth(place as u64), Some(*line));
            }
            for line in (0..lines.len() as u64 + 3).step_by(61) {
                let rank = list.partition_point(|l| *l < line);
                assert_eq!(marks.rank(line), rank as u64, "{line}");
                assert_eq!(marks.has(line), list.binary_search(&line).is_ok());
                assert_eq!(marks.after(line), list.iter().copied().find(|l| *l > line));
                assert_eq!(marks.before(line), list.iter().rev().copied().find(|l| *l < line));
            }
        }
    }

    #[test]
    fn a_million_lines_without_a_mark_take_nothing_but_their_blocks() {
        let mut marks = Marks::default();
        (0..1_000_000).for_each(|_| marks.push(false));
        assert!(marks.blocks.iter().all(Option::is_none));
        assert_eq!((marks.count(), marks.after(1)), (0, None));
    }
}
