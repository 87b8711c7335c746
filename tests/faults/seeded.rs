//! Chance that can be had again: every case has a seed, and a seed that fails says how to run it alone.

use super::cases;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A generator of numbers (SplitMix64): the same seed, the same numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn roll(&mut self, sides: usize) -> usize {
        usize::try_from(self.number() % sides.max(1) as u64).unwrap()
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, of_hundred: usize) -> bool {
        self.roll(100) < of_hundred
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// The one seed that was asked for with `HOIST_SEED`.
pub fn asked() -> Option<u64> {
    let seed = std::env::var("HOIST_SEED").ok()?;
    Some(seed.parse().expect("HOIST_SEED is a number"))
}

/// The seeds of a run: the one that was asked for, else so many.
pub fn seeds(short: u64, long: u64) -> Vec<u64> {
    asked().map_or_else(|| (0..cases(short, long)).collect(), |seed| vec![seed])
}

/// Tries every seed, two at a time. The first that fails says how to repeat it.
pub fn each<T: Send>(test: &str, seeds: &[u64], try_one: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::SeqCst)) {
            match catch_unwind(AssertUnwindSafe(|| try_one(*seed))) {
                Ok(one) => done.push(one),
                Err(why) => {
                    next.store(seeds.len(), Ordering::SeqCst);
                    eprintln!(
                        "Seed {seed} fails. Again, step by step:\n  HOIST_SEED={seed} cargo test --locked --test main {test} -- --nocapture"
                    );
                    resume_unwind(why);
                }
            }
        }
        done
    };
    std::thread::scope(|scope| {
        let both: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        let joined = both.into_iter().map(std::thread::ScopedJoinHandle::join);
        joined
            .flat_map(|done| done.unwrap_or_else(|why| resume_unwind(why)))
            .collect()
    })
}
