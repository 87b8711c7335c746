//! Texts as they are looked through: of the same length in bytes, so that a place in them is one in the text as it
//! stands.

use std::borrow::Cow;

/// Each line with an end that masks know: a carriage return alone, as old files have it, becomes a line feed.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let alone = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(alone) {
        return Cow::Borrowed(text);
    }
    let ends = text.char_indices().map(|(at, c)| match alone(at) {
        true => '\n',
        false => c,
    });
    Cow::Owned(ends.collect())
}

/// What is written for a quote or an end of a line within another text, and what it stands for.
const WRITTEN: [(&str, char); 7] = [
    ("\\u0022", '"'),
    ("\\u0027", '\''),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&apos;", '\''),
    ("\\r\\n", '\n'),
    ("\\n", '\n'),
];

/// The text with the quotes and ends of lines that it writes for a text within it, each followed by as many blanks as
/// it was longer; none where it writes none.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut is_other) = (text, false);
    while let Some(first) = rest.chars().next() {
        let (sign, long) = sign(rest).unwrap_or((first, first.len_utf8()));
        is_other |= long > first.len_utf8();
        out.push(sign);
        out.extend(std::iter::repeat_n(' ', long - sign.len_utf8()));
        rest = rest.get(long..).unwrap_or_default();
    }
    is_other.then_some(out)
}

/// The sign that is written here, and by how many bytes.
fn sign(text: &str) -> Option<(char, usize)> {
    let slashes = text.bytes().take_while(|b| *b == b'\\').count();
    let quote = text.as_bytes().get(slashes).filter(|_| slashes > 0);
    match quote {
        Some(b'"') => return Some(('"', slashes + 1)),
        Some(b'\'') => return Some(('\'', slashes + 1)),
        _ => {}
    }
    if slashes == 0 && !text.starts_with('&') {
        return None;
    }
    // A text within a text within a text writes the slash twice.
    let more = slashes.saturating_sub(1);
    let last = text.get(more..)?;
    let found = WRITTEN
        .iter()
        .find(|(written, _)| last.starts_with(written));
    found.map(|(written, sign)| (*sign, more + written.len()))
}
