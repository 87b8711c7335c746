//! Who is on duty: the schedule of the process file, what was said otherwise for some days, and who is away.

pub mod shift;

use super::agent::Agent;
use super::calendar::{date_of, day_number, opens};
use super::id::{AgentName, At, Tier};
use super::process::{OnCall, Process, Turns};
use super::zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Who is on duty for some time, whatever the schedule says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Its number on the desk, from 1.
    pub n: i64,
    /// For which tier.
    pub tier: Tier,
    /// Who.
    pub agents: Vec<AgentName>,
    /// From when.
    pub from: At,
    /// Until when.
    pub until: At,
    /// Why, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// It was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

impl StandIn {
    /// Whether it holds at an instant.
    #[must_use]
    pub fn holds(&self, now: At) -> bool {
        !self.gone && self.from <= now && now < self.until
    }
}

/// Why somebody is on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// It was said so for these days.
    StandIn(StandIn),
    /// Lines of the schedule, by their labels.
    Schedule(Vec<String>),
    /// The schedule says nothing about this tier and hour: everyone of the tier who is there.
    Tier,
    /// Nobody of the tier is there: leads.
    Leads,
    /// Everyone is away: the tier hears of it when it is back.
    Away,
}

/// Who is on duty, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDuty {
    /// Who; never empty unless the desk has nobody at all.
    pub agents: Vec<AgentName>,
    /// Why they are.
    pub because: Because,
    /// Whom the schedule names but who is away or removed.
    pub missing: Vec<AgentName>,
}

/// The people of a desk at an instant.
#[derive(Clone, Copy, Debug)]
pub struct Roster<'a> {
    /// The process in force.
    pub process: &'a Process,
    /// All agents, removed ones too.
    pub agents: &'a [Agent],
    /// What was said otherwise than the schedule.
    pub stand_ins: &'a [StandIn],
    /// The instant.
    pub now: At,
}

impl Roster<'_> {
    fn find(&self, name: &AgentName) -> Option<&Agent> {
        self.agents.iter().find(|a| a.name == *name)
    }

    /// Whether this is an agent of the desk who was not removed.
    #[must_use]
    pub fn is_here(&self, name: &AgentName) -> bool {
        self.find(name).is_some_and(|a| !a.removed)
    }

    /// Whether the agent is here and not away.
    #[must_use]
    pub fn is_there(&self, name: &AgentName) -> bool {
        self.find(name).is_some_and(|a| there(a, self.now))
    }

    /// Whether the agent is a lead.
    #[must_use]
    pub fn is_lead(&self, name: &AgentName) -> bool {
        self.find(name).is_some_and(|a| a.lead && !a.removed)
    }

    /// Whether the agent is of a tier.
    #[must_use]
    pub fn is_of(&self, name: &AgentName, tier: &Tier) -> bool {
        self.find(name).is_some_and(|a| a.tiers.contains(tier))
    }

    fn named(&self, wanted: impl Fn(&Agent) -> bool) -> Vec<AgentName> {
        let found = self.agents.iter().filter(|a| wanted(a));
        found.map(|a| a.name.clone()).collect()
    }

    /// The leads who are there; all of them where none is.
    #[must_use]
    pub fn leads(&self) -> Vec<AgentName> {
        let awake = self.named(|a| a.lead && there(a, self.now));
        match awake.is_empty() {
            true => self.named(|a| a.lead && !a.removed),
            false => awake,
        }
    }

    /// The leads of a tier who are there; where it has none, all leads.
    #[must_use]
    pub fn leads_of(&self, tier: &Tier) -> Vec<AgentName> {
        let own = self.named(|a| a.lead && a.tiers.contains(tier) && there(a, self.now));
        match own.is_empty() {
            true => self.leads(),
            false => own,
        }
    }

    /// Who is on duty for a tier.
    #[must_use]
    pub fn on_duty(&self, tier: &Tier) -> Vec<AgentName> {
        self.duty(tier).agents
    }

    /// Who is on duty for a tier, and why.
    #[must_use]
    pub fn duty(&self, tier: &Tier) -> OnDuty {
        let mut missing = Vec::new();
        if let Some((agents, because)) = self.scheduled(tier) {
            let (here, gone) = agents.into_iter().partition(|n| self.is_there(n));
            missing = gone;
            if !Vec::is_empty(&here) {
                return OnDuty {
                    agents: here,
                    because,
                    missing,
                };
            }
        }
        let (agents, because) = self.otherwise(tier);
        OnDuty {
            agents,
            because,
            missing,
        }
    }

    /// What was said for now, the latest first; else what the schedule says.
    fn scheduled(&self, tier: &Tier) -> Option<(Vec<AgentName>, Because)> {
        let held = self.stand_ins.iter().filter(|s| s.tier == *tier);
        if let Some(stand_in) = held.filter(|s| s.holds(self.now)).max_by_key(|s| s.n) {
            let because = Because::StandIn(stand_in.clone());
            return Some((stand_in.agents.clone(), because));
        }
        let lines = self.process.on_call.iter().filter(|l| l.tier == *tier);
        let (mut agents, mut labels) = (Vec::new(), Vec::new());
        for line in lines.filter(|l| self.is_on(l)) {
            let named = named(line, self.now);
            labels.push(line.label.clone());
            agents.extend(
                named
                    .into_iter()
                    .filter(|n| !agents.contains(n))
                    .collect::<Vec<_>>(),
            );
        }
        (!labels.is_empty()).then_some((agents, Because::Schedule(labels)))
    }

    fn is_on(&self, line: &OnCall) -> bool {
        let calendar = self.process.calendar(&line.calendar);
        calendar.is_none_or(|c| c.is_open(self.now))
    }

    fn otherwise(&self, tier: &Tier) -> (Vec<AgentName>, Because) {
        let awake = self.named(|a| a.tiers.contains(tier) && there(a, self.now));
        if !awake.is_empty() {
            return (awake, Because::Tier);
        }
        let leads = self.named(|a| a.lead && there(a, self.now));
        if !leads.is_empty() {
            return (leads, Because::Leads);
        }
        let all = self.named(|a| a.tiers.contains(tier) && !a.removed);
        (all, Because::Away)
    }
}

fn there(agent: &Agent, now: At) -> bool {
    !agent.removed && agent.away_until.is_none_or(|until| until <= now)
}

/// Whom a line names at an instant: all, or the one whose turn it is.
fn named(line: &OnCall, now: At) -> Vec<AgentName> {
    let Some(turns) = &line.turns else {
        return line.agents.clone();
    };
    let turn = turn(turns, &line.zone, now);
    let len = i64::try_from(line.agents.len()).unwrap_or(1).max(1);
    let place = usize::try_from(turn.rem_euclid(len)).unwrap_or(0);
    line.agents.get(place).cloned().into_iter().collect()
}

/// Which turn it is, from 0; below that before the first. Turns change at instants: an hour of the clock that comes twice
/// changes them once, at the first, and one that is left out where the clocks jump.
fn turn(turns: &Turns, zone: &str, now: At) -> i64 {
    let zone = zone::find(zone).unwrap_or(TimeZone::UTC);
    let Ok(here) = Timestamp::from_millisecond(now.0) else {
        return 0;
    };
    let today = day_number(zone.to_datetime(here).date());
    let has_begun = |day: &i32| {
        let change = date_of(*day).and_then(|date| opens(&zone, date, turns.from_minute));
        change.is_some_and(|change| change <= now)
    };
    let days = [today.saturating_add(1), today];
    let begun = days.into_iter().find(has_begun);
    let day = i64::from(begun.unwrap_or(today.saturating_sub(1)));
    (day - i64::from(turns.since_day)).div_euclid(i64::from(turns.days.max(1)))
}

#[cfg(test)]
mod tests;
