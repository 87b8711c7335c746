//! Power loss: what the real program writes and syncs is recorded, and the disk is rebuilt as a crash at any
//! moment may leave it: writes that no sync covers dropped, torn, out of order; names too; the shared
//! memory gone. Each image is opened by the real desk and audited: nothing is damaged, and what was acknowledged
//! is there.
//!
//! 100,000 images: `HOIST_LONG=1 cargo test --test main faults::power -- --nocapture`
//! One again: `HOIST_SEED=n cargo test --test main faults::power -- --nocapture`

mod disk;
mod record;

use super::cases;
use super::patched::Plant;
use super::scene::{From, Scene, opened, said};
use super::shim::Step;
use crate::support::desk::scratch;
use crate::support::dice::{Dice, seeds};
use disk::{Disk, Files};
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::Actor;
use hoist::domain::command::Command;
use hoist::domain::id::{CommandId, TicketId};
use hoist::store::sqlite::{Mode, SqliteStore};
use record::{Act, Promise, Recording, record};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

const NEW: &str = "new --as tom --subject \"It fails\" --customer Nova --product Relay --channel phone --impact high --urgency low --text \"Since nine.\"";
const NOTE: &str = "note 1 --as tom --text \"Seen on the second node.\"";
const ESCALATE: &str =
    "escalate 1 --as tom --because potential_bug --why \"It fails below the API.\"";
const TAKE: &str = "take 2 --as tom impact=medium urgency=medium";
const ATTACH: &str = "attach 1 @/log.bin --as tom";
const MERGE: &str = "merge 2 6 --as tom --text \"It goes on there.\"";
const ACCEPT: &str = "accept 3 --as ben";

/// Each ends alone: what it wrote goes from the log into the file.
const ALONE: [Act; 7] = [
    Act::Line(NEW),
    Act::Line(NOTE),
    Act::Line(TAKE),
    Act::Line(ESCALATE),
    Act::Line(ACCEPT),
    Act::Line(ATTACH),
    Act::Line(MERGE),
];

/// Beside a program that stays: one log takes all, until it is long and begins anew.
const BESIDE: [Act; 11] = [
    Act::Stay,
    Act::Line(NEW),
    Act::Line(NOTE),
    Act::Notes(30),
    Act::Line(TAKE),
    Act::Line(ESCALATE),
    Act::Notes(70),
    Act::Line(ATTACH),
    Act::Line(ACCEPT),
    Act::Notes(20),
    Act::Line(MERGE),
];

fn recordings(scene: &Scene) -> Vec<Recording> {
    let first = [
        Act::Init,
        Act::Line("agents add tom --tier tier1"),
        Act::Line(NEW),
    ];
    vec![
        record(scene, ("a new desk", 2), From::Nothing, &first),
        record(scene, ("alone", 5), From::Desk, &ALONE),
        record(scene, ("beside another", 7), From::Desk, &BESIDE),
        record(
            scene,
            ("import", 3),
            From::Desk,
            &[Act::Import, Act::Line(NOTE)],
        ),
        record(
            scene,
            ("migration", 1),
            From::Older,
            &[
                Act::Line("note 1 --text \"On the older desk.\""),
                Act::Line("note 2 --text \"And here.\""),
            ],
        ),
        record(
            scene,
            ("backup", 2),
            From::Desk,
            &[Act::Line(NOTE), Act::Backup, Act::Line(TAKE)],
        ),
    ]
}

const CHILD: &str = "HOIST_TEST_POWER_CHILD";

/// Not a test: the program that stays at a desk and writes a note for each line it is given.
#[test]
fn child_that_stays_at_the_desk() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let store = SqliteStore::open(Path::new(&path), Mode::Write).unwrap();
    let lead = Actor {
        name: "ana".into(),
        lead: true,
        ..Actor::default()
    };
    let mut desk = Desk::with_actor(Box::new(store), lead, system_clock()).unwrap();
    let say = |words: &str| {
        println!("{words}");
        std::io::stdout().flush().unwrap();
    };
    say("it is open");
    for line in std::io::stdin().lock().lines() {
        let id = CommandId(line.unwrap());
        let text = format!("From the one who stays: {id}");
        desk.run(TicketId(1), None, Command::Note { text }, &id)
            .unwrap();
        say(&format!("acknowledged {id}"));
    }
}

/// What is wrong with an image.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrong {
    Lost(String),
    Corrupt(String),
}

/// A directory as it may be after a crash, and what must be in it.
struct Image {
    seed: u64,
    of: &'static str,
    step: usize,
    files: Files,
    promises: Vec<Promise>,
}

/// Opens an image as the next program would.
fn judge(place: &Path, image: &Image) -> Result<(), Wrong> {
    let _ = fs::remove_dir_all(place);
    fs::create_dir(place).unwrap();
    for (name, bytes) in &image.files {
        fs::write(place.join(name), bytes).unwrap();
    }
    let file = place.join("desk.hoist");
    if !file.exists() {
        return match image.promises.first() {
            Some(promise) => Err(Wrong::Lost(format!("{promise:?}: there is no desk"))),
            None => Ok(()),
        };
    }
    let desk = opened(&file).map_err(Wrong::Corrupt)?;
    audited(&desk, image.seed).map_err(Wrong::Corrupt)?;
    for promise in &image.promises {
        if !kept(place, &desk, promise) {
            return Err(Wrong::Lost(format!("{promise:?}")));
        }
    }
    Ok(())
}

/// SQLite's own check of all pages was done when it was opened. The chain of every image is looked through; of
/// every fourth each row is compared with the replay too.
fn audited(desk: &Desk, seed: u64) -> Result<(), String> {
    if seed.is_multiple_of(4) {
        return said(desk).map(drop);
    }
    let chain = desk
        .audit_chain(&mut |_, _| {})
        .map_err(|e| e.to_string())?;
    chain.bad.map_or(Ok(()), Err)
}

fn kept(place: &Path, desk: &Desk, promise: &Promise) -> bool {
    match promise {
        Promise::Desk => true,
        Promise::Command(id) => desk.store().delivered(id).is_ok_and(|d| d.is_some()),
        Promise::Tickets(n) => desk
            .store()
            .ids(TicketId(0), 1_000)
            .is_ok_and(|all| all.len() >= *n),
        Promise::Copy => opened(&place.join("copy.hoist")).is_ok_and(|copy| said(&copy).is_ok()),
    }
}

/// Crashes a recording at so many moments of chance.
fn crash(recording: &Recording, count: u64, mut to: impl FnMut(Image)) {
    let steps = &recording.steps;
    // Where what may be lost is another than before; opening a file changes nothing.
    let is_moment = |step: &Step| match step {
        Step::Write { bytes, .. } => bytes.len() > 1,
        Step::Open | Step::Unlink | Step::Rename | Step::Failed => false,
        _ => true,
    };
    let places: Vec<usize> = (0..steps.len()).filter(|n| is_moment(&steps[*n])).collect();
    // The step after which the power goes, for each seed.
    let mut moments: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for seed in seeds(count) {
        let at = *Dice::new(seed).pick(&places);
        moments.entry(at).or_default().push(seed);
    }
    let mut disk = Disk::with(recording.base.clone());
    for (at, step) in steps.iter().enumerate() {
        disk.step(step);
        for seed in moments.remove(&at).unwrap_or_default() {
            let mut dice = Dice::new(seed ^ 0x5eed);
            let promises = recording.promises.iter().filter(|(from, _)| *from <= at);
            to(Image {
                seed,
                of: recording.name,
                step: at,
                files: disk.crash(&mut dice),
                promises: promises.map(|(_, p)| p.clone()).collect(),
            });
        }
    }
}

/// What was seen of the images.
#[derive(Debug, Default)]
struct Tally {
    images: BTreeMap<&'static str, u64>,
    /// Sums of those that differ.
    sums: HashSet<u32>,
    took: BTreeMap<&'static str, Duration>,
    lost: Vec<String>,
    corrupt: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: u64 = self.images.values().sum();
        let (differ, lost, corrupt) = (self.sums.len(), self.lost.len(), self.corrupt.len());
        write!(
            f,
            "{all} images, {differ} that differ: {lost} lost, {corrupt} corrupt {:?}",
            self.images
        )
    }
}

fn sum(files: &Files) -> u32 {
    let mut sum = flate2::Crc::new();
    for (name, bytes) in files {
        sum.update(name.as_bytes());
        sum.update(bytes);
    }
    sum.sum()
}

/// Looks at images of these recordings, two at a time.
fn tried(recordings: &[Recording], count: u64) -> Tally {
    let tally = Mutex::new(Tally::default());
    let (give, take) = sync_channel::<Image>(16);
    let take = Mutex::new(take);
    let look = || {
        let dir = scratch();
        let place = dir.path().join("crashed");
        loop {
            let Ok(image) = take.lock().unwrap().recv() else {
                return;
            };
            let begun = Instant::now();
            let judged = judge(&place, &image);
            let took = begun.elapsed();
            let sum = sum(&image.files);
            let mut tally = tally.lock().unwrap();
            tally.sums.insert(sum);
            *tally.took.entry(image.of).or_default() += took;
            *tally.images.entry(image.of).or_default() += 1;
            let what = |said: &str| {
                let (seed, of, step) = (image.seed, image.of, image.step);
                format!("HOIST_SEED={seed} {of}, after call {step}: {said}")
            };
            match judged {
                Ok(()) => {}
                Err(Wrong::Lost(said)) => tally.lost.push(what(&said)),
                Err(Wrong::Corrupt(said)) => tally.corrupt.push(what(&said)),
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(look);
        scope.spawn(look);
        let give = give;
        let whole: u64 = recordings.iter().map(|r| r.weight).sum();
        for recording in recordings {
            let share = (count * recording.weight).div_ceil(whole);
            crash(recording, share, |image| give.send(image).unwrap());
        }
    });
    tally.into_inner().unwrap()
}

#[test]
fn a_power_loss_damages_nothing_and_takes_nothing_that_was_acknowledged() {
    let scene = Scene::new();
    let recordings = recordings(&scene);
    for recording in &recordings {
        println!("{}: {} calls", recording.name, recording.steps.len());
    }
    let tally = tried(&recordings, cases(5_000, 100_000));
    println!("{tally}\n{:?}", tally.took);
    let wrong = [tally.lost, tally.corrupt].concat();
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

/// Recordings of a program with another `synchronous`, beside one that stays and alone.
fn planted(plant: Plant) -> Tally {
    let dir = tempfile::tempdir().unwrap();
    let scene = Scene::with(&plant.program(dir.path()));
    let beside = [
        Act::Stay,
        Act::Line(NEW),
        Act::Line(NOTE),
        Act::Line(TAKE),
        Act::Line(ESCALATE),
    ];
    let recordings = [
        record(&scene, ("beside another", 1), From::Desk, &beside),
        record(&scene, ("alone", 1), From::Desk, &ALONE),
    ];
    let tally = tried(&recordings, cases(300, 3_000));
    println!("{plant:?}: {tally}");
    tally
}

/// The planted defect: acknowledged commits that no sync covers are lost.
#[test]
fn synchronous_normal_loses_what_was_acknowledged() {
    let tally = planted(Plant::Normal);
    assert!(!tally.lost.is_empty(), "no crash showed it");
    assert!(tally.corrupt.is_empty(), "{:?}", tally.corrupt);
}

/// The planted defect: nothing is synced, and the file is damaged.
#[test]
fn synchronous_off_damages_the_desk() {
    let tally = planted(Plant::Off);
    assert!(!tally.corrupt.is_empty(), "no crash showed it");
}
