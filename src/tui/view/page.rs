//! The hand-off package as a page: headings, lists, tables as they are, wrapped.

use super::pen::Pen;
use crate::domain::safe::SafeText;
use crate::domain::ticket::PackageRef;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::wrap::Wrapped;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use std::rc::Rc;

/// Rows of the page, wrapped to a width.
pub fn rows(model: &Model, width: u16) -> usize {
    let page = model.loaded.as_ref().and_then(|l| l.package.as_ref());
    page.map_or(0, |(package, text)| {
        wrapped(model, package, text, width).len()
    })
}

fn wrapped(model: &Model, package: &PackageRef, text: &str, width: u16) -> Rc<Wrapped> {
    let key = (&package.hash, package.version, "page");
    let clean = || SafeText::block(text);
    model.wraps.get(key, usize::from(width), 2, clean)
}

/// Paints the page from a line on.
pub fn paint(model: &Model, down: usize, inside: Rect, buf: &mut Buffer) {
    let Some((package, text)) = model.loaded.as_ref().and_then(|l| l.package.as_ref()) else {
        Pen::new(buf, inside, 0).say("This ticket has no package.", model.theme.get(Role::Dim));
        return;
    };
    let wrapped = wrapped(model, package, text, inside.width);
    let height = usize::from(inside.height);
    let top = down.min(wrapped.len().saturating_sub(height));
    for (line, y) in wrapped.window(top, height).zip(0..inside.height) {
        let mut pen = Pen::new(buf, inside, y);
        let (text, role) = styled(&line);
        let plain = model.theme.get(role);
        for (i, part) in text.split("**").enumerate() {
            let bold = plain.add_modifier(Modifier::BOLD);
            pen.say(part, if i % 2 == 1 { bold } else { plain });
        }
    }
}

/// A line of Markdown without its marks, and how it is shown.
fn styled(line: &str) -> (&str, Role) {
    let bare = line.trim_start_matches('#');
    match line.len() - bare.len() {
        0 if line.starts_with('>') => (line, Role::Dim),
        0 if line.starts_with('|') => (line, Role::Text),
        0 => (line, Role::Text),
        1 => (bare.trim_start(), Role::TitleFocus),
        _ => (bare.trim_start(), Role::Heading),
    }
}
