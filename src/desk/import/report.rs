//! What an import did, or would do.

use super::date::Times;
use crate::domain::id::At;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many rows and reasons a report shows.
pub(super) const SHOWN: usize = 5;

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
    /// Cases with a history; 0 where a row is a ticket.
    pub cases: u64,
    /// Tickets opened (that would be opened, on a dry run).
    pub opened: u64,
    /// Events of their histories.
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
    /// The first reasons for rejecting, with their lines.
    pub reasons: Vec<(u64, String)>,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
    /// Nothing was written.
    pub dry_run: bool,
}

impl Report {
    pub(super) fn reject(&mut self, line: u64, why: String) {
        self.rejected += 1;
        if self.reasons.len() < SHOWN {
            self.reasons.push((line, why));
        }
    }
}
