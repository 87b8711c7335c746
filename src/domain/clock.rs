//! Clocks: what is due when, computed from the ticket and what was promised for it: the targets of its priority, of the
//! first policy that holds for it or else those of all, counted in open time where a calendar is named. Nothing
//! here is ever stored as a decision; a raised priority or another process file simply computes anew.

use super::calendar::Calendar;
use super::id::At;
use super::process::{Process, Targets, Verb};
use super::row::Due;
use super::stage::Phase;
use super::ticket::Ticket;

/// One clock of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Which clock.
    pub what: Due,
    /// When it runs out; moves while paused.
    pub due: At,
    /// When most of its time is gone (`warn_percent` of the process file): whoever works on it is warned.
    pub warn: At,
    /// When it was met.
    pub met: Option<At>,
    /// It stands still: a hold for the customer's answer is open.
    pub paused: bool,
}

impl Clock {
    /// Whether it ran out: not met by its time, or met after it.
    #[must_use]
    pub fn is_breached(&self, now: At) -> bool {
        match self.met {
            Some(met) => met > self.due,
            None => !self.paused && now >= self.due,
        }
    }

    /// Whether it still runs (neither met nor paused).
    #[must_use]
    pub fn runs(&self) -> bool {
        self.met.is_none() && !self.paused
    }
}

/// What was promised for a ticket.
#[derive(Clone, Copy, Debug)]
struct Promise<'a> {
    targets: &'a Targets,
    /// `None`: every hour counts.
    calendar: Option<&'a Calendar>,
    /// How much of a target may pass before a warning.
    warn_percent: u8,
}

impl Promise<'_> {
    /// When so many milliseconds of what counts have passed.
    fn after(&self, from: At, ms: i64) -> At {
        match self.calendar {
            None => from.plus_ms(ms),
            Some(calendar) => calendar.after(from, ms),
        }
    }

    /// The part of a target after which one is warned.
    fn most(&self, ms: i64) -> i64 {
        (ms / 100).saturating_mul(i64::from(self.warn_percent))
    }

    /// How much of what counts lies between two instants.
    fn between(&self, from: At, to: At) -> i64 {
        match self.calendar {
            None => to.since_ms(from).max(0),
            Some(calendar) => calendar.open_between(from, to),
        }
    }
}

/// The promise of a ticket: major above P1…P4; an unknown priority counts as the lowest.
fn promise<'a>(process: &'a Process, ticket: &Ticket) -> Option<Promise<'a>> {
    let (all, calendar) = match process.policy(ticket) {
        Some(policy) => (&policy.targets, &policy.calendar),
        None => (&process.targets, &process.calendar),
    };
    let key = priority_key(ticket);
    let row = all.iter().find(|t| t.priority == key);
    Some(Promise {
        targets: row.or_else(|| all.iter().max_by_key(|t| t.priority))?,
        calendar: process.calendar(calendar),
        warn_percent: process.notify.warn_percent,
    })
}

/// A ticket that waits for a tier to accept it, and how often the time for that has passed by then: 1 with the
/// first breach. And when it passes the next time. `None`: it waits for nobody to accept it.
#[must_use]
pub fn unaccepted(process: &Process, ticket: &Ticket, now: At) -> Option<(u32, At, At)> {
    let promise = promise(process, ticket)?;
    let clock = acceptance(process, &promise, ticket)?;
    let ms = promise.targets.acceptance_ms.max(1);
    let passed = promise.between(ticket.stage_since, now) / ms;
    let next = promise.after(
        ticket.stage_since,
        ms.saturating_mul(passed.saturating_add(1)),
    );
    Some((u32::try_from(passed).unwrap_or(u32::MAX), clock.due, next))
}

/// Priority as an ascending key: 0 major, 1…4, 5 unknown.
#[must_use]
pub fn priority_key(ticket: &Ticket) -> u8 {
    match (ticket.major, ticket.priority) {
        (true, _) => 0,
        (false, 0) => 5,
        (false, p) => p,
    }
}

/// The ticket's clocks: first response, next update, resolution, and acceptance while it waits for
/// the next tier.
#[must_use]
pub fn clocks(process: &Process, ticket: &Ticket) -> Vec<Clock> {
    let Some(promise) = promise(process, ticket) else {
        return Vec::new();
    };
    if ticket.imported && ticket.stage.phase.is_over() {
        return Vec::new();
    }
    let mut clocks = customer_clocks(&promise, ticket);
    if ticket.imported {
        // First response and resolution were promised elsewhere, when the ticket was opened there:
        // counted from that date everything brought in would be late. What this desk promises
        // itself counts: the next word after its first, and acceptance by the next tier.
        clocks.retain(|c| c.what == Due::Update);
    }
    if !ticket.imported || moved_here(ticket) {
        clocks.extend(acceptance(process, &promise, ticket));
    }
    clocks
}

/// Whether it came to its stage by a move of this desk: who waited before was promised nothing here.
fn moved_here(ticket: &Ticket) -> bool {
    let last = ticket.last_move.as_ref();
    last.is_some_and(|m| m.verb != Verb::Open && m.at >= ticket.stage_since)
}

fn customer_clocks(promise: &Promise<'_>, ticket: &Ticket) -> Vec<Clock> {
    let targets = promise.targets;
    let hold = ticket.open_holds().filter(|h| h.pauses).map(|h| h.at).min();
    let paused = hold.is_some();
    let told = ticket.told.as_ref().map(|t| t.at);
    let over = ticket.over_at;
    let since_opening = |what: Due, ms: i64, met: Option<At>| {
        let waits = paused_ms(promise, ticket, met);
        let after = |ms: i64| promise.after(ticket.opened_at, ms.saturating_add(waits));
        Clock {
            what,
            due: after(ms),
            warn: after(promise.most(ms)),
            met,
            paused,
        }
    };
    let answered = ticket.first_response_at.or(over);
    let mut clocks = vec![
        since_opening(Due::FirstResponse, targets.first_response_ms, answered),
        since_opening(Due::Resolution, targets.resolution_ms, told.or(over)),
    ];
    if let (Some(last), None, None) = (ticket.update_from, told, over) {
        clocks.push(Clock {
            what: Due::Update,
            due: promise.after(last, targets.update_ms),
            warn: promise.after(last, promise.most(targets.update_ms)),
            met: None,
            paused,
        });
    }
    clocks
}

/// How much of what counts the customer's clock stood still before it was met: a wait after that excuses nothing.
/// A wait that has not ended moves nothing yet; while it lasts the clock stands.
fn paused_ms(promise: &Promise<'_>, ticket: &Ticket, met: Option<At>) -> i64 {
    let mut waits: Vec<(At, At)> = ticket
        .holds
        .iter()
        .filter(|h| h.pauses)
        .filter_map(|h| {
            let end = [h.ended, met].into_iter().flatten().min()?;
            (end > h.at).then_some((h.at, end))
        })
        .collect();
    waits.sort();
    let mut until = At(i64::MIN);
    waits.into_iter().fold(0, |sum: i64, (from, to)| {
        let begun = from.max(until);
        until = until.max(to);
        sum.saturating_add(promise.between(begun, to))
    })
}

fn acceptance(process: &Process, promise: &Promise<'_>, ticket: &Ticket) -> Option<Clock> {
    let above_first = process
        .tier_rank(&ticket.stage.tier)
        .is_some_and(|rank| rank > 0);
    (ticket.stage.phase == Phase::Queued && above_first).then(|| Clock {
        what: Due::Acceptance,
        due: promise.after(ticket.stage_since, promise.targets.acceptance_ms),
        warn: promise.after(
            ticket.stage_since,
            promise.most(promise.targets.acceptance_ms),
        ),
        met: None,
        paused: false,
    })
}

/// The next clock that runs out, of those that run.
#[must_use]
pub fn next_due(clocks: &[Clock]) -> Option<Clock> {
    clocks
        .iter()
        .filter(|c| c.runs())
        .min_by_key(|c| c.due)
        .copied()
}
