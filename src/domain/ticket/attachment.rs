//! Attachments: a name, a size and a hash. The bytes lie in the store, once for each hash.

use crate::domain::id::{AgentName, At};
use serde::{Deserialize, Serialize};

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
}
