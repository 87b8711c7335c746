//! Columns: as the painter counts them, grapheme by grapheme.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Stands for what was cut off.
const ELLIPSIS: char = '…';

/// The graphemes of a clean line, each with its columns.
pub fn graphemes(text: &str) -> impl DoubleEndedIterator<Item = (&str, usize)> {
    text.graphemes(true)
        .map(|grapheme| (grapheme, columns(grapheme)))
}

/// Columns of a clean line.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
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

fn cut(text: &str, kept: usize, columns: usize) -> Cow<'_, str> {
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
