//! Until when the current shift lasts.

use crate::domain::id::{AgentName, At, Tier};
use crate::domain::process::{OnCall, Process};

/// How long one looks ahead where nothing says when a shift ends: 8 hours.
const AHEAD_MS: i64 = 8 * 3_600_000;

/// The end of a shift, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftEnd {
    /// When.
    pub at: At,
    /// The label of the calendar or of the line of the schedule; empty: nothing says, so many hours from now.
    pub of: String,
}

impl ShiftEnd {
    /// When the shift ends in which an agent of these tiers works now. The hours of the desk say it, those in which its
    /// targets count; where it is closed now or has none, the line of the schedule that is on for one of the
    /// tiers (one that names the agent first); else the next shift of the desk. Where nothing has
    /// hours it is 8 hours from now.
    #[must_use]
    pub fn of(process: &Process, agent: &AgentName, tiers: &[Tier], now: At) -> ShiftEnd {
        let desk = process.calendar(&process.calendar);
        let hours = desk.and_then(|c| Some((c.shift(now)?, &c.label)));
        let open = hours.filter(|((from, _), _)| *from <= now);
        let end = |((_, to), label): ((At, At), &String)| ShiftEnd {
            at: to,
            of: label.clone(),
        };
        open.map(end)
            .or_else(|| on_call(process, agent, tiers, now))
            .or_else(|| hours.map(end))
            .unwrap_or_else(|| ShiftEnd {
                at: now.plus_ms(AHEAD_MS),
                of: String::new(),
            })
    }
}

fn on_call(process: &Process, agent: &AgentName, tiers: &[Tier], now: At) -> Option<ShiftEnd> {
    let on = |line: &OnCall| {
        let (from, to) = process.calendar(&line.calendar)?.shift(now)?;
        (from <= now && tiers.contains(&line.tier)).then(|| ShiftEnd {
            at: to,
            of: line.label.clone(),
        })
    };
    let lines = || process.on_call.iter();
    let own = lines().filter(|l| l.agents.contains(agent)).find_map(on);
    own.or_else(|| lines().find_map(on))
}
