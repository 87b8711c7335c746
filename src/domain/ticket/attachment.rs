//! Attachments: a name, a size and a hash. The bytes lie in the store, once for each hash.

use crate::domain::id::{AgentName, At};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A file on a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Number on the ticket, from 1.
    pub n: u32,
    /// The name it came with: data only, never a path.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Who attached it.
    pub by: AgentName,
    /// When.
    pub at: At,
    /// Taken back because; the bytes stay as evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retracted: Option<String>,
    /// It is a snapshot of a configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
}

/// A snapshot of a configuration: the attachment of its text, from which the secrets were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// The ticket's product when it was taken.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// The product's version then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// How many secrets each mask took out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u32>,
    /// How its characters were written where it comes from, unless it was UTF-8.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Where it comes from, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
}
