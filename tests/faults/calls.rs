//! Faults of single calls: each write, sync, open, truncation and removal in the desk's directory fails, once or
//! from then on, as a broken or a full disk does it. Never acknowledged and absent; never an error and applied
//! twice: the same command under the same id counts once.
//!
//! Every call of every verb: `HOIST_LONG=1 cargo test --test main faults::calls -- --nocapture`
//! One again: `HOIST_SEED=n cargo test --test main faults::calls`

use super::cases;
use super::patched::Plant;
use super::scene::{From, Measured, Scene, VERBS, Verb, again};
use crate::support::dice::{Dice, seeds};
use hoist::store::sqlite::{Mode, SqliteStore};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// The disk is broken: EIO, this once.
    Once,
    /// EIO from then on.
    Broken,
    /// ENOSPC this once, half of a write written.
    FullOnce,
    /// ENOSPC from then on.
    Full,
}

const HOWS: [How; 4] = [How::Once, How::Broken, How::FullOnce, How::Full];

impl How {
    /// As the shim is told.
    fn word(self, n: usize) -> String {
        match self {
            How::Once => format!("{n}:5:1:0"),
            How::Broken => format!("{n}:5:1000000:0"),
            How::FullOnce => format!("{n}:28:1:1"),
            How::Full => format!("{n}:28:1000000:1"),
        }
    }
}

/// What came of the faults.
#[derive(Debug, Default)]
struct Tally {
    runs: AtomicUsize,
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    applied_all_the_same: AtomicUsize,
}

/// One fault: what the program said, what the desk says, and what it says after the same command again.
fn case(
    scene: &Scene,
    (verb, usual): &(Verb, Measured),
    (n, how): (usize, How),
    is_beside: bool,
    tally: &Tally,
) -> Result<(), String> {
    scene.lay(verb.from);
    let beside = (is_beside && verb.from == From::Desk)
        .then(|| SqliteStore::open(&scene.desk(), Mode::Write).unwrap());
    let word = how.word(n);
    let ran = scene
        .shimmed(verb, &[("HOIST_SHIM_FAIL", &word)])
        .output()
        .unwrap();
    tally.runs.fetch_add(1, Ordering::SeqCst);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if said.contains("panicked") || ran.status.code().is_none() {
        return Err(format!("it fell over: {:?} {said}", ran.status));
    }
    let is_acknowledged = ran.status.success();
    let state = scene
        .state()
        .map_err(|e| format!("{e} (it had said: {said})"))?;
    match () {
        () if is_acknowledged && state != usual.after => {
            return Err(format!("acknowledged and absent: {state:?}"));
        }
        () if is_acknowledged => count(&tally.acknowledged),
        () if said.trim().is_empty() => return Err("an error without a word".to_owned()),
        () if state == usual.before => count(&tally.refused),
        () if state == usual.after => count(&tally.applied_all_the_same),
        () if verb.in_parts => count(&tally.refused),
        () => return Err(format!("half done: {state:?}; it said: {said}")),
    }
    drop(beside);
    again(scene, verb, &usual.after, state == usual.after)
}

fn count(of: &AtomicUsize) {
    of.fetch_add(1, Ordering::SeqCst);
}

/// Every fault there is of these verbs.
fn faults(usual: &[(Verb, Measured)]) -> Vec<(usize, usize, How)> {
    let of = |(v, (_, usual)): (usize, &(Verb, Measured))| {
        let calls = 1..=usual.calls;
        let each = calls.flat_map(|n| HOWS.map(|how| (n, how)));
        each.map(move |(n, how)| (v, n, how)).collect::<Vec<_>>()
    };
    usual.iter().enumerate().flat_map(of).collect()
}

/// Tries so many faults, chosen by chance where there are more; two desks at a time.
fn tried(program: &Path, verbs: &[Verb], limit: usize) -> (Tally, Vec<String>) {
    let tally = Tally::default();
    let wrong = Mutex::new(Vec::new());
    let next = Mutex::new(seeds(u64::MAX));
    let work = || {
        let scene = Scene::with(program);
        let usual = scene.usual(verbs);
        let all = faults(&usual);
        let limit = limit.min(all.len());
        loop {
            let Some(seed) = next.lock().unwrap().next() else {
                return;
            };
            let at = usize::try_from(seed).unwrap();
            if at >= limit && std::env::var_os("HOIST_SEED").is_none() {
                return;
            }
            // Spread over all of them; every one where there is no limit.
            let place = at * all.len() / limit + Dice::new(seed).roll(all.len() / limit);
            let (v, n, how) = all[place % all.len()];
            let is_beside = seed % 2 == 1;
            if let Err(what) = case(&scene, &usual[v], (n, how), is_beside, &tally) {
                let verb = usual[v].0.name;
                let what = format!("HOIST_SEED={seed} {verb}, call {n}, {how:?}: {what}");
                wrong.lock().unwrap().push(what);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    (tally, wrong.into_inner().unwrap())
}

#[test]
fn a_call_that_fails_loses_nothing_and_doubles_nothing() {
    let program = Path::new(env!("CARGO_BIN_EXE_hoist"));
    let limit = cases(480, u64::from(u32::MAX));
    let (tally, wrong) = tried(program, &VERBS, usize::try_from(limit).unwrap());
    println!("{tally:?}");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(tally.refused.into_inner() > 0 && tally.acknowledged.into_inner() > 0);
}

/// The planted defect: a program that does not look for the command id writes what was delivered again a
/// second time.
#[test]
fn a_program_without_command_ids_is_caught() {
    let dir = tempfile::tempdir().unwrap();
    let program = Plant::NoCommandId.program(dir.path());
    let note = VERBS.iter().find(|v| v.name == "note").unwrap();
    let (tally, wrong) = tried(&program, &[*note], 60);
    println!("{tally:?}, {} wrong", wrong.len());
    let twice = wrong
        .iter()
        .filter(|w| w.contains("after the same command again"));
    assert!(twice.count() > 0, "{tally:?} {wrong:?}");
}

/// The same without any fault: delivered again, every command that writes in one go is a second one.
#[test]
fn a_program_without_command_ids_counts_every_command_twice() {
    let dir = tempfile::tempdir().unwrap();
    let program = Plant::NoCommandId.program(dir.path());
    let scene = Scene::with(&program);
    let once: Vec<Verb> = VERBS.iter().copied().filter(|v| !v.in_parts).collect();
    let twice = |verb: &Verb| {
        let usual = scene.measured(verb).unwrap();
        scene.lay(verb.from);
        assert!(scene.run(verb).status.success(), "{}", verb.name);
        again(&scene, verb, &usual.after, true).is_err()
    };
    let missed: Vec<&str> = once.iter().filter(|v| !twice(v)).map(|v| v.name).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
