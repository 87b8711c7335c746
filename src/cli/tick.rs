//! What happens by itself, and what an agent was told of it.

use super::args::{Notifications, Tick};
use super::doctor::behind;
use super::error::Error;
use super::json::time;
use super::session::{Session, complain};
use crate::desk::tick::{BATCH, Ticked};
use crate::desk::{self, Desk};
use crate::domain::hook::Hook;
use crate::domain::id::At;
use crate::domain::row::Row;
use crate::domain::words::{self, counted};
use crate::store::notice::{Kept, Read, Wanted};
use serde_json::{Value, json};

/// `tick`: everything that is due by now, in as many short transactions as it takes.
///
/// # Errors
/// No desk, a desk that cannot be written; the output's. What was done before stays done.
pub fn run(session: &mut Session, args: Tick) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let hooks = session.config.hooks.clone();
    if args.next {
        return upcoming(session, &desk, &hooks);
    }
    desk.know_hooks(&hooks)?;
    let mut done = Ticked::default();
    due(&mut desk, &mut done)?;
    // A program that hangs holds up nothing that comes due meanwhile.
    let given = desk.give_hooks_while(&hooks, &mut |desk| due(desk, &mut done))?;
    done.troubles.extend(given.troubles);
    done.next = done.next.min(desk.upcoming_hook(&hooks)?);
    desk.optimize()?;
    if let Some(last) = desk.clock_behind()? {
        done.troubles.push(behind(&desk, last));
    }
    for trouble in &done.troubles {
        complain(trouble);
    }
    said(session, &desk, &done)
}

/// Does what is due by now.
fn due(desk: &mut Desk, done: &mut Ticked) -> Result<(), desk::Error> {
    loop {
        done.add(desk.tick(BATCH)?);
        if done.next > desk.now() {
            return Ok(());
        }
    }
}

/// Only when the next thing is due: on a ticket, on the desk, or a program that is to be tried.
fn upcoming(session: &mut Session, desk: &Desk, hooks: &[Hook]) -> Result<(), Error> {
    let next = desk.next_alarm()?.min(desk.upcoming_hook(hooks)?);
    let now = desk.now();
    if session.global.json {
        // What may be tried at once has no time of its own.
        let next = if next == At(0) { now } else { next };
        return session.out.json(&json!({ "next": time(next) }));
    }
    let at = words::until_words(next, now, &session.config.zone_name());
    session.out.line(match next {
        At::NEVER => "nothing is due until something changes".to_owned(),
        At(0) => "something is due now: hoist tick does it".to_owned(),
        next if next <= now => format!("something is due since {at}: hoist tick does it"),
        _ => format!("next {at}"),
    })
}

fn said(session: &mut Session, desk: &Desk, done: &Ticked) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&json!({
            "looked": done.looked, "told": done.told, "archived": done.archived,
            "troubles": done.troubles, "next": time(done.next),
        }));
    }
    let next = match done.next {
        At::NEVER => "nothing more is due until something changes".to_owned(),
        at => format!(
            "next {}",
            words::until_words(at, desk.now(), &session.config.zone_name())
        ),
    };
    session.out.line(format!(
        "{}, {} archived; {next}",
        counted(done.told as u64, "notification", "notifications"),
        counted(done.archived as u64, "ticket", "tickets"),
    ))
}

/// `notifications`: the latest first.
///
/// # Errors
/// No desk, no agent of this login; the output's.
pub fn notifications(session: &mut Session, args: &Notifications) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let limit = args.limit as usize;
    let mut found = desk.notices(Wanted {
        unread: !args.all,
        before: args.before,
        limit: limit + 1,
    })?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|k| k.notice.n);
    match session.global.json {
        true => objects(session, &desk, &found, next)?,
        false => table(session, &desk, &found, next)?,
    }
    if args.read {
        let shown: Vec<i64> = found.iter().map(|k| k.notice.n).collect();
        desk.read_notices(Read::These(&shown))?;
    }
    Ok(())
}

fn objects(
    session: &mut Session,
    desk: &Desk,
    found: &[Kept],
    next: Option<i64>,
) -> Result<(), Error> {
    for kept in found {
        session.out.json(&object(desk, kept))?;
    }
    match next {
        Some(next) => session.out.json(&json!({ "next": next })),
        None => Ok(()),
    }
}

fn object(desk: &Desk, kept: &Kept) -> Value {
    let notice = &kept.notice;
    let row = row(desk, kept);
    json!({
        "n": notice.n, "what": notice.what.id(), "text": notice.text,
        "ticket": notice.ticket, "subject": row.as_ref().map(|r| r.subject.clone()),
        "priority": row.as_ref().map(super::queue::priority),
        "due_at": time(notice.due), "at": time(notice.at), "to": notice.to,
        "read_at": kept.read_at.and_then(time), "over_at": kept.over_at.and_then(time),
    })
}

/// The ticket's row as this agent sees it now.
fn row(desk: &Desk, kept: &Kept) -> Option<Row> {
    let viewer = desk.actor().viewer();
    let id = kept.notice.ticket?;
    desk.store().row(&viewer, id).ok()
}

fn table(
    session: &mut Session,
    desk: &Desk,
    found: &[Kept],
    next: Option<i64>,
) -> Result<(), Error> {
    if found.is_empty() {
        return session.out.line("Nothing new.");
    }
    let (zone, now) = (session.config.zone_name(), desk.now());
    let line = |kept: &Kept| {
        let row = row(desk, kept);
        let id = kept.notice.ticket.map(|t| t.to_string());
        vec![
            if kept.read_at.is_some() { "" } else { "•" }.to_owned(),
            words::until_words(kept.notice.at, now, &zone),
            id.unwrap_or_default(),
            row.as_ref().map(super::queue::priority).unwrap_or_default(),
            words::with_end(&kept.notice.text, kept.over_at),
            row.map(|r| r.subject).unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = found.iter().map(line).collect();
    let head = ["", "when", "ticket", "prio", "what", "subject"];
    session.out.table(&head, &rows)?;
    match next {
        Some(next) => session.out.line(format!("more with --before {next}")),
        None => Ok(()),
    }
}
