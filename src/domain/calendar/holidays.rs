//! Holidays from an iCalendar file (RFC 5545): the days on which a calendar is closed. What of a file cannot be such a day,
//! and what of an event is not understood, is said with its line.

mod event;
mod lines;

use chrono::NaiveDate;
use lines::Component;
use std::collections::BTreeMap;
use std::fmt;

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
    /// What was left out, each with the reason and the line, in sentences.
    pub left_out: Vec<String>,
}

/// Reads the whole-day events of an iCalendar file, each with its end or duration, the days that `RDATE` adds and without those
/// that `EXDATE` takes away. What is not a whole day, was cancelled or repeats otherwise than every year is left out and named.
///
/// # Errors
/// A sentence: the text is no iCalendar file, a line of it is broken, or it has no event.
pub fn read(text: &str) -> Result<Holidays, String> {
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with("BEGIN:VCALENDAR") {
        return Err(
            "This is not an iCalendar file: it does not begin with BEGIN:VCALENDAR.".to_owned(),
        );
    }
    let mut holidays = Holidays::default();
    let mut events = 0;
    for component in lines::components(text)? {
        match component.name.as_str() {
            "VEVENT" => {
                events += 1;
                take(&mut holidays, &component);
            }
            // Where clocks change matters to no whole day.
            "VTIMEZONE" => {}
            other => holidays.left_out.push(format!(
                "The {other} of line {} is no event and closes no day.",
                component.n
            )),
        }
    }
    match events {
        0 => Err("This iCalendar file has no event.".to_owned()),
        _ => Ok(holidays),
    }
}

fn take(holidays: &mut Holidays, event: &Component) {
    let name = event
        .value("SUMMARY")
        .unwrap_or("without a name")
        .to_owned();
    match event::days(event) {
        Ok(found) => {
            for day in found.days {
                holidays.days.entry(day).or_insert_with(|| name.clone());
            }
            let told = found.told.into_iter();
            holidays
                .left_out
                .extend(told.map(|why| format!("Of “{name}” {why}.")));
        }
        Err(why) => holidays.left_out.push(format!("“{name}” {why}.")),
    }
}

#[cfg(test)]
mod tests;
