//! Who is told, and when: the percentage of a target after which a warning goes out, and who is on duty.

use crate::domain::id::{AgentName, Tier};
use serde::{Deserialize, Serialize};

/// When people are warned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notify {
    /// How much of a target may pass before whoever works on the ticket is warned.
    pub warn_percent: u8,
}

impl Default for Notify {
    fn default() -> Notify {
        Notify { warn_percent: 75 }
    }
}

/// Agents who take turns: one after the other, each for so many days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turns {
    /// How many days a turn lasts.
    pub days: u16,
    /// The day on which the first agent's first turn begins, as days since 1970-01-01.
    pub since_day: i32,
    /// The minute of the day at which one turn ends and the next begins.
    pub from_minute: u16,
}

/// A line of the schedule: who is on duty for a tier, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCall {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// For which tier.
    pub tier: Tier,
    /// Who.
    pub agents: Vec<AgentName>,
    /// The hours, as a calendar of the file; empty: always.
    pub calendar: String,
    /// The zone in which turns change.
    pub zone: String,
    /// One after the other; `None`: all at once.
    pub turns: Option<Turns>,
}
