//! Who acts: the agent, and the identity that vouches for it.

use super::id::{AgentName, Tier};
use serde::{Deserialize, Serialize};

/// Where an identity comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The operating system's user on a local file.
    #[default]
    Os,
    /// `--as`, honoured for the owner of the desk's file.
    As,
    /// OpenSSH let the agent in and ran hoist for it under the account that owns the file.
    Ssh,
    /// The owner of a demo desk acting as one of its agents.
    Demo,
    /// An import.
    Import,
    /// The desk itself (`tick`).
    Timer,
}

/// The identity recorded beside every event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Where it comes from.
    pub source: Source,
    /// The real user's login name.
    pub login: String,
    /// The real user's uid.
    pub uid: u32,
    /// The fingerprint of the key that the agent came in with over SSH, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// A group could write the desk's file: roles then prevent mistakes, not misuse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// The agent who gives a command, with what it may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The agent.
    pub name: AgentName,
    /// Its tiers.
    pub tiers: Vec<Tier>,
    /// A lead may stand in for any tier except where the tier itself is needed.
    pub lead: bool,
    /// The identity behind it.
    pub identity: Identity,
}

impl Actor {
    /// Whether the agent belongs to the tier.
    #[must_use]
    pub fn is_of(&self, tier: &Tier) -> bool {
        self.tiers.contains(tier)
    }

    /// The desk's timer: not a person, of no tier.
    #[must_use]
    pub fn timer() -> Actor {
        Actor {
            name: AgentName::from("timer"),
            identity: Identity {
                source: Source::Timer,
                ..Identity::default()
            },
            ..Actor::default()
        }
    }

    /// Who looks: for restricted tickets.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        Viewer {
            name: self.name.clone(),
            tiers: self.tiers.clone(),
            // The desk itself archives and brings in restricted tickets too.
            lead: self.lead || matches!(self.identity.source, Source::Timer | Source::Import),
        }
    }
}

/// Who looks at a list or a ticket; carried by every query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The agent.
    pub name: AgentName,
    /// Its tiers.
    pub tiers: Vec<Tier>,
    /// Leads see restricted tickets.
    pub lead: bool,
}

impl Viewer {
    /// The desk itself, that reads everything and shows none of it.
    #[must_use]
    pub fn all() -> Viewer {
        Viewer {
            lead: true,
            ..Viewer::default()
        }
    }
}
