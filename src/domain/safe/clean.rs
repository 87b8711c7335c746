//! The cleaning itself: cluster by cluster, so that joined emoji and accents keep together.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::class::{Class, class, is_ordinary};
use super::measure::width;

/// Columns between two tab stops, as terminals and log writers have it.
const TAB_STOP: usize = 8;
/// Combining marks that one base may carry; real scripts need no more.
const MARKS_AT_MOST: usize = 4;
/// Joins in one emoji; the largest real ones, families and kisses, have three.
const JOINS_AT_MOST: usize = 4;
/// Carries a mark that came without a base.
const DOTTED_CIRCLE: char = '\u{25cc}';

/// What becomes of line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Breaks {
    /// `\n` stays a break.
    Kept,
    /// A break becomes a visible `␊`.
    Shown,
}

/// Cleans bytes that may be no text at all.
pub(super) fn clean_bytes(raw: &[u8], breaks: Breaks) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(raw) {
        return clean(text, breaks);
    }
    let mut named = String::with_capacity(raw.len() + raw.len() / 4);
    for chunk in raw.utf8_chunks() {
        named.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(named, "<x{byte:02X}>");
        }
    }
    Cow::Owned(clean(&named, breaks).into_owned())
}

/// Cleans text; ordinary text comes back borrowed.
pub(super) fn clean(raw: &str, breaks: Breaks) -> Cow<'_, str> {
    let keeps = |byte: &u8| (b' '..=b'~').contains(byte) || is_kept_break(*byte, breaks);
    let Some(first) = raw.bytes().position(|byte| !keeps(&byte)) else {
        return Cow::Borrowed(raw);
    };
    let rest = raw.get(first..).unwrap_or_default();
    let ordinary = |c: char| is_ordinary(c) || (c == '\n' && breaks == Breaks::Kept);
    if rest.chars().all(ordinary) {
        return Cow::Borrowed(raw);
    }
    // One step back: the first odd character may sit on the plain one before it.
    let (plain, odd) = raw.split_at(first.saturating_sub(1));
    let mut cleaner = Cleaner::new(raw.len(), breaks);
    cleaner.out.push_str(plain);
    cleaner.column = width(plain.rsplit('\n').next().unwrap_or_default());
    for cluster in odd.graphemes(true) {
        cleaner.cluster(cluster);
    }
    Cow::Owned(cleaner.out)
}

fn is_kept_break(byte: u8, breaks: Breaks) -> bool {
    byte == b'\n' && breaks == Breaks::Kept
}

struct Cleaner {
    out: String,
    breaks: Breaks,
    /// Columns painted since the last break, for the tab stops.
    column: usize,
}

impl Cleaner {
    fn new(length: usize, breaks: Breaks) -> Self {
        Self {
            out: String::with_capacity(length + length / 8),
            breaks,
            column: 0,
        }
    }

    fn cluster(&mut self, cluster: &str) {
        match cluster {
            "\t" => self.spaces(TAB_STOP - self.column % TAB_STOP),
            "\n" | "\r" | "\r\n" => self.line_break(),
            _ => {
                let start = self.out.len();
                self.characters(cluster);
                self.column += width(self.out.get(start..).unwrap_or_default());
            }
        }
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.column += count;
    }

    fn line_break(&mut self) {
        match self.breaks {
            Breaks::Kept => {
                self.out.push('\n');
                self.column = 0;
            }
            Breaks::Shown => {
                self.out.push('␊');
                self.column += 1;
            }
        }
    }

    fn characters(&mut self, cluster: &str) {
        let mut seen = Seen::default();
        let mut rest = cluster.chars();
        while let Some(character) = rest.next() {
            match class(character) {
                Class::Base => {
                    self.out.push(character);
                    seen.base = Some(character);
                    seen.marks = 0;
                }
                Class::Mark => self.mark(character, &mut seen),
                Class::Selector if seen.takes_selector(character, rest.as_str()) => {
                    self.out.push(character);
                    seen.marks += 1;
                }
                Class::Joiner if seen.takes_joiner(rest.as_str()) => {
                    self.out.push(character);
                    seen.joins += 1;
                    seen.marks = 0;
                }
                Class::Control => self.picture(character, &mut seen),
                Class::Selector | Class::Joiner | Class::Hidden => self.name(character, &mut seen),
            }
        }
    }

    fn mark(&mut self, character: char, seen: &mut Seen) {
        if (seen.base.is_none() || seen.cut) && !extends(character) {
            return self.name(character, seen);
        }
        if seen.base.is_none() {
            self.out.push(DOTTED_CIRCLE);
            seen.base = Some(DOTTED_CIRCLE);
        }
        if seen.marks < MARKS_AT_MOST {
            self.out.push(character);
            seen.marks += 1;
        }
    }

    fn picture(&mut self, character: char, seen: &mut Seen) {
        let picture = match character {
            '\u{7f}' => '␡',
            control => char::from_u32(0x2400 + control as u32).unwrap_or('\u{fffd}'),
        };
        self.out.push(picture);
        seen.spelled(picture);
    }

    fn name(&mut self, character: char, seen: &mut Seen) {
        let _ = write!(self.out, "<U+{:04X}>", character as u32);
        seen.spelled('>');
    }
}

/// What stands in the cluster already.
#[derive(Default)]
struct Seen {
    base: Option<char>,
    marks: usize,
    joins: usize,
    /// Something was spelled out, which cuts the cluster in two.
    cut: bool,
}

impl Seen {
    fn spelled(&mut self, last: char) {
        self.base = Some(last);
        self.marks = 0;
        self.cut = true;
    }

    /// A joiner is honest only where the cluster goes on behind it with something visible.
    fn takes_joiner(&self, rest: &str) -> bool {
        let joins = rest
            .chars()
            .next()
            .is_some_and(|next| class(next) == Class::Base);
        joins && self.base.is_some() && !self.cut && self.joins < JOINS_AT_MOST
    }

    /// A selector is honest only straight after a character that has two looks.
    fn takes_selector(&self, selector: char, rest: &str) -> bool {
        let Some(base) = self.base.filter(|_| self.marks == 0 && !self.cut) else {
            return false;
        };
        let pair: String = [base, selector].iter().collect();
        let changes = Some(pair.width()) != base.width();
        changes || (base.width() == Some(2) && !is_letter(base)) || rest.starts_with('\u{20e3}')
    }
}

/// False for the halves of a Korean syllable: they take no column, yet sit on nothing else.
fn extends(mark: char) -> bool {
    let carried: String = [DOTTED_CIRCLE, mark].iter().collect();
    carried.graphemes(true).count() == 1
}

/// Wide letters have one look only; wide signs are emoji.
fn is_letter(base: char) -> bool {
    base.is_alphanumeric()
}
