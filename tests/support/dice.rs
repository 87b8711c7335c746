//! Chance that replays: the same seed, the same faults.

/// A small generator of chance.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % below.max(1)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// The one seed that is to be replayed (`HOIST_SEED=n`), or all below `count`.
pub fn seeds(count: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("HOIST_SEED")
        .ok()
        .and_then(|s| s.parse().ok());
    match asked {
        Some(seed) => seed..seed + 1,
        None => 0..count,
    }
}
