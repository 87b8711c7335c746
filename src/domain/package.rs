//! Hand-off packages: canonical JSON that is hashed and stored; the Markdown page is a view of it.

use sha2::{Digest, Sha256};

/// SHA-256 of a package's canonical JSON, lower-case hex.
#[must_use]
pub fn hash(json: &str) -> String {
    Sha256::digest(json.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// The page a Tier 2 engineer reads, in Markdown, made from the canonical JSON.
#[must_use]
pub fn markdown(json: &str) -> String {
    json.to_owned()
}
