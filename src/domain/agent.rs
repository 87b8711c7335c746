//! An agent of the desk.

use super::id::{AgentName, At, Tier};
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
}
