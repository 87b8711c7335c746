//! Paints cells with as few bytes as a slow line deserves.
//!
//! The painter compares frames and hands over the cells that changed; here they become moves,
//! styles and text, each in its shortest form: the pen and the cursor are tracked, so nothing is
//! said twice, and blanks at the end of a line are erased rather than written. A whole frame goes
//! out in one write inside a synchronized update; a frame that changes nothing sends nothing.
//! Nothing is ever asked of the terminal: its answer could arrive after we left.

pub mod colour;
mod moves;
mod pen;
mod shadow;

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth as _};
use ratatui::layout::{Position, Size};

use self::colour::Depth;
use self::moves::{is_certain, shortest};
use self::pen::{Pen, push};
use self::shadow::Shadow;
use super::writer::Writer;

/// Blanks from which erasing is shorter than writing them; moving on afterwards costs as much again.
const ERASE_FROM: u16 = 5;

/// The painter's view of the terminal.
pub struct Screen<W: Write> {
    writer: Writer<W>,
    size: fn() -> Option<Size>,
    last_size: Size,
    /// The frame being put together.
    body: Vec<u8>,
    depth: Depth,
    /// Unknown after anything that may have changed it behind our back.
    pen: Option<Pen>,
    /// Where the terminal's cursor is; unknown after signs of uncertain width and line ends.
    at: Option<Position>,
    /// Where the cursor is to rest, and whether it is to be seen.
    wanted: Cursor,
    shown: Option<bool>,
    blanks: Option<Blanks>,
    shadow: Shadow,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    visible: bool,
    position: Position,
}

/// Plain blanks collected but not yet painted.
#[derive(Debug, Clone, Copy)]
struct Blanks {
    start: Position,
    count: u16,
}

impl<W: Write> Screen<W> {
    /// A screen that writes to `out` and asks `size` for its size in columns and rows.
    pub fn new(out: W, size: fn() -> Option<Size>, depth: Depth) -> Self {
        Self {
            writer: Writer::new(out),
            size,
            last_size: Size::new(80, 24),
            body: Vec::new(),
            depth,
            pen: None,
            at: None,
            wanted: Cursor::default(),
            shown: None,
            blanks: None,
            shadow: Shadow::default(),
        }
    }

    /// Where the bytes go.
    pub fn writer(&mut self) -> &mut Writer<W> {
        &mut self.writer
    }

    /// Forgets what the terminal looks like: somebody else has written to it.
    pub fn forget(&mut self) {
        self.body.clear();
        self.pen = None;
        self.at = None;
        self.shown = None;
        self.blanks = None;
        self.shadow.forget();
    }

    fn paint(&mut self, position: Position, cell: &Cell) {
        let pen = Pen::of(cell, self.depth);
        let symbol = cell.symbol();
        if symbol == " " && pen.is_plain_ground() {
            return self.collect_blank(position);
        }
        self.flush_blanks(Some(position));
        if symbol == " " {
            return self.blank(position, pen);
        }
        self.go(position);
        self.dip(pen);
        self.write_symbol(position, symbol, cell.cell_width());
    }

    fn write_symbol(&mut self, position: Position, symbol: &str, width: u16) {
        let symbol = if symbol.chars().any(char::is_control) {
            "\u{fffd}"
        } else {
            symbol
        };
        if symbol.contains('\u{fe0f}') {
            // Terminals disagree on its width: blank both columns first, then stand the sign there.
            self.body.extend_from_slice(b"  ");
            self.at = None;
            self.go(position);
        }
        self.body.extend_from_slice(symbol.as_bytes());
        self.shadow.put(position, symbol, width, self.pen);
        let next = position.x.saturating_add(width);
        let is_known = next < self.last_size.width && is_certain(symbol);
        let next = Position::new(next, position.y);
        self.at = is_known.then_some(next);
        if let Some(pen) = self.shadow.half(next) {
            // Half of a wide sign was painted over: terminals differ in what they leave of the rest.
            self.blank(next, pen);
        }
    }

    fn blank(&mut self, position: Position, pen: Pen) {
        if pen.is_plain_ground() {
            return self.collect_blank(position);
        }
        self.go(position);
        self.dip_for_blank(pen);
        self.write_symbol(position, " ", 1);
    }

    fn collect_blank(&mut self, position: Position) {
        if let Some(blanks) = &mut self.blanks
            && blanks.start.y == position.y
            && blanks.start.x + blanks.count == position.x
        {
            blanks.count += 1;
            return;
        }
        self.flush_blanks(None);
        self.blanks = Some(Blanks {
            start: position,
            count: 1,
        });
    }

    /// Paints the collected blanks; `next` is where painting goes on, if that is known.
    fn flush_blanks(&mut self, next: Option<Position>) {
        let Some(Blanks { start, count }) = self.blanks.take() else {
            return;
        };
        self.go(start);
        self.dip_for_blank(Pen::default());
        let end = start.x + count;
        for x in start.x..end {
            self.shadow
                .put(Position::new(x, start.y), " ", 1, Some(Pen::default()));
        }
        let goes_on = next == Some(Position::new(end, start.y));
        if end >= self.last_size.width && count >= ERASE_FROM - 1 {
            self.body.extend_from_slice(b"\x1b[K");
        } else if count >= if goes_on { 2 * ERASE_FROM } else { ERASE_FROM } {
            push(&mut self.body, &format!("\x1b[{count}X"));
        } else {
            self.body
                .extend(std::iter::repeat_n(b' ', usize::from(count)));
            self.at = (end < self.last_size.width).then_some(Position::new(end, start.y));
        }
    }

    fn dip(&mut self, pen: Pen) {
        pen::change(self.pen, pen, &mut self.body);
        self.pen = Some(pen);
    }

    /// On a blank only the ground and lines show: the rest of the pen may stay as it is.
    fn dip_for_blank(&mut self, pen: Pen) {
        let best = self
            .pen
            .map_or(pen, |current| current.enough_for_blank(pen));
        self.dip(best);
    }

    /// Moves the cursor by the shortest way.
    fn go(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let best = shortest(self.at, to);
        let between = self
            .at
            .and_then(|from| self.shadow.between(from, to, self.pen?));
        match between {
            Some(text) if text.len() <= best.len() => push(&mut self.body, &text),
            _ => push(&mut self.body, &best),
        }
        self.at = Some(to);
    }

    fn clear_all(&mut self) {
        self.blanks = None;
        self.body.clear();
        self.body.extend_from_slice(b"\x1b[m\x1b[H\x1b[2J");
        self.pen = Some(Pen::default());
        self.at = Some(Position::ORIGIN);
        self.shadow.clear(self.last_size);
    }

    fn settle_cursor(&mut self) {
        if self.wanted.visible {
            self.go(self.wanted.position);
        }
        if self.shown != Some(self.wanted.visible) {
            push(
                &mut self.body,
                if self.wanted.visible {
                    "\x1b[?25h"
                } else {
                    "\x1b[?25l"
                },
            );
            self.shown = Some(self.wanted.visible);
        }
    }
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        // Columns covered by a wide sign just painted are not painted again.
        let mut covered = Position::ORIGIN;
        for (x, y, cell) in content {
            if y == covered.y && x < covered.x {
                continue;
            }
            let position = Position::new(x, y);
            self.paint(position, cell);
            covered = Position::new(x.saturating_add(cell.cell_width()), y);
        }
        self.flush_blanks(None);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted.visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted.visible = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.position)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted.position = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_all();
        Ok(())
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let sequence = match region {
            ClearType::All => return self.clear(),
            ClearType::AfterCursor => "\x1b[J",
            ClearType::BeforeCursor => "\x1b[1J",
            ClearType::CurrentLine => "\x1b[2K",
            ClearType::UntilNewLine => "\x1b[K",
        };
        self.go(self.wanted.position);
        self.dip(Pen::default());
        self.shadow.forget();
        push(&mut self.body, sequence);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        // A size of nought means that the terminal does not know: the last one stays.
        let known = (self.size)().filter(|size| size.width > 0 && size.height > 0);
        Ok(known.unwrap_or(self.last_size))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        let is_painted = !self.body.is_empty();
        self.settle_cursor();
        let sent = self.writer.frame(&self.body, is_painted);
        self.body.clear();
        if sent.is_err() {
            self.forget();
        }
        sent
    }
}

impl<W: Write> Screen<W> {
    /// Takes note of the size before a frame is painted.
    pub fn measure(&mut self) -> io::Result<Size> {
        let size = Backend::size(self)?;
        if size != self.last_size {
            self.shadow.forget();
        }
        self.last_size = size;
        Ok(self.last_size)
    }
}

#[cfg(test)]
mod tests;
