//! What stands on the terminal already, as far as it is simple.
//!
//! Over a short gap of unchanged letters it is cheaper to write them again than to jump.

use ratatui::layout::{Position, Size};

use super::pen::Pen;

/// The longest jump takes eight bytes; a longer gap never pays.
const GAP_AT_MOST: u16 = 8;

/// The simple letters on the terminal, with the pens that painted them.
#[derive(Debug, Default)]
pub(super) struct Shadow {
    width: usize,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Unknown,
    Letter(char, Pen),
    /// The second half of a wide sign.
    Half(Pen),
}

impl Shadow {
    /// Nothing is known any more.
    pub(super) fn forget(&mut self) {
        self.width = 0;
        self.cells.clear();
    }

    /// The terminal was erased.
    pub(super) fn clear(&mut self, size: Size) {
        self.width = usize::from(size.width);
        self.cells.clear();
        let count = self.width * usize::from(size.height);
        self.cells.resize(count, Cell::Letter(' ', Pen::default()));
    }

    /// Takes note of a symbol of `width` columns.
    pub(super) fn put(&mut self, at: Position, symbol: &str, width: u16, pen: Option<Pen>) {
        let mut characters = symbol.chars();
        let first = match (characters.next(), characters.next(), pen) {
            (Some(letter), None, Some(pen)) if width == 1 && letter.is_ascii() => {
                Cell::Letter(letter, pen)
            }
            _ => Cell::Unknown,
        };
        let rest = pen.map_or(Cell::Unknown, Cell::Half);
        self.set(at, first);
        for x in at.x.saturating_add(1)..at.x.saturating_add(width) {
            self.set(Position::new(x, at.y), rest);
        }
    }

    /// The pen of the wide sign whose second half stands here.
    pub(super) fn half(&self, at: Position) -> Option<Pen> {
        match self.index(at).and_then(|at| self.cells.get(at)) {
            Some(Cell::Half(pen)) => Some(*pen),
            _ => None,
        }
    }

    fn set(&mut self, at: Position, cell: Cell) {
        if let Some(place) = self.index(at).and_then(|at| self.cells.get_mut(at)) {
            *place = cell;
        }
    }

    /// The letters from one place to another on the same row, if `pen` writes them as they are.
    pub(super) fn between(&self, from: Position, to: Position, pen: Pen) -> Option<String> {
        if from.y != to.y || to.x <= from.x || to.x - from.x > GAP_AT_MOST {
            return None;
        }
        let cells = self.cells.get(self.index(from)?..self.index(to)?)?;
        let letter = |cell: &Cell| match cell {
            Cell::Letter(letter, with) if pen.writes(*letter, *with) => Some(*letter),
            _ => None,
        };
        cells.iter().map(letter).collect()
    }

    fn index(&self, at: Position) -> Option<usize> {
        let x = usize::from(at.x);
        (x < self.width).then(|| usize::from(at.y) * self.width + x)
    }
}
