//! What was typed, cut into pieces: words, "phrases", `name:value`, `OR`, `-`.

use std::ops::Range;

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes, with sign and quotes.
    pub at: Range<usize>,
    /// A `-` stands before it.
    pub not: bool,
    /// The name before the colon, in lower case, if it is one of ours.
    pub name: Option<&'static str>,
    /// What stands there, without sign, name and quotes.
    pub text: String,
    /// It stands in quotes: whole words.
    pub quoted: bool,
    /// It joins its neighbours.
    pub is_or: bool,
}

/// The names that take a value, with what they mean.
pub const NAMES: [(&str, &str); 11] = [
    ("tier", "in a stage of this tier"),
    ("phase", "queued, working … closed, archived"),
    ("assignee", "assigned to this agent; none: to nobody"),
    ("customer", "words of the customer's name"),
    ("product", "words of the product's name"),
    ("priority", "major, p1 … p4"),
    ("kind", "incident, question, request, security or kb"),
    ("before", "opened before: 2026-03-01, 2026-03, 3d"),
    ("after", "opened since: 2026-03-01, 2026-03, 3d"),
    (
        "is",
        "late, open, closed, held, major, mine, unassigned, long; an article: draft, published, retired, known_error",
    ),
    ("has", "a record of this kind: workaround …"),
];

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
    let (name, value) = match named(rest) {
        Some((name, value)) => (Some(name), value),
        None => (None, rest),
    };
    let (text, tail, quoted) = quote(value);
    let end = typed.len() - tail.len();
    Piece {
        at: start..end,
        not,
        name,
        is_or: !not && !quoted && name.is_none() && text == "OR",
        text: text.to_owned(),
        quoted,
    }
}

/// One of our names and what follows its colon.
fn named(text: &str) -> Option<(&'static str, &str)> {
    let (before, value) = text.split_once(':')?;
    let known = NAMES.iter().map(|n| n.0);
    let mut same = known.filter(|name| name.eq_ignore_ascii_case(before));
    Some((same.next()?, value))
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
