//! Trying to reach a customer who does not answer: on how many days it was tried, how many business days have
//! passed, and when it is time to try again. What a guard asks for and what is proposed are read here alike.

use super::id::At;
use super::process::Windows;
use super::stage::Phase;
use super::ticket::{Hold, Ticket};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

/// What was done to reach the customer since an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// Since when they are counted: the resolution was told, or the first word got no answer.
    pub since: At,
    /// When it was tried, the first attempt of each business day that counts.
    pub tried: Vec<At>,
    /// The customer answered since.
    pub answered: bool,
}

impl Attempts {
    /// What was done on a ticket since an instant. Several on one day count once, and one on the day itself or on a
    /// day off does not.
    #[must_use]
    pub fn since(ticket: &Ticket, since: At) -> Attempts {
        let first = date(since);
        let out = ticket.messages.iter().filter(|m| m.outgoing);
        let mut tried: Vec<At> = out
            .filter(|m| !m.taken_back && m.at > since)
            .map(|m| m.at)
            .filter(|at| is_business_day(date(*at)) && date(*at) != first)
            .collect();
        tried.sort();
        tried.dedup_by_key(|at| date(*at));
        let mut theirs = ticket.messages.iter().filter(|m| !m.outgoing);
        Attempts {
            since,
            tried,
            answered: theirs.any(|m| m.at > since),
        }
    }

    /// When the next attempt is due, and which it is; `None` once enough were made or the customer answered. The
    /// first is due at `first` (the wait that was agreed), the others are spread over the days that must pass.
    #[must_use]
    pub fn next(&self, windows: &Windows, first: At) -> Option<(u32, At)> {
        let made = u32::try_from(self.tried.len()).unwrap_or(u32::MAX);
        if self.answered || made >= windows.attempts {
            return None;
        }
        let n = made.saturating_add(1);
        let days = windows.attempt_days.saturating_mul(n);
        let spread = days.div_ceil(windows.attempts.max(1));
        let planned = match n {
            1 => first,
            _ => business_day(self.since, spread),
        };
        let last = self.tried.last().map(|at| business_day(*at, 1));
        Some((n, last.map_or(planned, |after| planned.max(after))))
    }

    /// From when on "no answer" may stand for the customer's word; `None` while more has to be tried.
    #[must_use]
    pub fn enough_at(&self, windows: &Windows) -> Option<At> {
        let wanted = windows.attempts as usize;
        if self.answered || self.tried.len() < wanted {
            return None;
        }
        let last = self.tried.get(wanted.saturating_sub(1)).copied()?;
        Some(last.max(business_day(self.since, windows.attempt_days)))
    }
}

/// Attempts for "no answer" count from the first word to the customer that got none.
#[must_use]
pub fn first_word(ticket: &Ticket) -> At {
    let theirs = ticket.messages.iter().filter(|m| !m.outgoing);
    let last_reply = theirs.map(|m| m.at).max();
    let out = ticket.messages.iter().filter(|m| m.outgoing);
    let unheard = out.filter(|m| !m.taken_back && last_reply.is_none_or(|r| m.at >= r));
    let fallback = ticket.last_outgoing_at.unwrap_or(ticket.opened_at);
    unheard.map(|m| m.at).min().unwrap_or(fallback)
}

/// What is to be done about a wait for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To try again: which attempt it is.
    Try(u32),
    /// Every attempt was made: it can be closed or cancelled.
    Close,
    /// To see to it: nothing is known of attempts.
    Look,
}

/// What is to be done next about a wait for the customer, and when. Not before the wait is over; after an attempt, not
/// before the next.
#[must_use]
pub fn next_step(windows: &Windows, ticket: &Ticket, hold: &Hold) -> (Step, At) {
    let since = match ticket.stage.phase {
        Phase::Confirming => ticket.told.as_ref().map_or(ticket.stage_since, |t| t.at),
        _ => first_word(ticket),
    };
    let attempts = Attempts::since(ticket, since);
    let (step, at) = if let Some((n, at)) = attempts.next(windows, hold.until) {
        (Step::Try(n), at)
    } else if let Some(at) = attempts.enough_at(windows) {
        (Step::Close, at)
    } else {
        (Step::Look, hold.until)
    };
    (step, at.max(hold.until))
}

/// The day of an instant.
#[must_use]
pub fn date(at: At) -> NaiveDate {
    DateTime::<Utc>::from_timestamp_millis(at.0)
        .map(|t| t.date_naive())
        .unwrap_or_default()
}

fn is_business_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Business days after the day of `from` up to the day of `to`, inclusive.
#[must_use]
pub fn business_days(from: At, to: At) -> u32 {
    let (first, last) = (date(from), date(to));
    // Whole weeks are counted, not walked: a clock set far ahead must not keep the desk busy.
    let days = (last - first).num_days().max(0);
    let weeks = days / 7;
    let rest = (1..=days % 7)
        .filter(|d| is_business_day(first + Days::new((weeks * 7 + d).unsigned_abs())))
        .count();
    u32::try_from(weeks * 5)
        .unwrap_or(u32::MAX)
        .saturating_add(u32::try_from(rest).unwrap_or(0))
}

/// The same time of day so many business days later.
#[must_use]
pub fn business_day(from: At, days: u32) -> At {
    const DAY_MS: i64 = 86_400_000;
    let weeks = i64::from(days / 5);
    let mut at = from.plus_ms(weeks.saturating_mul(7 * DAY_MS));
    let mut left = days % 5;
    // From a day off the first business day is the next one, so whole weeks lead to the Friday before.
    if days > 0 && left == 0 && !is_business_day(date(at)) {
        while !is_business_day(date(at)) {
            at = At(at.0.saturating_sub(DAY_MS));
        }
    }
    while left > 0 && at != At::NEVER {
        at = at.plus_ms(DAY_MS);
        if is_business_day(date(at)) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Attempts, business_day, business_days};
    use crate::domain::id::At;
    use crate::domain::process::Windows;
    use crate::domain::ticket::{MessageRef, Ticket};

    /// Friday 2026-11-27 15:00 UTC.
    const FRIDAY: At = At(1_795_791_600_000);
    const DAY: i64 = 86_400_000;

    #[test]
    fn a_business_day_is_the_first_instant_that_counts_so_many() {
        for start in 0..7 {
            let from = FRIDAY.plus_ms(start * DAY);
            for days in 1..=25 {
                let at = business_day(from, days);
                assert_eq!(business_days(from, at), days, "{start} {days}");
                let before = At(at.0 - DAY);
                assert!(business_days(from, before) < days, "{start} {days}");
            }
        }
    }

    fn told(attempts: &[i64]) -> Ticket {
        let out = |day: &i64| MessageRef {
            outgoing: true,
            at: FRIDAY.plus_ms(day * DAY),
            ..MessageRef::default()
        };
        Ticket {
            messages: attempts.iter().map(out).collect(),
            ..Ticket::default()
        }
    }

    #[test]
    fn attempts_are_spread_and_then_it_is_enough() {
        let windows = Windows {
            attempts: 2,
            attempt_days: 5,
            ..Windows::default()
        };
        let first = FRIDAY.plus_ms(2 * DAY);
        let of = |days: &[i64]| Attempts::since(&told(days), FRIDAY);
        assert_eq!(of(&[]).next(&windows, first), Some((1, first)));
        let friday_after = FRIDAY.plus_ms(7 * DAY);
        assert_eq!(of(&[3]).next(&windows, first), Some((2, friday_after)));
        // Tried late: the second one is not on the same day.
        let monday = FRIDAY.plus_ms(10 * DAY);
        assert_eq!(of(&[7]).next(&windows, first), Some((2, monday)));
        assert_eq!(of(&[3]).enough_at(&windows), None);
        assert_eq!(of(&[3, 4]).enough_at(&windows), Some(friday_after));
        assert_eq!(of(&[3, 4]).next(&windows, first), None);
        // Twice on one day, and on a Saturday, is once and never.
        assert_eq!(of(&[1, 3, 3]).tried.len(), 1);
    }

    #[test]
    fn who_answered_is_not_reminded() {
        let mut ticket = told(&[3, 4]);
        ticket.messages.push(MessageRef {
            at: FRIDAY.plus_ms(5 * DAY),
            ..MessageRef::default()
        });
        let attempts = Attempts::since(&ticket, FRIDAY);
        let windows = Windows {
            attempts: 2,
            attempt_days: 5,
            ..Windows::default()
        };
        assert_eq!(attempts.next(&windows, FRIDAY), None);
        assert_eq!(attempts.enough_at(&windows), None);
    }
}
