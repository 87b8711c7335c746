//! One paragraph to lines, greedily.

use unicode_width::UnicodeWidthChar as _;

use super::Line;
use crate::domain::safe::{graphemes, width};

/// Appends the lines of a paragraph that starts at byte `offset` of its text; at least one.
pub(super) fn wrap_paragraph(
    paragraph: &str,
    offset: usize,
    sizes: (usize, usize),
    lines: &mut Vec<Line>,
) {
    let mut filler = Filler {
        sizes,
        offset,
        lines,
        first: true,
        start: 0,
        end: 0,
        columns: 0,
        gap: 0,
    };
    let mut at = 0;
    for piece in paragraph.split_inclusive(' ') {
        let word = piece.strip_suffix(' ').unwrap_or(piece);
        if !word.is_empty() {
            filler.word(word, at);
        }
        filler.gap += piece.len() - word.len();
        at += piece.len();
    }
    filler.flush();
}

struct Filler<'a> {
    /// Width of a line, and how far lines that go on are set in.
    sizes: (usize, usize),
    offset: usize,
    lines: &'a mut Vec<Line>,
    /// The paragraph's first line is being filled.
    first: bool,
    start: usize,
    end: usize,
    /// Columns between `start` and `end`.
    columns: usize,
    /// Spaces since `end`, not yet painted.
    gap: usize,
}

impl Filler<'_> {
    fn room(&self) -> usize {
        if self.first {
            self.sizes.0
        } else {
            self.sizes.0 - self.sizes.1
        }
    }

    fn is_blank(&self) -> bool {
        self.end == self.start
    }

    fn word(&mut self, word: &str, at: usize) {
        if word.is_ascii() {
            return self.unbroken(word, at, word.len());
        }
        // Wide letters and signs may part from their neighbours: each is a word of its own.
        let (mut from, mut columns) = (0, 0);
        let mut next = 0;
        for (grapheme, wide) in graphemes(word) {
            if wide > 1 {
                self.part(word, at, (from, next), columns);
                self.part(word, at, (next, next + grapheme.len()), wide);
                (from, columns) = (next + grapheme.len(), 0);
            } else {
                columns += wide;
            }
            next += grapheme.len();
        }
        self.part(word, at, (from, next), columns);
    }

    fn part(&mut self, word: &str, at: usize, (from, to): (usize, usize), columns: usize) {
        if let Some(part) = word.get(from..to).filter(|part| !part.is_empty()) {
            self.unbroken(part, at + from, columns);
        }
    }

    fn unbroken(&mut self, word: &str, at: usize, columns: usize) {
        if self.is_blank() && self.gap >= self.room() {
            // Set in by more than the line: what does not fit of the setting-in is left out.
            self.gap = self.room().saturating_sub(columns);
        }
        if self.columns + self.gap + columns > self.room() && !(self.is_blank() && self.gap == 0) {
            if self.is_blank() {
                self.gap = 0;
            } else {
                self.flush();
            }
        }
        if columns > self.room() {
            self.cut(word, at);
        } else {
            self.add(word, at, columns);
        }
    }

    fn add(&mut self, word: &str, at: usize, columns: usize) {
        if self.is_blank() {
            self.start = at - self.gap.min(at);
        }
        self.columns += self.gap + columns;
        self.gap = 0;
        self.end = at + word.len();
    }

    /// A word wider than a line, on as many lines as it takes.
    fn cut(&mut self, word: &str, mut at: usize) {
        for (grapheme, columns) in graphemes(word) {
            if columns > self.room() {
                self.cut_cluster(grapheme, at);
            } else {
                self.put(grapheme, at, columns);
            }
            at += grapheme.len();
        }
    }

    /// A chain of letters that counts as one grapheme but is wider than a line.
    fn cut_cluster(&mut self, cluster: &str, at: usize) {
        let mut from = 0;
        for (place, letter) in cluster.char_indices().skip(1) {
            if letter.is_alphanumeric() && letter.width().unwrap_or(0) > 0 {
                self.put_part(cluster, at, (from, place));
                from = place;
            }
        }
        self.put_part(cluster, at, (from, cluster.len()));
    }

    fn put_part(&mut self, cluster: &str, at: usize, (from, to): (usize, usize)) {
        if let Some(part) = cluster.get(from..to) {
            self.put(part, at + from, width(part));
        }
    }

    fn put(&mut self, part: &str, at: usize, columns: usize) {
        if !self.is_blank() && self.columns + columns > self.room() {
            self.flush();
        }
        self.add(part, at, columns);
    }

    fn flush(&mut self) {
        let (start, end) = (self.offset + self.start, self.offset + self.end);
        if !self.is_blank() || self.first {
            self.lines.push(Line {
                start,
                end,
                continues: !self.first,
            });
        }
        self.first = false;
        self.start = self.end;
        self.columns = 0;
        self.gap = 0;
    }
}
