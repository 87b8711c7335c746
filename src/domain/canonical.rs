//! Canonical JSON: compact, the keys of every object sorted. Written in one pass with the keys put in
//! order where an object ends; the bytes are those of a `serde_json::Value`, whose objects are sorted
//! maps, without building one.

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::ser::Formatter;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::io::{self, Write};

/// The canonical JSON of a value.
///
/// # Errors
/// serde's: a map whose keys are no texts.
pub fn to_string(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, false)
}

/// The same without those fields of the value itself that read back as their defaults: null, false,
/// 0, and empty texts, lists and objects.
///
/// # Errors
/// As [`to_string`].
pub fn without_defaults(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, true)
}

fn written(value: &impl Serialize, drop_defaults: bool) -> serde_json::Result<String> {
    let paper = Paper(RefCell::new(Vec::with_capacity(1_024)));
    let sorted = Sorted {
        paper: &paper,
        drop_defaults,
        open: Vec::new(),
        entries: Vec::new(),
        spare: Vec::new(),
    };
    let mut serializer = serde_json::Serializer::with_formatter(&paper, sorted);
    value.serialize(&mut serializer)?;
    String::from_utf8(paper.0.into_inner()).map_err(serde_json::Error::custom)
}

/// What is written so far: the serializer adds to it, the formatter puts it in order.
struct Paper(RefCell<Vec<u8>>);

impl Paper {
    fn len(&self) -> usize {
        self.0.borrow().len()
    }
}

impl Write for &Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Where an entry of an object stands on the paper.
#[derive(Clone, Copy)]
struct Entry {
    start: usize,
    /// Behind the key.
    key_end: usize,
    end: usize,
}

struct Sorted<'p> {
    paper: &'p Paper,
    drop_defaults: bool,
    /// Of each open object: where its inside begins, and its first place in `entries`.
    open: Vec<(usize, usize)>,
    entries: Vec<Entry>,
    spare: Vec<u8>,
}

impl Sorted<'_> {
    /// Puts the innermost object in order.
    fn close(&mut self) {
        let Some((inside, first)) = self.open.pop() else {
            return;
        };
        let mut paper = self.paper.0.borrow_mut();
        let mut entries = self.entries.split_off(first);
        let before = entries.len();
        if self.drop_defaults && self.open.is_empty() {
            entries.retain(|e| !is_default(&paper[e.key_end + 1..e.end]));
        }
        let key = |e: &Entry| &paper[e.start..e.key_end];
        let in_order = |pair: &[Entry]| by_key(key(&pair[0]), key(&pair[1])) != Ordering::Greater;
        if entries.len() == before && entries.windows(2).all(in_order) {
            return;
        }
        entries.sort_by(|a, b| by_key(key(a), key(b)));
        self.spare.clear();
        for entry in &entries {
            if !self.spare.is_empty() {
                self.spare.push(b',');
            }
            self.spare.extend_from_slice(&paper[entry.start..entry.end]);
        }
        paper.truncate(inside);
        paper.extend_from_slice(&self.spare);
    }
}

/// Keys as they stand between quotes; one with an escape is compared by what it means.
fn by_key(a: &[u8], b: &[u8]) -> Ordering {
    if a.contains(&b'\\') || b.contains(&b'\\') {
        let text = |key: &[u8]| serde_json::from_slice::<String>(key).unwrap_or_default();
        return text(a).cmp(&text(b));
    }
    let inner = |key: &'_ [u8]| key.len().saturating_sub(1);
    a[..inner(a)].cmp(&b[..inner(b)])
}

fn is_default(value: &[u8]) -> bool {
    matches!(value, b"null" | b"false" | b"0" | b"\"\"" | b"[]" | b"{}")
}

impl Formatter for Sorted<'_> {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"{")?;
        self.open.push((self.paper.len(), self.entries.len()));
        Ok(())
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        let start = self.paper.len();
        self.entries.push(Entry {
            start,
            key_end: start,
            end: start,
        });
        Ok(())
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(entry) = self.entries.last_mut() {
            entry.key_end = self.paper.len();
        }
        Ok(())
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        if let Some(entry) = self.entries.last_mut() {
            entry.end = self.paper.len();
        }
        Ok(())
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close();
        writer.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use super::{to_string, without_defaults};
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};
    use serde_json::{Map, Value, json};
    use std::collections::HashMap;

    /// As a sorted map gives it.
    fn by_value(value: &impl serde::Serialize) -> String {
        serde_json::to_string(&serde_json::to_value(value).unwrap()).unwrap()
    }

    #[derive(serde::Serialize)]
    enum Kind {
        Unit,
        One(u8),
        Two(u8, &'static str),
        Named { z: i64, a: Option<()> },
    }

    #[derive(serde::Serialize)]
    struct Mixed {
        z: Vec<Kind>,
        b: (f64, char, u64),
        a: HashMap<String, HashMap<i32, bool>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        m: Option<u8>,
        c: Map<String, Value>,
    }

    fn mixed() -> Mixed {
        let numbers = HashMap::from([(10, true), (9, false), (-1, true)]);
        let names = ["b", "a\"", "a", "a!", "ä", "a\u{1}", "a\\", ""];
        Mixed {
            z: vec![
                Kind::Unit,
                Kind::One(1),
                Kind::Two(2, "\u{7f}\n"),
                Kind::Named { z: -1, a: None },
            ],
            b: (0.1, '料', u64::MAX),
            a: names.map(|n| (n.to_owned(), numbers.clone())).into(),
            m: None,
            c: Map::new(),
        }
    }

    #[test]
    fn it_is_what_a_sorted_map_gives() {
        assert_eq!(to_string(&mixed()).unwrap(), by_value(&mixed()));
        assert_eq!(
            to_string(&[mixed(), mixed()]).unwrap(),
            by_value(&[mixed(), mixed()])
        );
        for plain in [json!(null), json!({}), json!([{}]), json!("a"), json!(-0.0)] {
            assert_eq!(to_string(&plain).unwrap(), by_value(&plain));
        }
    }

    #[test]
    fn only_the_values_own_defaults_are_left_out() {
        let value = json!({"b": 0, "a": {"x": null, "c": ""}, "n": null, "f": false, "t": "",
            "l": [], "o": {}, "i": 10, "s": "0", "k": [0]});
        assert_eq!(
            without_defaults(&value).unwrap(),
            r#"{"a":{"c":"","x":null},"i":10,"k":[0],"s":"0"}"#
        );
        assert_eq!(without_defaults(&json!({"a": 0})).unwrap(), "{}");
    }

    proptest! {
        #[test]
        fn any_keys_are_sorted_as_in_a_map(
            keys in prop::collection::hash_map(".{0,6}", prop::collection::hash_map("[a\"\\\\ -~]{0,4}", any::<i8>(), 0..5), 0..8)
        ) {
            prop_assert_eq!(to_string(&keys).unwrap(), by_value(&keys));
        }
    }
}
