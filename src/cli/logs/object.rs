//! Logs as JSON, one object a line. Names are stable; `kind` says what an object is.

use super::{Changed, Told};
use crate::cli::error::Error;
use crate::cli::out::Out;
use crate::desk::logs::Row;
use crate::domain::log::analysis::{Found, Judged};
use crate::domain::log::format::Format;
use crate::domain::log::level::Level;
use crate::domain::log::signature::Signature;
use crate::domain::log::stamp::Stamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// Stretches of time told at most.
const BUCKETS: usize = 256;

#[derive(Serialize)]
struct Log<'a> {
    kind: &'static str,
    file: &'a str,
    format: Format,
    encoding: &'a str,
    bytes: Option<u64>,
    lines: u64,
    matched: u64,
    continued: u64,
    cut: u64,
    latin1: u64,
    utf16: u64,
    utf8: u64,
    noughts: u64,
    first: Option<String>,
    last: Option<String>,
    clock: Option<&'static str>,
    levels: BTreeMap<&'static str, u64>,
    first_error: Option<Line<'a>>,
    damaged: Option<&'a str>,
    grew: Option<u64>,
    shrank: Option<u64>,
}

#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    file: &'a str,
    line: u64,
    time: Option<String>,
    clock: Option<&'static str>,
    level: Option<Level>,
    signature: Option<&'a str>,
    cut: u64,
    text: &'a str,
}

#[derive(Serialize)]
struct Bucket<'a> {
    kind: &'static str,
    file: &'a str,
    from: String,
    ms: i64,
    lines: u64,
    warnings: u64,
    errors: u64,
}

#[derive(Serialize)]
struct Sign<'a> {
    kind: &'static str,
    file: &'a str,
    key: &'a str,
    template: &'a str,
    count: u64,
    level: Option<Level>,
    /// How many of the lines are of that level, the worst.
    of_level: u64,
    new: bool,
    first_line: u64,
    last_line: u64,
    first: Option<String>,
    last: Option<String>,
    clock: Option<&'static str>,
    example: &'a str,
}

/// The log, its stretches of time, its signatures.
pub(super) fn print(out: &mut Out, told: &Told, most: usize, only: bool) -> Result<(), Error> {
    if !only {
        out.json(&log(told))?;
        for bucket in buckets(told) {
            out.json(&bucket)?;
        }
    }
    for signature in told.report.signatures.list.iter().take(most) {
        out.json(&sign(&told.name, signature))?;
    }
    Ok(())
}

fn log(told: &Told) -> Log<'_> {
    let (report, notices) = (&told.report, &told.notices);
    let levels = Level::ALL
        .into_iter()
        .map(|l| (l.word(), report.of_level(l)));
    let changed = |wanted: fn(Changed) -> Option<u64>| told.changed.and_then(wanted);
    Log {
        kind: "log",
        file: &told.name,
        format: report.format,
        encoding: told.encoding,
        bytes: told.size,
        lines: report.lines,
        matched: report.matched,
        continued: report.continued,
        cut: notices.cut,
        latin1: notices.windows,
        utf16: notices.wide,
        utf8: notices.narrow,
        noughts: notices.noughts,
        first: report.span.map(|(first, _)| first.text()),
        last: report.span.map(|(_, last)| last.text()),
        clock: report.span.map(|(first, _)| first.clock.word()),
        levels: levels.filter(|(_, n)| *n > 0).collect(),
        first_error: report.first_error.as_ref().map(|f| found(&told.name, f)),
        damaged: notices.damaged.as_deref(),
        grew: changed(|c| match c {
            Changed::Grew(bytes) => Some(bytes),
            Changed::Shrank(_) => None,
        }),
        shrank: changed(|c| match c {
            Changed::Shrank(bytes) => Some(bytes),
            Changed::Grew(_) => None,
        }),
    }
}

fn found<'a>(file: &'a str, found: &'a Found) -> Line<'a> {
    Line {
        kind: "line",
        file,
        line: found.number,
        time: found.stamp.map(Stamp::text),
        clock: found.stamp.map(|s| s.clock.word()),
        level: found.level,
        signature: None,
        cut: 0,
        text: &found.text,
    }
}

fn buckets(told: &Told) -> Vec<Bucket<'_>> {
    let Some((first, _)) = told.report.span else {
        return Vec::new();
    };
    let (ms, rows) = told.report.histogram.rows(BUCKETS);
    let bucket = |(at, bucket): (_, crate::domain::log::histogram::Bucket)| Bucket {
        kind: "bucket",
        file: &told.name,
        from: Stamp {
            at,
            clock: first.clock,
        }
        .text(),
        ms,
        lines: bucket.lines,
        warnings: bucket.warnings,
        errors: bucket.errors,
    };
    rows.into_iter().map(bucket).collect()
}

fn sign<'a>(file: &'a str, signature: &'a Signature) -> Sign<'a> {
    let tally = &signature.tally;
    Sign {
        kind: "signature",
        file,
        key: &signature.key,
        template: &signature.template,
        count: tally.count,
        level: tally.level,
        of_level: tally.worst,
        new: signature.new,
        first_line: tally.first_line,
        last_line: tally.last_line,
        first: tally.first.map(Stamp::text),
        last: tally.last.map(Stamp::text),
        clock: tally.first.map(|s| s.clock.word()),
        example: &tally.example,
    }
}

/// One line of a log.
pub(super) fn line(
    out: &mut Out,
    file: &str,
    row: &Row,
    judged: Judged,
    signature: Option<&str>,
) -> Result<(), Error> {
    out.json(&Line {
        kind: "line",
        file,
        line: row.number,
        time: judged.stamp.map(Stamp::text),
        clock: judged.stamp.map(|s| s.clock.word()),
        level: judged.level,
        signature,
        cut: row.cut,
        text: &row.text,
    })
}
