//! `doctor`: the desk's file and its surroundings, each finding with the command that mends it.

mod access;
mod clock;
mod file;
mod people;
mod whose;

pub use clock::behind;

use super::error::Error;
use super::session::Session;
use super::setup::beside;
use crate::desk::make;
use crate::domain::{check, words};
use crate::store::sqlite::directory;
use crate::store::{self, Store as _};
use serde_json::json;
use std::path::{Path, PathBuf};

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    /// What is wrong; nothing when it is fine.
    wrong: Option<String>,
    /// How it stands, when it is fine.
    says: String,
    /// The command that mends it.
    mend: String,
}

impl Finding {
    fn fine(what: &'static str, says: impl Into<String>) -> Finding {
        Finding {
            what,
            wrong: None,
            says: says.into(),
            mend: String::new(),
        }
    }

    fn wrong(what: &'static str, wrong: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            what,
            wrong: Some(wrong.into()),
            says: String::new(),
            mend: mend.into(),
        }
    }
}

/// `doctor`.
///
/// # Errors
/// [`Error::Failed`] when something needs mending.
pub fn run(session: &mut Session) -> Result<(), Error> {
    // What lies beside the file and above it is looked at where the file is, not where a link to it is.
    let path = session.config.desk_file();
    let path = std::path::absolute(&path).unwrap_or(path);
    let mut found = vec![zone(session)];
    match std::fs::symlink_metadata(&path) {
        Err(e) => found.push(no_file(&path, &e)),
        Ok(_) => {
            found.extend(file::around(&path));
            let within = inside(session, &path);
            // Who is locked out of the file is helped by another mode of the file, not of what lies beside it; and by that
            // one, not by the mode of a desk that is one person's.
            let is_shut = access::is_unreadable(&path);
            if is_shut || within.iter().any(|f| f.what == people::LOCKED_OUT) {
                found.retain(|f| f.what != file::BESIDE);
                found.retain(|f| f.what != file::MODE || f.wrong.is_none());
            }
            found.extend(within);
        }
    }
    let wrong = found.iter().filter(|f| f.wrong.is_some()).count();
    for finding in &found {
        print(session, finding)?;
    }
    session.out.finish()?;
    if wrong > 0 {
        return Err(Error::Failed(match wrong {
            1 => "1 thing needs mending.".to_owned(),
            n => format!("{n} things need mending."),
        }));
    }
    Ok(())
}

fn print(session: &mut Session, finding: &Finding) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&json!({
            "what": finding.what, "ok": finding.wrong.is_none(),
            "text": finding.wrong.as_ref().unwrap_or(&finding.says), "mend": finding.mend,
        }));
    }
    match &finding.wrong {
        None => session
            .out
            .line(format!("ok     {:<16}{}", finding.what, finding.says)),
        Some(text) => {
            session
                .out
                .line(format!("WRONG  {:<16}{text}", finding.what))?;
            session
                .out
                .line(format!("       {:<16}mend: {}", "", finding.mend))
        }
    }
}

fn zone(session: &Session) -> Finding {
    let name = session.config.zone_name();
    let known = name.is_empty() || jiff::tz::TimeZone::get(&name).is_ok();
    if known {
        let shown = if name.is_empty() {
            "UTC".to_owned()
        } else {
            name
        };
        return Finding::fine("time zone", shown);
    }
    Finding::wrong(
        "time zone",
        format!("“{name}” is not in the tz database"),
        format!(
            "write zone = \"Europe/Berlin\" (or yours) into {}",
            session.config.file.display()
        ),
    )
}

fn no_file(path: &Path, error: &std::io::Error) -> Finding {
    let shown = path.display();
    if error.kind() == std::io::ErrorKind::NotFound {
        return Finding::wrong("file", format!("there is no desk at {shown}"), "hoist init");
    }
    if let Some(shut) = access::shut(path) {
        return shut;
    }
    Finding::wrong(
        "file",
        format!("{shown} cannot be reached: {error}"),
        format!("ls -ld {}", quoted(path)),
    )
}

fn parent(path: &Path) -> PathBuf {
    directory(path).to_owned()
}

/// The whole desk made anew from its log, in tables of our own; it must be open nowhere. Who may reach it stays so.
fn anew(path: &Path) -> String {
    let (file, copy) = (quoted(path), beside(path, ".anew"));
    let (copy, old) = (quoted(&copy), quoted(&beside(path, ".strange")));
    let given = match nix::unistd::geteuid().is_root() {
        true => "chown",
        false => "chgrp",
    };
    people::anew(
        path,
        format!(
            "hoist salvage {file} --to {copy} && {given} --reference={file} {copy} && chmod --reference={file} {copy} && mv {file} {old} && mv {copy} {file}"
        ),
    )
}

/// A path as a shell takes it: whole, whatever is in it.
fn quoted(path: &Path) -> String {
    crate::domain::blocker::quoted(&path.display().to_string())
}

/// What is done about a desk that cannot be opened.
fn cannot_open(path: &Path, error: &store::Error) -> Finding {
    match error {
        store::Error::Full { .. } => {
            let mend = format!("df -h {}", quoted(&parent(path)));
            Finding::wrong("disk space", error.to_string(), mend)
        }
        store::Error::Newer { .. } => Finding::wrong(
            "schema",
            error.to_string(),
            "hoist --version (it must be the newer one: install that)",
        ),
        store::Error::Older(_) => Finding::wrong(
            "schema",
            "the desk is of an older hoist; whoever opens it to write brings it up to date, after a checked backup beside it",
            format!("hoist --desk {} list", quoted(path)),
        ),
        store::Error::Strange { mend, .. } => {
            Finding::wrong("schema", error.to_string(), mend.as_str())
        }
        store::Error::Busy(_) => Finding::wrong(
            "desk",
            error.to_string(),
            format!("fuser -v {}", quoted(path)),
        ),
        // A file that one may not read is not damaged: nothing is to be put in its place.
        _ => access::denied(path)
            .unwrap_or_else(|| Finding::wrong("desk", error.to_string(), save(path))),
    }
}

/// What is done about a damaged file.
fn save(path: &Path) -> String {
    people::anew(
        path,
        format!(
            "hoist restore-desk BACKUP --aside, or where there is none: hoist salvage {}",
            quoted(path)
        ),
    )
}

/// The desk itself: schema, SQLite's own check, the process.
fn inside(session: &Session, path: &Path) -> Vec<Finding> {
    let store = match make::open_store(path) {
        Ok(store) => store,
        Err(e) => return vec![cannot_open(path, &e)],
    };
    let mut found = vec![match store.check_schema() {
        Ok(None) => Finding::fine("desk", "of this hoist's schema"),
        Ok(Some(bad)) => Finding::wrong(
            "schema",
            format!("{bad} Somebody changed the file with another program."),
            anew(path),
        ),
        Err(e) => cannot_open(path, &e),
    }];
    match store.check_file() {
        Ok(said) if said.is_empty() => {
            found.push(Finding::fine("pages", "SQLite finds nothing wrong"))
        }
        Ok(said) => found.push(Finding::wrong("pages", said.join("; "), save(path))),
        Err(e) => found.push(cannot_open(path, &e)),
    }
    found.push(process(&store));
    found.push(last_backup(&store));
    let group = people::one_group(path, &store.agents().unwrap_or_default());
    // Whether logins are in the file's group says nothing where that is the wrong one.
    let is_right = group.as_ref().is_none_or(|g| g.what != people::GROUP);
    found.extend(group);
    drop(store);
    // Whoever is no agent here may still look after the file.
    if let Ok(desk) = session.unwitnessed_desk() {
        if is_right {
            found.extend(people::members(&desk, path));
        }
        found.push(people::witness(session, &desk));
        found.push(clock::clock(&desk));
    }
    found
}

/// When the desk was last copied, and what came since.
fn last_backup(store: &crate::store::sqlite::SqliteStore) -> Finding {
    use crate::store::copy::Copies;
    let mend = "hoist backup FILE";
    let read = store
        .last_copy()
        .and_then(|last| Ok((last, store.head()?.0)));
    match read {
        Err(e) => Finding::wrong("backup", e.to_string(), mend),
        Ok((None, _)) => Finding::fine("backup", format!("none is recorded; {mend} makes one")),
        // The event that records it came behind it.
        Ok((Some(last), head)) => Finding::fine(
            "backup",
            format!(
                "{} into {}, {} records ago",
                words::rfc3339(last.at),
                last.file,
                (head - last.n - 1).max(0)
            ),
        ),
    }
}

fn process(store: &crate::store::sqlite::SqliteStore) -> Finding {
    let mend = "hoist process check, then hoist process use FILE";
    // As it stands in the file, also where it is a built-in one.
    let text = store
        .desk()
        .and_then(|info| store.process_file(&info.process_hash));
    let text = match text {
        Ok(text) => text.unwrap_or_default(),
        Err(e) => return Finding::wrong("process", e.to_string(), mend),
    };
    match check::file(&text) {
        Ok((process, _)) => {
            Finding::fine("process", format!("{}, leads to the archive", process.name))
        }
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Finding::wrong("process", first, mend)
        }
    }
}
