//! Work on a ticket that is no move: flags become one command, the desk decides.

use super::args::{self, Field};
use super::error::Error;
use super::form::{fill, id as snake};
use super::session::Session;
use super::show::known_error;
use crate::desk::Desk;
use crate::domain::command::Command;
use crate::domain::id::{AgentName, TicketId};
use crate::domain::known_error;
use crate::domain::ticket::Answer;
use crate::domain::values::Values;
use crate::store;

/// Runs one command on a ticket and says what came of it.
///
/// # Errors
/// A refusal with everything that is missing; the store's.
pub fn run(session: &mut Session, id: TicketId, command: Command) -> Result<(), Error> {
    let desk = session.desk()?;
    run_on(session, desk, id, command)
}

pub(super) fn run_on(
    session: &mut Session,
    mut desk: Desk,
    id: TicketId,
    command: Command,
) -> Result<(), Error> {
    let done = desk.run(id, session.global.seen, command, &session.command_id())?;
    session.done(&desk, &done)
}

/// `set`.
///
/// # Errors
/// As [`run`]; an unknown customer.
pub fn set(session: &mut Session, args: &args::Set) -> Result<(), Error> {
    let desk = session.desk()?;
    let values = plain(&args.fields)?;
    run_on(session, desk, args.id, Command::Set(values))
}

/// Values that belong to no form.
fn plain(fields: &[Field]) -> Result<Values, Error> {
    let mut values = Values::new();
    for Field { name, value } in fields {
        if values.0.contains_key(name) {
            return Err(Error::Usage(format!("{name} is given twice.")));
        }
        values.set(name, value.clone());
    }
    Ok(values)
}

/// `answer`.
///
/// # Errors
/// As [`run`].
pub fn answer(session: &mut Session, args: &args::Answer) -> Result<(), Error> {
    let answer = match &args.unavailable {
        Some(reason) => Answer::Unavailable(reason.clone()),
        None => Answer::Given(session.needed(&args.text)?),
    };
    let field = snake(&args.field);
    run(session, args.id, Command::Answer { field, answer })
}

/// `todo`.
///
/// # Errors
/// As [`run`].
pub fn todo(session: &mut Session, args: &args::Todo) -> Result<(), Error> {
    let text = session.needed(&args.text)?;
    let desk = session.desk()?;
    if !desk.ticket(args.id)?.todos.iter().any(|t| t.n == args.n) {
        return Err(no_such("to-do", args.id, args.n));
    }
    run_on(session, desk, args.id, Command::Todo { n: args.n, text })
}

/// `note`.
///
/// # Errors
/// As [`run`].
pub fn note(session: &mut Session, args: &args::Note) -> Result<(), Error> {
    let text = session.needed(&args.text)?;
    run(session, args.id, Command::Note { text })
}

/// `message`.
///
/// # Errors
/// As [`run`].
pub fn message(session: &mut Session, args: &args::Message) -> Result<(), Error> {
    if let Some(n) = args.take_back {
        return run(session, args.id, Command::TakeBack { n });
    }
    let command = Command::Message {
        text: session.needed(&args.text)?,
        channel: args.channel.as_deref().map(snake).unwrap_or_default(),
        attempt: args.attempt,
    };
    run(session, args.id, command)
}

/// `received`.
///
/// # Errors
/// As [`run`].
pub fn received(session: &mut Session, args: &args::Received) -> Result<(), Error> {
    let command = Command::Received {
        text: session.needed(&args.text)?,
        channel: args.channel.as_deref().map(snake).unwrap_or_default(),
    };
    run(session, args.id, command)
}

/// `record`.
///
/// # Errors
/// As [`run`].
pub fn record(session: &mut Session, args: &args::Record) -> Result<(), Error> {
    write_record(session, args.id, &args.kind, &args.fields)
}

/// `approve`: a record of its own kind.
///
/// # Errors
/// As [`run`].
pub fn approve(session: &mut Session, args: &args::Note) -> Result<(), Error> {
    let text = session.text(&args.text)?;
    let fields = super::form::given([("text", text)]);
    write_record(session, args.id, "approval", &fields)
}

fn write_record(
    session: &mut Session,
    id: TicketId,
    kind: &str,
    typed: &[Field],
) -> Result<(), Error> {
    let desk = session.desk()?;
    let kind = snake(kind);
    let ticket = desk.ticket(id)?;
    let process = desk.process().clone();
    let fields = process.record(&kind).map_or(&[][..], |r| &r.fields);
    let values = fill(session, &desk, &ticket, fields, typed)?;
    run_on(session, desk, id, Command::Record { kind, values })
}

/// `criterion`.
///
/// # Errors
/// As [`run`].
pub fn criterion(session: &mut Session, args: &args::Criterion) -> Result<(), Error> {
    let id = snake(&args.criterion);
    let command = match &args.gone {
        Some(reason) => Command::CriterionGone {
            id,
            reason: reason.clone(),
        },
        None => Command::Criterion {
            id,
            why: args.why.clone().unwrap_or_default(),
        },
    };
    run(session, args.id, command)
}

/// `hold`.
///
/// # Errors
/// As [`run`]; a time that cannot be read.
pub fn hold(session: &mut Session, args: &args::Hold) -> Result<(), Error> {
    let desk = session.desk()?;
    let command = Command::Hold {
        kind: snake(&args.kind),
        until: session.time(&args.until, desk.now())?,
        text: session.text(&args.text)?.unwrap_or_default(),
    };
    run_on(session, desk, args.id, command)
}

/// `ask`.
///
/// # Errors
/// As [`hold`].
pub fn ask(session: &mut Session, args: &args::Ask) -> Result<(), Error> {
    let desk = session.desk()?;
    let command = Command::Ask {
        team: snake(&args.team),
        due: session.time(&args.due, desk.now())?,
        text: session.needed(&args.text)?,
    };
    run_on(session, desk, args.id, command)
}

/// `answered`.
///
/// # Errors
/// As [`run`].
pub fn answered(session: &mut Session, args: &args::Answered) -> Result<(), Error> {
    let text = session.needed(&args.text)?;
    run(session, args.id, Command::Answered { n: args.n, text })
}

/// `settle`: an answer, a result, or the fields of a record.
///
/// # Errors
/// As [`run`].
pub fn settle(session: &mut Session, args: &args::Settle) -> Result<(), Error> {
    let desk = session.desk()?;
    let ticket = desk.ticket(args.id)?;
    let owed = ticket.owed.iter().find(|o| o.n == args.n);
    let process = desk.process().clone();
    let kind = owed.and_then(|o| o.what.strip_prefix("record."));
    let record = kind.and_then(|k| process.record(k));
    let fields = record.map_or(&[][..], |r| &r.fields);
    let mut values = fill(session, &desk, &ticket, fields, &args.fields)?;
    if let Some(text) = session.text(&args.text)? {
        values.set("text", text);
    }
    run_on(
        session,
        desk,
        args.id,
        Command::Settle { n: args.n, values },
    )
}

/// `restrict`.
///
/// # Errors
/// As [`run`].
pub fn restrict(session: &mut Session, args: &args::Restrict) -> Result<(), Error> {
    let command = Command::Restrict {
        agents: args.agents.iter().map(|a| AgentName(a.clone())).collect(),
        why: args.why.clone(),
    };
    run(session, args.id, command)
}

/// `assign`.
///
/// # Errors
/// As [`run`].
pub fn assign(session: &mut Session, args: &args::Assign) -> Result<(), Error> {
    let to = (args.agent != "-").then(|| AgentName(args.agent.clone()));
    let command = Command::Assign {
        to,
        customers_agent: args.customers_agent,
    };
    let desk = session.desk()?;
    let known = args.agent == "-" || desk.agents()?.iter().any(|a| a.name == args.agent.as_str());
    if !known {
        return Err(Error::NotFound(format!(
            "There is no agent “{}” on this desk. hoist agents list shows them.",
            args.agent
        )));
    }
    run_on(session, desk, args.id, command)
}

fn no_such(what: &str, id: TicketId, n: u32) -> Error {
    Error::NotFound(format!(
        "{id} has no {what} number {n}. hoist show {} lists what is open.",
        id.0
    ))
}

/// `unlink`: the link is named where there are several.
///
/// # Errors
/// As [`run`].
pub fn unlink(session: &mut Session, args: &args::Unlink) -> Result<(), Error> {
    let desk = session.desk()?;
    let ticket = desk.ticket(args.id)?;
    let kinds: Vec<&str> = ticket
        .links
        .iter()
        .filter(|l| l.other == args.other)
        .map(|l| l.kind.as_str())
        .collect();
    let kind = match (args.kind.as_deref().map(snake), kinds.as_slice()) {
        (Some(kind), _) => kind,
        (None, [one]) => (*one).to_owned(),
        (None, []) => {
            return Err(Error::NotFound(format!(
                "{} is not linked to {}.",
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
    let other = args.other;
    run_on(session, desk, args.id, Command::Unlink { other, kind })
}

/// `undo`.
///
/// # Errors
/// As [`run`].
pub fn undo(session: &mut Session, id: TicketId) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let current = desk.ticket(id)?;
    if session
        .global
        .seen
        .is_some_and(|seen| seen != current.version)
    {
        return Err(store::Error::Changed(Box::new(current)).into());
    }
    let done = desk.undo(id, &session.command_id())?;
    session.done(&desk, &done)
}

/// `waive`.
///
/// # Errors
/// As [`run`].
pub fn waive(session: &mut Session, args: &args::Waive) -> Result<(), Error> {
    let command = Command::Waive {
        n: args.n,
        reason: args.reason.clone(),
    };
    let desk = session.desk()?;
    if !desk.ticket(args.id)?.owed.iter().any(|o| o.n == args.n) {
        return Err(no_such("owed item", args.id, args.n));
    }
    run_on(session, desk, args.id, command)
}

/// `lift`.
///
/// # Errors
/// As [`run`].
pub fn lift(session: &mut Session, args: &args::Lift) -> Result<(), Error> {
    let why = args.why.clone();
    run(session, args.id, Command::Lift { why })
}

/// `link`.
///
/// # Errors
/// As [`run`].
pub fn link(session: &mut Session, args: &args::Link) -> Result<(), Error> {
    let mut desk = session.desk()?;
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
    let known = view.known.iter().filter(|(id, _)| *id == args.other);
    for line in known.flat_map(known_error) {
        session.out.line(line)?;
    }
    Ok(())
}
