//! Columns: as the painter counts them, grapheme by grapheme.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::class::is_single;

/// Stands for what was cut off.
const ELLIPSIS: char = '…';

/// The graphemes of a clean line, each with its columns.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = (&str, usize)> {
    text.graphemes(true)
        .map(|grapheme| (grapheme, columns(grapheme)))
}

/// True when each character takes a column of its own: most of what is shown, and then nothing has to
/// be looked up.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(is_single)
}

/// Columns of a clean line.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    if is_plain(text) {
        return text.chars().count();
    }
    graphemes(text).map(|(_, columns)| columns).sum()
}

/// Columns of one grapheme. Terminals give the two halfwidth voicing marks a column each, which
/// Unicode does not; the painter counts likewise.
fn columns(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    let voicing = grapheme.matches(['\u{ff9e}', '\u{ff9f}']).count();
    grapheme.width() + voicing
}

/// The first line of a clean text, cut to `columns`, ending in `…` where something is missing.
/// A wide grapheme is never halved.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    let first = text.split('\n').next().unwrap_or_default();
    let whole = first.len() == text.len();
    if whole && first.is_ascii() && first.len() <= columns {
        return Cow::Borrowed(text);
    }
    if first.is_ascii() {
        return cut(first, first.len().min(columns.saturating_sub(1)), columns);
    }
    if is_plain(first) {
        return cut_plain(text, first, columns);
    }
    let (mut used, mut kept) = (0, 0);
    for (grapheme, wide) in graphemes(first) {
        used += wide;
        if used > columns {
            return cut(first, kept, columns);
        }
        if used < columns {
            kept += grapheme.len();
        }
    }
    if whole {
        Cow::Borrowed(text)
    } else {
        cut(first, kept, columns)
    }
}

/// The same where each character takes a column.
fn cut_plain<'a>(text: &'a str, first: &str, columns: usize) -> Cow<'a, str> {
    let count = first.chars().count();
    if first.len() == text.len() && count <= columns {
        return Cow::Borrowed(text);
    }
    let kept = count.min(columns.saturating_sub(1));
    let end = first.char_indices().nth(kept);
    cut(first, end.map_or(first.len(), |(at, _)| at), columns)
}

fn cut(text: &str, kept: usize, columns: usize) -> Cow<'static, str> {
    let mut short = text.get(..kept).unwrap_or_default().to_owned();
    if columns > 0 {
        short.push(ELLIPSIS);
    }
    Cow::Owned(short)
}

/// The first line of a clean text in exactly `columns`: cut, or filled with spaces.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = truncate(text, columns).into_owned();
    let missing = columns.saturating_sub(width(&padded));
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

#[cfg(test)]
mod tests {
    use super::{cut, graphemes, truncate, width};
    use std::borrow::Cow;

    /// As it is done for text that needs looking up.
    fn by_clusters(text: &str, columns: usize) -> Cow<'_, str> {
        let first = text.split('\n').next().unwrap();
        let wide: usize = graphemes(first).map(|(_, wide)| wide).sum();
        if wide <= columns && first.len() == text.len() {
            return Cow::Borrowed(text);
        }
        let letters = graphemes(first).take(columns.saturating_sub(1));
        cut(
            first,
            letters.map(|(letter, _)| letter.len()).sum(),
            columns,
        )
    }

    #[test]
    fn plain_text_is_cut_as_any_other() {
        for text in [
            "",
            "a",
            "Größe – ok …",
            "─── ab ──",
            "Größe\nmore",
            "é\n",
            "→ x",
        ] {
            for columns in 0..15 {
                assert_eq!(
                    truncate(text, columns),
                    by_clusters(text, columns),
                    "{text} {columns}"
                );
            }
            let wide: usize = graphemes(text.split('\n').next().unwrap())
                .map(|(_, w)| w)
                .sum();
            assert_eq!(width(text.split('\n').next().unwrap()), wide);
        }
    }
}
