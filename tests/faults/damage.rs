//! Corrupt files: bits flipped, pages zeroed, exchanged and filled with junk, cut and lengthened. Everything that reads
//! is asked of each, and a note is written: a sentence each time, never a panic, and never an empty desk in silence.
//!
//! 2,000 files in every run of the tests, 20,000: `HOIST_LONG=1 cargo test --test main faults::damage -- --nocapture`
//! One again: `HOIST_SEED=n cargo test --test main faults::damage`

use super::cases;
use super::scene::{From, Scene, VERBS, opened};
use crate::support::dice::{Dice, seeds};
use hoist::desk::articles::Listing;
use hoist::desk::{Desk, new_command_id, system_clock};
use hoist::domain::actor::Actor;
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;
use hoist::store::search::Stop;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Anchor, Query};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;

const PAGE: usize = 4_096;

/// How a file is damaged.
const KINDS: [&str; 8] = [
    "flips",
    "one flip",
    "zeroed",
    "junk",
    "exchanged",
    "cut",
    "longer",
    "head",
];

fn damaged(good: &[u8], kind: &str, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let pages = good.len() / PAGE;
    let page = |dice: &mut Dice| {
        let from = dice.roll(pages) * PAGE;
        from..from + PAGE
    };
    match kind {
        "flips" | "one flip" => {
            let most = if kind == "flips" { 64 } else { 1 };
            for _ in 0..=dice.roll(most) {
                let at = dice.roll(bytes.len());
                bytes[at] ^= 1 << dice.roll(8);
            }
        }
        "zeroed" => (0..=dice.roll(4)).for_each(|_| bytes[page(dice)].fill(0)),
        "junk" => {
            for _ in 0..=dice.roll(4) {
                let range = page(dice);
                bytes[range].fill_with(|| dice.roll(256) as u8);
            }
        }
        "exchanged" => {
            let (one, other) = (page(dice), page(dice));
            let kept = bytes[one.clone()].to_vec();
            bytes.copy_within(other.clone(), one.start);
            bytes[other].copy_from_slice(&kept);
        }
        "cut" => bytes.truncate(match dice.roll(2) {
            0 => dice.roll(bytes.len()),
            _ => dice.roll(pages) * PAGE,
        }),
        "longer" => {
            let more = dice.roll(3 * PAGE);
            bytes.extend((0..more).map(|_| dice.roll(256) as u8));
        }
        _ => {
            for _ in 0..=dice.roll(8) {
                bytes[dice.roll(100)] = dice.roll(256) as u8;
            }
        }
    }
    bytes
}

/// What was shown of a desk, and every sentence that was said instead.
#[derive(Debug, Default)]
struct Shown {
    tickets: Option<usize>,
    said: Vec<String>,
    /// Whoever looked at the list was told of nothing.
    is_quiet: bool,
}

impl Shown {
    fn ask<T>(&mut self, answer: Result<T, impl std::fmt::Display>) -> Option<T> {
        answer.map_err(|e| self.said.push(e.to_string())).ok()
    }
}

/// Opens a file as a person does, and asks for everything.
fn used(file: &Path) -> Shown {
    let mut shown = Shown::default();
    let store = SqliteStore::open(file, Mode::Write);
    let Some(store) = shown.ask(store) else {
        return shown;
    };
    let lead = Actor {
        name: "ana".into(),
        lead: true,
        ..Actor::default()
    };
    let desk = Desk::with_actor(Box::new(store), lead, system_clock());
    let Some(mut desk) = shown.ask(desk) else {
        return shown;
    };
    read(&desk, &mut shown);
    let text = "written on a damaged desk".to_owned();
    let id = new_command_id();
    let done = desk.run(TicketId(1), None, Command::Note { text }, &id);
    shown.ask(done);
    shown
}

fn read(desk: &Desk, shown: &mut Shown) {
    let page = desk.page(&Query::default(), &Anchor::First, 50);
    shown.tickets = shown.ask(page).map(|p| p.rows.len());
    shown.ask(desk.counts());
    shown.ask(desk.count(&Query::default(), 50));
    // What the first screen asks; nobody runs an audit because a list is empty.
    shown.is_quiet = shown.said.is_empty();
    for n in 1..=15 {
        let id = TicketId(n);
        shown.ask(desk.view(id));
        shown.ask(desk.timeline(id));
        shown.ask(desk.conversation(id));
        shown.ask(desk.entries_of(id));
        shown.ask(desk.package(id, None));
    }
    shown.ask(desk.similar(TicketId(1), 5, Stop::default()));
    let search = shown.ask(desk.read_search("fails", "UTC"));
    if let Some(search) = search {
        shown.ask(desk.search(&search, None, 20, Stop::default()));
    }
    shown.ask(desk.read_attachment(TicketId(1), 1, 0, 2_000_000));
    let listing = Listing {
        limit: 20,
        ..Listing::default()
    };
    shown.ask(desk.articles(&listing));
    shown.ask(desk.agents());
    shown.ask(desk.catalogue());
    shown.ask(desk.templates());
    shown.ask(desk.teams());
    shown.ask(desk.in_charge_of());
    let audit = shown.ask(desk.audit_check(&mut |_, _| {}));
    shown.said.extend(audit.and_then(|a| a.bad));
}

/// A desk with something of everything.
fn good(scene: &Scene) -> Vec<u8> {
    scene.lay(From::Desk);
    for name in ["attach", "snapshot", "article", "message", "resolve"] {
        let verb = VERBS.iter().find(|v| v.name == name).unwrap();
        let ran = scene.command(verb.line).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }
    opened(&scene.desk()).unwrap();
    fs::read(scene.desk()).unwrap()
}

/// The real program on a damaged file.
const LINES: [&str; 8] = [
    "list",
    "show 1 --timeline",
    "search fails",
    "similar 1",
    "audit check",
    "doctor",
    "note 1 --text x",
    "--keys j --print 100x30",
];

fn by_the_program(scene: &Scene, bytes: &[u8]) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in LINES {
        scene.lay(From::Nothing);
        fs::write(scene.desk(), bytes).unwrap();
        let ran = scene.command(line).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        if ran.status.code().is_none_or(|c| c > 7) || said.contains("panicked") {
            wrong.push(format!("hoist {line}: {:?} {said}", ran.status));
        }
    }
    wrong
}

/// What is wrong with how a file was taken.
fn taken(file: &Path) -> Vec<String> {
    let Ok(shown) = catch_unwind(AssertUnwindSafe(|| used(file))) else {
        return vec!["a panic".to_owned()];
    };
    let mut wrong = Vec::new();
    if shown.tickets == Some(0) && shown.is_quiet {
        wrong.push("an empty desk, and not a word".to_owned());
    }
    if shown.said.iter().any(|s| s.trim().is_empty()) {
        wrong.push("an error without a word".to_owned());
    }
    wrong
}

/// One damaged file; what is wrong with how it was taken.
fn case(scene: &Scene, good: &[u8], seed: u64) -> Vec<String> {
    let mut dice = Dice::new(seed);
    let kind = KINDS[seed as usize % KINDS.len()];
    let bytes = damaged(good, kind, &mut dice);
    scene.lay(From::Nothing);
    fs::write(scene.desk(), &bytes).unwrap();
    let mut wrong = taken(&scene.desk());
    if seed.is_multiple_of(100) {
        wrong.extend(by_the_program(scene, &bytes));
    }
    let named = |what: String| format!("HOIST_SEED={seed} {kind}: {what}");
    wrong.into_iter().map(named).collect()
}

#[test]
fn a_damaged_file_is_a_sentence_and_never_a_panic_or_an_empty_desk() {
    let good = good(&Scene::new());
    let next = Mutex::new(seeds(cases(2_000, 20_000)));
    let found = Mutex::new((0, Vec::new()));
    let work = || {
        let scene = Scene::new();
        loop {
            let Some(seed) = next.lock().unwrap().next() else {
                return;
            };
            let wrong = case(&scene, &good, seed);
            let mut found = found.lock().unwrap();
            found.0 += 1;
            found.1.extend(wrong);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let (count, wrong) = found.into_inner().unwrap();
    println!("{count} files, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The planted defect: a program that takes lists without their tickets for an empty desk.
#[cfg(debug_assertions)]
#[test]
fn a_program_that_shows_an_empty_desk_in_silence_is_caught() {
    use hoist::store::sqlite::plant::{Plant, with};
    let scene = Scene::new();
    let bytes = good(&scene);
    let lose = || {
        fs::write(scene.desk(), &bytes).unwrap();
        let conn = rusqlite::Connection::open(scene.desk()).unwrap();
        conn.execute_batch("DELETE FROM entry; DELETE FROM counter;")
            .unwrap();
    };
    lose();
    assert_eq!(taken(&scene.desk()), Vec::<String>::new());
    lose();
    let planted = with(Plant::EmptyIsFine, || taken(&scene.desk()));
    assert_eq!(planted, ["an empty desk, and not a word"]);
}
