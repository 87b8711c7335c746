//! Dates of a source: by a format, in a zone.

use crate::domain::id::At;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

/// Reads a date. `format`: `unix`, `unix_ms`, or what strptime takes; none: RFC 3339,
/// `2026-11-24 09:00[:00]` or `2026-11-24`. A local time that occurs twice is the earlier one, one
/// that never occurs is moved forward, as clocks are.
///
/// # Errors
/// A sentence that names the text and the format.
pub fn read(text: &str, format: Option<&str>, zone: &str) -> Result<At, String> {
    let text = text.trim();
    let stamp = match format {
        Some("unix") => seconds(text),
        Some("unix_ms") => text
            .parse()
            .ok()
            .and_then(|ms| Timestamp::from_millisecond(ms).ok()),
        Some(format) => by_format(text, format, zone),
        None => plain(text, zone),
    };
    match stamp {
        Some(stamp) => Ok(At(stamp.as_millisecond())),
        None => Err(format!(
            "“{text}” is not a date like {}",
            format.unwrap_or("2026-11-24T09:00:00Z or 2026-11-24 09:00:00")
        )),
    }
}

fn seconds(text: &str) -> Option<Timestamp> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let ms: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    Timestamp::from_millisecond(whole.checked_mul(1_000)?.checked_add(ms)?).ok()
}

fn by_format(text: &str, format: &str, zone: &str) -> Option<Timestamp> {
    let read = BrokenDownTime::parse(format, text).ok()?;
    if let Ok(stamp) = read.to_timestamp() {
        return Some(stamp);
    }
    let local = read
        .to_datetime()
        .or_else(|_| read.to_date().map(|d| d.at(0, 0, 0, 0)))
        .ok()?;
    placed(local, zone)
}

fn plain(text: &str, zone: &str) -> Option<Timestamp> {
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp);
    }
    let local = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|d| d.at(0, 0, 0, 0)))
        .ok()?;
    placed(local, zone)
}

fn placed(local: DateTime, zone: &str) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).ok()?;
    zone.to_ambiguous_timestamp(local).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::read;

    fn ms(text: &str, format: Option<&str>, zone: &str) -> Option<i64> {
        read(text, format, zone).ok().map(|at| at.0)
    }

    #[test]
    fn formats_and_zones() {
        let noon = Some(1_700_000_000_000);
        assert_eq!(ms("2023-11-14T22:13:20Z", None, "UTC"), noon);
        assert_eq!(ms("2023-11-14 23:13:20", None, "Europe/Berlin"), noon);
        assert_eq!(
            ms(
                "14.11.2023 23:13:20",
                Some("%d.%m.%Y %H:%M:%S"),
                "Europe/Berlin"
            ),
            noon
        );
        assert_eq!(
            ms(
                "14.11.2023 22:13:20 +0000",
                Some("%d.%m.%Y %H:%M:%S %z"),
                "Asia/Tokyo"
            ),
            noon
        );
        assert_eq!(ms("1700000000", Some("unix"), "UTC"), noon);
        assert_eq!(
            ms("1700000000.5", Some("unix"), "UTC"),
            Some(1_700_000_000_500)
        );
        assert_eq!(ms("1700000000000", Some("unix_ms"), "UTC"), noon);
        assert_eq!(
            ms("2023-11-14", Some("%Y-%m-%d"), "UTC"),
            ms("2023-11-14", None, "UTC")
        );
    }

    #[test]
    fn a_time_that_occurs_twice_is_the_earlier_one() {
        let twice = ms("2023-10-29 02:30:00", None, "Europe/Berlin");
        assert_eq!(twice, ms("2023-10-29T00:30:00Z", None, "UTC"));
    }

    #[test]
    fn nonsense_is_refused_with_the_format() {
        let said = read("soon", Some("%Y"), "UTC").unwrap_err();
        assert!(said.contains("soon") && said.contains("%Y"));
        assert!(read("", None, "UTC").is_err() && read("9e99", Some("unix"), "UTC").is_err());
    }
}
