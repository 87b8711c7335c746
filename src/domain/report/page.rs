//! A report as text of 80 columns.

use super::figure::{CHAPTERS, Figure};
use super::result::{Line, Report, Shown};
use super::span;
use super::words::{change, value};
use crate::domain::safe::{SafeText, pad, truncate, width};
use std::fmt::Write;

/// Columns of a line of text.
const COLUMNS: usize = 80;
const NOW: usize = 17;
const BEFORE: usize = 16;
const CHANGE: usize = 7;
const LABEL: usize = COLUMNS - 2 - NOW - BEFORE - CHANGE;

/// So many rows of a figure stand in a report of all of them; the others are counted.
const ROWS: usize = 10;

/// How a report is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout<'z> {
    /// The zone in which times are said.
    pub zone: &'z str,
    /// Every row, however many there are.
    pub all_rows: bool,
}

/// What a report is of, in a line or two.
#[must_use]
pub fn heading(report: &Report, zone: &str) -> Vec<String> {
    let mut lines = vec![
        format!("Review of {}", span::said(report.period, zone)),
        format!("before: {}", span::said(report.former, zone)),
    ];
    if let Some(by) = report.by {
        lines.push(format!("set apart by {}: {}", by.id(), by.definition()));
    }
    for only in &report.only {
        let (by, word) = only;
        let unmet = match report.unmet.contains(only) {
            true => " – there is nothing of it in either period",
            false => "",
        };
        let how = by.definition();
        lines.push(format!("only {} {word}: {how}{unmet}", by.id()));
    }
    lines
}

/// The report as text.
#[must_use]
pub fn text(report: &Report, layout: Layout<'_>) -> String {
    let mut out = heading(report, layout.zone).join("\n");
    out.push('\n');
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        let figures = report.figures.iter().filter(|f| f.figure.chapter() == n);
        let figures: Vec<&Shown> = figures.filter(|f| is_worth_it(f)).collect();
        if figures.is_empty() {
            continue;
        }
        let head = row_of(&chapter.to_uppercase(), "in the period", "before", "change");
        let _ = write!(out, "\n{head}\n");
        for figure in figures {
            figure_text(&mut out, figure, layout);
        }
    }
    out
}

/// A figure where nothing was counted is left out of a report of all of them, but for the first numbers.
#[must_use]
pub fn is_worth_it(shown: &Shown) -> bool {
    let counted = |l: &Line| !l.now.is_nothing() || !l.before.is_nothing();
    shown.figure.is_always_shown() || shown.rows.iter().any(counted)
}

/// One figure as text.
pub fn figure_text(out: &mut String, shown: &Shown, layout: Layout<'_>) {
    let lines: Vec<&Line> = shown.lines().collect();
    let one = matches!(lines.as_slice(), [line] if line.row.is_empty());
    if !one {
        let _ = writeln!(out, "  {}", shown.label);
    }
    let shown_rows = match layout.all_rows {
        true => lines.len(),
        false => lines.len().min(ROWS + usize::from(lines[0].row.is_empty())),
    };
    for line in &lines[..shown_rows] {
        let label = match one {
            true => shown.label.to_owned(),
            false => format!("  {}", label_in(line, room(shown.figure, line) - 3)),
        };
        out.push_str(&row(shown.figure, &label, line));
        out.push('\n');
    }
    if let more @ 1.. = lines.len() - shown_rows {
        let _ = writeln!(
            out,
            "    … and {more} more: hoist report --figure {}",
            shown.figure
        );
    }
    for line in wrapped(shown.definition, COLUMNS - 6) {
        let _ = writeln!(out, "      {line}");
    }
}

/// The words of a row: its own, and its group.
#[must_use]
pub fn label(line: &Line) -> String {
    match (line.group.is_empty(), line.row.is_empty()) {
        (true, _) => line.label.clone(),
        (false, true) => line.group_label.clone(),
        (false, false) => format!("{} · {}", line.label, line.group_label),
    }
}

/// The same in so many columns: long words of the row are cut before its group, which sets it apart from the next one.
#[must_use]
pub fn label_in(line: &Line, columns: usize) -> String {
    let whole = SafeText::line(&label(line)).into_owned();
    if line.group.is_empty() || line.row.is_empty() || width(whole.as_str()) <= columns {
        return truncate(whole.as_str(), columns).into_owned();
    }
    let group = SafeText::line(&line.group_label).into_owned();
    let group = truncate(group.as_str(), columns / 2);
    let own = SafeText::line(&line.label).into_owned();
    let room = columns.saturating_sub(width(&group) + 3);
    format!("{} · {group}", truncate(own.as_str(), room))
}

fn row(figure: Figure, label: &str, line: &Line) -> String {
    let measure = figure.measure();
    row_of(
        label,
        &value(measure, &line.now),
        &value(measure, &line.before),
        &change(figure, line),
    )
}

/// Columns of a row's words: a long value takes from them, never from the numbers.
fn room_beside(now: &str, before: &str) -> usize {
    (COLUMNS - 2)
        .saturating_sub(width(now).max(NOW) + width(before).max(BEFORE) + CHANGE)
        .clamp(8, LABEL)
}

fn room(figure: Figure, line: &Line) -> usize {
    let measure = figure.measure();
    room_beside(&value(measure, &line.now), &value(measure, &line.before))
}

fn row_of(label: &str, now: &str, before: &str, change: &str) -> String {
    let right = |text: &str, columns: usize| {
        let blanks = columns.saturating_sub(width(text));
        format!("{}{text}", " ".repeat(blanks))
    };
    let label = SafeText::line(label).into_owned();
    let room = room_beside(now, before);
    let label = truncate(label.as_str(), room - 1).into_owned();
    let line = format!(
        "  {}{}{}{}",
        pad(&label, room),
        right(now, NOW),
        right(before, BEFORE),
        right(change, CHANGE)
    );
    line.trim_end().to_owned()
}

/// Words in lines of at most so many columns.
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
