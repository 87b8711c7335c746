//! `logs`: what a log says, without a ticket and without a desk.

mod object;
mod page;

use super::args::Logs;
use super::error::Error;
use super::progress::Patient;
use super::session::{Session, complain};
use crate::desk::attach::NoLog;
use crate::desk::logs::{Changed, Fault, Limits, LogFile, Notices, Request, is_pipe};
use crate::desk::{self, system_clock};
use crate::domain::attachment::shown;
use crate::domain::id::{At, NumberOn, TicketId};
use crate::domain::log::analysis::{Baseline, Report};
use crate::domain::log::filter::{Edge, Edges, Filter, pattern};
use crate::domain::log::level::Level;
use crate::domain::log::line;
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Signatures shown to people when no limit is given.
const SHOWN: usize = 20;
/// After so long without a word from a pipe it is said what is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// A log that was analysed.
struct Told {
    name: String,
    size: Option<u64>,
    encoding: &'static str,
    changed: Option<Changed>,
    report: Report,
    notices: Notices,
}

/// `logs FILE… [--level L] [--from T] [--to T] [--grep R] …`.
///
/// # Errors
/// A level, a time or a pattern that cannot be read; a file that is no log. Of several files the
/// others are still told.
pub fn run(session: &mut Session, args: &Logs) -> Result<(), Error> {
    let request = request(session, args)?;
    let over_ssh = session.global.ssh.is_some();
    if over_ssh {
        // Without a desk nobody asks whether who came in may still.
        session.desk()?;
    }
    if let Some((id, number)) = of_ticket(args, over_ssh) {
        let log = attached(session, id, number)?;
        return tell(session, args, log, &request);
    }
    let mut failed = None;
    for path in &args.files {
        let done = one(session, args, path, &request);
        match done {
            Err(error @ (Error::Closed | Error::Output(_))) => return Err(error),
            Err(error) if args.files.len() > 1 => {
                session.out.finish()?;
                super::tell(&error, session.global.json);
                failed = Some(error);
            }
            other => other?,
        }
    }
    match failed {
        None => Ok(()),
        Some(_) => Err(Error::Failed(
            "Not every log could be read; the others are told above.".to_owned(),
        )),
    }
}

fn request(session: &Session, args: &Logs) -> Result<Request, Error> {
    let now = system_clock()();
    let zone = session.config.zone_name();
    let edge = |text: &Option<String>| -> Result<Option<Edge>, Error> {
        text.as_deref()
            .map(|t| Edge::typed(t, now, &zone).map_err(Error::Usage))
            .transpose()
    };
    let level = args.level.as_deref().map(leveled).transpose()?;
    let grep = args.grep.as_deref().map(pattern).transpose();
    let filter = Filter {
        level,
        pattern: grep.map_err(Error::Usage)?,
        ..Filter::default()
    };
    let edges = Edges {
        from: edge(&args.from)?,
        to: edge(&args.to)?,
        new_from: edge(&args.new_from)?,
    };
    if edges.is_reversed() {
        return Err(Error::Usage(
            "--from is later than --to, so no line can lie between them. Nothing was read; exchange the two."
                .to_owned(),
        ));
    }
    Ok(Request {
        filter,
        edges,
        baseline: Baseline::Half,
        only: None,
    })
}

fn leveled(word: &str) -> Result<Level, Error> {
    Level::of_word(word).ok_or_else(|| {
        let words: Vec<&str> = Level::ALL.iter().map(|l| l.word()).collect();
        Error::Usage(format!(
            "“{word}” is no level. Write one of {}.",
            words.join(", ")
        ))
    })
}

/// A ticket and the number of an attachment, where those were typed and no such files are here. Over SSH
/// files of that name are no matter: none of the host is read.
fn of_ticket(args: &Logs, over_ssh: bool) -> Option<(TicketId, NumberOn)> {
    let [ticket, n] = args.files.as_slice() else {
        return None;
    };
    let none_here = over_ssh || !ticket.exists() && !n.exists();
    let (ticket, n) = (ticket.to_str()?.parse().ok()?, n.to_str()?.parse().ok()?);
    none_here.then_some((ticket, n))
}

/// An attachment of a ticket, or of one that goes on in it, as a log.
///
/// # Errors
/// No such attachment, restricted, no text.
pub(super) fn attached(
    session: &Session,
    id: TicketId,
    number: NumberOn,
) -> Result<LogFile, Error> {
    let desk = session.desk()?;
    let on = desk.holder(id, number)?;
    let log = desk.into_log(on, number.n, Limits::default());
    log.map_err(|error| match error {
        NoLog::Desk(error) => error.into(),
        NoLog::Fault(fault) => refused(fault),
    })
}

/// The log of a path.
///
/// # Errors
/// No such file, no text.
pub(super) fn file(path: &Path) -> Result<LogFile, Error> {
    patiently(path, || {
        LogFile::open(path, Limits::default(), system_clock()())
    })
    .map_err(refused)
}

/// Does `open`; where nothing comes out of a pipe for a while, says what is waited for.
fn patiently<T>(path: &Path, open: impl FnOnce() -> T) -> T {
    if !std::fs::metadata(path).is_ok_and(|about| is_pipe(&about)) {
        return open();
    }
    let (done, waits) = mpsc::channel::<()>();
    let name = shown(&path.to_string_lossy());
    let tells = thread::spawn(move || {
        if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            complain(&format!(
                "{name} is a pipe: waiting for what is written into it, until its writer closes it. Ctrl-C stops waiting."
            ));
        }
    });
    let opened = open();
    drop(done);
    let _ = tells.join();
    opened
}

fn one(session: &mut Session, args: &Logs, path: &Path, request: &Request) -> Result<(), Error> {
    if session.global.ssh.is_some() && path != Path::new("-") {
        return Err(desk::Error::HostFile("Reading a log by its path").into());
    }
    let log = open(path, system_clock()())?;
    tell(session, args, log, request)
}

fn tell(
    session: &mut Session,
    args: &Logs,
    mut log: LogFile,
    request: &Request,
) -> Result<(), Error> {
    let (report, notices) = analysed(&mut log, request).map_err(refused)?;
    let told = Told {
        name: log.name().to_owned(),
        size: log.size(),
        encoding: log.nature().label(),
        changed: log.changed(),
        report,
        notices,
    };
    if args.lines {
        return lines(session, args, &mut log, request, &told);
    }
    let json = session.global.json;
    let most = args.limit.unwrap_or(if json { usize::MAX } else { SHOWN });
    match (json, args.templates) {
        (true, only) => object::print(&mut session.out, &told, most, only),
        (false, false) => page::print(&mut session.out, &told, most),
        (false, true) => page::signatures(&mut session.out, &told, most),
    }
}

/// What the log says, with how far it is on a terminal.
fn analysed(log: &mut LogFile, request: &Request) -> Result<(Report, Notices), Fault> {
    let mut bar = Patient::new();
    let mut pass = log.begin(request.clone())?;
    while !log.go_on(&mut pass, PART, &mut |_, _| true)? {
        let (read, of) = log.progress(&pass);
        bar.read(read, of);
    }
    Ok(log.end(pass))
}

/// Bytes after which it is said how far it is.
const PART: u64 = 1 << 20;

fn open(path: &Path, now: At) -> Result<LogFile, Error> {
    let limits = Limits::default();
    let opened = if path == Path::new("-") {
        LogFile::from_reader("standard input", Box::new(std::io::stdin()), limits, now)
    } else {
        patiently(path, || LogFile::open(path, limits, now))
    };
    opened.map_err(refused)
}

pub(super) fn refused(fault: Fault) -> Error {
    match fault {
        Fault::Absent(_) => Error::NotFound(fault.to_string()),
        Fault::Bomb { .. } | Fault::Spool { .. } => Error::Failed(fault.to_string()),
        _ => Error::Usage(fault.to_string()),
    }
}

/// The lines that pass, each with its signature: a second pass, now that signatures are known.
fn lines(
    session: &mut Session,
    args: &Logs,
    log: &mut LogFile,
    request: &Request,
    told: &Told,
) -> Result<(), Error> {
    let most = args.limit.unwrap_or(if session.global.json {
        usize::MAX
    } else {
        SHOWN
    });
    let (latest, json) = (log.latest(), session.global.json);
    let (mut shown, mut failed) = (0, None);
    let pass = log.analyse(request.clone(), &mut |row, judged| {
        if !judged.passes {
            return true;
        }
        if shown == most {
            return false;
        }
        shown += 1;
        let printed = if json {
            let line = line::read(&row.text, latest);
            let signatures = &told.report.signatures;
            let place = signatures.of(&line).filter(|_| !judged.continues);
            let key = place
                .and_then(|at| signatures.list.get(at))
                .map(|s| s.key.as_str());
            object::line(&mut session.out, &told.name, row, judged, key)
        } else {
            session.out.line(format!("{}: {}", row.number, row.text))
        };
        failed = printed.err();
        failed.is_none()
    });
    pass.map_err(refused)?;
    if shown == 0 && most > 0 && !json {
        complain(&format!("no line of {} is like that", told.name));
    }
    failed.map_or(Ok(()), Err)
}
