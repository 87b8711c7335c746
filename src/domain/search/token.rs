//! The words of a text as search knows them: runs of letters and digits, folded. What is written
//! without blanks (Chinese, Japanese, Korean, Thai, Lao, Khmer, Myanmar) is taken character by character, so that any
//! part of it is found.

use super::letters;
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
    let (mut start, mut is_alone) = (None, false);
    for (place, c) in text.char_indices() {
        let goes_on = match is_alone {
            true => letters::goes_on(c),
            false => letters::is_mark(c),
        };
        if goes_on && start.is_some() {
            continue;
        }
        let alone = letters::stands_alone(c);
        let in_word = !alone && c.is_alphanumeric() && !goes_on;
        if in_word && !is_alone {
            start.get_or_insert(place);
            continue;
        }
        if let Some(from) = start.take() {
            push(&mut found, text, from..place);
        }
        start = (alone || in_word).then_some(place);
        is_alone = alone;
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
    let folded: String = letters::fold(raw)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(LONGEST)
        .collect();
    // `1.2.3` is looked for where `v1.2.3` stands: the letter is a word of its own.
    let number = letters::version(&folded).map(str::len);
    let letter = raw.chars().next().map_or(0, char::len_utf8);
    let words = match number {
        Some(_) => [
            Some((at.start..at.start + letter, 0..1)),
            Some((at.start + letter..at.end, 1..folded.len())),
        ],
        None if folded.is_empty() => [None, None],
        None => [Some((at, 0..folded.len())), None],
    };
    for (at, word) in words.into_iter().flatten() {
        let text = folded.get(word).unwrap_or_default().to_owned();
        found.push(Token { at, text });
    }
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
