//! A report: the figures with their rows in order, and how they were before.

use super::ask::{Ask, By, Period};
use super::figure::{Figure, Measure, Rows};
use super::label::{group_label, row_label, row_place};
use super::repeated;
use super::tally::{Cell, Counted, Stretch, Tally, Tickets};
use crate::domain::process::Process;
use serde::Serialize;

/// What was counted in one row and period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Value {
    /// How often.
    pub n: u64,
    /// On how many tickets.
    pub tickets: u64,
    /// Of how many; for a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// How long at most half of them took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<i64>,
    /// How long at most nine of ten took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90_ms: Option<i64>,
    /// How long together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_ms: Option<i64>,
}

impl Value {
    fn of(measure: Measure, cell: Cell) -> Value {
        let mut took = cell.took_s;
        took.sort_unstable();
        let is = |m: Measure| measure == m;
        Value {
            n: cell.n,
            tickets: cell.tickets,
            of: is(Measure::Share).then_some(cell.of),
            p50_ms: nearest(&took, 50),
            p90_ms: nearest(&took, 90),
            total_ms: is(Measure::Waited).then_some(cell.ms),
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.n == 0 && self.of.unwrap_or(0) == 0
    }

    /// What a bar of it is as long as.
    #[must_use]
    pub fn size(&self, measure: Measure) -> u64 {
        match measure {
            Measure::Took => self.p50_ms.unwrap_or(0).unsigned_abs(),
            Measure::Share => self.percent().unwrap_or(0),
            _ => self.n,
        }
    }

    /// The share in hundredths, rounded; `None` where it is of nothing, or no share.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let of = self.of.filter(|of| *of > 0)?;
        Some((self.n * 100 + of / 2) / of)
    }
}

/// The smallest value that so many hundredths do not pass (nearest rank), in milliseconds.
fn nearest(sorted_s: &[u32], hundredths: usize) -> Option<i64> {
    let rank = (sorted_s.len() * hundredths).div_ceil(100);
    let value = sorted_s.get(rank.checked_sub(1)?)?;
    Some(i64::from(*value) * 1_000)
}

/// A row of a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Its id; empty: all rows together, or the only one.
    pub row: String,
    /// In words.
    pub label: String,
    /// Its group; empty: all tickets.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// The group in words.
    #[serde(skip)]
    pub group_label: String,
    /// In the period.
    pub now: Value,
    /// In the one before.
    pub before: Value,
}

/// A figure with its rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// Which.
    #[serde(rename = "id")]
    pub figure: Figure,
    /// What it is called.
    pub label: &'static str,
    /// How it is counted.
    pub definition: &'static str,
    /// Its rows: all together, then each, then those of each group.
    pub rows: Vec<Line>,
}

impl Shown {
    /// All rows together, or the only one.
    #[must_use]
    pub fn all(&self) -> Option<&Line> {
        self.rows
            .iter()
            .find(|l| l.row.is_empty() && l.group.is_empty())
    }

    /// The rows proper, of all tickets.
    pub fn each(&self) -> impl Iterator<Item = &Line> {
        self.rows
            .iter()
            .filter(|l| !l.row.is_empty() && l.group.is_empty())
    }

    /// What a reader goes through: the only row, or each; the sum where there are several.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let several = self.figure.rows() != Rows::One;
        let one_row = self.each().count() == 1;
        self.rows
            .iter()
            .filter(move |l| !(several && one_row && l.row.is_empty()))
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Of this period.
    pub period: Period,
    /// Compared with this one.
    pub former: Period,
    /// Set apart by this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// Only of these tickets and steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<(By, String)>,
    /// Of these, what nothing had in either period.
    #[serde(skip)]
    pub unmet: Vec<(By, String)>,
    /// The figures.
    pub figures: Vec<Shown>,
    /// Arrivals and departures in the course of the period.
    pub stretches: Vec<Stretch>,
    /// The tickets behind the row that was asked for.
    #[serde(skip)]
    pub tickets: Tickets,
}

impl Report {
    /// What was added up, in order and in words.
    #[must_use]
    pub fn of(process: &Process, ask: &Ask, tally: Tally<'_>) -> Report {
        let unmet = tally.unmet();
        let (counted, stretches, mut tickets) = tally.end();
        let mut by_figure: Vec<(Figure, Vec<Counted>)> =
            Figure::ALL.iter().map(|f| (*f, Vec::new())).collect();
        for (figure, row) in counted {
            if let Some(place) = by_figure.iter_mut().find(|(f, _)| *f == figure) {
                place.1.push(row);
            }
        }
        for (_, rows) in by_figure.iter_mut().filter(|f| f.0 == Figure::Repeated) {
            *rows = repeated::only(std::mem::take(rows));
            let all = ask.behind.iter().filter(|b| b.figure == Figure::Repeated);
            if let Some(behind) = all.into_iter().find(|b| b.row.is_none()) {
                tickets = repeated::behind(rows, behind);
            }
        }
        let shown = by_figure
            .into_iter()
            .map(|(figure, rows)| shown(process, ask.by, figure, rows));
        Report {
            period: ask.period,
            former: ask.period.former(),
            by: ask.by,
            only: ask.only.clone(),
            unmet,
            figures: shown.collect(),
            stretches,
            tickets,
        }
    }

    /// One figure.
    #[must_use]
    pub fn figure(&self, figure: Figure) -> Option<&Shown> {
        self.figures.iter().find(|f| f.figure == figure)
    }
}

fn shown(process: &Process, by: Option<By>, figure: Figure, counted: Vec<Counted>) -> Shown {
    let mut rows: Vec<Line> = counted
        .into_iter()
        .map(|row| line(process, by, figure, row))
        .collect();
    if rows.is_empty() {
        rows.push(line(process, by, figure, Counted::default()));
    }
    rows.sort_by(|a, b| {
        let place = |l: &Line| (!l.group.is_empty(), row_place(process, figure, &l.row));
        let size = |l: &Line| std::cmp::Reverse((l.now.n, l.before.n));
        (place(a), size(a), &a.row, size(a), &a.group).cmp(&(
            place(b),
            size(b),
            &b.row,
            size(b),
            &b.group,
        ))
    });
    Shown {
        figure,
        label: figure.label(),
        definition: figure.definition(),
        rows,
    }
}

fn line(process: &Process, by: Option<By>, figure: Figure, counted: Counted) -> Line {
    let measure = figure.measure();
    Line {
        label: row_label(process, figure, &counted.row),
        group_label: by
            .filter(|_| !counted.group.is_empty())
            .map(|by| group_label(process, by, &counted.group))
            .unwrap_or_default(),
        row: counted.row.into(),
        group: counted.group.into(),
        now: Value::of(measure, counted.now),
        before: Value::of(measure, counted.before),
    }
}
