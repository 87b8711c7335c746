//! The words of a text as search knows them: runs of letters and digits, folded. What is written
//! without blanks (Chinese, Japanese, Korean) is taken character by character, so that any part of it
//! is found.

use crate::domain::fold::fold;
use std::ops::Range;

/// Characters of a word that count; a longer one is found by its beginning.
const LONGEST: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the text.
    pub at: Range<usize>,
    /// The word, folded.
    pub text: String,
}

/// The words of a text, in order.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = None;
    for (place, c) in text.char_indices() {
        let alone = stands_alone(c);
        let joins = !alone && (c.is_alphanumeric() || (is_mark(c) && start.is_some()));
        if joins {
            start.get_or_insert(place);
            continue;
        }
        if let Some(from) = start.take() {
            push(&mut found, text, from..place);
        }
        if alone {
            push(&mut found, text, place..place + c.len_utf8());
        }
    }
    if let Some(from) = start {
        push(&mut found, text, from..text.len());
    }
    found
}

/// The folded words alone.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|t| t.text).collect()
}

fn push(found: &mut Vec<Token>, text: &str, at: Range<usize>) {
    let raw = text.get(at.clone()).unwrap_or_default();
    let folded: String = fold(raw)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST)
        .collect();
    if !folded.is_empty() {
        found.push(Token { at, text: folded });
    }
}

/// Accents typed apart from their letter belong to its word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{3098}' | '\u{309b}'..='\u{30ff}' | '\u{3100}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
        && c.is_alphanumeric()
}

/// Where a run of words stands in a text: the places of its first and last token, each found once.
/// `open`: the last word may go on.
#[must_use]
pub fn runs(text: &[Token], wanted: &[String], open: bool) -> Vec<Range<usize>> {
    let Some((last, first)) = wanted.split_last() else {
        return Vec::new();
    };
    let fits = |window: &[Token]| {
        let ends = window.last().is_some_and(|t| match open {
            true => t.text.starts_with(last.as_str()),
            false => t.text == *last,
        });
        ends && window.iter().zip(first).all(|(t, w)| t.text == *w)
    };
    let windows = text.windows(wanted.len()).enumerate();
    windows
        .filter(|(_, window)| fits(window))
        .map(|(place, _)| place..place + wanted.len())
        .collect()
}
