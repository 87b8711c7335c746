//! What differs between two texts, line by line: in hunks with a few lines around them, as they are
//! printed and as they stand beside each other.

pub mod rows;
mod words;

use crate::domain::secret;
use imara_diff::{Algorithm, Diff as Lines, InternedInput};
use std::ops::Range;

/// Lines shown around what differs, unless asked otherwise.
pub const CONTEXT: u32 = 3;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// It stands in both.
    Same,
    /// Only the older text has it.
    Removed,
    /// Only the newer text has it.
    Added,
}

impl Side {
    /// The sign before it.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Side::Same => ' ',
            Side::Removed => '-',
            Side::Added => '+',
        }
    }
}

/// A line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub side: Side,
    /// Its number in the older text, from 1.
    pub old: Option<u32>,
    /// Its number in the newer text, from 1.
    pub new: Option<u32>,
    /// The text, without its end.
    pub text: String,
    /// Bytes of it that its counterpart does not have.
    pub marks: Vec<Range<usize>>,
}

/// Lines that differ, with some around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Number, from 1.
    pub n: u32,
    /// Lines of the older text that it covers: the first one from 1, and how many.
    pub old: (u32, u32),
    /// The same of the newer text.
    pub new: (u32, u32),
    /// The lines.
    pub lines: Vec<Line>,
}

impl Hunk {
    /// `@@ -1,7 +1,8 @@`.
    #[must_use]
    pub fn head(&self) -> String {
        let part = |(first, count): (u32, u32)| match count {
            1 => first.to_string(),
            n => format!("{first},{n}"),
        };
        format!("@@ -{} +{} @@", part(self.old), part(self.new))
    }

    /// Lines removed and added.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let of = |side| self.lines.iter().filter(|l| l.side == side).count();
        (of(Side::Removed), of(Side::Added))
    }

    /// The hunk as `diff -u` prints it.
    #[must_use]
    pub fn unified(&self) -> String {
        let lines = self
            .lines
            .iter()
            .map(|l| format!("{}{}\n", l.side.sign(), l.text));
        format!("{}\n{}", self.head(), lines.collect::<String>())
    }

    /// Its lines beside each other: what was removed stands left of what was added in its place.
    #[must_use]
    pub fn beside(&self) -> Vec<(Option<&Line>, Option<&Line>)> {
        let (mut rows, mut at) = (Vec::new(), 0);
        while let Some(line) = self.lines.get(at) {
            if line.side == Side::Same {
                rows.push((Some(line), Some(line)));
                at += 1;
                continue;
            }
            let (removed, added) = run(&self.lines, at);
            at = added.end;
            for n in 0..removed.len().max(added.len()) {
                let pick = |of: &Range<usize>| {
                    (n < of.len())
                        .then(|| self.lines.get(of.start + n))
                        .flatten()
                };
                rows.push((pick(&removed), pick(&added)));
            }
        }
        rows
    }
}

/// The lines removed from a place on, and those added behind them.
fn run(lines: &[Line], at: usize) -> (Range<usize>, Range<usize>) {
    let until = |from: usize, side: Side| {
        let rest = lines.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|l| l.side == side).count()
    };
    let removed = until(at, Side::Removed);
    (at..removed, removed..until(removed, Side::Added))
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The hunks, in their order.
    pub hunks: Vec<Hunk>,
    /// Lines removed and added.
    pub removed: u32,
    /// See `removed`.
    pub added: u32,
    /// Masked values in lines that are equal of which nobody can say whether the secrets are.
    pub unknown: usize,
    /// Only the ends of lines differ, in this way; empty: they do not.
    pub ends: &'static str,
}

/// How two texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Lines around what differs; `u32::MAX`: all of them.
    pub context: u32,
    /// Blanks do not count.
    pub blanks: bool,
}

impl Default for Way {
    fn default() -> Way {
        Way {
            context: CONTEXT,
            blanks: false,
        }
    }
}

impl Diff {
    /// Compares two texts. The time it takes is bounded also where everything differs.
    #[must_use]
    pub fn of(old: &str, new: &str, way: Way) -> Diff {
        let (before, after) = (split(old), split(new));
        let mut input: InternedInput<String> = InternedInput::default();
        input.update_before(before.iter().map(|l| key(l, way)));
        input.update_after(after.iter().map(|l| key(l, way)));
        let mut lines = Lines::compute(Algorithm::Histogram, &input);
        lines.postprocess_lines(&input);
        let changes: Vec<(Range<u32>, Range<u32>)> =
            lines.hunks().map(|h| (h.before, h.after)).collect();
        let hunks = Building {
            before: &before,
            after: &after,
            context: way.context,
        }
        .hunks(&changes);
        let removed: usize = changes.iter().map(|(b, _)| b.len()).sum();
        let in_changes: usize = changes
            .iter()
            .flat_map(|(b, _)| {
                before
                    .get(b.start as usize..b.end as usize)
                    .unwrap_or_default()
            })
            .map(|line| secret::unmarked(line))
            .sum();
        Diff {
            hunks,
            removed: u32::try_from(removed).unwrap_or(u32::MAX),
            added: lines.count_additions(),
            unknown: before.iter().map(|l| secret::unmarked(l)).sum::<usize>() - in_changes,
            ends: ends(old, new),
        }
    }

    /// Nothing differs that can be seen.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.hunks.is_empty() && self.ends.is_empty()
    }

    /// The whole as `diff -u` prints it.
    #[must_use]
    pub fn unified(&self, old: &str, new: &str) -> String {
        let hunks: String = self.hunks.iter().map(Hunk::unified).collect();
        match hunks.is_empty() {
            true => hunks,
            false => format!("--- {old}\n+++ {new}\n{hunks}"),
        }
    }

    /// In a few words: `2 lines removed, 3 added`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        let lines = |n: u32| if n == 1 { "1 line" } else { "lines" };
        match (self.removed, self.added) {
            (0, 0) => parts.push("no line differs".to_owned()),
            (0, 1) | (1, 0) => parts.push(format!(
                "1 line {}",
                if self.added == 1 { "added" } else { "removed" }
            )),
            (0, n) => parts.push(format!("{n} {} added", lines(n))),
            (n, 0) => parts.push(format!("{n} {} removed", lines(n))),
            (1, a) => parts.push(format!("1 line removed, {a} added")),
            (r, a) => parts.push(format!("{r} lines removed, {a} added")),
        }
        if !self.ends.is_empty() {
            parts.push(self.ends.to_owned());
        }
        match self.unknown {
            0 => {}
            1 => parts.push("1 masked value cannot be compared".to_owned()),
            n => parts.push(format!("{n} masked values cannot be compared")),
        }
        parts.join("; ")
    }
}

/// The lines of a text without their ends.
fn split(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// By what lines are compared.
fn key(line: &str, way: Way) -> String {
    match way.blanks {
        false => line.to_owned(),
        true => line.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// How the ends of lines differ, where the lines do not say it themselves.
fn ends(old: &str, new: &str) -> &'static str {
    let crlf = |text: &str| text.contains("\r\n");
    let last = |text: &str| text.is_empty() || text.ends_with('\n');
    match (crlf(old), crlf(new)) {
        (true, false) => "lines end with LF now, with CRLF before",
        (false, true) => "lines end with CRLF now, with LF before",
        _ => match (last(old), last(new)) {
            (true, false) => "the last line has no end now",
            (false, true) => "the last line has an end now",
            _ => "",
        },
    }
}

struct Building<'a> {
    before: &'a [&'a str],
    after: &'a [&'a str],
    context: u32,
}

impl Building<'_> {
    /// Changes that are near each other stand in one hunk.
    fn hunks(&self, changes: &[(Range<u32>, Range<u32>)]) -> Vec<Hunk> {
        let mut hunks: Vec<Hunk> = Vec::new();
        let mut from = 0;
        while from < changes.len() {
            let mut to = from + 1;
            while let (Some(a), Some(b)) = (changes.get(to - 1), changes.get(to)) {
                if b.0.start - a.0.end > self.context.saturating_mul(2) {
                    break;
                }
                to += 1;
            }
            let n = u32::try_from(hunks.len()).unwrap_or(u32::MAX) + 1;
            let group = changes.get(from..to).unwrap_or_default();
            hunks.extend(self.hunk(n, group));
            from = to;
        }
        hunks
    }

    fn hunk(&self, n: u32, group: &[(Range<u32>, Range<u32>)]) -> Option<Hunk> {
        let (first, last) = (group.first()?, group.last()?);
        let lead = first.0.start.min(self.context);
        let mut at = (first.0.start - lead, first.1.start - lead);
        let start = at;
        let rest = u32::try_from(self.before.len()).unwrap_or(u32::MAX) - last.0.end;
        let tail = last.0.end + rest.min(self.context);
        let mut lines = Vec::new();
        for (old, new) in group {
            self.same(&mut lines, &mut at, old.start);
            let changed = lines.len();
            for n in old.clone() {
                lines.push(self.line(Side::Removed, Some(n), None));
            }
            for n in new.clone() {
                lines.push(self.line(Side::Added, None, Some(n)));
            }
            words::mark(lines.get_mut(changed..).unwrap_or_default(), old.len());
            at = (old.end, new.end);
        }
        self.same(&mut lines, &mut at, tail);
        let side = |start: u32, end: u32| match end - start {
            // As `diff` has it: of no lines the one before.
            0 => (start, 0),
            count => (start + 1, count),
        };
        Some(Hunk {
            n,
            old: side(start.0, at.0),
            new: side(start.1, at.1),
            lines,
        })
    }

    /// Lines that stand in both, up to one of the older text.
    fn same(&self, lines: &mut Vec<Line>, at: &mut (u32, u32), until: u32) {
        while at.0 < until {
            lines.push(self.line(Side::Same, Some(at.0), Some(at.1)));
            *at = (at.0 + 1, at.1 + 1);
        }
    }

    fn line(&self, side: Side, old: Option<u32>, new: Option<u32>) -> Line {
        let of = |lines: &[&str], n: Option<u32>| {
            n.and_then(|n| lines.get(n as usize).map(|l| (*l).to_owned()))
        };
        Line {
            side,
            old: old.map(|n| n + 1),
            new: new.map(|n| n + 1),
            text: of(self.after, new)
                .or_else(|| of(self.before, old))
                .unwrap_or_default(),
            marks: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
