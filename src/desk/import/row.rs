//! From a row of the source to the opening of a ticket.

use super::date;
use super::map::{Column, From, Map, Piece, Recipe};
use super::source::{Cells, FIELD_MAX};
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
pub fn ready(map: &Map, cells: &Cells) -> Result<Ready, String> {
    let field = |name: &str| -> Result<String, String> {
        match map.fields.get(name) {
            None => Ok(String::new()),
            Some(recipe) => value(map, recipe, cells, name).map(Option::unwrap_or_default),
        }
    };
    let at = match map.fields.get("opened_at") {
        None => None,
        Some(recipe) => value(map, recipe, cells, "opened_at")?
            .map(|text| date::read(&text, recipe.date.as_deref(), &recipe.zone))
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
        tags: tags(map, &field("tags")?),
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

fn tags(map: &Map, text: &str) -> Vec<String> {
    let recipe = map.fields.get("tags");
    let split = recipe.and_then(|r| r.split.as_deref()).unwrap_or(",");
    let words = text.split(split).map(str::trim);
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn value(map: &Map, recipe: &Recipe, cells: &Cells, field: &str) -> Result<Option<String>, String> {
    let unknown = |text: &str| map.unknown.iter().any(|u| u == text.trim());
    let found = match &recipe.from {
        From::Column(column) => cells.get(column).map(|c| c.into_owned()),
        From::Constant(text) => Some(text.clone()),
        From::Template(pieces) => filled(pieces, cells, &unknown),
    };
    // The customer's own words stay as they are, blanks and all.
    let found = found.filter(|text| !unknown(text)).map(|text| match field {
        "text" => text,
        _ => text.trim().to_owned(),
    });
    let Some(text) = found else {
        return Ok(recipe.default.clone().filter(|d| !d.is_empty()));
    };
    let text = match (recipe.table.get(&text), recipe.table.is_empty()) {
        (Some(ours), _) => ours.clone(),
        (None, true) => text,
        (None, false) => match &recipe.default {
            Some(default) => default.clone(),
            None => {
                return Err(format!(
                    "{field}: “{}” is not in the mapping's table",
                    short(&text)
                ));
            }
        },
    };
    Ok(Some(cut(text, recipe.cut)).filter(|t| !t.is_empty()))
}

/// A template; unknown where every column in it is.
fn filled(pieces: &[Piece], cells: &Cells, unknown: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut out = String::new();
    let (mut columns, mut known) = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Column(column) => {
                columns += 1;
                if let Some(text) = read(cells, column).filter(|t| !unknown(t)) {
                    known += 1;
                    out.push_str(&text);
                }
            }
        }
    }
    (columns == 0 || known > 0).then_some(out)
}

fn read(cells: &Cells, column: &Column) -> Option<String> {
    cells.get(column).map(|c| c.into_owned())
}

fn cut(text: String, most: Option<usize>) -> String {
    let Some(most) = most else {
        return text;
    };
    match text.char_indices().nth(most) {
        None => text,
        Some(_) => {
            let end = text
                .char_indices()
                .nth(most.saturating_sub(1))
                .map_or(0, |(at, _)| at);
            format!("{}…", &text[..end])
        }
    }
}

fn short(text: &str) -> String {
    cut(text.to_owned(), Some(60))
}
