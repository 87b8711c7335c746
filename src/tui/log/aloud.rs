//! A log in words, for the linear mode.

use super::{LogView, Tab};
use crate::desk::logs::Shown;
use crate::domain::id::At;
use crate::domain::log::histogram::Bucket;
use crate::domain::log::level::Level;
use crate::domain::log::signature::Signature;
use crate::domain::words::counted;

impl LogView {
    /// The entry under the cursor, as it is read out.
    #[must_use]
    pub fn aloud(&self) -> String {
        match self.tab {
            Tab::Lines => self.current().map(line_aloud).unwrap_or_default(),
            Tab::Signatures => {
                let ranked = self.ranked();
                let here = ranked.get(self.signatures.at);
                here.map(|(_, s)| signature_aloud(s)).unwrap_or_default()
            }
            Tab::Times => {
                let (_, stretches) = self.stretches();
                let here = stretches.get(self.times.at);
                here.map(stretch_aloud).unwrap_or_default()
            }
        }
    }

    /// Every entry of the screen, as it is read out; of lines those on the screen.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        match self.tab {
            Tab::Lines => {
                let lines = self.lines();
                let rows = lines.top..lines.top + self.seen.get() as u64;
                rows.filter_map(|at| lines.row(at))
                    .map(line_aloud)
                    .collect()
            }
            Tab::Signatures => self
                .ranked()
                .iter()
                .map(|(_, s)| signature_aloud(s))
                .collect(),
            Tab::Times => self.stretches().1.iter().map(stretch_aloud).collect(),
        }
    }
}

fn line_aloud(shown: &Shown) -> String {
    let level = match shown.level {
        Some(level) if level >= Level::Warn && !shown.continues => format!("{}, ", level.word()),
        _ => String::new(),
    };
    format!("{}: {level}{}", shown.row.number, shown.row.text)
}

fn signature_aloud(signature: &Signature) -> String {
    let tally = &signature.tally;
    let level = match (tally.level, tally.partly()) {
        (Some(level), None) => format!(", {}", level.word()),
        // Said with how often.
        _ => String::new(),
    };
    let new = if signature.new { ", new" } else { "" };
    format!("{}{level}{new}: {}", tally.times(), signature.template)
}

fn stretch_aloud((at, bucket): &(At, Bucket)) -> String {
    let begins = crate::domain::words::utc_time(*at);
    let lines = counted(bucket.lines, "line", "lines");
    format!(
        "{begins}: {lines}, {}",
        counted(bucket.errors, "error", "errors")
    )
}
