//! Instants as people type them, and read back in words. Pure: the present and the zone are given.
//!
//! Taken: RFC 3339, `2026-11-24[ 9:00]`, `2h`, `3d 4h`, `now`, `tomorrow 9:00`, `mon 14:00`, `14:30`.

mod past;

pub use past::{PAST_FORMS, past};

use super::id::At;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

/// What may be written, for messages and help.
pub const FORMS: &str =
    "2h, 3d, 14:30, tomorrow 9:00, mon 14:00, 2026-11-24, 2026-11-24 9:00 or 2026-11-24T09:00:00Z";

/// The hour meant by a day's name alone: the start of office hours, not midnight.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// The instant that `text` names, read in `zone` (an IANA name; empty: UTC).
/// A date without a time is the start of that day; `tomorrow` or a weekday without one is 9:00;
/// a time without a day is the next such time.
///
/// # Errors
/// A sentence: not understood, a local time that occurs twice or never, an unknown zone.
pub fn parse(text: &str, now: At, zone: &str) -> Result<At, String> {
    let tz = time_zone(zone)?;
    let now = zoned(now, &tz)?;
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(format!("Write a time, like {FORMS}."));
    }
    if let Ok(stamp) = text.to_uppercase().parse::<Timestamp>() {
        return at(stamp);
    }
    if text == "now" {
        return at(now.timestamp());
    }
    if let Some(span) = span(text.strip_prefix("in ").unwrap_or(&text)) {
        let moved = span.and_then(|s| now.checked_add(s).ok());
        return moved.map_or_else(
            || Err(format!("“{text}” is too far away.")),
            |z| at(z.timestamp()),
        );
    }
    let local = day_and_time(&text, &now, Way::Next).ok_or_else(|| not_understood(&text))?;
    resolve(local, &tz)
}

/// Which of the days that a text may mean is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The next one.
    Next,
    /// The last one.
    Last,
}

/// Milliseconds since midnight that a time without a day names: `14:30`, `9:00:15`.
#[must_use]
pub fn of_day(text: &str) -> Option<i64> {
    let time = clock(text.trim())?;
    let (h, m, s) = (time.hour(), time.minute(), time.second());
    Some(((i64::from(h) * 60 + i64::from(m)) * 60 + i64::from(s)) * 1000)
}

/// The instant in words: `Tue 24 Nov 09:00, in 13h 2m`; the year where it is another one.
#[must_use]
pub fn say(at: At, now: At, zone: &str) -> String {
    let tz = time_zone(zone).unwrap_or(TimeZone::UTC);
    let (Ok(then), Ok(present)) = (zoned(at, &tz), zoned(now, &tz)) else {
        return "never".to_owned();
    };
    let form = match then.year() == present.year() {
        true => "%a %-d %b %H:%M",
        false => "%a %-d %b %Y %H:%M",
    };
    format!("{}, {}", then.strftime(form), distance(at.since_ms(now)))
}

/// The instant as it may be typed again in this zone: `2026-11-24 09:00`; RFC 3339 where the local
/// time would be ambiguous or loses seconds.
#[must_use]
pub fn typed(instant: At, zone: &str) -> String {
    let tz = time_zone(zone).unwrap_or(TimeZone::UTC);
    let Ok(then) = zoned(instant, &tz) else {
        return String::new();
    };
    let short = then.strftime("%Y-%m-%d %H:%M").to_string();
    match parse(&short, instant, zone) {
        Ok(same) if same == instant => short,
        _ => super::words::rfc3339(instant),
    }
}

/// What the wall clock shows at an instant in a zone, as milliseconds read as if they were UTC.
///
/// # Errors
/// A sentence: an unknown zone, outside the calendar.
pub fn wall(instant: At, zone: &str) -> Result<At, String> {
    let there = zoned(instant, &time_zone(zone)?)?;
    Ok(instant.plus_ms(i64::from(there.offset().seconds()) * 1000))
}

/// The instant at which the wall clock of a zone shows what [`wall`] gives; of two the earlier.
///
/// # Errors
/// As [`wall`].
pub fn from_wall(shown: At, zone: &str) -> Result<At, String> {
    let local = zoned(shown, &TimeZone::UTC)?.datetime();
    let there = time_zone(zone)?
        .to_ambiguous_zoned_datetime(local)
        .compatible();
    there
        .map_err(|_| "That time is outside the calendar.".to_owned())
        .and_then(|z| at(z.timestamp()))
}

fn not_understood(text: &str) -> String {
    let shown = super::safe::SafeText::line(text).truncate(40);
    format!("“{shown}” is not a time. Write {FORMS}.")
}

fn time_zone(zone: &str) -> Result<TimeZone, String> {
    if zone.is_empty() {
        return Ok(TimeZone::UTC);
    }
    super::zone::find(zone).ok_or_else(|| {
        format!("The time zone “{zone}” is not known. Write a name like Europe/Berlin.")
    })
}

fn zoned(instant: At, tz: &TimeZone) -> Result<ZonedDateTime, String> {
    Timestamp::from_millisecond(instant.0)
        .map(|t| t.to_zoned_datetime(tz.clone()))
        .map_err(|_| "That time is outside the calendar.".to_owned())
}

fn at(stamp: Timestamp) -> Result<At, String> {
    Ok(At(stamp.as_millisecond()))
}

/// `1h30m`, `3d`, `2 hours`; the inner `None` is a number out of range. `None`: not a span at all.
fn span(text: &str) -> Option<Option<Span>> {
    let mut rest = text.trim();
    let mut total = Some(Span::new());
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, tail) = rest.split_at(digits);
        if number.is_empty() {
            return None;
        }
        let tail = tail.trim_start();
        let end = tail
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        total = add(total, number, unit)?;
        rest = tail.trim_start();
    }
    Some(total)
}

/// `None`: the unit is unknown.
fn add(total: Option<Span>, number: &str, unit: &str) -> Option<Option<Span>> {
    let n = number.parse::<i64>().ok().filter(|n| *n < 1_000_000);
    let (Some(total), Some(n)) = (total, n) else {
        return is_unit(unit).then_some(None);
    };
    let sum = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => total.try_minutes(total_of(&total, 'm') + n),
        "h" | "hr" | "hrs" | "hour" | "hours" => total.try_hours(total_of(&total, 'h') + n),
        "d" | "day" | "days" => total.try_days(total_of(&total, 'd') + n),
        "w" | "week" | "weeks" => total.try_weeks(total_of(&total, 'w') + n),
        _ => return None,
    };
    Some(sum.ok())
}

fn total_of(span: &Span, unit: char) -> i64 {
    match unit {
        'm' => span.get_minutes(),
        'h' => i64::from(span.get_hours()),
        'd' => i64::from(span.get_days()),
        _ => i64::from(span.get_weeks()),
    }
}

fn is_unit(unit: &str) -> bool {
    add(Some(Span::new()), "0", unit).is_some()
}

fn day_and_time(text: &str, now: &ZonedDateTime, way: Way) -> Option<DateTime> {
    if let Some(time) = clock(text) {
        let today = now.date().to_datetime(time);
        return match (today > now.datetime(), way) {
            (true, Way::Next) | (false, Way::Last) => Some(today),
            (false, Way::Next) => today.checked_add(1.day()).ok(),
            (true, Way::Last) => today.checked_sub(1.day()).ok(),
        };
    }
    let (day, rest) = text.split_once([' ', 't']).map_or((text, ""), |(a, b)| {
        // `today` and `tomorrow` hold a t of their own.
        match a.chars().all(|c| c.is_ascii_digit() || c == '-') && !a.is_empty() {
            true => (a, b),
            false => text.split_once(' ').unwrap_or((text, "")),
        }
    });
    let rest = rest.trim();
    if let Some(date) = calendar_date(day) {
        let time = if rest.is_empty() {
            Time::midnight()
        } else {
            clock(rest)?
        };
        return Some(date.to_datetime(time));
    }
    let time = if rest.is_empty() {
        MORNING
    } else {
        clock(rest)?
    };
    named_day(day, now, time, way).map(|date| date.to_datetime(time))
}

fn calendar_date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || y.len() != 4 {
        return None;
    }
    Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok()
}

fn named_day(day: &str, now: &ZonedDateTime, time: Time, way: Way) -> Option<Date> {
    let today = now.date();
    match day {
        "today" => return Some(today),
        "tomorrow" if way == Way::Last => return None,
        "tomorrow" => return today.checked_add(1.day()).ok(),
        "yesterday" => return today.checked_sub(1.day()).ok(),
        _ => {}
    }
    let weekday = weekday(day)?;
    // The next one ahead: today only while its time is still to come. The last one: once it has.
    let is_ahead = today.to_datetime(time) > now.datetime();
    if today.weekday() == weekday && is_ahead == (way == Way::Next) {
        return Some(today);
    }
    let nth = if way == Way::Next { 1 } else { -1 };
    today.nth_weekday(nth, weekday).ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    let days = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    days.into_iter()
        .find(|(name, _)| text.len() >= 3 && name.starts_with(text))
        .map(|(_, day)| day)
}

/// `9:00`, `14:30`, `14:30:15`.
fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (h, m) = (parts.next()?, parts.next()?);
    let s = parts.next().unwrap_or("0");
    let plain = |t: &str, max: usize| {
        (!t.is_empty() && t.len() <= max && t.bytes().all(|b| b.is_ascii_digit()))
            .then(|| t.parse::<i8>().ok())
            .flatten()
    };
    if parts.next().is_some() || m.len() != 2 {
        return None;
    }
    Time::new(plain(h, 2)?, plain(m, 2)?, plain(s, 2)?, 0).ok()
}

fn resolve(local: DateTime, tz: &TimeZone) -> Result<At, String> {
    let ambiguous = tz.to_ambiguous_timestamp(local);
    let read = |offset: Offset| offset.to_timestamp(local).ok();
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => {
            read(offset).map_or_else(|| Err("That time is outside the calendar.".to_owned()), at)
        }
        AmbiguousOffset::Fold { before, after } => Err(format!(
            "{} happens twice: the clocks go back. Write {} or {}.",
            local.strftime("%-d %b %Y %H:%M"),
            stamped(local, before),
            stamped(local, after),
        )),
        AmbiguousOffset::Gap { before, after } => Err(format!(
            "{} does not exist: the clocks go forward. Write {} or {}.",
            local.strftime("%-d %b %Y %H:%M"),
            read(after).map_or_else(String::new, |t| t
                .to_zoned_datetime(tz.clone())
                .strftime("%H:%M")
                .to_string()),
            read(before).map_or_else(String::new, |t| t
                .to_zoned_datetime(tz.clone())
                .strftime("%H:%M")
                .to_string()),
        )),
    }
}

fn stamped(local: DateTime, offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!(
        "{}{sign}{:02}:{:02}",
        local.strftime("%Y-%m-%dT%H:%M:%S"),
        minutes / 60,
        minutes % 60
    )
}

/// `in 12m`, `in 3d 4h`, `2h ago`, `now`.
fn distance(ms: i64) -> String {
    let minutes = (ms.unsigned_abs() + 30_000) / 60_000;
    let (d, h, m) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let size = match (d, h, m) {
        (0, 0, 0) => return "now".to_owned(),
        (0, 0, m) => format!("{m}m"),
        (0, h, 0) => format!("{h}h"),
        (0, h, m) => format!("{h}h {m}m"),
        (d, 0, _) => format!("{d}d"),
        (d, h, _) => format!("{d}d {h}h"),
    };
    if ms < 0 {
        format!("{size} ago")
    } else {
        format!("in {size}")
    }
}

#[cfg(test)]
mod tests;
