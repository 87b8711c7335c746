//! Marking tickets and acting on all of them, each with its own verdict.

use super::{go, lists, write};
use crate::domain::command::{Command, Move};
use crate::domain::id::TicketId;
use crate::domain::process::Verb;
use crate::tui::action::Out;
use crate::tui::form::sheet::Sheet;
use crate::tui::model::overlay::{Choice, Confirm, Overlay, Then};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::Work;

/// Marks the ticket under the bar, or takes its mark away, and goes to the next one.
pub fn toggle(model: &mut Model, out: &mut Out) {
    let Some(id) = model.target() else { return };
    if !model.marked.remove(&id) {
        model.marked.insert(id);
    }
    if model.focus == crate::tui::layout::Pane::Queue {
        go::step(model, out, 1);
    }
}

/// Takes all marks away.
pub fn clear(model: &mut Model, _: &mut Out) {
    model.marked.clear();
}

/// What can be done with all marked.
pub fn pick(model: &mut Model, _: &mut Out) {
    let n = model.marked.len();
    let mut items = vec![
        (
            Choice::EachMove(Verb::Take),
            "Take".to_owned(),
            "where impact and urgency are confirmed".to_owned(),
        ),
        (
            Choice::EachMove(Verb::Release),
            "Give back to the queue".to_owned(),
            String::new(),
        ),
    ];
    let sheets = [
        (Sheet::Message, "Write to the customers", "one message each"),
        (Sheet::Note, "Internal note", ""),
        (
            Sheet::Link(String::new()),
            "Link to a ticket",
            "as duplicates, parts, known error",
        ),
        (Sheet::Assign, "Assign", ""),
        (Sheet::Hold, "Wait", ""),
        (Sheet::Set, "Set impact, urgency, product …", ""),
        (Sheet::Received, "Word from the customers", ""),
    ];
    items.extend(sheets.map(|(sheet, label, detail)| {
        (
            Choice::EachSheet(sheet),
            label.to_owned(),
            detail.to_owned(),
        )
    }));
    let moves = model.offers().iter().filter(|o| o.form.is_some()).map(|o| {
        let sheet = Sheet::Move {
            verb: o.verb,
            way: o.way.clone(),
        };
        (
            Choice::EachSheet(sheet),
            o.label.clone(),
            "where the stage allows it".to_owned(),
        )
    });
    items.extend(moves);
    lists::open(model, &format!("With {n} marked"), items);
}

/// A move without form on all marked: asks first.
pub fn confirm_move(model: &mut Model, verb: Verb) {
    let n = model.marked.len();
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question: format!("{} {n} marked tickets?", lists::capital(verb.id())),
        then: Then::Each(vec![Command::Move(Move::new(verb))]),
    })));
}

/// Commands on all marked.
pub fn run(model: &mut Model, out: &mut Out, commands: Vec<Command>) {
    let tickets: Vec<TicketId> = model.marked.iter().copied().collect();
    write::own(model, out, Work::Each { tickets, commands });
}

/// Says what became of each; those refused stay marked and can be gone to.
pub fn done(model: &mut Model, verdicts: Vec<(TicketId, Result<String, String>)>) {
    let all = verdicts.len();
    let refused: Vec<(TicketId, String)> = verdicts
        .into_iter()
        .filter_map(|(id, verdict)| verdict.err().map(|why| (id, why)))
        .collect();
    model.marked = refused.iter().map(|(id, _)| *id).collect();
    if refused.is_empty() {
        model.say(Tone::Good, format!("Done on {all} tickets."));
        return;
    }
    let items = refused
        .iter()
        .map(|(id, why)| (Choice::Ticket(*id), id.to_string(), why.clone()))
        .collect();
    let done = all - refused.len();
    lists::open(
        model,
        &format!("Done on {done} of {all}; these stay marked"),
        items,
    );
}
