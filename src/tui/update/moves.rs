//! Moves: from a key to the form, or to the move itself where nothing is asked.

use super::{complain, forms, show, write};
use crate::domain::blocker::Jump;
use crate::domain::command::{Command, Move};
use crate::domain::offer::{Offer, Readiness};
use crate::domain::process::Verb;
use crate::tui::action::{Out, ready};
use crate::tui::form::sheet::Sheet;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Choice, Confirm, Overlay, Purpose, Then};
use crate::tui::msg::Asker;

/// Starts the move that one of the verbs means here.
pub fn start(model: &mut Model, out: &mut Out, verbs: &[Verb]) {
    if let Some(offer) = ready::offer(model, verbs).cloned() {
        begin(model, out, &offer);
    }
}

/// The usual next step.
pub fn next_step(model: &mut Model, out: &mut Out) {
    start(model, out, ready::NEXT);
}

/// Starts the offer at a place of the escalation pane.
pub fn start_offer(model: &mut Model, out: &mut Out, place: usize) {
    if let Some(offer) = model.offers().get(place).cloned() {
        begin(model, out, &offer);
    }
}

fn begin(model: &mut Model, out: &mut Out, offer: &Offer) {
    match &offer.readiness {
        Readiness::NotYours(why) => complain(model, why.clone()),
        Readiness::Needs(refusal)
            if !refusal.missing.is_empty()
                && refusal
                    .missing
                    .iter()
                    .all(|b| matches!(b.jump, Jump::Package(_))) =>
        {
            super::go::uncover(model);
            show::package(model, out);
        }
        Readiness::Ready if asks_nothing(model, offer) => at_once(model, out, offer),
        Readiness::Ready | Readiness::Needs(_) => open_form(model, out, offer),
    }
}

/// Moves whose form is filled already run at once; a suggested priority is not yet a confirmed one.
fn asks_nothing(model: &Model, offer: &Offer) -> bool {
    let triaged = model.ticket().is_some_and(|l| l.view.ticket.triaged);
    offer.form.is_none() || (offer.verb == Verb::Take && triaged) || offer.verb == Verb::Release
}

fn at_once(model: &mut Model, out: &mut Out, offer: &Offer) {
    let Some(loaded) = model.ticket() else { return };
    let (id, seen) = (loaded.view.ticket.id, loaded.view.ticket.version);
    let command = Command::Move(Move {
        verb: offer.verb,
        way: offer.way.clone(),
        values: offer.prefill.clone(),
        force: None,
    });
    let question = match offer.verb {
        Verb::Archive => "Seal this ticket for good? It can never be changed again.",
        Verb::Close => {
            "Close without a word from the customer? It counts as assumed, never as confirmed."
        }
        _ => {
            write::run(model, out, id, seen, vec![command], Asker::Screen);
            return;
        }
    };
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question: question.to_owned(),
        then: Then::Run(id, seen, vec![command]),
    })));
}

fn open_form(model: &mut Model, out: &mut Out, offer: &Offer) {
    let sheet = Sheet::Move {
        verb: offer.verb,
        way: offer.way.clone(),
    };
    forms::open(model, out, Purpose::Sheet(sheet), Some(&offer.prefill));
}

/// A lead chooses which move to force.
pub fn pick_override(model: &mut Model, _: &mut Out) {
    let items = model
        .offers()
        .iter()
        .filter(|o| matches!(o.readiness, Readiness::Needs(_)))
        .map(|o| {
            let sheet = Sheet::Override {
                verb: o.verb,
                way: o.way.clone(),
                values: o.prefill.clone(),
            };
            (Choice::Sheet(sheet), o.label.clone(), String::new())
        })
        .collect();
    super::lists::of_ticket(model, "Force which move?", items);
}
