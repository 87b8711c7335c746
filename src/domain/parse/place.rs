//! Where a value of a process file stands, found again by its keys.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A step on the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain) enum Key<'a> {
    /// The value of this key.
    Of(&'a str),
    /// The value at this place of a list, from 0.
    Nth(usize),
}

/// A file, to find values in.
pub(in crate::domain) struct Tree<'a>(Spanned<DeTable<'a>>);

impl<'a> Tree<'a> {
    pub(in crate::domain) fn new(text: &'a str) -> Tree<'a> {
        Tree(DeTable::parse_recoverable(text).0)
    }

    /// The bytes of the value to which a path leads, or of the last one on the way where it leads no further.
    pub(in crate::domain) fn place(&self, path: &[Key<'_>]) -> Range<usize> {
        let mut found: Option<&Spanned<DeValue<'_>>> = None;
        for key in path {
            let next = match (key, found.map(Spanned::get_ref)) {
                (Key::Of(name), None) => self.0.get_ref().get(*name),
                (Key::Of(name), Some(DeValue::Table(table))) => table.get(*name),
                (Key::Nth(n), Some(DeValue::Array(list))) => list.get(*n),
                _ => None,
            };
            match next {
                Some(next) => found = Some(next),
                None => break,
            }
        }
        found.map_or(0..0, Spanned::span)
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Tree};

    #[test]
    fn a_value_is_found_as_far_as_the_path_leads() {
        let text = "a = 1\n[[b]]\nc = \"x\"\n[[b]]\nc = { \"d.e\" = \"yes\" }\n";
        let at = |path: &[Key<'_>]| &text[Tree::new(text).place(path)];
        let second = [Key::Of("b"), Key::Nth(1), Key::Of("c")];
        assert_eq!(at(&[&second[..], &[Key::Of("d.e")]].concat()), "\"yes\"");
        assert_eq!(
            at(&[&second[..], &[Key::Of("f")]].concat()),
            "{ \"d.e\" = \"yes\" }"
        );
        assert_eq!(at(&[Key::Of("b"), Key::Nth(0), Key::Of("c")]), "\"x\"");
        assert_eq!(at(&[Key::Of("z")]), "");
    }
}
