//! Which words of a changed line changed.

use super::Line;
use imara_diff::{Algorithm, Diff, InternedInput};
use std::ops::Range;

/// Longer lines are marked as a whole only, in bytes.
const LONG: usize = 2_000;

/// Marks the words that differ in lines of which the first `removed` were removed and the others added in
/// their place: the first with the first, and so on. Lines that have little in common stay unmarked.
pub(super) fn mark(lines: &mut [Line], removed: usize) {
    let (old, new) = lines.split_at_mut(removed.min(lines.len()));
    for (old, new) in old.iter_mut().zip(new) {
        if old.text.len() > LONG || new.text.len() > LONG {
            continue;
        }
        let (before, after) = (words(&old.text), words(&new.text));
        let text =
            |line: &str, at: &Range<usize>| line.get(at.clone()).unwrap_or_default().to_owned();
        let mut input: InternedInput<String> = InternedInput::default();
        input.update_before(before.iter().map(|w| text(&old.text, w)));
        input.update_after(after.iter().map(|w| text(&new.text, w)));
        let diff = Diff::compute(Algorithm::Histogram, &input);
        let (mut gone, mut came) = (Vec::new(), Vec::new());
        for hunk in diff.hunks() {
            gone.extend(joined(&before, &hunk.before));
            came.extend(joined(&after, &hunk.after));
        }
        let size = |marks: &[Range<usize>]| marks.iter().map(Range::len).sum::<usize>();
        if size(&gone) * 3 <= old.text.len() * 2 || size(&came) * 3 <= new.text.len() * 2 {
            (old.marks, new.marks) = (gone, came);
        }
    }
}

fn joined(words: &[Range<usize>], of: &Range<u32>) -> Option<Range<usize>> {
    let part = words.get(of.start as usize..of.end as usize)?;
    Some(part.first()?.start..part.last()?.end)
}

/// Runs of letters and digits, runs of blanks, and every other sign by itself.
fn words(line: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut before = Kind::Sign;
    for (at, c) in line.char_indices() {
        let kind = match c {
            c if c.is_alphanumeric() || c == '_' => Kind::Word,
            c if c.is_whitespace() => Kind::Blank,
            _ => Kind::Sign,
        };
        let end = at + c.len_utf8();
        match all.last_mut() {
            Some(last) if kind == before && kind != Kind::Sign => last.end = end,
            _ => all.push(at..end),
        }
        before = kind;
    }
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Blank,
    Sign,
}
