//! Chance that repeats: splitmix64, so that equal seeds make equal desks on every machine.

use crate::domain::id::At;

/// A stream of numbers from a seed.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// The stream of the `n`-th thing under a seed: independent of how much the others drew.
    #[must_use]
    pub fn nth(seed: u64, n: u64) -> Rng {
        let mut rng = Rng::new(seed ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17));
        rng.next();
        rng
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n` (0 for 0).
    pub fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * (n as u128);
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number of a range, both ends included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high.saturating_sub(low)).unwrap_or_default();
        low + i64::try_from(self.below(span + 1)).unwrap_or_default()
    }

    /// Whether it happens, out of a hundred times.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// An id as it would have been given at this time (RFC 9562, version 7): they rise with time, as those of a desk
    /// that is worked on do.
    pub fn uuid(&mut self, at: At) -> String {
        let mut drawn = [0; 10];
        let bytes = [self.next().to_be_bytes(), self.next().to_be_bytes()];
        for (drawn, byte) in drawn.iter_mut().zip(bytes.as_flattened()) {
            *drawn = *byte;
        }
        let millis = u64::try_from(at.0).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &drawn)
            .into_uuid()
            .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;
    use crate::domain::id::At;

    #[test]
    fn a_seed_repeats_and_another_differs() {
        let draw = |seed| {
            let mut rng = Rng::new(seed);
            (0..5).map(|_| rng.next()).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        // The first number of splitmix64 for the seed 0, as its authors publish it.
        assert_eq!(Rng::new(0).next(), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn ranges_are_reached_and_kept() {
        let mut rng = Rng::new(7);
        let drawn: Vec<i64> = (0..1_000).map(|_| rng.between(3, 5)).collect();
        for wanted in 3..=5 {
            assert!(drawn.contains(&wanted));
        }
        assert!(drawn.iter().all(|n| (3..=5).contains(n)));
        assert_eq!(rng.below(0), 0);
        let (one, other) = (rng.uuid(At(5)), rng.uuid(At(6)));
        assert!(one.len() == 36 && one.as_bytes()[14] == b'7' && one < other);
    }
}
