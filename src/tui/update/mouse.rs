//! The mouse: click and wheel. Everything it does, a key does too.

use super::{forms, go, overlays, review, search, similar};
use crate::tui::action::Out;
use crate::tui::input::{Button, Mouse, MouseKind};
use crate::tui::keys::{Code, Key};
use crate::tui::layout::{Pane, Panes, inner};
use crate::tui::model::Model;
use crate::tui::model::overlay::Overlay;
use crate::tui::model::queue::Line;

/// Lines a turn of the wheel moves.
const WHEEL: isize = 3;

/// Takes a click or a turn of the wheel.
pub fn mouse(model: &mut Model, out: &mut Out, mouse: Mouse) {
    match mouse.kind {
        MouseKind::Down(Button::Left) => click(model, out, mouse.column, mouse.row),
        MouseKind::WheelDown => wheel(model, out, true, mouse),
        MouseKind::WheelUp => wheel(model, out, false, mouse),
        _ => {}
    }
}

fn wheel(model: &mut Model, out: &mut Out, down: bool, mouse: Mouse) {
    let by = if down { WHEEL } else { -WHEEL };
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => {
            let outcome = opened.form.wheel(down);
            forms::took(model, out, outcome);
        }
        Some(Overlay::Finder(opened)) => opened.finder.wheel(down),
        Some(Overlay::Search(place)) => {
            let did = place.wheel(down);
            search::took(model, out, did);
        }
        Some(Overlay::Similar(place)) => {
            let did = place.wheel(down);
            similar::took(model, out, did);
        }
        // The wheel answers no question.
        Some(Overlay::Confirm(_)) => {}
        Some(_) => {
            let code = if down { Code::Down } else { Code::Up };
            for _ in 0..WHEEL {
                overlays::key(model, out, Key::plain(code), false);
            }
        }
        None => {
            let focus = model.focus;
            if let Panes::Full(at) = model.panes()
                && let Some(pane) = at.at(mouse.column, mouse.row)
            {
                model.focus = pane;
            }
            go::step(model, out, by);
            model.focus = focus;
        }
    }
}

fn click(model: &mut Model, out: &mut Out, column: u16, row: u16) {
    match model.overlays.last_mut() {
        Some(Overlay::Form(opened)) => {
            let outcome = opened.form.click(column, row);
            forms::took(model, out, outcome);
        }
        Some(Overlay::New(opened)) => {
            let outcome = opened.form.click(column, row);
            overlays::new_took(model, out, outcome);
        }
        Some(Overlay::Search(place)) => {
            let did = place.click(column, row);
            search::took(model, out, did);
        }
        Some(Overlay::Similar(place)) => {
            let did = place.click(column, row);
            similar::took(model, out, did);
        }
        Some(Overlay::Finder(opened)) => {
            let found = opened.finder.click(column, row);
            overlays::finder_took(model, out, found);
        }
        Some(_) => {}
        None => click_pane(model, out, column, row),
    }
}

fn click_pane(model: &mut Model, out: &mut Out, column: u16, row: u16) {
    let Panes::Full(at) = model.panes() else {
        return;
    };
    let Some(pane) = at.at(column, row) else {
        return;
    };
    let area = inner(at.of(pane));
    let was = model.focus;
    go::pane(model, out, pane);
    let Some(line) = row.checked_sub(area.y).map(usize::from) else {
        return;
    };
    match pane {
        Pane::Queue => click_queue(model, out, line),
        Pane::Checklist => click_line(model, out, was, line, |m| &mut m.check),
        Pane::Escalation => click_line(model, out, was, line, |m| &mut m.offer),
        Pane::Ticket => {}
    }
}

fn click_queue(model: &mut Model, out: &mut Out, line: usize) {
    let lines = model.queue.lines(model.queue_height(), model.now);
    if lines.get(line) == Some(&Line::ReviewDue) {
        review::open(model, out);
    }
    if let Some(Line::Row(i) | Line::Hold(i)) = lines.get(line) {
        if model.queue.cursor == *i && model.pinned.is_none() {
            return;
        }
        model.pinned = None;
        model.queue.cursor = *i;
        go::moved(model, out);
    }
}

/// A click puts the cursor there; one more on the same line opens it.
fn click_line(
    model: &mut Model,
    out: &mut Out,
    was: Pane,
    line: usize,
    place: fn(&mut Model) -> &mut usize,
) {
    let same = *place(model) == line && was == model.focus;
    *place(model) = line;
    if same {
        go::open(model, out);
    }
}
