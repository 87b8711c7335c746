//! What was typed, cut into pieces: words, "phrases", `name:value`, `OR`, `-`.

use super::filter::Filter;
use std::ops::Range;

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes, with sign and quotes.
    pub at: Range<usize>,
    /// A `-` stands before it.
    pub not: bool,
    /// The filter before the colon, if it is one of ours.
    pub filter: Option<Filter>,
    /// What stands there, without sign, name and quotes.
    pub text: String,
    /// It stands in quotes: whole words.
    pub quoted: bool,
    /// It joins its neighbours.
    pub is_or: bool,
}

/// Cuts.
#[must_use]
pub fn pieces(typed: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = typed
        .get(from..)
        .and_then(|rest| rest.find(|c: char| !c.is_whitespace()))
    {
        let start = from + start;
        let piece = piece(typed, start);
        from = piece.at.end.max(start + 1);
        found.push(piece);
    }
    found
}

fn piece(typed: &str, start: usize) -> Piece {
    let whole = typed.get(start..).unwrap_or_default();
    let bare = whole.strip_prefix('-');
    let not = bare.is_some_and(|b| b.starts_with(|c: char| !c.is_whitespace()));
    let rest = bare.filter(|_| not).unwrap_or(whole);
    let (filter, value) = match named(rest) {
        Some((filter, value)) => (Some(filter), value),
        None => (None, rest),
    };
    let (text, tail, quoted) = quote(value);
    let end = typed.len() - tail.len();
    Piece {
        at: start..end,
        not,
        filter,
        is_or: !not && !quoted && filter.is_none() && text == "OR",
        text: text.to_owned(),
        quoted,
    }
}

/// One of our filters and what follows its colon.
fn named(text: &str) -> Option<(Filter, &str)> {
    let (before, value) = text.split_once(':')?;
    Some((Filter::of(before)?, value))
}

/// The text up to the closing quote or the next blank, and what follows. A quote that is never
/// closed goes to the end: it is still being typed.
fn quote(text: &str) -> (&str, &str, bool) {
    if let Some(inside) = text.strip_prefix('"') {
        return match inside.split_once('"') {
            Some((phrase, tail)) => (phrase, tail, true),
            None => (inside, "", true),
        };
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, tail) = text.split_at(end);
    (word, tail, false)
}
