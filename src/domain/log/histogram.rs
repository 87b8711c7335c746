//! How many lines a log has over time.

use super::level::Level;
use crate::domain::id::At;

/// Buckets kept; where they do not suffice their width doubles.
const BUCKETS: usize = 256;
/// The first width, milliseconds.
const WIDTH: i64 = 1000;

/// What fell into one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// All lines.
    pub lines: u64,
    /// Warnings.
    pub warnings: u64,
    /// Errors and worse.
    pub errors: u64,
}

impl Bucket {
    fn add(&mut self, other: Bucket) {
        self.lines += other.lines;
        self.warnings += other.warnings;
        self.errors += other.errors;
    }
}

/// Lines over time in memory that does not grow: one pass, any order, any span.
#[derive(Clone, Debug)]
pub struct Histogram {
    width: i64,
    /// The number of the first bucket, counted from 1970 in widths.
    first: i64,
    buckets: Vec<Bucket>,
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram {
            width: WIDTH,
            first: 0,
            buckets: Vec::new(),
        }
    }
}

impl Histogram {
    /// Counts a line.
    pub fn count(&mut self, at: At, level: Option<Level>) {
        let one = Bucket {
            lines: 1,
            warnings: u64::from(level == Some(Level::Warn)),
            errors: u64::from(level >= Some(Level::Error)),
        };
        if self.buckets.is_empty() {
            self.first = at.0.div_euclid(self.width);
        }
        loop {
            let place = at.0.div_euclid(self.width);
            let last = self.first + i64::try_from(self.buckets.len()).unwrap_or(i64::MAX) - 1;
            let span = last.max(place).saturating_sub(self.first.min(place));
            match usize::try_from(span) {
                Ok(span) if span < BUCKETS => return self.put(place, one),
                _ => self.widen(),
            }
        }
    }

    fn put(&mut self, place: i64, one: Bucket) {
        if place < self.first {
            let more = usize::try_from(self.first - place).unwrap_or(0);
            self.buckets
                .splice(0..0, std::iter::repeat_n(Bucket::default(), more));
            self.first = place;
        }
        let at = usize::try_from(place - self.first).unwrap_or(0);
        if at >= self.buckets.len() {
            self.buckets.resize(at + 1, Bucket::default());
        }
        if let Some(bucket) = self.buckets.get_mut(at) {
            bucket.add(one);
        }
    }

    fn widen(&mut self) {
        let first = self.first.div_euclid(2);
        let mut wider: Vec<Bucket> = Vec::with_capacity(BUCKETS / 2 + 1);
        for (i, bucket) in self.buckets.iter().enumerate() {
            let place = (self.first + i64::try_from(i).unwrap_or(0)).div_euclid(2) - first;
            let place = usize::try_from(place).unwrap_or(0);
            if place >= wider.len() {
                wider.resize(place + 1, Bucket::default());
            }
            wider[place].add(*bucket);
        }
        self.first = first;
        self.width = self.width.saturating_mul(2);
        self.buckets = wider;
    }

    /// The counts in at most `most` rows, each with when it begins; and how long a row lasts
    /// (milliseconds).
    #[must_use]
    pub fn rows(&self, most: usize) -> (i64, Vec<(At, Bucket)>) {
        let mut shown = self.clone();
        while shown.buckets.len() > most.max(1) {
            shown.widen();
        }
        let (first, width) = (shown.first, shown.width);
        let row = |(i, bucket): (usize, Bucket)| {
            let place = first + i64::try_from(i).unwrap_or(0);
            (At(place.saturating_mul(width)), bucket)
        };
        (
            width,
            shown.buckets.into_iter().enumerate().map(row).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{BUCKETS, Histogram};
    use crate::domain::id::At;
    use crate::domain::log::level::Level;
    use proptest::prelude::{any, proptest};

    #[test]
    fn rows_hold_what_was_counted_where_it_was() {
        let mut histogram = Histogram::default();
        for minute in 0..60 {
            let level = if minute < 30 {
                Level::Info
            } else {
                Level::Error
            };
            histogram.count(At(minute * 60_000), Some(level));
        }
        let (width, rows) = histogram.rows(16);
        assert!(
            rows.len() <= 16 && width >= 225_000,
            "{width} {}",
            rows.len()
        );
        assert_eq!(rows.iter().map(|(_, b)| b.lines).sum::<u64>(), 60);
        assert_eq!(rows.iter().map(|(_, b)| b.errors).sum::<u64>(), 30);
        assert!(rows[0].1.errors == 0 && rows[rows.len() - 1].1.errors > 0);
    }

    proptest! {
        #[test]
        fn no_order_and_no_span_loses_a_line_or_grows(times in proptest::collection::vec(any::<i64>(), 1..200)) {
            let mut histogram = Histogram::default();
            for at in &times {
                histogram.count(At(*at), None);
            }
            assert!(histogram.buckets.len() <= BUCKETS);
            let (_, rows) = histogram.rows(10);
            assert_eq!(rows.iter().map(|(_, b)| b.lines).sum::<u64>(), times.len() as u64);
        }
    }
}
