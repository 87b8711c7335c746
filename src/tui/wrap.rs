//! Wrapping of clean text to a width.
//!
//! Our own, because the painter's wrapper breaks on some customer text, and because a text of a
//! megabyte must be wrapped once and then painted from an index: [`Wrapped`] keeps where lines
//! start, [`Wrapped::window`] gives the few that are seen, [`WrapCache`] keeps the result between
//! frames. Lines break at spaces and between wide characters; a longer word is cut. No line is
//! wider than asked, except one character that alone is.

mod line;

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::rc::Rc;

use crate::domain::safe::SafeText;

/// How many wrapped texts are kept: those of a few screens.
const KEPT: usize = 160;

/// A text wrapped to a width.
#[derive(Debug)]
pub struct Wrapped {
    text: String,
    lines: Vec<Line>,
    hanging: usize,
}

/// Where one painted line lies in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    start: usize,
    end: usize,
    /// Goes on from the line before and so is set in.
    continues: bool,
}

impl Wrapped {
    /// Wraps a text to `width` columns (at least one); lines that go on are set in by `hanging`.
    pub fn new(text: SafeText<'_>, width: usize, hanging: usize) -> Self {
        let width = width.max(1);
        let hanging = hanging.min(width / 2);
        let text = String::from(text);
        let mut lines = Vec::new();
        let mut start = 0;
        for paragraph in text.split('\n') {
            line::wrap_paragraph(paragraph, start, (width, hanging), &mut lines);
            start += paragraph.len() + 1;
        }
        Self {
            text,
            lines,
            hanging,
        }
    }

    /// How many lines there are; an empty text has one.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The lines from `top` on, at most `rows` of them, as they are painted.
    pub fn window(&self, top: usize, rows: usize) -> impl Iterator<Item = Cow<'_, str>> {
        self.lines
            .iter()
            .skip(top)
            .take(rows)
            .map(|line| self.painted(*line))
    }

    /// The line that shows this byte of the text.
    pub fn line_of_byte(&self, byte: usize) -> usize {
        self.lines
            .partition_point(|line| line.start <= byte)
            .saturating_sub(1)
    }

    /// The byte of the text with which this line starts.
    pub fn byte_of_line(&self, line: usize) -> usize {
        self.lines
            .get(line)
            .map_or(self.text.len(), |line| line.start)
    }

    fn painted(&self, line: Line) -> Cow<'_, str> {
        let words = self.text.get(line.start..line.end).unwrap_or_default();
        if line.continues && self.hanging > 0 {
            Cow::Owned(format!("{:1$}{words}", "", self.hanging))
        } else {
            Cow::Borrowed(words)
        }
    }
}

/// All lines of a short text.
pub fn wrap(text: SafeText<'_>, width: usize, hanging: usize) -> Vec<String> {
    let wrapped = Wrapped::new(text, width, hanging);
    wrapped
        .window(0, wrapped.len())
        .map(Cow::into_owned)
        .collect()
}

/// Wrapped texts from earlier frames, the longest unused forgotten first.
#[derive(Debug, Default)]
pub struct WrapCache(RefCell<Vec<(u64, Rc<Wrapped>)>>);

impl WrapCache {
    /// The text wrapped, from the cache if it was asked for before.
    ///
    /// `key` names the text: the text itself when it is short, else what it comes from and its
    /// version, so that a megabyte is not read through for every frame.
    pub fn get<'a>(
        &self,
        key: impl Hash,
        width: usize,
        hanging: usize,
        text: impl FnOnce() -> SafeText<'a>,
    ) -> Rc<Wrapped> {
        let mut hasher = DefaultHasher::new();
        (key, width, hanging).hash(&mut hasher);
        let name = hasher.finish();
        let mut kept = self.0.borrow_mut();
        let found = kept.iter().position(|(known, _)| *known == name);
        let entry = match found {
            Some(place) => kept.remove(place),
            None => (name, Rc::new(Wrapped::new(text(), width, hanging))),
        };
        let wrapped = Rc::clone(&entry.1);
        kept.push(entry);
        if kept.len() > KEPT {
            kept.remove(0);
        }
        wrapped
    }
}

#[cfg(test)]
mod tests {
    use super::{WrapCache, Wrapped, wrap};
    use crate::domain::safe::SafeText;
    use std::rc::Rc;

    fn lines(text: &str, width: usize) -> Vec<String> {
        wrap(SafeText::block(text), width, 0)
    }

    #[test]
    fn words_go_to_the_next_line_whole() {
        assert_eq!(
            lines("the pool is full again", 8),
            ["the pool", "is full", "again"]
        );
        assert_eq!(lines("", 8), [""]);
        assert_eq!(lines("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(lines("  set in", 20), ["  set in"]);
        assert_eq!(lines("one     two", 5), ["one", "two"]);
    }

    #[test]
    fn long_words_are_cut_and_wide_letters_fit() {
        assert_eq!(lines("at abcdefgh", 4), ["at", "abcd", "efgh"]);
        assert_eq!(lines("料金表です", 5), ["料金", "表で", "す"]);
        assert_eq!(lines("a🌞b", 2), ["a", "🌞", "b"]);
        assert_eq!(lines("a🌞b", 1), ["a", "🌞", "b"]);
    }

    #[test]
    fn lines_that_go_on_hang() {
        assert_eq!(
            wrap(SafeText::line("the pool is full"), 10, 2),
            ["the pool", "  is full"]
        );
    }

    #[test]
    fn a_window_shows_only_its_lines_and_bytes_find_theirs() {
        let text = "line of words\n".repeat(1000);
        let wrapped = Wrapped::new(SafeText::block(&text), 7, 0);
        assert_eq!(
            wrapped.window(1998, 10).collect::<Vec<_>>(),
            ["line of", "words", ""]
        );
        assert_eq!(wrapped.line_of_byte(wrapped.byte_of_line(777)), 777);
    }

    #[test]
    fn the_cache_wraps_once() {
        let cache = WrapCache::default();
        let first = cache.get((7, 1), 20, 0, || SafeText::line("a b"));
        let again = cache.get((7, 1), 20, 0, || SafeText::line("never read"));
        assert!(Rc::ptr_eq(&first, &again));
        assert!(!Rc::ptr_eq(
            &first,
            &cache.get((7, 1), 21, 0, || SafeText::line("a b"))
        ));
    }
}
