//! Hunks as rows of a width: wrapped, with the numbers of their lines; one text under the other, or both beside
//! each other.

use super::{Diff, Hunk, Line, Side};
use crate::domain::safe::{self, SafeText};
use std::ops::Range;

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The head of a hunk.
    Head,
    /// Numbers and lines between.
    Dim,
    /// In both.
    Same,
    /// Removed; whether the word itself changed.
    Removed(bool),
    /// Added; whether the word itself changed.
    Added(bool),
}

/// Words of one look, clean.
pub type Span = (String, Look);

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Of which hunk, from 0.
    pub hunk: usize,
    /// Its words from left to right.
    pub spans: Vec<Span>,
}

impl Row {
    /// The row as text.
    #[must_use]
    pub fn text(&self) -> String {
        let all: String = self.spans.iter().map(|(text, _)| text.as_str()).collect();
        all.trim_end().to_owned()
    }
}

/// Lays hunks out at a width.
#[must_use]
pub fn lay(diff: &Diff, width: usize, beside: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let last = |h: &Hunk| (h.old.0 + h.old.1).max(h.new.0 + h.new.1);
    let most = diff.hunks.iter().map(last).max().unwrap_or(0);
    let digits = most.to_string().len().max(2);
    for (n, hunk) in diff.hunks.iter().enumerate() {
        let mut add = |spans: Vec<Span>| rows.push(Row { hunk: n, spans });
        add(vec![(hunk.head(), Look::Head)]);
        match beside {
            true => both(hunk, width, digits).into_iter().for_each(&mut add),
            false => one(hunk, width, digits).into_iter().for_each(&mut add),
        }
    }
    rows
}

/// The names of both texts, each over its own half.
#[must_use]
pub fn heads(old: &str, new: &str, width: usize) -> String {
    let half = width.saturating_sub(3) / 2;
    let name = |text: &str| {
        let text = SafeText::line(text).truncate(half).as_str().to_owned();
        let blank = " ".repeat(half.saturating_sub(safe::width(&text)));
        format!("{text}{blank}")
    };
    let both = format!("{} │ {}", name(old), name(new));
    both.trim_end().to_owned()
}

/// One text under the other.
fn one(hunk: &Hunk, width: usize, digits: usize) -> Vec<Vec<Span>> {
    let room = width.saturating_sub(2 * digits + 4).max(1);
    let mut rows = Vec::new();
    for line in &hunk.lines {
        for (i, part) in wrapped(line, room).into_iter().enumerate() {
            let numbers = match i {
                0 => format!("{} {} ", number(line.old, digits), number(line.new, digits)),
                _ => " ".repeat(2 * digits + 2),
            };
            rows.push(led(numbers, line, i, part));
        }
    }
    rows
}

/// Both texts beside each other.
fn both(hunk: &Hunk, width: usize, digits: usize) -> Vec<Vec<Span>> {
    let half = width.saturating_sub(3) / 2;
    let room = half.saturating_sub(digits + 3).max(1);
    let mut rows = Vec::new();
    for (left, right) in hunk.beside() {
        let cells = |line: Option<&Line>, old: bool| -> Vec<Vec<Span>> {
            let Some(line) = line else {
                return Vec::new();
            };
            let n = if old { line.old } else { line.new };
            let parts = wrapped(line, room).into_iter().enumerate();
            let each = parts.map(|(i, part)| {
                let shown = match i {
                    0 => format!("{} ", number(n, digits)),
                    _ => " ".repeat(digits + 1),
                };
                led(shown, line, i, part)
            });
            each.collect()
        };
        let (left, right) = (cells(left, true), cells(right, false));
        for i in 0..left.len().max(right.len()) {
            let mut row = left.get(i).cloned().unwrap_or_default();
            let used: usize = row.iter().map(|(text, _)| safe::width(text)).sum();
            row.push((" ".repeat(half.saturating_sub(used)), Look::Dim));
            row.push((" │ ".to_owned(), Look::Dim));
            row.extend(right.get(i).cloned().unwrap_or_default());
            rows.push(row);
        }
    }
    rows
}

fn number(n: Option<u32>, digits: usize) -> String {
    n.map_or_else(|| " ".repeat(digits), |n| format!("{n:>digits$}"))
}

/// A row with its numbers and sign before it; further rows of a line have no sign.
fn led(numbers: String, line: &Line, row: usize, part: Vec<Span>) -> Vec<Span> {
    let sign = match row {
        0 => line.side.sign(),
        _ => ' ',
    };
    let mut spans = vec![
        (numbers, Look::Dim),
        (format!("{sign} "), look(line, false)),
    ];
    spans.extend(part);
    spans
}

fn look(line: &Line, marked: bool) -> Look {
    match line.side {
        Side::Same => Look::Same,
        Side::Removed => Look::Removed(marked),
        Side::Added => Look::Added(marked),
    }
}

/// A line in rows of this many columns.
fn wrapped(line: &Line, room: usize) -> Vec<Vec<Span>> {
    let mut rows: Vec<Vec<Span>> = vec![Vec::new()];
    let mut used = 0;
    for (text, marked) in parts(line) {
        let clean = SafeText::line(text);
        for (grapheme, columns) in safe::graphemes(clean.as_str()) {
            if used + columns > room && used > 0 {
                rows.push(Vec::new());
                used = 0;
            }
            used += columns;
            let style = look(line, marked);
            let Some(row) = rows.last_mut() else { continue };
            match row.last_mut() {
                Some((words, before)) if *before == style => words.push_str(grapheme),
                _ => row.push((grapheme.to_owned(), style)),
            }
        }
    }
    rows
}

/// A line in parts that changed and parts that did not.
fn parts(line: &Line) -> Vec<(&str, bool)> {
    let (mut all, mut at) = (Vec::new(), 0);
    let part = |range: Range<usize>| line.text.get(range).unwrap_or_default();
    for mark in &line.marks {
        all.push((part(at..mark.start), false));
        all.push((part(mark.clone()), true));
        at = mark.end;
    }
    all.push((part(at..line.text.len()), false));
    all.retain(|(text, _)| !text.is_empty());
    all
}
