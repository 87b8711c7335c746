//! A report as text of 80 columns.

use super::figure::{CHAPTERS, Figure};
use super::result::{Line, Report, Shown};
use super::span;
use super::words::{change, value};
use crate::domain::safe::{SafeText, pad, truncate, width};
use std::fmt::Write;

/// Columns of a line of text.
const COLUMNS: usize = 80;

/// Columns of the values: in the period, before, the change. What is longer takes from the words of its figure's rows.
pub type Wide = [usize; 3];
const LEAST: Wide = [17, 16, 8];

/// Blanks before each value, at least.
const GAP: usize = 2;

/// Over the figures of which nothing was counted.
pub const NOTHING: &str = "Nothing in either period";

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
    let mut out = heading_text(report, layout.zone);
    for (n, chapter) in CHAPTERS.iter().enumerate() {
        let head = ["in the period", "before", "change"].map(str::to_owned);
        let head = row_of(&chapter.to_uppercase(), &head, LEAST);
        let _ = write!(out, "\n{head}\n");
        let (figures, nothing) = parted(report, n);
        for figure in figures {
            figure_text(&mut out, figure, layout);
        }
        if !nothing.is_empty() {
            let _ = writeln!(out, "  {NOTHING}");
        }
        for shown in nothing {
            said(&mut out, &format!("{}: {}", shown.label, shown.definition));
        }
    }
    out
}

/// What a report is of, in lines that fit.
#[must_use]
pub fn heading_text(report: &Report, zone: &str) -> String {
    let lines = heading(report, zone).into_iter();
    let lines = lines.flat_map(|line| wrapped(&line, COLUMNS));
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

/// The figures of a chapter: those with something to show, and those of which nothing was counted in either period.
#[must_use]
pub fn parted(report: &Report, chapter: usize) -> (Vec<&Shown>, Vec<&Shown>) {
    let figures = report.figures.iter();
    let figures = figures.filter(|f| f.figure.chapter() == chapter);
    figures.partition(|f| is_worth_it(f))
}

/// A figure of which nothing was counted takes a line in a report of all of them, but for the first numbers.
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
    let seen = lines.iter().copied().take(shown_rows);
    let wide = columns(shown.figure, seen.clone(), LEAST);
    for line in seen {
        let label = match one {
            true => shown.label.to_owned(),
            false => format!("  {}", label_in(line, room(wide) - 3)),
        };
        let row = row_of(&label, &values(shown.figure, line), wide);
        let _ = writeln!(out, "{row}");
    }
    if let more @ 1.. = lines.len() - shown_rows {
        let _ = writeln!(
            out,
            "    … and {more} more: hoist report --figure {}",
            shown.figure
        );
    }
    said(out, shown.definition);
}

/// A sentence below what it is about.
fn said(out: &mut String, sentence: &str) {
    for line in wrapped(sentence, COLUMNS - 6) {
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

/// A row in numbers: in the period, before, the change.
#[must_use]
pub fn values(figure: Figure, line: &Line) -> [String; 3] {
    let measure = figure.measure();
    [
        value(measure, &line.now),
        value(measure, &line.before),
        change(figure, line),
    ]
}

/// How wide the values of these rows stand, with blanks before each so that none touches another; at least so wide.
pub fn columns<'l>(figure: Figure, lines: impl Iterator<Item = &'l Line>, least: Wide) -> Wide {
    lines.fold(least, |[now, before, change], line| {
        let own = values(figure, line).map(|value| width(&value) + GAP);
        [now.max(own[0]), before.max(own[1]), change.max(own[2])]
    })
}

/// Columns of a row's words: long values take from them, never from the numbers.
fn room(wide: Wide) -> usize {
    let all: usize = wide.iter().sum();
    (COLUMNS - 2).saturating_sub(all).max(8)
}

fn row_of(label: &str, values: &[String; 3], wide: Wide) -> String {
    let label = SafeText::line(label).into_owned();
    let label = truncate(label.as_str(), room(wide) - 1).into_owned();
    let mut line = format!("  {}", pad(&label, room(wide)));
    for (value, columns) in values.iter().zip(wide) {
        line.push_str(&" ".repeat(columns.saturating_sub(width(value))));
        line.push_str(value);
    }
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
