//! Where moves lead.

use crate::domain::stage::Stage;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a move leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A fixed stage: `"tier2.queued"`.
    Stage(Stage),
    /// `"resolver"`: the queue of the tier that resolved it.
    Resolver,
    /// `"had_tier"`: the queue of a tier that already had it, chosen in field `to` (default: the resolver).
    HadTier,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Stage(s) => write!(f, "{s}"),
            Target::Resolver => f.write_str("resolver"),
            Target::HadTier => f.write_str("had_tier"),
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        match text.as_ref() {
            "resolver" => Ok(Target::Resolver),
            "had_tier" => Ok(Target::HadTier),
            stage => stage
                .parse()
                .map(Target::Stage)
                .map_err(serde::de::Error::custom),
        }
    }
}
