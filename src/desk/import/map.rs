//! The mapping file: which column becomes which field of a ticket.

use crate::domain::parse::meant;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

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

const KEYS: [&str; 9] = [
    "column", "constant", "template", "table", "default", "date", "zone", "cut", "split",
];
const ROOT: [&str; 5] = ["name", "unknown", "header", "delimiter", "fields"];

/// A mistake in a mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1.
    pub line: usize,
    /// A sentence.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A column of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// By its name in the header, or a key of the object (`user.login` reaches inside).
    Name(String),
    /// By its place, from 1.
    Place(usize),
}

/// Where a field's words come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// One column.
    Column(Column),
    /// The same for every row.
    Constant(String),
    /// Text and columns by turns.
    Template(Vec<Piece>),
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A column.
    Column(Column),
}

/// How one field is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// From what.
    pub from: From,
    /// The source's words → hoist's.
    pub table: BTreeMap<String, String>,
    /// What stands where nothing is known, or where the table has no such word.
    pub default: Option<String>,
    /// The format of a date.
    pub date: Option<String>,
    /// The zone of a date that does not name one.
    pub zone: String,
    /// Longer values end here, in characters, with `…`.
    pub cut: Option<usize>,
    /// What separates several values.
    pub split: Option<String>,
    /// Its line.
    pub line: usize,
}

/// A mapping file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// Names the source: its ids count within this name.
    pub name: String,
    /// Words that mean "not known".
    pub unknown: Vec<String>,
    /// The first record of a CSV file names the columns.
    pub header: bool,
    /// What separates the columns of a CSV file.
    pub delimiter: u8,
    /// Recipes by field.
    pub fields: BTreeMap<String, Recipe>,
}

/// Reads a mapping file.
///
/// # Errors
/// Every mistake at once, in the order of their lines.
pub fn parse(text: &str) -> Result<Map, Vec<Mistake>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        mistakes: Vec::new(),
    };
    for error in errors {
        reader.wrong(&error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let map = reader.map(root.get_ref());
    let mut mistakes = reader.mistakes;
    if mistakes.is_empty() {
        return Ok(map);
    }
    mistakes.sort_by_key(|m| m.line);
    Err(mistakes)
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn line(&self, at: usize) -> usize {
        let upto = self.text.get(..at).unwrap_or(self.text);
        upto.matches('\n').count() + 1
    }

    fn wrong(&mut self, at: &Range<usize>, message: String) {
        let line = self.line(at.start);
        self.mistakes.push(Mistake { line, message });
    }

    fn map(&mut self, root: &DeTable<'_>) -> Map {
        let mut map = Map {
            name: String::new(),
            unknown: vec![String::new()],
            header: true,
            delimiter: b',',
            fields: BTreeMap::new(),
        };
        for (key, value) in root {
            match &**key.get_ref() {
                "name" => map.name = self.text_of(value).unwrap_or_default(),
                "unknown" => map.unknown.extend(self.texts_of(value)),
                "header" => map.header = self.flag_of(value),
                "delimiter" => map.delimiter = self.delimiter(value),
                "fields" => map.fields = self.fields(value),
                other => self.wrong(
                    &key.span(),
                    format!("there is no key “{other}”.{}", meant(other, ROOT)),
                ),
            }
        }
        if map.name.trim().is_empty() {
            self.wrong(
                &(0..0),
                "“name” is missing: it names the source, so that a second run knows what is there."
                    .to_owned(),
            );
        }
        self.complete(&map);
        map
    }

    fn complete(&mut self, map: &Map) {
        let has = |field: &str| map.fields.contains_key(field);
        if !has("subject") {
            self.wrong(
                &(0..0),
                "no field “subject”: every ticket needs one.".to_owned(),
            );
        }
        if !has("customer") && !has("contact") {
            self.wrong(
                &(0..0),
                "neither “customer” nor “contact”: whose ticket is it?".to_owned(),
            );
        }
    }

    fn fields(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, Recipe> {
        let mut fields = BTreeMap::new();
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "“fields” is a table: write [fields].".to_owned(),
            );
            return fields;
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            if !FIELDS.contains(&name) {
                let near = meant(name, FIELDS);
                self.wrong(
                    &key.span(),
                    format!("a ticket has no field “{name}”.{near}"),
                );
                continue;
            }
            let line = self.line(key.span().start);
            if let Some(recipe) = self.recipe(name, line, value) {
                fields.insert(name.to_owned(), recipe);
            }
        }
        fields
    }

    fn recipe(&mut self, field: &str, line: usize, value: &Spanned<DeValue<'_>>) -> Option<Recipe> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                format!("write {field} = {{ column = \"…\" }}, {{ constant = \"…\" }} or {{ template = \"…\" }}."),
            );
            return None;
        };
        let mut from = Vec::new();
        let mut recipe = Recipe {
            from: From::Constant(String::new()),
            table: BTreeMap::new(),
            default: None,
            date: None,
            zone: "UTC".to_owned(),
            cut: None,
            split: None,
            line,
        };
        for (key, value) in table {
            match &**key.get_ref() {
                "column" => from.extend(self.column(value).map(From::Column)),
                "constant" => from.extend(self.text_of(value).map(From::Constant)),
                "template" => from.extend(self.template(value).map(From::Template)),
                "table" => recipe.table = self.table(value),
                "default" => recipe.default = self.text_of(value),
                "date" => recipe.date = self.text_of(value),
                "zone" => self.zone(value, &mut recipe.zone),
                "cut" => recipe.cut = self.number(value),
                "split" => recipe.split = self.text_of(value),
                other => self.wrong(
                    &key.span(),
                    format!("{field} has no key “{other}”.{}", meant(other, KEYS)),
                ),
            }
        }
        if from.len() != 1 {
            self.wrong(
                &value.span(),
                format!("{field} needs exactly one of column, constant, template."),
            );
        }
        recipe.from = from.pop()?;
        Some(recipe)
    }

    fn column(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Column> {
        if value.get_ref().as_str().is_some() {
            return self.text_of(value).map(Column::Name);
        }
        self.number(value).map(Column::Place)
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>) -> Option<usize> {
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

    fn text_of(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(
                &value.span(),
                "a text in quotes is expected here.".to_owned(),
            );
        }
        text.map(str::to_owned)
    }

    fn texts_of(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(several) => several.iter().filter_map(|v| self.text_of(v)).collect(),
            None => self.text_of(value).into_iter().collect(),
        }
    }

    fn flag_of(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
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

    fn table(&mut self, value: &Spanned<DeValue<'_>>) -> BTreeMap<String, String> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "a table of words is expected here: { theirs = \"ours\" }.".to_owned(),
            );
            return BTreeMap::new();
        };
        let pairs = table.iter();
        pairs
            .filter_map(|(k, v)| Some((k.get_ref().to_string(), self.text_of(v)?)))
            .collect()
    }

    fn zone(&mut self, value: &Spanned<DeValue<'_>>, zone: &mut String) {
        let Some(name) = self.text_of(value) else {
            return;
        };
        if jiff::tz::TimeZone::get(&name).is_err() {
            self.wrong(
                &value.span(),
                format!("there is no time zone “{name}”. Write it like Europe/Berlin or UTC."),
            );
        }
        *zone = name;
    }

    fn template(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<Piece>> {
        let text = self.text_of(value)?;
        let mut pieces = Vec::new();
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let Some(close) = rest[open..].find('}') else {
                self.wrong(
                    &value.span(),
                    "a “{” is not closed; a column is written {name} or {3}.".to_owned(),
                );
                return None;
            };
            let name = &rest[open + 1..open + close];
            pieces.push(Piece::Text(rest[..open].to_owned()));
            pieces.push(Piece::Column(match name.parse::<usize>() {
                Ok(place) if place > 0 => Column::Place(place),
                _ => Column::Name(name.to_owned()),
            }));
            rest = &rest[open + close + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|p| !matches!(p, Piece::Text(t) if t.is_empty()));
        Some(pieces)
    }
}

impl Recipe {
    /// The columns it reads.
    pub fn columns(&self) -> Vec<&Column> {
        match &self.from {
            From::Column(column) => vec![column],
            From::Constant(_) => Vec::new(),
            From::Template(pieces) => pieces
                .iter()
                .filter_map(|p| match p {
                    Piece::Column(column) => Some(column),
                    Piece::Text(_) => None,
                })
                .collect(),
        }
    }
}
