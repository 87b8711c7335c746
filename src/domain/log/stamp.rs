//! The time that a line of a log bears, in the forms that are common.

mod form;
mod time;

use crate::domain::id::At;
use crate::domain::words;

/// What the clock of a stamp was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// A zone was given: the instant is known.
    Zoned,
    /// No zone was given: the milliseconds are those of the wall clock of the machine, read as if
    /// they were UTC.
    Local,
    /// Milliseconds since the machine started (the kernel's ring buffer).
    Boot,
    /// Milliseconds since midnight of a day that is not said.
    Day,
}

impl Clock {
    /// The word for people and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Clock::Zoned => "utc",
            Clock::Local => "local",
            Clock::Boot => "since_boot",
            Clock::Day => "time_of_day",
        }
    }
}

/// When a line was written, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Milliseconds, of the clock below.
    pub at: At,
    /// What they count.
    pub clock: Clock,
}

impl Stamp {
    /// As text to the millisecond: RFC 3339, without `Z` where no zone was given; the seconds since the
    /// start; the time of day.
    #[must_use]
    pub fn text(self) -> String {
        let whole = words::rfc3339(At(self.at.0.div_euclid(1000) * 1000));
        let (text, ms) = (whole.trim_end_matches('Z'), self.at.0.rem_euclid(1000));
        match self.clock {
            Clock::Zoned => format!("{text}.{ms:03}Z"),
            Clock::Local => format!("{text}.{ms:03}"),
            Clock::Boot => format!("{}.{ms:03}", self.at.0.div_euclid(1000)),
            Clock::Day => format!("{}.{ms:03}", text.get(11..).unwrap_or(text)),
        }
    }
}

/// First and last time of something in a column, as short as the whole log allows: times of day, where it spans more
/// than one day also the day, where more than one year days alone. `span`: first and last time of the log.
#[must_use]
pub fn seen((first, last): (Stamp, Stamp), span: Option<(Stamp, Stamp)>) -> String {
    let text = |stamp: Stamp| {
        let text = stamp.text().replace('T', " ");
        text.split('.').next().unwrap_or_default().to_owned()
    };
    let dated = |stamp: Stamp| matches!(stamp.clock, Clock::Zoned | Clock::Local);
    if !dated(first) || !dated(last) {
        return format!("{}–{}", text(first), text(last));
    }
    let (begins, ends) = span
        .filter(|(begins, ends)| dated(*begins) && dated(*ends))
        .unwrap_or((first, last));
    let all = [text(first), text(last), text(begins), text(ends)];
    let differ = |to: usize| all.iter().any(|t| t.get(..to) != all[0].get(..to));
    let part = |t: &String| match (differ(4), differ(10)) {
        (true, _) => t.get(..10).unwrap_or(t).to_owned(),
        (false, true) => t.get(5..16).unwrap_or(t).to_owned(),
        (false, false) => t.get(11..).unwrap_or(t).to_owned(),
    };
    format!("{}–{}", part(&all[0]), part(&all[1]))
}

/// How a stamp was written; it tells formats apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `2026-11-24 09:00:00,123`, with or without a zone; other orders of year, month and day too.
    Iso,
    /// `Nov 24 09:00:00`, no year (RFC 3164).
    Syslog,
    /// `Tue Nov 24 09:00:00 2026`.
    Ctime,
    /// `24/Nov/2026:09:00:00 +0100` (Apache, nginx).
    Clf,
    /// `11-24 09:00:00.123`, no year (Android).
    Logcat,
    /// `I1124 09:00:00.123456`, no year (glog).
    Glog,
    /// `[    1.234567]`, since the start of the machine.
    Boot,
    /// Seconds or milliseconds since 1970.
    Epoch,
    /// `09:00:00`, no day.
    Day,
}

/// A stamp at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub stamp: Stamp,
    pub form: Form,
    /// Bytes that it takes.
    pub end: usize,
}

/// The stamp with which `bytes` begin. `latest` is when the last line can have been written: where
/// no year is given the stamp lies in the year before it, a day's slack allowed.
pub(super) fn read(bytes: &[u8], latest: At) -> Option<Found> {
    match bytes.first()? {
        b'0'..=b'9' => form::digits(bytes, latest),
        b'[' => bracketed(bytes, latest),
        b'A'..=b'Z' => form::letters(bytes, latest),
        _ => None,
    }
}

fn bracketed(bytes: &[u8], latest: At) -> Option<Found> {
    let inside = &bytes[1..];
    let blanks = inside.iter().take_while(|b| **b == b' ').count();
    let boot = || form::boot(&inside[blanks..]);
    let inner = read_plain(&inside[blanks..], latest).or_else(boot)?;
    let close = 1 + blanks + inner.end;
    let blanks = bytes[close..].iter().take_while(|b| **b == b' ').count();
    (bytes.get(close + blanks) == Some(&b']')).then_some(Found {
        end: close + blanks + 1,
        ..inner
    })
}

fn read_plain(bytes: &[u8], latest: At) -> Option<Found> {
    match bytes.first()? {
        b'[' => None,
        _ => read(bytes, latest),
    }
}

/// A number of `count` digits at `i`.
fn number(bytes: &[u8], i: usize, count: usize) -> Option<i64> {
    let digits = bytes.get(i..i + count)?;
    digits.iter().try_fold(0_i64, |sum, b| {
        b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0'))
    })
}

fn run(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// The instant that a whole text names, as the time field of a JSON or logfmt line does.
pub(super) fn whole(text: &str, latest: At) -> Option<Stamp> {
    let text = text.trim();
    let found = read(text.as_bytes(), latest)?;
    (found.end == text.len()).then_some(found.stamp)
}

/// The instant that a number names: seconds, milliseconds, microseconds or nanoseconds since 1970, by
/// its size.
pub(super) fn epoch(value: f64) -> Option<Stamp> {
    let ms = match value.abs() {
        v if v < 9.0e8 => return None,
        v if v < 1.0e11 => value * 1e3,
        v if v < 1.0e14 => value,
        v if v < 1.0e17 => value / 1e3,
        v if v < 1.0e20 => value / 1e6,
        _ => return None,
    };
    // Within the range by the arms above.
    #[allow(clippy::cast_possible_truncation)]
    let at = At(ms.round() as i64);
    Some(Stamp {
        at,
        clock: Clock::Zoned,
    })
}

/// Days from 1970-01-01 to a day of the Gregorian calendar (years 1 to 9999).
#[must_use]
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    // March is the first month here, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year of an instant, UTC.
pub(super) fn year_of(at: At) -> i64 {
    let day = at.0.div_euclid(86_400_000);
    let mut year = 1970 + day.div_euclid(366);
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    year
}

#[cfg(test)]
mod tests;
