//! P10: one command line write and one list, the whole process, in turn with what the `sqlite3` shell takes for one
//! row, for the same rows, and for one list: a machine that is slower for a while is so for all.

use super::desks::{self, Copy};
use super::floor::Shell;
use super::rows::Rows;
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

/// The words of a command about this ticket.
fn words(args: &[&str], id: &str) -> Vec<String> {
    let named = |arg: &&str| match *arg {
        "ID" => id.to_owned(),
        other => other.to_owned(),
    };
    args.iter().map(named).collect()
}

impl Bench<'_> {
    fn run(&self, args: &[&str], id: &str) -> (Span, String) {
        let args = words(args, id);
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
    let rows = shell.as_ref().map(|_| Rows::of(&bench.copy.0));
    let mut spans = vec![Vec::new(); kinds.len()];
    let mut same = vec![Vec::new(); kinds.len()];
    let (mut inserts, mut lists) = (Vec::new(), Vec::new());
    for begin in (0..n).step_by(BLOCK) {
        let block = begin..n.min(begin + BLOCK);
        if let Some(shell) = &shell {
            inserts.extend(block.clone().map(|_| shell.insert()));
            lists.extend(block.clone().map(|_| shell.list()));
        }
        for (at, (_, args, ids)) in kinds.iter().enumerate() {
            spans[at].extend(block.clone().map(|i| bench.run(args, &ids[i]).0));
            if let Some(rows) = rows.as_ref().filter(|_| *args != LIST) {
                same[at].extend(block.clone().map(|i| rows.write(&words(args, &ids[i]))));
            }
        }
    }
    let floor = |spans: &[Span]| (!spans.is_empty()).then(|| percentile(spans, 50));
    let (insert, list) = (floor(&inserts), floor(&lists));
    if shell.is_some() {
        line("P10 the shell's insert of one row", &inserts, None);
        line("P10 the shell's list", &lists, None);
    }
    for (((what, args, _), spans), same) in kinds.iter().zip(&spans).zip(&same) {
        line(what, spans, if *args == LIST { list } else { insert });
        if !same.is_empty() {
            line("    the same rows by the shell", same, None);
            line("    and so", spans, floor(same));
        }
    }
}
