//! What an import did, or would do.

use super::date::{Odd, Times};
use crate::domain::id::At;
use crate::domain::words;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many of the first rows a report shows.
pub(super) const SHOWN: usize = 5;

/// How many reasons for rejecting a report lists; how many more there are is said.
const LISTED: usize = 1_000;

/// One of the first rows, for a look before it is done.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Preview {
    /// Its line.
    pub line: u64,
    /// Subject.
    pub subject: String,
    /// Kind.
    pub kind: String,
    /// Customer, or contact.
    pub customer: String,
    /// When it was opened there.
    pub opened_at: Option<At>,
    /// How long its text is, in characters.
    pub characters: usize,
    /// How many events its history has; none where a row is a ticket.
    pub events: usize,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Rows read: records, lines, traces.
    pub rows: u64,
    /// Cases with a history, and rows that do not say of which; 0 where a row is a ticket.
    pub cases: u64,
    /// A case with its history is a ticket, not a row.
    #[serde(skip)]
    pub by_case: bool,
    /// Tickets opened (that would be opened, on a dry run).
    pub opened: u64,
    /// Events of their histories that the source holds.
    pub events: u64,
    /// Rows or cases that an earlier run had imported.
    pub already: u64,
    /// Of those, cases that have more events in this file: they are not added.
    pub grown: u64,
    /// Rows or cases that could not be imported.
    pub rejected: u64,
    /// What the mapping leaves out: how many by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Customers added to the address book.
    pub customers: u64,
    /// Rows that were not UTF-8 and were read as Latin-1.
    pub latin1: u64,
    /// Places that could not be decoded and hold U+FFFD now.
    pub replaced: u64,
    /// What was odd about the times.
    pub times: Times,
    /// Columns of the mapping that no record had.
    pub unseen: BTreeSet<String>,
    /// The first rows.
    pub first: Vec<Preview>,
    /// The reasons for rejecting with their lines, the first thousand.
    pub reasons: Vec<(u64, String)>,
    /// How many more there are.
    pub more_reasons: u64,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
    /// Nothing was written.
    pub dry_run: bool,
}

impl Preview {
    fn line(&self) -> String {
        let size = match self.events {
            0 => words::counted(self.characters as u64, "character", "characters"),
            n => words::counted(n as u64, "event", "events"),
        };
        format!(
            "line {}: {} · {} · {} · {size}",
            self.line, self.subject, self.kind, self.customer
        )
    }
}

impl Report {
    /// A row or case is not imported, for these reasons.
    pub(super) fn reject(&mut self, reasons: impl IntoIterator<Item = (u64, String)>) {
        self.rejected += 1;
        for reason in reasons {
            match self.reasons.len() < LISTED {
                true => self.reasons.push(reason),
                false => self.more_reasons += 1,
            }
        }
    }

    /// What came of it, in sentences: of a dry run the first rows, why what was not imported, how much there was and
    /// what else is to be known.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let mut said = Vec::new();
        if self.dry_run {
            said.extend(self.first.iter().map(Preview::line));
        }
        said.extend(self.why_rejected());
        said.push(self.counted());
        said.extend(self.notes());
        let rejects = self.rejects.as_ref();
        said.extend(rejects.map(|path| format!("rejected rows: {}", path.display())));
        said
    }

    /// Why what was rejected was: the first reasons with their lines, and how many more there are.
    fn why_rejected(&self) -> Vec<String> {
        let reasons = self.reasons.iter();
        let said = reasons.map(|(line, why)| format!("line {line} is not imported: {why}"));
        let mut said: Vec<String> = said.collect();
        if self.more_reasons > 0 {
            let more = words::counted(self.more_reasons, "reason", "reasons");
            said.push(match &self.rejects {
                Some(_) => format!("and {more} more: they stand with the rejected rows"),
                None => format!("and {more} more"),
            });
        }
        said
    }

    /// What of a source that broke off stays, in a sentence; `what`: rows or cases.
    pub(super) fn stays(&self, what: &str) -> String {
        let read = if what == "cases" {
            self.cases
        } else {
            self.rows
        };
        match (self.dry_run, self.opened) {
            (true, _) => format!("{read} {what} were read before; a dry run writes nothing."),
            (false, 0) => "Nothing was imported before.".to_owned(),
            (false, 1) => {
                "1 ticket was imported before and stays; a second run goes on.".to_owned()
            }
            (false, n) => {
                format!("{n} tickets were imported before and stay; a second run goes on.")
            }
        }
    }

    /// What of a source that broke off was rejected before, where it is kept, and why.
    pub(super) fn rejected_before(&self, what: &str) -> Vec<String> {
        if self.rejected == 0 {
            return Vec::new();
        }
        let (one, would) = (what.trim_end_matches('s'), self.dry_run);
        let n = words::counted(self.rejected, one, what);
        let kept = match &self.rejects {
            Some(path) => format!(", kept in {}", path.display()),
            None => String::new(),
        };
        let head = match would {
            true => format!("{n} before it broke off would be rejected:"),
            false => format!("{n} rejected before it broke off{kept}:"),
        };
        std::iter::once(head).chain(self.why_rejected()).collect()
    }

    /// How much there was, in a sentence.
    fn counted(&self) -> String {
        let would = match self.dry_run {
            true => "would be opened",
            false => "opened",
        };
        let (all, with) = match self.by_case {
            false => (words::counted(self.rows, "row", "rows"), String::new()),
            true => (
                words::counted(self.cases, "case", "cases"),
                format!(" with {}", words::counted(self.events, "event", "events")),
            ),
        };
        format!(
            "{all}: {} {would}{with}, {} were here already, {} rejected; {} new customers",
            self.opened, self.already, self.rejected, self.customers
        )
    }

    /// What else is to be known of how the file was read.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (reason, n) in &self.skipped {
            notes.push(format!("{n} left out: {reason}"));
        }
        if self.grown > 0 {
            notes.push(format!(
            "{} of those that were here already have more events in this file; they were not added",
            words::counted(self.grown, "case", "cases")
        ));
        }
        if self.latin1 > 0 {
            notes.push(format!(
                "{} rows were not UTF-8 and were read as Latin-1",
                self.latin1
            ));
        }
        if self.replaced > 0 {
            notes.push(format!(
                "{} could not be decoded; U+FFFD stands there",
                words::counted(self.replaced, "place", "places")
            ));
        }
        let odd = |odd: Odd, one: &str, more: &str| {
            let said = match odd.count {
                0 => return None,
                1 => format!("1 time {one}"),
                n => format!("{n} times {more}"),
            };
            Some(format!("{said} (the first in line {})", odd.line))
        };
        let times = self.times;
        notes.extend(odd(
            times.without_zone,
            "had no zone and was read as UTC; name one with zone = \"Europe/Berlin\"",
            "had no zone and were read as UTC; name one with zone = \"Europe/Berlin\"",
        ));
        let twice = "occurred twice as clocks were set back; the earlier was taken";
        notes.extend(odd(times.twice, twice, twice));
        notes.extend(odd(
            times.never,
            "never occurred, as clocks were set forward; it was moved forward",
            "never occurred, as clocks were set forward; they were moved forward",
        ));
        if !self.unseen.is_empty() {
            let names: Vec<_> = self.unseen.iter().map(|n| format!("“{n}”")).collect();
            notes.push(format!("no record has {}", names.join(", ")));
        }
        notes
    }
}
