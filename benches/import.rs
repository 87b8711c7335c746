//! How fast histories are imported (P13): an event log through reading, mapping, decide, apply and commit with index,
//! events and chain, beside a raw loop that inserts the very same rows with FTS5.
//!
//! `cargo bench --bench import` · `HOIST_BENCH_TICKETS=100000` for another size (5,000 cases at first) ·
//! `HOIST_BENCH_LOG=incidents.xes.gz` and `HOIST_BENCH_MAP=map.toml` for a log of one's own.

mod raw;

use hoist::desk::import::{self, Format, Map, Order};
use hoist::desk::make::{Beginning, make};
use hoist::desk::{Desk, Login, actor_of, system_clock};
use hoist::domain::actor::Identity;
use hoist::domain::agent::Agent;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

const MAP: &str = r#"
name = "bench"
[fields]
source = { column = "concept:name" }
subject = { template = "{product}, {concept:name}" }
customer = { column = "customer" }
product = { column = "product" }
[events]
at = { column = "time:timestamp" }
label = { column = "status" }
team = { column = "org:group" }
owner = { column = "org:resource" }
tier = { column = "org:group", rules = [{ matches = " 3rd$", is = "engineering" }, { matches = " 2nd$", is = "tier2" }, { matches = "", is = "tier1" }] }
phase = { column = "status", table = { Queued = "queued", Accepted = "working", Completed = "closed" } }
impact = { column = "impact" }
"#;

fn main() -> Result<(), raw::Failure> {
    let dir = tempfile::tempdir()?;
    let own = std::env::var_os("HOIST_BENCH_LOG").map(PathBuf::from);
    let (log, map) = match &own {
        Some(log) => {
            let map =
                std::env::var_os("HOIST_BENCH_MAP").ok_or("HOIST_BENCH_MAP names its mapping")?;
            (log.clone(), std::fs::read_to_string(map)?)
        }
        None => {
            let asked = std::env::var("HOIST_BENCH_TICKETS").unwrap_or_default();
            let log = dir.path().join("log.xes");
            written(&log, asked.parse().unwrap_or(5_000))?;
            (log, MAP.to_owned())
        }
    };
    let map = import::map::parse(&map).map_err(|m| import::listed(&map, &m))?;
    let before = raw::peak();
    let made = dir.path().join("made.hoist");
    let mut desk = desk(&made)?;
    let begun = Instant::now();
    let report = import::run(
        &mut desk,
        Box::new(File::open(&log)?),
        &order(&map),
        &mut |_| true,
    )?;
    let took = begun.elapsed();
    println!(
        "{} cases, {} events, {} MB",
        report.opened,
        report.events,
        std::fs::metadata(&log)?.len() >> 20
    );
    raw::say("read, map, decide, apply, commit", report.events, took);
    let (after, begun) = (raw::peak(), Instant::now());
    let again = import::run(
        &mut desk,
        Box::new(File::open(&log)?),
        &order(&map),
        &mut |_| true,
    )?;
    raw::say(
        "a second run, which opens none  ",
        report.events,
        begun.elapsed(),
    );
    if again.opened > 0 {
        return Err(format!("a second run opened {}", again.opened).into());
    }
    drop(desk);
    let (rows, floor) = raw::copy(&made, &dir.path().join("raw.db"))?;
    raw::say("raw loop, same rows             ", report.events, floor);
    println!(
        "{rows} rows in all tables; ratio to the raw loop {:.2}",
        raw::share(floor, took)
    );
    println!(
        "file {} MB, peak memory before {before}, after {after}",
        std::fs::metadata(&made)?.len() >> 20,
    );
    Ok(())
}

fn order(map: &Map) -> Order<'_> {
    Order {
        map,
        format: Format::Xes,
        beside: None,
        dry_run: false,
    }
}

fn desk(file: &Path) -> Result<Desk, raw::Failure> {
    let clock = system_clock();
    let beginning = Beginning {
        desk: "bench".to_owned(),
        agent: "ana".into(),
        login: Login::default(),
        ..Beginning::default()
    };
    let store = make(file, &beginning, &clock)?;
    let lead = Agent {
        name: "ana".into(),
        lead: true,
        ..Agent::default()
    };
    let actor = actor_of(&lead, Identity::default());
    Ok(Desk::with_actor(Box::new(store), actor, clock)?)
}

/// A log of so many cases of nine events, as a desk with three lines writes it.
fn written(path: &Path, cases: u64) -> Result<(), raw::Failure> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>")?;
    for case in 0..cases {
        let mut text = String::new();
        writeln!(
            text,
            "<trace><string key=\"concept:name\" value=\"1-{case}\"/>"
        )?;
        for event in 0..9_u64 {
            let line = ["", " 2nd", " 3rd"][usize::try_from((case / 3 + event / 3) % 3)?];
            let status = match event {
                8 => "Completed",
                n if n % 3 == 0 => "Queued",
                _ => "Accepted",
            };
            let seconds = (case * 97 + event * 4_001) % 86_400;
            writeln!(
                text,
                "<event><string key=\"org:group\" value=\"G{}{line}\"/><string key=\"org:resource\" value=\"Agent {}\"/>\
                 <string key=\"status\" value=\"{status}\"/><string key=\"impact\" value=\"medium\"/>\
                 <string key=\"product\" value=\"PROD{}\"/><string key=\"customer\" value=\"Org {}\"/>\
                 <date key=\"time:timestamp\" value=\"2012-0{}-{:02}T{:02}:{:02}:{:02}.000+02:00\"/></event>",
                case % 600,
                (case + event / 3) % 1_400,
                case % 700,
                case % 25,
                1 + event,
                1 + case % 28,
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
            )?;
        }
        text.push_str("</trace>\n");
        out.write_all(text.as_bytes())?;
    }
    writeln!(out, "</log>")?;
    Ok(out.flush()?)
}
