//! The written forms of a stamp, each read by hand from bytes: this runs on every line of a log.

use super::time::{fraction, time};
use super::{Clock, Form, Found, Stamp, days, number, run, year_of};
use crate::domain::id::At;

const DAY: i64 = 86_400_000;

/// A day and a time of day, checked.
#[derive(Clone, Copy)]
struct Civil {
    year: i64,
    month: i64,
    day: i64,
}

impl Civil {
    fn checked(year: i64, month: i64, day: i64) -> Option<Civil> {
        let fits =
            (1970..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        // Every month has 28 days: most stamps are asked no more.
        (fits && (day <= 28 || day <= length(year, month))).then_some(Civil { year, month, day })
    }

    fn ms(self) -> i64 {
        days(self.year, self.month, self.day) * DAY
    }
}

/// Days of a month.
fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `Z`, `+01:00`, ` +0100`, ` UTC` or ` GMT`: the offset in minutes, and the end.
fn zone(bytes: &[u8], i: usize) -> (Option<i64>, usize) {
    let ends = |end: usize| !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
    match bytes.get(i) {
        Some(b'Z' | b'z') if ends(i + 1) => (Some(0), i + 1),
        Some(b'+' | b'-') => offset(bytes, i).unwrap_or((None, i)),
        Some(b' ') => match bytes.get(i + 1..i + 4) {
            Some(b"UTC" | b"GMT") if ends(i + 4) => (Some(0), i + 4),
            Some([b'+' | b'-', _, _]) => offset(bytes, i + 1).unwrap_or((None, i)),
            _ => (None, i),
        },
        _ => (None, i),
    }
}

fn offset(bytes: &[u8], i: usize) -> Option<(Option<i64>, usize)> {
    let hours = number(bytes, i + 1, 2)?;
    let colon = usize::from(bytes.get(i + 3) == Some(&b':'));
    let minutes = number(bytes, i + 3 + colon, 2);
    let end = if minutes.is_some() {
        i + 5 + colon
    } else {
        i + 3
    };
    if hours > 15 || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let offset = hours * 60 + minutes.unwrap_or(0);
    let signed = if bytes[i] == b'-' { -offset } else { offset };
    Some((Some(signed), end))
}

/// Day and time of day, with a zone after them or not.
fn zoned(bytes: &[u8], day: Civil, ms: i64, end: usize, form: Form) -> Found {
    let (offset, end) = zone(bytes, end);
    let local = day.ms() + ms;
    let stamp = match offset {
        Some(minutes) => Stamp {
            at: At(local - minutes * 60_000),
            clock: Clock::Zoned,
        },
        None => Stamp {
            at: At(local),
            clock: Clock::Local,
        },
    };
    Found { stamp, form, end }
}

/// A day without a year: the last one not after `latest`, a day of slack for zones.
fn yearless(month: i64, day: i64, ms: i64, latest: At) -> Option<Stamp> {
    let year = year_of(latest);
    let of = |year| Civil::checked(year, month, day).map(|civil| civil.ms() + ms);
    // 29 February may be a day of the year before alone.
    let this = of(year).filter(|this| *this <= latest.0 + DAY);
    Some(Stamp {
        at: At(this.or_else(|| of(year - 1))?),
        clock: Clock::Local,
    })
}

fn local(stamp: Stamp, form: Form, end: usize) -> Found {
    Found { stamp, form, end }
}

/// Stamps that begin with a digit: told apart by how many digits there are and what follows.
pub(super) fn digits(bytes: &[u8], latest: At) -> Option<Found> {
    let count = run(bytes, 0);
    let next = bytes.get(count).copied().unwrap_or(b' ');
    match (count, next) {
        (4, b'-' | b'/' | b'.') => year_first(bytes),
        (8, b'-' | b'T' | b' ' | b'_') => compact(bytes, 4),
        (6, b' ' | b'-') => compact(bytes, 2),
        (1 | 2, b'/') => slashed(bytes, count),
        (2, b'-') => {
            month_day(bytes, b'-', Form::Logcat, latest).or_else(|| day_name(bytes, count))
        }
        (1, b'-') => day_name(bytes, count),
        (2, b'.') => month_day(bytes, b'.', Form::Iso, latest).or_else(|| day_month_year(bytes)),
        (1 | 2, b' ') => day_name(bytes, count),
        (2, b':') => {
            let (ms, end) = time(bytes, 0)?;
            Some(of_day(ms, end))
        }
        // One digit may count anything, unless the half of the day stands behind it.
        (1, b':') => {
            let (ms, end) = time(bytes, 0)?;
            matches!(bytes.get(end - 1), Some(b'M' | b'm')).then(|| of_day(ms, end))
        }
        (10 | 13, _) => epoch(bytes, count),
        _ => None,
    }
}

/// A time whose day is not said.
fn of_day(ms: i64, end: usize) -> Found {
    let stamp = Stamp {
        at: At(ms),
        clock: Clock::Day,
    };
    local(stamp, Form::Day, end)
}

fn year_first(bytes: &[u8]) -> Option<Found> {
    let mark = *bytes.get(4)?;
    let month = run(bytes, 5);
    let day_at = 5 + month + 1;
    if !(1..=2).contains(&month) || bytes.get(5 + month) != Some(&mark) {
        return None;
    }
    let day = run(bytes, day_at);
    if !(1..=2).contains(&day) {
        return None;
    }
    let civil = Civil::checked(
        number(bytes, 0, 4)?,
        number(bytes, 5, month)?,
        number(bytes, day_at, day)?,
    )?;
    let after = day_at + day;
    let gap = match bytes.get(after)? {
        b'T' | b't' | b' ' | b'-' | b'_' | b':' => 1,
        _ => return None,
    };
    let (ms, end) = time(bytes, after + gap)?;
    Some(zoned(bytes, civil, ms, end, Form::Iso))
}

/// `20171223-22:15:29:606`, `20171223T221529Z`, `081109 203615`.
fn compact(bytes: &[u8], years: usize) -> Option<Found> {
    let year = number(bytes, 0, years)?;
    let year = if years == 2 { century(year) } else { year };
    let civil = Civil::checked(year, number(bytes, years, 2)?, number(bytes, years + 2, 2)?)?;
    let from = years + 5;
    if let Some((ms, end)) = time(bytes, from) {
        return Some(zoned(bytes, civil, ms, end, Form::Iso));
    }
    if run(bytes, from) != 6 {
        return None;
    }
    let part = |k: usize, most: i64| number(bytes, from + k, 2).filter(|n| *n <= most);
    let ms = ((part(0, 23)? * 60 + part(2, 59)?) * 60 + part(4, 60)?) * 1000;
    let (fraction, end) = fraction(bytes, from + 6);
    Some(zoned(bytes, civil, ms + fraction, end, Form::Iso))
}

fn century(year: i64) -> i64 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// `24/Nov/2026:09:00:00 +0100`, `17/06/09 20:10:40` (year first), `11/24/2026 09:00:00`.
fn slashed(bytes: &[u8], first: usize) -> Option<Found> {
    if let Some(month) = bytes.get(first + 1..first + 4).and_then(month_of) {
        let year = number(bytes, first + 5, 4)?;
        let civil = Civil::checked(year, month, number(bytes, 0, first)?)?;
        let (ms, end) = time(bytes, first + 10)?;
        return Some(zoned(bytes, civil, ms, end, Form::Clf));
    }
    let second = run(bytes, first + 1);
    let third_at = first + 1 + second + 1;
    if !(1..=2).contains(&second) || bytes.get(third_at - 1) != Some(&b'/') {
        return None;
    }
    let (a, b) = (number(bytes, 0, first)?, number(bytes, first + 1, second)?);
    let third = run(bytes, third_at);
    let c = number(bytes, third_at, third.min(4))?;
    let civil = match third {
        2 => Civil::checked(century(a), b, c)?,
        // Month first, as it is written in America, unless it cannot be one.
        4 if a > 12 => Civil::checked(c, b, a)?,
        4 => Civil::checked(c, a, b)?,
        _ => return None,
    };
    let gap = match (
        bytes.get(third_at + third)?,
        bytes.get(third_at + third + 1)?,
    ) {
        (b',', b' ') => 2,
        (b' ' | b'-', _) => 1,
        _ => return None,
    };
    let (ms, end) = time(bytes, third_at + third + gap)?;
    Some(zoned(bytes, civil, ms, end, Form::Iso))
}

/// `11-24 09:00:00.123` or `11.24 09:00:00`.
fn month_day(bytes: &[u8], mark: u8, form: Form, latest: At) -> Option<Found> {
    if bytes.get(2) != Some(&mark) || bytes.get(5) != Some(&b' ') {
        return None;
    }
    let (month, day) = (number(bytes, 0, 2)?, number(bytes, 3, 2)?);
    let (ms, end) = time(bytes, 6)?;
    Some(local(yearless(month, day, ms, latest)?, form, end))
}

/// `24.11.2026 09:00:00`.
fn day_month_year(bytes: &[u8]) -> Option<Found> {
    if bytes.get(5) != Some(&b'.') || bytes.get(10) != Some(&b' ') {
        return None;
    }
    let civil = Civil::checked(
        number(bytes, 6, 4)?,
        number(bytes, 3, 2)?,
        number(bytes, 0, 2)?,
    )?;
    let (ms, end) = time(bytes, 11)?;
    Some(zoned(bytes, civil, ms, end, Form::Iso))
}

/// `24 Nov 2026 09:00:00.123`, `24-Nov-2026 09:00:00.123` (Tomcat).
fn day_name(bytes: &[u8], count: usize) -> Option<Found> {
    let month = month_of(bytes.get(count + 1..count + 4)?)?;
    if bytes.get(count) != bytes.get(count + 4) {
        return None;
    }
    let civil = Civil::checked(
        number(bytes, count + 5, 4)?,
        month,
        number(bytes, 0, count)?,
    )?;
    let (ms, end) = time(bytes, count + 10)?;
    Some(zoned(bytes, civil, ms, end, Form::Iso))
}

/// Seconds (10 digits, a fraction allowed) or milliseconds (13) since 1970, a word of its own.
fn epoch(bytes: &[u8], count: usize) -> Option<Found> {
    let value = number(bytes, 0, count)?;
    let (ms, end) = match count {
        10 => {
            let (ms, end) = fraction(bytes, 10);
            (value * 1000 + ms, end)
        }
        _ => (value, count),
    };
    let alone = bytes
        .get(end)
        .is_none_or(|b| matches!(b, b' ' | b'\t' | b']' | b'|' | b','));
    // 2000 to 2100: any other number of ten digits is no time.
    let fits = (946_684_800_000..4_102_444_800_000).contains(&ms);
    let stamp = Stamp {
        at: At(ms),
        clock: Clock::Zoned,
    };
    (alone && fits).then_some(local(stamp, Form::Epoch, end))
}

/// `1.234567` of `[    1.234567]`.
pub(super) fn boot(bytes: &[u8]) -> Option<Found> {
    let seconds = run(bytes, 0);
    if !(1..=9).contains(&seconds) || bytes.get(seconds) != Some(&b'.') {
        return None;
    }
    let (ms, end) = fraction(bytes, seconds);
    let stamp = Stamp {
        at: At(number(bytes, 0, seconds)? * 1000 + ms),
        clock: Clock::Boot,
    };
    (end >= seconds + 4).then_some(local(stamp, Form::Boot, end))
}

/// Stamps that begin with a letter: `Nov 24 …`, `Tue Nov 24 …`, `I1124 …`.
pub(super) fn letters(bytes: &[u8], latest: At) -> Option<Found> {
    if bytes.get(1).is_some_and(u8::is_ascii_digit) {
        return glog(bytes, latest);
    }
    let three = bytes.get(..3)?;
    if let Some(month) = month_of(three) {
        return named_month(bytes, month, latest);
    }
    let is_day = matches!(
        three,
        b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun"
    );
    if !is_day {
        return None;
    }
    let gap = match (bytes.get(3)?, bytes.get(4)?) {
        (b',', b' ') => 5,
        (b' ', _) => 4,
        _ => return None,
    };
    let rest = bytes.get(gap..)?;
    let inner = match rest.first()? {
        b'0'..=b'9' => day_name(rest, run(rest, 0)),
        _ => ctime(rest),
    }?;
    Some(Found {
        end: gap + inner.end,
        ..inner
    })
}

/// `Nov 24 09:00:00 2026`, a zone before the year allowed.
fn ctime(bytes: &[u8]) -> Option<Found> {
    let month = month_of(bytes.get(..3)?)?;
    let (day, at) = padded_day(bytes, 4)?;
    let (ms, end) = time(bytes, at + 1)?;
    let mut from = end + 1;
    let (offset, after) = zone(bytes, end);
    if offset.is_some() {
        from = after + 1;
    } else if bytes.get(from).is_some_and(u8::is_ascii_uppercase) {
        let name = bytes[from..]
            .iter()
            .take_while(|b| b.is_ascii_uppercase())
            .count();
        from += name + 1;
    }
    let civil = Civil::checked(number(bytes, from, 4)?, month, day)?;
    let minutes = offset.unwrap_or(0);
    let clock = if offset.is_some() {
        Clock::Zoned
    } else {
        Clock::Local
    };
    let stamp = Stamp {
        at: At(civil.ms() + ms - minutes * 60_000),
        clock,
    };
    Some(local(stamp, Form::Ctime, from + 4))
}

/// The day of a month, one or two digits, padded or not, and where it ends.
fn padded_day(bytes: &[u8], i: usize) -> Option<(i64, usize)> {
    let from = i + usize::from(bytes.get(i) == Some(&b' '));
    let count = run(bytes, from);
    let ends = bytes.get(from + count) == Some(&b' ') && (1..=2).contains(&count);
    ends.then_some((number(bytes, from, count)?, from + count))
}

/// `Nov 24 09:00:00` (RFC 3164); `Nov 24, 2026 9:00:00 AM` (java.util.logging); a year after the day.
fn named_month(bytes: &[u8], month: i64, latest: At) -> Option<Found> {
    if bytes.get(3) != Some(&b' ') {
        return None;
    }
    let Some((day, at)) = padded_day(bytes, 4) else {
        return java(bytes, month);
    };
    if run(bytes, at + 1) == 4 {
        let civil = Civil::checked(number(bytes, at + 1, 4)?, month, day)?;
        let (ms, end) = time(bytes, at + 6)?;
        return Some(zoned(bytes, civil, ms, end, Form::Iso));
    }
    let (ms, end) = time(bytes, at + 1)?;
    Some(local(yearless(month, day, ms, latest)?, Form::Syslog, end))
}

fn java(bytes: &[u8], month: i64) -> Option<Found> {
    let count = run(bytes, 4);
    let year_at = 4 + count + 2;
    if !(1..=2).contains(&count) || bytes.get(4 + count..year_at) != Some(b", ") {
        return None;
    }
    let civil = Civil::checked(number(bytes, year_at, 4)?, month, number(bytes, 4, count)?)?;
    let gap = match bytes.get(year_at + 4)? {
        b',' => 2,
        _ => 1,
    };
    let (ms, end) = time(bytes, year_at + 4 + gap)?;
    Some(zoned(bytes, civil, ms, end, Form::Iso))
}

fn glog(bytes: &[u8], latest: At) -> Option<Found> {
    if !matches!(bytes[0], b'I' | b'W' | b'E' | b'F')
        || run(bytes, 1) != 4
        || bytes.get(5) != Some(&b' ')
    {
        return None;
    }
    let (ms, end) = time(bytes, 6)?;
    let stamp = yearless(number(bytes, 1, 2)?, number(bytes, 3, 2)?, ms, latest)?;
    Some(local(stamp, Form::Glog, end))
}

fn month_of(three: &[u8]) -> Option<i64> {
    Some(match three {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}
