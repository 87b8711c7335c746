//! How far a long piece of work is, in words: part, rate and time left.

use crate::domain::id::At;
use crate::domain::words::{self, counted};
use crate::tui::msg::Work;

/// What a piece of work is measured in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Bytes that are attached.
    #[default]
    Bytes,
    /// Bytes of the desk that are copied.
    Copied,
    /// Bytes of a file that are read.
    Read,
    /// Tickets that are written into a file.
    Exported,
    /// Tickets that something is done to, each by itself.
    Tickets,
}

impl Unit {
    /// What a job is measured in.
    #[must_use]
    pub fn of(work: &Work) -> Unit {
        match work {
            Work::Each { .. } | Work::EachIts { .. } => Unit::Tickets,
            Work::BackUp(_) => Unit::Copied,
            Work::BringIn(_) => Unit::Read,
            Work::Export(..) => Unit::Exported,
            _ => Unit::Bytes,
        }
    }
}

/// What became of one of many tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done.
    Done,
    /// It is not: a sentence.
    Refused(String),
    /// It was broken off before it.
    NotBegun,
}

/// Work that takes longer than a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What it is measured in.
    pub unit: Unit,
    /// So many done.
    pub done: u64,
    /// Of so many.
    pub of: u64,
    /// Since when.
    pub since: At,
}

impl Progress {
    /// The line that says so: `attaching 43 % · 12 MiB/s · 3 s left · Esc breaks it off`, or
    /// `120 of 2000 tickets · 300/s · 6 s left · Esc breaks it off`.
    #[must_use]
    pub fn line(&self, now: At) -> String {
        let part = self.done.saturating_mul(100) / self.of.max(1);
        let ms = u64::try_from(now.since_ms(self.since)).unwrap_or(0).max(1);
        let rate = self.done.saturating_mul(1_000) / ms;
        let left = self.of.saturating_sub(self.done) / rate.max(1);
        let time = match left {
            0 => "a moment left".to_owned(),
            s if s < 120 => format!("{s} s left"),
            s => format!("{} min left", s / 60),
        };
        let (done, rate) = match self.unit {
            Unit::Bytes => (format!("attaching {part} %"), words::size(rate)),
            Unit::Copied if self.done == self.of => {
                return "checking the copy · Esc breaks it off".to_owned();
            }
            Unit::Copied => (format!("copying {part} %"), words::size(rate)),
            Unit::Read if self.done == self.of => {
                return "bringing in what was read · Esc breaks it off".to_owned();
            }
            Unit::Read => (format!("reading {part} %"), words::size(rate)),
            Unit::Exported => (
                format!(
                    "exporting {part} % of {}",
                    counted(self.of, "ticket", "tickets")
                ),
                rate.to_string(),
            ),
            Unit::Tickets => (
                format!("{} of {} tickets", self.done, self.of),
                rate.to_string(),
            ),
        };
        format!("{done} · {rate}/s · {time} · Esc breaks it off")
    }
}

#[cfg(test)]
mod tests {
    use super::{Progress, Unit};
    use crate::domain::id::At;

    #[test]
    fn part_rate_and_time_left_are_said() {
        let half = Progress {
            done: 10 << 20,
            of: 40 << 20,
            since: At(0),
            ..Progress::default()
        };
        assert_eq!(
            half.line(At(2_000)),
            "attaching 25 % · 5 MiB/s · 6 s left · Esc breaks it off"
        );
        let tickets = Progress {
            unit: Unit::Tickets,
            done: 500,
            of: 2_000,
            since: At(0),
        };
        assert_eq!(
            tickets.line(At(1_000)),
            "500 of 2000 tickets · 500/s · 3 s left · Esc breaks it off"
        );
        let exported = Progress {
            unit: Unit::Exported,
            done: 15,
            of: 61,
            since: At(0),
        };
        assert_eq!(
            exported.line(At(1_000)),
            "exporting 24 % of 61 tickets · 15/s · 3 s left · Esc breaks it off"
        );
        let nothing = Progress::default().line(At(0));
        assert!(nothing.contains("a moment left"), "{nothing}");
    }
}
