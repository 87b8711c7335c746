//! An article over the panes.

use super::pen::{Frame as Box, Pen};
use crate::tui::article::ArticleBox;
use crate::tui::markdown::Kind;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Clear, Widget};

/// Columns beyond which lines are hard to follow.
const WIDEST: u16 = 96;

/// Paints the rows that fit.
pub fn paint(model: &Model, opened: &ArticleBox, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let inside = crate::tui::layout::inner(area);
    let inside = Rect {
        x: inside.x + 1.min(inside.width),
        width: inside.width.saturating_sub(2).min(WIDEST),
        ..inside
    };
    let page = opened.page(usize::from(inside.width));
    let height = usize::from(inside.height);
    let top = opened.scroll.painted(height, page.lines.len());
    Box {
        title: &opened.title(),
        note: &opened.scroll.words(),
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    for (line, y) in page.lines.iter().skip(top).zip(0..inside.height) {
        let mut pen = Pen::new(frame.buffer_mut(), inside, y);
        for piece in line {
            pen.say(&piece.text, style(model, piece.kind));
        }
    }
}

fn style(model: &Model, kind: Kind) -> Style {
    let theme = &model.theme;
    match kind {
        Kind::Text => theme.get(Role::Text),
        Kind::Strong => theme.get(Role::Text).add_modifier(Modifier::BOLD),
        Kind::Soft => theme.get(Role::Dim),
        Kind::Code => theme.get(Role::Input),
        Kind::Heading => theme.get(Role::Heading).add_modifier(Modifier::BOLD),
        Kind::Sign => theme.get(Role::Key),
    }
}
