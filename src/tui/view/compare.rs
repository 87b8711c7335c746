//! What differs between two configurations, over the panes.

use super::pen::{Frame as Box, Pen};
use crate::domain::safe::{self, SafeText};
use crate::tui::compare::{Compare, Look};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::wrap;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Clear, Widget};

/// Paints the rows that fit.
pub fn paint(model: &Model, screen: &Compare, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let inside = crate::tui::layout::inner(area);
    let (rows, top) = screen.window(inside.width, usize::from(inside.height));
    let title = screen.title();
    Box {
        title: &title,
        note: &screen.state(usize::from(inside.width).saturating_sub(safe::width(&title) + 6)),
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    if let Some(sentence) = screen.sentence() {
        let lines = wrap::wrap(SafeText::block(&sentence), usize::from(inside.width), 0);
        for (line, y) in lines.iter().zip(0..inside.height) {
            Pen::new(frame.buffer_mut(), inside, y).say(line, model.theme.get(Role::Text));
        }
        return;
    }
    for (row, y) in rows.iter().skip(top).zip(0..inside.height) {
        let mut pen = Pen::new(frame.buffer_mut(), inside, y);
        for (text, look) in &row.spans {
            pen.say(text, style(model, *look, screen.is_here(row)));
        }
        if screen.is_here(row) && row.spans.first().is_some_and(|s| s.1 == Look::Head) {
            let rest = " ".repeat(pen.left());
            pen.say(&rest, model.theme.get(Role::Bar));
        }
    }
}

fn style(model: &Model, look: Look, is_here: bool) -> Style {
    let get = |role| model.theme.get(role);
    let changed = |style: Style, marked: bool| match marked {
        true => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        false => style.remove_modifier(Modifier::BOLD),
    };
    match look {
        Look::Head if is_here => get(Role::Bar),
        Look::Head => get(Role::Heading),
        Look::Dim => get(Role::Dim),
        Look::Same => get(Role::Text),
        Look::Removed(marked) => changed(get(Role::Error), marked),
        Look::Added(marked) => changed(get(Role::Good), marked),
    }
}
