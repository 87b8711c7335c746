//! The lines of the list: chapters, figures, their rows.

use crate::domain::report::page::is_worth_it;
use crate::domain::report::{CHAPTERS, Report};

/// Rows of a figure until all are asked for.
const FEW: usize = 5;

/// A line. Numbers are places in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A chapter.
    Chapter(&'static str),
    /// What follows are figures of which nothing was counted.
    Nothing,
    /// The name of a figure with several rows.
    Figure(usize),
    /// A row of a figure.
    Line {
        /// The figure.
        figure: usize,
        /// The row.
        line: usize,
        /// It is the figure's only one, and called after it.
        alone: bool,
    },
    /// So many rows more of a figure.
    More(usize, usize),
}

/// The lines of a report.
#[must_use]
pub fn entries(report: &Report, all_rows: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        let figures = report.figures.iter().enumerate();
        let figures = figures.filter(|(_, f)| f.figure.chapter() == n);
        let (figures, nothing): (Vec<_>, Vec<_>) = figures.partition(|(_, f)| is_worth_it(f));
        entries.push(Entry::Chapter(chapter));
        for (figure, shown) in figures {
            let wanted: Vec<*const _> = shown.lines().map(std::ptr::from_ref).collect();
            let places = shown.rows.iter().enumerate();
            let places = places.filter(|(_, l)| wanted.contains(&std::ptr::from_ref(*l)));
            let lines: Vec<usize> = places.map(|(place, _)| place).collect();
            let alone = lines.len() == 1 && shown.rows[lines[0]].row.is_empty();
            if !alone {
                entries.push(Entry::Figure(figure));
            }
            let few = if all_rows { lines.len() } else { FEW };
            entries.extend(lines.iter().take(few).map(|line| Entry::Line {
                figure,
                line: *line,
                alone,
            }));
            if lines.len() > few {
                entries.push(Entry::More(figure, lines.len() - few));
            }
        }
        if !nothing.is_empty() {
            entries.push(Entry::Nothing);
        }
        entries.extend(nothing.iter().map(|(figure, _)| Entry::Line {
            figure: *figure,
            line: 0,
            alone: true,
        }));
    }
    entries
}
