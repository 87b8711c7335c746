//! Soft wrap: which bytes stand on which row. Every offset has exactly one row and column.

use super::motion::clusters;
use crate::domain::safe::{SafeText, width};
use std::borrow::Cow;

/// Columns between tab stops.
const TAB_STOP: usize = 8;

/// A row of the layout: the bytes `start..end` of the raw text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub start: usize,
    pub end: usize,
}

/// The rows of one version of a text at one width.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub version: u64,
    pub width: usize,
    pub rows: Vec<Row>,
}

impl Layout {
    pub fn new(text: &str, width: usize, version: u64) -> Layout {
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            wrap_line(line, start, width.max(1), &mut rows);
            start += line.len() + 1;
        }
        Layout {
            version,
            width,
            rows,
        }
    }

    /// The row on which an offset stands.
    pub fn row_of(&self, offset: usize) -> usize {
        self.rows
            .partition_point(|row| row.start <= offset)
            .saturating_sub(1)
    }
}

/// How one cluster is painted when it starts at `column` of its row, and in how many columns.
pub(super) fn shown(cluster: &str, column: usize) -> (Cow<'_, str>, usize) {
    match cluster.as_bytes() {
        [b' '..=b'~'] => (Cow::Borrowed(cluster), 1),
        b"\t" => {
            let gap = TAB_STOP - column % TAB_STOP;
            (Cow::Owned(" ".repeat(gap)), gap)
        }
        _ => {
            let safe = SafeText::line(cluster).into_cow();
            let columns = width(&safe);
            (safe, columns)
        }
    }
}

/// The columns that `text` takes from the start of a row.
pub(super) fn columns(text: &str) -> usize {
    clusters(text).fold(0, |column, (_, cluster)| column + shown(cluster, column).1)
}

/// The offset in `text` whose column is nearest to, and not past, `goal`.
pub(super) fn offset_at(text: &str, goal: usize) -> usize {
    let mut column = 0;
    for (at, cluster) in clusters(text) {
        let next = column + shown(cluster, column).1;
        if next > goal {
            return at;
        }
        column = next;
    }
    text.len()
}

/// Breaks one line after blanks; a blank may hang over the edge, a longer word is cut.
fn wrap_line(line: &str, base: usize, width: usize, rows: &mut Vec<Row>) {
    let (mut start, mut column) = (0, 0);
    // Where the row may end, and the columns up to there.
    let mut chance: Option<(usize, usize)> = None;
    let push = |rows: &mut Vec<Row>, start: usize, end: usize| {
        rows.push(Row {
            start: base + start,
            end: base + end,
        });
    };
    for (at, cluster) in clusters(line) {
        let blank = cluster == " " || cluster == "\t";
        let wide = shown(cluster, column).1;
        if column + wide > width && at > start && !blank {
            match chance.filter(|(end, _)| *end > start) {
                Some((end, used)) => {
                    push(rows, start, end);
                    start = end;
                    column -= used;
                }
                None => {
                    push(rows, start, at);
                    start = at;
                    column = 0;
                }
            }
            chance = None;
            // What moved down may itself be too wide still.
            if column + wide > width && at > start {
                push(rows, start, at);
                start = at;
                column = 0;
            }
        }
        column += shown(cluster, column).1;
        if blank {
            chance = Some((at + cluster.len(), column));
        }
    }
    push(rows, start, line.len());
}
