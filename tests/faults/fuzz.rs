//! Files and lines that people write, mutated: the process file, the configuration, a mapping and what it
//! imports, the words of a search, keys. Never a panic; every mistake is a sentence, at its line and with
//! a mark under the place where the form has one.
//!
//! The corpus is what the project ships and `corpus/`. What once failed is tried first: it is kept in
//! `proptest-regressions/`. Longer: `HOIST_LONG=1 cargo test --test main faults::fuzz -- --nocapture`

use super::cases;
use hoist::config::{Config, Places};
use hoist::desk::import::{self, Format, Map};
use hoist::domain::id::AgentName;
use hoist::domain::parse;
use hoist::domain::safe::SafeText;
use hoist::domain::search::{self, Known};
use hoist::tui::keys::{Stroke, parse_chord, parse_script};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use std::io::Cursor;
use std::path::Path;

use crate::support::desk::{Backend, Bench, START};

const PROCESSES: &[&str] = &[
    parse::BUILTIN,
    include_str!("../process/good/two_tiers.toml"),
    include_str!("../process/good/four_tiers.toml"),
    include_str!("../process/bad/syntax.toml"),
    include_str!("../process/bad/wrong_type.toml"),
];
const CONFIGS: &[&str] = &[include_str!("../../config.example.toml")];
const MAPPING: &str = r#"
name = "small"
unknown = ["?"]
[fields]
source = { column = "id" }
subject = { column = "title" }
text = { column = "words" }
customer = { column = "who", default = "somebody" }
"#;
const HISTORIES: &str = r#"
name = "small"
unknown = ["?"]
[fields]
source = { column = ["concept:name", "id"] }
subject = { column = ["concept:name", "title"] }
customer = { column = "who", default = "somebody" }
[[events]]
at = { column = ["time:timestamp", "at"], default = "2020-01-01" }
label = { column = ["concept:name", "words"] }
phase = { column = "concept:name", rules = [{ matches = "^done", is = "closed" }], default = "" }
note = { column = "words" }
"#;
const MAPPINGS: &[&str] = &[
    MAPPING,
    HISTORIES,
    include_str!("../../assets/import/github-issues.toml"),
    include_str!("../../assets/import/issues-life.toml"),
    include_str!("../../assets/import/volvo-vinst.toml"),
];
const SEARCHES: &str = include_str!("corpus/search.txt");
const KEYS: &str = include_str!("corpus/keys.txt");
const CSV: &str = include_str!("corpus/small.csv");
const JSONL: &str = include_str!("corpus/small.jsonl");
const XES: &str = include_str!("corpus/small.xes");

/// What is put in: words and signs of the forms, and what breaks readers.
const TOKENS: &[&str] = &[
    "=",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "\"",
    "\"\"\"",
    "'",
    ",",
    ":",
    ".",
    "#",
    "\n",
    "\r\n",
    "\t",
    "\\",
    "\\u0000",
    "-",
    "<",
    ">",
    "OR",
    "is:",
    "after:",
    "true",
    "1e999",
    "99999999999999999999",
    "-1",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}[2J",
    "🌞",
    "é",
    "tier9.working",
    "checklist:",
    "[machine]",
    "moves",
    "null",
];

/// One change of a text.
#[derive(Clone, Debug)]
struct Change {
    kind: u8,
    at: u16,
    length: u8,
    token: &'static str,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..5_u8, any::<u16>(), any::<u8>(), select(TOKENS));
    let change = change.prop_map(|(kind, at, length, token)| Change {
        kind,
        at,
        length,
        token,
    });
    proptest::collection::vec(change, 1..6)
}

fn mutated(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes {
        let place = |n: usize| text.floor_char_boundary(n.min(text.len()));
        let at = place(usize::from(change.at) * (text.len() + 1) / 65_536);
        let end = place(at + usize::from(change.length));
        let piece = text[at..end].to_owned();
        match change.kind {
            0 => text.replace_range(at..end, ""),
            1 => text.insert_str(at, &piece),
            2 => text.replace_range(at..end, change.token),
            3 => text.insert_str(at, change.token),
            _ => text.truncate(at),
        }
    }
    text
}

fn config(short: u32, long: u32) -> ProptestConfig {
    let cases = cases(u64::from(short), u64::from(long));
    ProptestConfig {
        cases: u32::try_from(cases).unwrap(),
        ..ProptestConfig::default()
    }
}

/// Words for a person, as a face shows them.
fn is_sentence(text: &str) -> bool {
    let shown = SafeText::block(text);
    shown.as_str().chars().any(char::is_alphabetic)
}

/// The same of what is shown as it is: no control characters but ends of lines.
fn is_clean(text: &str) -> bool {
    is_sentence(text) && !text.contains(|c: char| c.is_control() && c != '\n')
}

proptest! {
    #![proptest_config(config(300, 30_000))]

    #[test]
    fn process_files(text in select(PROCESSES), changes in changes()) {
        let text = mutated(text, &changes);
        let Err(faults) = parse::process(&text) else { return Ok(()) };
        prop_assert!(!faults.is_empty());
        for fault in &faults {
            let shown = fault.render(&text);
            prop_assert!(is_clean(&shown), "{shown:?}");
            let lines = text.lines().count();
            prop_assert!((1..=lines + 1).contains(&fault.line), "{fault:?}");
            prop_assert!(fault.line > lines || shown.contains('^'), "{shown:?}");
        }
    }

    #[test]
    fn mappings(text in select(MAPPINGS), changes in changes()) {
        let text = mutated(text, &changes);
        let Err(mistakes) = import::map::parse(&text) else { return Ok(()) };
        prop_assert!(!mistakes.is_empty());
        let lines = text.lines().count();
        for mistake in &mistakes {
            prop_assert!((1..=lines + 1).contains(&mistake.line), "{mistake:?} of {lines}");
            prop_assert!(is_sentence(&mistake.to_string()), "{mistake:?}");
        }
    }

    #[test]
    fn configurations(text in select(CONFIGS), changes in changes()) {
        let text = mutated(text, &changes);
        let places = Places::under(Path::new("/nowhere"));
        let Err(fault) = Config::from_text(&places, &text) else { return Ok(()) };
        prop_assert!(is_clean(&fault.0), "{:?}", fault.0);
        prop_assert!(fault.0.contains(" line ") && fault.0.contains('^'), "{:?}", fault.0);
    }
}

proptest! {
    #![proptest_config(config(2_000, 200_000))]

    #[test]
    fn searches(changes in changes(), cursor in any::<usize>()) {
        let process = parse::builtin();
        let me = AgentName::from("ana");
        let known = Known {
            process,
            me: &me,
            agents: std::slice::from_ref(&me),
            products: &[],
            customers: &[],
            now: START,
            zone: "Europe/Berlin",
        };
        for line in mutated(SEARCHES, &changes).lines() {
            let read = search::parse(line, &known);
            for problem in &read.problems {
                prop_assert!(is_sentence(&problem.text), "{:?}", problem);
                prop_assert!(line.get(problem.at.clone()).is_some(), "{:?} in {:?}", problem, line);
            }
            let cursor = line.floor_char_boundary(cursor % (line.len() + 1));
            let _ = search::complete(line, cursor, &known);
        }
    }

    #[test]
    fn keys(changes in changes()) {
        for line in mutated(KEYS, &changes).lines() {
            if let Err(error) = parse_script(line) {
                prop_assert!(is_sentence(&error.to_string()), "{error}");
            }
            let Ok(chord) = parse_chord(line) else { continue };
            for key in chord {
                // What is printed of a key reads back as that key.
                let again = parse_script(&key.to_string());
                prop_assert_eq!(again.ok(), Some(vec![Stroke::Key(key)]), "{}", key);
            }
        }
    }
}

/// Brings a mutated file in, for good or not; every row is accounted for.
fn brought_in(format: Format, text: &str, map: &Map, dry_run: bool) -> Result<(), String> {
    let mut bench = Bench::new(Backend::Memory);
    bench.sit("lea");
    let order = import::Order {
        map,
        format,
        beside: None,
        dry_run,
    };
    let data = Box::new(Cursor::new(text.as_bytes().to_vec()));
    match import::run(&mut bench.desk, data, &order, &mut |_| true) {
        Err(error) if is_sentence(&error.to_string()) => Ok(()),
        Err(error) => Err(format!("{error:?}")),
        Ok(report) => {
            let lines = text.lines().count() as u64 + 1;
            let reason = |(line, why): &(u64, String)| *line <= lines && is_sentence(why);
            let dealt_with = report.opened + report.already + report.rejected;
            let all = match report.cases {
                0 => report.rows == dealt_with,
                // A row that names no case is rejected by itself.
                cases => (cases..=cases + report.rows).contains(&dealt_with),
            };
            match report.reasons.iter().all(reason) && all {
                true => Ok(()),
                false => Err(format!("{report:?}")),
            }
        }
    }
}

proptest! {
    #![proptest_config(config(100, 10_000))]

    #[test]
    fn imports(changes in changes(), dry_run in any::<bool>()) {
        let map = import::map::parse(MAPPING).unwrap();
        for (format, text) in [(Format::Csv, CSV), (Format::Jsonl, JSONL)] {
            let text = mutated(text, &changes);
            let done = brought_in(format, &text, &map, dry_run);
            prop_assert!(done.is_ok(), "{done:?} of {text:?}");
        }
        let map = import::map::parse(HISTORIES).unwrap();
        for (format, text) in [(Format::Csv, CSV), (Format::Jsonl, JSONL), (Format::Xes, XES)] {
            let text = mutated(text, &changes);
            let done = brought_in(format, &text, &map, dry_run);
            prop_assert!(done.is_ok(), "{done:?} of {text:?}");
        }
    }
}

/// Planted: the harness sees a panic, and a mistake without its place.
#[test]
fn a_reader_that_panics_or_gives_no_place_is_caught() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..config(300, 300)
    });
    let careless = |changes: Vec<Change>| {
        let text = mutated(KEYS, &changes);
        assert!(!text.contains('\0'), "a reader that cannot take a NUL");
        Ok(())
    };
    assert!(runner.run(&changes(), careless).is_err());
    assert!(!is_sentence("") && !is_clean("\u{1b}[2J bad"));
}
