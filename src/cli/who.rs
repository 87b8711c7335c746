//! `who`: who has the desk open now, with which ticket, and who is writing.

use super::error::Error;
use super::json::time;
use super::session::Session;
use crate::desk::Desk;
use crate::desk::presence::{Here, Present};
use crate::domain::id::TicketId;
use crate::domain::words;
use serde_json::{Value, json};

/// `who`.
///
/// # Errors
/// No desk, no agent of this login; the output's.
pub fn run(session: &mut Session) -> Result<(), Error> {
    let desk = session.desk()?;
    let there: Vec<Present> = present(session, &desk)
        .into_iter()
        .map(|who| as_seen(&desk, who))
        .collect();
    if session.global.json {
        for who in &there {
            session.out.json(&shape(who))?;
        }
        return Ok(());
    }
    if there.is_empty() {
        return session.out.line("Nobody has the interface open.");
    }
    let (zone, now) = (session.config.zone_name(), desk.now());
    let rows = there.iter().map(|who| {
        vec![
            who.agent.to_string(),
            who.ticket
                .map_or_else(|| "–".to_owned(), |id| id.to_string()),
            words::until_words(who.since, now, &zone),
            who.doing(now),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    session
        .out
        .table(&["agent", "ticket", "since", "what"], &rows)
}

/// Who has a ticket open, as a line for people; none: nobody.
pub(super) fn on(session: &Session, desk: &Desk, id: TicketId) -> Option<String> {
    let there = of(session, desk, id);
    let said: Vec<String> = there
        .iter()
        .map(|who| format!("{} {}", who.agent, who.doing(desk.now())))
        .collect();
    (!said.is_empty()).then(|| format!("Open now: {}", said.join(" · ")))
}

/// Who has a ticket open, for programs.
pub(super) fn open_with(session: &Session, desk: &Desk, id: TicketId) -> Value {
    Value::Array(of(session, desk, id).iter().map(shape).collect())
}

fn of(session: &Session, desk: &Desk, id: TicketId) -> Vec<Present> {
    let mut there = present(session, desk);
    there.retain(|who| who.ticket == Some(id));
    there
}

/// Nothing where the directory cannot be read: who is there is only a courtesy.
fn present(session: &Session, desk: &Desk) -> Vec<Present> {
    let here = Here::look(&session.config.desk_file(), &desk.info().id);
    let here = here.ok().flatten();
    here.and_then(|here| here.others("").ok())
        .unwrap_or_default()
}

/// A ticket that one may not see is not named, nor what is written on it.
fn as_seen(desk: &Desk, who: Present) -> Present {
    let viewer = desk.actor().viewer();
    let seen = |id: TicketId| desk.store().row(&viewer, id).is_ok_and(|row| !row.masked);
    match who.ticket {
        Some(id) if !seen(id) => Present {
            ticket: None,
            writing: None,
            ..who
        },
        _ => who,
    }
}

fn shape(who: &Present) -> Value {
    json!({
        "agent": who.agent, "ticket": who.ticket, "writing": who.writing,
        "since": time(who.since), "typed": who.typed.and_then(time),
    })
}
