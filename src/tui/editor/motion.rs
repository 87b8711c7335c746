//! Places in a text: clusters, words, lines. All offsets are bytes.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// The start of the cluster that holds `offset`.
pub(super) fn snapped(text: &str, offset: usize) -> usize {
    let offset = char_edge(text, offset);
    match is_edge(text, offset) {
        true => offset,
        false => before(text, offset),
    }
}

/// The first edge of a cluster at or after `offset`.
pub(super) fn snapped_up(text: &str, offset: usize) -> usize {
    let offset = char_edge(text, offset);
    match is_edge(text, offset) {
        true => offset,
        false => after(text, offset),
    }
}

fn char_edge(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn is_edge(text: &str, offset: usize) -> bool {
    GraphemeCursor::new(offset, text.len(), true)
        .is_boundary(text, 0)
        .unwrap_or(true)
}

/// The edge before `offset`; 0 at the start.
pub(super) fn before(text: &str, offset: usize) -> usize {
    GraphemeCursor::new(offset, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(0)
}

/// The edge after `offset`; the end of the text at the end.
pub(super) fn after(text: &str, offset: usize) -> usize {
    GraphemeCursor::new(offset, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// Start of the line that holds `offset`.
pub(super) fn line_start(text: &str, offset: usize) -> usize {
    head(text, offset).rfind('\n').map_or(0, |at| at + 1)
}

/// End of the line that holds `offset`, before its break.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    tail(text, offset)
        .find('\n')
        .map_or(text.len(), |at| offset + at)
}

/// Start of the word before `offset`.
pub(super) fn word_before(text: &str, offset: usize) -> usize {
    let trimmed = head(text, offset).trim_end_matches(|c: char| !c.is_alphanumeric());
    let start = trimmed.trim_end_matches(char::is_alphanumeric).len();
    // Joined clusters (accents) belong to their base.
    snapped(text, start)
}

/// Start of the run of non-blanks before `offset`: what ctrl-w deletes.
pub(super) fn run_before(text: &str, offset: usize) -> usize {
    let trimmed = head(text, offset).trim_end_matches([' ', '\t']);
    if trimmed.ends_with('\n') && trimmed.len() == offset {
        return before(text, offset);
    }
    snapped(
        text,
        trimmed.trim_end_matches(|c: char| !c.is_whitespace()).len(),
    )
}

/// End of the word after `offset`.
pub(super) fn word_after(text: &str, offset: usize) -> usize {
    let rest = tail(text, offset);
    let word = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let left = word.trim_start_matches(char::is_alphanumeric);
    snapped_up(text, offset + rest.len() - left.len())
}

fn head(text: &str, offset: usize) -> &str {
    text.get(..offset).unwrap_or(text)
}

fn tail(text: &str, offset: usize) -> &str {
    text.get(offset..).unwrap_or("")
}

/// The clusters of a piece of text with their offsets in it.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
}
