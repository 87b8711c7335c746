//! The quick answer: resolve, tell and close in one form. Nothing is left out: three moves, three
//! events, each through its own guards, in one transaction.

use super::{Offer, Readiness, by_command, prefill};
use crate::domain::actor::Actor;
use crate::domain::blocker::Refusal;
use crate::domain::blocker::Why;
use crate::domain::command::{Command, Move, Scene};
use crate::domain::decide::{Case, decide};
use crate::domain::form;
use crate::domain::process::{Process, Verb};
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;

/// The way of `close` that means the quick answer.
pub const WAY: &str = "quick";
/// The form it is filled in.
pub const FORM: &str = "quick_close";

/// Whether the ticket's path and stage allow the quick answer.
#[must_use]
pub fn fits(process: &Process, ticket: &Ticket) -> bool {
    let path = ticket
        .path
        .as_deref()
        .and_then(|id| process.paths.iter().find(|p| p.id == id));
    let first = ticket.stage.tier == process.first_tier();
    let open = matches!(ticket.stage.phase, Phase::Queued | Phase::Working);
    path.is_some_and(|p| p.one_form_close) && first && open && process.forms.contains_key(FORM)
}

/// The moves that the form means: take if nobody has, resolve, tell, close.
#[must_use]
pub fn moves(ticket: &Ticket, values: &Values) -> Vec<Command> {
    let part = |fields: &[(&str, &str)]| {
        let mut some = Values::new();
        for (to, from) in fields {
            if let Some(text) = values.get(from) {
                some.set(to, text);
            }
        }
        some
    };
    let mut commands = Vec::new();
    if ticket.stage.phase == Phase::Queued {
        let known = Values::new()
            .with("impact", ticket.impact.as_str())
            .with("urgency", ticket.urgency.as_str());
        commands.push(Move::with(Verb::Take, known));
    }
    commands.push(Move::with(
        Verb::Resolve,
        part(&[("code", "code"), ("text", "text"), ("kb", "kb")]),
    ));
    commands.push(Move::with(
        Verb::Tell,
        part(&[("channel", "how"), ("text", "text")]),
    ));
    commands.push(Move {
        way: "confirmed".to_owned(),
        ..Move::with(
            Verb::Close,
            part(&[
                ("confirmed_by", "confirmed_by"),
                ("how", "how"),
                ("score", "score"),
            ]),
        )
    });
    commands.into_iter().map(Command::Move).collect()
}

/// The offer of the quick answer, when path and stage allow it.
pub(super) fn offer(
    process: &Process,
    ticket: &Ticket,
    actor: &Actor,
    scene: &Scene,
) -> Option<Offer> {
    if !fits(process, ticket) {
        return None;
    }
    let form = process.forms.get(FORM)?.clone();
    let mut values = prefill(ticket, actor, scene, &form.fields);
    // Satisfaction is asked, never presumed, whatever an older process file fills in.
    values.0.remove("confirmed_by");
    let readiness = match refusal(process, ticket, actor, scene, &values) {
        None => Readiness::Ready,
        Some(refusal) if matches!(refusal.why, Why::Role | Why::Stage) => {
            Readiness::NotYours(refusal.text)
        }
        Some(refusal) => Readiness::Needs(refusal),
    };
    let case = Case {
        process,
        ticket,
        actor,
        scene,
    };
    let (command, asks) = by_command(&case, Verb::Close, WAY, &form.fields);
    Some(Offer {
        verb: Verb::Close,
        way: WAY.to_owned(),
        label: form.title.clone(),
        to: Some(Stage::new(&process.first_tier(), Phase::Closed)),
        form: Some(form),
        prefill: values,
        readiness,
        command,
        asks,
    })
}

/// What the first move would refuse, and what the form itself lacks.
#[must_use]
pub fn refusal(
    process: &Process,
    ticket: &Ticket,
    actor: &Actor,
    scene: &Scene,
    values: &Values,
) -> Option<Refusal> {
    let case = Case {
        process,
        ticket,
        actor,
        scene,
    };
    let fields = process.forms.get(FORM).map_or(&[][..], |f| &f.fields);
    let mut missing = form::blockers(
        &case,
        fields,
        values,
        &format!("hoist close {} --quick", ticket.id.0),
    );
    let first = moves(ticket, values).into_iter().next()?;
    if let Err(refusal) = decide(process, ticket, &first, actor, scene) {
        if matches!(refusal.why, Why::Role | Why::Stage) {
            return Some(refusal);
        }
        missing.extend(refusal.missing.into_iter().filter(|b| b.what != "field"));
    }
    (!missing.is_empty()).then(|| case.missing("close", missing))
}
