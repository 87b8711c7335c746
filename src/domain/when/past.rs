//! Instants that lie behind, as one types them into a search, for an export, of a log.

use super::{MORNING, Way, calendar_date, day_and_time, resolve, span, time_zone, weekday, zoned};
use crate::domain::id::At;
use jiff::civil::{Date, Time};

/// What may be written, for messages.
pub const PAST_FORMS: &str =
    "3d, 2h, 14:30, yesterday, mon 9:00, 2026-03-01, 2026-03-01 9:00, 2026-03 or 2026";

/// The instant that `text` names: `2026-03-01`, `2026-03` or `2026` is its beginning in `zone`,
/// `3d` that long ago, `today`, `yesterday` and a weekday the start of that day, a time the last such
/// one, else as RFC 3339.
///
/// # Errors
/// A sentence: not understood, a local time that occurs twice or never, an unknown zone.
pub fn past(text: &str, now: At, zone: &str) -> Result<At, String> {
    let tz = time_zone(zone)?;
    let present = zoned(now, &tz)?;
    let text = text.trim().to_lowercase();
    let blank = text.is_empty();
    if let Some(date) = date(&text, present.date()) {
        // Where a day has no midnight it begins by the morning at the latest.
        let start = resolve(date.to_datetime(Time::midnight()), &tz);
        return start.or_else(|_| resolve(date.to_datetime(MORNING), &tz));
    }
    if text == "now" {
        return Ok(now);
    }
    let long = text.strip_suffix(" ago").unwrap_or(&text);
    if let Some(Some(span)) = span(long).filter(|_| !blank)
        && let Ok(then) = present.checked_sub(span)
    {
        return super::at(then.timestamp());
    }
    if let Ok(stamp) = text.to_uppercase().parse() {
        return super::at(stamp);
    }
    if let Some(local) = day_and_time(&text, &present, Way::Last) {
        return resolve(local, &tz);
    }
    let shown = crate::domain::safe::SafeText::line(&text).truncate(40);
    Err(format!(
        "“{shown}” is not a date and not a time that lies behind. Write {PAST_FORMS}."
    ))
}

fn date(text: &str, today: Date) -> Option<Date> {
    match text {
        "today" => return Some(today),
        "yesterday" => return today.yesterday().ok(),
        _ => {}
    }
    if let Some(weekday) = weekday(text) {
        return match today.weekday() == weekday {
            true => Some(today),
            false => today.nth_weekday(-1, weekday).ok(),
        };
    }
    let is_year = |y: &str| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        None if is_year(text) => calendar_date(&format!("{text}-01-01")),
        Some((year, month)) if is_year(year) && !month.contains('-') => {
            calendar_date(&format!("{text}-01"))
        }
        _ => calendar_date(text),
    }
}

#[cfg(test)]
mod tests {
    use super::past;
    use crate::domain::id::At;

    #[test]
    fn dates_spans_and_words_lie_behind() {
        let now = At(1_772_366_400_000); // 2026-03-01T12:00:00Z
        let day = 86_400_000;
        for (text, wanted) in [
            ("2026-03-01", 1_772_323_200_000),
            ("2026-03", 1_772_323_200_000),
            ("2026", 1_767_225_600_000),
            ("today", 1_772_323_200_000),
            ("yesterday", 1_772_323_200_000 - day),
            ("3d", now.0 - 3 * day),
            ("2026-03-01T12:00:00Z", now.0),
            ("now", now.0),
            ("2h", now.0 - day / 12),
            ("1d 2h ago", now.0 - day - day / 12),
            ("9:00", now.0 - day / 8),
            ("14:30", now.0 - day + day * 5 / 48),
            ("14:30:30", now.0 - day + day * 5 / 48 + 30_000),
            ("yesterday 9:00", now.0 - day - day / 8),
            ("2026-02-28 9:00", now.0 - day - day / 8),
            // The first of March is a Sunday.
            ("sun", 1_772_323_200_000),
            ("sun 9:00", now.0 - day / 8),
            ("sun 14:30", now.0 - 7 * day + day * 5 / 48),
            ("Monday", 1_772_323_200_000 - 6 * day),
        ] {
            assert_eq!(past(text, now, "UTC"), Ok(At(wanted)), "{text}");
        }
        for text in [
            "",
            "soon",
            "2026-13",
            "99999999999999999999d",
            "-1",
            "tomorrow",
            "tomorrow 9:00",
            "25:00",
        ] {
            assert!(past(text, now, "UTC").is_err(), "{text}");
        }
    }
}
