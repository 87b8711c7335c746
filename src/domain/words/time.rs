//! Times and durations as people say them: `in 12m`, `late 2h`, `Thu 09:00`; exact on demand.

use crate::domain::id::At;
use crate::domain::row::{Due, Row};
use crate::domain::zone;
use chrono::{DateTime, SecondsFormat, Utc};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Until when, of a wait that an import brought in: nobody there said.
pub(super) const OPEN_END: &str = "further notice";

/// RFC 3339 in UTC, to the second: `2026-11-23T20:04:00Z`.
#[must_use]
pub fn rfc3339(at: At) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0).map_or_else(
        || "never".to_owned(),
        |t| t.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

/// A length of time in its largest unit: `40s`, `12m`, `2h`, `3d`, `5w`, `2y`. Never negative.
#[must_use]
pub fn duration(ms: i64) -> String {
    let ms = ms.max(0);
    match ms {
        _ if ms < MINUTE => format!("{}s", ms / 1_000),
        _ if ms < HOUR => format!("{}m", ms / MINUTE),
        _ if ms < 2 * DAY => format!("{}h", ms / HOUR),
        _ if ms < 14 * DAY => format!("{}d", ms / DAY),
        _ if ms < 730 * DAY => format!("{}w", ms / (7 * DAY)),
        _ => format!("{}y", ms / (365 * DAY)),
    }
}

/// A length of time to two places: `40s`, `2m30s`, `12m`, `1h30m`, `2d4h`, `12d`. What is left over is cut off, as by
/// [`two_places`]. Never negative.
#[must_use]
pub fn length(ms: i64) -> String {
    let (unit, sign, smaller) = units(ms);
    let ms = two_places(ms);
    match smaller.map(|(unit_below, sign)| (ms % unit / unit_below, sign)) {
        Some((rest, below)) if rest > 0 => format!("{}{sign}{rest}{below}", ms / unit),
        _ => format!("{}{sign}", ms / unit),
    }
}

/// What [`length`] says of a length of time, in milliseconds: lengths that are said can be subtracted.
#[must_use]
pub fn two_places(ms: i64) -> i64 {
    let ms = ms.max(0);
    let (unit, _, smaller) = units(ms);
    let least = smaller.map_or(unit, |(below, _)| below);
    let whole = ms / unit * unit;
    match ms / unit {
        0..10 => whole + ms % unit / least * least,
        _ => whole,
    }
}

/// The unit in which a length of time is said, and the next smaller one.
fn units(ms: i64) -> (i64, char, Option<(i64, char)>) {
    match ms {
        _ if ms < MINUTE => (1_000, 's', None),
        _ if ms < HOUR => (MINUTE, 'm', Some((1_000, 's'))),
        _ if ms < 2 * DAY => (HOUR, 'h', Some((MINUTE, 'm'))),
        _ if ms < 14 * DAY => (DAY, 'd', Some((HOUR, 'h'))),
        _ if ms < 730 * DAY => (7 * DAY, 'w', Some((DAY, 'd'))),
        _ => (365 * DAY, 'y', Some((7 * DAY, 'w'))),
    }
}

/// Time left or late: `in 12m`, `late 2h`, `due now`; empty when nothing is due.
#[must_use]
pub fn due_words(due: At, now: At) -> String {
    if due == At::NEVER {
        return String::new();
    }
    let left = due.since_ms(now);
    match left {
        _ if left >= MINUTE => format!("in {}", duration(left)),
        _ if left > -MINUTE => "due now".to_owned(),
        _ => format!("late {}", duration(-left)),
    }
}

/// How long a wait lasts: `until Thu 09:00`, or `over since Thu 09:00`.
#[must_use]
pub fn wait_words(until: At, now: At, zone: &str) -> String {
    let how = if until <= now { "over since" } else { "until" };
    format!("{how} {}", until_words(until, now, zone))
}

/// Since how long the wait for the customer is over that keeps a row paused, where that calls for someone.
#[must_use]
pub fn wait_over(row: &Row, now: At) -> Option<String> {
    let (_, until) = row.hold.as_ref().filter(|_| row.paused)?;
    let calls = row.needs_at <= now && *until <= now;
    calls.then(|| duration(now.since_ms(*until)))
}

/// A clock in words: `first answer`, `update`, `resolution`, `acceptance`, `time in stage`.
#[must_use]
pub fn clock_words(what: Due) -> &'static str {
    match what {
        Due::Nothing => "nothing due",
        Due::FirstResponse => "first answer",
        Due::Update => "update",
        Due::Resolution => "resolution",
        Due::Acceptance => "acceptance",
        Due::TimeInStage => "time in stage",
    }
}

/// An instant in a zone as people say it, near ones short: `14:05` today, `Thu 09:00` within six
/// days, else `2026-11-23 14:05`; `further notice` where there is none. An unknown zone falls back to UTC and says
/// so.
#[must_use]
pub fn until_words(at: At, now: At, zone: &str) -> String {
    let (Some(then), Some(today)) = (zoned(at, zone), zoned(now, zone)) else {
        return OPEN_END.to_owned();
    };
    let days = (then.date() - today.date()).get_days();
    let tail = if known(zone) { "" } else { " UTC" };
    let pattern = match days {
        0 => "%H:%M",
        -6..=6 => "%a %H:%M",
        _ => "%Y-%m-%d %H:%M",
    };
    format!("{}{tail}", then.strftime(pattern))
}

/// An instant in a zone, in full: `2026-11-23 14:05`.
#[must_use]
pub fn date_time(at: At, zone: &str) -> String {
    let tail = if known(zone) { "" } else { " UTC" };
    zoned(at, zone).map_or_else(
        || "never".to_owned(),
        |t| format!("{}{tail}", t.strftime("%Y-%m-%d %H:%M")),
    )
}

/// An instant in full, the same for every reader: `2026-11-23 14:05 UTC`. For what is frozen or read
/// by people in several zones.
#[must_use]
pub fn utc_time(at: At) -> String {
    match at {
        At::NEVER => "never".to_owned(),
        _ => date_time(at, "UTC") + " UTC",
    }
}

fn known(zone: &str) -> bool {
    zone == "UTC" || zone::find(zone).is_some()
}

fn zoned(at: At, zone: &str) -> Option<jiff::ZonedDateTime> {
    let zone = zone::find(zone).unwrap_or(TimeZone::UTC);
    Some(
        Timestamp::from_millisecond(at.0)
            .ok()?
            .to_zoned_datetime(zone),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_without_an_end_says_so() {
        assert_eq!(until_words(At::NEVER, At(0), "UTC"), "further notice");
    }

    #[test]
    fn a_length_is_said_to_two_places_and_no_change_is_hidden_between_two() {
        for (ms, said) in [
            (-5, "0s"),
            (59_999, "59s"),
            (60_000, "1m"),
            (150_999, "2m30s"),
            (12 * MINUTE + 30_000, "12m"),
            (90 * MINUTE, "1h30m"),
            (10 * HOUR + 59 * MINUTE, "10h"),
            (47 * HOUR, "47h"),
            (2 * DAY + 4 * HOUR, "2d4h"),
            (13 * DAY + 23 * HOUR, "13d"),
            (17 * DAY, "2w3d"),
            (800 * DAY, "2y10w"),
        ] {
            assert_eq!(length(ms), said);
            assert_eq!(length(two_places(ms)), said);
            assert!(two_places(ms) <= ms.max(0));
        }
        assert_eq!(
            length(two_places(182 * MINUTE) - two_places(169 * MINUTE)),
            "13m"
        );
    }

    #[test]
    fn a_duration_is_said_in_its_largest_unit() {
        let said: Vec<String> = [
            0,
            59_999,
            60_000,
            3_599_999,
            3_600_000,
            47 * HOUR,
            48 * HOUR,
            13 * DAY,
            14 * DAY,
            800 * DAY,
            -5,
        ]
        .into_iter()
        .map(duration)
        .collect();
        assert_eq!(
            said,
            [
                "0s", "59s", "1m", "59m", "1h", "47h", "2d", "13d", "2w", "2y", "0s"
            ]
        );
    }

    #[test]
    fn a_wait_says_whether_it_is_over() {
        let now = At(1_795_464_000_000); // Monday 2026-11-23 20:00 UTC
        let said = |until| wait_words(until, now, "UTC");
        assert_eq!(said(now.plus_ms(HOUR)), "until 21:00");
        assert_eq!(said(now.plus_ms(-HOUR)), "over since 19:00");
        assert_eq!(said(now), "over since 20:00");
    }

    #[test]
    fn what_is_due_is_said_from_now() {
        let now = At(1_000 * HOUR);
        assert_eq!(due_words(now.plus_ms(12 * MINUTE), now), "in 12m");
        assert_eq!(due_words(now.plus_ms(-2 * HOUR), now), "late 2h");
        assert_eq!(due_words(now.plus_ms(10), now), "due now");
        assert_eq!(due_words(At::NEVER, now), "");
    }

    #[test]
    fn a_time_is_said_in_the_zone_of_the_agent() {
        let now = At(1_795_464_000_000); // Monday 2026-11-23 20:00 UTC
        assert_eq!(
            until_words(now.plus_ms(HOUR), now, "Europe/Berlin"),
            "22:00"
        );
        assert_eq!(until_words(now.plus_ms(3 * DAY), now, "UTC"), "Thu 20:00");
        assert_eq!(
            until_words(now.plus_ms(30 * DAY), now, "UTC"),
            "2026-12-23 20:00"
        );
        assert_eq!(
            until_words(now.plus_ms(HOUR), now, "Mars/Olympus"),
            "21:00 UTC"
        );
    }
}
