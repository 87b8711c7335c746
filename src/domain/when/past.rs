//! Instants that lie behind, as one types them into a search.

use super::{MORNING, calendar_date, resolve, span, time_zone, zoned};
use crate::domain::id::At;
use jiff::civil::{Date, Time};

/// The instant that `text` names: `2026-03-01`, `2026-03` or `2026` is its beginning in `zone`,
/// `3d` that long ago, `today` and `yesterday` the start of that day, else as RFC 3339.
///
/// # Errors
/// A sentence: not understood, an unknown zone.
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
    if let Some(Some(span)) = span(&text).filter(|_| !blank)
        && let Ok(then) = present.checked_sub(span)
    {
        return super::at(then.timestamp());
    }
    match text.to_uppercase().parse() {
        Ok(stamp) => super::at(stamp),
        Err(_) => {
            let shown = crate::domain::safe::SafeText::line(&text).truncate(40);
            Err(format!(
                "“{shown}” is not a date. Write 2026-03-01, 2026-03, 2026, 3d or yesterday."
            ))
        }
    }
}

fn date(text: &str, today: Date) -> Option<Date> {
    match text {
        "today" => return Some(today),
        "yesterday" => return today.yesterday().ok(),
        _ => {}
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
        ] {
            assert_eq!(past(text, now, "UTC"), Ok(At(wanted)), "{text}");
        }
        for text in ["", "soon", "2026-13", "99999999999999999999d", "-1"] {
            assert!(past(text, now, "UTC").is_err(), "{text}");
        }
    }
}
