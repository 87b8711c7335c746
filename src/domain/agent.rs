//! An agent of the desk.

use super::id::{AgentName, At, Tier};
use super::login_key::LoginKey;
use serde::{Deserialize, Serialize};

/// A person who works on this desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The name used everywhere.
    pub name: AgentName,
    /// Login name of the operating system's user.
    pub login: String,
    /// uid of that user; `None` for agents without a login (demo).
    pub uid: Option<u32>,
    /// The tiers it works in.
    pub tiers: Vec<Tier>,
    /// May stand in, approve, override.
    pub lead: bool,
    /// May read everything, changes nothing.
    pub auditor: bool,
    /// Away until, if it said so.
    pub away_until: Option<At>,
    /// Removed: keeps its history, may not act.
    pub removed: bool,
    /// The keys it comes in with over SSH, also those that were taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<LoginKey>,
}

impl Agent {
    /// Whether the agent may come in over SSH with this key (its fingerprint; `None`: not known). An agent for
    /// whom no key was ever registered is let in by the host's own list of keys.
    #[must_use]
    pub fn opens_to(&self, key: Option<&str>) -> bool {
        let known = |f: &str| self.keys.iter().any(|k| k.holds() && k.fingerprint == f);
        !self.removed && (self.keys.is_empty() || key.is_some_and(known))
    }
}
