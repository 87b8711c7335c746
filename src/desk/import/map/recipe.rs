//! How one field is filled: from what, by which table, rules and formats.

use super::caught::uncaught;
use super::read::Reader;
use crate::domain::parse::meant;
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use toml::Spanned;
use toml::de::DeValue;

const KEYS: [&str; 10] = [
    "column", "constant", "template", "table", "rules", "default", "date", "zone", "cut", "split",
];
const RULE_KEYS: [&str; 2] = ["matches", "is"];

/// The most memory that a pattern may take, in bytes.
const PATTERN_MAX: usize = 1 << 20;

/// Which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// By its name in the header, an attribute's key, or a key of the object (`user.login` reaches inside).
    Name(String),
    /// By its place, from 1.
    Nth(usize),
}

/// A column of the source.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which.
    pub place: Place,
    /// Where the mapping names it.
    pub span: Range<usize>,
    seen: Arc<AtomicBool>,
}

/// Where a field's words come from.
#[derive(Clone, Debug)]
pub enum From {
    /// The first of these columns in which something is known.
    Columns(Vec<Column>),
    /// The same for every row.
    Constant(String),
    /// Text and columns by turns.
    Template(Vec<Piece>),
}

/// A piece of a template.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A column.
    Column(Column),
}

/// A rule by which words of the source become others.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What it holds for.
    pub matches: Regex,
    /// What it is then; `$1` and `${name}` are what was caught.
    pub is: String,
}

/// How one field is filled.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// From what.
    pub from: From,
    /// The source's words → hoist's.
    pub table: BTreeMap<String, String>,
    /// What the table does not have goes by the first rule that matches.
    pub rules: Vec<Rule>,
    /// What stands where nothing is known, or where neither table nor rules know the word.
    pub default: Option<String>,
    /// The formats of a date, tried in their order; none: RFC 3339 and the like.
    pub date: Vec<String>,
    /// The zone of a date that does not name one.
    pub zone: Option<String>,
    /// Longer values end here, in characters, with `…`.
    pub cut: Option<usize>,
    /// What separates several values.
    pub split: Option<String>,
    /// Words that it yields for certain, with their places.
    pub words: Vec<(String, Range<usize>)>,
}

impl Column {
    /// A column that the mapping names there.
    pub fn new(place: Place, span: Range<usize>) -> Column {
        Column {
            place,
            span,
            seen: Arc::default(),
        }
    }

    /// A record has it.
    pub fn note_seen(&self) {
        self.seen.store(true, Ordering::Relaxed);
    }

    /// Whether any record had it.
    #[must_use]
    pub fn was_seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

impl From {
    /// The columns it reads.
    pub fn columns(&self) -> Vec<&Column> {
        match self {
            From::Columns(columns) => columns.iter().collect(),
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

impl Reader<'_> {
    /// The recipe of a field.
    pub(super) fn recipe(&mut self, field: &str, value: &Spanned<DeValue<'_>>) -> Option<Recipe> {
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
            rules: Vec::new(),
            default: None,
            date: Vec::new(),
            zone: None,
            cut: None,
            split: None,
            words: Vec::new(),
        };
        let mut constant = None;
        for (key, value) in table {
            match &**key.get_ref() {
                "column" => from.push(From::Columns(self.several(value))),
                "constant" => {
                    let text = self.text_of(value).unwrap_or_default();
                    constant = Some((text.clone(), value.span()));
                    from.push(From::Constant(text));
                }
                "template" => from.extend(self.template(value).map(From::Template)),
                "table" => self.table(value, &mut recipe),
                "rules" => self.rules(value, &mut recipe),
                "default" => {
                    recipe.default = self.text_of(value);
                    let default = recipe.default.clone().map(|d| (d, value.span()));
                    recipe.words.extend(default);
                }
                "date" => recipe.date = self.formats(value),
                "zone" => recipe.zone = self.zone(value),
                "cut" => recipe.cut = self.number(value),
                "split" => recipe.split = self.text_of(value),
                other => self.wrong(
                    &key.span(),
                    format!("{field} has no key “{other}”.{}", meant(other, KEYS)),
                ),
            }
        }
        let froms = ["column", "constant", "template"];
        if froms.iter().filter(|f| table.contains_key(**f)).count() != 1 {
            self.lacks(
                &value.span(),
                format!("{field} needs exactly one of column, constant, template."),
            );
        }
        if recipe.table.is_empty() && recipe.rules.is_empty() {
            recipe.words.extend(constant);
        }
        recipe.words.retain(|(word, _)| !word.is_empty());
        recipe.from = from.pop()?;
        Some(recipe)
    }

    /// One column, or several of which the first known one counts.
    pub(super) fn several(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Column> {
        let Some(list) = value.get_ref().as_array() else {
            return self.column(value).into_iter().collect();
        };
        if list.is_empty() {
            self.wrong(&value.span(), "name at least one column.".to_owned());
        }
        list.iter().filter_map(|v| self.column(v)).collect()
    }

    /// A column by name or place.
    pub(super) fn column(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Column> {
        let place = match value.get_ref().as_str() {
            Some(name) => Place::Name(name.to_owned()),
            None => Place::Nth(self.number(value)?),
        };
        Some(Column::new(place, value.span()))
    }

    fn table(&mut self, value: &Spanned<DeValue<'_>>, recipe: &mut Recipe) {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "a table of words is expected here: { theirs = \"ours\" }.".to_owned(),
            );
            return;
        };
        for (theirs, ours) in table {
            if let Some(text) = self.text_of(ours) {
                recipe.words.push((text.clone(), ours.span()));
                recipe.table.insert(theirs.get_ref().to_string(), text);
            }
        }
    }

    fn rules(&mut self, value: &Spanned<DeValue<'_>>, recipe: &mut Recipe) {
        let how = "rules are a list: [{ matches = \"pattern\", is = \"ours\" }].";
        let Some(list) = value.get_ref().as_array() else {
            return self.wrong(&value.span(), how.to_owned());
        };
        for item in list {
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(&item.span(), how.to_owned());
                continue;
            };
            let (mut matches, mut is) = (None, None);
            let mut place = item.span();
            for (key, value) in table {
                match &**key.get_ref() {
                    "matches" => matches = self.pattern(value),
                    "is" => {
                        is = self.text_of(value);
                        place = value.span();
                        let certain = is.clone().filter(|w| !w.contains('$'));
                        recipe.words.extend(certain.map(|w| (w, value.span())));
                    }
                    other => self.wrong(
                        &key.span(),
                        format!("a rule has no key “{other}”.{}", meant(other, RULE_KEYS)),
                    ),
                }
            }
            for key in RULE_KEYS.iter().filter(|k| !table.contains_key(**k)) {
                self.lacks(&item.span(), format!("the rule does not say “{key}”."));
            }
            if let (Some(matches), Some(is)) = (matches, is) {
                let wrong = uncaught(&matches, &is);
                wrong.into_iter().for_each(|why| self.wrong(&place, why));
                recipe.rules.push(Rule { matches, is });
            }
        }
    }

    /// A regular expression.
    pub(super) fn pattern(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Regex> {
        let text = self.text_of(value)?;
        let made = RegexBuilder::new(&text).size_limit(PATTERN_MAX).build();
        match made {
            Ok(regex) => Some(regex),
            Err(e) => {
                let said = e.to_string();
                let why = said.lines().last().unwrap_or_default();
                let why = why.trim_start_matches("error: ");
                self.wrong(
                    &value.span(),
                    format!("“{text}” is not a regular expression: {why}."),
                );
                None
            }
        }
    }

    fn formats(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let formats = self.texts_of(value);
        for format in &formats {
            if let Some(why) = unfit(format) {
                self.wrong(
                    &value.span(),
                    format!("“{format}” is not the format of a date: {why}."),
                );
            }
        }
        formats
    }

    fn zone(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let name = self.text_of(value)?;
        if jiff::tz::TimeZone::get(&name).is_err() {
            self.wrong(
                &value.span(),
                format!("there is no time zone “{name}”. Write it like Europe/Berlin or UTC."),
            );
        }
        Some(name)
    }

    /// Text with columns in it.
    pub(super) fn template(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Vec<Piece>> {
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
            let place = match name.parse::<usize>() {
                Ok(place) if place > 0 => Place::Nth(place),
                _ => Place::Name(name.to_owned()),
            };
            pieces.push(Piece::Column(Column::new(place, value.span())));
            rest = &rest[open + close + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|p| !matches!(p, Piece::Text(t) if t.is_empty()));
        Some(pieces)
    }
}

/// Letters behind a `%` by which a date can be read.
const LETTERS: &str = "AaBbhCDdeFfNGgHkIljMmntPpQRSsTUuVWwYyz%";

/// Why a date cannot be read by a format.
fn unfit(format: &str) -> Option<String> {
    if matches!(format, "unix" | "unix_ms" | "rfc3339") {
        return None;
    }
    let (mut rest, mut any) = (format, false);
    while let Some((_, behind)) = rest.split_once('%') {
        any = true;
        let letter =
            behind.trim_start_matches(|c: char| "-_0^#:.".contains(c) || c.is_ascii_digit());
        let Some(first) = letter.chars().next() else {
            return Some("a % stands at its end".to_owned());
        };
        if !LETTERS.contains(first) {
            return Some(format!("%{first} cannot be read"));
        }
        rest = &letter[first.len_utf8()..];
    }
    (!any).then(|| "write it like %d.%m.%Y %H:%M, or unix, unix_ms, rfc3339".to_owned())
}
