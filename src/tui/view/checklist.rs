//! The checklist of the tier in turn: state, item, result.

use super::frame_roles;
use super::pen::{Frame, Pen};
use crate::desk::CheckLine;
use crate::domain::safe;
use crate::domain::ticket::CheckHow;
use crate::tui::layout::{Pane, inner};
use crate::tui::model::Model;
use crate::tui::similar::counted;
use crate::tui::theme::Role;
use crate::tui::update::similar::answers;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Paints the checklist.
pub fn paint(model: &Model, area: Rect, joined: bool, buf: &mut Buffer) {
    let lines = model.loaded.as_ref().map_or(&[][..], |l| &l.view.checklist);
    let (line, head) = frame_roles(model, Pane::Checklist);
    Frame {
        title: &title(model, lines),
        note: "",
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined,
        open: !joined,
    }
    .paint(area, buf);
    let inside = inner(area);
    if model.loaded.is_none() {
        return;
    }
    if lines.is_empty() {
        let words = "Nothing is checked off in this stage.";
        Pen::new(buf, inside, 0).say(words, model.theme.get(Role::Dim));
        return;
    }
    let width = lines
        .iter()
        .map(|l| safe::width(&l.item.label))
        .max()
        .unwrap_or(0);
    let top = model
        .check
        .saturating_sub(usize::from(inside.height).saturating_sub(1));
    for ((i, line), y) in lines.iter().enumerate().skip(top).zip(0..inside.height) {
        paint_line(model, line, width, inside, y, buf);
        if i == model.check && model.focus == Pane::Checklist {
            let row = Rect {
                x: inside.x - 1,
                y: inside.y + y,
                width: inside.width + 2,
                height: 1,
            };
            buf.set_style(row, model.theme.get(Role::Bar));
        }
    }
}

fn title(model: &Model, lines: &[CheckLine]) -> String {
    let closed = lines.iter().filter(|l| is_closed(l)).count();
    let tier = lines
        .first()
        .and_then(|l| model.process().map(|p| p.tier_label(&l.tier)))
        .unwrap_or_default();
    if lines.is_empty() {
        "3 Checklist".to_owned()
    } else {
        format!("3 Checklist · {tier} · {closed} of {}", lines.len())
    }
}

/// Whether an item is closed and still holds.
pub fn is_closed(line: &CheckLine) -> bool {
    line.state.as_ref().is_some_and(|s| !s.stale)
}

/// The state of an item in a word.
pub fn word(line: &CheckLine) -> (&'static str, Role) {
    match &line.state {
        Some(state) if state.stale => ("AGAIN?", Role::Open),
        Some(state) => match state.how {
            CheckHow::Done => ("done", Role::Done),
            CheckHow::Skipped => ("skipped", Role::Skipped),
            CheckHow::Preset => ("preset", Role::Skipped),
        },
        None if line.owed => ("owed", Role::Owed),
        None => ("OPEN", Role::Open),
    }
}

fn paint_line(
    model: &Model,
    line: &CheckLine,
    width: usize,
    inside: Rect,
    y: u16,
    buf: &mut Buffer,
) {
    let (word, role) = word(line);
    let mut pen = Pen::new(buf, inside, y);
    pen.column(word, 8, model.theme.get(role))
        .say(" ", Default::default());
    let room = width.min(pen.left() * 2 / 3).max(10);
    pen.column(&line.item.label, room, model.theme.get(Role::Text));
    let like = model
        .likes
        .as_ref()
        .filter(|_| answers(model, line.tier.as_str(), &line.item.id));
    let like = like.filter(|(id, _)| Some(*id) == model.target());
    let similar = like.and_then(|(_, likes)| counted(likes));
    if let (None, Some(kept)) = (&line.state, line.kept.as_ref().or(similar.as_ref())) {
        pen.say("  ", Default::default())
            .text(kept, model.theme.get(Role::Dim));
    }
    if let Some(state) = &line.state {
        pen.say("  ", Default::default())
            .text(&state.result, model.theme.get(Role::Dim));
    }
}
