//! Logs as text for people.

use super::{Changed, Told};
use crate::cli::error::Error;
use crate::cli::out::Out;
use crate::domain::log::level::Level;
use crate::domain::log::signature::Signature;
use crate::domain::log::stamp::{Clock, Stamp, seen};

/// Rows of the histogram.
const ROWS: usize = 16;
/// Columns of its longest bar.
const BAR: u64 = 32;

/// Summary, histogram, signatures.
pub(super) fn print(out: &mut Out, told: &Told, most: usize) -> Result<(), Error> {
    let report = &told.report;
    let size = told
        .size
        .map_or_else(String::new, |b| format!(" · {b} bytes"));
    out.line(format!(
        "{} · {} · {} · {}{size}",
        told.name,
        report.format.label(),
        told.encoding,
        lines(report.lines)
    ))?;
    if report.matched < report.lines {
        let verb = if report.matched == 1 {
            "matches"
        } else {
            "match"
        };
        out.line(format!("{} {verb}", lines(report.matched)))?;
    }
    if let Some((first, last)) = report.span {
        out.line(format!(
            "{} to {}{}",
            first.text(),
            last.text(),
            clock(first.clock)
        ))?;
    }
    out.line(levels(told))?;
    notices(out, told)?;
    if let Some(error) = &report.first_error {
        out.line(format!(
            "first error, line {}: {}",
            error.number, error.text
        ))?;
    }
    histogram(out, told)?;
    signatures(out, told, most)
}

fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::Zoned => "",
        Clock::Local => ", no time zone given",
        Clock::Boot => " seconds since the start of the machine",
        Clock::Day => ", no day given",
    }
}

fn levels(told: &Told) -> String {
    let known: Vec<String> = Level::ALL
        .into_iter()
        .rev()
        .map(|l| (l, told.report.of_level(l)))
        .filter(|(_, n)| *n > 0)
        .map(|(l, n)| format!("{} {n}", l.word()))
        .collect();
    match known.is_empty() {
        true => "no levels".to_owned(),
        false => known.join(" · "),
    }
}

fn lines(count: u64) -> String {
    match count {
        1 => "1 line".to_owned(),
        n => format!("{n} lines"),
    }
}

fn are(count: u64) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", lines(count))
}

fn notices(out: &mut Out, told: &Told) -> Result<(), Error> {
    let notices = &told.notices;
    if notices.cut > 0 {
        out.line(format!(
            "{} too long and read only to 64 KiB",
            are(notices.cut)
        ))?;
    }
    if notices.windows > 0 {
        out.line(format!(
            "{} not UTF-8 and read as Windows-1252",
            are(notices.windows)
        ))?;
    }
    if notices.wide > 0 {
        out.line(format!("{} UTF-16 and read so", are(notices.wide)))?;
    }
    if notices.narrow > 0 {
        out.line(format!("{} UTF-8 and read so", are(notices.narrow)))?;
    }
    if notices.noughts > 0 {
        let have = if notices.noughts == 1 { "has" } else { "have" };
        out.line(format!(
            "{} {have} NUL bytes within and no text that is known; their words are not read",
            lines(notices.noughts)
        ))?;
    }
    if let Some(why) = &notices.damaged {
        out.line(format!(
            "the file is damaged or incomplete ({why}); what came before is told here"
        ))?;
    }
    match told.changed {
        Some(Changed::Grew(bytes)) => out.line(format!(
            "the file grew by {bytes} bytes since it was opened"
        )),
        Some(Changed::Shrank(bytes)) => {
            out.line(format!("the file lost {bytes} bytes since it was opened"))
        }
        None => Ok(()),
    }
}

fn histogram(out: &mut Out, told: &Told) -> Result<(), Error> {
    let Some((first, _)) = told.report.span else {
        return Ok(());
    };
    let (_, rows) = told.report.histogram.rows(ROWS);
    let most = rows.iter().map(|(_, b)| b.lines).max().unwrap_or(1).max(1);
    out.line("")?;
    for (at, bucket) in rows {
        let bar = usize::try_from((bucket.lines * BAR).div_ceil(most)).unwrap_or(0);
        let errors = match bucket.errors {
            0 => String::new(),
            1 => ", 1 error".to_owned(),
            n => format!(", {n} errors"),
        };
        let begins = Stamp {
            at,
            clock: first.clock,
        }
        .text();
        let begins = begins.split('.').next().unwrap_or_default();
        out.line(format!(
            "{begins}  {:<32}  {}{errors}",
            "#".repeat(bar),
            bucket.lines
        ))?;
    }
    Ok(())
}

/// The table of signatures, errors first; what is new is marked.
pub(super) fn signatures(out: &mut Out, told: &Told, most: usize) -> Result<(), Error> {
    let list = &told.report.signatures.list;
    let mut rows: Vec<Vec<String>> = list.iter().take(most).map(|s| row(told, s)).collect();
    let mut head = HEAD.to_vec();
    if out.columns() < NARROW {
        // Where there is no room for all, what is said and how often; the rest is in --json.
        head.drain(PLACES);
        rows.iter_mut().for_each(|row| drop(row.drain(PLACES)));
    }
    out.line("")?;
    out.table(&head, &rows)?;
    match list.len().saturating_sub(most) {
        0 => Ok(()),
        more => out.line(format!("{more} more; --limit N shows them")),
    }
}

/// The columns of the signatures.
const HEAD: [&str; 7] = [
    "count",
    "level",
    "",
    "line",
    "last",
    "first–last seen",
    "message",
];
/// Those that say where.
const PLACES: std::ops::Range<usize> = 3..6;
/// Below so many columns they are left out.
const NARROW: usize = 72;

fn row(told: &Told, signature: &Signature) -> Vec<String> {
    let tally = &signature.tally;
    let times = tally.first.zip(tally.last);
    vec![
        tally.count.to_string(),
        match (tally.level, tally.partly()) {
            (None, _) => "-".to_owned(),
            (Some(level), None) => level.word().to_owned(),
            (Some(level), Some(n)) => format!("{} ({n})", level.word()),
        },
        if signature.new { "new" } else { "" }.to_owned(),
        tally.first_line.to_string(),
        tally.last_line.to_string(),
        times.map_or_else(|| "-".to_owned(), |times| seen(times, told.report.span)),
        signature.template.clone(),
    ]
}
