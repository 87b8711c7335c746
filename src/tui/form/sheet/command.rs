//! What a filled-in form asks of the desk.

use super::{Answer, Command, Sheet, Ticket, Values, fields};
use crate::domain::approval::Approval;
use crate::domain::command::{Move, Outcome};
use crate::domain::id::{AgentName, At, TicketId};
use crate::domain::known_error;
use crate::domain::offer::quick;
use crate::domain::process::Verb;
use crate::domain::reference::Reference;
use crate::domain::when;

/// What is named before anything is.
const NOBODY: Reference = Reference::Ticket(TicketId(0));

pub(super) fn commands(sheet: &Sheet, ticket: &Ticket, values: &Values) -> Vec<Command> {
    match sheet {
        Sheet::Move {
            verb: Verb::Close,
            way,
        } if way == quick::WAY => quick::moves(ticket, values),
        Sheet::Answer(field) => answer(ticket, field, values, "text", "unavailable")
            .into_iter()
            .collect(),
        Sheet::Intake => intake(ticket, values),
        Sheet::Set => set(ticket, values).into_iter().collect(),
        Sheet::ResolveWith(other) => resolve_with(ticket, *other, values),
        Sheet::Link(_) => {
            let get = |field: &str| values.get(field).unwrap_or_default();
            let other = get("other").parse().unwrap_or(NOBODY);
            let until = values.get("until").map(instant);
            known_error::linking(other, get("kind"), until)
        }
        _ => vec![one(sheet, values)],
    }
}

pub(super) fn probe(sheet: &Sheet) -> Command {
    let nothing = Values::new();
    match sheet {
        Sheet::Answer(field) => Command::Answer {
            field: field.clone(),
            answer: Answer::Given(String::new()),
        },
        Sheet::Intake => probe(&Sheet::Answer(String::new())),
        Sheet::Set => Command::Set(nothing),
        Sheet::ResolveWith(_) => Command::Move(Move::new(Verb::Resolve)),
        _ => one(sheet, &nothing),
    }
}

fn one(sheet: &Sheet, values: &Values) -> Command {
    let get = |field: &str| values.get(field).unwrap_or_default().to_owned();
    let (text, reason) = (get("text"), get("reason"));
    match sheet.clone() {
        Sheet::Move { verb, way } => Command::Move(Move {
            verb,
            way,
            values: values.clone(),
            force: None,
        }),
        Sheet::Override { verb, way, values } => Command::Move(Move {
            verb,
            way,
            values,
            force: Some(reason),
        }),
        Sheet::Check { tier, item } => Command::Check {
            item,
            tier: Some(tier),
            outcome: match values.get("result") {
                Some(result) => Outcome::Done(result.to_owned()),
                None => Outcome::Skipped(get("skip")),
            },
            evidence: get("evidence"),
        },
        Sheet::Todo(n) => Command::Todo { n, text },
        Sheet::Record(kind) => Command::Record {
            kind,
            values: values.clone(),
        },
        Sheet::Message => Command::Message {
            text,
            channel: get("channel"),
            attempt: values.get("attempt") == Some("yes"),
            workaround: values.get("workaround") == Some("yes"),
        },
        Sheet::Received => Command::Received {
            text,
            channel: get("channel"),
        },
        Sheet::Criterion => Command::Criterion {
            id: get("id"),
            why: get("why"),
        },
        Sheet::CriterionGone(id) => Command::CriterionGone { id, reason },
        Sheet::Hold => Command::Hold {
            kind: get("kind"),
            until: instant(&get("until")),
            text,
        },
        Sheet::Asking => Command::Ask {
            team: get("team"),
            due: instant(&get("due")),
            text,
        },
        Sheet::Answered(n) => Command::Answered { n, text },
        Sheet::Settle(n) => Command::Settle {
            n,
            values: values.clone(),
        },
        Sheet::Waive(n) => Command::Waive { n, reason },
        Sheet::Assign => assign(values, false),
        Sheet::CustomersAgent => assign(values, true),
        Sheet::Restrict => Command::Restrict {
            agents: get("agents")
                .split([' ', ','])
                .filter(|name| !name.is_empty())
                .map(AgentName::from)
                .collect(),
            why: get("why"),
        },
        Sheet::Lift => Command::Lift { why: reason },
        Sheet::Link(_) => Command::Link {
            other: TicketId(0),
            kind: get("kind"),
        },
        Sheet::Unkeep(n) => Command::Unkeep { n, reason },
        Sheet::Merge => Command::Merge {
            into: get("into").parse().unwrap_or(TicketId(0)),
            text,
        },
        Sheet::Unmerge => Command::Unmerge { reason },
        Sheet::HandOver => Command::HandOver {
            to: AgentName(get("to")),
            text,
        },
        Sheet::Decline => Command::DeclineHandover { reason },
        Sheet::AskApproval => Command::Approval(Approval::Ask { text }),
        Sheet::DenyApproval => Command::Approval(Approval::Deny { reason }),
        Sheet::Note if values.get("no_answer") == Some("yes") => Command::NoAnswer { text },
        Sheet::Note | Sheet::Answer(_) | Sheet::Intake | Sheet::Set | Sheet::ResolveWith(_) => {
            Command::Note { text }
        }
    }
}

/// The resolution of a linked ticket is taken over and told, in one form and two events.
fn resolve_with(ticket: &Ticket, other: Reference, values: &Values) -> Vec<Command> {
    let with = Values::new().with("with", other.to_string());
    let resolve = Command::Move(Move {
        way: "with".to_owned(),
        ..Move::with(Verb::Resolve, with)
    });
    let text = values.get("text").unwrap_or_default();
    let tell = Values::new()
        .with("text", text)
        .with("channel", ticket.channel.as_str());
    let tell = Move::with(Verb::Tell, tell);
    vec![resolve, Command::Move(tell)]
}

fn assign(values: &Values, customers_agent: bool) -> Command {
    Command::Assign {
        to: values.get("to").map(AgentName::from),
        customers_agent,
    }
}

/// A submitted instant; the form has read it already, so it is always one.
fn instant(text: &str) -> At {
    when::parse(text, At::default(), "").unwrap_or_default()
}

fn intake(ticket: &Ticket, values: &Values) -> Vec<Command> {
    let fields = values
        .0
        .keys()
        .map(|id| id.strip_suffix(".unavailable").unwrap_or(id));
    let mut fields: Vec<&str> = fields.collect();
    fields.dedup();
    fields
        .into_iter()
        .filter_map(|id| answer(ticket, id, values, id, &format!("{id}.unavailable")))
        .collect()
}

/// The answer to an intake field, if it differs from what stands.
fn answer(
    ticket: &Ticket,
    field: &str,
    values: &Values,
    text: &str,
    because: &str,
) -> Option<Command> {
    let answer = match (values.get(text), values.get(because)) {
        (Some(text), _) => Answer::Given(text.to_owned()),
        (None, Some(because)) => Answer::Unavailable(because.to_owned()),
        (None, None) => return None,
    };
    (ticket.intake.get(field) != Some(&answer)).then(|| Command::Answer {
        field: field.to_owned(),
        answer,
    })
}

/// Only what differs from what stands is set.
/// What was said, for tickets that stand each otherwise.
#[must_use]
pub fn set_as_said(values: &Values) -> Option<Command> {
    let said = values.0.iter().filter(|(_, text)| !text.trim().is_empty());
    let said = said.fold(Values::new(), |said, (field, text)| {
        said.with(field, text.as_str())
    });
    (said != Values::new()).then_some(Command::Set(said))
}

fn set(ticket: &Ticket, values: &Values) -> Option<Command> {
    let standing = fields::standing(ticket);
    let mut changed = Values::new();
    for (field, value) in &values.0 {
        if standing.get(field) != values.get(field) {
            changed.set(field, value.as_str());
        }
    }
    (changed != Values::new()).then_some(Command::Set(changed))
}
