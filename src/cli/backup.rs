//! `backup`, `restore-desk`, `salvage`: the desk's file as a whole.

use super::args::{BackupTo, RestoreDesk, Salvage};
use super::error::Error;
use super::progress;
use super::session::{Session, complain};
use crate::desk::backup::Unrecorded;
use crate::desk::import::copy;
use crate::desk::{Login, restore, salvage, system_clock};
use crate::domain::words;
use crate::store::copy::Part;
use indicatif::ProgressBar;
use serde_json::json;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What was begun is taken away when a signal comes; the second one ends the program at once.
struct Interrupted(Arc<AtomicUsize>);

impl Interrupted {
    fn watch() -> Interrupted {
        let seen = Arc::new(AtomicUsize::new(0));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            let number = usize::try_from(signal).unwrap_or_default();
            // Where a signal cannot be watched it ends the program, as it would without us.
            let _ = flag::register_usize(signal, Arc::clone(&seen), number);
        }
        Interrupted(seen)
    }

    fn goes_on(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// What is said of work that was broken off.
    fn error(&self) -> Error {
        let signal = self.0.load(Ordering::Relaxed);
        Error::Broken(128 + u8::try_from(signal).unwrap_or_default())
    }
}

const COPYING: &str = "copying {percent} %, {binary_bytes_per_sec}, {eta} left";

/// How far a copy is; it goes from the screen when this is dropped.
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Bar {
        Bar(progress::bar(COPYING))
    }

    fn tell(&self, part: Part, done: u64, of: u64) {
        let template = match part {
            Part::Copying => COPYING,
            Part::Checking => "checking the copy, {elapsed}",
            Part::Chain => "checking its audit chain, {percent} %, {eta} left",
        };
        progress::says(&self.0, template);
        self.0.set_length(of);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// `backup FILE`.
///
/// # Errors
/// A file that is there already, no room, whoever may not read everything.
pub fn backup(session: &mut Session, args: &BackupTo) -> Result<(), Error> {
    if args.file == Path::new("-") {
        return Err(Error::Usage(
            "A backup is a file that is read back and checked; name one. Nothing was written."
                .to_owned(),
        ));
    }
    let mut desk = session.desk()?;
    let stopped = Interrupted::watch();
    let bar = Bar::new();
    let made = desk.back_up(&args.file, &mut |part, done, of| {
        bar.tell(part, done, of);
        stopped.goes_on()
    });
    drop(bar);
    let Some(made) = made? else {
        return Err(stopped.error());
    };
    let copied = made.copied;
    let note = made.unrecorded.map(|unrecorded| {
        let why = unrecorded.why();
        format!("{why}, so the desk does not remember this backup")
    });
    if session.global.json {
        return session.out.json(&json!({
            "file": copied.file.display().to_string(), "n": copied.n, "hash": copied.hash,
            "bytes": copied.bytes, "recorded": note.is_none(), "warnings": Vec::from_iter(note),
        }));
    }
    session.out.line(format!(
        "backed up to {}: {}, up to record {} {}",
        copied.file.display(),
        words::size(copied.bytes),
        copied.n,
        copied.hash
    ))?;
    match (made.unrecorded, note) {
        // Whoever may only read expects no more.
        (Some(Unrecorded::ReadOnly), Some(note)) => session.out.line(note),
        (_, Some(note)) => {
            complain(&note);
            Ok(())
        }
        (_, None) => Ok(()),
    }
}

/// `restore-desk FILE`.
///
/// # Errors
/// A desk that is in use or not to be moved aside, a backup that is damaged, no room.
pub fn restore(session: &mut Session, args: &RestoreDesk) -> Result<(), Error> {
    if !args.file.exists() {
        return Err(Error::NotFound(format!(
            "There is no backup at {}.",
            args.file.display()
        )));
    }
    let stopped = Interrupted::watch();
    let bar = Bar::new();
    let order = restore::Order {
        from: &args.file,
        // A link stays a link: what is exchanged is the file it leads to.
        to: &session.config.desk_file(),
        aside: args.aside,
        witnesses: session.witnessing().witnesses,
        clock: system_clock(),
    };
    let done = restore::run(&order, &mut |part, done, of| {
        bar.tell(part, done, of);
        stopped.goes_on()
    });
    drop(bar);
    let Some(done) = done? else {
        return Err(stopped.error());
    };
    // Whoever restores knows it: what is here now is what they saw.
    let witnesses = session.witnessing().witnesses;
    let head = (done.copied.n, done.copied.hash.clone());
    let _ = witnesses.keep(&done.copied.desk, &head);
    let _ = witnesses.keep_place(&done.copied.file, &done.copied.desk);
    if session.global.json {
        return session.out.json(&json!({
            "desk": done.copied.file.display().to_string(), "n": done.copied.n, "hash": done.copied.hash,
            "aside": done.aside.map(|p| p.display().to_string()), "warnings": done.warnings,
        }));
    }
    done.warnings.iter().for_each(|warning| complain(warning));
    session.out.line(format!(
        "restored {}: up to record {}, its audit chain holds",
        done.copied.file.display(),
        done.copied.n
    ))?;
    if let Some(aside) = &done.aside {
        session
            .out
            .line(format!("the desk that was here is {} now", aside.display()))?;
    }
    if !done.warnings.is_empty() {
        session.out.line(
            "everyone else is told that the desk is older than what they saw, until they run hoist audit witness --renew",
        )?;
    }
    Ok(())
}

/// `salvage FILE`.
///
/// # Errors
/// A file of which not even the beginning can be read, a new one that is there already; [`Error::Failed`] where the new
/// desk is made and its audit finds something.
pub fn salvage(session: &mut Session, args: &Salvage) -> Result<(), Error> {
    if !args.file.exists() {
        return Err(Error::NotFound(format!(
            "There is no file at {}.",
            args.file.display()
        )));
    }
    let to = args.to.clone().unwrap_or_else(|| salvaged(&args.file));
    let to = std::path::absolute(&to).map_err(|e| Error::Failed(e.to_string()))?;
    let login: Login = session.login();
    let bar = progress::bar("{pos} records, {rate}");
    let order = copy::Order {
        path: &to,
        login: &login,
        dry_run: false,
        clock: system_clock(),
    };
    let witnesses = session.witnessing().witnesses;
    let saved = salvage::run(&args.file, &order, &witnesses, &mut |n| bar.set_position(n));
    bar.finish_and_clear();
    let saved = saved?;
    report(session, &to, &saved)?;
    session.out.finish()?;
    match &saved.audit {
        None => Ok(()),
        Some(_) => Err(Error::Failed(
            "The new desk is made, and its audit finds something: what was changed contradicts what was sealed before. Keep the damaged file, and compare with a backup.".to_owned(),
        )),
    }
}

fn salvaged(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".salvaged");
    PathBuf::from(name)
}

fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn report(session: &mut Session, to: &Path, saved: &salvage::Salvaged) -> Result<(), Error> {
    if session.global.json {
        session.out.json(&json!({
            "desk": to.display().to_string(), "whole": saved.is_whole, "records": saved.read,
            "tickets": saved.tickets, "files": saved.files, "lost": saved.lost, "audit": saved.audit,
            "leftovers": saved.leftovers.as_ref().map(|p| p.display().to_string()),
        }))?;
        return Ok(());
    }
    session.out.line(format!(
        "saved into {}: {}, {}, {}",
        to.display(),
        counted(saved.read, "record"),
        counted(saved.tickets, "ticket"),
        counted(saved.files, "file")
    ))?;
    if saved.is_whole {
        session
            .out
            .line("nothing is missing: it is the same desk with the same audit chain")?;
    } else {
        session.out.line(
            "it is a new desk with an audit chain of its own, for not everything could be read:",
        )?;
    }
    for lost in &saved.lost {
        session.out.line(format!("  {lost}"))?;
    }
    if let Some(bad) = &saved.audit {
        session.out.line(format!("the audit of it says: {bad}"))?;
    }
    if let Some(file) = &saved.leftovers {
        session.out.line(format!(
            "what could be read and not be taken over lies in {}",
            file.display()
        ))?;
    }
    session.out.line(format!(
        "look at it with --desk {}; the damaged file is as it was",
        to.display()
    ))
}
