//! One pass over a log: line after line in, what it says out.

use super::filter::{Bound, Filter};
use super::format::{Format, Formats};
use super::histogram::Histogram;
use super::level::Level;
use super::line;
use super::pair::Pair;
use super::signature::{Miner, Only, Seen, Signatures};
use super::stamp::{Clock, Stamp};
use super::trace::Trace;
use crate::domain::id::At;
use std::sync::Arc;

/// Behind which part of a log a signature counts as newly appearing: what is first seen there was not
/// part of how the system worked before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Baseline {
    /// The first half of the time that the log covers; of a log without times the first half of its
    /// lines.
    #[default]
    Half,
    /// Everything before this time: when the trouble began.
    Until(Bound),
}

/// A line that stands for something, as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number, from 1.
    pub number: u64,
    /// Its time.
    pub stamp: Option<Stamp>,
    /// Its level.
    pub level: Option<Level>,
    /// Its text.
    pub text: String,
}

/// What a log says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The format of most lines.
    pub format: Format,
    /// Lines of the file that were read.
    pub lines: u64,
    /// Lines that passed the filter.
    pub matched: u64,
    /// Of these, lines that continue another.
    pub continued: u64,
    /// Of these, lines by level, from trace to fatal.
    pub levels: [u64; Level::ALL.len()],
    /// The first and the last time of those lines, of the clock that most of them bear.
    pub span: Option<(Stamp, Stamp)>,
    /// Lines over time.
    pub histogram: Histogram,
    /// The first line that is an error.
    pub first_error: Option<Found>,
    /// What it says again and again.
    pub signatures: Arc<Signatures>,
}

impl Report {
    /// Lines of a level.
    #[must_use]
    pub fn of_level(&self, level: Level) -> u64 {
        let place = Level::ALL.iter().position(|l| *l == level);
        place.and_then(|p| self.levels.get(p)).copied().unwrap_or(0)
    }
}

/// First and last time of one clock, and how many lines bear it.
#[derive(Clone, Debug, Default)]
struct Times {
    lines: u64,
    ends: Option<(At, At)>,
    histogram: Histogram,
}

const CLOCKS: [Clock; 4] = [Clock::Zoned, Clock::Local, Clock::Boot, Clock::Day];

/// What the analysis says of the line that it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// It passes the filter.
    pub passes: bool,
    /// Its level, or that of the line it continues.
    pub level: Option<Level>,
    /// Its time, or that of the line it continues.
    pub stamp: Option<Stamp>,
    /// It continues the line before it.
    pub continues: bool,
}

/// An analysis under way; its memory has a limit whatever the log.
#[derive(Debug)]
pub struct Analysis {
    filter: Filter,
    only: Option<Only>,
    baseline: Baseline,
    latest: At,
    formats: Formats,
    miner: Miner,
    times: [Times; 4],
    report: Report,
    /// Level and time of the line that others may continue.
    current: (Option<Level>, Option<Stamp>),
    /// Whether a trace may follow.
    trace: Trace,
    /// Whether the second line of a message may follow.
    pair: Pair,
    /// Whether that line is of the signature that is asked for.
    is_only: bool,
}

impl Analysis {
    /// Begins. `latest` is when the log was last written: stamps without a year take theirs from it.
    #[must_use]
    pub fn new(filter: Filter, baseline: Baseline, latest: At) -> Analysis {
        Analysis {
            filter,
            only: None,
            baseline,
            latest,
            formats: Formats::default(),
            miner: Miner::default(),
            times: Default::default(),
            report: Report::default(),
            current: (None, None),
            trace: Trace::default(),
            pair: Pair::default(),
            is_only: false,
        }
    }

    /// Looks only at the lines of one signature.
    #[must_use]
    pub fn only(self, only: Option<Only>) -> Analysis {
        Analysis { only, ..self }
    }

    /// Takes the next line, without its break and its colours.
    pub fn line(&mut self, text: &str) -> Judged {
        self.report.lines += 1;
        let number = self.report.lines;
        let mut read = line::read(text.trim_start_matches('\0'), self.latest);
        self.trace.follow(&mut read, self.current.0);
        self.pair.follow(&mut read);
        if !text.trim().is_empty() {
            self.formats.count(read.format);
        }
        if !read.continues {
            self.current = (read.judged(), read.stamp);
            self.is_only = self.only.as_ref().is_none_or(|only| only.has(&read));
        }
        let (level, stamp) = self.current;
        let passes = self.is_only && self.filter.passes(level, stamp, text);
        let judged = Judged {
            passes,
            level,
            stamp,
            continues: read.continues,
        };
        if !passes {
            return judged;
        }
        self.report.matched += 1;
        if read.continues {
            self.report.continued += 1;
            return judged;
        }
        self.tally(number, text, level, stamp);
        if !read.message.is_empty() {
            self.miner.count(
                &read,
                &Seen {
                    number,
                    stamp,
                    level,
                    raw: text,
                },
            );
        }
        judged
    }

    fn tally(&mut self, number: u64, text: &str, level: Option<Level>, stamp: Option<Stamp>) {
        if let Some(place) = level.and_then(|l| Level::ALL.iter().position(|x| *x == l)) {
            self.report.levels[place] += 1;
        }
        if level >= Some(Level::Error) && self.report.first_error.is_none() {
            let text = text
                .get(..text.floor_char_boundary(2048))
                .unwrap_or(text)
                .to_owned();
            self.report.first_error = Some(Found {
                number,
                stamp,
                level,
                text,
            });
        }
        let Some(stamp) = stamp else { return };
        let place = CLOCKS.iter().position(|c| *c == stamp.clock).unwrap_or(0);
        let times = &mut self.times[place];
        times.lines += 1;
        let (first, last) = times.ends.unwrap_or((stamp.at, stamp.at));
        times.ends = Some((first.min(stamp.at), last.max(stamp.at)));
        times.histogram.count(stamp.at, level);
    }

    /// What the log says, all of it having been given.
    #[must_use]
    pub fn finish(self) -> Report {
        let Analysis {
            miner,
            times,
            baseline,
            formats,
            mut report,
            ..
        } = self;
        let most = CLOCKS
            .iter()
            .zip(times)
            .max_by_key(|(clock, t)| (t.lines, std::cmp::Reverse(**clock)));
        if let Some((clock, times)) = most
            && let Some((first, last)) = times.ends
        {
            let stamp = |at| Stamp { at, clock: *clock };
            report.span = Some((stamp(first), stamp(last)));
            report.histogram = times.histogram;
        }
        report.format = formats.most();
        let mut signatures = miner.finish();
        let (lines, span) = (report.lines, report.span);
        for signature in &mut signatures.list {
            let (line, stamp) = signature.tally.began();
            signature.new = is_new(baseline, span, lines, line, stamp);
        }
        report.signatures = Arc::new(signatures);
        report
    }
}

/// Whether something first seen on this line, at this time, lies behind the baseline.
fn is_new(
    baseline: Baseline,
    span: Option<(Stamp, Stamp)>,
    lines: u64,
    line: u64,
    stamp: Option<Stamp>,
) -> bool {
    let edge = match baseline {
        Baseline::Until(bound) => stamp.and_then(|s| bound.for_clock(s.clock)),
        Baseline::Half => span
            .filter(|(first, last)| {
                first.at < last.at && stamp.is_some_and(|s| s.clock == first.clock)
            })
            .map(|(first, last)| first.at.plus_ms(last.at.since_ms(first.at) / 2)),
    };
    match (edge, stamp, baseline) {
        (Some(edge), Some(stamp), Baseline::Half) => stamp.at > edge,
        (Some(edge), Some(stamp), Baseline::Until(_)) => stamp.at >= edge,
        (_, _, Baseline::Half) => line > lines.div_ceil(2),
        (_, _, Baseline::Until(_)) => false,
    }
}

#[cfg(test)]
mod tests;
