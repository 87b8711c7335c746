//! Attachments: putting them on a ticket, listing them, getting their bytes out.

use super::args;
use super::error::Error;
use super::json::on_ticket;
use super::progress;
use super::session::Session;
use super::work;
use crate::desk::Desk;
use crate::desk::attach::{Source, Stopped};
use crate::domain::attachment::shown;
use crate::domain::command::Command;
use crate::domain::id::{NumberOn, TicketId};
use crate::domain::peek;
use crate::domain::ticket::{Attachment, Ticket};
use crate::domain::words;
use serde_json::json;
use std::path::Path;

/// `attach`.
///
/// # Errors
/// Files that cannot be read, all of them named; a refusal; the store's.
pub fn attach(session: &mut Session, args: &args::Attach) -> Result<(), Error> {
    let sources = sources(args)?;
    let mut desk = session.desk()?;
    let id = session.command_id();
    let bar = progress::bar("{percent} %, {binary_bytes_per_sec}");
    let done = desk.attach(
        args.id,
        session.global.seen,
        sources,
        &id,
        &mut |done, of| {
            bar.set_length(of);
            bar.set_position(done);
            true
        },
    );
    bar.finish_and_clear();
    let done = done?;
    session.done(&desk, &done)?;
    if session.global.json {
        return Ok(());
    }
    let ticket = desk.ticket(args.id)?;
    let news = ticket.attachments.iter().filter(|a| {
        let at = done.events.iter().any(|e| e.at == a.at && e.by == a.by);
        at && a.retracted.is_none()
    });
    for file in news {
        let again =
            same_bytes(&ticket, file).map_or(String::new(), |n| format!("  the same bytes as {n}"));
        let size = words::size(file.size);
        session.out.line(format!(
            "  {}  {}  {size}{again}",
            file.n,
            shown(&file.name)
        ))?;
    }
    Ok(())
}

/// An earlier attachment of the same bytes.
fn same_bytes(ticket: &Ticket, file: &Attachment) -> Option<u32> {
    let mut earlier = ticket.attachments.iter().take_while(|a| a.n < file.n);
    earlier.find(|a| a.sha256 == file.sha256).map(|a| a.n)
}

fn sources(args: &args::Attach) -> Result<Vec<Source>, Error> {
    if args.name.is_some() && args.files.len() > 1 {
        return Err(Error::Usage(
            "--name is for one file. Nothing was attached.".to_owned(),
        ));
    }
    let mut sources = Vec::new();
    for path in &args.files {
        sources.push(match (path == Path::new("-"), &args.name) {
            (false, name) => Source::File(path.clone(), name.clone()),
            (true, Some(name)) => Source::Stream(name.clone(), Box::new(std::io::stdin())),
            (true, None) => {
                return Err(Error::Usage(
                    "Standard input has no name: give it one with --name. Nothing was attached."
                        .to_owned(),
                ));
            }
        });
    }
    Ok(sources)
}

/// `attachments`.
///
/// # Errors
/// Not found, restricted; the output's.
pub fn list(session: &mut Session, id: TicketId) -> Result<(), Error> {
    let desk = session.desk()?;
    let ticket = desk.ticket(id)?;
    let mut all = desk.merged_into(&ticket)?;
    all.push(ticket);
    let files = || {
        let each = all.iter();
        each.flat_map(|t| t.attachments.iter().map(|file| (t.id, file)))
    };
    if session.global.json {
        for (on, file) in files() {
            session.out.json(&on_ticket(on, file))?;
        }
        return Ok(());
    }
    if files().next().is_none() {
        return session.out.line(format!("{id} has no attachments."));
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = files().map(|(on, file)| row(id, on, file, &zone)).collect();
    session
        .out
        .table(&["N", "Name", "Size", "By", "At", "SHA-256"], &rows)?;
    match all.len() {
        1 => Ok(()),
        _ => session.out.line(
            "What has a ticket before its number stands on a ticket that goes on here; hoist attachment takes it so.",
        ),
    }
}

fn row(here: TicketId, on: TicketId, file: &Attachment, zone: &str) -> Vec<String> {
    let hash = file.sha256.get(..12).unwrap_or_default();
    let state = match &file.retracted {
        Some(why) => format!("taken back: {why}"),
        None => hash.to_owned(),
    };
    vec![
        NumberOn::seen_on(here, on, file.n).to_string(),
        shown(&file.name),
        words::size(file.size),
        file.by.0.clone(),
        words::date_time(file.at, zone),
        state,
    ]
}

/// `attachment`: to standard output, into a file, or taken back.
///
/// # Errors
/// No such attachment; a place that is taken; no text on a terminal; as `attachments`.
pub fn one(session: &mut Session, args: &args::Attachment) -> Result<(), Error> {
    let n = args.n.n;
    let desk = session.desk()?;
    let id = desk.holder(args.id, args.n)?;
    let file = desk.attachment(id, n)?;
    if let Some(reason) = &args.take_back {
        let reason = reason.clone();
        return work::run(session, id, Command::Detach { n, reason });
    }
    if let Some(to) = &args.to {
        let saved = desk.save_attachment(id, n, to)?;
        let place = saved.display().to_string();
        return match session.global.json {
            true => session
                .out
                .json(&json!({ "ticket": id.0, "n": n, "saved": place })),
            false => session.out.line(format!("Saved as {place}")),
        };
    }
    if session.global.json {
        return session.out.json(&on_ticket(id, &file));
    }
    if session.out.is_terminal() {
        return on_terminal(session, &desk, id, &file);
    }
    let poured = desk.pour_attachment(id, &file, session.out.raw());
    poured.map_err(|stopped| match stopped {
        Stopped::Desk(error) => Error::Desk(error),
        Stopped::Writing(error) => Error::from(error),
    })
}

/// Text is cleaned on its way to a terminal; what is no text is not sent to one.
fn on_terminal(
    session: &mut Session,
    desk: &Desk,
    id: TicketId,
    file: &Attachment,
) -> Result<(), Error> {
    let mut encoding = peek::Encoding::default();
    for part in 0..peek::parts(file.size) {
        let from = part * peek::PART as u64;
        let bytes = desk.read_attachment(id, file.n, from, peek::PART + peek::OVER)?;
        if part == 0 {
            encoding = peek::encoding(bytes.get(..peek::PART).unwrap_or(&bytes));
        }
        if encoding == peek::Encoding::Binary {
            return Err(Error::Usage(format!(
                "“{}” is no text and this is a terminal. Save it with --to DIRECTORY, or send the output into a file.",
                shown(&file.name)
            )));
        }
        session
            .out
            .block(peek::text(encoding, part, &bytes).as_str())?;
    }
    Ok(())
}
