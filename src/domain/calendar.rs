//! Business calendars: when the clocks of a desk run. Hours of the week in one zone, closed days, days with other
//! hours. A shift belongs to the day on which it begins, also where it ends on the next one.
//!
//! Everything is counted in time that passes, not in what a wall clock shows: where clocks are set forward in a
//! shift, it is an hour shorter. A shift opens the first time that its beginning is reached and closes the
//! last time that its end is, so one that begins in an hour that does not exist opens where the clocks jump, and one
//! that ends in an hour that comes twice closes in the second.

pub mod holidays;
mod shift;

use super::id::At;
use super::zone;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Minutes of a day.
pub const DAY: u16 = 24 * 60;
/// A calendar is searched for so many days; what is not open by then never is.
const HORIZON: i32 = 36_600;

/// Hours in which a desk works: minutes from the start of the day on which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    /// From this minute.
    pub from: u16,
    /// To this one; above 1,440 it is on the next day.
    pub to: u16,
}

/// From here on hours are tried: 2026-01-01.
pub(crate) const SINCE: At = At(1_767_225_600_000);

/// When a desk works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The IANA name of its zone.
    pub zone: String,
    /// The shifts of each day, Monday first.
    pub week: [Vec<Shift>; 7],
    /// Days without a shift, as days since 1970-01-01.
    pub closed: BTreeSet<i32>,
    /// Months and days without a shift in every year.
    pub closed_yearly: BTreeSet<(i8, i8)>,
    /// Days with other shifts; they count also where the day is closed.
    pub special: BTreeMap<i32, Vec<Shift>>,
}

/// A date as days since 1970-01-01.
#[must_use]
pub fn day_number(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1))
        .map_or(i32::MAX, |span| span.get_days())
}

/// The date of a number of days since 1970-01-01.
pub(crate) fn date_of(day: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(day.days()).ok()
}

impl Calendar {
    /// The instant at which so many milliseconds of open time have passed; [`At::NEVER`] where that lies too
    /// far ahead. What is due with the last open minute is due at its end, not with the next shift.
    #[must_use]
    pub fn after(&self, from: At, open_ms: i64) -> At {
        if open_ms <= 0 {
            return from;
        }
        let mut left = open_ms;
        let mut found = At::NEVER;
        self.walk(from, |start, end| {
            let long = end - start;
            if long >= left {
                found = At(start + left);
                return false;
            }
            left -= long;
            true
        });
        found
    }

    /// How much open time there is in the hundred years that are looked through, in milliseconds, where so much never
    /// passes. The hours of the week count and the days that are closed every year: what single days add is
    /// over one day.
    #[must_use]
    pub fn never_reached(&self, open_ms: i64) -> Option<i64> {
        let usual = Calendar {
            closed: BTreeSet::new(),
            special: BTreeMap::new(),
            ..self.clone()
        };
        let is_reached = usual.after(SINCE, open_ms) < At::NEVER;
        (!is_reached).then(|| usual.open_between(SINCE, At::NEVER))
    }

    /// Milliseconds of open time between two instants.
    #[must_use]
    pub fn open_between(&self, from: At, to: At) -> i64 {
        let mut sum = 0;
        if to <= from {
            return sum;
        }
        self.walk(from, |start, end| {
            if start >= to.0 {
                return false;
            }
            sum += end.min(to.0) - start;
            end < to.0
        });
        sum
    }

    /// Whether it is open at an instant.
    #[must_use]
    pub fn is_open(&self, at: At) -> bool {
        self.open_between(at, at.plus_ms(1)) > 0
    }

    /// When it opens next, at the earliest at this instant; `None`: never again.
    #[must_use]
    pub fn next_open(&self, at: At) -> Option<At> {
        let mut opens = None;
        self.walk(at, |start, _| {
            opens = Some(At(start));
            false
        });
        opens
    }

    /// Gives each stretch of open time after an instant, in order, none overlapping another, until told to stop.
    fn walk(&self, from: At, mut take: impl FnMut(i64, i64) -> bool) {
        let zone = zone::find(&self.zone).unwrap_or(TimeZone::UTC);
        let Ok(here) = Timestamp::from_millisecond(from.0) else {
            return;
        };
        let today = day_number(zone.to_datetime(here).date());
        // Yesterday's shift may still last, and where a zone left out a day, that of the day before.
        let first = today.saturating_sub(2);
        let mut done = from.0;
        for day in first..first.saturating_add(HORIZON) {
            for (start, end) in self.stretches(&zone, day) {
                let start = start.max(done);
                if start < end {
                    done = end;
                    if !take(start, end) {
                        return;
                    }
                }
            }
        }
    }

    /// The shifts of a day as instants.
    fn stretches(&self, zone: &TimeZone, day: i32) -> Vec<(i64, i64)> {
        let Some(date) = date_of(day) else {
            return Vec::new();
        };
        let shifts = self.shifts(day, date).iter();
        let ends = shifts.filter_map(|shift| {
            let start = instant(zone, at_minute(date, shift.from)?, Edge::Opens)?;
            let end = instant(zone, at_minute(date, shift.to)?, Edge::Closes)?;
            Some((start, end))
        });
        ends.collect()
    }

    /// The shifts that begin on a day.
    pub(crate) fn shifts(&self, day: i32, date: Date) -> &[Shift] {
        if let Some(special) = self.special.get(&day) {
            return special;
        }
        let yearly = (date.month(), date.day());
        if self.closed.contains(&day) || self.closed_yearly.contains(&yearly) {
            return &[];
        }
        let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }
}

fn at_minute(date: Date, minute: u16) -> Option<DateTime> {
    let midnight = date.at(0, 0, 0, 0);
    midnight.checked_add(i64::from(minute).minutes()).ok()
}

/// When a minute of a day begins in a zone: where it comes twice the first time, where the clocks jump over it then.
pub(crate) fn opens(zone: &TimeZone, date: Date, minute: u16) -> Option<At> {
    instant(zone, at_minute(date, minute)?, Edge::Opens).map(At)
}

/// Which end of a shift.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Opens,
    Closes,
}

/// The instant of a time of the wall clock, in milliseconds.
fn instant(zone: &TimeZone, time: DateTime, edge: Edge) -> Option<i64> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let found = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => ambiguous.compatible(),
        AmbiguousOffset::Fold { .. } if edge == Edge::Closes => ambiguous.later(),
        AmbiguousOffset::Fold { .. } => ambiguous.earlier(),
        // The clocks jump over it: what is meant is the moment of the jump.
        AmbiguousOffset::Gap { .. } => {
            let before = ambiguous.earlier().ok()?;
            return zone
                .following(before)
                .next()
                .map(|jump| jump.timestamp().as_millisecond());
        }
    };
    found.ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests;
