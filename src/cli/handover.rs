//! A change of shift: several tickets, each with its own verdict.

use super::args::{Declined, Give, Handovers, Which};
use super::error::Error;
use super::json;
use super::queue;
use super::session::Session;
use crate::desk::{self, Desk, new_command_id};
use crate::domain::command::Command;
use crate::domain::id::{AgentName, CommandId, TicketId};
use crate::domain::row::Row;
use crate::domain::words::counted;
use crate::store::Query;
use serde_json::json;

/// `handover …`.
///
/// # Errors
/// The first that was refused, after every other was tried; the store's; the output's.
pub fn run(session: &mut Session, verb: &Handovers) -> Result<(), Error> {
    let mut desk = session.desk()?;
    match verb {
        Handovers::Give(args) => give(session, &mut desk, args),
        Handovers::List => list(session, &desk),
        Handovers::Accept(which) => {
            let ids = offered(&desk, which)?;
            let commands = ids.into_iter().map(|id| (id, Command::AcceptHandover));
            each(session, &mut desk, commands.collect())
        }
        Handovers::Decline(Declined { which, reason }) => {
            let ids = offered(&desk, which)?;
            let decline = |id| {
                let reason = reason.clone();
                (id, Command::DeclineHandover { reason })
            };
            each(session, &mut desk, ids.into_iter().map(decline).collect())
        }
    }
}

fn give(session: &mut Session, desk: &mut Desk, args: &Give) -> Result<(), Error> {
    let to = AgentName(args.agent.clone());
    if !desk.agents()?.iter().any(|a| a.name == to) {
        return Err(Error::NotFound(format!(
            "There is no agent “{to}” on this desk (any more). hoist agents list shows who is here."
        )));
    }
    let (ids, already) = match args.all {
        true => desk.still_to_offer(&to)?,
        false => (args.ids.clone(), 0),
    };
    if already > 0 && !session.global.json {
        let tickets = counted(already, "ticket is", "tickets are");
        session
            .out
            .line(format!("{tickets} offered to {to} already."))?;
    }
    let said = session.text(&args.text)?;
    let zone = session.config.zone_name();
    let mut commands = Vec::new();
    for id in ids {
        let text = match &said {
            Some(text) => text.clone(),
            None => desk.shift_notes(id, &zone)?,
        };
        let to = to.clone();
        commands.push((id, Command::HandOver { to, text }));
    }
    if commands.is_empty() && already > 0 {
        return Ok(());
    }
    if commands.is_empty() {
        return session
            .out
            .line("You are in charge of no ticket; there is nothing to hand over.");
    }
    each(session, desk, commands)
}

fn offered(desk: &Desk, which: &Which) -> Result<Vec<TicketId>, Error> {
    match which.all {
        true => Ok(desk.offered_to_me()?),
        false => Ok(which.ids.clone()),
    }
}

/// Each ticket for itself: what was done stays done, what was refused is said, and refuses the whole
/// in the end.
fn each(
    session: &mut Session,
    desk: &mut Desk,
    commands: Vec<(TicketId, Command)>,
) -> Result<(), Error> {
    if commands.is_empty() {
        return session.out.line("Nothing is offered to you.");
    }
    let one = commands.len() == 1;
    let given = session.command_id();
    let mut first = None;
    for (id, command) in commands {
        // By ticket, not by place: delivered again there may be fewer of them.
        let command_id = match (one, session.global.command_id.is_some()) {
            (true, _) => given.clone(),
            (false, true) => CommandId(format!("{given}/{}", id.0)),
            (false, false) => new_command_id(),
        };
        let seen = session.global.seen;
        match desk.run(id, seen.filter(|_| one), command, &command_id) {
            Ok(done) => session.done(desk, &done)?,
            Err(error) if one => return Err(error.into()),
            Err(error) => {
                refused(session, id, &error)?;
                first.get_or_insert(error);
            }
        }
    }
    first.map_or(Ok(()), |error| Err(error.into()))
}

fn refused(session: &mut Session, id: TicketId, error: &desk::Error) -> Result<(), Error> {
    if session.global.json {
        return session
            .out
            .json(&json!({ "id": id.0, "refused": "handover", "message": error.to_string() }));
    }
    session.out.line(format!("{id}: {error}"))
}

fn list(session: &mut Session, desk: &Desk) -> Result<(), Error> {
    let me = Some(desk.actor().name.clone());
    let to = Query {
        handed_to: me.clone(),
        ..Query::default()
    };
    let by = Query {
        handed_by: me,
        ..Query::default()
    };
    let mut rows = desk.rows_of(&to)?;
    rows.extend(desk.rows_of(&by)?);
    if session.global.json {
        return rows.iter().try_for_each(|row| {
            let mut object = serde_json::to_value(json::Row::of(desk.process(), row));
            if let Ok(serde_json::Value::Object(map)) = &mut object {
                map.insert("text".to_owned(), json!(text_of(desk, row)));
            }
            session.out.json(&object.unwrap_or_default())
        });
    }
    if rows.is_empty() {
        return session
            .out
            .line("Nothing is offered to you, and nothing by you.");
    }
    let name = |agent: &Option<AgentName>| agent.as_ref().map_or_else(String::new, |a| a.0.clone());
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let text = text_of(desk, row);
            vec![
                row.id.to_string(),
                queue::priority(row),
                name(&row.handed_by),
                name(&row.handed_to),
                row.subject.clone(),
                text.lines().collect::<Vec<_>>().join(" / "),
            ]
        })
        .collect();
    let head = ["ticket", "prio", "from", "to", "subject", "what to know"];
    session.out.table(&head, &lines)
}

fn text_of(desk: &Desk, row: &Row) -> String {
    let ticket = desk.ticket(row.id);
    let handover = ticket.ok().and_then(|t| t.handover);
    handover.map(|h| h.text).unwrap_or_default()
}
