//! The moves of the process: flags become the move's form, the desk decides.

use super::args::{self, Field};
use super::error::Error;
use super::form::{field, fill, given, id as snake, kb};
use super::session::Session;
use crate::desk::{self, Desk};
use crate::domain::blocker::{Blocker, Jump, quoted};
use crate::domain::command::{Command, Move};
use crate::domain::id::TicketId;
use crate::domain::offer::quick;
use crate::domain::process::{FormDef, Guard, MoveDef, Process, Verb};
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;

/// A move as typed.
pub struct Typed {
    /// Ticket.
    pub id: TicketId,
    /// Which.
    pub verb: Verb,
    /// Which way; empty: the one that fits.
    pub way: &'static str,
    /// Fields of its form.
    pub fields: Vec<Field>,
    /// A lead forces it.
    pub force: Option<String>,
}

impl Typed {
    pub(super) fn new(id: TicketId, verb: Verb, fields: Vec<Field>) -> Typed {
        Typed {
            id,
            verb,
            way: "",
            fields,
            force: None,
        }
    }
}

impl Typed {
    fn names(&self, field: &str) -> bool {
        self.fields.iter().any(|f| f.name == field)
    }
}

/// Makes a move and says what came of it.
///
/// # Errors
/// A refusal with everything that is missing; the store's.
pub fn run(session: &mut Session, typed: Typed) -> Result<(), Error> {
    let mut desk = session.desk()?;
    let id = session.command_id();
    // What was done already has left the stage whose form would be filled in here.
    let verb = [Command::Move(Move::with(typed.verb, Values::new()))];
    if let Some(done) = desk.repeated(Some(typed.id), &verb, &id)? {
        return session.done(&desk, &done);
    }
    let ticket = desk.ticket(typed.id)?;
    let mut commands = commands(session, &desk, &ticket, &typed)?;
    let proposed = unseen(&typed, &mut commands);
    let done = desk
        .run_all(typed.id, session.global.seen, commands, &id)
        .map_err(|error| proposing(error, proposed))?;
    session.done(&desk, &done)
}

/// A message that nobody typed here nobody has read either: it is proposed, not sent.
fn unseen(typed: &Typed, commands: &mut [Command]) -> Option<String> {
    let read = typed.fields.iter().any(|f| f.name == "text");
    match commands.last_mut() {
        Some(Command::Move(m)) if m.verb == Verb::Tell && !read => m.values.0.remove("text"),
        _ => None,
    }
}

/// Names the proposed message where the refusal asks for one.
fn proposing(error: desk::Error, proposed: Option<String>) -> Error {
    let desk::Error::Refused(mut refusal) = error else {
        return error.into();
    };
    let asked = |b: &&mut Blocker| b.id == "text" && b.jump == Jump::Field("text".to_owned());
    if let (Some(text), Some(blocker)) = (proposed, refusal.missing.iter_mut().find(asked)) {
        blocker.text = format!("{}; proposed: “{}”", blocker.text, text.trim());
        blocker.command = blocker.command.replace('…', &quoted(text.trim()));
    }
    desk::Error::Refused(refusal).into()
}

/// The move, behind the records that were typed with it.
fn commands(
    session: &Session,
    desk: &Desk,
    ticket: &Ticket,
    typed: &Typed,
) -> Result<Vec<Command>, Error> {
    let process = desk.process();
    let def = process
        .moves_from(&ticket.stage)
        .find(|m| m.verb == typed.verb && (typed.way.is_empty() || m.way == typed.way))
        // Whoever names no other ticket means another row, which does not lead from here: the decision says so.
        .filter(|m| !typed.way.is_empty() || m.way != "with" || typed.names("with"));
    let form = match typed.way {
        quick::WAY => process.forms.get(quick::FORM),
        _ => def.and_then(|d| process.forms.get(&d.form)),
    };
    let fields = form.map_or(&[][..], |f| &f.fields);
    let asked = def.map_or_else(Vec::new, |d| records_of(process, d));
    let mut own: Vec<Field> = Vec::new();
    let mut records: Vec<(&str, Vec<Field>)> = Vec::new();
    for given in &typed.fields {
        match place(&asked, |name| fields.iter().any(|f| f.id == name), given) {
            None if form.is_some_and(|f| unknown(f, &given.name)) => {
                return Err(Error::Usage(no_field(form, &given.name)));
            }
            None => own.push(given.clone()),
            Some((kind, field)) => match records.iter_mut().find(|(k, _)| *k == kind) {
                Some((_, list)) => list.push(field),
                None => records.push((kind, vec![field])),
            },
        }
    }
    let mut commands = Vec::new();
    for (kind, list) in records {
        let fields = process.record(kind).map_or(&[][..], |r| &r.fields);
        let values = fill(session, desk, ticket, fields, &list)?;
        let kind = kind.to_owned();
        commands.push(Command::Record { kind, values });
    }
    let values = if own.is_empty() && form.is_none() {
        Values::new()
    } else {
        fill(session, desk, ticket, fields, &own)?
    };
    commands.push(Command::Move(Move {
        verb: typed.verb,
        way: typed.way.to_owned(),
        values,
        force: typed.force.clone(),
    }));
    Ok(commands)
}

/// Whether a form has no such field. What flags say is left to the decision, for a flag may mean
/// nothing in one stage and something in another.
fn unknown(form: &FormDef, name: &str) -> bool {
    let flags = ["because", "why", "reason", "text", "kb", "cause_unknown"];
    !form.fields.iter().any(|f| f.id == name) && !flags.contains(&name)
}

fn no_field(form: Option<&FormDef>, name: &str) -> String {
    let fields = form.map_or(&[][..], |f| &f.fields);
    let known: Vec<&str> = fields.iter().map(|f| f.id.as_str()).collect();
    format!(
        "There is no field “{name}” here. The form has: {}. Nothing was written.",
        known.join(", ")
    )
}

/// The records a move asks for, each with its fields. A move that freezes a package takes none along:
/// the package prints what the history already holds.
fn records_of<'a>(process: &'a Process, def: &'a MoveDef) -> Vec<(&'a str, Vec<&'a str>)> {
    if def.guards.contains(&Guard::Package) {
        return Vec::new();
    }
    let kinds = def.guards.iter().filter_map(|guard| match guard {
        Guard::Record(kind) => process.record(kind),
        _ => None,
    });
    kinds
        .map(|kind| {
            let names = kind.fields.iter().map(|f| f.id.as_str()).collect();
            (kind.id.as_str(), names)
        })
        .collect()
}

/// The record a field belongs to: `deployment.where`, or `where` when the form has no such field.
fn place<'a>(
    records: &[(&'a str, Vec<&'a str>)],
    of_form: impl Fn(&str) -> bool,
    given: &Field,
) -> Option<(&'a str, Field)> {
    if of_form(&given.name) {
        return None;
    }
    let (kind, name) = match given.name.split_once('.') {
        Some((kind, name)) => (Some(kind), name),
        None => (None, given.name.as_str()),
    };
    let fits =
        |(id, names): &&(&str, Vec<&str>)| kind.is_none_or(|k| k == *id) && names.contains(&name);
    let (found, _) = records.iter().rev().find(fits)?;
    Some((found, field(name, given.value.clone())))
}

/// `take`, `archive` and others without flags of their own.
pub fn plain(verb: Verb, args: &args::Plain) -> Typed {
    Typed::new(args.id, verb, args.fields.clone())
}

/// `release`, `recall`, `withdraw`, `reopen`, `restore`.
///
/// # Errors
/// A text file that cannot be read.
pub fn reason(session: &Session, verb: Verb, args: &args::Reason) -> Result<Typed, Error> {
    let text = session.text(&args.text)?;
    // Where the form has but one reason in words, --text says it as well.
    let (reason, remark) = match (&args.reason, text) {
        (None, Some(text)) if verb != Verb::Recall => (Some(text), None),
        (reason, text) => (reason.clone(), text),
    };
    Ok(Typed::new(
        args.id,
        verb,
        given([("reason", reason), ("text", remark)]),
    ))
}

/// `escalate`.
pub fn escalate(args: &args::Escalate) -> Typed {
    let mut fields = args.fields.clone();
    if !args.because.is_empty() {
        fields.push(field("because", args.because.join(",")));
    }
    fields.extend(given([("why", args.why.clone())]));
    Typed::new(args.id, Verb::Escalate, fields)
}

/// `return`.
///
/// # Errors
/// As [`reason`].
pub fn back(session: &Session, args: &args::Return) -> Result<Typed, Error> {
    let text = session.text(&args.text)?;
    let mut fields = given([("reason", args.reason.clone()), ("text", text)]);
    fields.extend(args.missing.iter().map(|m| field("missing", m.clone())));
    Ok(Typed::new(args.id, Verb::Return, fields))
}

/// `resolve`.
///
/// # Errors
/// As [`reason`].
pub fn resolve(session: &Session, args: &args::Resolve) -> Result<Typed, Error> {
    if let Some(other) = args.with {
        let mut typed = Typed::new(
            args.id,
            Verb::Resolve,
            vec![field("with", other.to_string())],
        );
        typed.way = "with";
        return Ok(typed);
    }
    let fields = given([
        ("code", args.code.clone()),
        ("text", session.text(&args.text)?),
        ("cause", args.cause.clone()),
        ("cause_unknown", args.cause_unknown.clone()),
        ("kb", kb(args.kb.clone(), None, args.no_kb.clone())),
    ]);
    Ok(Typed::new(args.id, Verb::Resolve, fields))
}

/// `deploy`.
pub fn deploy(args: &args::Deploy) -> Typed {
    let mut fields = args.fields.clone();
    let kb = kb(args.kb.clone(), args.kb_by.clone(), args.no_kb.clone());
    fields.extend(given([("kb", kb)]));
    Typed::new(args.id, Verb::Deploy, fields)
}

/// `sign`.
pub fn sign(args: &args::Sign) -> Typed {
    let fields = given([
        ("checked", args.checked.clone()),
        ("result", args.result.clone()),
        ("tier", args.tier.clone()),
    ]);
    Typed::new(args.id, Verb::Sign, fields)
}

/// `reject`.
///
/// # Errors
/// As [`reason`].
pub fn reject(session: &Session, args: &args::Reject) -> Result<Typed, Error> {
    let text = session.text(&args.text)?;
    let fields = given([("text", text), ("evidence", args.evidence.clone())]);
    Ok(Typed::new(args.id, Verb::Reject, fields))
}

/// `decline`.
///
/// # Errors
/// As [`reason`].
pub fn decline(session: &Session, args: &args::Decline) -> Result<Typed, Error> {
    let fields = given([
        ("code", args.code.clone()),
        ("text", session.text(&args.text)?),
        ("rationale", args.rationale.clone()),
        (
            "kb",
            kb(args.kb.clone(), args.kb_by.clone(), args.no_kb.clone()),
        ),
    ]);
    Ok(Typed::new(args.id, Verb::Decline, fields))
}

/// `tell`.
///
/// # Errors
/// As [`reason`].
pub fn tell(session: &Session, args: &args::Tell) -> Result<Typed, Error> {
    let text = session.text(&args.text)?;
    let remind = args.remind.then(|| "yes".to_owned());
    let fields = given([
        ("channel", args.channel.clone()),
        ("text", text),
        ("remind", remind),
    ]);
    Ok(Typed::new(args.id, Verb::Tell, fields))
}

/// `close`.
///
/// # Errors
/// As [`reason`].
pub fn close(session: &Session, args: &args::Close) -> Result<Typed, Error> {
    let fields = given([
        ("code", args.code.clone()),
        ("text", session.text(&args.text)?),
        ("confirmed_by", args.confirmed_by.clone()),
        ("how", args.how.clone()),
        ("when", args.when.clone()),
        ("score", args.score.map(|s| s.to_string())),
    ]);
    let mut typed = Typed::new(args.id, Verb::Close, fields);
    typed.way = match (args.quick, args.assumed) {
        (true, _) => quick::WAY,
        (_, true) => "assumed",
        _ => "confirmed",
    };
    Ok(typed)
}

/// `dissatisfied`.
///
/// # Errors
/// As [`reason`].
pub fn dissatisfied(session: &Session, args: &args::Dissatisfied) -> Result<Typed, Error> {
    let text = session.text(&args.text)?;
    let fields = given([("text", text), ("to", args.to.clone())]);
    Ok(Typed::new(args.id, Verb::Dissatisfied, fields))
}

/// `cancel`.
///
/// # Errors
/// As [`reason`].
pub fn cancel(session: &Session, args: &args::Cancel) -> Result<Typed, Error> {
    let mut fields = args.fields.clone();
    let text = session.text(&args.text)?;
    fields.extend(given([("reason", args.reason.clone()), ("text", text)]));
    Ok(Typed::new(args.id, Verb::Cancel, fields))
}

/// `override`.
///
/// # Errors
/// An unknown move.
pub fn forced(args: &args::Override) -> Result<Typed, Error> {
    let verb: Verb = snake(&args.r#move).parse().map_err(|e: String| {
        let known: Vec<_> = Verb::ALL.iter().map(|v| v.id()).collect();
        Error::Usage(format!("{e}. There are: {}.", known.join(", ")))
    })?;
    let mut typed = Typed::new(args.id, verb, args.fields.clone());
    typed.force = Some(args.reason.clone());
    Ok(typed)
}
