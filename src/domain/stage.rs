//! A stage: whose turn it is, and the phase of the work there. Written `tier1.working`.

use super::id::Tier;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The phase of the work inside a tier. The ids stand in the process file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Waits for someone of the tier.
    #[default]
    Queued,
    /// Someone of the tier works on it.
    Working,
    /// A deployed fix waits for both sign-offs.
    Verifying,
    /// Resolved; the customer is to be told.
    Resolved,
    /// The customer was told and is asked if satisfied.
    Confirming,
    /// Closed; may be reopened inside the window.
    Closed,
    /// Sealed for ever.
    Archived,
    /// Cancelled; may be restored inside the window.
    Cancelled,
}

impl Phase {
    /// Every phase, in the order of the process.
    pub const ALL: [Phase; 8] = [
        Phase::Queued,
        Phase::Working,
        Phase::Verifying,
        Phase::Resolved,
        Phase::Confirming,
        Phase::Closed,
        Phase::Archived,
        Phase::Cancelled,
    ];

    /// The id used in files, JSON and on the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Phase::Queued => "queued",
            Phase::Working => "working",
            Phase::Verifying => "verifying",
            Phase::Resolved => "resolved",
            Phase::Confirming => "confirming",
            Phase::Closed => "closed",
            Phase::Archived => "archived",
            Phase::Cancelled => "cancelled",
        }
    }

    /// Whether work on the ticket is over (closed, archived, cancelled): not in any queue.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Phase::Closed | Phase::Archived | Phase::Cancelled)
    }
}

impl FromStr for Phase {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Phase::ALL
            .into_iter()
            .find(|p| p.id() == text)
            .ok_or_else(|| format!("“{text}” is not a phase"))
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A tier and a phase.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage {
    /// Whose expertise the work is at.
    pub tier: Tier,
    /// How far the work is there.
    pub phase: Phase,
}

impl Stage {
    /// The stage `tier.phase`.
    #[must_use]
    pub fn new(tier: &Tier, phase: Phase) -> Stage {
        Stage {
            tier: tier.clone(),
            phase,
        }
    }
}

impl FromStr for Stage {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (tier, phase) = text
            .split_once('.')
            .ok_or_else(|| format!("“{text}” is not a stage like tier1.working"))?;
        Ok(Stage {
            tier: Tier::from(tier),
            phase: phase.parse()?,
        })
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.tier, self.phase)
    }
}

impl Serialize for Stage {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stage {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
