//! Clocks: what is due when, computed from the ticket and the targets of its priority. 24×7: every
//! hour counts. Nothing here is ever stored as a decision; a raised priority simply computes anew.

use super::id::At;
use super::process::{Process, Targets};
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

/// The targets of a ticket: major above P1…P4; an unknown priority counts as the lowest.
#[must_use]
pub fn targets<'a>(process: &'a Process, ticket: &Ticket) -> Option<&'a Targets> {
    let key = priority_key(ticket);
    process
        .targets
        .iter()
        .find(|t| t.priority == key)
        .or_else(|| process.targets.iter().max_by_key(|t| t.priority))
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
    let Some(targets) = targets(process, ticket) else {
        return Vec::new();
    };
    if ticket.imported && ticket.stage.phase.is_over() {
        return Vec::new();
    }
    let mut clocks = customer_clocks(targets, ticket);
    if ticket.imported {
        // First response and resolution were promised elsewhere, when the ticket was opened there:
        // counted from that date everything brought in would be late. What this desk promises
        // itself counts: the next word after its first, and acceptance by the next tier.
        clocks.retain(|c| c.what == Due::Update);
    }
    clocks.extend(acceptance(process, targets, ticket));
    clocks
}

fn customer_clocks(targets: &Targets, ticket: &Ticket) -> Vec<Clock> {
    let hold = ticket.open_holds().filter(|h| h.pauses).map(|h| h.at).min();
    let paused = hold.is_some();
    let told = ticket.told.as_ref().map(|t| t.at);
    let over = ticket.over_at;
    let since_opening = |what: Due, ms: i64, met: Option<At>| Clock {
        what,
        due: ticket.opened_at.plus_ms(ms).plus_ms(paused_ms(ticket, met)),
        met,
        paused,
    };
    let answered = ticket.first_response_at.or(over);
    let mut clocks = vec![
        since_opening(Due::FirstResponse, targets.first_response_ms, answered),
        since_opening(Due::Resolution, targets.resolution_ms, told.or(over)),
    ];
    if let (Some(last), None, None) = (ticket.update_from, told, over) {
        clocks.push(Clock {
            what: Due::Update,
            due: last.plus_ms(targets.update_ms),
            met: None,
            paused,
        });
    }
    clocks
}

/// How long the customer's clock stood still before it was met: a wait after that excuses nothing.
/// A wait that has not ended moves nothing yet; while it lasts the clock stands.
fn paused_ms(ticket: &Ticket, met: Option<At>) -> i64 {
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
        sum.saturating_add(to.since_ms(begun).max(0))
    })
}

fn acceptance(process: &Process, targets: &Targets, ticket: &Ticket) -> Option<Clock> {
    let above_first = process
        .tier_rank(&ticket.stage.tier)
        .is_some_and(|rank| rank > 0);
    (ticket.stage.phase == Phase::Queued && above_first).then(|| Clock {
        what: Due::Acceptance,
        due: ticket.stage_since.plus_ms(targets.acceptance_ms),
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
