//! Walking a TOML table with its spans: each read reports what is wrong and goes on.

use super::fault::{Fault, FaultKind, Source, meant};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys of the root: where they are found elsewhere, the mistake is their place.
pub(super) const ROOT: [&str; 24] = [
    "name",
    "single_seat",
    "kinds",
    "channels",
    "levels",
    "teams",
    "matrix",
    "tiers",
    "intake",
    "lists",
    "records",
    "forms",
    "machine",
    "paths",
    "windows",
    "targets",
    "time_in_stage",
    "policies",
    "calendars",
    "on_call",
    "notify",
    "review",
    "limits",
    "masks",
];

/// A file with more faults than this is not a process file; nobody reads on.
const MOST_FAULTS: usize = 1_000;

/// A text of the file and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// The text.
    pub text: &'a str,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// A table of the file, where it stands, and what it is called in a sentence.
#[derive(Clone)]
pub(super) struct Table<'a> {
    map: &'a DeTable<'a>,
    /// Its bytes in the file (of a `[header]`: the header's).
    pub span: Range<usize>,
    /// `tier “tier1”`.
    pub name: String,
}

/// A value of the file.
pub(super) type Value<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Table<'a> {
    pub(super) fn root(map: &'a DeTable<'a>) -> Table<'a> {
        Table {
            map,
            span: 0..0,
            name: "the file".to_owned(),
        }
    }

    /// Its entries in the order of the file.
    pub(super) fn entries(&self) -> Vec<(Word<'a>, Value<'a>)> {
        let mut all: Vec<_> = self
            .map
            .iter()
            .map(|(key, value)| {
                let word = Word {
                    text: key.get_ref().as_ref(),
                    span: key.span(),
                };
                (word, value)
            })
            .collect();
        all.sort_by_key(|(key, _)| key.span.start);
        all
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.map.get(key)
    }

    /// The same table with another name in sentences.
    pub(super) fn named(mut self, name: String) -> Table<'a> {
        self.name = name;
        self
    }
}

/// Reads the file and gathers the faults.
pub(super) struct Reader<'a> {
    /// The whole text.
    pub source: Source<'a>,
    /// What is wrong so far.
    pub faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Reports a fault.
    pub(super) fn fault(
        &mut self,
        kind: FaultKind,
        span: &Range<usize>,
        message: impl Into<String>,
    ) {
        if self.faults.len() >= MOST_FAULTS {
            return;
        }
        let fault = Fault::at(kind, &self.source, span, message.into());
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Reports that `word` is none of the known ones.
    pub(super) fn unknown<'k>(
        &mut self,
        kind: FaultKind,
        word: &Word<'_>,
        what: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let text = word.text;
        let hint = meant(text, known);
        self.fault(
            kind,
            &word.span,
            format!("There is no {what} “{text}”.{hint}"),
        );
    }

    /// Reports keys that nothing reads.
    pub(super) fn known(&mut self, table: &Table<'a>, keys: &[&str]) {
        for (key, _) in table.entries() {
            if keys.contains(&key.text) {
                continue;
            }
            let (text, place) = (key.text, &table.name);
            if ROOT.contains(&text) && table.span != (0..0) {
                let message = format!(
                    "“{text}” belongs to the file itself, but stands in {place}: move it above the first [table]."
                );
                self.fault(FaultKind::KeyAfterTable, &key.span, message);
            } else {
                let hint = meant(text, keys.iter().copied());
                let message = format!("{place} has no key “{text}”.{hint}");
                self.fault(FaultKind::UnknownKey, &key.span, capital(&message));
            }
        }
    }

    /// A value that must be there.
    pub(super) fn need(&mut self, table: &Table<'a>, key: &str) -> Option<Value<'a>> {
        let value = table.get(key);
        if value.is_none() {
            let message = format!("{} needs the key “{key}”.", table.name);
            self.fault(FaultKind::MissingKey, &table.span, capital(&message));
        }
        value
    }

    fn wrong(&mut self, value: Value<'a>, key: &str, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("“{key}” must be {expected}, but is {found}.");
        self.fault(FaultKind::WrongType, &value.span(), message);
    }

    /// A value as text.
    pub(super) fn word(&mut self, value: Value<'a>, key: &str) -> Option<Word<'a>> {
        if let DeValue::String(text) = value.get_ref() {
            if text.contains(|c: char| c.is_control() && c != '\n') {
                let message = format!("“{key}” holds a control character.");
                self.fault(FaultKind::ControlCharacter, &value.span(), message);
            }
            return Some(Word {
                text: text.as_ref(),
                span: value.span(),
            });
        }
        self.wrong(value, key, "a text");
        None
    }

    /// An optional text.
    pub(super) fn text(&mut self, table: &Table<'a>, key: &str) -> Option<Word<'a>> {
        let value = table.get(key)?;
        self.word(value, key)
    }

    /// An optional text as it is; empty when absent.
    pub(super) fn plain(&mut self, table: &Table<'a>, key: &str) -> String {
        self.text(table, key)
            .map(|w| w.text.to_owned())
            .unwrap_or_default()
    }

    /// A text that must be there and not be empty.
    pub(super) fn need_text(&mut self, table: &Table<'a>, key: &str) -> Option<Word<'a>> {
        let value = self.need(table, key)?;
        let word = self.word(value, key)?;
        if word.text.trim().is_empty() {
            self.fault(
                FaultKind::Empty,
                &word.span,
                format!("“{key}” must not be empty."),
            );
            return None;
        }
        Some(word)
    }

    /// A text that must be there, for people; empty when it is not.
    pub(super) fn label(&mut self, table: &Table<'a>, key: &str) -> String {
        self.need_text(table, key)
            .map(|w| w.text.to_owned())
            .unwrap_or_default()
    }

    /// An id that must be there: lower-case letters, digits and `_`.
    pub(super) fn id(&mut self, table: &Table<'a>, key: &str) -> Option<Word<'a>> {
        let word = self.need_text(table, key)?;
        self.check_id(&word);
        Some(word)
    }

    /// Reports an id that is not `snake_case`.
    pub(super) fn check_id(&mut self, word: &Word<'_>) {
        let mut chars = word.text.chars();
        let first = chars.next().is_some_and(|c| c.is_ascii_lowercase());
        if first && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return;
        }
        let message = format!(
            "“{}” is not an id: lower-case letters, digits and _, a letter first.",
            word.text
        );
        self.fault(FaultKind::BadId, &word.span, message);
    }

    /// Reports an id that was there before.
    pub(super) fn once(&mut self, seen: &mut Vec<String>, word: &Word<'_>, what: &str) {
        if seen.iter().any(|s| s == word.text) {
            let message = format!("The {what} “{}” stands here twice.", word.text);
            self.fault(FaultKind::Duplicate, &word.span, message);
        }
        seen.push(word.text.to_owned());
    }

    /// An optional yes or no; no when absent.
    pub(super) fn flag(&mut self, table: &Table<'a>, key: &str) -> bool {
        let Some(value) = table.get(key) else {
            return false;
        };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.wrong(value, key, "true or false");
        false
    }

    /// An optional whole number between two bounds.
    pub(super) fn number(
        &mut self,
        table: &Table<'a>,
        key: &str,
        bounds: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = table.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong(value, key, "a number");
            return None;
        };
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
        let inside = number.filter(|n| bounds.contains(n));
        if inside.is_none() {
            let (low, high) = (bounds.start(), bounds.end());
            let message = format!("“{key}” must be a number from {low} to {high}.");
            self.fault(FaultKind::BadNumber, &value.span(), message);
        }
        inside
    }

    /// A value as a list.
    fn list(&mut self, value: Value<'a>, key: &str, of: &str) -> Vec<Value<'a>> {
        if let DeValue::Array(array) = value.get_ref() {
            return array.iter().collect();
        }
        self.wrong(value, key, of);
        Vec::new()
    }

    /// An optional list of texts.
    pub(super) fn words(&mut self, table: &Table<'a>, key: &str) -> Vec<Word<'a>> {
        let Some(value) = table.get(key) else {
            return Vec::new();
        };
        self.list(value, key, "a list of texts")
            .into_iter()
            .filter_map(|v| self.word(v, key))
            .collect()
    }

    /// A value as a table, called `name` in sentences.
    pub(super) fn table(&mut self, value: Value<'a>, key: &str, name: String) -> Option<Table<'a>> {
        if let DeValue::Table(map) = value.get_ref() {
            return Some(Table {
                map,
                span: value.span(),
                name,
            });
        }
        self.wrong(value, key, "a table");
        None
    }

    /// An optional table, called by its key.
    pub(super) fn sub(&mut self, table: &Table<'a>, key: &str) -> Option<Table<'a>> {
        let value = table.get(key)?;
        self.table(value, key, format!("[{key}]"))
    }

    /// A table that must be there, called by its key.
    pub(super) fn need_sub(&mut self, table: &Table<'a>, key: &str) -> Option<Table<'a>> {
        let value = self.need(table, key)?;
        self.table(value, key, format!("[{key}]"))
    }

    /// A value as a list of tables, each called `what` in sentences.
    pub(super) fn tables_of(&mut self, value: Value<'a>, key: &str, what: &str) -> Vec<Table<'a>> {
        self.list(value, key, "a list of tables")
            .into_iter()
            .filter_map(|v| self.table(v, key, what.to_owned()))
            .collect()
    }

    /// An optional list of tables.
    pub(super) fn tables(&mut self, table: &Table<'a>, key: &str, what: &str) -> Vec<Table<'a>> {
        match table.get(key) {
            Some(value) => self.tables_of(value, key, what),
            None => Vec::new(),
        }
    }

    /// A list of tables that must be there and not be empty.
    pub(super) fn need_tables(
        &mut self,
        table: &Table<'a>,
        key: &str,
        what: &str,
    ) -> Vec<Table<'a>> {
        let Some(value) = self.need(table, key) else {
            return Vec::new();
        };
        let before = self.faults.len();
        let all = self.tables_of(value, key, what);
        if all.is_empty() && self.faults.len() == before {
            self.fault(
                FaultKind::Empty,
                &value.span(),
                format!("“{key}” must not be empty."),
            );
        }
        all
    }
}

/// The sentence with a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
