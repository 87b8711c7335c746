//! Which commands there are over SSH. Every command of hoist stands in one of the two lists; one that is in
//! neither is refused, and a test says so.

use crate::domain::id::{NumberOn, TicketId};
use clap::builder::ValueParser;
use clap::{Command, ValueHint};
use std::ffi::OsStr;
use std::path::PathBuf;

/// The work of an agent.
const WORK: &[&str] = &[
    "accept",
    "agents",
    "answer",
    "answered",
    "approve",
    "archive",
    "ask",
    "assign",
    "attach",
    "attachment",
    "attachments",
    "cancel",
    "check",
    "close",
    "criterion",
    "customers",
    "decline",
    "deploy",
    "dissatisfied",
    "escalate",
    "export",
    "follow-up",
    "handover",
    "hold",
    "keep",
    "kept",
    "keys",
    "kb",
    "lift",
    "link",
    "list",
    "logs",
    "merge",
    "message",
    "messages",
    "new",
    "note",
    "notifications",
    "oncall",
    "override",
    "products",
    "recall",
    "received",
    "record",
    "reject",
    "release",
    "reopen",
    "report",
    "resolve",
    "restore",
    "restrict",
    "resume",
    "return",
    "review",
    "search",
    "set",
    "settle",
    "show",
    "sign",
    "similar",
    "snapshot",
    "split",
    "status",
    "take",
    "teams",
    "tell",
    "templates",
    "todo",
    "undo",
    "unlink",
    "unmerge",
    "updates",
    "waive",
    "who",
    "whoami",
    "withdraw",
];

/// Looking after the desk, its file and its host: done on the host.
pub const ELSEWHERE: &[&str] = &[
    "audit",
    "backup",
    "completions",
    "config",
    "demo",
    "doctor",
    "hooks",
    "import",
    "init",
    "man",
    "process",
    "restore-desk",
    "salvage",
    "sql",
    "ssh",
    "ssh-keys",
    "tick",
];

/// Flags that name another desk, config or agent, or steer the interface.
const FLAGS: &[&str] = &["as", "config", "desk", "keys", "print"];

/// Why a command may not be run over SSH; `None`: it may. `tree` is the whole command line.
#[must_use]
pub fn refusal(tree: &Command, words: &[String]) -> Option<String> {
    let verb = words.first().map(String::as_str).unwrap_or_default();
    if ELSEWHERE.contains(&verb) {
        return Some(format!(
            "“{verb}” looks after the desk and its host; it is run on the host, not over SSH."
        ));
    }
    if !WORK.contains(&verb) {
        return Some(
            "There is no such command over SSH. Without a command (ssh -t) the interface opens; ssh … list shows your queue."
                .to_owned(),
        );
    }
    let mut named = std::iter::once("hoist".to_owned()).chain(words.iter().cloned());
    let before = words.iter().take_while(|w| *w != "--");
    let flag = |w: &String| {
        let name = w
            .strip_prefix("--")
            .map(|w| w.split('=').next().unwrap_or_default());
        name.and_then(|name| FLAGS.iter().find(|f| **f == name))
    };
    // “link 7 9 --as duplicate” says how tickets are linked.
    let links = matches!(verb, "link" | "unlink" | "split");
    let said = before.filter_map(flag).find(|f| !(links && **f == "as"));
    if let Some(flag) = said {
        return Some(format!(
            "--{flag} is not possible over SSH: who you are and which desk this is was settled when you came in."
        ));
    }
    file_argument(tree, &mut named)
}

/// A file named by its path; `-` is standard input. Which arguments are files is read off the tree, so that a
/// new command is held back too.
fn file_argument(tree: &Command, line: &mut dyn Iterator<Item = String>) -> Option<String> {
    // A line that cannot be read says why by itself.
    let matches = tree.clone().try_get_matches_from(line).ok()?;
    let (mut command, mut matches) = (tree, &matches);
    if let Some(("logs", given)) = matches.subcommand() {
        return log_of_host(given);
    }
    if let Some(("export", given)) = matches.subcommand()
        && given.get_raw("ids").is_none()
    {
        return Some(
            "A whole desk or a queue is exported on the host; over SSH name the tickets: export 1042.".to_owned(),
        );
    }
    loop {
        for arg in command.get_arguments().filter(|a| takes_path(a)) {
            let id = arg.get_id().as_str();
            let given = matches.try_get_raw(id).ok().flatten();
            if given.is_some_and(|mut each| each.any(|v| v != OsStr::new("-"))) {
                let name = match arg.get_long() {
                    Some(long) => format!("--{long}"),
                    None => id.to_uppercase(),
                };
                return Some(format!(
                    "{name} names a file of the desk's host; over SSH only - is possible, which is standard input or output."
                ));
            }
        }
        let (name, deeper) = matches.subcommand()?;
        command = command.find_subcommand(name)?;
        matches = deeper;
    }
}

/// Of logs an attachment of a ticket, by two numbers, and what is piped in; never a file, whatever it is called.
fn log_of_host(given: &clap::ArgMatches) -> Option<String> {
    let named = given.try_get_raw("files").ok().flatten();
    let named: Vec<&OsStr> = named.into_iter().flatten().collect();
    let number = |word: &OsStr| word.to_str().is_some_and(|w| w.parse::<TicketId>().is_ok());
    let on = |word: &OsStr| word.to_str().is_some_and(|w| w.parse::<NumberOn>().is_ok());
    match named.as_slice() {
        [one] if *one == OsStr::new("-") => None,
        [ticket, n] if number(ticket) && on(n) => None,
        _ => Some(
            "Over SSH a log is an attachment (logs 1042 2: the second one of ticket 1042) or standard input (logs -); a file of the desk's host is not read."
                .to_owned(),
        ),
    }
}

fn takes_path(arg: &clap::Arg) -> bool {
    let path: ValueParser = clap::value_parser!(PathBuf);
    arg.get_value_parser().type_id() == path.type_id()
        || matches!(
            arg.get_value_hint(),
            ValueHint::FilePath | ValueHint::DirPath | ValueHint::AnyPath
        )
}

#[cfg(test)]
mod tests {
    use super::{ELSEWHERE, WORK, refusal};
    use crate::cli::args::command;
    use crate::cli::ssh::words::words;

    #[test]
    fn every_command_is_decided_upon() {
        let names: Vec<String> = command()
            .get_subcommands()
            .map(|c| c.get_name().to_owned())
            .filter(|name| name != "help")
            .collect();
        for name in &names {
            let held = usize::from(ELSEWHERE.contains(&name.as_str()));
            let allowed = usize::from(WORK.contains(&name.as_str()));
            assert_eq!(
                held + allowed,
                1,
                "{name} is in one list of src/cli/ssh/allowed.rs"
            );
        }
        for name in WORK {
            assert!(names.iter().any(|n| n == name), "{name} is a command");
        }
    }

    #[test]
    fn files_other_agents_and_other_desks_are_held_back() {
        let tree = command();
        let tried = |line: &str| refusal(&tree, &words(line.as_bytes()).unwrap());
        for line in [
            "scp -t /tmp",
            "internal-sftp",
            "/bin/sh",
            "sh -c id",
            "",
            "sql --readonly",
            "ssh --agent ana",
            "list --as ana",
            "list --desk=/tmp/x",
            "--desk /tmp/x list",
            "list --config /tmp/x",
            "attach 7 /etc/passwd",
            "attach 7 - /etc/passwd --name x",
            "note 7 --text-file /etc/passwd",
            "note 7 --text-file=/etc/passwd",
            "kb import /etc",
            "kb export /tmp/x",
            "attachment 7 1 --to /tmp",
            "snapshot add 7 /etc/passwd",
            "show 7 --keys q --print 80x24",
            "export",
            "export --query is:open",
            "export 7 --out /tmp/x",
            "doctor",
            "process use x",
            "logs /etc/passwd",
            "logs ./7",
            "logs 7",
            "logs 7 /etc/passwd",
            "logs /etc/passwd 7",
            "logs 7 1 2",
            "logs 7 -",
            "logs - /etc/passwd",
            "logs - 7 1",
            "logs 7 ../1",
            "logs 7 0x1",
            "logs -- /etc/passwd",
            "agents list --as ana",
        ] {
            assert!(tried(line).is_some(), "{line}");
        }
        for line in [
            "list --mine",
            "accept 7",
            "note 7 --text -- --as",
            "note 7 --text-file -",
            "attach 7 - --name x",
            "link 7 9 --as duplicate",
            "search --kind kb disk",
            "note 7 --text '--desk is a flag'",
            "attachment 7 1",
            "export 7 8 --format markdown",
            "logs 7 1",
            "logs #7 8.2 --json",
            "logs - --level error",
        ] {
            assert_eq!(tried(line), None, "{line}");
        }
    }
}
