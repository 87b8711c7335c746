//! Writing into cells: text from left to right inside a line, frames that share their lines.

use crate::domain::safe::{self, SafeText};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Writes along a line and stops at its end.
pub struct Pen<'a> {
    buf: &'a mut Buffer,
    x: u16,
    y: u16,
    end: u16,
}

impl<'a> Pen<'a> {
    /// At the beginning of an area's line.
    pub fn new(buf: &'a mut Buffer, area: Rect, line: u16) -> Pen<'a> {
        let y = area.y.saturating_add(line);
        // The window may be smaller than what the area was worked out for.
        let within = buf.area;
        let inside = y < area.bottom() && y >= within.y && y < within.bottom();
        let end = area.right().min(within.right());
        Pen {
            buf,
            x: area.x,
            y,
            end: if inside { end } else { area.x },
        }
    }

    /// Columns left.
    pub fn left(&self) -> usize {
        usize::from(self.end.saturating_sub(self.x))
    }

    /// Words of our own.
    pub fn say(&mut self, text: &str, style: Style) -> &mut Self {
        let left = self.left();
        if left == 0 {
            return self;
        }
        if safe::is_plain(text) {
            return self.letters(text, left, style);
        }
        (self.x, _) = self.buf.set_stringn(self.x, self.y, text, left, style);
        self
    }

    /// Letters of a column each: most of a screen. Looking for clusters in them takes longer than all
    /// the rest of a frame.
    fn letters(&mut self, text: &str, left: usize, style: Style) -> &mut Self {
        for letter in text.split_inclusive(|_| true).take(left) {
            if let Some(cell) = self.buf.cell_mut((self.x, self.y)) {
                cell.set_symbol(letter).set_style(style);
            }
            self.x = self.x.saturating_add(1);
        }
        self
    }

    /// Words of anyone's, made safe; cut with `…` at the end of the line.
    pub fn text(&mut self, text: &str, style: Style) -> &mut Self {
        let safe = SafeText::line(text).truncate(self.left());
        self.say(safe.as_str(), style)
    }

    /// Anyone's words in a column of this width, padded.
    pub fn column(&mut self, text: &str, width: usize, style: Style) -> &mut Self {
        let width = width.min(self.left());
        let safe = SafeText::line(text).truncate(width);
        let end = self.x + u16::try_from(width).unwrap_or(0);
        self.say(safe.as_str(), style);
        self.x = self.x.max(end);
        self
    }

    /// Goes on by some columns.
    pub fn skip(&mut self, columns: usize) -> &mut Self {
        let columns = u16::try_from(columns.min(self.left())).unwrap_or(0);
        self.x += columns;
        self
    }

    /// Our own words at the end of the line, if they still fit.
    pub fn right(&mut self, text: &str, style: Style) {
        let width = safe::width(text);
        if width <= self.left() {
            self.skip(self.left() - width);
            self.say(text, style);
        }
    }
}

/// Our own words in the middle of a line.
pub fn centred(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    let width = usize::from(area.width);
    let text = safe::truncate(text, width);
    let before = (width - safe::width(&text)) / 2;
    Pen::new(buf, area, 0).skip(before).say(&text, style);
}

/// A frame around an area.
pub struct Frame<'a> {
    /// Words in its upper line.
    pub title: &'a str,
    /// Words at the end of its upper line.
    pub note: &'a str,
    /// The style of the lines.
    pub line: Style,
    /// The style of the title.
    pub head: Style,
    /// It stands under another frame and shares that line.
    pub joined: bool,
    /// Another frame stands under it: that one paints the line between.
    pub open: bool,
}

impl Frame<'_> {
    /// Paints it; the inside is left as it is.
    pub fn paint(&self, area: Rect, buf: &mut Buffer) {
        if area.width < 4 || area.height < 2 {
            return;
        }
        let (left, right) = (area.x, area.right() - 1);
        let (top, bottom) = (area.y, area.bottom() - 1);
        for x in left + 1..right {
            self.cell(buf, x, top, "─");
            if !self.open {
                self.cell(buf, x, bottom, "─");
            }
        }
        for y in top + 1..bottom {
            self.cell(buf, left, y, "│");
            self.cell(buf, right, y, "│");
        }
        let corners = if self.joined {
            ("├", "┤")
        } else {
            ("╭", "╮")
        };
        self.cell(buf, left, top, corners.0);
        self.cell(buf, right, top, corners.1);
        if !self.open {
            self.cell(buf, left, bottom, "╰");
            self.cell(buf, right, bottom, "╯");
        }
        self.titles(area, buf);
    }

    fn titles(&self, area: Rect, buf: &mut Buffer) {
        let inside = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            ..area
        };
        let note = safe::width(self.note);
        let room = usize::from(inside.width);
        let note_fits = note > 0 && safe::width(self.title) + note + 4 <= room;
        let title = SafeText::line(self.title).truncate(
            room.saturating_sub(if note_fits { note + 3 } else { 0 })
                .saturating_sub(2),
        );
        Pen::new(buf, inside, 0)
            .say(" ", self.line)
            .say(title.as_str(), self.head)
            .say(" ", self.line);
        if note_fits {
            Pen::new(buf, inside, 0)
                .skip(room - note - 2)
                .say(" ", self.line)
                .say(self.note, self.line)
                .say(" ", self.line);
        }
    }

    fn cell(&self, buf: &mut Buffer, x: u16, y: u16, symbol: &str) {
        if let Some(cell) = buf.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(self.line);
        }
    }
}

/// Where a frame's corner stands on the middle of another one's line.
pub fn mend_corner(buf: &mut Buffer, upper: Rect, lower: Rect) {
    if let Some(cell) = buf.cell_mut((upper.x, lower.y))
        && cell.symbol() == "─"
    {
        cell.set_symbol("┴");
    }
}
