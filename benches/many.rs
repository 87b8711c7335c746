//! Measures many at once on one desk, beside floors of the same run.
//!
//!     cargo bench --bench many                                a desk of 10,000 tickets
//!     cargo bench --bench many -- --tickets 1000000           another size; made where it is missing
//!     cargo bench --bench many -- --short                     small, only that it runs
//!
//! P8: how soon an open interface shows what another program wrote. P11: eight command lines at once.
//! P12: durable moves, one writer and eight. P14: eight idle interfaces.
//!
//! Floors: the `sqlite3` shell doing eight inserts at once, and a raw loop of one INSERT and one UPDATE
//! a transaction, both with `synchronous = FULL`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "tty/desks.rs"]
mod desks;
#[path = "many/others.rs"]
mod others;
#[path = "many/processes.rs"]
mod processes;
// Shared with the bench `tty`; each uses its part.
#[allow(dead_code)]
#[path = "tty/session.rs"]
mod session;
#[allow(dead_code)]
#[path = "tty/usage.rs"]
mod usage;
#[path = "many/writers.rs"]
mod writers;

use desks::{Copy, millis, percentile};
use session::Span;
use std::time::Duration;

const COLS: u16 = 120;
const ROWS: u16 = 40;

/// How many at once.
const MANY: usize = 8;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if writers::play(&args) {
        return;
    }
    let short = args.iter().any(|a| a == "--short");
    let size = args.iter().position(|a| a == "--tickets");
    let size = size.and_then(|i| args.get(i + 1)?.parse().ok());
    let size = size.unwrap_or(if short { 300 } else { 10_000 });
    let exe = desks::built();
    println!("# {}", desks::host());
    let desk = desks::desk(&exe, size);
    println!("\n## {size} tickets\n");
    let copy = Copy::of(&desk);
    let seconds = Duration::from_secs(if short { 1 } else { 5 });
    processes::measure(&exe, &copy.0, if short { 3 } else { 50 });
    writers::measure(&copy.0, seconds);
    others::shown(&exe, &copy.0, if short { 4 } else { 40 });
    others::meanwhile(&exe, &copy.0, seconds);
    others::idle(&exe, &copy.0, seconds * 4);
}

/// Median and high percentiles of times.
fn spread(times: &[Duration]) -> String {
    let spans: Vec<Span> = times.iter().map(|t| Span { took: *t, bytes: 0 }).collect();
    let ms = |p| millis(percentile(&spans, p));
    format!(
        "p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms",
        ms(50),
        ms(95),
        ms(99)
    )
}
