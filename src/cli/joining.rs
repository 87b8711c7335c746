//! Merging, taking a merge back, splitting; links taken back.

use super::args;
use super::error::Error;
use super::form::id as snake;
use super::queue::printed;
use super::session::Session;
use super::show::known_error;
use super::work::{run, run_on};
use crate::desk::joining::{Entry, said_before};
use crate::desk::{self, Desk};
use crate::domain::command::{Command, Split};
use crate::domain::id::TicketId;
use crate::domain::known_error;
use crate::domain::reference::Reference;
use crate::domain::safe::SafeText;
use crate::domain::ticket::Ticket;
use crate::domain::words;
use crate::store;
use serde_json::json;

/// `merge`.
///
/// # Errors
/// As [`run`].
pub fn merge(session: &mut Session, args: &args::Merge) -> Result<(), Error> {
    let command = Command::Merge {
        into: args.into,
        text: session.text(&args.text)?.unwrap_or_default(),
    };
    let desk = session.desk()?;
    is_there(&desk, args.into)?;
    run_on(session, desk, args.id, command)
}

/// Says that a ticket which is named beside another is not there; whether it may be seen is the decision's to
/// say.
fn is_there(desk: &Desk, id: TicketId) -> Result<(), Error> {
    match desk.ticket(id) {
        Err(error @ desk::Error::Store(store::Error::NotFound(_))) => Err(error.into()),
        _ => Ok(()),
    }
}

/// `unmerge`.
///
/// # Errors
/// As [`run`].
pub fn unmerge(session: &mut Session, args: &args::Unmerge) -> Result<(), Error> {
    let reason = args.reason.clone();
    run(session, args.id, Command::Unmerge { reason })
}

/// `split`: the new ticket's number; without words to split off, what could be.
///
/// # Errors
/// A number that is no message and no note of the ticket; as [`run`].
pub fn split(session: &mut Session, args: &args::Split) -> Result<(), Error> {
    let kind = snake(&args.kind);
    if !KINDS.contains(&kind.as_str()) {
        return Err(Error::Usage(format!(
            "The new ticket is linked as {} (--as), not as “{}”. Nothing was split off; to act as another agent, write it first: hoist --as NAME split {}",
            KINDS.join(" or "),
            args.kind,
            args.id.0
        )));
    }
    let mut desk = session.desk()?;
    let entries = desk.entries_of(args.id)?;
    if args.messages.is_empty() && args.notes.is_empty() {
        return list(session, args.id, &entries);
    }
    let mut events = Vec::new();
    for (wanted, is_message, what) in [
        (&args.messages, true, "message"),
        (&args.notes, false, "note"),
    ] {
        for n in wanted {
            let found = entries
                .iter()
                .find(|e| e.n == *n && e.message.is_some() == is_message);
            let Some(found) = found else {
                return Err(Error::NotFound(format!(
                    "{} has no {what} {n}. hoist split {} lists what can be split off.",
                    args.id, args.id.0
                )));
            };
            events.push(found.seq);
        }
    }
    events.sort_unstable();
    events.dedup();
    let split_off = events.clone();
    let split = Split {
        from: args.id,
        events,
        kind,
    };
    let subject = args.subject.clone().unwrap_or_default();
    let done = desk.split(split, &subject, &session.command_id())?;
    printed(session, &desk, &done)?;
    let again: Vec<TicketId> = entries
        .iter()
        .filter(|e| split_off.contains(&e.seq))
        .flat_map(|e| e.split_into.clone())
        .filter(|t| *t != done.id)
        .collect();
    if session.global.json || again.is_empty() {
        return Ok(());
    }
    session.out.line(format!("{}.", said_before(&again)))
}

/// How what was split off is linked.
const KINDS: [&str; 2] = ["related", "follow_up"];

fn list(session: &mut Session, id: TicketId, entries: &[Entry]) -> Result<(), Error> {
    let what = |e: &Entry| match &e.message {
        Some(_) => "message",
        None => "note",
    };
    if session.global.json {
        return entries.iter().try_for_each(|e| {
            session.out.json(&json!({
                "what": what(e), "n": e.n, "at": words::rfc3339(e.line.at), "by": e.line.by,
                "text": e.line.text, "command": command(id, e), "split_into": e.split_into,
            }))
        });
    }
    let zone = session.config.zone_name();
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|e| {
            let text = SafeText::line(e.line.text.lines().next().unwrap_or_default());
            vec![
                format!("--{} {}", what(e), e.n),
                words::date_time(e.line.at, &zone),
                e.line.by.clone(),
                format!(
                    "{}{}",
                    before(e),
                    text.to_string().chars().take(80).collect::<String>()
                ),
            ]
        })
        .collect();
    session.out.table(&["take", "when", "who", "words"], &rows)
}

/// Where it was split off to before.
fn before(entry: &Entry) -> String {
    match entry.split_into.as_slice() {
        [] => String::new(),
        into => {
            let names: Vec<String> = into.iter().map(ToString::to_string).collect();
            format!("(split off into {}) ", names.join(", "))
        }
    }
}

fn command(id: TicketId, entry: &Entry) -> String {
    let what = if entry.message.is_some() {
        "message"
    } else {
        "note"
    };
    format!("hoist split {} --{what} {} --subject …", id.0, entry.n)
}

/// `link`.
///
/// # Errors
/// As [`run`].
pub fn link(session: &mut Session, args: &args::Link) -> Result<(), Error> {
    let mut desk = session.desk()?;
    if let Reference::Ticket(other) = args.other {
        is_there(&desk, other)?;
    }
    let until = args.hold_until.as_deref();
    let until = until.map(|t| session.time(t, desk.now())).transpose()?;
    let commands = known_error::linking(args.other, &snake(&args.kind), until);
    let seen = session.global.seen;
    let done = desk.run_all(args.id, seen, commands, &session.command_id())?;
    session.done(&desk, &done)?;
    if session.global.json {
        return Ok(());
    }
    // Who links a known error is told at once what helps.
    let view = desk.view(args.id)?;
    let known = view.known.iter().filter(|(from, _)| *from == args.other);
    for line in known.flat_map(known_error) {
        session.out.line(line)?;
    }
    Ok(())
}

/// `unlink`: the link is named where there are several.
///
/// # Errors
/// As [`run`].
pub fn unlink(session: &mut Session, args: &args::Unlink) -> Result<(), Error> {
    let desk = session.desk()?;
    let other = match args.other {
        Reference::Ticket(other) => other,
        Reference::Article(article) => {
            return run_on(session, desk, args.id, Command::UnlinkArticle { article });
        }
    };
    let ticket = desk.ticket(args.id)?;
    let kinds = kinds(&ticket, other);
    let kind = match (args.kind.as_deref().map(snake), kinds.as_slice()) {
        (Some(kind), _) => kind,
        (None, [one]) => (*one).to_owned(),
        (None, []) => {
            let back = desk.ticket(other);
            let back = back.is_ok_and(|t| t.links.iter().any(|l| l.other == args.id));
            let way = match back {
                true => format!(
                    " {} is linked to {}: hoist unlink {} {}",
                    other, args.id, other.0, args.id.0
                ),
                false => String::new(),
            };
            return Err(Error::NotFound(format!(
                "{} is not linked to {}.{way}",
                args.id, args.other
            )));
        }
        (None, several) => {
            return Err(Error::Usage(format!(
                "{} and {} are linked as {}: say which with --as.",
                args.id,
                args.other,
                several.join(" and ")
            )));
        }
    };
    run_on(session, desk, args.id, Command::Unlink { other, kind })
}

fn kinds(ticket: &Ticket, other: TicketId) -> Vec<&str> {
    let links = ticket.links.iter().filter(|l| l.other == other);
    links.map(|l| l.kind.as_str()).collect()
}
