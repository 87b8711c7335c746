//! Periods as people mean them: the stretches of a period, and how they are said.

use super::ask::Period;
use crate::domain::id::At;
use crate::domain::words;
use crate::domain::zone;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

/// At most so many stretches, so that each has a column.
const MOST: usize = 62;

const DAY: i64 = 86_400_000;

/// Where the stretches of a period begin: hours, days, weeks, months or years of the wall clock of a zone.
#[must_use]
pub fn stretches(period: Period, zone: &str) -> Vec<At> {
    let tz = zone::find(zone).unwrap_or(TimeZone::UTC);
    let Ok(from) = Timestamp::from_millisecond(period.from.0) else {
        return vec![period.from];
    };
    let from = from.to_zoned_datetime(tz);
    let step = step(period);
    let mut begins = Vec::new();
    for n in 0..i64::try_from(MOST).unwrap_or(1) {
        let next = step.checked_mul(n).and_then(|span| from.checked_add(span));
        let Ok(next) = next else { break };
        let at = At(next.timestamp().as_millisecond());
        if at >= period.to {
            break;
        }
        begins.push(at);
    }
    begins
}

/// The shortest of which there are few enough.
fn step(period: Period) -> Span {
    let days = period.to.since_ms(period.from).max(0) / DAY;
    let most = i64::try_from(MOST).unwrap_or(1) - 1;
    match days {
        _ if days < 2 => 1.hour(),
        _ if days < most => 1.day(),
        _ if days < 7 * most => 1.week(),
        _ if days < 30 * most => 1.month(),
        _ if days < 365 * most => 1.year(),
        _ => 100.years(),
    }
}

/// A period in words: `2026-11-22 00:00 – 2026-11-29 00:00`.
#[must_use]
pub fn said(period: Period, zone: &str) -> String {
    format!(
        "{} – {}",
        words::date_time(period.from, zone),
        words::date_time(period.to, zone)
    )
}
