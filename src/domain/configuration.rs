//! Configurations beyond one ticket: by what snapshots of the same are known, and the baseline of a
//! product that others are compared with.

use super::attachment::{NAME_MAX, shown};
use super::fold::fold;
use super::id::{AgentName, At, TicketId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a configuration of a product should be: a lead says so. Its text, without secrets, lies where
/// the bytes of attachments do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// Of which product.
    pub product: String,
    /// Of which configuration.
    pub name: String,
    /// Of which version of the product; empty: of any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the text, lower-case hex.
    pub sha256: String,
    /// How many secrets each mask took out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u32>,
    /// The snapshot that it is: its ticket and number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<(TicketId, u32)>,
    /// Why it is how things should be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Who said so.
    pub by: AgentName,
    /// When.
    pub at: At,
}

/// By what a product or a configuration is known: case, accents and the width of blanks do not count.
#[must_use]
pub fn key(name: &str) -> String {
    fold(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A name for a configuration, from what was given or from where it comes.
///
/// # Errors
/// A sentence: there is none, or it is too long.
pub fn name(given: &str) -> Result<String, String> {
    let name = given.trim();
    if name.is_empty() {
        return Err("A configuration needs a name, like nginx.conf.".to_owned());
    }
    match name.len() > NAME_MAX {
        true => Err(format!(
            "The name “{}” is {} bytes long; {NAME_MAX} is the most.",
            shown(name),
            name.len()
        )),
        false => Ok(name.to_owned()),
    }
}

/// What was masked in words: `2 secrets masked (password 1, token 1)`.
#[must_use]
pub fn masked_words(masked: &BTreeMap<String, u32>) -> String {
    let all: u32 = masked.values().sum();
    let each: Vec<String> = masked.iter().map(|(id, n)| format!("{id} {n}")).collect();
    match all {
        0 => "nothing masked".to_owned(),
        1 => format!("1 secret masked ({})", each.join(", ")),
        n => format!("{n} secrets masked ({})", each.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{key, masked_words, name};
    use std::collections::BTreeMap;

    #[test]
    fn names_that_mean_the_same_have_one_key() {
        assert_eq!(key(" Nginx.CONF "), key("nginx.conf"));
        assert_eq!(key("Größe  a"), key("grosse a".replace("ss", "ß").as_str()));
        assert!(name(" \t").is_err() && name(&"x".repeat(5_000)).is_err());
        assert_eq!(name(" a b ").unwrap(), "a b");
    }

    #[test]
    fn what_was_masked_is_counted() {
        let two = BTreeMap::from([("token".to_owned(), 2)]);
        assert_eq!(masked_words(&two), "2 secrets masked (token 2)");
        assert_eq!(masked_words(&BTreeMap::new()), "nothing masked");
    }
}
