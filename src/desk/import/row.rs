//! From a record of the source to the opening of a ticket.

use super::cells::Look;
use super::date::{self, Form, Times};
use super::map::{Map, Recipe};
use super::source::FIELD_MAX;
use super::value::value;
use crate::domain::command::Opening;
use crate::domain::event::Opened;
use crate::domain::id::At;
use sha2::{Digest, Sha256};

/// A row that can be opened.
pub struct Ready {
    /// What is opened.
    pub opening: Opening,
    /// When; none where the source does not say.
    pub at: Option<At>,
    /// What it is known by within the source.
    pub key: String,
}

/// Reads a row by the mapping.
///
/// # Errors
/// A sentence: which field, what is wrong.
pub fn ready(map: &Map, look: &dyn Look, line: u64, times: &mut Times) -> Result<Ready, String> {
    let field = |name: &str| -> Result<String, String> {
        match map.fields.get(name) {
            None => Ok(String::new()),
            Some(recipe) => value(map, recipe, look, name).map(Option::unwrap_or_default),
        }
    };
    let at = match map.fields.get("opened_at") {
        None => None,
        Some(recipe) => value(map, recipe, look, "opened_at")?
            .map(|text| date::read(&text, recipe.form(), line, times))
            .transpose()
            .map_err(|e| format!("opened_at: {e}"))?,
    };
    let source = field("source")?;
    let opened = Opened {
        kind: field("kind")?,
        // A subject is one line; its own line breaks become blanks.
        subject: field("subject")?.replace(['\n', '\r'], " "),
        channel: "import".to_owned(),
        customer_name: field("customer")?,
        contact_text: field("contact")?,
        product: field("product")?,
        product_version: field("version")?,
        tags: several(map.fields.get("tags"), &field("tags")?),
        text: field("text")?,
        source: source.clone(),
        ..Opened::default()
    };
    if opened.text.len() > FIELD_MAX {
        return Err(format!("text is larger than {} MiB", FIELD_MAX >> 20));
    }
    let key = match source.is_empty() {
        false => source,
        true => fingerprint(&opened, at),
    };
    Ok(Ready {
        opening: Opening {
            impact: field("impact")?,
            urgency: field("urgency")?,
            opened,
            ..Opening::default()
        },
        at,
        key,
    })
}

/// Without an id of its own a row is known by what it says.
fn fingerprint(opened: &Opened, at: Option<At>) -> String {
    let said = serde_json::json!([opened, at]).to_string();
    let digest = Sha256::digest(said.as_bytes());
    crate::domain::chain::hex(&digest.into())
}

/// Several values of one field.
pub fn several(recipe: Option<&Recipe>, text: &str) -> Vec<String> {
    let split = recipe.and_then(|r| r.split.as_deref()).unwrap_or(",");
    let words = text.split(split).map(str::trim);
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

impl Recipe {
    /// How its dates are read.
    #[must_use]
    pub fn form(&self) -> Form<'_> {
        Form {
            formats: &self.date,
            zone: self.zone.as_deref(),
        }
    }
}
