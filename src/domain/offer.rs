//! What can be done next with a ticket: the moves of its stage, each ready, or with all that is
//! missing, or not this agent's. The same guards as `decide`, read a second time.

pub mod quick;

use super::actor::Actor;
use super::article::State;
use super::blocker::{Blocker, Refusal, Why};
use super::command::{Command, Move, Scene};
use super::decide::{Case, decide};
use super::form as forms;
use super::process::{Field, FormDef, MoveDef, Process, Target, Verb};
use super::stage::Stage;
use super::ticket::{Answer, Ticket};
use super::values::Values;

/// What the usual next step is, in this order.
pub const USUAL: &[Verb] = &[
    Verb::Take,
    Verb::Accept,
    Verb::Deploy,
    Verb::Sign,
    Verb::Tell,
    Verb::Close,
    Verb::Resolve,
    Verb::Archive,
    Verb::Restore,
];

/// A move that leaves the ticket's stage.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Which.
    pub verb: Verb,
    /// Which way; empty for the only one.
    pub way: String,
    /// Words: "Escalate to Tier 2".
    pub label: String,
    /// Where it leads, if that is fixed.
    pub to: Option<Stage>,
    /// Its form; `None` when it needs none.
    pub form: Option<FormDef>,
    /// What the form is filled with before the person types.
    pub prefill: Values,
    /// Whether it can run.
    pub readiness: Readiness,
    /// The command line that makes it, with everything somebody has to say.
    pub command: String,
    /// What the command line asks for although a form fills it in: nothing is presumed that nobody sees.
    pub asks: Vec<Blocker>,
}

/// Whether a move can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Now, with what is prefilled.
    Ready,
    /// Once these are supplied (in its form or on the ticket).
    Needs(Refusal),
    /// Never by this agent: the sentence says whose it is. The key is grey.
    NotYours(String),
}

/// Every move of the ticket's stage, in the order of the process file.
#[must_use]
pub fn offers(process: &Process, ticket: &Ticket, actor: &Actor, scene: &Scene) -> Vec<Offer> {
    let moves = process
        .moves_from(&ticket.stage)
        .filter(|def| shown(ticket, def));
    let mut offers: Vec<Offer> = moves
        .map(|def| offer(process, ticket, actor, scene, def))
        .collect();
    offers.extend(quick::offer(process, ticket, actor, scene));
    offers
}

/// Of the two sign-off rows only the one that fits is shown.
fn shown(ticket: &Ticket, def: &MoveDef) -> bool {
    match (def.verb, def.way.as_str()) {
        (Verb::Sign, "first") => ticket.sign_offs.is_empty(),
        (Verb::Sign, "second") => !ticket.sign_offs.is_empty(),
        _ => true,
    }
}

fn offer(process: &Process, ticket: &Ticket, actor: &Actor, scene: &Scene, def: &MoveDef) -> Offer {
    let form = process.forms.get(&def.form).cloned();
    let prefill = form
        .as_ref()
        .map(|f| prefill(ticket, actor, scene, &f.fields))
        .unwrap_or_default();
    let command = Command::Move(Move {
        verb: def.verb,
        way: def.way.clone(),
        values: prefill.clone(),
        force: None,
    });
    let readiness = match decide(process, ticket, &command, actor, scene) {
        Ok(_) => Readiness::Ready,
        Err(refusal) if matches!(refusal.why, Why::Role | Why::Stage) => {
            Readiness::NotYours(refusal.text)
        }
        Err(refusal) => Readiness::Needs(refusal),
    };
    let to = match &def.to {
        Target::Stage(stage) => Some(stage.clone()),
        Target::Resolver | Target::HadTier => None,
    };
    let case = Case {
        process,
        ticket,
        actor,
        scene,
    };
    let fields = form.as_ref().map_or(&[][..], |f| &f.fields);
    let (command, asks) = by_command(&case, def.verb, &def.way, fields);
    Offer {
        verb: def.verb,
        way: def.way.clone(),
        label: def.label.clone(),
        to,
        form,
        prefill,
        readiness,
        command,
        asks,
    }
}

/// The command line of a move without what its form asks for: `hoist close 7 --quick`.
#[must_use]
pub fn bare_command(ticket: &Ticket, verb: Verb, way: &str) -> String {
    let flag = match way {
        "assumed" => " --assumed",
        "with" => " --with OTHER",
        quick::WAY => " --quick",
        _ => "",
    };
    format!("hoist {verb} {}{flag}", ticket.id.0)
}

/// The command line of a move, and what it asks for beyond what is filled in.
fn by_command(case: &Case, verb: Verb, way: &str, fields: &[Field]) -> (String, Vec<Blocker>) {
    let bare = bare_command(case.ticket, verb, way);
    let said: Vec<Field> = fields.iter().filter(|f| f.said).cloned().collect();
    let asks = forms::blockers(case, &said, &Values::new(), &bare);
    let command = match way {
        "with" => bare,
        _ => forms::command_line(case, fields, &bare),
    };
    (command, asks)
}

/// What a form is filled with before the person types, by each field's `prefill`.
#[must_use]
pub fn prefill(ticket: &Ticket, actor: &Actor, scene: &Scene, fields: &[Field]) -> Values {
    let mut values = Values::new();
    for field in fields {
        if let Some(text) = prefilled(ticket, actor, scene, &field.prefill) {
            values.set(&field.id, text);
        }
    }
    values
}

fn prefilled(ticket: &Ticket, actor: &Actor, scene: &Scene, source: &str) -> Option<String> {
    let found = match source.split_once([':', '.']) {
        Some(("const", text)) => text.to_owned(),
        Some(("ticket", "article")) => article(ticket, scene)?,
        Some(("ticket", field)) => of_ticket(ticket, field)?,
        Some(("resolution", "text")) => ticket.resolution.as_ref()?.text.clone(),
        Some(("resolution", "code")) => ticket.resolution.as_ref()?.code.clone(),
        Some(("record", path)) => {
            let (kind, field) = path.split_once('.')?;
            ticket.last_record(kind)?.values.get(field)?.to_owned()
        }
        _ => match source {
            "customers_agent" => ticket.customers_agent.as_ref()?.0.clone(),
            "last_escalator" => last_escalator(ticket)?,
            "contact" => ticket.contact_text.clone(),
            "reached" => reached(ticket)?,
            "me" => actor.name.0.clone(),
            "now" => super::words::rfc3339(scene.now),
            _ => return None,
        },
    };
    (!found.is_empty()).then_some(found)
}

/// Channels that only say how a ticket came in: nobody is told anything by them.
const NO_WAY_BACK: [&str; 2] = ["cli", "import"];

/// How the customer was told last, else how they came to the desk.
fn reached(ticket: &Ticket) -> Option<String> {
    let told = ticket.told.as_ref().map(|t| t.message);
    let message = ticket.messages.iter().find(|m| Some(m.n) == told);
    let channels = message.map(|m| &m.channel).into_iter();
    let mut ways = channels.chain([&ticket.channel]);
    ways.find(|c| !NO_WAY_BACK.contains(&c.as_str())).cloned()
}

/// A field of the ticket, or an intake answer by its id.
fn of_ticket(ticket: &Ticket, field: &str) -> Option<String> {
    Some(match field {
        "subject" => ticket.subject.clone(),
        "kind" => ticket.kind.clone(),
        "channel" => ticket.channel.clone(),
        "product" => ticket.product.clone(),
        "version" => ticket.product_version.clone(),
        "impact" => ticket.impact.clone(),
        "urgency" => ticket.urgency.clone(),
        "criteria" => standing(ticket),
        "why" => ticket
            .standing_criteria()
            .filter(|c| c.tier == ticket.stage.tier)
            .last()?
            .why
            .clone(),
        intake => match ticket.intake.get(intake)? {
            Answer::Given(text) => text.clone(),
            Answer::Unavailable(_) | Answer::Preset(_) => return None,
        },
    })
}

/// The published article that was linked last.
fn article(ticket: &Ticket, scene: &Scene) -> Option<String> {
    let published = |id| {
        let head = scene.articles.iter().find(|h| h.id == id);
        head.is_some_and(|h| h.state == State::Published)
    };
    let linked = ticket.articles.iter().rev().map(|a| a.article);
    linked
        .into_iter()
        .find(|id| published(*id))
        .map(|id| id.to_string())
}

fn standing(ticket: &Ticket) -> String {
    let ids: Vec<_> = ticket
        .standing_criteria()
        .filter(|c| c.tier == ticket.stage.tier)
        .map(|c| c.id.clone())
        .collect();
    ids.join(",")
}

/// Who of the tier below escalated last to the tier that has it: the partner of a verification.
fn last_escalator(ticket: &Ticket) -> Option<String> {
    let suffix = format!(">{}", ticket.stage.tier);
    let (_, edge) = ticket
        .edges
        .iter()
        .find(|(name, _)| name.ends_with(&suffix))?;
    edge.last_escalator.as_ref().map(|a| a.0.clone())
}
