//! Which lines of a log are looked at.

use super::level::Level;
use super::stamp::{self, Clock, Stamp};
use crate::domain::id::At;
use crate::domain::when;
use regex::{Regex, RegexBuilder};

/// A compiled pattern takes no more memory than this (bytes); a pattern that would is refused.
const PATTERN: usize = 1 << 20;
/// What searching may keep of its automaton (bytes).
const AUTOMATON: usize = 4 << 20;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// One end of a time range. A stamp with a zone is compared as an instant, one without as the wall
/// clock shows it, one without a day by its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The instant.
    pub at: At,
    /// The wall clock at that instant where whoever asks is, as milliseconds read as if UTC.
    pub wall: At,
    /// The time of day, milliseconds since midnight, where nothing but that was typed.
    pub of_day: Option<At>,
}

impl Bound {
    fn at(at: At, zone: &str) -> Result<Bound, String> {
        Ok(Bound {
            at,
            wall: when::wall(at, zone)?,
            of_day: None,
        })
    }

    /// The side of this bound that a stamp is compared with; none where they have nothing in common.
    #[must_use]
    pub fn for_clock(&self, clock: Clock) -> Option<At> {
        match clock {
            Clock::Zoned => Some(self.at),
            Clock::Local => Some(self.wall),
            Clock::Day => self.of_day,
            Clock::Boot => None,
        }
    }
}

/// One end of a time range as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its day is known.
    At(Bound),
    /// A time alone: which day is meant is seen by the log.
    OfDay {
        /// Milliseconds since midnight.
        time: At,
        /// The zone of whoever typed it.
        zone: String,
    },
}

impl Edge {
    /// The time that was typed: as a log writes it, or as everywhere else in the program for what lies
    /// behind ([`when::PAST_FORMS`]). `zone` is that of whoever types.
    ///
    /// # Errors
    /// A sentence: not understood, an unknown zone.
    pub fn typed(text: &str, now: At, zone: &str) -> Result<Edge, String> {
        let of_day = |time| {
            // An unknown zone is said now, not when the log is read.
            when::wall(now, zone)?;
            let zone = zone.to_owned();
            Ok(Edge::OfDay { time, zone })
        };
        match (stamp::whole(text, now), when::of_day(text)) {
            (Some(stamp), _) if stamp.clock == Clock::Local => Ok(Edge::At(Bound {
                at: when::from_wall(stamp.at, zone)?,
                wall: stamp.at,
                of_day: None,
            })),
            (Some(stamp), _) if stamp.clock == Clock::Zoned => {
                Bound::at(stamp.at, zone).map(Edge::At)
            }
            (Some(stamp), _) if stamp.clock == Clock::Day => of_day(stamp.at),
            (_, Some(ms)) => of_day(At(ms)),
            _ => Bound::at(when::past(text, now, zone)?, zone).map(Edge::At),
        }
    }

    /// The bound, where `day` says what the wall clock shows: of the log's first line, of its last one.
    fn bound(&self, day: impl FnOnce(At, (At, At)) -> At, log: &Log) -> Bound {
        match self {
            Edge::At(bound) => *bound,
            Edge::OfDay { time, zone } => {
                let wall = day(*time, log.walls(zone));
                Bound {
                    at: when::from_wall(wall, zone).unwrap_or(wall),
                    wall,
                    of_day: Some(*time),
                }
            }
        }
    }
}

/// What a log says about the day of a time that was typed alone.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// The first and the last time in it that has a day.
    pub ends: Option<(Stamp, Stamp)>,
    /// When it was last written.
    pub latest: At,
}

impl Log {
    /// What the wall clock shows at its first and at its last line.
    fn walls(&self, zone: &str) -> (At, At) {
        let there = |at| when::wall(at, zone).unwrap_or(at);
        let wall = |stamp: Stamp| match stamp.clock {
            Clock::Local => stamp.at,
            _ => there(stamp.at),
        };
        let (first, last) = match self.ends {
            Some((first, last)) => (wall(first), wall(last)),
            None => (there(self.latest), there(self.latest)),
        };
        (first.min(last), last)
    }
}

/// The times that were typed: of the first line, behind the last one, from which on what is first seen
/// is new.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    /// Not before.
    pub from: Option<Edge>,
    /// Before.
    pub to: Option<Edge>,
    /// New from here on.
    pub new_from: Option<Edge>,
}

impl Edges {
    /// Whether the log must say which day is meant.
    #[must_use]
    pub fn need_a_day(&self) -> bool {
        let all = [&self.from, &self.to, &self.new_from];
        all.into_iter()
            .any(|e| matches!(e, Some(Edge::OfDay { .. })))
    }

    /// Whether it is to end before it begins: no line could pass.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        match (&self.from, &self.to) {
            (Some(Edge::At(from)), Some(Edge::At(to))) => from.at > to.at,
            _ => false,
        }
    }

    /// The bounds in a log, in the same order. A time alone is the last such one in the log; where the
    /// log does not reach it, that of its day; behind a beginning that was typed the next such one.
    #[must_use]
    pub fn within(&self, log: &Log) -> [Option<Bound>; 3] {
        let begins = |edge: &Edge| edge.bound(|time, (a, z)| such(time, (a, z), a), log);
        let from = match (&self.from, &self.to) {
            (Some(from), Some(Edge::At(to))) => {
                Some(from.bound(|time, _| last_such(time, At(to.wall.0 - 1)), log))
            }
            (from, _) => from.as_ref().map(begins),
        };
        let to = self.to.as_ref().map(|to| match from {
            Some(from) => to.bound(|time, _| last_such(time, from.wall).plus_ms(DAY), log),
            None => to.bound(|time, (a, z)| such(time, (a, z), z), log),
        });
        [from, to, self.new_from.as_ref().map(begins)]
    }
}

/// The last such time between two; where there is none, that of the day of `else_on`.
fn such(time: At, (first, last): (At, At), else_on: At) -> At {
    match last_such(time, last) {
        at if at >= first => at,
        _ => At(midnight(else_on) + time.0),
    }
}

/// The last such time that is not behind `until`.
fn last_such(time: At, until: At) -> At {
    let at = At(midnight(until) + time.0);
    if at > until { at.plus_ms(-DAY) } else { at }
}

fn midnight(at: At) -> i64 {
    at.0.div_euclid(DAY) * DAY
}

/// Which lines are looked at; each part narrows. A line that continues another has the time and the
/// level of that one.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// At least this bad.
    pub level: Option<Level>,
    /// Not before.
    pub from: Option<Bound>,
    /// Before.
    pub to: Option<Bound>,
    /// Matches.
    pub pattern: Option<Regex>,
}

impl Filter {
    /// Whether everything passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.level.is_none() && self.from.is_none() && self.to.is_none() && self.pattern.is_none()
    }

    /// Whether a line passes: its level and time (or those of the line it continues), its text.
    #[must_use]
    pub fn passes(&self, level: Option<Level>, stamp: Option<Stamp>, text: &str) -> bool {
        self.level
            .is_none_or(|least| level.is_some_and(|l| l >= least))
            && self.in_range(stamp)
            && self.pattern.as_ref().is_none_or(|p| p.is_match(text))
    }

    /// Whether a time lies in the range; a line without one does not, where a range is asked for.
    fn in_range(&self, stamp: Option<Stamp>) -> bool {
        let compare = |bound: &Bound, passes: fn(At, At) -> bool| {
            let stamp = stamp?;
            Some(passes(stamp.at, bound.for_clock(stamp.clock)?))
        };
        let from = self.from.as_ref();
        let to = self.to.as_ref();
        from.is_none_or(|b| compare(b, |at, edge| at >= edge).unwrap_or(false))
            && to.is_none_or(|b| compare(b, |at, edge| at < edge).unwrap_or(false))
    }
}

/// A pattern as it was typed. Search time grows with the text alone, never with the pattern's
/// nesting; a pattern that would take too much memory is refused.
///
/// # Errors
/// A sentence: what is wrong with the pattern.
pub fn pattern(typed: &str) -> Result<Regex, String> {
    RegexBuilder::new(typed)
        .size_limit(PATTERN)
        .dfa_size_limit(AUTOMATON)
        .build()
        .map_err(|error| refused(&error))
}

fn refused(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => {
            "The pattern is too large: it repeats too much. Make the \
            numbers in braces smaller, or search for a shorter part."
                .to_owned()
        }
        other => {
            let text = other.to_string();
            let said = text.lines().last().unwrap_or_default();
            let said = said.trim_start_matches("error: ");
            format!(
                "The pattern is not a regular expression: {said}. Put a backslash before . * + ? ( ) [ ] {{ }} | to mean the character itself."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, DAY, Edge, Edges, Filter, Log, pattern};
    use crate::domain::id::At;
    use crate::domain::log::level::Level;
    use crate::domain::log::stamp::{Clock, Stamp};

    #[test]
    fn a_broken_or_exploding_pattern_is_a_sentence() {
        let broken = pattern("a(b").unwrap_err();
        assert!(broken.contains("unclosed group"), "{broken}");
        let large = pattern("((a{100}){100}){100}").unwrap_err();
        assert!(large.contains("too large"), "{large}");
    }

    #[test]
    fn nested_repeats_take_time_by_the_text_alone() {
        let slow_elsewhere = pattern("(a*)*(a*)*(a+)+b$").unwrap();
        let text = "a".repeat(100_000);
        assert!(!slow_elsewhere.is_match(&text));
    }

    #[test]
    fn a_range_is_of_instants_or_of_wall_clocks() {
        let filter = Filter {
            from: Some(Bound {
                at: At(1000),
                wall: At(5000),
                of_day: None,
            }),
            to: Some(Bound {
                at: At(2000),
                wall: At(6000),
                of_day: None,
            }),
            ..Filter::default()
        };
        let passes = |at: i64, clock| filter.passes(None, Some(Stamp { at: At(at), clock }), "");
        assert!(
            passes(1000, Clock::Zoned) && !passes(2000, Clock::Zoned) && !passes(999, Clock::Zoned)
        );
        assert!(passes(5500, Clock::Local) && !passes(1500, Clock::Local));
        assert!(!passes(1500, Clock::Boot) && !filter.passes(None, None, ""));
    }

    /// Hours and minutes, of the day after 1970-01-01 where they are more than 24.
    fn hm(hours: i64, minutes: i64) -> At {
        At((hours * 60 + minutes) * 60_000)
    }

    /// The walls of the bounds in a log between two times.
    fn within(from: &str, to: &str, log: (At, At)) -> (Option<At>, Option<At>) {
        let now = At(400 * DAY);
        let edge = |text: &str| match text {
            "" => None,
            text => Some(Edge::typed(text, now, "").unwrap()),
        };
        let edges = Edges {
            from: edge(from),
            to: edge(to),
            new_from: None,
        };
        let stamp = |at| Stamp {
            at,
            clock: Clock::Local,
        };
        let ends = Some((stamp(log.0), stamp(log.1)));
        let [from, to, _] = edges.within(&Log { ends, latest: now });
        (from.map(|b| b.wall), to.map(|b| b.wall))
    }

    #[test]
    fn a_time_alone_is_of_the_day_that_the_log_says() {
        let day = (hm(8, 0), hm(23, 20));
        let night = (hm(22, 0), hm(27, 0));
        let week = (hm(8, 0), hm(24 * 6 + 12, 0));
        for (log, from, to, wanted) in [
            (day, "14:30", "", (Some(hm(14, 30)), None)),
            (day, "10:00:30", "", (Some(At(36_030_000)), None)),
            (day, "7:00", "", (Some(hm(7, 0)), None)),
            (day, "23:30", "", (Some(hm(23, 30)), None)),
            (day, "", "14:30", (None, Some(hm(14, 30)))),
            (day, "", "23:30", (None, Some(hm(23, 30)))),
            (day, "", "7:00", (None, Some(hm(7, 0)))),
            (day, "22:00", "1:00", (Some(hm(22, 0)), Some(hm(25, 0)))),
            (night, "23:00", "", (Some(hm(23, 0)), None)),
            (night, "1:00", "", (Some(hm(25, 0)), None)),
            (night, "21:00", "", (Some(hm(21, 0)), None)),
            (night, "", "4:00", (None, Some(hm(28, 0)))),
            (night, "23:00", "1:00", (Some(hm(23, 0)), Some(hm(25, 0)))),
            (week, "14:30", "", (Some(hm(24 * 5 + 14, 30)), None)),
            (
                week,
                "14:30",
                "1970-01-03 15:00",
                (Some(hm(48 + 14, 30)), Some(hm(48 + 15, 0))),
            ),
            (
                week,
                "1970-01-03 22:00",
                "1:00",
                (Some(hm(48 + 22, 0)), Some(hm(72 + 1, 0))),
            ),
        ] {
            assert_eq!(within(from, to, log), wanted, "{log:?} {from} {to}");
        }
    }

    #[test]
    fn a_time_alone_is_that_of_lines_without_a_day_and_of_the_zone_of_whoever_types() {
        let log = Log {
            ends: None,
            latest: At(0),
        };
        let edge = Edge::typed("14:30", At(0), "Europe/Berlin").unwrap();
        let edges = Edges {
            from: Some(edge),
            ..Edges::default()
        };
        let [from, _, _] = edges.within(&log);
        assert_eq!(from.unwrap().for_clock(Clock::Day), Some(hm(14, 30)));
        let stamp = Stamp {
            at: hm(20, 0),
            clock: Clock::Zoned,
        };
        let ends = Some((stamp, stamp));
        let [from, _, _] = edges.within(&Log { ends, ..log });
        // An hour ahead of UTC.
        assert_eq!(from.unwrap().for_clock(Clock::Zoned), Some(hm(13, 30)));
    }

    #[test]
    fn a_length_of_time_lies_behind() {
        let now = At(100 * DAY);
        let Edge::At(bound) = Edge::typed("2h", now, "").unwrap() else {
            panic!("it has a day")
        };
        assert_eq!(bound.at, At(now.0 - DAY / 12));
        assert!(Edge::typed("tomorrow", now, "").is_err());
        assert!(Edge::typed("14:30", now, "Mars/Base").is_err());
    }

    #[test]
    fn a_level_is_at_least() {
        let filter = Filter {
            level: Some(Level::Warn),
            ..Filter::default()
        };
        assert!(
            filter.passes(Some(Level::Error), None, "")
                && filter.passes(Some(Level::Warn), None, "")
        );
        assert!(!filter.passes(Some(Level::Info), None, "") && !filter.passes(None, None, ""));
    }
}
