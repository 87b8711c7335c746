//! `audit`: the chain checked, its head, the links of a ticket. What a user saw last is kept in that
//! user's own state directory as a witness against a chain that was written anew.

use super::args::Audit as Verb;
use super::error::Error;
use super::session::Session;
use crate::desk::Desk;
use crate::domain::id::TicketId;
use crate::domain::words;
use serde_json::json;
use std::path::PathBuf;

/// Links of a chain read at a time.
const PAGE: usize = 2_000;

/// `audit …`.
///
/// # Errors
/// The store's; [`Error::Failed`] when something is not as it should be.
pub fn run(session: &mut Session, verb: &Verb) -> Result<(), Error> {
    let desk = session.desk()?;
    match verb {
        Verb::Check => check(session, &desk),
        Verb::Head => head(session, &desk),
        Verb::Show { id } => show(session, &desk, *id),
    }
}

/// The highest link that this user saw on this desk.
struct Witness {
    n: i64,
    hash: String,
}

fn witness_file(session: &Session, desk: &Desk) -> PathBuf {
    session.places.state.join(&desk.info().id).join("witness")
}

fn witness(session: &Session, desk: &Desk) -> Option<Witness> {
    let text = std::fs::read_to_string(witness_file(session, desk)).ok()?;
    let (n, hash) = text.trim().split_once(' ')?;
    Some(Witness {
        n: n.parse().ok()?,
        hash: hash.to_owned(),
    })
}

/// Remembers the head, unless a later one was seen. Without a state directory there is no witness;
/// the audit itself does not depend on it.
fn remember(session: &Session, desk: &Desk, head: &(i64, String)) {
    if witness(session, desk).is_some_and(|w| w.n >= head.0) {
        return;
    }
    let file = witness_file(session, desk);
    if let Some(parent) = file.parent() {
        let _ = std::fs::create_dir_all(parent);
    }
    let _ = std::fs::write(file, format!("{} {}\n", head.0, head.1));
}

/// What contradicts the witness, if anything: a chain that was written anew is whole in itself.
fn contradicted(desk: &Desk, seen: &Witness) -> Result<Option<String>, Error> {
    let link = desk.store().chain(seen.n - 1, 1)?;
    Ok(match link.first() {
        Some(link) if link.n == seen.n && link.hash == seen.hash => None,
        Some(_) => Some(format!(
            "Record {} is not the one you saw before: the chain was written anew since.",
            seen.n
        )),
        None => Some(format!(
            "You saw record {} before and it is gone: an older file was put in this place, or records were cut off.",
            seen.n
        )),
    })
}

fn check(session: &mut Session, desk: &Desk) -> Result<(), Error> {
    let seen = witness(session, desk);
    let report = desk.audit_check(&mut |_, _| ())?;
    let against = match &seen {
        Some(seen) => contradicted(desk, seen)?,
        None => None,
    };
    let findings: Vec<&String> = report.bad.iter().chain(&against).collect();
    if session.global.json {
        session.out.json(&json!({
            "ok": findings.is_empty(), "n": report.head, "hash": report.hash, "rows": report.rows,
            "tickets": report.tickets, "packages": report.packages, "attachments": report.attachments,
            "bundles": report.bundles, "findings": findings,
        }))?;
    } else {
        findings.iter().try_for_each(|f| session.out.line(f))?;
    }
    session.out.finish()?;
    if !findings.is_empty() {
        return Err(Error::Failed(
            "The audit found something. Keep the file as it is, and compare with a backup."
                .to_owned(),
        ));
    }
    remember(session, desk, &(report.head, report.hash.clone()));
    if session.global.json {
        return Ok(());
    }
    session.out.line(format!(
        "the chain holds: {} records; {} agents, customers, contacts, articles, products and views and {} tickets equal the replay of their events; lists and numbers equal the rows; {} packages, {} sealed bundles and {} attachments match their hash",
        report.head, report.rows, report.tickets, report.packages, report.bundles, report.attachments
    ))?;
    match seen {
        Some(seen) => session.out.line(format!(
            "it is the chain you saw before, at record {}",
            seen.n
        )),
        None => Ok(()),
    }
}

fn head(session: &mut Session, desk: &Desk) -> Result<(), Error> {
    let head = desk.store().head()?;
    remember(session, desk, &head);
    if session.global.json {
        return session.out.json(&json!({ "n": head.0, "hash": head.1 }));
    }
    session.out.line(format!("{} {}", head.0, head.1))
}

fn show(session: &mut Session, desk: &Desk, id: TicketId) -> Result<(), Error> {
    // Whoever may not see the ticket does not see its links either.
    desk.ticket(id)?;
    let mut after = 0;
    loop {
        let page = desk.store().chain(after, PAGE)?;
        for link in page.iter().filter(|l| l.ticket == Some(id)) {
            if session.global.json {
                let record: serde_json::Value =
                    serde_json::from_str(&link.record).unwrap_or_default();
                session
                    .out
                    .json(&json!({ "n": link.n, "hash": link.hash, "record": record }))?;
            } else {
                session.out.line(format!(
                    "{:>8}  {}  {}",
                    link.n,
                    link.hash,
                    said(desk, &link.record)
                ))?;
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = last.n,
            _ => return Ok(()),
        }
    }
}

fn said(desk: &Desk, record: &str) -> String {
    match crate::domain::chain::event_of(record) {
        Ok(event) => format!(
            "{}  {}  {}",
            words::rfc3339(event.at),
            event.by,
            words::headline(desk.process(), &event)
        ),
        Err(_) => String::from("(a record of another program)"),
    }
}
