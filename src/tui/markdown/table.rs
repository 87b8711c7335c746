//! A table: columns as wide as they need while they fit, else narrower, the widest first; where even
//! that is too wide, each row is told as a list.

use super::flow::wrapped;
use super::{Kind, Line, Piece};
use crate::domain::safe::{SafeText, width};

/// Between two columns.
const BETWEEN: &str = " │ ";

/// No column is narrower than this.
const LEAST: usize = 6;

/// A table being read.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A row begins.
    pub fn row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// A cell begins.
    pub fn cell(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.push(String::new());
        }
    }

    /// Words of the cell.
    pub fn words(&mut self, text: &str) {
        if let Some(cell) = self.rows.last_mut().and_then(|r| r.last_mut()) {
            cell.push_str(&String::from(SafeText::line(text)));
        }
    }

    /// The table as lines of this width.
    pub fn lines(self, room: usize) -> Vec<Line> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return Vec::new();
        }
        let between = width(BETWEEN) * (columns - 1);
        if columns * LEAST + between > room {
            return self.listed(room);
        }
        let widths = self.widths(columns, room - between);
        let mut lines = Vec::new();
        for (n, row) in self.rows.iter().enumerate() {
            let kind = if n == 0 { Kind::Strong } else { Kind::Text };
            lines.extend(laid_out(row, &widths, kind));
            if n == 0 {
                let rules: Vec<String> = widths.iter().map(|w| "─".repeat(*w)).collect();
                let text = rules.join("─┼─");
                let kind = Kind::Sign;
                lines.push(vec![Piece { text, kind }]);
            }
        }
        lines
    }

    fn widths(&self, columns: usize, room: usize) -> Vec<usize> {
        let needs = |c: usize| {
            let cells = self.rows.iter().filter_map(|r| r.get(c));
            cells.map(|t| width(t)).max().unwrap_or(0).max(1)
        };
        let mut widths: Vec<usize> = (0..columns).map(needs).collect();
        let mut over = widths.iter().sum::<usize>().saturating_sub(room);
        while over > 0 {
            let Some(widest) = widths.iter_mut().max().filter(|w| **w > LEAST) else {
                break;
            };
            // The widest gives all it has above the others at once, so that a long cell costs no time.
            let gives = over.min((*widest - LEAST).div_ceil(columns));
            *widest -= gives.max(1);
            over -= gives.max(1).min(over);
        }
        widths
    }

    /// `head: cell`, a line each, a free line between two rows.
    fn listed(&self, room: usize) -> Vec<Line> {
        let Some((head, rows)) = self.rows.split_first() else {
            return Vec::new();
        };
        let mut lines = Vec::new();
        for (n, row) in rows.iter().enumerate() {
            if n > 0 {
                lines.push(Line::new());
            }
            for (c, cell) in row.iter().enumerate() {
                let name = head.get(c).map_or("", |h| h.as_str());
                let piece = |text: String, kind| Piece { text, kind };
                let both = [
                    piece(format!("{name}: "), Kind::Strong),
                    piece(cell.clone(), Kind::Text),
                ];
                lines.extend(wrapped(&both, room));
            }
        }
        lines
    }
}

fn laid_out(row: &[String], widths: &[usize], kind: Kind) -> Vec<Line> {
    let cell = |c: usize| {
        let text = row.get(c).cloned().unwrap_or_default();
        let wide = widths.get(c).copied().unwrap_or(1);
        wrapped(&[Piece { text, kind }], wide)
    };
    let cells: Vec<Vec<Line>> = (0..widths.len()).map(cell).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let line = |n: usize| {
        let mut line = Line::new();
        for (c, (cell, wide)) in cells.iter().zip(widths).enumerate() {
            if c > 0 {
                let (text, kind) = (BETWEEN.to_owned(), Kind::Sign);
                line.push(Piece { text, kind });
            }
            let own = cell.get(n).cloned().unwrap_or_default();
            let used: usize = own.iter().map(|p| width(&p.text)).sum();
            line.extend(own);
            if c + 1 < widths.len() {
                let text = " ".repeat(wide.saturating_sub(used));
                line.push(Piece { text, kind });
            }
        }
        line
    };
    (0..height).map(line).collect()
}
