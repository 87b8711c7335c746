//! How long a review takes, at several sizes.
//!
//!     cargo bench --bench report                              desks of 1,000 and 10,000 tickets
//!     cargo bench --bench report -- --tickets 100000,1000000  the sizes of docs/performance.md
//!     cargo bench --bench report -- --desk FILE               a desk that is there; it is only read
//!     cargo bench --bench report -- --short                   small, only that it runs
//!
//! Floor: SQLite alone reads every byte of the marks that are kept, in the same order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

// Shared with the bench `tty`; each uses its part.
#[allow(dead_code)]
#[path = "tty/desks.rs"]
mod desks;
#[allow(dead_code)]
#[path = "tty/session.rs"]
mod session;

use desks::built;
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::{Actor, Viewer};
use hoist::domain::id::At;
use hoist::domain::report::{Ask, Behind, By, Figure, Period, span};
use hoist::store::Store;
use hoist::store::review::Reviews;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::path::{Path, PathBuf};
use std::time::Instant;

const COLS: u16 = 120;
const ROWS: u16 = 40;
const DAY: i64 = 86_400_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let short = args.iter().any(|a| a == "--short");
    let after = |name: &str| {
        let at = args.iter().position(|a| a == name)?;
        args.get(at + 1)
    };
    let sizes: Vec<u64> = match after("--tickets") {
        Some(list) => list.split(',').filter_map(|n| n.parse().ok()).collect(),
        None if short => vec![300],
        None => vec![1_000, 10_000],
    };
    println!("# {}", desks::host());
    match after("--desk") {
        Some(file) => measure(Path::new(file)),
        None => sizes
            .into_iter()
            .map(|size| desks::desk(&built(), size))
            .for_each(|file: PathBuf| measure(&file)),
    }
}

fn measure(file: &Path) {
    let store = SqliteStore::open(file, Mode::Read).unwrap();
    let made = store.desk().unwrap().made_at;
    let (mut tickets, mut bytes) = (0_u64, 0_usize);
    let whole = Period {
        from: At(i64::MIN),
        to: At(i64::MAX),
    };
    let begun = Instant::now();
    store
        .marks(&Viewer::all(), whole, &mut |m| {
            tickets += 1;
            bytes += m.marks.len();
            true
        })
        .unwrap();
    println!(
        "\n## {}: {tickets} tickets\n\nfloor, every mark read: {:.0} ms, {} bytes a ticket",
        file.display(),
        millis(begun),
        bytes as u64 / tickets.max(1)
    );
    let lead = Actor {
        lead: true,
        ..Actor::default()
    };
    let desk = Desk::with_actor(Box::new(store), lead, system_clock()).unwrap();
    let first = desk.first_opened_at().unwrap().unwrap_or(made);
    let end = made.plus_ms(DAY);
    let since = |days: i64| Period {
        from: end.plus_ms(-days * DAY),
        to: end,
    };
    let all = Period {
        from: first,
        to: end,
    };
    let behind = Behind {
        figure: Figure::Missing,
        row: None,
        group: None,
        limit: 500,
    };
    for (what, period, by, behind) in [
        ("a week", since(7), None, None),
        ("90 days", since(90), None, None),
        ("all of it", all, None, None),
        ("all of it, by customer", all, Some(By::Customer), None),
        (
            "tickets behind a figure, all of it",
            all,
            None,
            Some(behind),
        ),
    ] {
        let ask = Ask {
            period,
            by,
            behind,
            stretches: span::stretches(period, "UTC"),
            ..Ask::default()
        };
        let mut times: Vec<f64> = (0..3)
            .map(|_| {
                let begun = Instant::now();
                let report = desk.report(&ask, &mut |_| true).unwrap();
                assert!(!report.figures.is_empty());
                millis(begun)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{what}: {:.0} ms (best {:.0})", times[1], times[0]);
    }
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}
