//! Clocks: what is due when, computed from the ticket and what was promised for it: the targets of its priority, of the
//! first policy that holds for it or else those of all, counted in open time where a calendar is named. Nothing
//! here is ever stored as a decision; a raised priority or another process file simply computes anew.
//!
//! Two ledgers: what the customer was promised (first answer, next word, resolution), and what the tiers promise each
//! other (acceptance, time in stage).

use super::calendar::Calendar;
use super::id::At;
use super::process::{Policy, Process, Targets, Verb};
use super::row::Due;
use super::stage::Phase;
use super::ticket::{Promised, Ticket};

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
    /// Since when it stands still: a hold for the customer's answer is open.
    pub paused_since: Option<At>,
}

impl Clock {
    /// Whether it ran out: not met by its time, or met after it.
    #[must_use]
    pub fn is_breached(&self, now: At) -> bool {
        match self.met {
            Some(met) => met > self.due,
            None => self.hand(now) >= self.due,
        }
    }

    /// Whether it still runs (neither met nor paused).
    #[must_use]
    pub fn runs(&self) -> bool {
        self.met.is_none() && !self.is_paused()
    }

    /// Whether it stands still.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused_since.is_some()
    }

    /// The instant that it shows: where it stands still, that at which it began to.
    #[must_use]
    pub fn hand(&self, now: At) -> At {
        self.paused_since.map_or(now, |since| since.min(now))
    }
}

/// What was promised for a ticket.
#[derive(Clone, Copy, Debug)]
struct Promise<'a> {
    targets: &'a Targets,
    /// Those of every priority.
    all: &'a [Targets],
    policy: Option<&'a Policy>,
    hours: Hours<'a>,
}

/// The hours in which a target counts.
#[derive(Clone, Copy, Debug)]
struct Hours<'a> {
    /// `None`: every hour counts.
    calendar: Option<&'a Calendar>,
    /// How much of a target may pass before a warning.
    warn_percent: u8,
}

impl<'a> Hours<'a> {
    fn of(process: &'a Process, calendar: &str) -> Hours<'a> {
        Hours {
            calendar: process.calendar(calendar),
            warn_percent: process.notify.warn_percent,
        }
    }

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
    let policy = process.policy(ticket);
    let (all, calendar) = match policy {
        Some(policy) => (&policy.targets, &policy.calendar),
        None => (&process.targets, &process.calendar),
    };
    Some(Promise {
        targets: of_priority(all, priority_key(ticket))?,
        all,
        policy,
        hours: Hours::of(process, calendar),
    })
}

fn of_priority(all: &[Targets], key: u8) -> Option<&Targets> {
    let row = all.iter().find(|t| t.priority == key);
    row.or_else(|| all.iter().max_by_key(|t| t.priority))
}

/// What the customer was promised on a ticket that goes on in another one from now on, and on those that had gone on in
/// it: what was promised on another desk holds on none.
#[must_use]
pub fn promised(ticket: &Ticket, now: At) -> Vec<Promised> {
    let own = (!ticket.imported).then(|| Promised {
        opened_at: ticket.opened_at,
        priority: priority_key(ticket),
        waits: waits(ticket, Some(now)),
    });
    let of_others = ticket.merged.iter().flat_map(|merged| {
        let since = waits_since(ticket, Some(now), merged.at);
        merged.promised.iter().map(move |p| Promised {
            waits: [p.waits.clone(), since.clone()].concat(),
            ..p.clone()
        })
    });
    own.into_iter().chain(of_others).collect()
}

/// A ticket that waits for a tier to accept it, and how often the time for that has passed by then: 1 with the
/// first breach. And when it passes the next time. `None`: it waits for nobody to accept it.
#[must_use]
pub fn unaccepted(process: &Process, ticket: &Ticket, now: At) -> Option<(u32, At, At)> {
    let promise = promise(process, ticket)?;
    let clock = acceptance(process, &promise, ticket)?;
    let ms = promise.targets.acceptance_ms.max(1);
    let passed = promise.hours.between(ticket.stage_since, now) / ms;
    let next = promise.hours.after(
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

/// The ticket's clocks: first response, next update, resolution, acceptance while it waits for the next tier, and
/// the time in its stage where that has a target.
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
        // itself counts: the next word after its first, and what its tiers promise each other.
        clocks.retain(|c| c.what == Due::Update);
    }
    if !ticket.imported || moved_here(ticket) {
        clocks.extend(acceptance(process, &promise, ticket));
        clocks.extend(in_stage(process, &promise, ticket));
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
    let told = ticket.told.as_ref().map(|t| t.at);
    let over = ticket.over_at;
    let since_opening = |what: Due, ms: i64, met: Option<At>| Running {
        what,
        since: ticket.opened_at,
        ms,
        met,
    };
    let answered = ticket.first_response_at.or(over);
    let mut running = vec![
        since_opening(Due::FirstResponse, targets.first_response_ms, answered),
        since_opening(Due::Resolution, targets.resolution_ms, told.or(over)),
    ];
    if let (Some(since), None, None) = (ticket.promised_from(), told, over) {
        running.push(Running {
            what: Due::Update,
            since,
            ms: targets.update_ms,
            met: None,
        });
    }
    let clocks = running.into_iter();
    let mut clocks: Vec<Clock> = clocks.map(|r| r.clock(&promise.hours, ticket)).collect();
    let own = clocks.iter_mut().find(|c| c.what == Due::Resolution);
    let sooner = taken_over(promise, ticket, told.or(over)).min_by_key(|c| c.due);
    if let (Some(own), Some(sooner)) = (own, sooner)
        && sooner.due < own.due
    {
        *own = sooner;
    }
    clocks
}

/// The resolution as it was promised on each ticket that goes on in this one: by the targets of this one, for its
/// priority, from when it was opened.
fn taken_over(
    promise: &Promise<'_>,
    ticket: &Ticket,
    met: Option<At>,
) -> impl Iterator<Item = Clock> {
    let merged = ticket.merged.iter();
    let promised = merged.flat_map(|m| m.promised.iter().map(move |p| (m, p)));
    promised.filter_map(move |(merged, promised)| {
        let running = Running {
            what: Due::Resolution,
            since: promised.opened_at,
            ms: of_priority(promise.all, promised.priority)?.resolution_ms,
            met,
        };
        let here = waits_since(ticket, met, merged.at);
        let waits = [promised.waits.clone(), here].concat();
        Some(running.clock_with(&promise.hours, ticket, waits))
    })
}

/// A clock that stands still while the customer is waited for.
struct Running {
    what: Due,
    since: At,
    ms: i64,
    met: Option<At>,
}

impl Running {
    /// Each wait moves what is due by as much of it as counts. One that begins when the time has run out, or when the
    /// clock was met, excuses nothing; one that has not ended moves nothing yet, but the clock stands.
    fn clock(&self, hours: &Hours<'_>, ticket: &Ticket) -> Clock {
        self.clock_with(hours, ticket, waits(ticket, self.met))
    }

    /// The same, with these waits that are over.
    fn clock_with(&self, hours: &Hours<'_>, ticket: &Ticket, waits: Vec<(At, At)>) -> Clock {
        let after = |ms: i64, waited: i64| hours.after(self.since, ms.saturating_add(waited));
        let (mut due, mut waited, mut until) = (after(self.ms, 0), 0_i64, self.since);
        for (from, to) in waits {
            if from >= due {
                break;
            }
            waited = waited.saturating_add(hours.between(from.max(until), to));
            until = until.max(to);
            due = after(self.ms, waited);
        }
        Clock {
            what: self.what,
            due,
            warn: after(hours.most(self.ms), waited),
            met: self.met,
            paused_since: paused_since(ticket).map(|at| at.max(self.since)),
        }
    }
}

/// The waits for the customer that ended, or that a clock's being met cut off, in their order.
fn waits(ticket: &Ticket, met: Option<At>) -> Vec<(At, At)> {
    let pausing = ticket.holds.iter().filter(|h| h.pauses);
    let mut waits: Vec<(At, At)> = pausing
        .filter_map(|h| {
            let end = [h.ended, met].into_iter().flatten().min()?;
            (end > h.at).then_some((h.at, end))
        })
        .collect();
    waits.sort();
    waits
}

/// Of those waits what lies after an instant.
fn waits_since(ticket: &Ticket, met: Option<At>, since: At) -> Vec<(At, At)> {
    let waits = waits(ticket, met).into_iter();
    let after = waits.filter(|(_, to)| *to > since);
    after.map(|(from, to)| (from.max(since), to)).collect()
}

/// Since when the customer's answer is waited for.
fn paused_since(ticket: &Ticket) -> Option<At> {
    let open = ticket.open_holds().filter(|h| h.pauses);
    open.map(|h| h.at).min()
}

fn acceptance(process: &Process, promise: &Promise<'_>, ticket: &Ticket) -> Option<Clock> {
    let above_first = process
        .tier_rank(&ticket.stage.tier)
        .is_some_and(|rank| rank > 0);
    let (hours, ms) = (&promise.hours, promise.targets.acceptance_ms);
    (ticket.stage.phase == Phase::Queued && above_first).then(|| Clock {
        what: Due::Acceptance,
        due: hours.after(ticket.stage_since, ms),
        warn: hours.after(ticket.stage_since, hours.most(ms)),
        met: None,
        paused_since: None,
    })
}

/// The time that a tier has in the stage, from when the ticket came to it. It stands still while the customer is
/// waited for: nobody of the tier can go on then.
fn in_stage(process: &Process, promise: &Promise<'_>, ticket: &Ticket) -> Option<Clock> {
    let (target, calendar) = process.stage_target(promise.policy, &ticket.stage)?;
    let running = Running {
        what: Due::TimeInStage,
        since: ticket.stage_since,
        ms: target.of(priority_key(ticket)),
        met: None,
    };
    Some(running.clock(&Hours::of(process, calendar), ticket))
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
