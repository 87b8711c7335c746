//! The finder on the screen: words, count, and the list around the bar.

use super::{Finder, Item};
use crate::domain::safe::{SafeText, width};
use crate::tui::form::FormTheme;
use crate::tui::form::paint::{columns, put};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget as _};
use unicode_segmentation::UnicodeSegmentation as _;

impl<T: Clone> Finder<T> {
    /// Paints the finder with its frame; returns where the cursor is.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        Clear.render(area, buf);
        let frame = area.width > 4 && area.height > 4;
        let inner = match frame {
            true => self.framed(area, buf, theme),
            false => area,
        };
        self.draw_inside(inner, buf, theme)
    }

    /// Paints words and list without a frame: inside a form.
    pub(in crate::tui) fn draw_inside(
        &self,
        area: Rect,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        let words = Rect { height: 1, ..area };
        let mark = put(buf, words, "> ", theme.dim);
        let prompt = Rect {
            x: words.x + mark,
            width: words.width - mark,
            ..words
        };
        let cursor = self.query.draw(prompt, buf, theme.text);
        let list = Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        };
        self.draw_list(list, buf, theme);
        cursor
    }

    fn framed(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Rect {
        let block = Block::bordered()
            .border_type(ratatui::widgets::BorderType::Rounded)
            .border_style(theme.frame)
            .style(theme.text);
        let inner = block.inner(area);
        block.render(area, buf);
        let line = |y| Rect {
            x: area.x + 2,
            y,
            width: area.width - 4,
            height: 1,
        };
        put(buf, line(area.y), &format!(" {} ", self.title), theme.frame);
        let count = match self.items.len() {
            all if all == self.matches.len() => format!(" {all} "),
            all => format!(" {} of {all} ", self.matches.len()),
        };
        put(buf, line(area.bottom() - 1), &count, theme.dim);
        inner
    }

    fn draw_list(&self, list: Rect, buf: &mut Buffer, theme: &FormTheme) {
        self.painted.set(list);
        if list.is_empty() {
            return;
        }
        if let Some(sentence) = self.instead() {
            put(buf, list, sentence, theme.dim);
            return;
        }
        let height = usize::from(list.height);
        let top = self.top.get().min(self.bar);
        let top = top.max((self.bar + 1).saturating_sub(height));
        self.top.set(top);
        let shown = self.matches.iter().enumerate().skip(top);
        for (y, (place, (index, letters))) in (list.top()..list.bottom()).zip(shown) {
            if let Some(item) = self.items.get(*index) {
                let line = Rect {
                    y,
                    height: 1,
                    ..list
                };
                draw_item(item, letters, place == self.bar, line, buf, theme);
            }
        }
    }

    /// The sentence in place of an empty list.
    fn instead(&self) -> Option<&str> {
        match (&self.error, self.is_busy, self.matches.is_empty()) {
            (Some(error), _, _) => Some(error),
            (None, true, true) => Some("Looking …"),
            (None, false, true) => Some("Nothing matches."),
            _ => None,
        }
    }
}

fn draw_item<T>(
    item: &Item<T>,
    letters: &[u32],
    under_bar: bool,
    line: Rect,
    buf: &mut Buffer,
    theme: &FormTheme,
) {
    let base = match (under_bar, item.grey.is_some()) {
        (true, _) => theme.focus,
        (false, true) => theme.dim,
        (false, false) => theme.text,
    };
    buf.set_style(line, base);
    let sign = put(buf, line, if under_bar { "> " } else { "  " }, base);
    let mut rest = after(line, sign);
    rest = hint(item, rest, base, buf, theme);
    let used = label(&item.label, letters, rest, base, buf, theme);
    let rest = after(rest, used + 2);
    let more = item.grey.as_deref().unwrap_or(&item.detail);
    put(buf, rest, more, base.patch(theme.dim));
}

/// The key at the right edge; returns what is left of the line.
fn hint<T>(item: &Item<T>, line: Rect, base: Style, buf: &mut Buffer, theme: &FormTheme) -> Rect {
    let safe = SafeText::line(&item.hint);
    let wide = columns(safe.width());
    if wide == 0 || wide + 8 > line.width {
        return line;
    }
    let right = after(line, line.width - wide);
    put(buf, right, &item.hint, base.patch(theme.help));
    Rect {
        width: line.width - wide - 1,
        ..line
    }
}

/// The label with its matched letters picked out; returns the columns used.
fn label(
    text: &str,
    letters: &[u32],
    line: Rect,
    base: Style,
    buf: &mut Buffer,
    theme: &FormTheme,
) -> u16 {
    let mut used = 0;
    let clusters = text.graphemes(true).zip(0u32..);
    for (cluster, place) in clusters {
        let safe = SafeText::line(cluster);
        let wide = columns(width(safe.as_str()));
        if used + wide > line.width {
            put(buf, after(line, line.width.saturating_sub(1)), "…", base);
            return line.width;
        }
        let hit = letters.binary_search(&place).is_ok();
        let style = if hit { base.patch(theme.hit) } else { base };
        put(buf, after(line, used), cluster, style);
        used += wide;
    }
    used
}

fn after(line: Rect, columns: u16) -> Rect {
    let columns = columns.min(line.width);
    Rect {
        x: line.x + columns,
        width: line.width - columns,
        ..line
    }
}
