//! `export`: tickets to standard output or a new file.

use super::args::{Export, List};
use super::error::Error;
use super::progress;
use super::queue;
use super::session::Session;
use crate::desk::Desk;
use crate::desk::attach::Progress;
use crate::desk::export::{Failed, Order, Report};
use crate::domain::safe::SafeText;
use crate::domain::words;
use std::io::{BufWriter, IsTerminal, StdoutLock, Write};

const EXPORTING: &str = "exporting {percent} % of {tickets_in_all}, {rate}, {eta} left";

/// `export …`.
///
/// # Errors
/// A ticket that is not there, a file that is; the output's, and the store's.
pub fn run(session: &mut Session, args: &Export) -> Result<(), Error> {
    let desk = session.desk()?;
    let order = order(session, &desk, args)?;
    let stdout = std::io::stdout();
    // Tickets that go to the screen say themselves how far it is.
    let bar = match args.file().is_none() && stdout.is_terminal() {
        true => progress::none(),
        false => progress::bar(EXPORTING),
    };
    let progress: Progress<'_> = &mut |done, of| {
        bar.set_length(of);
        bar.set_position(done);
        true
    };
    let done = match args.file() {
        Some(path) => desk
            .export_file(&order, path, progress)
            .map_err(Error::from),
        None => to_output(&desk, &order, progress),
    };
    bar.finish_and_clear();
    say(session, args, &done?)
}

fn said(report: &Report) -> Option<String> {
    let size = words::size(report.bytes);
    let files = |n: u64| match n {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    match (report.files, report.files_left_out) {
        (0, 0) => None,
        (0, 1) => Some(format!(
            "1 file was left out ({size}): import refuses this export"
        )),
        (0, n) => Some(format!(
            "{} were left out ({size}): import refuses this export",
            files(n)
        )),
        (1, _) => Some(format!("with 1 file ({size})")),
        (n, _) => Some(format!("with {} ({size})", files(n))),
    }
}

fn order(session: &Session, desk: &Desk, args: &Export) -> Result<Order, Error> {
    let since = match &args.since {
        Some(text) => Some(session.past(text, desk.now())?),
        None => None,
    };
    let list = List {
        view: args.view.clone(),
        query: args.query.clone(),
        ..List::default()
    };
    let asked = args.view.is_some() || args.query.is_some();
    Ok(Order {
        format: args.format,
        without_files: args.without_files,
        ids: args.ids.clone(),
        since,
        query: match asked {
            true => Some(queue::query(desk, &list)?),
            false => None,
        },
    })
}

fn to_output(desk: &Desk, order: &Order, progress: Progress<'_>) -> Result<Report, Error> {
    let stdout = std::io::stdout();
    let done = match stdout.is_terminal() {
        true => desk.export(order, &mut Shown(stdout.lock()), progress),
        false => desk.export(
            order,
            &mut BufWriter::with_capacity(1 << 16, stdout.lock()),
            progress,
        ),
    };
    done.map_err(|failed| match failed {
        Failed::Desk(error) => Error::Desk(error),
        Failed::Output(error) => error.into(),
    })
}

/// A terminal: what customers wrote is cleaned. Each writing is whole lines.
struct Shown<'o>(StdoutLock<'o>);

impl Write for Shown<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .write_all(SafeText::block_bytes(bytes).as_str().as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// What was left out is said where it does not get among what was exported.
fn say(session: &mut Session, args: &Export, report: &Report) -> Result<(), Error> {
    let left_out = match report.left_out {
        0 => String::new(),
        1 => "1 restricted ticket was left out: you are not in its audience".to_owned(),
        n => format!("{n} restricted tickets were left out: you are not in their audience"),
    };
    let files = said(report);
    let Some(path) = args.file() else {
        if let Some(files) = files.filter(|_| report.files_left_out > 0) {
            let _ = writeln!(std::io::stderr(), "hoist: {files}");
        }
        if !left_out.is_empty() {
            let _ = writeln!(std::io::stderr(), "hoist: {left_out}");
        }
        return Ok(());
    };
    if session.global.json {
        return session.out.json(report);
    }
    let tickets = words::counted(report.tickets, "ticket", "tickets");
    let (are, path) = (
        if report.tickets == 1 { "is" } else { "are" },
        path.display(),
    );
    session.out.line(match report.whole {
        true => format!("{tickets}, the whole desk, {are} in {path}"),
        false => format!("{tickets} {are} in {path}"),
    })?;
    if let Some(files) = files {
        session.out.line(files)?;
    }
    match left_out.is_empty() {
        true => Ok(()),
        false => session.out.line(left_out),
    }
}
