//! How fast whole histories are written: the demo desk through decide, apply and commit, beside a
//! raw loop that inserts the very same rows into the same tables.
//!
//! `cargo bench --bench write` · `HOIST_BENCH_TICKETS=1000000` for another size (5,000 at first).

mod raw;

use hoist::desk::demo::{self, Plan};
use hoist::domain::id::At;
use std::time::Instant;

fn main() -> Result<(), raw::Failure> {
    let asked = std::env::var("HOIST_BENCH_TICKETS").unwrap_or_default();
    let tickets: u64 = asked.parse().unwrap_or(5_000);
    let dir = tempfile::tempdir()?;
    let made = dir.path().join("made.hoist");
    let plan = Plan {
        tickets,
        seed: 1,
        at: At(1_795_392_000_000),
    };
    let begun = Instant::now();
    let done = demo::create(&made, &plan, &mut |_, _| {})?;
    let took = begun.elapsed();
    println!("{tickets} tickets, {} events", done.events);
    raw::say("decide, apply, commit", done.events, took);
    let (rows, floor) = raw::copy(&made, &dir.path().join("raw.db"))?;
    raw::say("raw loop, same rows  ", done.events, floor);
    println!(
        "{rows} rows in all tables; ratio to the raw loop {:.2}",
        raw::share(floor, took)
    );
    println!(
        "file {} MB, peak memory {}",
        std::fs::metadata(&made)?.len() >> 20,
        raw::peak()
    );
    Ok(())
}
