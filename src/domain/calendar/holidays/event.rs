//! The days of one event of an iCalendar file (RFC 5545, 3.6.1 and 3.8.5).

use super::Holiday;
use super::lines::{Component, Line};
use chrono::{Datelike as _, Days, NaiveDate};
use std::collections::BTreeSet;

/// An event longer than this, in days, is no holiday.
const LONGEST: u64 = 366;

/// The days of an event, and what of it was not understood.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub days: BTreeSet<Holiday>,
    /// Each says what of the event was left out; its name goes before.
    pub told: Vec<String>,
}

/// The days of an event.
///
/// # Errors
/// Why all of it is left out, with the line; its name goes before.
pub(super) fn days(event: &Component) -> Result<Found, String> {
    if let Some(line) = one(event, "STATUS")?.filter(|l| l.value.eq_ignore_ascii_case("CANCELLED"))
    {
        return Err(format!("was cancelled (line {})", line.n));
    }
    for (name, why) in [
        ("RECURRENCE-ID", "stands in place of one day of a series"),
        ("EXRULE", "leaves days out by a rule"),
    ] {
        if let Some(line) = event.all(name).next() {
            return Err(format!("{why} ({})", shown(line)));
        }
    }
    let Some(start) = one(event, "DTSTART")? else {
        return Err(format!("does not say when it begins (line {})", event.n));
    };
    let Some(first) = day(start, &start.value) else {
        return Err(format!("is not a whole day ({})", shown(start)));
    };
    let long = length(event, first)?;
    match rule(event, first)? {
        Some(rule) => every_year(event, first, long, rule),
        None => Ok(on_days(event, first, long)),
    }
}

/// The only line of a name.
fn one<'a>(event: &'a Component, name: &'a str) -> Result<Option<&'a Line>, String> {
    let mut all = event.all(name);
    let first = all.next();
    match all.next() {
        Some(second) => Err(format!("says {name} more than once (line {})", second.n)),
        None => Ok(first),
    }
}

fn shown(line: &Line) -> String {
    format!("line {}: {}:{}", line.n, line.name, line.value)
}

/// `20261225`.
fn day(line: &Line, text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let is_day = line.kind.as_deref().is_none_or(|kind| kind == "DATE");
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    (is_day && digits)
        .then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .flatten()
}

/// How many days it lasts: until the day before its end, or for its duration; without either it is one day.
fn length(event: &Component, first: NaiveDate) -> Result<u64, String> {
    let (end, duration) = (one(event, "DTEND")?, one(event, "DURATION")?);
    let (line, long) = match (end, duration) {
        (None, None) => return Ok(1),
        (Some(_), Some(line)) => {
            return Err(format!("has both an end and a duration ({})", shown(line)));
        }
        (Some(line), None) => (line, until(line, first)?),
        (None, Some(line)) => {
            let long = whole_days(&line.value);
            let long = long.ok_or_else(|| format!("does not last whole days ({})", shown(line)))?;
            (line, long)
        }
    };
    match long > LONGEST {
        true => Err(format!("lasts {long} days ({})", shown(line))),
        false => Ok(long),
    }
}

/// The end is the first day after it. One that ends as it begins is that day, as many programs write it.
fn until(line: &Line, first: NaiveDate) -> Result<u64, String> {
    let Some(end) = day(line, &line.value) else {
        return Err(format!("is not a whole day ({})", shown(line)));
    };
    match u64::try_from((end - first).num_days()) {
        Ok(long) => Ok(long.max(1)),
        Err(_) => Err(format!("ends before it begins ({})", shown(line))),
    }
}

/// `P3D`, `P2W`: of whole days a duration says nothing else.
fn whole_days(text: &str) -> Option<u64> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text).strip_prefix('P')?;
    let (number, times) = match text.strip_suffix('W') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('D')?, 1),
    };
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| digits)?;
    number.checked_mul(times).filter(|days| *days > 0)
}

/// The rule by which it is a day of every year; none has one that says anything else.
fn rule(event: &Component, first: NaiveDate) -> Result<Option<&Line>, String> {
    let Some(line) = one(event, "RRULE")? else {
        return Ok(None);
    };
    let said = line.value.to_ascii_uppercase();
    let parts = || said.split(';').map(str::trim);
    // The month and the day may be said once more where they are those of the first day.
    let is_plain = parts().all(|part| match part.split_once('=') {
        Some(("FREQ", freq)) => freq == "YEARLY",
        Some(("INTERVAL", n)) => n == "1",
        Some(("BYMONTH", month)) => month.parse() == Ok(first.month()),
        Some(("BYMONTHDAY", day)) => day.parse() == Ok(first.day()),
        Some(("WKST", _)) => true,
        _ => false,
    });
    match is_plain && parts().any(|part| part == "FREQ=YEARLY") {
        true => Ok(Some(line)),
        false => Err(format!(
            "repeats in another way than every year on its day ({})",
            shown(line)
        )),
    }
}

/// Days of every year, and single ones that are said besides.
fn every_year(
    event: &Component,
    first: NaiveDate,
    long: u64,
    rule: &Line,
) -> Result<Found, String> {
    if let Some(but) = event.all("EXDATE").next() {
        return Err(format!(
            "repeats every year (line {}) but on some days, which a list of closed days cannot say ({})",
            rule.n,
            shown(but)
        ));
    }
    let mut found = Found::default();
    let each = lasting(first, long);
    found
        .days
        .extend(each.map(|d| Holiday::Yearly(d.month(), d.day())));
    let more = listed(event, "RDATE", &mut found.told);
    for (_, begins) in more {
        found.days.extend(lasting(begins, long).map(Holiday::Once));
    }
    Ok(found)
}

/// Single days: the first one and those that `RDATE` adds, without those that `EXDATE` takes away.
fn on_days(event: &Component, first: NaiveDate, long: u64) -> Found {
    let mut found = Found::default();
    let more = listed(event, "RDATE", &mut found.told);
    let mut begins: BTreeSet<NaiveDate> = more.into_iter().map(|(_, day)| day).collect();
    begins.insert(first);
    for (line, but) in listed(event, "EXDATE", &mut found.told) {
        if !begins.remove(&but) {
            found.told.push(format!(
                "no day begins on {but}, so nothing was taken away there ({})",
                shown(line)
            ));
        }
    }
    let each = begins.iter().flat_map(|day| lasting(*day, long));
    found.days.extend(each.map(Holiday::Once));
    found
}

/// So many days from one on.
fn lasting(first: NaiveDate, long: u64) -> impl Iterator<Item = NaiveDate> {
    (0..long).filter_map(move |n| first.checked_add_days(Days::new(n)))
}

/// The days that lines of a name list, each with its line; what is none is told.
fn listed<'a>(
    event: &'a Component,
    name: &'a str,
    told: &mut Vec<String>,
) -> Vec<(&'a Line, NaiveDate)> {
    let mut all = Vec::new();
    for line in event.all(name) {
        for text in line.value.split(',') {
            match day(line, text) {
                Some(day) => all.push((line, day)),
                None => told.push(format!(
                    "“{}” is not a whole day (line {}: {name})",
                    text.trim(),
                    line.n
                )),
            }
        }
    }
    all
}
