//! The mapping file: which column becomes which field of a ticket or of an event of its history.

mod caught;
mod event;
mod read;
mod recipe;

pub use crate::domain::parse::Fault as Mistake;
pub use event::{Condition, EVENT_FIELDS, Section, Skip, Test};
pub use recipe::{Column, From, Piece, Place, Recipe, Rule};

use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::ops::Range;

/// The fields of a ticket that a mapping may fill.
pub const FIELDS: [&str; 12] = [
    "source",
    "subject",
    "text",
    "kind",
    "impact",
    "urgency",
    "product",
    "version",
    "customer",
    "contact",
    "tags",
    "opened_at",
];

/// What a ticket with a history may say besides.
pub const HISTORY_FIELDS: [&str; 2] = ["priority", "major"];

/// A mapping file.
#[derive(Clone, Debug)]
pub struct Map {
    /// Names the source: its ids count within this name.
    pub name: String,
    /// Words that mean "not known".
    pub unknown: Vec<String>,
    /// Lines of a CSV file over its header, or over its first record: a title, the date of the export.
    pub skip_lines: usize,
    /// Where that is said.
    pub skip_lines_span: Range<usize>,
    /// The first record of a CSV file names the columns.
    pub header: bool,
    /// What separates the columns of a CSV file.
    pub delimiter: u8,
    /// How the file is encoded, where its first bytes do not say.
    pub encoding: Option<&'static Encoding>,
    /// Rows (objects, cases) that are left out.
    pub skip: Vec<Skip>,
    /// Recipes of the ticket by field.
    pub fields: BTreeMap<String, Recipe>,
    /// How records become events; none: a row is a ticket without history.
    pub sections: Vec<Section>,
    /// The file itself, to show where a mistake is.
    pub text: String,
    /// What of it could not be read: nothing is imported by such a mapping.
    pub mistakes: Vec<Mistake>,
}

/// Reads a mapping file, as far as it can be read; an import lists its mistakes beside those that show
/// in the source and the process.
#[must_use]
pub fn read(text: &str) -> Map {
    read::map(text)
}

/// The same of a file that is of use only whole.
///
/// # Errors
/// Every mistake at once, in the order of their lines.
pub fn parse(text: &str) -> Result<Map, Vec<Mistake>> {
    let map = read(text);
    match map.mistakes.is_empty() {
        true => Ok(map),
        false => Err(map.mistakes),
    }
}

/// Mistakes of a mapping with the lines where they stand.
#[must_use]
pub fn listed(text: &str, mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(|m| m.render(text)).collect();
    format!(
        "The mapping has {} mistake{}; nothing was imported.\n{}",
        lines.len(),
        if lines.len() == 1 { "" } else { "s" },
        lines.join("\n")
    )
}

impl Map {
    /// Whether a text means "not known".
    #[must_use]
    pub fn is_unknown(&self, text: &str) -> bool {
        let text = text.trim();
        self.unknown.iter().any(|u| u == text)
    }

    /// Every recipe with its field; those of events behind those of the ticket.
    pub fn recipes(&self) -> impl Iterator<Item = (&str, &Recipe)> {
        let events = self.sections.iter().flat_map(|s| &s.fields);
        let all = self.fields.iter().chain(events);
        all.map(|(field, recipe)| (field.as_str(), recipe))
    }

    /// Every condition.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let events = self.sections.iter();
        let events = events.flat_map(|s| s.when.iter().chain(s.skip.iter().map(|s| &s.condition)));
        self.skip.iter().map(|s| &s.condition).chain(events)
    }

    /// Every column it reads.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        let fields = self.recipes().flat_map(|(_, r)| r.from.columns());
        let conditions = self.conditions().flat_map(Condition::columns);
        fields.chain(conditions)
    }

    /// Every column that it reads of a ticket.
    pub fn ticket_columns(&self) -> impl Iterator<Item = &Column> {
        let fields = self.fields.values().flat_map(|r| r.from.columns());
        let skip = self.skip.iter().flat_map(|s| s.condition.columns());
        fields.chain(skip)
    }
}
