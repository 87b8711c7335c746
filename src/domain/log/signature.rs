//! Signatures: what a log says again and again, with how often, where and how bad.

use super::level::Level;
use super::line::Line;
use super::mask::{self, WILD};
use super::stamp::Stamp;
use super::template::{gather, hollow};
use std::collections::HashMap;
use std::sync::Arc;

/// Distinct masked messages that are kept; beyond, they are gathered, and what fits no template is
/// counted as one.
const SHAPES: usize = 8192;
/// Candidates looked at for a message once the limit was reached.
const CANDIDATES: usize = 64;
/// An example is cut to so many bytes.
const EXAMPLE: usize = 512;
/// The template of what fits none, in a log that says something else on nearly every line.
const OTHERS: &str = "(messages that are hardly ever the same)";

/// How often and where a message was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines.
    pub count: u64,
    /// Number of the first line, from 1.
    pub first_line: u64,
    /// Number of the last line.
    pub last_line: u64,
    /// The earliest time.
    pub first: Option<Stamp>,
    /// The latest time.
    pub last: Option<Stamp>,
    /// The worst level.
    pub level: Option<Level>,
    /// Lines of that level.
    pub worst: u64,
    /// Number of the first of those.
    pub worst_line: u64,
    /// The earliest time of those.
    pub worst_first: Option<Stamp>,
    /// The first line as it stands in the file, cut to 512 bytes.
    pub example: String,
}

impl Tally {
    fn merge(&mut self, other: Tally) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 || other.first_line < self.first_line {
            self.first_line = other.first_line;
            self.example = other.example;
        }
        self.worse(other.level, other.worst, other.worst_line);
        if self.level == other.level
            && let Some(stamp) = other.worst_first
        {
            self.worst_when(stamp);
        }
        self.count += other.count;
        self.last_line = self.last_line.max(other.last_line);
        for stamp in [other.first, other.last].into_iter().flatten() {
            self.when(stamp);
        }
    }

    /// Takes lines of a level in: only those of the worst are told apart.
    fn worse(&mut self, level: Option<Level>, lines: u64, first_line: u64) {
        if self.count == 0 || level > self.level {
            (self.level, self.worst, self.worst_line) = (level, lines, first_line);
            self.worst_first = None;
        } else if level == self.level {
            self.worst += lines;
            self.worst_line = self.worst_line.min(first_line);
        }
    }

    fn worst_when(&mut self, stamp: Stamp) {
        let first = self.worst_first.get_or_insert(stamp);
        if first.clock == stamp.clock && stamp.at < first.at {
            *first = stamp;
        }
    }

    /// From when on it is what it is: a warning or an error from the first line that is one; line and time.
    #[must_use]
    pub fn began(&self) -> (u64, Option<Stamp>) {
        match self.level >= Some(Level::Warn) {
            true => (self.worst_line, self.worst_first),
            false => (self.first_line, self.first),
        }
    }

    /// How many of its lines are as bad as the worst, where not all are.
    #[must_use]
    pub fn partly(&self) -> Option<u64> {
        let partly = self.level.is_some() && self.worst < self.count;
        partly.then_some(self.worst)
    }

    /// How often, in words: `4 times, 1 of them error`.
    #[must_use]
    pub fn times(&self) -> String {
        let times = match self.count {
            1 => "once".to_owned(),
            n => format!("{n} times"),
        };
        match (self.partly(), self.level) {
            (Some(worst), Some(level)) => format!("{times}, {worst} of them {}", level.word()),
            _ => times,
        }
    }

    fn when(&mut self, stamp: Stamp) {
        let first = self.first.get_or_insert(stamp);
        if first.clock == stamp.clock && stamp.at < first.at {
            *first = stamp;
        }
        let last = self.last.get_or_insert(stamp);
        if last.clock == stamp.clock && stamp.at > last.at {
            *last = stamp;
        }
    }
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// 16 hexadecimal digits that stand for the template: the same in every file.
    pub key: String,
    /// The message with what varies as `<*>`.
    pub template: String,
    /// How often and where.
    pub tally: Tally,
    /// First seen after the baseline (see [`super::analysis::Baseline`]).
    pub new: bool,
}

/// Templates with something that varies, by their first word: words and place.
type Settled = HashMap<String, Vec<(Vec<String>, usize)>>;

/// Counts messages; its memory has a limit whatever the log.
#[derive(Debug, Default)]
pub struct Miner {
    shapes: HashMap<Box<str>, usize>,
    tallies: Vec<Tally>,
    /// Templates by their first word, once the limit was reached.
    settled: Option<Settled>,
    others: Tally,
    masked: Vec<u8>,
}

/// A line as it is counted.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Its time, or that of the line it continues.
    pub stamp: Option<Stamp>,
    /// Its level.
    pub level: Option<Level>,
    /// The line as it stands in the file.
    pub raw: &'a str,
}

impl Miner {
    /// Counts a line.
    pub fn count(&mut self, line: &Line<'_>, seen: &Seen<'_>) {
        let mut masked = std::mem::take(&mut self.masked);
        masked_of(line, &mut masked);
        // Cut within a character at worst, which only the last word notices.
        let text = String::from_utf8_lossy(&masked);
        let place = self.place(&text);
        let tally = match place {
            Some(at) => self.tallies.get_mut(at),
            None => None,
        };
        note(tally.unwrap_or(&mut self.others), seen);
        drop(text);
        self.masked = masked;
    }

    /// Where the message is counted; none: among the others.
    fn place(&mut self, masked: &str) -> Option<usize> {
        if let Some(at) = self.shapes.get(masked) {
            return Some(*at);
        }
        if let Some(at) = self.fitting(masked) {
            return Some(at);
        }
        if self.tallies.len() >= SHAPES {
            self.settle();
            // Hardly anything was alike: no room is made.
            if self.tallies.len() * 4 > SHAPES * 3 {
                return None;
            }
            return self.place(masked);
        }
        self.tallies.push(Tally::default());
        self.shapes.insert(masked.into(), self.tallies.len() - 1);
        Some(self.tallies.len() - 1)
    }

    /// A template made earlier that the message fits.
    fn fitting(&self, masked: &str) -> Option<usize> {
        let settled = self.settled.as_ref()?;
        // Most messages that fit nothing are known by their first word: nothing is made for them.
        let candidates = settled.get(masked.split(' ').next()?)?;
        let count = masked.split(' ').count();
        let fits = |template: &[String]| {
            let mut each = template.iter().zip(masked.split(' '));
            each.all(|(t, w)| t == w || (may_fit(t, w) && *t == hollow(w)))
        };
        let long = candidates.iter().filter(|(t, _)| t.len() == count);
        let mut long = long.take(CANDIDATES);
        long.find(|(template, _)| fits(template)).map(|(_, at)| *at)
    }

    /// Gathers what was counted so far, so that there is room again.
    fn settle(&mut self) {
        if self.settled.is_some() && self.tallies.len() * 4 > SHAPES * 3 && self.others.count > 0 {
            return;
        }
        let (templates, tallies, _) = self.gathered();
        let mut settled = Settled::new();
        self.shapes.clear();
        for (at, template) in templates.into_iter().enumerate() {
            let words: Vec<String> = template.split(' ').map(str::to_owned).collect();
            if template.contains(WILD) {
                let key = words.first().cloned().unwrap_or_default();
                settled.entry(key).or_default().push((words, at));
            }
            self.shapes.insert(template.into(), at);
        }
        self.tallies = tallies;
        self.settled = Some(settled);
    }

    /// Templates, their counts, and to which of them each message went.
    fn gathered(&mut self) -> (Vec<String>, Vec<Tally>, Vec<usize>) {
        let mut texts = vec![""; self.tallies.len()];
        for (text, at) in &self.shapes {
            if let Some(slot) = texts.get_mut(*at) {
                *slot = text;
            }
        }
        let found = gather(&texts);
        let mut tallies = vec![Tally::default(); found.templates.len()];
        for (tally, of) in std::mem::take(&mut self.tallies).into_iter().zip(&found.of) {
            if let Some(into) = tallies.get_mut(*of) {
                into.merge(tally);
            }
        }
        (found.templates, tallies, found.of)
    }

    /// What was counted, gathered into signatures: errors first, the most frequent first.
    #[must_use]
    pub fn finish(mut self) -> Signatures {
        let shapes: Vec<(Box<str>, usize)> =
            self.shapes.iter().map(|(t, at)| (t.clone(), *at)).collect();
        let (templates, tallies, of) = self.gathered();
        let mut list: Vec<Signature> = templates
            .into_iter()
            .zip(tallies)
            .map(|(t, tally)| signature(t, tally))
            .collect();
        if self.others.count > 0 {
            list.push(signature(OTHERS.to_owned(), self.others));
        }
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by_key(|i| list.get(*i).map(rank));
        let mut place = vec![0; list.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let shapes = shapes
            .into_iter()
            .map(|(t, at)| (t, place[of[at]]))
            .collect();
        list.sort_by_cached_key(rank);
        Signatures { list, shapes }
    }
}

/// Whether a word may fit the one of a template, without making anything: what stands around its hole.
fn may_fit(template: &str, word: &str) -> bool {
    let around = template.split_once(WILD);
    around.is_some_and(|(before, after)| word.starts_with(before) && word.ends_with(after))
}

fn rank(signature: &Signature) -> (u8, std::cmp::Reverse<u64>, u64) {
    let class = match signature.tally.level {
        Some(Level::Error | Level::Fatal) => 0,
        Some(Level::Warn) => 1,
        _ => 2,
    };
    (
        class,
        std::cmp::Reverse(signature.tally.count),
        signature.tally.first_line,
    )
}

fn signature(template: String, tally: Tally) -> Signature {
    let hash = template.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    Signature {
        key: format!("{hash:016x}"),
        template,
        tally,
        new: false,
    }
}

fn note(tally: &mut Tally, seen: &Seen<'_>) {
    if tally.count == 0 {
        tally.first_line = seen.number;
        tally.example = cut(seen.raw).to_owned();
    }
    tally.worse(seen.level, 1, seen.number);
    tally.count += 1;
    tally.last_line = tally.last_line.max(seen.number);
    if let Some(stamp) = seen.stamp {
        tally.when(stamp);
        if tally.level == seen.level {
            tally.worst_when(stamp);
        }
    }
}

fn cut(text: &str) -> &str {
    let end = text.floor_char_boundary(EXAMPLE.min(text.len()));
    text.get(..end).unwrap_or_default()
}

/// The masked message of a line; of an access log verb and status, which tell requests apart.
fn masked_of(line: &Line<'_>, out: &mut Vec<u8>) {
    mask::mask(&line.message, out);
    if line.format == super::format::Format::Access
        && let Some(request) = line.message.split_once("\" ").map(|(_, rest)| rest)
        && let Some(end) = out.iter().skip(1).position(|b| *b == b'"')
    {
        let status = request.split(' ').next().unwrap_or_default();
        out.truncate(end + 2);
        out.push(b' ');
        out.extend(status.bytes().filter(u8::is_ascii_digit).take(3));
    }
}

/// One signature among those of a log: to look only at its lines.
#[derive(Clone, Debug)]
pub struct Only {
    signatures: Arc<Signatures>,
    place: usize,
    /// It is what is hardly ever the same.
    others: bool,
}

impl Only {
    /// The signature at this place.
    #[must_use]
    pub fn new(signatures: Arc<Signatures>, place: usize) -> Only {
        let named = signatures.list.get(place);
        let others = named.is_some_and(|s| s.template == OTHERS);
        Only {
            signatures,
            place,
            others,
        }
    }

    /// Whether a line is of it.
    #[must_use]
    pub fn has(&self, line: &Line<'_>) -> bool {
        match self.signatures.of(line) {
            _ if line.message.is_empty() => false,
            Some(place) => place == self.place,
            None => self.others,
        }
    }
}

/// The signatures of a log.
#[derive(Clone, Debug, Default)]
pub struct Signatures {
    /// Errors first, the most frequent first.
    pub list: Vec<Signature>,
    shapes: HashMap<Box<str>, usize>,
}

impl Signatures {
    /// The place in the list of the signature of a line; none for a line that was not counted.
    #[must_use]
    pub fn of(&self, line: &Line<'_>) -> Option<usize> {
        let mut masked = Vec::new();
        masked_of(line, &mut masked);
        self.shapes
            .get(String::from_utf8_lossy(&masked).as_ref())
            .copied()
    }

    /// What was first seen after the baseline, errors first.
    pub fn fresh(&self) -> impl Iterator<Item = &Signature> {
        self.list.iter().filter(|s| s.new)
    }
}
