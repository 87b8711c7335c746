//! How fast a search is, in the desk's hands and as typed into the program, at several sizes.
//!
//!     cargo bench --bench search                              desks of 1,000 and 10,000 tickets
//!     cargo bench --bench search -- --tickets 10000,1000000   the sizes of docs/performance.md
//!     cargo bench --bench search -- --short                   small, only that it runs
//!
//! Words are taken from the desk: the most common one, one that stands in one text only of a sample,
//! and their first letters. A page is the fifty newest tickets with their snippets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

// Shared with the bench `tty`; each uses its part.
#[allow(dead_code)]
#[path = "tty/desks.rs"]
mod desks;
#[allow(dead_code)]
#[path = "tty/session.rs"]
mod session;

use desks::{built, millis, percentile};
use hoist::desk::{Desk, Login, make};
use hoist::domain::search::doc::decode;
use hoist::domain::search::token::words;
use hoist::store::search::Stop;
use rusqlite::Connection;
use session::{Session, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

const COLS: u16 = 120;
const ROWS: u16 = 40;

/// Tickets whose words are counted.
const SAMPLE: i64 = 2_000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let short = args.iter().any(|a| a == "--short");
    let given = args.iter().position(|a| a == "--tickets");
    let sizes: Vec<u64> = match given.and_then(|at| args.get(at + 1)) {
        Some(list) => list.split(',').filter_map(|n| n.parse().ok()).collect(),
        None if short => vec![300],
        None => vec![1_000, 10_000],
    };
    let exe = built();
    println!("# {}", desks::host());
    for size in sizes {
        let file = desks::desk(&exe, size);
        let (common, other, rare) = sample(&file);
        println!("\n## {size} tickets: common “{common}” and “{other}”, rare “{rare}”\n");
        in_hand(&file, (&common, &other, &rare), if short { 3 } else { 200 });
        as_typed(&exe, &file, &common, if short { 1 } else { 20 });
    }
}

/// The two most common words, and one that stands in one ticket only.
fn sample(file: &Path) -> (String, String, String) {
    let conn = Connection::open(file).unwrap();
    let mut select = conn
        .prepare("SELECT body FROM search_doc ORDER BY id LIMIT ?")
        .unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let bodies = select
        .query_map([SAMPLE], |r| r.get::<_, String>(0))
        .unwrap();
    for body in bodies {
        let sections = decode(&body.unwrap());
        let found: BTreeSet<String> = sections.iter().flat_map(|s| words(&s.text)).collect();
        for word in found.into_iter().filter(|w| w.len() > 4 && w.is_ascii()) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut all: Vec<_> = counts.into_iter().collect();
    all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let nth = |n: usize| all.get(n).map(|w| w.0.clone()).unwrap_or_default();
    (nth(0), nth(1), nth(all.len().saturating_sub(1)))
}

fn in_hand(file: &Path, (common, other, rare): (&str, &str, &str), times: u32) {
    let login = Login {
        act_as: Some("you".into()),
        owns_file: true,
        ..Login::default()
    };
    let desk = make::open(file, &login).unwrap();
    let first = |n: usize| common.chars().take(n).collect::<String>();
    let searches = [
        ("a common word", format!("{common} ")),
        ("a rare word", format!("{rare} ")),
        ("two common words", format!("{common} {other} ")),
        ("common, not common", format!("{common} -{other} ")),
        ("common or rare", format!("{rare} OR {common} ")),
        ("one letter", first(1)),
        ("two letters", first(2)),
        ("three letters", first(3)),
        ("four letters", first(4)),
        ("a rare word and one letter", format!("{rare} {}", first(1))),
        ("a phrase of two words", format!("\"{common} {other}\"")),
        ("a common word, open", format!("{common} is:open ")),
        ("opened since 30 days", "after:30d ".to_owned()),
        ("a common word, late", format!("{common} is:late ")),
    ];
    for (what, typed) in searches {
        let spans: Vec<Span> = (0..times).map(|_| once(&desk, &typed)).collect();
        let found = spans.first().map_or(0, |s| s.bytes);
        println!(
            "{what} “{}”: p50 {:.2} ms, p99 {:.2} ms, {found} found",
            typed.trim(),
            millis(percentile(&spans, 50)),
            millis(percentile(&spans, 99))
        );
    }
}

fn once(desk: &Desk, typed: &str) -> Span {
    let begun = Instant::now();
    let search = desk.read_search(typed, "UTC").unwrap();
    let hits = desk.search(&search, None, 50, Stop::default()).unwrap();
    Span {
        took: begun.elapsed(),
        bytes: hits.hits.len(),
    }
}

/// Each letter of a common word: until it stands on the line, and until what it finds does. The line
/// is emptied in between, so each letter but the first comes while the last one is searched.
fn as_typed(exe: &Path, file: &Path, word: &str, rounds: usize) {
    let begun = Instant::now();
    let mut s = Session::spawn(exe, file, COLS, ROWS);
    s.until_first_page(begun);
    s.settle();
    s.press(b"f");
    let (mut letters, mut results) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        s.press(b"\x15");
        for end in 1..=word.len() {
            let typed = &word[..end];
            let begun = s.write(&word.as_bytes()[end - 1..end]);
            let line = format!("> {typed}");
            let there = |s: &Session| s.contents().contains(&line);
            letters.extend(s.until(begun, Duration::from_secs(5), there));
        }
        let begun = Instant::now();
        results.push(s.read_until_quiet(begun, Duration::from_millis(400)));
    }
    println!(
        "a letter on the line while the last one is searched: p50 {:.2} ms, p99 {:.2} ms",
        millis(percentile(&letters, 50)),
        millis(percentile(&letters, 99))
    );
    println!(
        "the results after the last letter: p50 {:.2} ms, p99 {:.2} ms",
        millis(percentile(&results, 50)),
        millis(percentile(&results, 99))
    );
    s.quit();
}
