//! Walking a mapping file: each mistake is noted with its place, and reading goes on.

use super::recipe::Recipe;
use super::{FIELDS, HISTORY_FIELDS, Map, Mistake};
use crate::domain::parse::{FaultKind, Source, meant};
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const ROOT: [&str; 9] = [
    "name",
    "unknown",
    "skip_lines",
    "header",
    "delimiter",
    "encoding",
    "skip",
    "fields",
    "events",
];

/// The most lines that may stand over the header of a CSV file.
const LINES: usize = 1_000;

/// Reads a mapping file, with what is wrong with it.
pub(super) fn map(text: &str) -> Map {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        source: Source::new(text),
        mistakes: Vec::new(),
    };
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim_end_matches('.');
        let fault = format!("This is not TOML: {message}.");
        reader.note(FaultKind::Syntax, &span, fault);
    }
    let map = reader.map(root.get_ref());
    let mut mistakes = reader.mistakes;
    // Where a line is broken keys seem missing that are there.
    if !errors.is_empty() {
        mistakes.retain(|m| m.kind != FaultKind::MissingKey);
    }
    mistakes.sort_by_key(|m| (m.line, m.column));
    Map { mistakes, ..map }
}

/// Reads the file and gathers the mistakes.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn note(&mut self, kind: FaultKind, at: &Range<usize>, message: String) {
        let mistake = Mistake::at(kind, &self.source, at, message);
        if !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// A mistake at these bytes.
    pub(super) fn wrong(&mut self, at: &Range<usize>, message: String) {
        self.note(FaultKind::WrongType, at, message);
    }

    /// Something that must stand there does not.
    pub(super) fn lacks(&mut self, at: &Range<usize>, message: String) {
        self.note(FaultKind::MissingKey, at, message);
    }

    fn map(&mut self, root: &DeTable<'_>) -> Map {
        let mut map = Map {
            name: String::new(),
            unknown: vec![String::new()],
            skip_lines: 0,
            skip_lines_span: 0..0,
            header: true,
            delimiter: b',',
            encoding: None,
            skip: Vec::new(),
            fields: BTreeMap::new(),
            sections: Vec::new(),
            text: self.source.text.to_owned(),
            mistakes: Vec::new(),
        };
        let history = root.contains_key("events");
        for (key, value) in root {
            match &**key.get_ref() {
                "name" => map.name = self.text_of(value).unwrap_or_default(),
                "unknown" => map.unknown.extend(self.texts_of(value)),
                "skip_lines" => {
                    map.skip_lines = self.lines(value);
                    map.skip_lines_span = key.span();
                }
                "header" => map.header = self.flag_of(value),
                "delimiter" => map.delimiter = self.delimiter(value),
                "encoding" => map.encoding = self.encoding(value),
                "skip" => map.skip = self.skips(value),
                "fields" => map.fields = self.fields(value, history),
                "events" => map.sections = self.sections(value),
                other => self.wrong(
                    &key.span(),
                    format!("there is no key “{other}”.{}", meant(other, ROOT)),
                ),
            }
        }
        self.complete(&map, root);
        map
    }

    fn complete(&mut self, map: &Map, root: &DeTable<'_>) {
        if map.name.trim().is_empty() {
            self.lacks(
                &(0..0),
                "“name” is missing: it names the source, so that a second run knows what is there."
                    .to_owned(),
            );
        }
        let fields = root.get("fields").and_then(|f| f.get_ref().as_table());
        let has = |field: &str| fields.is_some_and(|f| f.contains_key(field));
        if !has("subject") {
            self.lacks(
                &(0..0),
                "no field “subject”: every ticket needs one.".to_owned(),
            );
        }
        if !has("customer") && !has("contact") {
            self.lacks(
                &(0..0),
                "neither “customer” nor “contact”: whose ticket is it?".to_owned(),
            );
        }
        if root.contains_key("events") && !has("source") {
            self.lacks(
                &(0..0),
                "no field “source”: it says to which case an event belongs.".to_owned(),
            );
        }
    }

    fn fields(&mut self, value: &Spanned<DeValue<'_>>, history: bool) -> BTreeMap<String, Recipe> {
        let mut fields = BTreeMap::new();
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "“fields” is a table: write [fields].".to_owned(),
            );
            return fields;
        };
        let more: &[&str] = if history { &HISTORY_FIELDS } else { &[] };
        for (key, value) in table {
            let name: &str = key.get_ref();
            if !FIELDS.contains(&name) && !more.contains(&name) {
                let near = meant(name, FIELDS.iter().chain(more).copied());
                self.wrong(
                    &key.span(),
                    format!("a ticket has no field “{name}”.{near}"),
                );
                continue;
            }
            if let Some(recipe) = self.recipe(name, value) {
                fields.insert(name.to_owned(), recipe);
            }
        }
        fields
    }

    /// A number from 1.
    pub(super) fn number(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok())
            .filter(|n| *n > 0);
        if number.is_none() {
            self.wrong(
                &value.span(),
                "a number from 1 is expected here.".to_owned(),
            );
        }
        number
    }

    /// How many lines; none may be said too.
    fn lines(&mut self, value: &Spanned<DeValue<'_>>) -> usize {
        let number = value.get_ref().as_integer();
        let number = number.and_then(|n| usize::from_str_radix(n.as_str(), n.radix()).ok());
        number.filter(|n| *n <= LINES).unwrap_or_else(|| {
            let says = format!("skip_lines is a number of lines from 0 to {LINES}.");
            self.wrong(&value.span(), says);
            0
        })
    }

    /// A text.
    pub(super) fn text_of(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(
                &value.span(),
                "a text in quotes is expected here.".to_owned(),
            );
        }
        text.map(str::to_owned)
    }

    /// A text, or several.
    pub(super) fn texts_of(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(several) => several.iter().filter_map(|v| self.text_of(v)).collect(),
            None => self.text_of(value).into_iter().collect(),
        }
    }

    /// true or false.
    pub(super) fn flag_of(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(&value.span(), "true or false is expected here.".to_owned());
        }
        flag.unwrap_or(true)
    }

    fn delimiter(&mut self, value: &Spanned<DeValue<'_>>) -> u8 {
        let text = self.text_of(value).unwrap_or_default();
        match text.as_bytes() {
            [one] if *one != b'"' && *one != b'\n' => *one,
            _ => {
                self.wrong(
                    &value.span(),
                    "the delimiter is one plain character, like \";\" or \"\\t\".".to_owned(),
                );
                b','
            }
        }
    }

    fn encoding(&mut self, value: &Spanned<DeValue<'_>>) -> Option<&'static Encoding> {
        let name = self.text_of(value)?;
        let known = Encoding::for_label(name.as_bytes());
        if known.is_none() {
            let near = meant(
                &name,
                [
                    "utf-8",
                    "windows-1252",
                    "iso-8859-1",
                    "utf-16le",
                    "utf-16be",
                ],
            );
            self.wrong(
                &value.span(),
                format!("there is no encoding “{name}”.{near}"),
            );
        }
        known
    }
}
