//! Periods as people mean them: the stretches of a period, and how they are said.

use super::ask::Period;
use super::tally::Stretch;
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

/// An instant of a period as it stands on the axis of a chart: with the year where the stretches lead over several, with the
/// hour where they are of one or two days.
#[must_use]
pub fn on_axis(at: At, stretches: &[Stretch], zone: &str) -> String {
    let said = |at: At| words::date_time(at, zone);
    let (first, last) = match stretches {
        [] => (at, at),
        [first, .., last] => (first.from, last.from),
        [one] => (one.from, one.from),
    };
    let year = |at: At| said(at).get(..4).map(str::to_owned);
    let part = match last.since_ms(first) {
        short if short < 2 * DAY => 5..16,
        _ if year(first) != year(last) => 0..10,
        _ => 5..10,
    };
    said(at).get(part).unwrap_or_default().to_owned()
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

#[cfg(test)]
mod tests {
    use super::{on_axis, stretches};
    use crate::domain::id::At;
    use crate::domain::report::{Period, Stretch};

    fn axis(from: &str, to: &str) -> String {
        let at = |text: &str| At(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        let period = Period {
            from: at(from),
            to: at(to),
        };
        let of = |from| Stretch {
            from,
            ..Stretch::default()
        };
        let all: Vec<Stretch> = stretches(period, "UTC").into_iter().map(of).collect();
        on_axis(all[all.len() / 2].from, &all, "UTC")
    }

    #[test]
    fn an_axis_has_the_year_over_years_and_the_hour_within_a_day() {
        assert_eq!(
            axis("2026-11-01T00:00:00Z", "2026-11-29T00:00:00Z"),
            "11-15"
        );
        assert_eq!(
            axis("2026-12-20T00:00:00Z", "2027-01-10T00:00:00Z"),
            "2026-12-30"
        );
        assert_eq!(
            axis("2019-01-01T00:00:00Z", "2022-01-01T00:00:00Z"),
            "2020-07-01"
        );
        assert_eq!(
            axis("2026-11-01T00:00:00Z", "2026-11-01T20:00:00Z"),
            "11-01 10:00"
        );
    }
}
