//! The program as its people use it: the real binary in a pseudo-terminal, driven by keys alone.
//!
//! A [`Seat`] is one agent before the desk. What is typed between quotation marks is prose; every
//! other key counts, and the tasks of the book of budgets assert how many there were.

mod ahead;
mod articles;
mod budgets;
mod by_itself;
mod editor;
mod hostile;
mod hurt;
mod imported;
mod plain;
mod presence;
mod search;
mod sizes;
mod torn;
mod way;
mod windows;

use crate::support::pty::{PATIENCE, Pty};
use hoist::tui::keys::{Code, Stroke, parse_script};
use portable_pty::CommandBuilder;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A small desk in a home of its own: lea made it and leads all tiers, tom and tina are Tier 1, ben
/// is Tier 2, eve and dan are Engineering; Lena Park of Acme calls.
struct Desk {
    home: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            home: TempDir::new().unwrap(),
        };
        desk.ok(&["init", "--name", "lea"]);
        for (name, tier) in [
            ("tom", "tier1"),
            ("tina", "tier1"),
            ("ben", "tier2"),
            ("eve", "engineering"),
            ("dan", "engineering"),
        ] {
            desk.ok(&["agents", "add", name, "--tier", tier]);
        }
        desk.ok(&["customers", "add", "Acme"]);
        let lena = [
            "Lena Park",
            "--customer",
            "1",
            "--address",
            "lena@acme.example",
        ];
        desk.ok(&[&["customers", "contact", "add"][..], &lena[..]].concat());
        desk
    }

    /// A desk with a ticket that Tier 1 works on.
    fn working() -> Self {
        let desk = Self::new();
        desk.open("Payments down", "It is down since nine.");
        desk.ok(&["take", "1", "--as", "tom"]);
        desk
    }

    /// A ticket whose escalation lacks nothing but the reason.
    fn ready() -> Self {
        let desk = Self::working();
        for field in ["symptoms", "steps", "errors", "changes"] {
            desk.ok(&["answer", "1", field, "--as", "tom", "--text", field]);
        }
        for item in ["configurations", "logs", "known_issues", "updates"] {
            desk.ok(&["check", "1", item, "--as", "tom", "--done", "fine"]);
        }
        desk
    }

    /// A ticket that waits for Tier 2.
    fn handed_up() -> Self {
        let desk = Self::ready();
        let why = ["--because", "potential-bug", "--why", "it drops charges"];
        desk.ok(&[&["escalate", "1", "--as", "tom"][..], &why[..]].concat());
        desk
    }

    /// A ticket that Tier 2 has accepted.
    fn accepted() -> Self {
        let desk = Self::handed_up();
        desk.ok(&["show", "1", "--package", "1", "--as", "ben"]);
        desk.ok(&["accept", "1", "--as", "ben"]);
        desk
    }

    /// A ticket that Engineering has accepted.
    fn at_engineering() -> Self {
        let desk = Self::accepted();
        let record = |kind: &str, values: &[&str]| {
            desk.ok(&[&["record", "1", kind, "--as", "ben"][..], values].concat());
        };
        record("finding", &["text=the pool is empty"]);
        record("root_cause", &["text=a leak", "certainty=hypothesis"]);
        record(
            "replication",
            &["outcome=reproduced", "environment=staging", "version=4.2"],
        );
        record("workaround", &["state=none_found"]);
        desk.ok(&["check", "1", "teams", "--as", "ben", "--done", "not needed"]);
        let why = ["--because", "software_bug", "--why", "the pool leaks"];
        desk.ok(&[&["escalate", "1", "--as", "ben"][..], &why[..]].concat());
        desk.ok(&["show", "1", "--package", "2", "--as", "eve"]);
        desk.ok(&["accept", "1", "--as", "eve"]);
        desk
    }

    fn open(&self, subject: &str, text: &str) {
        let call = ["--contact", "lena@acme.example", "--channel", "phone"];
        let words = ["--impact", "medium", "--urgency", "medium", "--text", text];
        let new = [
            "new",
            "--as",
            "tom",
            "--subject",
            subject,
            "--customer",
            "Acme",
        ];
        self.ok(&[&new[..], &call[..], &words[..]].concat());
    }

    fn home(&self) -> &Path {
        self.home.path()
    }

    fn file(&self) -> PathBuf {
        self.home().join("desk/desk.hoist")
    }

    fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        vec![
            ("HOME", self.home().to_owned()),
            ("XDG_CONFIG_HOME", self.home().join("config")),
            ("XDG_DATA_HOME", self.home().join("data")),
            ("XDG_STATE_HOME", self.home().join("state")),
            ("TZ", PathBuf::from("UTC")),
        ]
    }

    /// Runs a command on the desk.
    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_hoist"))
            .arg("--desk")
            .arg(self.file())
            .args(words)
            .env_clear()
            .envs(self.environment())
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed; what it printed.
    #[track_caller]
    fn ok(&self, words: &[&str]) -> String {
        let done = self.run(words);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{words:?}: {said}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// The stage of a ticket as the command line says it.
    fn stage(&self, ticket: &str) -> String {
        let shown = self.ok(&["--json", "show", ticket]);
        let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
        shown["stage"].as_str().unwrap().to_owned()
    }

    /// The interface as a command, before an agent.
    fn interface(&self, agent: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_hoist"));
        command.arg("--desk");
        command.arg(self.file());
        command.args(["--as", agent]);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        command.cwd(self.home());
        command
    }

    /// An agent sits down; the first ticket of the queue, if any, is on the screen.
    fn seat(&self, agent: &str) -> Seat {
        self.seat_of(agent, (120, 36))
    }

    fn seat_of(&self, agent: &str, size: (u16, u16)) -> Seat {
        let pty = Pty::spawn_command(self.interface(agent), size);
        let seat = Seat { pty, count: 0 };
        seat.pty.wait_text(agent);
        seat.settle();
        seat
    }
}

/// An agent before the desk.
struct Seat {
    pty: Pty,
    count: usize,
}

impl Seat {
    /// Types, one stroke after the other as a person does: the screen is at rest before the next.
    #[track_caller]
    fn keys(&mut self, script: &str) -> &mut Self {
        for stroke in parse_script(script).unwrap() {
            let sent = self.pty.sent();
            match &stroke {
                Stroke::Key(key) => {
                    self.count += 1;
                    self.pty.keys(&key.to_string());
                    if key.code == Code::Esc {
                        // What comes right behind it would be a key with Alt.
                        self.pty.wait_read();
                        std::thread::sleep(Duration::from_millis(80));
                    }
                }
                Stroke::Text(text) => self.pty.send(text),
            }
            self.answered(sent);
        }
        self
    }

    /// Types, then waits for words on the screen.
    #[track_caller]
    fn sees(&mut self, script: &str, words: &str) -> &mut Self {
        self.keys(script);
        self.pty.wait_text(words);
        self
    }

    /// Waits until the answer to a key is painted; some keys have none.
    fn answered(&self, sent: usize) {
        let began = Instant::now();
        while self.pty.sent() == sent && began.elapsed() < Duration::from_millis(300) {
            std::thread::sleep(Duration::from_millis(2));
        }
        self.settle();
    }

    /// Waits until the screen is at rest.
    fn settle(&self) {
        self.pty.wait_quiet(Duration::from_millis(35));
    }

    /// As long as a person takes between a paste and the next key.
    fn pause(&self) {
        std::thread::sleep(Duration::from_millis(250));
    }

    /// Waits until words are gone.
    #[track_caller]
    fn gone(&self, words: &str) {
        self.pty
            .wait_for(&format!("the end of `{words}`"), |screen| {
                !screen.contents().contains(words)
            });
    }

    #[track_caller]
    fn shows(&self, words: &str) {
        self.pty.wait_text(words);
    }

    /// Leaves by key.
    #[track_caller]
    fn leave(mut self) -> usize {
        let count = self.count;
        self.pty.keys("q");
        let status = self.pty.end_within(PATIENCE);
        let status = status.unwrap_or_else(|| panic!("it never ended:\n{}", self.pty.screen()));
        assert_eq!(status.exit_code(), 0, "{}", self.pty.screen());
        assert_eq!(self.pty.left_behind(), None);
        count
    }
}

/// The budget of a task: what is typed besides prose.
#[track_caller]
fn within(budget: usize, count: usize) {
    assert!(count <= budget, "{count} keys, at most {budget}");
}
