//! The ticket: where it stands, its clocks, what is known and what is missing.

pub(in crate::tui) mod facts;

use super::pen::{Frame, Pen};
use super::{frame_roles, page};
use crate::domain::safe::SafeText;
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
    let title = match &model.loaded {
        Some(loaded) => {
            // Cleaned alone: an accent at its start must not join the blank before it.
            let subject = SafeText::line(&loaded.view.ticket.subject);
            format!("2 {} {}", loaded.view.ticket.id, subject.as_str())
        }
        None => "2 Ticket".to_owned(),
    };
    let note = match model.ticket() {
        Some(loaded) if model.page.is_some() => loaded.page_name(),
        _ => "",
    };
    let open = !matches!(model.panes(), Panes::Full(at) if at.breadth == Breadth::Wide && at.escalation.y >= at.ticket.bottom());
    Frame {
        title: &title,
        note,
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined: false,
        open,
    }
    .paint(area, buf);
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
