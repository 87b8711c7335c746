//! The floor of bulk writing: the same rows, inserted into the same tables by a raw loop.

use hoist::domain::search::Doc;
use hoist::domain::search::doc::decode;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::time::{Duration, Instant};

/// Rows read ahead, outside the time measured.
const AHEAD: usize = 20_000;

pub type Failure = Box<dyn std::error::Error>;

/// A line of the report.
pub fn say(what: &str, events: u64, took: Duration) {
    let seconds = took.as_secs_f64();
    println!(
        "{what}  {seconds:8.2} s  {:9.0} events/s",
        events as f64 / seconds
    );
}

/// How much of a whole a part is.
pub fn share(part: Duration, whole: Duration) -> f64 {
    part.as_secs_f64() / whole.as_secs_f64()
}

/// The high-water mark of this process's memory, as Linux tells it.
pub fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.unwrap_or("unknown")
        .trim_start_matches("VmHWM:")
        .trim()
        .to_owned()
}

/// Copies every table row by row; only the inserting counts.
pub fn copy(from: &Path, to: &Path) -> Result<(u64, Duration), Failure> {
    let source = Connection::open(from)?;
    let target = Connection::open(to)?;
    target.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;",
    )?;
    let mut schema = source.prepare(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') \
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index_%' \
         AND name NOT LIKE 'article_index_%'",
    )?;
    for sql in schema.query_map([], |r| r.get::<_, String>(0))? {
        target.execute_batch(&sql?)?;
    }
    let mut names = source.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name NOT LIKE 'search_index%' AND name NOT LIKE 'article_index%'",
    )?;
    let names: Vec<String> = names
        .query_map([], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let (mut rows, mut took) = (0, Duration::ZERO);
    for name in names {
        let (n, t) = table(&source, &target, &name)?;
        rows += n;
        took += t;
    }
    let (n, t) = words(&source, &target)?;
    Ok((rows + n, took + t))
}

/// The index of words keeps no content: its rows are made again from the texts.
fn words(source: &Connection, target: &Connection) -> Result<(u64, Duration), Failure> {
    let mut select = source.prepare("SELECT id, marks, head, body FROM search_doc")?;
    let mut insert = target.prepare("INSERT INTO search_index (rowid, words) VALUES (?, ?)")?;
    let (mut rows, mut took) = (0, Duration::ZERO);
    let mut all = select.query([])?;
    loop {
        let mut ahead: Vec<(i64, String)> = Vec::new();
        while ahead.len() < AHEAD / 10
            && let Some(row) = all.next()?
        {
            let marks: String = row.get(1)?;
            let marks: Vec<String> = marks.split(' ').map(str::to_owned).collect();
            let doc = Doc {
                head: decode(&row.get::<_, String>(2)?),
                body: decode(&row.get::<_, String>(3)?),
                ..Doc::default()
            };
            ahead.push((row.get(0)?, doc.indexed(&marks)));
        }
        if ahead.is_empty() {
            return Ok((rows, took));
        }
        rows += ahead.len() as u64;
        let begun = Instant::now();
        target.execute_batch("BEGIN IMMEDIATE")?;
        for row in ahead {
            insert.execute(row)?;
        }
        target.execute_batch("COMMIT")?;
        took += begun.elapsed();
    }
}

fn table(source: &Connection, target: &Connection, name: &str) -> Result<(u64, Duration), Failure> {
    let mut select = source.prepare(&format!("SELECT * FROM {name}"))?;
    let width = select.column_count();
    let marks = vec!["?"; width].join(", ");
    let mut insert = target.prepare(&format!("INSERT INTO {name} VALUES ({marks})"))?;
    let (mut rows, mut took) = (0, Duration::ZERO);
    let mut all = select.query([])?;
    loop {
        let mut ahead: Vec<Vec<Value>> = Vec::new();
        while ahead.len() < AHEAD
            && let Some(row) = all.next()?
        {
            ahead.push((0..width).map(|n| row.get(n)).collect::<Result<_, _>>()?);
        }
        if ahead.is_empty() {
            return Ok((rows, took));
        }
        rows += ahead.len() as u64;
        let begun = Instant::now();
        target.execute_batch("BEGIN IMMEDIATE")?;
        for row in ahead {
            insert.execute(params_from_iter(row))?;
        }
        target.execute_batch("COMMIT")?;
        took += begun.elapsed();
    }
}
