//! A text over the panes, wrapped.

use super::pen::{Frame as Box, Pen};
use crate::domain::safe::SafeText;
use crate::tui::model::Model;
use crate::tui::reading::Reading;
use crate::tui::theme::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// Paints the rows that fit.
pub fn paint(model: &Model, reading: &Reading, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let inside = crate::tui::layout::inner(area);
    let key = (&reading.title, reading.text.len(), "reading");
    let wrapped = model.wraps.get(key, usize::from(inside.width), 2, || {
        SafeText::block(&reading.text)
    });
    let height = usize::from(inside.height);
    let top = reading.scroll.painted(height, wrapped.len());
    Box {
        title: &reading.title,
        note: &reading.scroll.words(),
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    let style = model.theme.get(Role::Text);
    for (line, y) in wrapped.window(top, height).zip(0..inside.height) {
        Pen::new(frame.buffer_mut(), inside, y).say(&line, style);
    }
}
