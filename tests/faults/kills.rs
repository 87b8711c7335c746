//! kill -9 of the real program, at any moment and at each of its calls: what was acknowledged is there,
//! nothing is half done, the chain is whole, and the same command delivered again counts once.
//!
//! 10,000 kills: `HOIST_LONG=1 cargo test --test main faults::kills -- --nocapture`
//! One again: `HOIST_SEED=n cargo test --test main faults::kills`

use super::cases;
use super::scene::{From, Measured, Scene, VERBS, Verb, again};
use super::shim::Moment;
use crate::support::dice::{Dice, seeds};
use hoist::store::sqlite::{Mode, SqliteStore};
use std::os::unix::process::ExitStatusExt;
use std::process::{Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What kills and what is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Program {
    Right,
    /// Acknowledges before what it wrote is written.
    TooEarly,
}

/// What the desk said after the kills.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    acknowledged: u64,
    not_done: u64,
    done_unsaid: u64,
    in_part: u64,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.kills += other.kills;
        self.acknowledged += other.acknowledged;
        self.not_done += other.not_done;
        self.done_unsaid += other.done_unsaid;
        self.in_part += other.in_part;
    }
}

/// Runs a verb and kills it by chance.
fn killed(scene: &Scene, verb: &Verb, usual: &Measured, how: Program, dice: &mut Dice) -> Output {
    let plant = ("HOIST_SHIM_PLANT", "lazy");
    let at_call = how == Program::TooEarly || dice.roll(2) == 0;
    let n = 1 + dice.roll(usual.calls);
    let moment = match dice.roll(16) {
        _ if how == Program::TooEarly => Moment::Said,
        0..5 => Moment::Before(n),
        5..10 => Moment::Half(n),
        10..15 => Moment::After(n),
        _ => Moment::Said,
    };
    let word = moment.word();
    let mut command = match (how, at_call) {
        (Program::TooEarly, _) => scene.shimmed(verb, &[("HOIST_SHIM_KILL", &word), plant]),
        (Program::Right, true) => scene.shimmed(verb, &[("HOIST_SHIM_KILL", &word)]),
        (Program::Right, false) => scene.verb(verb),
    };
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    if !at_call {
        let part = dice.roll(1_000) as u32;
        std::thread::sleep(usual.took * part / 1_000);
        let _ = child.kill();
    }
    child.wait_with_output().unwrap()
}

/// One case: what the desk says after a kill, and after the same command again.
fn case(
    scene: &Scene,
    (verb, usual): &(Verb, Measured),
    how: Program,
    dice: &mut Dice,
    tally: &mut Tally,
) -> Result<(), String> {
    scene.lay(verb.from);
    // Beside another program the log stays when this one ends, and is there when it begins.
    let beside = (verb.from == From::Desk && (how == Program::TooEarly || dice.roll(2) == 0))
        .then(|| SqliteStore::open(&scene.desk(), Mode::Write).unwrap());
    let ran = killed(scene, verb, usual, how, dice);
    tally.kills += u64::from(ran.status.signal() == Some(9));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    if said.contains("panicked") || (ran.status.code().is_some_and(|c| c != 0)) {
        return Err(format!("it ended by itself: {said}"));
    }
    let acknowledged = !ran.stdout.is_empty();
    let state = scene.state()?;
    match () {
        () if acknowledged && state != usual.after => {
            return Err(format!("acknowledged, and there is {state:?}"));
        }
        () if acknowledged => tally.acknowledged += 1,
        () if state == usual.after => tally.done_unsaid += 1,
        () if state == usual.before => tally.not_done += 1,
        () if verb.in_parts => tally.in_part += 1,
        () => return Err(format!("half done: {state:?}")),
    }
    drop(beside);
    again(scene, verb, &usual.after, state == usual.after)
}

/// Kills until there were so many; what was found wrong. Two desks are killed at a time.
fn tried(count: u64, how: Program, verbs: &[Verb]) -> (Tally, Vec<String>) {
    let seeds = Mutex::new(seeds(u64::MAX));
    let kills = AtomicU64::new(0);
    let work = || {
        let scene = Scene::new();
        let usual = scene.usual(verbs);
        let (mut tally, mut wrong) = (Tally::default(), Vec::new());
        while kills.load(Ordering::SeqCst) < count {
            let Some(seed) = seeds.lock().unwrap().next() else {
                break;
            };
            let mut dice = Dice::new(seed);
            let chosen = dice.pick(&usual);
            let before = tally.kills;
            if let Err(what) = case(&scene, chosen, how, &mut dice, &mut tally) {
                wrong.push(format!("HOIST_SEED={seed} {}: {what}", chosen.0.name));
            }
            kills.fetch_add(tally.kills - before, Ordering::SeqCst);
        }
        (tally, wrong)
    };
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        for hand in hands {
            let (theirs, found) = hand.join().unwrap();
            tally.add(&theirs);
            wrong.extend(found);
        }
    });
    (tally, wrong)
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done() {
    let (tally, wrong) = tried(cases(500, 10_000), Program::Right, &VERBS);
    println!("{tally:?}");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    let seldom = tally
        .not_done
        .min(tally.done_unsaid)
        .min(tally.acknowledged);
    assert!(seldom > 0 || tally.kills < 100, "{tally:?}");
}

/// The planted defect: what was acknowledged is written later.
#[test]
fn a_program_that_acknowledges_before_it_wrote_is_caught() {
    for verb in &VERBS[..4] {
        let (tally, wrong) = tried(4, Program::Right, &[*verb]);
        assert!(wrong.is_empty(), "{}: {tally:?} {wrong:?}", verb.name);
        let (tally, wrong) = tried(4, Program::TooEarly, &[*verb]);
        assert!(wrong.len() >= 4, "{}: {tally:?} {wrong:?}", verb.name);
    }
}
