//! Which form a job takes, and the commands that come of it. What the process file has fields for
//! is read there; the rest (a note, a hold, an assignment) is a short list of fields here.

mod command;
mod fields;

pub use command::set_as_said;

use super::{Face, Lookup, Spec};
use crate::domain::actor::Actor;
use crate::domain::blocker::Jump;
use crate::domain::command::{Command, Scene};
use crate::domain::id::Tier;
use crate::domain::offer;
use crate::domain::process::{Field, Process, Verb};
use crate::domain::reference::Reference;
use crate::domain::ticket::{Answer, Ticket};
use crate::domain::values::Values;
use std::collections::BTreeMap;

/// A job that is done by filling in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// A move of the table, or the quick answer (`close`, way `quick`).
    Move {
        /// Which.
        verb: Verb,
        /// Which way; empty for the only one.
        way: String,
    },
    /// One intake answer.
    Answer(String),
    /// All intake answers.
    Intake,
    /// A checklist item.
    Check {
        /// Whose.
        tier: Tier,
        /// Which.
        item: String,
    },
    /// A to-do of a return.
    Todo(u32),
    /// A record of this kind.
    Record(String),
    /// An internal note.
    Note,
    /// A message to the customer.
    Message,
    /// Word from the customer.
    Received,
    /// A criterion is met.
    Criterion,
    /// A criterion no longer holds.
    CriterionGone(String),
    /// A hold.
    Hold,
    /// A question to an internal team.
    Asking,
    /// The team's answer.
    Answered(u32),
    /// Something owed is supplied.
    Settle(u32),
    /// Something owed is forgiven.
    Waive(u32),
    /// The assignee.
    Assign,
    /// The customer's agent.
    CustomersAgent,
    /// Only some may see it.
    Restrict,
    /// Everyone may see it again.
    Lift,
    /// A link of this kind (empty: to be chosen).
    Link(String),
    /// Kept evidence is taken back.
    Unkeep(u32),
    /// It goes on in another ticket.
    Merge,
    /// A merge is taken back.
    Unmerge,
    /// It is offered to another agent.
    HandOver,
    /// An offer is declined or taken back.
    Decline,
    /// An approval is asked for.
    AskApproval,
    /// An approval is not given, or not asked for any more.
    DenyApproval,
    /// Resolve with this linked ticket or article, and tell the customer.
    ResolveWith(Reference),
    /// The ticket's own fields.
    Set,
    /// A lead forces a move with this form.
    Override {
        /// Which.
        verb: Verb,
        /// Which way.
        way: String,
        /// The form of the move as it was filled in.
        values: Values,
    },
}

impl Sheet {
    /// The form that supplies something missing; `None` where no form does (a package is shown, a
    /// hold is ended, a move is made).
    #[must_use]
    pub fn for_jump(jump: &Jump) -> Option<Sheet> {
        Some(match jump {
            Jump::Answer(field) => Sheet::Answer(field.clone()),
            Jump::Check(tier, item) => Sheet::Check {
                tier: tier.clone(),
                item: item.clone(),
            },
            Jump::Todo(n) => Sheet::Todo(*n),
            Jump::Record(kind) => Sheet::Record(kind.clone()),
            Jump::Approval => Sheet::AskApproval,
            Jump::Criterion(id) => Sheet::CriterionGone(id.clone()),
            Jump::Owed(n) => Sheet::Settle(*n),
            Jump::Request(n) => Sheet::Answered(*n),
            Jump::Link(kind) => Sheet::Link(kind.clone()),
            Jump::None | Jump::Field(_) | Jump::Package(_) | Jump::Hold(_) | Jump::Move(_) => {
                return None;
            }
        })
    }

    /// The id of the form, under which its draft is kept.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Sheet::Move { verb, way } if way.is_empty() => format!("move.{verb}"),
            Sheet::Move { verb, way } => format!("move.{verb}.{way}"),
            Sheet::Answer(field) => format!("answer.{field}"),
            Sheet::Intake => "intake".to_owned(),
            Sheet::Check { tier, item } => format!("check.{tier}.{item}"),
            Sheet::Todo(n) => format!("todo.{n}"),
            Sheet::Record(kind) => format!("record.{kind}"),
            Sheet::Note => "note".to_owned(),
            Sheet::Message => "message".to_owned(),
            Sheet::Received => "received".to_owned(),
            Sheet::Criterion => "criterion".to_owned(),
            Sheet::CriterionGone(id) => format!("criterion_gone.{id}"),
            Sheet::Hold => "hold".to_owned(),
            Sheet::Asking => "ask".to_owned(),
            Sheet::Answered(n) => format!("answered.{n}"),
            Sheet::Settle(n) => format!("settle.{n}"),
            Sheet::Waive(n) => format!("waive.{n}"),
            Sheet::Assign => "assign".to_owned(),
            Sheet::CustomersAgent => "customers_agent".to_owned(),
            Sheet::Restrict => "restrict".to_owned(),
            Sheet::Lift => "lift".to_owned(),
            Sheet::Link(_) => "link".to_owned(),
            Sheet::Unkeep(n) => format!("unkeep.{n}"),
            Sheet::Merge => "merge".to_owned(),
            Sheet::Unmerge => "unmerge".to_owned(),
            Sheet::HandOver => "hand_over".to_owned(),
            Sheet::Decline => "decline_handover".to_owned(),
            Sheet::AskApproval => "ask_approval".to_owned(),
            Sheet::DenyApproval => "deny_approval".to_owned(),
            Sheet::ResolveWith(other) => format!("resolve_with.{other}"),
            Sheet::Set => "set".to_owned(),
            Sheet::Override { verb, .. } => format!("override.{verb}"),
        }
    }

    /// The job of a form's id: to open a draft again. An override is begun anew.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Sheet> {
        let (word, rest) = id.split_once('.').unwrap_or((id, ""));
        let n = || rest.parse::<u32>().ok();
        Some(match (word, rest) {
            ("move", _) => {
                let (verb, way) = rest.split_once('.').unwrap_or((rest, ""));
                Sheet::Move {
                    verb: verb.parse().ok()?,
                    way: way.to_owned(),
                }
            }
            ("check", _) => {
                let (tier, item) = rest.split_once('.')?;
                Sheet::Check {
                    tier: Tier::from(tier),
                    item: item.to_owned(),
                }
            }
            ("answer", field) => Sheet::Answer(field.to_owned()),
            ("record", kind) => Sheet::Record(kind.to_owned()),
            ("criterion_gone", id) => Sheet::CriterionGone(id.to_owned()),
            ("todo", _) => Sheet::Todo(n()?),
            ("answered", _) => Sheet::Answered(n()?),
            ("settle", _) => Sheet::Settle(n()?),
            ("waive", _) => Sheet::Waive(n()?),
            ("unkeep", _) => Sheet::Unkeep(n()?),
            ("intake", _) => Sheet::Intake,
            ("note", _) => Sheet::Note,
            ("message", _) => Sheet::Message,
            ("received", _) => Sheet::Received,
            ("criterion", _) => Sheet::Criterion,
            ("hold", _) => Sheet::Hold,
            ("ask", _) => Sheet::Asking,
            ("assign", _) => Sheet::Assign,
            ("customers_agent", _) => Sheet::CustomersAgent,
            ("restrict", _) => Sheet::Restrict,
            ("lift", _) => Sheet::Lift,
            ("link", _) => Sheet::Link(String::new()),
            ("merge", _) => Sheet::Merge,
            ("unmerge", _) => Sheet::Unmerge,
            ("hand_over", _) => Sheet::HandOver,
            ("decline_handover", _) => Sheet::Decline,
            ("ask_approval", _) => Sheet::AskApproval,
            ("deny_approval", _) => Sheet::DenyApproval,
            ("resolve_with", other) => Sheet::ResolveWith(other.parse().ok()?),
            ("set", _) => Sheet::Set,
            _ => return None,
        })
    }

    /// The form; `None` when the process or the ticket has no such thing (any more).
    #[must_use]
    pub fn spec(&self, process: &Process, ticket: &Ticket) -> Option<Spec> {
        let mut spec = fields::spec(self, process, ticket)?;
        spec.id = self.id();
        Some(spec)
    }

    /// What the form is filled with before anybody types.
    #[must_use]
    pub fn prefill(&self, spec: &Spec, ticket: &Ticket, actor: &Actor, scene: &Scene) -> Values {
        let mut values = offer::prefill(ticket, actor, scene, &spec.fields);
        match self {
            Sheet::Answer(field) => answer(&mut values, ticket, field, "text", "unavailable"),
            Sheet::Intake => {
                for field in spec.fields.iter().filter(|f| !f.id.contains('.')) {
                    let because = format!("{}.unavailable", field.id);
                    answer(&mut values, ticket, &field.id, &field.id, &because);
                }
            }
            Sheet::Set => values = fields::standing(ticket),
            Sheet::Link(kind) => values.set("kind", kind.as_str()),
            Sheet::Assign => in_charge(&mut values, ticket.assignee.as_ref()),
            Sheet::CustomersAgent => in_charge(&mut values, ticket.customers_agent.as_ref()),
            _ => {}
        }
        values
    }

    /// A command of the kind that the form sends, with nothing in it: to ask whether a ticket takes it.
    #[must_use]
    pub fn probe(&self) -> Command {
        command::probe(self)
    }

    /// The commands that the filled-in form means: one, or one for each changed answer. Empty when
    /// nothing changed.
    #[must_use]
    pub fn commands(&self, ticket: &Ticket, values: &Values) -> Vec<Command> {
        command::commands(self, ticket, values)
    }
}

/// What stands as the answer to an intake field, in its text or in the reason why there is none.
fn answer(values: &mut Values, ticket: &Ticket, field: &str, text: &str, because: &str) {
    match ticket.intake.get(field) {
        Some(Answer::Given(t) | Answer::Preset(t)) => values.set(text, t.as_str()),
        Some(Answer::Unavailable(t)) => values.set(because, t.as_str()),
        None => {}
    }
}

fn in_charge(values: &mut Values, agent: Option<&crate::domain::id::AgentName>) {
    if let Some(agent) = agent {
        values.set("to", agent.as_str());
    }
}

#[cfg(test)]
mod tests;
