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

/// One end of a time range. A stamp with a zone is compared as an instant, one without as the wall
/// clock shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The instant.
    pub at: At,
    /// The wall clock at that instant where whoever asks is, as milliseconds read as if UTC.
    pub wall: At,
}

impl Bound {
    /// The time that was typed: as a log writes it, or as everywhere else in the program
    /// ([`when::FORMS`]). `zone` is that of whoever types.
    ///
    /// # Errors
    /// A sentence: not understood, an unknown zone.
    pub fn typed(text: &str, now: At, zone: &str) -> Result<Bound, String> {
        match stamp::whole(text, now) {
            Some(stamp) if stamp.clock == Clock::Local => {
                let at = when::from_wall(stamp.at, zone)?;
                Ok(Bound { at, wall: stamp.at })
            }
            Some(stamp) if stamp.clock == Clock::Zoned => Bound::at(stamp.at, zone),
            _ => Bound::at(when::parse(text, now, zone)?, zone),
        }
    }

    fn at(at: At, zone: &str) -> Result<Bound, String> {
        Ok(Bound {
            at,
            wall: when::wall(at, zone)?,
        })
    }

    /// The side of this bound that a stamp is compared with; none for clocks without a day.
    #[must_use]
    pub fn for_clock(&self, clock: Clock) -> Option<At> {
        match clock {
            Clock::Zoned => Some(self.at),
            Clock::Local => Some(self.wall),
            Clock::Boot | Clock::Day => None,
        }
    }
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
    use super::{Bound, Filter, pattern};
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
            }),
            to: Some(Bound {
                at: At(2000),
                wall: At(6000),
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
