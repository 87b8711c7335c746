//! The command line on the real program, in a temporary home.

mod again;
mod audit;
mod auditor;
mod backup;
mod brought;
mod callers;
mod clocks;
mod doctor;
mod duty;
mod errors;
mod export;
mod files;
mod first;
mod flips;
mod help;
mod hooks;
mod hostile;
mod identity;
mod kb;
mod keep;
mod known;
mod linked;
mod logs;
mod mends;
mod noted;
mod products;
mod reach;
mod refusals;
mod report;
mod search;
mod shapes;
mod similar;
mod snapshots;
mod taken;
mod talk;
mod tick;
mod veil;
mod way;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A home with a desk: ana made it and leads all tiers; tom is Tier 1, ben Tier 2, eve and dan are
/// Engineering, lea leads Tier 1 and Tier 2.
pub struct Home {
    dir: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    /// A home without a desk.
    pub fn empty() -> Home {
        Home {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A home with a desk and its agents.
    pub fn new() -> Home {
        let home = Home::empty();
        home.ok("init --name ana");
        for agent in [
            "tom --tier tier1",
            "ben --tier tier2",
            "eve --tier engineering",
            "dan --tier engineering",
            "lea --tier tier1 tier2 --lead",
        ] {
            home.ok(&format!("agents add {agent}"));
        }
        home
    }

    /// The same in memory, where the system has such a place.
    pub fn in_memory() -> Home {
        Home {
            dir: super::support::desk::scratch(),
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn desk(&self) -> PathBuf {
        self.path().join("data/hoist/desk.hoist")
    }

    /// The program in this home, and nothing of the tester's own.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hoist"));
        command
            .args(words(line))
            .env_clear()
            .env("HOME", self.path())
            .env("XDG_CONFIG_HOME", self.path().join("config"))
            .env("XDG_DATA_HOME", self.path().join("data"))
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("TZ", "Europe/Berlin")
            .stdin(Stdio::null());
        command
    }

    /// The program in this home, in a terminal.
    pub fn terminal(&self, line: &str) -> super::support::pty::Pty {
        let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_hoist"));
        command.args(words(line));
        command.env_clear();
        command.env("HOME", self.path());
        command.env("TERM", "xterm-256color");
        for (name, dir) in [("CONFIG", "config"), ("DATA", "data"), ("STATE", "state")] {
            command.env(format!("XDG_{name}_HOME"), self.path().join(dir));
        }
        super::support::pty::Pty::spawn_command(command, (100, 30))
    }

    /// The program with these arguments, each whole.
    pub fn run_args(&self, arguments: &[&str]) -> Ran {
        ran(self.command("").args(arguments).output().unwrap())
    }

    pub fn run(&self, line: &str) -> Ran {
        ran(self.command(line).output().unwrap())
    }

    pub fn with_input(&self, line: &str, input: &[u8]) -> Ran {
        let mut child = self
            .command(line)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let ran = ran(child.wait_with_output().unwrap());
        match writer.join().unwrap() {
            // A command that refuses the line need not read on.
            Err(e) if ran.code != 0 && e.kind() == std::io::ErrorKind::BrokenPipe => {}
            written => written.unwrap(),
        }
        ran
    }

    /// Runs what must succeed; the output.
    pub fn ok(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        assert_eq!(ran.err, "", "{line}");
        ran.out
    }

    /// Runs what must fail with this exit code; what was said.
    pub fn fails(&self, code: i32, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        format!("{}{}", ran.out, ran.err)
    }

    /// The first JSON object of a run that must succeed.
    pub fn json(&self, line: &str) -> serde_json::Value {
        let out = self.ok(&format!("--json {line}"));
        serde_json::from_str(out.lines().next().unwrap()).unwrap()
    }

    /// A ticket that Tier 1 works on, with everything an escalation needs on the ticket.
    pub fn triaged(&self) {
        self.triaged_in(1);
    }

    /// The same as ticket `n`, the next to be opened.
    pub fn triaged_in(&self, n: u32) {
        self.ok("new --as tom --subject \"Payments API returns 502\" --customer Acme --contact lena@acme.example --channel phone --impact high --urgency medium --text \"It is down\"");
        self.ok(&format!("take {n} --as tom"));
        for field in ["symptoms", "steps", "errors"] {
            self.ok(&format!(
                "answer {n} {field} --as tom --text \"the {field}\""
            ));
        }
        self.ok(&format!(
            "answer {n} changes --as tom --unavailable \"nobody knows\""
        ));
        for item in ["configurations", "logs", "known-issues"] {
            self.ok(&format!("check {n} {item} --as tom --done matches"));
        }
        self.ok(&format!(
            "check {n} updates --as tom --skip \"hosted by us\""
        ));
    }
}

pub fn ran(output: std::process::Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Words of a line; double quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut word = None::<String>;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
