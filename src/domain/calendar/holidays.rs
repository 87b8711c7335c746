//! Holidays from an iCalendar file (RFC 5545): the days on which a calendar is closed.

use chrono::{Datelike as _, Days, NaiveDate};
use icalendar::{Calendar, CalendarComponent, Component as _, DatePerhapsTime, Event};
use std::collections::BTreeMap;
use std::fmt;

/// An event longer than this, in days, is no holiday.
const LONGEST: u64 = 366;

/// A closed day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holiday {
    /// In every year: month and day.
    Yearly(u32, u32),
    /// Once.
    Once(NaiveDate),
}

impl fmt::Display for Holiday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Holiday::Yearly(month, day) => write!(f, "{month:02}-{day:02}"),
            Holiday::Once(date) => write!(f, "{}", date.format("%Y-%m-%d")),
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    /// The days, each with its name.
    pub days: BTreeMap<Holiday, String>,
    /// Events that were left out, each with the reason, in sentences.
    pub left_out: Vec<String>,
}

/// Reads the whole-day events of an iCalendar file. What is not a whole day, was cancelled or repeats otherwise than every year
/// is left out and named.
///
/// # Errors
/// The text is no iCalendar file, or has no event.
pub fn read(text: &str) -> Result<Holidays, String> {
    if !text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with("BEGIN:VCALENDAR")
    {
        return Err(
            "This is not an iCalendar file: it does not begin with BEGIN:VCALENDAR.".to_owned(),
        );
    }
    let calendar: Calendar = text.trim_start_matches('\u{feff}').parse().map_err(|_| {
        "This iCalendar file cannot be read: it ends too early, or a line is broken.".to_owned()
    })?;
    let mut holidays = Holidays::default();
    let mut events = 0;
    for component in &calendar.components {
        if let CalendarComponent::Event(event) = component {
            events += 1;
            take(&mut holidays, event);
        }
    }
    match events {
        0 => Err("This iCalendar file has no event.".to_owned()),
        _ => Ok(holidays),
    }
}

fn take(holidays: &mut Holidays, event: &Event) {
    let name = event.get_summary().unwrap_or("without a name").to_owned();
    match days(event) {
        Ok(days) => {
            for day in days {
                holidays.days.entry(day).or_insert_with(|| name.clone());
            }
        }
        Err(why) => holidays.left_out.push(format!("“{name}” {why}.")),
    }
}

fn days(event: &Event) -> Result<Vec<Holiday>, String> {
    if event.property_value("STATUS") == Some("CANCELLED") {
        return Err("was cancelled".to_owned());
    }
    let Some(DatePerhapsTime::Date(first)) = event.get_start() else {
        return Err("is not a whole day".to_owned());
    };
    // The end is the first day after it; without one the event is that day alone.
    let end = match event.get_end() {
        Some(DatePerhapsTime::Date(end)) => end,
        Some(_) => return Err("is not a whole day".to_owned()),
        None => first.checked_add_days(Days::new(1)).unwrap_or(first),
    };
    let long = u64::try_from((end - first).num_days()).unwrap_or(0).max(1);
    if long > LONGEST {
        return Err(format!("lasts {long} days"));
    }
    let yearly = repeats(event)?;
    let each = (0..long).filter_map(|n| first.checked_add_days(Days::new(n)));
    Ok(each
        .map(|date| match yearly {
            true => Holiday::Yearly(date.month(), date.day()),
            false => Holiday::Once(date),
        })
        .collect())
}

/// Whether it is a day of every year.
fn repeats(event: &Event) -> Result<bool, String> {
    let Some(rule) = event.property_value("RRULE") else {
        return match event.property_value("RDATE") {
            Some(_) => Err("repeats on a list of days".to_owned()),
            None => Ok(false),
        };
    };
    let plain = rule.split(';').all(|part| {
        let part = part.trim().to_ascii_uppercase();
        // The month and the day may be said once more; they are those of the first day.
        part == "FREQ=YEARLY"
            || part == "INTERVAL=1"
            || part.starts_with("BYMONTH=")
            || part.starts_with("BYMONTHDAY=")
            || part.starts_with("WKST=")
    });
    let moves = event.property_value("EXDATE").is_some();
    match plain && !moves && rule.to_ascii_uppercase().contains("FREQ=YEARLY") {
        true => Ok(true),
        false => Err(format!("repeats in another way than every year ({rule})")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Holiday, read};

    fn file(events: &[&str]) -> String {
        let events: String = events
            .iter()
            .map(|e| format!("BEGIN:VEVENT\r\nUID:x\r\n{e}\r\nEND:VEVENT\r\n"))
            .collect();
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n")
    }

    fn said(text: &str) -> (Vec<String>, Vec<String>) {
        let found = read(text).unwrap();
        let days = found.days.iter().map(|(d, n)| format!("{d} {n}"));
        (days.collect(), found.left_out)
    }

    #[test]
    fn whole_days_single_and_of_every_year_are_read() {
        let text = file(&[
            "SUMMARY:Christmas Day\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nRRULE:FREQ=YEARLY",
            "SUMMARY:Good Friday\r\nDTSTART;VALUE=DATE:20270326",
            "SUMMARY:Works outing\r\nDTSTART;VALUE=DATE:20270601\r\nDTEND;VALUE=DATE:20270603",
        ]);
        let (days, left) = said(&text);
        assert_eq!(
            days,
            [
                "12-25 Christmas Day",
                "2027-03-26 Good Friday",
                "2027-06-01 Works outing",
                "2027-06-02 Works outing"
            ]
        );
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_cannot_be_a_closed_day_is_left_out_and_named() {
        let text = file(&[
            "SUMMARY:Meeting\r\nDTSTART:20261225T100000Z\r\nDTEND:20261225T110000Z",
            "SUMMARY:Thanksgiving\r\nDTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            "SUMMARY:Off\r\nDTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED",
            "SUMMARY:Ages\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20291224",
        ]);
        let (days, left) = said(&text);
        assert!(days.is_empty(), "{days:?}");
        assert_eq!(left.len(), 4, "{left:?}");
        assert!(left[0].contains("“Meeting” is not a whole day"), "{left:?}");
        assert!(left[1].contains("FREQ=YEARLY;BYMONTH=11"), "{left:?}");
    }

    #[test]
    fn another_file_a_cut_one_and_one_without_events_are_refused_in_a_sentence() {
        for bad in [
            "",
            "hello",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMM",
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
            "BEGIN:VCALENDAR\u{0}\u{1b}",
        ] {
            let why = read(bad).unwrap_err();
            assert!(why.ends_with('.'), "{bad:?}: {why}");
        }
    }

    #[test]
    fn days_are_written_as_a_process_file_reads_them() {
        assert_eq!(Holiday::Yearly(1, 6).to_string(), "01-06");
    }
}
