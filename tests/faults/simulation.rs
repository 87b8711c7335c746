//! Agents at one desk, simulated: stale views, two at one ticket at once, commands delivered again, state
//! lost at any point of a write, a clock that jumps. After every step all of `PROCESS` that can be
//! computed is checked, on the harness's own copy of the history and by code that asks no rule.
//!
//! One seed is one run, and always the same one. 500 in every run of the tests; 5,000:
//! `HOIST_LONG=1 cargo test --test main faults::simulation -- --nocapture`

mod acts;
mod holds;
mod ledger;
mod people;
mod sent;
mod tally;
mod verdict;
mod world;

use super::seeded::{asked, each, seeds};
use hoist::store::sqlite::plant::{self, Plant};
use tally::Tally;
use world::World;

const HERE: &str = "faults::simulation::seeds_of_agents";

/// One whole run: its last hash, and what happened how often.
fn run(seed: u64) -> Result<(String, Tally), String> {
    let mut world = World::new(seed, asked().is_some());
    let wrong =
        |world: &World, why: String| format!("seed {seed}, step {}: {why}", world.tally.steps);
    for _ in 0..world.length {
        world.step().map_err(|why| wrong(&world, why))?;
    }
    world.end().map_err(|why| wrong(&world, why))?;
    Ok((world.head(), world.tally))
}

#[test]
fn seeds_of_agents_keep_every_invariant() {
    let seeds = seeds(500, 5_000);
    let ran = each(HERE, &seeds, |seed| {
        run(seed).unwrap_or_else(|why| panic!("{why}"))
    });
    let mut all = Tally::default();
    ran.iter().for_each(|(_, tally)| all.add(tally));
    println!("{} seeds: {all:?}", ran.len());
    if asked().is_none() {
        all.assert_everything_happened();
    }
}

#[test]
fn a_seed_is_the_same_run_every_time() {
    for seed in [3, 77, 401] {
        let (first, again) = (run(seed).unwrap(), run(seed).unwrap());
        assert_eq!(first.0, again.0, "seed {seed}");
    }
    assert_ne!(run(3).unwrap().0, run(77).unwrap().0);
}

/// A history that is sorted by its times is another one as soon as a clock was set back.
#[test]
fn a_history_sorted_by_time_is_caught() {
    let caught = (0..20).find_map(|seed| plant::with(Plant::SortByTime, || run(seed).err()));
    println!("{}", caught.expect("no seed showed it"));
}
