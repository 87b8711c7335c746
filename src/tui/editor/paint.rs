//! Paints the rows that are in view, and nothing outside its area.

use super::rows::{Layout, Row, columns, shown};
use super::{Editor, Seen, motion};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::cell::Ref;
use unicode_segmentation::UnicodeSegmentation as _;

impl Editor {
    /// The rows of the text at this width; computed once per change.
    pub(super) fn laid_out(&self, width: usize) -> Ref<'_, Layout> {
        let width = if self.many_lines {
            width.max(1)
        } else {
            usize::MAX
        };
        {
            let mut slot = self.layout.borrow_mut();
            let fresh = slot
                .as_ref()
                .is_some_and(|l| l.version == self.version && l.width == width);
            if !fresh {
                *slot = None;
            }
            slot.get_or_insert_with(|| Layout::new(&self.text, width, self.version));
        }
        Ref::map(self.layout.borrow(), |slot| match slot {
            Some(layout) => layout,
            None => &EMPTY,
        })
    }

    /// Rows that the text takes at this width, at least one.
    #[must_use]
    pub fn rows(&self, width: u16) -> usize {
        self.laid_out(usize::from(width)).rows.len().max(1)
    }

    /// Paints the part of the text in which the cursor stands; returns where the cursor is.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, style: Style) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        let layout = self.laid_out(usize::from(area.width));
        let row = layout.row_of(self.cursor);
        let column = self.column(&layout, row);
        let seen = self.scrolled(area, row, column, layout.rows.len());
        self.seen.set(seen);
        let visible = layout.rows.iter().skip(seen.top);
        for (y, row) in (area.top()..area.bottom()).zip(visible) {
            self.paint_row(
                *row,
                seen.left,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
                style,
            );
        }
        let y = u16::try_from(row.saturating_sub(seen.top)).unwrap_or(u16::MAX);
        let x = u16::try_from(column.saturating_sub(seen.left)).unwrap_or(u16::MAX);
        Some(Position {
            // A blank that hangs over the edge keeps the cursor on the last column.
            x: area.left() + x.min(area.width - 1),
            y: area.top() + y.min(area.height - 1),
        })
    }

    /// Paints the beginning of the text, for a field that has not the keys; an ellipsis says that it goes on.
    pub fn draw_beginning(&self, area: Rect, buf: &mut Buffer, style: Style) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let layout = self.laid_out(usize::from(area.width));
        self.seen.set(Seen {
            width: area.width,
            height: area.height,
            top: 0,
            left: 0,
        });
        let line = |y| Rect {
            y,
            height: 1,
            ..area
        };
        for (y, row) in (area.top()..area.bottom()).zip(&layout.rows) {
            self.paint_row(*row, 0, line(y), buf, style);
        }
        let last = layout.rows.get(usize::from(area.height) - 1);
        let more = layout.rows.len() > usize::from(area.height);
        let wide = last.map_or(0, |row| self.width_of(*row));
        if more || wide > usize::from(area.width) {
            let at = u16::try_from(wide).unwrap_or(u16::MAX).min(area.width - 1);
            put(buf, area.left() + at, area.bottom() - 1, "…", 1, style);
        }
    }

    fn width_of(&self, row: Row) -> usize {
        columns(self.text.get(row.start..row.end).unwrap_or(""))
    }

    /// Puts the cursor where the mouse points inside the area last painted.
    pub fn click(&mut self, column: u16, row: u16) {
        let seen = self.seen.get();
        let offset = {
            let layout = self.laid_out(usize::from(seen.width));
            let last = layout.rows.len().saturating_sub(1);
            let row = (seen.top + usize::from(row)).min(last);
            self.place(&layout, row, seen.left + usize::from(column))
        };
        self.cursor = motion::snapped(&self.text, offset);
        self.goal = None;
        self.history.close();
    }

    /// The scroll that keeps the cursor in view and moves as little as it can.
    fn scrolled(&self, area: Rect, row: usize, column: usize, rows: usize) -> Seen {
        let before = self.seen.get();
        let height = usize::from(area.height);
        let width = usize::from(area.width);
        let top = before.top.min(rows.saturating_sub(height));
        let left = match self.many_lines {
            true => 0,
            false => into_view(before.left, column, width),
        };
        Seen {
            width: area.width,
            height: area.height,
            top: into_view(top, row, height),
            left,
        }
    }

    fn paint_row(&self, row: Row, left: usize, area: Rect, buf: &mut Buffer, style: Style) {
        let text = self.text.get(row.start..row.end).unwrap_or("");
        let end = left + usize::from(area.width);
        let mut column = 0;
        for cluster in text.graphemes(true) {
            let (glyphs, wide) = shown(cluster, column);
            if column >= end {
                break;
            }
            if column >= left {
                let x = area.left() + u16::try_from(column - left).unwrap_or(u16::MAX);
                put(buf, x, area.y, &glyphs, end - column, style);
            }
            column += wide;
        }
    }
}

/// Paints clean text from `x`, at most `room` columns, never half a wide character.
fn put(buf: &mut Buffer, x: u16, y: u16, text: &str, room: usize, style: Style) {
    if buf.area.contains(Position { x, y }) {
        buf.set_stringn(x, y, text, room, style);
    }
}

fn into_view(first: usize, at: usize, size: usize) -> usize {
    if at < first {
        at
    } else if at >= first + size {
        at + 1 - size
    } else {
        first
    }
}

static EMPTY: Layout = Layout {
    version: 0,
    width: 0,
    rows: Vec::new(),
};
