//! Dates of a source: by formats, in a zone.

use crate::domain::id::At;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// What was odd about the times of a source: how many, and where the first stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Odd {
    /// How many.
    pub count: u64,
    /// The line of the first.
    pub line: u64,
}

/// What was odd about the times of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Times {
    /// Without zone or offset, where the mapping names no zone either: read as UTC.
    pub without_zone: Odd,
    /// Local times that occurred twice as clocks were set back: read as the earlier.
    pub twice: Odd,
    /// Local times that never occurred as clocks were set forward: moved forward.
    pub never: Odd,
}

impl Odd {
    fn note(&mut self, line: u64) {
        self.count += 1;
        if self.count == 1 {
            self.line = line;
        }
    }
}

/// What a date is read by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Formats, tried in their order: `unix`, `unix_ms`, `rfc3339`, or what strptime takes. None: RFC 3339,
    /// `2026-11-24 09:00[:00]` or `2026-11-24`.
    pub formats: &'a [String],
    /// The zone of a local time.
    pub zone: Option<&'a str>,
}

enum Read {
    Instant(Timestamp),
    Local(DateTime),
    /// A local time with the name of its zone: `%Q`.
    Zoned(DateTime, String),
}

/// Reads a date, and notes what is odd about it. A local time that occurs twice is the earlier one, one
/// that never occurs is moved forward, as clocks are.
///
/// # Errors
/// A sentence that names the text and the formats.
pub fn read(text: &str, form: Form<'_>, line: u64, times: &mut Times) -> Result<At, String> {
    let text = text.trim();
    let found = match form.formats {
        [] => plain(text),
        formats => formats.iter().find_map(|format| by(text, format)),
    };
    let stamp = match found {
        None => None,
        Some(Read::Instant(stamp)) => Some(stamp),
        Some(Read::Local(local)) => {
            if form.zone.is_none() {
                times.without_zone.note(line);
            }
            placed(local, form.zone.unwrap_or("UTC"), line, times)
        }
        // What stands beside the time is stronger than what the mapping says of all of them.
        Some(Read::Zoned(local, zone)) => placed(local, &zone, line, times),
    };
    match stamp {
        Some(stamp) => Ok(At(stamp.as_millisecond())),
        None => Err(format!(
            "“{}” is not a date like {}",
            super::value::cut(text, Some(60)),
            match form.formats {
                [] => "2026-11-24T09:00:00Z or 2026-11-24 09:00:00".to_owned(),
                formats => formats.join(" or "),
            }
        )),
    }
}

fn by(text: &str, format: &str) -> Option<Read> {
    match format {
        "unix" => seconds(text).map(Read::Instant),
        "unix_ms" => {
            let ms = text.parse().ok()?;
            Timestamp::from_millisecond(ms).ok().map(Read::Instant)
        }
        "rfc3339" => plain(text),
        format => by_format(text, format),
    }
}

fn seconds(text: &str) -> Option<Timestamp> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let ms: i64 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    Timestamp::from_millisecond(whole.checked_mul(1_000)?.checked_add(ms)?).ok()
}

fn by_format(text: &str, format: &str) -> Option<Read> {
    let read = BrokenDownTime::parse(format, text).ok()?;
    if let Ok(stamp) = read.to_timestamp() {
        return Some(Read::Instant(stamp));
    }
    let local = read
        .to_datetime()
        .or_else(|_| read.to_date().map(|d| d.at(0, 0, 0, 0)))
        .ok()?;
    Some(match read.iana_time_zone() {
        Some(zone) => Read::Zoned(local, zone.to_owned()),
        None => Read::Local(local),
    })
}

fn plain(text: &str) -> Option<Read> {
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(Read::Instant(stamp));
    }
    let local = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|d| d.at(0, 0, 0, 0)))
        .ok()?;
    Some(Read::Local(local))
}

fn placed(local: DateTime, zone: &str, line: u64, times: &mut Times) -> Option<Timestamp> {
    let zone = TimeZone::get(zone).ok()?;
    let ambiguous = zone.to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {}
        AmbiguousOffset::Gap { .. } => times.never.note(line),
        AmbiguousOffset::Fold { .. } => times.twice.note(line),
    }
    ambiguous.compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::{Form, Times, read};

    fn ms(text: &str, format: Option<&str>, zone: &str) -> Option<i64> {
        let formats: Vec<String> = format.into_iter().map(str::to_owned).collect();
        let form = Form {
            formats: &formats,
            zone: Some(zone),
        };
        read(text, form, 1, &mut Times::default())
            .ok()
            .map(|at| at.0)
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
        let named = Some("%d.%m.%Y %H:%M:%S %Q");
        assert_eq!(
            ms("14.11.2023 23:13:20 Europe/Rome", named, "Asia/Tokyo"),
            noon
        );
        assert_eq!(
            ms("14.11.2023 23:13:20 Europe/Atlantis", named, "UTC"),
            None
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
    fn what_is_odd_is_counted_with_its_first_line() {
        let mut times = Times::default();
        let berlin = Form {
            zone: Some("Europe/Berlin"),
            ..Form::default()
        };
        for (line, text) in [
            (3, "2023-10-29 02:30:00"),
            (4, "2023-03-26 02:30:00"),
            (5, "2023-03-26 02:40:00"),
            (6, "2023-03-26 12:00:00"),
        ] {
            read(text, berlin, line, &mut times).unwrap();
        }
        read("2023-03-26 12:00:00", Form::default(), 7, &mut times).unwrap();
        read("2023-03-26T12:00:00Z", Form::default(), 8, &mut times).unwrap();
        let seen = [times.twice, times.never, times.without_zone];
        assert_eq!(seen.map(|o| (o.count, o.line)), [(1, 3), (2, 4), (1, 7)]);
    }

    #[test]
    fn of_several_formats_the_first_that_fits_counts() {
        let formats = ["%d/%m/%Y %H:%M", "%Y-%m-%d", "rfc3339"].map(str::to_owned);
        let form = Form {
            formats: &formats,
            zone: Some("UTC"),
        };
        let at = |text: &str| read(text, form, 1, &mut Times::default()).map(|at| at.0);
        assert_eq!(at("29/2/2016 01:16"), Ok(1_456_708_560_000));
        assert_eq!(at("2016-02-29"), Ok(1_456_704_000_000));
        assert_eq!(at("2016-02-29T01:16:00Z"), Ok(1_456_708_560_000));
        let said = at("29/2/2015 01:16").unwrap_err();
        assert!(said.contains("%d/%m/%Y %H:%M or %Y-%m-%d"), "{said}");
    }

    #[test]
    fn nonsense_is_refused_with_the_format() {
        let formats = ["%Y".to_owned()];
        let form = Form {
            formats: &formats,
            zone: None,
        };
        let said = read("soon", form, 1, &mut Times::default()).unwrap_err();
        assert!(said.contains("soon") && said.contains("%Y"));
        assert_eq!(ms("", None, "UTC"), None);
        assert_eq!(ms("9e99", Some("unix"), "UTC"), None);
    }
}
