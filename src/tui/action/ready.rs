//! Whether an action can run now. A key is grey only for role and stage; what is missing is listed
//! by the form that opens.

use super::{Ready, named};
use crate::domain::decide;
use crate::domain::offer::{Offer, Readiness, USUAL};
use crate::domain::process::Verb;
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;

/// What "take" means: a new ticket, or a package.
pub const TAKE: &[Verb] = &[Verb::Take, Verb::Accept];
/// What "send back" means.
pub const BACK: &[Verb] = &[Verb::Return, Verb::Reject, Verb::Dissatisfied];
/// What "take back" means.
pub const RECALL: &[Verb] = &[Verb::Withdraw, Verb::Recall];
/// What "reopen" means.
pub const REOPEN: &[Verb] = &[Verb::Reopen, Verb::Restore];
/// What the usual next step is, in this order.
pub const NEXT: &[Verb] = USUAL;

/// Once the desk is there.
#[must_use]
pub fn ready(model: &Model) -> Ready {
    match model.setup {
        Some(_) => Ready::Yes,
        None => Ready::No("The desk is being opened.".to_owned()),
    }
}

/// Where one may take the name of another agent.
#[must_use]
pub fn may_act_as(model: &Model) -> Ready {
    match &model.setup {
        Some(setup) if !setup.may_act_as => {
            Ready::No("Only the owner of the desk's file may act as somebody else.".to_owned())
        }
        _ => ready(model),
    }
}

/// On a row.
#[must_use]
pub fn row(model: &Model) -> Ready {
    match model.target() {
        Some(_) => Ready::Yes,
        None => Ready::Absent("There is no ticket here.".to_owned()),
    }
}

/// On a ticket that may be read.
#[must_use]
pub fn ticket(model: &Model) -> Ready {
    match (model.target(), model.ticket()) {
        (_, Some(_)) => Ready::Yes,
        (None, None) => Ready::Absent("There is no ticket here.".to_owned()),
        (Some(id), None) => Ready::No(format!("{id} cannot be read now.")),
    }
}

/// On a ticket that takes what a form would send: one whose work is over takes little.
#[must_use]
pub fn takes(model: &Model, sheet: &Sheet) -> Ready {
    let Some(loaded) = model.ticket() else {
        return ticket(model);
    };
    let probe = sheet.probe();
    match decide::over(&loaded.view.ticket, &probe) {
        Some(why) => Ready::No(why),
        None => Ready::Yes,
    }
}

/// On a ticket that takes evidence.
#[must_use]
pub fn evidence(model: &Model) -> Ready {
    takes(model, &Sheet::Record(String::new()))
}

/// On a ticket whose questions can still be answered.
#[must_use]
pub fn intake(model: &Model) -> Ready {
    takes(model, &Sheet::Answer(String::new()))
}

/// The offer that a key would start: the first of its verbs that is this agent's, else the first.
#[must_use]
pub fn offer<'a>(model: &'a Model, verbs: &[Verb]) -> Option<&'a Offer> {
    let all = || {
        verbs
            .iter()
            .flat_map(|verb| model.offers().iter().filter(move |o| o.verb == *verb))
    };
    all()
        .find(|o| !matches!(o.readiness, Readiness::NotYours(_)))
        .or_else(|| all().next())
}

/// A move with one of these verbs.
#[must_use]
pub fn offered(model: &Model, verbs: &[Verb]) -> Ready {
    if let no @ (Ready::No(_) | Ready::Absent(_)) = ticket(model) {
        return no;
    }
    match offer(model, verbs) {
        Some(offer) => match &offer.readiness {
            Readiness::NotYours(why) => Ready::No(why.clone()),
            _ => Ready::Yes,
        },
        None => Ready::Absent(not_here(model, verbs)),
    }
}

fn not_here(model: &Model, verbs: &[Verb]) -> String {
    let what = verbs.first().map_or("this", |v| v.id());
    match (model.ticket(), model.process()) {
        (Some(loaded), Some(process)) => format!(
            "“{}” has no “{what}”; {}",
            process.stage_label(&loaded.view.ticket.stage),
            instead(model)
        ),
        _ => format!("There is nothing to {what} here."),
    }
}

/// What leads on from here, with its key.
fn instead(model: &Model) -> String {
    let own = |o: &&Offer| !matches!(o.readiness, Readiness::NotYours(_));
    let key = named("next_step").and_then(|a| model.keymap.keys_of(a).first().cloned());
    match (offer(model, NEXT).filter(own), key) {
        (Some(next), Some(key)) => format!("press {key} for “{}”.", next.label),
        _ => "pane 4 shows what can be done.".to_owned(),
    }
}

/// The usual next step.
#[must_use]
pub fn next_step(model: &Model) -> Ready {
    offered(model, NEXT)
}

/// For leads.
#[must_use]
pub fn lead(model: &Model) -> Ready {
    match model.me() {
        Some(me) if me.lead => ticket(model),
        _ => Ready::No("Only a lead can do this.".to_owned()),
    }
}

fn with(model: &Model, holds: bool, why: &str) -> Ready {
    match ticket(model) {
        Ready::Yes if !holds => Ready::Absent(why.to_owned()),
        other => other,
    }
}

/// On a ticket that waits.
#[must_use]
pub fn held(model: &Model) -> Ready {
    let waits = model
        .ticket()
        .is_some_and(|l| l.view.ticket.open_holds().next().is_some());
    with(model, waits, "This ticket does not wait for anything.")
}

/// On a ticket with items that need "still true".
#[must_use]
pub fn stale(model: &Model) -> Ready {
    let stale = model
        .ticket()
        .is_some_and(|l| l.view.ticket.checks.values().any(|c| c.stale));
    with(model, stale, "No item needs “still true”.")
}

/// On a ticket with something owed.
#[must_use]
pub fn owed(model: &Model) -> Ready {
    let owed = model
        .ticket()
        .is_some_and(|l| l.view.ticket.open_owed().next().is_some());
    with(model, owed, "Nothing is owed on this ticket.")
}

/// On a restricted ticket.
#[must_use]
pub fn restricted(model: &Model) -> Ready {
    let restricted = model
        .ticket()
        .is_some_and(|l| l.view.ticket.audience.is_some());
    with(model, restricted, "This ticket is not restricted.")
}

/// On a ticket with a package.
#[must_use]
pub fn package(model: &Model) -> Ready {
    let there = model.ticket().is_some_and(|l| l.package.is_some());
    with(
        model,
        there,
        "This ticket has no package yet; escalating makes one.",
    )
}

/// With marked tickets.
#[must_use]
pub fn marked(model: &Model) -> Ready {
    if model.marked.is_empty() {
        Ready::Absent("No ticket is marked; x marks one.".to_owned())
    } else {
        Ready::Yes
    }
}

/// Within a minute of one's last step.
#[must_use]
pub fn undo(model: &Model) -> Ready {
    match &model.undoable {
        Some((_, until)) if *until > model.now => Ready::Yes,
        _ => Ready::Absent("There is no step of yours from the last minute.".to_owned()),
    }
}

/// With an earlier place.
#[must_use]
pub fn places(model: &Model) -> Ready {
    if model.places.is_empty() {
        Ready::Absent("There is no earlier place.".to_owned())
    } else {
        Ready::Yes
    }
}

/// With a banner.
#[must_use]
pub fn banner(model: &Model) -> Ready {
    if model.banners.is_empty() {
        Ready::Absent("There is no banner.".to_owned())
    } else {
        Ready::Yes
    }
}

/// In the linear mode.
#[must_use]
pub fn linear(model: &Model) -> Ready {
    if model.taste.plain {
        Ready::Yes
    } else {
        Ready::Absent("Only the linear mode reads out: hoist --plain.".to_owned())
    }
}
