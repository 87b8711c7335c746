//! Marking tickets and acting on all of them, each with its own verdict.

use super::{complain, go, lists, write};
use crate::domain::command::{Command, Move};
use crate::domain::heed;
use crate::domain::id::TicketId;
use crate::domain::process::{MoveDef, Verb};
use crate::domain::reference::Reference;
use crate::domain::stage::Stage;
use crate::domain::ticket::Link;
use crate::domain::words::counted;
use crate::store::{Cursor, Query};
use crate::tui::action::{Out, Ready, ready};
use crate::tui::draft;
use crate::tui::form::sheet::Sheet;
use crate::tui::layout::Pane;
use crate::tui::model::overlay::{Choice, Confirm, Overlay, Then};
use crate::tui::model::{Model, Tone};
use crate::tui::msg::{Effect, Question, Slot, Work};
use crate::tui::progress::Verdict;

/// Marks the ticket under the bar, or takes its mark away, and goes to the next one.
pub fn toggle(model: &mut Model, out: &mut Out) {
    let Some(id) = model.target() else { return };
    model.marked_for = None;
    if !model.marked.remove(&id) {
        model.marked.insert(id);
    }
    if model.focus == Pane::Queue {
        go::step(model, out, 1);
    }
}

/// Asks for all that the queue shows: a part after the other, however many there are.
pub fn all(model: &mut Model, out: &mut Out) {
    let query = Box::new(model.queue.query.clone());
    model.marked_for = None;
    model.marking = true;
    out.push(Effect::Ask(
        Slot::Marks,
        Box::new(Question::All(query, None)),
    ));
}

/// Marks what was found, beside what is marked already, and asks for what comes after it.
pub fn found(
    model: &mut Model,
    out: &mut Out,
    query: Box<Query>,
    ids: Vec<TicketId>,
    (next, cut): (Option<Cursor>, bool),
) {
    if !model.marking {
        return;
    }
    model.marked.extend(ids);
    let n = model.marked.len();
    if next.is_some() {
        let said = format!("{n} marked so far, and there are more … Esc stops here.");
        model.say(Tone::Plain, said);
        out.push(Effect::Ask(
            Slot::Marks,
            Box::new(Question::All(query, next)),
        ));
        return;
    }
    model.marking = false;
    match (n, cut) {
        (_, true) => complain(
            model,
            format!(
                "{n} marked; the search was broken off before all were looked at. A narrower filter finds the rest."
            ),
        ),
        (0, false) => complain(model, "There is nothing to mark here."),
        (n, false) => said_marked(model, n),
    }
}

fn said_marked(model: &mut Model, n: usize) {
    let said = format!("{n} marked: * acts on them, X takes the marks away.");
    model.say(Tone::Plain, said);
}

/// Stops the marking of what comes in parts; what is marked stays so.
pub fn stop(model: &mut Model) {
    model.marking = false;
    let n = model.marked.len();
    let said = format!("Stopped: {n} marked, not all. * acts on them, X takes the marks away.");
    model.say(Tone::Plain, said);
}

/// The tickets linked to the one on the screen are marked, and what can be done with them is listed.
pub fn linked(model: &mut Model, out: &mut Out, ids: Vec<TicketId>) {
    if ids.is_empty() {
        complain(
            model,
            "No open ticket hears of this one as its parent, known error or duplicate.",
        );
        return;
    }
    model.marked_for = model.target().filter(|_| model.marked.is_empty());
    model.marked.extend(ids);
    said_marked(model, model.marked.len());
    pick(model, out);
}

/// Whether every marked ticket is known to be linked to this one.
pub fn are_linked_to(model: &Model, id: TicketId) -> bool {
    let known = || model.ticket().filter(|l| l.view.ticket.id == id);
    let listed = |marked: &TicketId| {
        known().is_some_and(|l| l.view.linked_from.iter().any(|link| link.other == *marked))
    };
    !model.marked.is_empty() && (model.marked_for == Some(id) || model.marked.iter().all(listed))
}

/// With marked tickets, or on one that others are linked to.
#[must_use]
pub fn can(model: &Model) -> Ready {
    let linked = model
        .ticket()
        .is_some_and(|l| !l.view.linked_from.is_empty());
    match (ready::marked(model), linked) {
        (Ready::Yes, _) | (_, true) => Ready::Yes,
        (other, false) => other,
    }
}

/// What can be done with all marked; with none marked, with those linked to this ticket.
pub fn act(model: &mut Model, out: &mut Out) {
    let here = model.ticket().map(|l| l.view.ticket.id);
    match here.filter(|_| model.marked.is_empty()) {
        Some(id) => out.push(Effect::Ask(Slot::Lookup, Box::new(Question::LinkedTo(id)))),
        None => pick(model, out),
    }
}

/// Whether the list of what can be done with all marked has this form.
pub fn has(model: &Model, sheet: &Sheet) -> bool {
    match sheet {
        Sheet::Message | Sheet::Note | Sheet::Link(_) | Sheet::Assign => true,
        Sheet::Hold | Sheet::Set | Sheet::Received => true,
        Sheet::Move { verb, way } => {
            let is_it = |m: &&MoveDef| m.verb == *verb && m.way == *way;
            moves(model).iter().any(is_it)
        }
        _ => false,
    }
}

/// What `*` marked itself is marked no more when its list, or a form from it, is left without anything done.
pub fn left(model: &mut Model) {
    if model.marked_for.is_some() && model.overlays.is_empty() {
        model.marked_for = None;
        model.marked.clear();
    }
}

/// Takes all marks away.
pub fn clear(model: &mut Model, _: &mut Out) {
    model.marking = false;
    model.marked_for = None;
    model.marked.clear();
}

/// What can be done with all marked.
fn pick(model: &mut Model, _: &mut Out) {
    let n = model.marked.len();
    let mut items = with_parent(model);
    items.extend([
        (
            Choice::EachSheet(Sheet::Message),
            "Write to the customers".to_owned(),
            "one message each".to_owned(),
        ),
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
    ]);
    let sheets = [
        (Sheet::Note, "Internal note", ""),
        (
            Sheet::Link("parent".to_owned()),
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
    let forms = moves(model);
    // Where it is offered with its form, it stands there.
    if forms.iter().any(|m| m.verb == Verb::Release) {
        let is_bare = |c: &Choice| matches!(c, Choice::EachMove(Verb::Release));
        items.retain(|(choice, ..)| !is_bare(choice));
    }
    let moves = forms.iter().map(|m| {
        let sheet = Sheet::Move {
            verb: m.verb,
            way: m.way.clone(),
        };
        (
            Choice::EachSheet(sheet),
            m.label.clone(),
            "where the stage allows it".to_owned(),
        )
    });
    items.extend(moves);
    items.push((
        Choice::Action("change_shift"),
        "Change of shift: offer them to another agent".to_owned(),
        String::new(),
    ));
    items.push((
        Choice::EachRun("Take over".to_owned(), vec![Command::AcceptHandover]),
        "Take over".to_owned(),
        "where they were offered to you".to_owned(),
    ));
    lists::open(model, &format!("With {n} marked"), items);
}

/// The moves with a form that lead on from where the marked tickets stand, as far as the queue shows them; where it
/// shows none, from where the one on the screen stands.
fn moves(model: &Model) -> Vec<&MoveDef> {
    let Some(process) = model.process() else {
        return Vec::new();
    };
    let rows = model
        .queue
        .rows
        .iter()
        .filter(|r| model.marked.contains(&r.id));
    let mut stages: Vec<&Stage> = rows.map(|r| &r.stage).collect();
    if stages.is_empty() {
        stages.extend(model.ticket().map(|l| &l.view.ticket.stage));
    }
    let mut found: Vec<&MoveDef> = Vec::new();
    for def in process
        .moves
        .iter()
        .filter(|m| process.forms.contains_key(&m.form))
    {
        let leads_on = def.from.as_ref().is_some_and(|from| stages.contains(&from));
        let is_new = |m: &&MoveDef| (m.verb, &m.way) != (def.verb, &def.way);
        // Taking stands there without its form.
        if leads_on && def.verb != Verb::Take && found.iter().all(is_new) {
            found.push(def);
        }
    }
    found
}

/// What the ticket on the screen offers to those linked to it: its resolution, where one of the marked is
/// linked to it as far as the screen knows.
fn with_parent(model: &Model) -> Vec<(Choice, String, String)> {
    let Some(loaded) = model.ticket() else {
        return Vec::new();
    };
    let ticket = &loaded.view.ticket;
    let linked = |l: &Link| model.marked.contains(&l.other);
    let theirs = loaded.view.linked_more || loaded.view.linked_from.iter().any(linked);
    if !heed::is_resolved(ticket.stage.phase) || model.marked.contains(&ticket.id) || !theirs {
        return Vec::new();
    }
    vec![(
        Choice::EachSheet(Sheet::ResolveWith(Reference::Ticket(ticket.id))),
        format!("Resolve with {} and tell the customers", ticket.id),
        "in one text, where they are linked to it".to_owned(),
    )]
}

/// Commands on all marked: asks first.
pub fn confirm(model: &mut Model, what: &str, commands: Vec<Command>) {
    let n = model.marked.len();
    model.overlays.push(Overlay::Confirm(Box::new(Confirm {
        question: format!("{what} {n} marked tickets?"),
        then: Then::Each(commands),
    })));
}

/// A move without form on all marked: asks first.
pub fn confirm_move(model: &mut Model, verb: Verb) {
    let what = lists::capital(verb.id());
    confirm(model, &what, vec![Command::Move(Move::new(verb))]);
}

/// Commands on all marked. `kept`: the draft of the form they come from.
pub fn run(model: &mut Model, out: &mut Out, commands: Vec<Command>, kept: Option<draft::Key>) {
    let work = Work::Each {
        tickets: model.marked.iter().copied().collect(),
        commands,
        kept,
    };
    write::own(model, out, work);
}

/// Says what became of each; those refused, and those not come to, stay marked, with the text that was typed, and can
/// be gone to.
pub fn done(
    model: &mut Model,
    out: &mut Out,
    kept: Option<draft::Key>,
    verdicts: Vec<(TicketId, Verdict)>,
) {
    let all = verdicts.len();
    let is_done = |v: &&(TicketId, Verdict)| v.1 == Verdict::Done;
    let done_on: Vec<TicketId> = verdicts.iter().filter(is_done).map(|v| v.0).collect();
    let done = done_on.len();
    write::can_undo(model, done_on);
    let rest = verdicts.into_iter().filter(|v| v.1 != Verdict::Done);
    let (mut refused, mut not_begun) = (Vec::new(), 0);
    model.marked.clear();
    model.marked_for = None;
    for (id, verdict) in rest {
        model.marked.insert(id);
        match verdict {
            Verdict::Refused(why) => refused.push((Choice::Ticket(id), id.to_string(), why)),
            _ => not_begun += 1,
        }
    }
    if done == all {
        out.extend(kept.map(Effect::Forget));
        let tickets = counted(all, "ticket", "tickets");
        model.say(Tone::Good, format!("Done on {tickets}."));
        return;
    }
    let text = match kept {
        Some(_) => ", and your text is kept",
        None => "",
    };
    let said = match not_begun {
        0 => format!("Done on {done} of {all}; these stay marked{text}"),
        n => format!(
            "Broken off: done on {done} of {all}; {n} not begun and {} refused stay marked{text}",
            refused.len()
        ),
    };
    match refused.is_empty() {
        true => model.say(Tone::Plain, format!("{said}.")),
        false => lists::open(model, &said, refused),
    }
}
