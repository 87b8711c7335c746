//! What can be read of a damaged desk, into a new one. Where every record is there and the chain holds, it
//! is the same desk with the same chain. Else it is a new desk with a chain of its own, made of the
//! records that can be read; what is missing, what was changed, and what could not be taken over is
//! listed, and the last lies word for word in a file beside.

mod commands;
mod kept;
mod sorted;

use super::Error;
use super::import::copy::{self, build, lines::Read};
use super::witness::Witnesses;
use crate::domain::agent::Agent;
use crate::domain::event::DeskFact;
use crate::domain::parse;
use crate::store::sqlite::{Hole, Wreck, directory, settle};
use sorted::Sorted;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// What was saved, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Salvaged {
    /// The chain holds from its first record to its last: it is the same desk.
    pub is_whole: bool,
    /// Records that could be read.
    pub read: u64,
    /// Tickets in the new desk.
    pub tickets: u64,
    /// Files in it.
    pub files: u64,
    /// What is missing or doubtful, each a sentence.
    pub lost: Vec<String>,
    /// What the audit says of the new desk; nothing: it holds.
    pub audit: Option<String>,
    /// Records that could be read and not be taken over, word for word.
    pub leftovers: Option<PathBuf>,
}

/// Saves what can be read of the file `from` into a new desk at `order.path`. `progress` is told how many
/// records were read; `witnesses` know what was seen of the desk before.
///
/// # Errors
/// Where not even the beginning of the file can be read, or there is no process file; where something is
/// at the new place; the store's. Nothing is made then, and the damaged file is never written to.
pub fn run(
    from: &Path,
    order: &copy::Order<'_>,
    witnesses: &Witnesses,
    progress: &mut dyn FnMut(u64),
) -> Result<Salvaged, Error> {
    super::side::is_free(order.path)?;
    for end in ["", "-wal", ".leftover.jsonl"] {
        let there = beside(order.path, end);
        if fs::symlink_metadata(&there).is_ok() {
            return Err(Error::Input(format!(
                "{} is already there and stays as it is. Nothing was made; name another file.",
                there.display()
            )));
        }
    }
    let wreck = Wreck::open(from, directory(order.path))?;
    let mut sorted = Sorted::read(&wreck, progress)?;
    let seen = wreck.value("id").and_then(|id| witnesses.of(&id));
    if let Some(seen) = seen {
        sorted.compare(&seen);
    }
    sorted.lost.extend(wreck.log_trouble().map(str::to_owned));
    let mut read = kept::read(&wreck, &mut sorted)?;
    someone(&mut read, order, &mut sorted.lost);
    let mut saved = Salvaged {
        is_whole: read.head.whole,
        read: sorted.count,
        tickets: read.tickets,
        files: read.files.count(),
        lost: std::mem::take(&mut sorted.lost),
        ..Salvaged::default()
    };
    let draft = beside(
        order.path,
        &format!(".new-{}", uuid::Uuid::now_v7().simple()),
    );
    let made = build::desk(&draft, &read, order).and_then(|bad| {
        saved.audit = bad;
        Ok(settle(&draft, order.path, false)?)
    });
    if made.is_err() {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&draft, end));
        }
    }
    made?;
    if !sorted.leftovers.is_empty() {
        let file = beside(order.path, ".leftover.jsonl");
        set_down(&file, &sorted.leftovers)?;
        saved.leftovers = Some(file);
    }
    Ok(saved)
}

/// A desk without a lead could not be used: whoever salvages it is one then.
fn someone(read: &mut Read, order: &copy::Order<'_>, lost: &mut Vec<String>) {
    let leads = |fact: &DeskFact| matches!(fact, DeskFact::Agent(a) if a.lead && !a.removed);
    if read.head.whole || read.book.iter().any(leads) {
        return;
    }
    let name = order.login.name.clone();
    lost.push(format!("No lead is left; you are one now, as {name}."));
    read.book.push(DeskFact::Agent(Agent {
        name: name.as_str().into(),
        tiers: parse::builtin()
            .tiers
            .iter()
            .map(|t| t.id.clone())
            .collect(),
        lead: true,
        uid: Some(order.login.uid),
        ..Agent::default()
    }));
}

fn set_down(file: &Path, records: &[String]) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        let mut open = OpenOptions::new();
        let mut out = open.write(true).create_new(true).mode(0o600).open(file)?;
        for record in records {
            writeln!(out, "{record}")?;
        }
        out.sync_all()
    };
    write().map_err(|e| {
        Error::Input(format!(
            "The new desk is there, but what could not be taken over could not be written to {}: {e}. Make room and salvage again under another name.",
            file.display()
        ))
    })
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What lies in a hole, in words.
fn in_words(what: &str, (from, to): Hole) -> String {
    match to {
        i64::MAX => format!("{what} from {from} on cannot be read."),
        to if to == from => format!("{what} {from} cannot be read."),
        to => format!("{what} {from} to {to} cannot be read."),
    }
}
