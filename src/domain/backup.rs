//! A copy of the whole desk, as the desk itself remembers it.

use super::id::At;
use serde::{Deserialize, Serialize};

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// When the copy was finished.
    pub at: At,
    /// The last record that it holds.
    pub n: i64,
    /// The hash of that record, lower-case hex.
    pub hash: String,
    /// The name of its file, without the directory.
    pub file: String,
}
