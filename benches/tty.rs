//! Measures the program from outside, as a terminal sees it, beside floors measured in the same run.
//!
//!     cargo bench --bench tty                                 desks of 1,000 and 10,000 tickets
//!     cargo bench --bench tty -- --tickets 10000,1000000      the sizes of docs/performance.md
//!     cargo bench --bench tty -- --short                      what CI runs: small, only that it runs
//!
//! Floors: a process that echoes one byte (or a page of 4.5 kB) through a pseudo-terminal; where the `sqlite3`
//! shell is installed its first prompt, and in turn with the commands one insert of a row into a small table, the
//! insert of the very rows of each command into the same desk, and one list.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "tty/commands.rs"]
mod commands;
#[path = "tty/desks.rs"]
mod desks;
#[path = "tty/floor.rs"]
mod floor;
#[path = "tty/rows.rs"]
mod rows;
// Shared with the bench `many`; each uses its part.
#[allow(dead_code)]
#[path = "tty/session.rs"]
mod session;
#[path = "tty/usage.rs"]
mod usage;

use desks::{built, desk, millis, percentile};
use session::{Session, Span};
use std::path::Path;
use std::time::{Duration, Instant};

const COLS: u16 = 120;
const ROWS: u16 = 40;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let Some(size) = floor::echo_size(&args) {
        return floor::echo(size);
    }
    if rows::is_overheard(&args) {
        return;
    }
    let short = args.iter().any(|a| a == "--short");
    let sizes = sizes(&args, short);
    let exe = built();
    println!("# {}", desks::host());
    let floors = floor::measure(if short { 20 } else { 200 });
    println!("{floors}");
    for size in sizes {
        let desk = desk(&exe, size);
        println!("\n## {size} tickets, {COLS}×{ROWS}\n");
        measure(&exe, &desk, &floors, short);
    }
}

fn sizes(args: &[String], short: bool) -> Vec<u64> {
    let given = args
        .iter()
        .position(|a| a == "--tickets")
        .and_then(|i| args.get(i + 1));
    match given {
        Some(list) => list.split(',').filter_map(|n| n.parse().ok()).collect(),
        None if short => vec![300],
        None => vec![1_000, 10_000],
    }
}

fn measure(exe: &Path, desk: &Path, floors: &floor::Floors, short: bool) {
    let runs = if short { 2 } else { 15 };
    let starts: Vec<Span> = (0..runs).map(|_| start(exe, desk)).collect();
    line("P4 start to first queue page", &starts, floors.shell_prompt);
    let mut s = open(exe, desk);
    let n = if short { 10 } else { 200 };
    let moves: Vec<Span> = (0..n)
        .map(|i| s.press(if (i / 10) % 2 == 0 { b"j" } else { b"k" }))
        .collect();
    line("P1 cursor move", &moves, Some(floors.echo_byte));
    let bare: Vec<Span> = (0..n.min(60))
        .map(|i| s.press(if i % 2 == 0 { b"j" } else { b"k" }))
        .collect();
    bytes("P6 bytes of a cursor move", &bare);
    let pages: Vec<Span> = (0..n.min(40))
        .map(|i| s.press(if i % 20 < 10 { b"\x1b[6~" } else { b"\x1b[5~" }))
        .collect();
    line("P2 page down", &pages, Some(floors.echo_page));
    bytes("P6 bytes of a page", &pages);
    let ends: Vec<Span> = (0..n.min(20))
        .map(|i| s.press(if i % 2 == 0 { b"G" } else { b"\x1b[H" }))
        .collect();
    line("P2 End / Home", &ends, Some(floors.echo_page));
    s.settle();
    let burst = s.press(&[b'j'; 100]);
    println!(
        "P7 100 keys in one write: {:.2} ms, {} bytes",
        burst.ms(),
        burst.bytes
    );
    s.settle();
    let held = s.hold(b"j", 60, Duration::from_millis(33));
    println!(
        "P6 held key, 30 a second: {} bytes a key, last paint {:.2} ms after the last key",
        held.bytes / 60,
        held.ms()
    );
    s.settle();
    let idle = usage::idle(&mut s, Duration::from_secs(if short { 1 } else { 20 }));
    println!("P8 idle: {idle}");
    println!(
        "P9 memory: {:.1} MB anonymous",
        usage::anonymous_mb(s.pid())
    );
    s.quit();
    commands::measure(exe, desk, if short { 2 } else { 40 });
}

fn start(exe: &Path, desk: &Path) -> Span {
    let begun = Instant::now();
    let mut s = Session::spawn(exe, desk, COLS, ROWS);
    let span = s.until_first_page(begun);
    s.quit();
    span
}

fn open(exe: &Path, desk: &Path) -> Session {
    let begun = Instant::now();
    let mut s = Session::spawn(exe, desk, COLS, ROWS);
    s.until_first_page(begun);
    s.settle();
    s
}

/// One line of the report: median, 99th percentile, and the ratio of the median to its floor.
fn line(what: &str, spans: &[Span], floor: Option<Duration>) {
    let (p50, p99) = (percentile(spans, 50), percentile(spans, 99));
    let ratio = floor.map_or_else(
        || "no floor here".to_owned(),
        |f| format!("{:.1} × its floor", p50.as_secs_f64() / f.as_secs_f64()),
    );
    println!(
        "{what}: p50 {:.2} ms, p99 {:.2} ms, {ratio}",
        millis(p50),
        millis(p99)
    );
}

fn bytes(what: &str, spans: &[Span]) {
    let mut all: Vec<usize> = spans.iter().map(|s| s.bytes).collect();
    all.sort_unstable();
    let middle = all.get(all.len() / 2).copied().unwrap_or(0);
    println!(
        "{what}: p50 {middle}, most {}",
        all.last().copied().unwrap_or(0)
    );
}
