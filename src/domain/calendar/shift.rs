//! The shift at an instant: the hours of a calendar that belong together.

use super::Calendar;
use crate::domain::id::At;

const HOUR: i64 = 3_600_000;
/// Hours that are closed no longer than this within a shift are a break of it. Hours that follow upon each other
/// without any are two shifts.
const BREAK: i64 = 2 * HOUR;
/// No shift with its breaks is longer.
const LONGEST: i64 = 16 * HOUR;
/// What is open for a whole day is no shift; where clocks are set forward that has an hour less.
const WHOLE_DAY: i64 = 23 * HOUR;
/// Where looking begins, before the instant: whatever began earlier is over.
const BACK: i64 = 72 * HOUR;

impl Calendar {
    /// The shift that lasts at an instant, with its breaks, or else the next one: from when to when. `None`: it never
    /// opens again, or is open the whole day and has no shifts.
    #[must_use]
    pub fn shift(&self, at: At) -> Option<(At, At)> {
        let mut found: Option<(i64, i64)> = None;
        self.walk(at.plus_ms(-BACK), |start, end| {
            found = match found {
                Some((from, to)) if goes_on((from, to), (start, end)) => Some((from, end)),
                Some((_, to)) if to > at.0 => return false,
                _ => Some((start, end)),
            };
            true
        });
        let (from, to) = found.filter(|(from, to)| *to > at.0 && to - from < WHOLE_DAY)?;
        Some((At(from), At(to)))
    }
}

fn goes_on((from, to): (i64, i64), (start, end): (i64, i64)) -> bool {
    let closed = start - to;
    closed > 0 && closed <= BREAK && end - from <= LONGEST
}
