//! From a record of the source to the opening of a ticket.

use super::cells::Look;
use super::date::{self, Form, Times};
use super::map::{Map, Recipe};
use super::source::FIELD_MAX;
use super::value::{Faults, value};
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

/// Reads a row by the mapping, and what is wrong with it: what cannot be read is empty in it.
pub fn read(map: &Map, look: &dyn Look, line: u64, times: &mut Times) -> (Ready, Option<String>) {
    let wrong = Faults::default();
    let field = |name: &str| -> String {
        let recipe = map.fields.get(name);
        let read = recipe.map(|recipe| value(map, recipe, look, name));
        wrong.noted(read.transpose()).flatten().unwrap_or_default()
    };
    let at = wrong.noted(opened_at(map, look, line, times));
    let source = field("source");
    let opened = Opened {
        kind: field("kind"),
        // A subject is one line; its own line breaks become blanks.
        subject: field("subject").replace(['\n', '\r'], " "),
        channel: "import".to_owned(),
        customer_name: field("customer"),
        contact_text: field("contact"),
        product: field("product"),
        product_version: field("version"),
        tags: several(map.fields.get("tags"), &field("tags")),
        text: field("text"),
        source: source.clone(),
        ..Opened::default()
    };
    let (impact, urgency) = (field("impact"), field("urgency"));
    if opened.text.len() > FIELD_MAX {
        let why = format!("text is larger than {} MiB", FIELD_MAX >> 20);
        wrong.noted::<()>(Err(why));
    }
    let key = match source.is_empty() {
        false => source,
        true => fingerprint(&opened, at),
    };
    let opening = Opening {
        impact,
        urgency,
        opened,
        ..Opening::default()
    };
    (Ready { opening, at, key }, wrong.told())
}

/// The same of a row that is of use only whole.
///
/// # Errors
/// Sentences: which fields, what is wrong.
pub fn ready(map: &Map, look: &dyn Look, line: u64, times: &mut Times) -> Result<Ready, String> {
    match read(map, look, line, times) {
        (ready, None) => Ok(ready),
        (_, Some(why)) => Err(why),
    }
}

fn opened_at(
    map: &Map,
    look: &dyn Look,
    line: u64,
    times: &mut Times,
) -> Result<Option<At>, String> {
    let Some(recipe) = map.fields.get("opened_at") else {
        return Ok(None);
    };
    let said = value(map, recipe, look, "opened_at")?;
    said.map(|text| date::read(&text, recipe.form(), line, times))
        .transpose()
        .map_err(|e| format!("opened_at: {e}"))
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
