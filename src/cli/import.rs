//! `import`: tickets of another system by a mapping file, or an export of hoist as a desk.

use super::args::Import;
use super::error::Error;
use super::progress;
use super::session::Session;
use super::text;
use crate::desk::import::{Format, Order, Progress, Report, copy, map, run as bring, unopened};
use crate::desk::system_clock;
use crate::domain::words;
use std::io::Read;
use std::path::Path;

/// What is said while rows are read.
const READ: &str = "{pos} rows read, {rate}";

/// `import FILE --format … --map …`.
///
/// # Errors
/// Mistakes in the mapping, a file that cannot be read, only a lead imports; the store's.
pub fn run(session: &mut Session, args: &Import) -> Result<(), Error> {
    let Some(map) = &args.map else {
        return copied(session, args);
    };
    let map = map::read(&text::file(map)?);
    let what = match map.sections.is_empty() {
        true => "rows",
        false => "cases",
    };
    let mut desk = session.desk()?;
    let (input, beside) =
        source(&args.file).map_err(|e| Error::Desk(unopened(&map, &args.file, &e)))?;
    let order = Order {
        map: &map,
        format: args.format,
        beside,
        dry_run: args.dry_run,
    };
    let bar = progress::bar(READ);
    let mut second = false;
    let report = bring(&mut desk, input, &order, &mut |done| {
        match done {
            Progress::Rows(rows) => bar.set_position(rows),
            Progress::Cases(cases) => {
                if !std::mem::replace(&mut second, true) {
                    bar.reset();
                    progress::says(&bar, "{pos} cases, {rate}");
                }
                bar.set_position(cases);
            }
        }
        true
    });
    bar.finish_and_clear();
    let report = report?;
    say(session, &report)?;
    session.out.finish()?;
    if report.rejected > 0 {
        let all = if what == "rows" {
            report.rows
        } else {
            report.cases
        };
        return Err(Error::Failed(format!(
            "{} of {all} {what} were not imported.",
            report.rejected
        )));
    }
    Ok(())
}

/// An export of hoist becomes a desk at the place where this one is looked for.
fn copied(session: &mut Session, args: &Import) -> Result<(), Error> {
    if args.format != Format::Jsonl {
        return Err(Error::Usage(
            "How its columns become fields is said by --map MAP.toml; only an export of hoist (jsonl) needs none."
                .to_owned(),
        ));
    }
    let (input, _) = source(&args.file)
        .map_err(|e| Error::Usage(format!("{} cannot be read: {e}.", args.file.display())))?;
    let path = session.config.desk.clone();
    let bar = progress::bar("{tickets}, {rate}");
    let login = session.login();
    let order = copy::Order {
        path: &path,
        login: &login,
        dry_run: args.dry_run,
        clock: system_clock(),
    };
    let report = copy::run(input, &order, &mut |n| bar.set_position(n));
    bar.finish_and_clear();
    let report = report?;
    if session.global.json {
        return session.out.json(&report);
    }
    let what = match report.whole {
        true => "the whole desk",
        false => "some tickets of the desk",
    };
    let tickets = words::counted(report.tickets, "ticket", "tickets");
    let events = words::counted(report.events, "event", "events");
    let counted = format!(
        "{what} “{}”: {tickets}, {events}{}",
        report.desk,
        match report.files {
            0 => String::new(),
            1 => ", 1 file".to_owned(),
            n => format!(", {n} files"),
        }
    );
    if report.dry_run {
        return session.out.line(format!("{counted}; nothing was made"));
    }
    if report.already {
        return session.out.line(format!(
            "{counted}; they are at {} already, nothing was changed",
            path.display()
        ));
    }
    session
        .out
        .line(format!("{counted}; they are at {} now", path.display()))?;
    match session.unwitnessed_desk() {
        Ok(mut desk) => {
            // Whoever made it here expects it here.
            let _ = desk.renew_witness(session.witnessing());
            session
                .out
                .line(format!("you are {} there", desk.actor().name))
        }
        Err(_) => session.out.line(
            "no agent there has your login: as the owner of the file, act as one with --as NAME",
        ),
    }
}

/// The rows, and where rejects are kept beside them.
fn source(path: &Path) -> std::io::Result<(Box<dyn Read + Send>, Option<&Path>)> {
    if path == Path::new("-") {
        return Ok((Box::new(std::io::stdin()), None));
    }
    Ok((Box::new(std::fs::File::open(path)?), Some(path)))
}

fn say(session: &mut Session, report: &Report) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&super::json::timed(report));
    }
    let mut said = report.said().into_iter();
    said.try_for_each(|line| session.out.line(line))
}
