//! An attachment over the panes: its text as it is, wrapped.

use super::pen::{Frame as Box, Pen};
use crate::domain::safe::SafeText;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::viewer::Viewer;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// Paints the part that is there.
pub fn paint(model: &Model, viewer: &Viewer, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let state = viewer.state();
    Box {
        title: &viewer.title(),
        note: &state,
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    let inside = crate::tui::layout::inner(area);
    text(model, viewer, inside, frame);
}

fn text(model: &Model, viewer: &Viewer, inside: Rect, frame: &mut Frame<'_>) {
    let Some(part) = viewer.part() else {
        return;
    };
    let style = model.theme.get(Role::Text);
    if part.text.is_empty() {
        let mut pen = Pen::new(frame.buffer_mut(), inside, 0);
        pen.text("The file is empty.", model.theme.get(Role::Dim));
        return;
    }
    let key = (&viewer.file.sha256, part.wanted.part, part.is_hex, "part");
    let wrapped = model.wraps.get(key, usize::from(inside.width), 0, || {
        SafeText::block(&part.text)
    });
    let height = usize::from(inside.height);
    viewer.seen.set((height, wrapped.len()));
    let top = viewer.top.get().min(wrapped.len().saturating_sub(height));
    viewer.top.set(top);
    for (line, y) in wrapped.window(top, height).zip(0..inside.height) {
        Pen::new(frame.buffer_mut(), inside, y).say(&line, style);
    }
}
