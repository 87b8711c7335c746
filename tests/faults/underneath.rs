//! The desk's file is removed or replaced while the program is at work: it is stopped before each of its calls,
//! the file goes, it is continued. What it acknowledges is in the file that has the name; a desk that took the
//! place stays as it is; nothing is made where nothing is any more.
//!
//! Every call: `HOIST_LONG=1 cargo test --test main faults::underneath -- --nocapture`

use super::cases;
use super::scene::{From, Scene, State, VERBS, Verb, opened, said};
use super::shim::{Step, trace};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use std::fs;
use std::process::{Output, Stdio};

/// What happens to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// All of it is removed.
    Removed,
    /// The file is given another name; what lies beside it stays.
    Renamed,
    /// All of it goes, and another desk takes the place.
    Replaced,
    /// An older copy of the same desk takes the place.
    OlderCopy,
}

const CHANGES: [Change; 4] = [
    Change::Removed,
    Change::Renamed,
    Change::Replaced,
    Change::OlderCopy,
];

/// Desks that come in the place of the first.
struct Lab {
    scene: Scene,
    other: Vec<u8>,
    others: State,
    older: Vec<u8>,
    olders: State,
}

impl Lab {
    fn new() -> Lab {
        let scene = Scene::new();
        scene.lay(From::Nothing);
        let made = scene.command("init --name ana").output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let (other, others) = (fs::read(scene.desk()).unwrap(), scene.state().unwrap());
        scene.lay(From::Desk);
        let (older, olders) = (fs::read(scene.desk()).unwrap(), scene.state().unwrap());
        Lab {
            scene,
            other,
            others,
            older,
            olders,
        }
    }

    /// Behind which call the desk is looked at once more before it is acknowledged: the sync of the commit.
    fn last_call(&self, verb: &Verb) -> usize {
        let usual = self.scene.measured(verb).unwrap();
        let steps = trace(&self.scene.trace_file());
        let counted: Vec<&Step> = steps
            .iter()
            .filter(|s| !matches!(s, Step::Names(_)))
            .collect();
        // The first pages that go into the file itself are those of the last one's log: what comes before is its
        // sync, and before that the commit's.
        let syncs: Vec<usize> = (0..counted.len())
            .filter(|n| matches!(counted[*n], Step::Sync { .. }))
            .collect();
        let commit = syncs
            .windows(2)
            .find(|w| w[1] == w[0] + 1)
            .map(|w| w[0] + 1);
        commit.unwrap_or(usual.calls)
    }

    fn change(&self, change: Change) {
        let desk = self.scene.desk();
        let beside = |end: &str| format!("{}{end}", desk.display());
        if change == Change::Renamed {
            return fs::rename(&desk, beside(".away")).unwrap();
        }
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(end));
        }
        let bytes = match change {
            Change::Replaced => &self.other,
            Change::OlderCopy => &self.older,
            Change::Removed | Change::Renamed => return,
        };
        fs::write(beside(".new"), bytes).unwrap();
        fs::rename(beside(".new"), &desk).unwrap();
    }

    /// Runs a verb, changes the file before its n-th call, lets it go on.
    fn run(&self, verb: &Verb, n: usize, change: Change, is_blind: bool) -> Output {
        self.scene.lay(From::Desk);
        let word = n.to_string();
        let mut settings = vec![("HOIST_SHIM_STOP", word.as_str())];
        if is_blind {
            settings.push(("HOIST_SHIM_PLANT", "blind"));
        }
        let mut command = self.scene.shimmed(verb, &settings);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let pid = Pid::from_child(&child);
        let wait = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        let found = waitid(WaitId::Pid(pid), wait).unwrap().unwrap();
        if found.stopped() {
            self.change(change);
            kill_process(pid, Signal::CONT).unwrap();
        }
        child.wait_with_output().unwrap()
    }

    fn judge(&self, verb: &Verb, n: usize, change: Change, is_blind: bool) -> Result<(), String> {
        let ran = self.run(verb, n, change, is_blind);
        let words = String::from_utf8_lossy(&ran.stderr).into_owned();
        if words.contains("panicked") || ran.status.code().is_none() {
            return Err(format!("it fell over: {words}"));
        }
        let is_acknowledged = ran.status.success();
        let desk = self.scene.desk();
        if !is_acknowledged && words.trim().is_empty() {
            return Err("an error without a word".to_owned());
        }
        let there = desk.exists().then(|| opened(&desk).and_then(|d| said(&d)));
        match (change, there) {
            (Change::Removed | Change::Renamed, None) if is_acknowledged => {
                Err("acknowledged into a file that is gone".to_owned())
            }
            (Change::Removed | Change::Renamed, None) => Ok(()),
            (Change::Removed | Change::Renamed, Some(_)) => {
                Err(format!("a desk was made in the place: {words}"))
            }
            (_, None) => Err("the desk that took the place is gone".to_owned()),
            (_, Some(Err(what))) => Err(format!("the desk that took the place: {what}")),
            (_, Some(Ok(state))) => {
                let was = match change {
                    Change::Replaced => &self.others,
                    _ => &self.olders,
                };
                match (is_acknowledged, state == *was) {
                    (true, true) => Err("acknowledged into a file that is gone".to_owned()),
                    (false, false) => Err(format!("an error, and there is {state:?}: {words}")),
                    _ => Ok(()),
                }
            }
        }
    }

    fn tried(&self, is_blind: bool, names: &[&str], stride: usize) -> (usize, Vec<String>) {
        let (mut count, mut wrong) = (0, Vec::new());
        for verb in VERBS.iter().filter(|v| names.contains(&v.name)) {
            let last = self.last_call(verb);
            for (c, change) in CHANGES.into_iter().enumerate() {
                for n in (1 + c % stride..=last).step_by(stride) {
                    count += 1;
                    if let Err(what) = self.judge(verb, n, change, is_blind) {
                        wrong.push(format!("{}, {change:?} before call {n}: {what}", verb.name));
                    }
                }
            }
        }
        (count, wrong)
    }
}

#[test]
fn a_file_that_is_removed_or_replaced_at_any_call_is_never_written_in_silence() {
    let lab = Lab::new();
    let stride = usize::try_from(cases(5, 1)).unwrap();
    let names = [
        "new", "note", "take", "escalate", "accept", "resolve", "agent", "snapshot",
    ];
    let (count, wrong) = lab.tried(false, &names, stride);
    println!("{count} times, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "{count}");
}

/// The planted defect: a program that does not see that its file moved.
#[test]
fn a_program_that_does_not_look_whether_its_file_moved_is_caught() {
    let lab = Lab::new();
    let (count, wrong) = lab.tried(true, &["note"], 3);
    let lost = wrong
        .iter()
        .filter(|w| w.contains("acknowledged into a file that is gone"));
    assert!(lost.count() > 0, "{count} times: {wrong:?}");
}
