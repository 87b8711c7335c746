//! P10: one command line write and one list, the whole process, in turn with what the `sqlite3` shell takes for one
//! insert and one list: a machine that is slower for a while is so for both.

use super::desks::{self, Copy};
use super::floor::Shell;
use super::session::Span;
use super::{line, percentile};
use std::path::Path;

/// Commands of one kind that follow each other.
const BLOCK: usize = 10;

/// What has to be said before a ticket may be escalated.
const BEFORE: [&[&str]; 9] = [
    &["take", "ID"],
    &["answer", "ID", "symptoms", "--text", "it stops"],
    &["answer", "ID", "steps", "--text", "start it twice"],
    &["answer", "ID", "errors", "--text", "E42: no route"],
    &["answer", "ID", "changes", "--text", "none is known"],
    &["check", "ID", "configurations", "--done", "matches"],
    &["check", "ID", "logs", "--done", "nothing unusual"],
    &["check", "ID", "known_issues", "--done", "none found"],
    &["check", "ID", "updates", "--done", "up to date"],
];

const NEW: &[&str] = &["new", "--subject", "Bench", "--customer", "Acme"];
const NOTE: &[&str] = &["note", "ID", "--text", "a note"];
const TAKE: &[&str] = &["take", "ID"];
const ESCALATE: &[&str] = &[
    "escalate",
    "ID",
    "--because",
    "in_depth",
    "--why",
    "it needs a trace",
];
const LIST: &[&str] = &["list", "--limit", "40"];

/// A copy of the desk that is written to.
struct Bench<'a> {
    exe: &'a Path,
    copy: Copy,
}

impl Bench<'_> {
    fn run(&self, args: &[&str], id: &str) -> (Span, String) {
        let named = |arg: &&str| {
            if *arg == "ID" {
                id.to_owned()
            } else {
                (*arg).to_owned()
            }
        };
        let args: Vec<String> = args.iter().map(named).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        desks::run(self.exe, &self.copy.0, &args).unwrap()
    }

    /// New tickets, after these commands.
    fn tickets(&self, n: usize, before: &[&[&str]]) -> Vec<String> {
        let made = |_| {
            let said = self.run(NEW, "").1;
            let id: String = said.chars().filter(char::is_ascii_digit).collect();
            for args in before {
                self.run(args, &id);
            }
            id
        };
        (0..n).map(made).collect()
    }
}

/// Measures `n` of each.
pub fn measure(exe: &Path, desk: &Path, n: usize) {
    let bench = Bench {
        exe,
        copy: Copy::of(desk),
    };
    let shell = Shell::new();
    let noted = vec![bench.tickets(1, &[]).concat(); n];
    let (free, ready) = (bench.tickets(n, &[]), bench.tickets(n, &BEFORE));
    let none = vec![String::new(); n];
    let kinds = [
        ("P10 new", NEW, &none),
        ("P10 note", NOTE, &noted),
        ("P10 take", TAKE, &free),
        ("P10 escalate", ESCALATE, &ready),
        ("P10 list", LIST, &none),
    ];
    let mut spans = vec![Vec::new(); kinds.len()];
    let (mut inserts, mut lists) = (Vec::new(), Vec::new());
    for begin in (0..n).step_by(BLOCK) {
        let block = begin..n.min(begin + BLOCK);
        if let Some(shell) = &shell {
            inserts.extend(block.clone().map(|_| shell.insert()));
            lists.extend(block.clone().map(|_| shell.list()));
        }
        for ((_, args, ids), spans) in kinds.iter().zip(&mut spans) {
            spans.extend(block.clone().map(|i| bench.run(args, &ids[i]).0));
        }
    }
    let floor = |spans: &[Span]| (!spans.is_empty()).then(|| percentile(spans, 50));
    let (insert, list) = (floor(&inserts), floor(&lists));
    if shell.is_some() {
        line("P10 the shell's insert", &inserts, None);
        line("P10 the shell's list", &lists, None);
    }
    for ((what, args, _), spans) in kinds.iter().zip(&spans) {
        line(what, spans, if *args == LIST { list } else { insert });
    }
}
