//! The values of a record, found by name, place or path.

use super::map::Place;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// What begins the name of a column that is the case's own, seen from one of its events.
const CASE: &str = "case:";

/// The values of a record.
pub enum Cells {
    /// By place, with the names of the header.
    Csv(Vec<String>, Arc<Names>),
    /// An object.
    Json(Value),
    /// Attributes, by key.
    Pairs(Vec<(Arc<str>, String)>),
}

/// Something in which a column can be looked up.
pub trait Look {
    /// The value of a column; none where there is none.
    fn find(&self, place: &Place) -> Option<Cow<'_, str>>;
}

impl Cells {
    /// About how much memory the values take, in bytes.
    pub fn bytes(&self) -> usize {
        match self {
            Cells::Csv(cells, _) => cells.iter().map(String::len).sum(),
            Cells::Json(value) => weight(value),
            Cells::Pairs(pairs) => pairs.iter().map(|(_, value)| value.len()).sum(),
        }
    }
}

fn weight(value: &Value) -> usize {
    let own = size_of::<Value>();
    match value {
        Value::String(text) => own + text.len(),
        Value::Array(list) => own + list.iter().map(weight).sum::<usize>(),
        Value::Object(fields) => {
            let of = |(name, value): (&String, &Value)| name.len() + weight(value);
            own + fields.iter().map(of).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => own,
    }
}

impl Look for Cells {
    fn find(&self, place: &Place) -> Option<Cow<'_, str>> {
        match (self, place) {
            (Cells::Csv(cells, _), Place::Nth(n)) => {
                cells.get(n - 1).map(|c| Cow::Borrowed(c.as_str()))
            }
            (Cells::Csv(cells, names), Place::Name(name)) => cells
                .get(names.place(name)?)
                .map(|c| Cow::Borrowed(c.as_str())),
            (Cells::Json(object), Place::Name(name)) => inside(object, name),
            (Cells::Json(object), Place::Nth(n)) => spoken(object.get(n - 1)?),
            (Cells::Pairs(pairs), Place::Name(name)) => {
                let pair = pairs.iter().find(|(key, _)| **key == **name)?;
                Some(Cow::Borrowed(&pair.1))
            }
            (Cells::Pairs(_), Place::Nth(_)) => None,
        }
    }
}

/// One of the elements of a list.
pub struct Element<'a>(pub &'a Value);

impl Look for Element<'_> {
    fn find(&self, place: &Place) -> Option<Cow<'_, str>> {
        match place {
            Place::Name(name) => inside(self.0, name),
            Place::Nth(n) => spoken(self.0.get(n - 1)?),
        }
    }
}

/// An event, behind which its case can be asked: `case:concept:name`.
pub struct Within<'a> {
    /// The event.
    pub own: &'a dyn Look,
    /// Its case.
    pub case: &'a dyn Look,
}

impl Look for Within<'_> {
    fn find(&self, place: &Place) -> Option<Cow<'_, str>> {
        self.own.find(place).or_else(|| match place {
            Place::Name(name) => {
                let name = name.strip_prefix(CASE)?.to_owned();
                self.case.find(&Place::Name(name))
            }
            Place::Nth(_) => None,
        })
    }
}

/// An element of a list within another element, which is asked for what it does not say itself.
pub struct Inner<'a> {
    /// The element.
    pub own: &'a dyn Look,
    /// What it stands in.
    pub around: Option<&'a dyn Look>,
}

impl Look for Inner<'_> {
    fn find(&self, place: &Place) -> Option<Cow<'_, str>> {
        let around = || self.around.and_then(|around| around.find(place));
        self.own.find(place).or_else(around)
    }
}

/// A case: what it says itself, else the first of its events that says something.
pub struct Gathered<'a> {
    /// What the case says itself.
    pub own: Option<&'a Cells>,
    /// Its events in their order.
    pub events: &'a [&'a Cells],
    /// Whether a text says nothing.
    pub unknown: &'a dyn Fn(&str) -> bool,
}

impl Look for Gathered<'_> {
    fn find(&self, place: &Place) -> Option<Cow<'_, str>> {
        let own = self.own.and_then(|cells| cells.find(place));
        own.or_else(|| {
            let mut said = self.events.iter().filter_map(|cells| cells.find(place));
            let first = said.next()?;
            match (self.unknown)(&first) {
                false => Some(first),
                true => said.find(|text| !(self.unknown)(text)).or(Some(first)),
            }
        })
    }
}

/// The names of a header. Of a name that stands there several times each has a number: `name#2`.
#[derive(Debug, Default)]
pub struct Names {
    places: HashMap<String, usize>,
    several: HashMap<String, usize>,
}

impl Names {
    /// Of a header.
    pub fn of(header: &[String]) -> Names {
        let mut names = Names::default();
        for (place, name) in header.iter().enumerate() {
            *names.several.entry(name.clone()).or_default() += 1;
            names.places.entry(name.clone()).or_insert(place);
        }
        names.several.retain(|_, n| *n > 1);
        let mut counted: HashMap<&String, usize> = HashMap::new();
        for (place, name) in header.iter().enumerate() {
            if names.several.contains_key(name) {
                let n = counted.entry(name).or_default();
                *n += 1;
                names.places.entry(format!("{name}#{n}")).or_insert(place);
            }
        }
        names
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Whether there is such a column.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
            || name
                .strip_prefix(CASE)
                .is_some_and(|name| self.places.contains_key(name))
    }

    /// How often a name stands there, where that is more than once.
    pub fn several(&self, name: &str) -> Option<usize> {
        self.several.get(name).copied()
    }
}

/// The value of a path as text. `user.login` reaches inside; a key that has the dot itself comes first; of a
/// list every element counts, `labels.0` is its first, `*` every value of an object, `.` the element itself.
fn inside<'a>(value: &'a Value, path: &str) -> Option<Cow<'a, str>> {
    if path == "." {
        return spoken(value);
    }
    spoken_all(&at(value, path))
}

/// Everything at a path.
pub fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    if let Value::Array(several) = value {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        return match (first.parse::<usize>(), rest) {
            (Ok(n), "") => several.get(n).into_iter().collect(),
            (Ok(n), rest) => several.get(n).map(|v| at(v, rest)).unwrap_or_default(),
            (Err(_), _) => several.iter().flat_map(|v| at(v, path)).collect(),
        };
    }
    if let Some(value) = value.get(path) {
        return vec![value];
    }
    if let (Some(rest), Some(object)) = (path.strip_prefix('*'), value.as_object()) {
        let values = object.values();
        return match rest.strip_prefix('.') {
            Some(rest) => values.flat_map(|v| at(v, rest)).collect(),
            None if rest.is_empty() => values.collect(),
            None => Vec::new(),
        };
    }
    let mut found = path.match_indices('.').filter_map(|(dot, _)| {
        let inner = value.get(&path[..dot])?;
        Some(at(inner, &path[dot + 1..]))
    });
    found.find(|values| !values.is_empty()).unwrap_or_default()
}

fn spoken_all<'a>(values: &[&'a Value]) -> Option<Cow<'a, str>> {
    match values {
        [] => None,
        [one] => spoken(one),
        several => {
            let words: Vec<_> = several.iter().filter_map(|v| spoken(v)).collect();
            Some(Cow::Owned(words.join(",")))
        }
    }
}

fn spoken(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Array(several) => {
            let words: Vec<_> = several.iter().filter_map(spoken).collect();
            Some(Cow::Owned(words.join(",")))
        }
        other => Some(Cow::Owned(other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, Look, Names};
    use crate::desk::import::map::Place;
    use serde_json::json;

    #[test]
    fn paths_reach_through_objects_and_lists() {
        let object = json!({
            "user": {"login": "kim"}, "a.b": 1, "labels": [{"name": "x"}, {"name": "y"}],
            "pairs": [["t", 7]], "empty": [],
        });
        let cells = Cells::Json(object);
        let said = |path: &str| {
            cells
                .find(&Place::Name(path.into()))
                .map(|t| t.into_owned())
        };
        assert_eq!(said("user.login").as_deref(), Some("kim"));
        assert_eq!(said("a.b").as_deref(), Some("1"));
        assert_eq!(said("labels.name").as_deref(), Some("x,y"));
        assert_eq!(said("labels.1.name").as_deref(), Some("y"));
        assert_eq!(said("pairs.0.1").as_deref(), Some("7"));
        assert_eq!(said("labels.7.name"), None);
        assert_eq!(said("user.*").as_deref(), Some("kim"));
        assert_eq!(said("labels.*").as_deref(), Some("x,y"));
        assert_eq!(said("user.mail"), None);
        assert_eq!(said("empty").as_deref(), Some(""));
    }

    #[test]
    fn names_that_stand_twice_have_a_number() {
        let header = ["id", "Variant", "x", "Variant"].map(str::to_owned);
        let names = Names::of(&header);
        assert_eq!(names.place("Variant"), Some(1));
        assert_eq!(
            (names.place("Variant#1"), names.place("Variant#2")),
            (Some(1), Some(3))
        );
        assert_eq!(
            (names.several("Variant"), names.several("id")),
            (Some(2), None)
        );
        assert!(names.has("case:id") && !names.has("id#1"));
    }
}
