//! The ticket: where it stands, its clocks, what is known and what is missing.

pub(in crate::tui) mod facts;

use super::pen::{Frame, Pen};
use super::{frame_roles, page};
use crate::domain::safe::{self, SafeText};
use crate::tui::layout::{Breadth, Pane, Panes, inner};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use facts::Fact;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns for the labels of facts.
const LABEL: usize = 12;

/// Paints the ticket, or its package page.
pub fn paint(model: &Model, area: Rect, buf: &mut Buffer) {
    let (line, head) = frame_roles(model, Pane::Ticket);
    let (note, note_role) = note(model, usize::from(area.width));
    // Only who else is here makes the subject give way.
    let room = match note_role {
        Some(_) => usize::from(area.width).saturating_sub(safe::width(&note)),
        None => usize::MAX,
    };
    let title = title(model, room);
    let open = !matches!(model.panes(), Panes::Full(at) if at.breadth == Breadth::Wide && at.escalation.y >= at.ticket.bottom());
    Frame {
        title: &title,
        note: &note,
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined: false,
        open,
    }
    .paint(area, buf);
    if let Some(role) = note_role {
        colour_note(area, &note, model.theme.get(role), buf);
    }
    let inside = inner(area);
    if model.loaded.is_none() {
        return;
    }
    if let Some(down) = model.page {
        page::paint(model, down, inside, buf);
        return;
    }
    let width = usize::from(inside.width).saturating_sub(LABEL + 1);
    let height = usize::from(inside.height);
    let facts = facts::spread(facts::facts(model, width), width, height);
    let at = facts
        .iter()
        .position(|f| f.spot == Some(model.spot))
        .unwrap_or(0);
    let focused = model.focus == Pane::Ticket;
    let top = if focused {
        at.saturating_sub(height.saturating_sub(2))
    } else {
        0
    };
    for (fact, y) in facts.iter().skip(top).zip(0..inside.height) {
        paint_fact(model, fact, inside, y, buf);
        if focused && fact.spot == Some(model.spot) {
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

/// Number and subject; the subject gives way to what stands at the end of the line.
fn title(model: &Model, room: usize) -> String {
    let Some(loaded) = &model.loaded else {
        return "2 Ticket".to_owned();
    };
    // Cleaned alone: an accent at its start must not join the blank before it.
    let subject = SafeText::line(&loaded.view.ticket.subject);
    let number = format!("2 {}", loaded.view.ticket.id);
    let left = room.saturating_sub(number.len() + FRAMING);
    format!("{number} {}", safe::truncate(subject.as_str(), left))
}

/// Corners, blanks and lines between the words of the upper line.
const FRAMING: usize = 10;
/// Columns that number and the beginning of the subject keep beside who else is here.
const SUBJECT: usize = 24;

/// What the page is called, and who else has the ticket open; that in a colour of its own.
fn note(model: &Model, width: usize) -> (String, Option<Role>) {
    let Some(loaded) = model.shown() else {
        return (String::new(), None);
    };
    let page = model.page.map_or("", |_| loaded.page_name());
    let id = loaded.view.ticket.id;
    let Some(writes) = model.presence.sign(id) else {
        return (page.to_owned(), None);
    };
    let me = model.me().map(|me| &me.name);
    let who = model.presence.words(id, me, model.now);
    let who = SafeText::line(&who).truncate(width.saturating_sub(SUBJECT + FRAMING));
    let said = match page {
        "" => who.as_str().to_owned(),
        page => format!("{page} · {}", who.as_str()),
    };
    (said, Some(if writes { Role::Outgoing } else { Role::Text }))
}

fn colour_note(area: Rect, note: &str, style: Style, buf: &mut Buffer) {
    let width = u16::try_from(safe::width(note)).unwrap_or(0);
    if width > 0 && width + 3 < area.width {
        let x = area.right() - 3 - width;
        buf.set_style(Rect::new(x, area.y, width, 1), style);
    }
}

fn paint_fact(model: &Model, fact: &Fact, inside: Rect, y: u16, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, inside, y);
    if let Some(label) = &fact.label {
        pen.column(label, LABEL, model.theme.get(Role::Heading));
        pen.say(" ", Style::new());
    }
    for (text, role) in &fact.parts {
        pen.text(text, model.theme.get(*role));
    }
}
