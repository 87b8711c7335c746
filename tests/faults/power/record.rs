//! What the real program writes and syncs, written down while it works.

use super::super::scene::{From, Scene};
use super::super::shim::{Step, behind, trace_from};
use super::disk::Files;
use hoist::domain::id::CommandId;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// What was acknowledged and must be there from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promise {
    Command(CommandId),
    /// A desk is at its place.
    Desk,
    /// So many tickets.
    Tickets(usize),
    /// A backup that is whole.
    Copy,
}

/// A part of what is recorded.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// A line of the command line, which promises what it did.
    Line(&'static str),
    /// The same, with another promise.
    Init,
    Import,
    Backup,
    /// Another program opens the desk and stays: logs grow from here on.
    Stay,
    /// It writes so many notes.
    Notes(usize),
}

/// Calls in their order, and what was promised by which of them.
pub struct Recording {
    pub name: &'static str,
    /// How many of the images are of it, beside the others.
    pub weight: u64,
    pub base: Files,
    pub steps: Vec<Step>,
    /// From this step on it holds.
    pub promises: Vec<(usize, Promise)>,
}

/// Records some acts on a desk.
pub fn record(
    scene: &Scene,
    (name, weight): (&'static str, u64),
    from: From,
    acts: &[Act],
) -> Recording {
    scene.lay(from);
    let base = std::fs::read_dir(scene.place())
        .unwrap()
        .map(Result::unwrap);
    let base = base.map(|f| {
        let name = f.file_name().into_string().unwrap();
        (name, std::fs::read(f.path()).unwrap())
    });
    let mut recorder = Recorder {
        scene,
        file: scene.trace_file(),
        commands: 0,
        beside: None,
        steps: Vec::new(),
        read: 0,
        promises: Vec::new(),
    };
    let base = base.collect();
    let _ = std::fs::remove_file(&recorder.file);
    for act in acts {
        recorder.act(*act);
    }
    recorder.leave();
    let rest = trace_from(&recorder.file, &mut recorder.read);
    recorder.steps.extend(rest);
    Recording {
        name,
        weight,
        base,
        steps: recorder.steps,
        promises: recorder.promises,
    }
}

struct Recorder<'a> {
    scene: &'a Scene,
    file: PathBuf,
    commands: u64,
    beside: Option<Beside>,
    steps: Vec<Step>,
    /// How much of the trace that is.
    read: usize,
    promises: Vec<(usize, Promise)>,
}

/// The program that stays.
struct Beside {
    child: Child,
    ask: ChildStdin,
    answers: std::io::Lines<BufReader<ChildStdout>>,
}

impl Recorder<'_> {
    fn act(&mut self, act: Act) {
        let id = self.fresh();
        match act {
            Act::Line(line) => self.line(line, Promise::Command(CommandId(id.clone())), &id),
            Act::Init => self.line("init --name ana", Promise::Desk, &id),
            Act::Import => {
                let line = "import @/tickets.csv --format csv --map @/map.toml";
                self.line(line, Promise::Tickets(super::super::scene::ROWS), &id);
            }
            Act::Backup => self.line("backup @/data/hoist/copy.hoist", Promise::Copy, &id),
            Act::Stay => self.stay(),
            Act::Notes(count) => {
                for _ in 0..count {
                    let id = self.fresh();
                    self.note(id);
                }
            }
        }
    }

    fn fresh(&mut self) -> String {
        self.commands += 1;
        format!("00000000-0000-7000-8000-{:012x}", self.commands)
    }

    fn traced(&self, command: Command) -> Command {
        let mut command = behind(command, &self.scene.place());
        command.env("HOIST_SHIM_TRACE", &self.file);
        command
    }

    fn line(&mut self, line: &str, promise: Promise, id: &str) {
        let command = self.scene.command(&format!("{line} --command-id {id}"));
        let ran = self.traced(command).output().unwrap();
        assert!(ran.status.success(), "{line}: {ran:?}");
        self.promise(promise);
    }

    /// It holds from the last words on. The shim writes them down when they are out already.
    fn promise(&mut self, promise: Promise) {
        let said = |step: &Step| matches!(step, Step::Said(_));
        for _ in 0..1_000 {
            let before = self.steps.len();
            self.steps.extend(trace_from(&self.file, &mut self.read));
            if let Some(n) = self.steps[before..].iter().rposition(said) {
                return self.promises.push((before + n, promise));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        panic!("nothing was said of {promise:?}");
    }

    fn stay(&mut self) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "faults::power::child_that_stays_at_the_desk"])
            .args(["--nocapture", "--test-threads=1"])
            .env(super::CHILD, self.scene.desk())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = self.traced(command).spawn().unwrap();
        let ask = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut beside = Beside {
            child,
            ask,
            answers,
        };
        beside.wait_for("it is open");
        self.beside = Some(beside);
    }

    fn note(&mut self, id: String) {
        let beside = self.beside.as_mut().unwrap();
        writeln!(beside.ask, "{id}").unwrap();
        beside.wait_for(&id);
        self.promise(Promise::Command(CommandId(id)));
    }

    fn leave(&mut self) {
        if let Some(mut beside) = self.beside.take() {
            drop(beside.ask);
            // What it says at its end goes nowhere else.
            beside.answers.by_ref().for_each(drop);
            assert!(beside.child.wait().unwrap().success());
        }
    }
}

impl Beside {
    fn wait_for(&mut self, words: &str) {
        let found = self.answers.by_ref().map_while(Result::ok);
        let mut found = found.filter(|line| line.contains(words));
        assert!(found.next().is_some(), "it never said: {words}");
    }
}
