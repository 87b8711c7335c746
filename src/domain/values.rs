//! What a person typed into a form: field id → text. The same shape comes from the command line
//! (`name=value`), from a draft and from the interface.

use super::safe::is_blank;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A form's fields. Several choices are separated by commas, the items of a list by line breaks,
/// instants are RFC 3339 UTC (the faces translate what people type).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, String>);

impl Values {
    /// No field filled.
    #[must_use]
    pub fn new() -> Values {
        Values::default()
    }

    /// The trimmed text of a field, or `None` when it is absent or nobody sees anything of it.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(|v| v.trim()).filter(|v| !is_blank(v))
    }

    /// Sets a field.
    pub fn set(&mut self, field: &str, value: impl Into<String>) {
        self.0.insert(field.to_owned(), value.into());
    }

    /// The same values with one more field set; for building a command in one expression.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<String>) -> Values {
        self.set(field, value);
        self
    }

    /// The chosen ids of a field that takes several (`a,b`).
    #[must_use]
    pub fn choices(&self, field: &str) -> Vec<String> {
        self.get(field)
            .map(|v| {
                v.split(',')
                    .map(|c| c.trim().to_owned())
                    .filter(|c| !c.is_empty())
                    .collect()
            })
            .unwrap_or_default()
    }

    /// The lines of a field that is a list, blanks left out.
    #[must_use]
    pub fn lines(&self, field: &str) -> Vec<String> {
        self.get(field)
            .map(|v| {
                v.lines()
                    .map(|l| l.trim().to_owned())
                    .filter(|l| !l.is_empty())
                    .collect()
            })
            .unwrap_or_default()
    }
}
