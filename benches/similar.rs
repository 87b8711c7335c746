//! How long it takes to find what is similar, at several sizes.
//!
//!     cargo bench --bench similar                              desks of 1,000 and 10,000 tickets
//!     cargo bench --bench similar -- --tickets 10000,1000000   the sizes of docs/performance.md
//!     cargo bench --bench similar -- --desk FILE               a desk that is there; it is only read
//!     cargo bench --bench similar -- --short                   small, only that it runs
//!
//! What is asked: tickets all over the desk; and texts as one types them, of the words that most
//! tickets have, and of a word that none has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

// Shared with the bench `tty`; each uses its part.
#[allow(dead_code)]
#[path = "tty/desks.rs"]
mod desks;
#[allow(dead_code)]
#[path = "tty/session.rs"]
mod session;

use desks::{built, millis, percentile};
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::Actor;
use hoist::domain::id::TicketId;
use hoist::domain::search::token::words;
use hoist::domain::similar::Sought;
use hoist::store::search::Stop;
use hoist::store::sqlite::{Mode, SqliteStore};
use session::Span;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

const COLS: u16 = 120;
const ROWS: u16 = 40;

/// Tickets whose words are counted.
const SAMPLE: i64 = 400;
const LIMIT: usize = 10;

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
        Some(file) => measure(Path::new(file), short),
        None => sizes
            .into_iter()
            .map(|size| desks::desk(&built(), size))
            .for_each(|file: PathBuf| measure(&file, short)),
    }
}

fn measure(file: &Path, short: bool) {
    let store = SqliteStore::open(file, Mode::Read).unwrap();
    let lead = Actor {
        lead: true,
        ..Actor::default()
    };
    let desk = Desk::with_actor(Box::new(store), lead, system_clock()).unwrap();
    let newest = newest(&desk);
    println!("\n## {}: {newest} tickets\n", file.display());
    let times = if short { 3 } else { 200 };
    let step = (newest / times).max(1);
    let mut found = 0;
    let spans: Vec<Span> = (1..=times.min(newest))
        .map(|n| {
            let begun = Instant::now();
            let likes = desk.similar(TicketId(n * step), LIMIT, Stop::default());
            found += likes.map_or(0, |l| l.likes.len());
            Span {
                took: begun.elapsed(),
                bytes: 0,
            }
        })
        .collect();
    told("a ticket", &spans, found);
    let common = common(&desk, newest);
    let whole = common.join(" ");
    let texts = [
        ("one common word", common[0].clone()),
        ("ten common words", common[..10.min(common.len())].join(" ")),
        ("every common word", whole.clone()),
        (
            "every common word and one that none has",
            format!("{whole} zqxjkv"),
        ),
        ("a word that none has", "zqxjkv".to_owned()),
    ];
    for (what, text) in texts {
        let mut found = 0;
        let spans: Vec<Span> = (0..times.min(50))
            .map(|_| {
                let begun = Instant::now();
                let sought = Sought::typed(&text, []);
                let likes = desk.like(&sought, None, LIMIT, Stop::default()).unwrap();
                found = likes.likes.len();
                Span {
                    took: begun.elapsed(),
                    bytes: 0,
                }
            })
            .collect();
        told(what, &spans, found);
    }
}

fn told(what: &str, spans: &[Span], found: usize) {
    println!(
        "{what}: p50 {:.2} ms, p99 {:.2} ms, worst {:.2} ms, {found} found",
        millis(percentile(spans, 50)),
        millis(percentile(spans, 99)),
        millis(percentile(spans, 100))
    );
}

fn newest(desk: &Desk) -> i64 {
    let (mut low, mut high) = (0, 1_i64 << 40);
    while low < high {
        let middle = low + (high - low) / 2;
        match desk.store().ids(TicketId(middle), 1).unwrap().is_empty() {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    low
}

/// The words that most tickets of a sample have, the most common first.
fn common(desk: &Desk, newest: i64) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for n in 1..=SAMPLE.min(newest) {
        let id = TicketId(n * (newest / SAMPLE).max(1));
        let Ok(events) = desk.events(id, 0, 50) else {
            continue;
        };
        let text = serde_json::to_string(&events).unwrap();
        let mut found = words(&text);
        found.sort();
        found.dedup();
        for word in found {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    all.into_iter().take(120).map(|(word, _)| word).collect()
}
