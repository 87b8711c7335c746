//! How records become events of a history: sections with conditions, and what is left out.

use super::read::Reader;
use super::recipe::{Column, From, Recipe};
use crate::domain::parse::meant;
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

/// The fields of an event that a mapping may fill.
pub const EVENT_FIELDS: [&str; 22] = [
    "at",
    "order",
    "label",
    "phase",
    "tier",
    "team",
    "owner",
    "by",
    "agent",
    "hold",
    "impact",
    "urgency",
    "priority",
    "major",
    "kind",
    "product",
    "version",
    "tag",
    "untag",
    "note",
    "message",
    "direction",
];

const KEYS: [&str; 3] = ["each", "when", "skip"];
const TESTS: [&str; 7] = [
    "column", "template", "is", "matches", "known", "same_as", "not",
];

/// Records of one kind, and what event each becomes.
#[derive(Clone, Debug)]
pub struct Section {
    /// JSON: the path of a list; each of its elements is a record. Of several each is a list within the elements of
    /// the one before. None: the row, object or event itself.
    pub each: Vec<String>,
    /// What holds for a record of this kind.
    pub when: Vec<Condition>,
    /// Records that are left out.
    pub skip: Vec<Skip>,
    /// Recipes by field.
    pub fields: BTreeMap<String, Recipe>,
    /// Where it stands.
    pub span: Range<usize>,
}

impl Section {
    /// Every column that it reads of a record.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        let fields = self.fields.values().flat_map(|r| r.from.columns());
        let skip = self.skip.iter().map(|s| &s.condition);
        let conditions = self.when.iter().chain(skip);
        fields.chain(conditions.flat_map(Condition::columns))
    }
}

/// Records that are left out, because.
#[derive(Clone, Debug)]
pub struct Skip {
    /// Which.
    pub condition: Condition,
    /// Why.
    pub reason: String,
}

/// Something that holds for a record or does not.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Of what.
    pub from: From,
    /// What is asked.
    pub test: Test,
    /// It holds where the test does not.
    pub not: bool,
}

/// What is asked of a value.
#[derive(Clone, Debug)]
pub enum Test {
    /// It is one of these.
    Is(Vec<String>),
    /// It matches.
    Matches(Regex),
    /// It is known, or not.
    Known(bool),
    /// It is what stands in another column.
    SameAs(Column),
}

impl Condition {
    /// The columns it reads.
    pub fn columns(&self) -> Vec<&Column> {
        let mut columns = self.from.columns();
        if let Test::SameAs(other) = &self.test {
            columns.push(other);
        }
        columns
    }
}

impl Reader<'_> {
    /// `[events]`, or several `[[events]]`.
    pub(super) fn sections(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Section> {
        match value.get_ref().as_array() {
            Some(several) => several.iter().filter_map(|v| self.section(v)).collect(),
            None => self.section(value).into_iter().collect(),
        }
    }

    fn section(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Section> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "“events” is a table: write [events], or [[events]] for each of several kinds."
                    .to_owned(),
            );
            return None;
        };
        let mut section = Section {
            each: Vec::new(),
            when: Vec::new(),
            skip: Vec::new(),
            fields: BTreeMap::new(),
            span: value.span(),
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            match name {
                "each" => section.each = self.texts_of(value),
                "when" => section.when = self.conditions(value),
                "skip" => section.skip = self.skips(value),
                field if EVENT_FIELDS.contains(&field) => {
                    let recipe = self.recipe(field, value);
                    let recipe = recipe.map(|r| (field.to_owned(), r));
                    section.fields.extend(recipe);
                }
                other => {
                    let near = meant(other, EVENT_FIELDS.into_iter().chain(KEYS));
                    self.wrong(
                        &key.span(),
                        format!("an event has no field “{other}”.{near}"),
                    );
                }
            }
        }
        if !table.contains_key("at") {
            self.lacks(
                &value.span(),
                "the event does not say “at”: when did it happen?".to_owned(),
            );
        }
        Some(section)
    }

    fn conditions(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Condition> {
        let each: Vec<&Spanned<DeValue<'_>>> = match value.get_ref().as_array() {
            Some(several) => several.iter().collect(),
            None => vec![value],
        };
        let read = each.into_iter().map(|v| self.condition(v, &TESTS));
        read.collect::<Vec<_>>()
            .into_iter()
            .filter_map(|read| Some(read?.0))
            .collect()
    }

    /// Conditions with a reason each.
    pub(super) fn skips(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Skip> {
        let mut keys = TESTS.to_vec();
        keys.push("reason");
        let each: Vec<&Spanned<DeValue<'_>>> = match value.get_ref().as_array() {
            Some(several) => several.iter().collect(),
            None => vec![value],
        };
        let mut skips = Vec::new();
        for value in each {
            match self.condition(value, &keys) {
                Some((condition, Some(reason))) => skips.push(Skip { condition, reason }),
                Some((_, None)) => self.reasonless(value),
                // What else is wrong with it is said already.
                None => {
                    let table = value.get_ref().as_table();
                    if table.is_some_and(|t| !t.contains_key("reason")) {
                        self.reasonless(value);
                    }
                }
            }
        }
        skips
    }

    fn reasonless(&mut self, value: &Spanned<DeValue<'_>>) {
        self.lacks(
            &value.span(),
            "what is left out needs a “reason”; the report says it.".to_owned(),
        );
    }

    fn condition(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        keys: &[&str],
    ) -> Option<(Condition, Option<String>)> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(
                &value.span(),
                "a condition is written { column = \"…\", is = \"…\" }.".to_owned(),
            );
            return None;
        };
        let (mut from, mut tests) = (Vec::new(), Vec::new());
        let (mut not, mut reason) = (false, None);
        for (key, value) in table {
            match &**key.get_ref() {
                "column" => from.push(From::Columns(self.several(value))),
                "template" => from.extend(self.template(value).map(From::Template)),
                "is" => tests.push(Test::Is(self.texts_of(value))),
                "matches" => tests.extend(self.pattern(value).map(Test::Matches)),
                "known" => tests.push(Test::Known(self.flag_of(value))),
                "same_as" => tests.extend(self.column(value).map(Test::SameAs)),
                "not" => not = self.flag_of(value),
                "reason" if keys.contains(&"reason") => reason = self.text_of(value),
                other => self.wrong(
                    &key.span(),
                    format!(
                        "a condition has no key “{other}”.{}",
                        meant(other, keys.iter().copied())
                    ),
                ),
            }
        }
        for keys in [
            &["is", "matches", "known", "same_as"][..],
            &["column", "template"],
        ] {
            if keys.iter().filter(|a| table.contains_key(**a)).count() != 1 {
                let keys = keys.join(", ");
                self.lacks(
                    &value.span(),
                    format!("a condition needs exactly one of {keys}."),
                );
            }
        }
        if from.len() != 1 || tests.len() != 1 {
            return None;
        }
        let condition = Condition {
            from: from.pop()?,
            test: tests.pop()?,
            not,
        };
        Some((condition, reason))
    }
}
