//! Work on a ticket that is no move: flags become one command, the desk decides.

use super::args::{self, Field};
use super::error::Error;
use super::form::{fill, id as snake};
use super::session::Session;
use crate::desk::talk::Message;
use crate::desk::{self, Desk};
use crate::domain::approval::Approval;
use crate::domain::blocker::{Refusal, Why};
use crate::domain::command::Command;
use crate::domain::event::Fact;
use crate::domain::id::{AgentName, TicketId};
use crate::domain::kept::for_an_answer;
use crate::domain::quote;
use crate::domain::row_of::{kept_apart, may_quote};
use crate::domain::team;
use crate::domain::ticket::{Answer, Source};
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
    if args.from_message.is_some() || args.from_attachment.is_some() {
        return taken_over(session, args);
    }
    let answer = match &args.unavailable {
        Some(reason) => Answer::Unavailable(reason.clone()),
        None => Answer::Given(session.needed(&args.text)?),
    };
    let field = snake(&args.field);
    run(session, args.id, Command::Answer { field, answer })
}

/// Words of a message or lines of an attachment as an answer, or below the one there is.
fn taken_over(session: &mut Session, args: &args::Answer) -> Result<(), Error> {
    let lines = args.lines.map(|l| (l.from, l.to));
    let none = || Error::NotFound("There is no such line. Nothing was written.".to_owned());
    let piece = match (args.from_message, args.from_attachment) {
        (Some(n), _) => session.desk()?.message(args.id, n)?.piece(lines),
        (None, None) => None,
        (None, Some(n)) => {
            let (from, to) = lines.unwrap_or((1, 1));
            let mut log = super::logs::attached(session, args.id, n)?;
            let source = Source {
                ticket: n.ticket,
                n: Some(n.n),
                name: log.name().to_owned(),
                ..Source::default()
            };
            let piece = log.piece(&source, from, to - from + 1);
            piece.map_err(super::logs::refused)?
        }
    };
    let piece = piece.ok_or_else(none)?;
    let desk = session.desk()?;
    let ticket = desk.ticket(args.id)?;
    if let Some(other) = piece.source.ticket.filter(|id| *id != args.id)
        && !may_quote(&ticket, &desk.ticket(other)?)
    {
        let why = kept_apart(args.id, other);
        return Err(Error::Usage(format!("{why} Nothing was written.")));
    }
    let field = snake(&args.field);
    let pieces = for_an_answer(desk.process(), &desk.info().id, &[piece]);
    let pieces = pieces.map_err(|why| Error::Usage(format!("{why} Nothing was written.")))?;
    let quote = quote::quoted(&ticket, &field, &pieces);
    if let (Some(old), false) = (&quote.replaces, args.replace) {
        return Err(Error::Usage(format!(
            "{field} of {} says “{old}”. Nothing was written; --replace puts the words in its place.",
            args.id
        )));
    }
    if quote.stands {
        let known = desk.process().intake_field(&field);
        let label = known.map_or(field.as_str(), |f| f.label.as_str());
        return Err(desk::Error::Refused(Box::new(Refusal {
            refused: "answer".to_owned(),
            why: Why::Taken,
            text: quote::stands_words(label),
            missing: Vec::new(),
        }))
        .into());
    }
    let answer = quote.answer;
    run_on(session, desk, args.id, Command::Answer { field, answer })
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
pub fn note(session: &mut Session, args: &args::Noting) -> Result<(), Error> {
    let text = session.needed(&args.note.text)?;
    let command = match args.no_answer {
        true => Command::NoAnswer { text },
        false => Command::Note { text },
    };
    run(session, args.note.id, command)
}

/// `message`.
///
/// # Errors
/// As [`run`].
pub fn message(session: &mut Session, args: &args::Message) -> Result<(), Error> {
    if let Some(n) = args.take_back {
        return run(session, args.id, Command::TakeBack { n });
    }
    let text = match &args.template {
        Some(name) => {
            let desk = session.desk()?;
            let ticket = desk.ticket(args.id)?;
            super::talk::from_template(&desk, &ticket, name, args.preview)?
        }
        None if args.workaround && !is_given(&args.text) => {
            let desk = session.desk()?;
            in_place(&desk, args.id)?
        }
        None => session.needed(&args.text)?,
    };
    if args.preview {
        return session.out.block(&text);
    }
    let told = match args.workaround {
        true => told_before(session, args.id, &text)?,
        false => None,
    };
    let command = Command::Message {
        text,
        channel: args.channel.as_deref().map(snake).unwrap_or_default(),
        attempt: args.attempt,
        workaround: args.workaround,
    };
    run(session, args.id, command)?;
    match told.filter(|_| !session.global.json) {
        Some(n) => session.out.line(format!(
            "message {n} said the same; hoist message {} --take-back N takes this one back while it waits",
            args.id.0
        )),
        None => Ok(()),
    }
}

/// The message in which the customer was told these very words before.
fn told_before(session: &Session, id: TicketId, text: &str) -> Result<Option<u32>, Error> {
    let said = session.desk()?.messages(id)?;
    let same =
        |m: &Message| m.about.outgoing && !m.about.taken_back && m.text.trim() == text.trim();
    Ok(said.iter().rev().find(|m| same(m)).map(|m| m.about.n))
}

fn is_given(text: &args::Text) -> bool {
    text.text.is_some() || text.text_file.is_some()
}

/// The words of the workaround that the customer is to be told.
fn in_place(desk: &Desk, id: TicketId) -> Result<String, Error> {
    let ticket = desk.ticket(id)?;
    let known = desk.workaround_for(&ticket);
    known.ok_or_else(|| {
        Error::Usage(format!(
            "No workaround that may be told is known on {id}: write it, --text T or --text-file FILE (- is standard input). Nothing was sent."
        ))
    })
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

/// `approve`: a record of its own kind; asking for one, or saying no.
///
/// # Errors
/// As [`run`].
pub fn approve(session: &mut Session, args: &args::Approve) -> Result<(), Error> {
    let (id, text) = (args.note.id, &args.note.text);
    if args.deny {
        let reason = session.needed(text)?;
        return run(session, id, Command::Approval(Approval::Deny { reason }));
    }
    let text = session.text(text)?;
    if args.ask {
        let text = text.unwrap_or_default();
        return run(session, id, Command::Approval(Approval::Ask { text }));
    }
    let fields = super::form::given([("text", text)]);
    write_record(session, id, "approval", &fields)
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

/// `ask`: asks a team and prints the text to send to it, ready to copy; or prints that again.
///
/// # Errors
/// As [`hold`].
pub fn ask(session: &mut Session, args: &args::Ask) -> Result<(), Error> {
    let mut desk = session.desk()?;
    if let Some(n) = args.letter {
        return letter(session, &desk, args.id, n);
    }
    let (Some(team), Some(due)) = (&args.team, &args.due) else {
        return Err(Error::Usage(format!(
            "Which team, and by when? hoist ask {} TEAM --due 2h --text …; hoist teams list shows whom.",
            args.id.0
        )));
    };
    let command = Command::Ask {
        team: snake(team),
        due: session.time(due, desk.now())?,
        text: session.needed(&args.text)?,
    };
    let done = desk.run(args.id, session.global.seen, command, &session.command_id())?;
    session.done(&desk, &done)?;
    let asked = done.events.iter().flat_map(|e| &e.facts);
    let mut asked = asked.filter_map(|f| match f {
        Fact::Asked(request) => Some(request.n),
        _ => None,
    });
    match asked.next_back() {
        Some(n) if !session.global.json => {
            session.out.line("")?;
            letter(session, &desk, args.id, n)
        }
        _ => Ok(()),
    }
}

fn letter(session: &mut Session, desk: &Desk, id: TicketId, n: u32) -> Result<(), Error> {
    let ticket = desk.ticket(id)?;
    let request = ticket.requests.iter().find(|r| r.n == n);
    let request = request.ok_or_else(|| no_such("question", id, n))?;
    let letter = team::letter(desk.process(), &ticket, request);
    if session.global.json {
        return session.out.json(&serde_json::json!({
            "ticket": id.0, "n": n, "team": request.team, "address": request.address, "text": letter,
        }));
    }
    session.out.block(&letter)
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
    let record = owed.and_then(|o| o.record(&process));
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
