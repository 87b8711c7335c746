//! Export of one, many or all tickets: as JSON lines that bring them into another desk, as a table
//! for a spreadsheet, as pages to read. One ticket is held at a time, whatever the desk holds.

mod bytes;
pub(in crate::desk) mod file;
mod jsonl;
mod table;

pub(super) use bytes::decoded;
pub use jsonl::{FORMAT, sum};

use super::attach::Progress;
use super::bundle::{entries, replayed};
use super::{Desk, Error};
use crate::domain::bundle::{self, Entry, Seal};
use crate::domain::id::{At, TicketId};
use crate::domain::ticket::Ticket;
use crate::store::{self, Anchor, ChainLink, Cursor, Query, Sort};
use std::fmt;
use std::io::Write;
use std::str::FromStr;

/// How tickets are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// JSON lines with every event word for word: what `import` reads back.
    #[default]
    Jsonl,
    /// One row a ticket (RFC 4180), harmless to spreadsheets.
    Csv,
    /// A page a ticket.
    Markdown,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Jsonl, Format::Csv, Format::Markdown];

    /// What file names of it end with.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Markdown => "md",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Markdown => "markdown",
        })
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Format, String> {
        let found = Format::ALL.into_iter().find(|f| f.to_string() == text);
        found.ok_or_else(|| format!("“{text}” is not a format; there are jsonl, csv and markdown."))
    }
}

/// What is exported.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// How.
    pub format: Format,
    /// These tickets; none named: every one.
    pub ids: Vec<TicketId>,
    /// Only those that changed at or after this instant.
    pub since: Option<At>,
    /// Only those that this query finds.
    pub query: Option<Query>,
    /// The bytes of attachments and configurations stay here: `import` refuses such an export.
    pub without_files: bool,
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Tickets.
    pub tickets: u64,
    /// Their events.
    pub events: u64,
    /// Restricted tickets that were left out, for this agent is not in their audience.
    pub left_out: u64,
    /// It is the whole desk, with its audit chain.
    pub whole: bool,
    /// Attachments, configurations and baselines whose bytes came along; the same bytes count once.
    pub files: u64,
    /// Those that were left out.
    pub files_left_out: u64,
    /// The bytes of either.
    pub bytes: u64,
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The desk's.
    #[error(transparent)]
    Desk(#[from] Error),
    /// What was written to could not be.
    #[error("{0}")]
    Output(#[from] std::io::Error),
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Failed {
        Failed::Desk(error.into())
    }
}

/// Rows or numbers read at a time.
const PAGE: usize = 500;

/// A ticket that is being exported.
pub(super) struct Item {
    id: TicketId,
    links: Vec<ChainLink>,
    entries: Vec<Entry>,
    ticket: Ticket,
}

/// One format.
trait Sink {
    /// `head`: where the audit chain ended when the export began.
    fn begin(&mut self, desk: &Desk, whole: bool, head: &(i64, String)) -> Result<(), Failed>;
    fn ticket(&mut self, desk: &Desk, item: &Item) -> Result<(), Failed>;
    fn end(&mut self, report: &Report) -> Result<(), Failed>;
    /// Files that came along or were left out, and their bytes.
    fn files(&self) -> (u64, u64) {
        (0, 0)
    }
}

impl Desk {
    /// Writes tickets in the order of their numbers. `progress` is told how many it is through with, those that
    /// are left out too, and of how many.
    ///
    /// # Errors
    /// A ticket that is not there, tickets of which all are restricted; a query that is broken off;
    /// [`Error::BrokenOff`]; the output's, and the store's.
    pub fn export(
        &self,
        order: &Order,
        out: &mut dyn Write,
        progress: Progress<'_>,
    ) -> Result<Report, Failed> {
        let chosen = self.chosen(order)?;
        let end = self.store.head()?;
        let head = end.0;
        let mut report = Report {
            // Only who sees every ticket can take the whole desk along.
            whole: chosen.is_none() && self.actor.viewer().lead,
            ..Report::default()
        };
        let mut sink: Box<dyn Sink + '_> = match order.format {
            Format::Jsonl => Box::new(jsonl::Lines::new(out, order.without_files)),
            Format::Csv => Box::new(table::Table::new(out)),
            Format::Markdown => Box::new(Pages { out, first: true }),
        };
        sink.begin(self, report.whole, &end)?;
        let of = match &chosen {
            Some(ids) => ids.len() as u64,
            None => self.store.kept_tickets()?,
        };
        let mut each = |id: TicketId| -> Result<(), Failed> {
            match self.item(id, head)? {
                Some(item) => {
                    sink.ticket(self, &item)?;
                    report.tickets += 1;
                    report.events += item.links.len() as u64;
                }
                None => report.left_out += 1,
            }
            let through = report.tickets + report.left_out;
            match progress(through, of.max(through)) {
                true => Ok(()),
                false => Err(Failed::Desk(Error::BrokenOff(
                    "The export was broken off. Nothing of it is kept.",
                ))),
            }
        };
        match chosen {
            Some(ids) => ids.into_iter().try_for_each(&mut each)?,
            None => self.every(head, &mut each)?,
        }
        let (files, bytes) = sink.files();
        match order.without_files {
            true => report.files_left_out = files,
            false => report.files = files,
        }
        report.bytes = bytes;
        sink.end(&report)?;
        drop(sink);
        Ok(report)
    }

    /// The same into a new file that only its owner reads; nothing is left of one that failed.
    ///
    /// # Errors
    /// As [`Desk::export`]; a sentence when the file is already there or cannot be written.
    pub fn export_file(
        &self,
        order: &Order,
        path: &std::path::Path,
        progress: Progress<'_>,
    ) -> Result<Report, Error> {
        self.host_files("Exporting into a file")?;
        file::write(path, |out| self.export(order, out, progress))
    }

    /// The tickets that were asked for, ascending; `None`: every one.
    fn chosen(&self, order: &Order) -> Result<Option<Vec<TicketId>>, Error> {
        let mut ids = match (&order.query, order.ids.is_empty(), order.since) {
            (None, true, None) => return Ok(None),
            (_, false, _) => self.named_tickets(order)?,
            (Some(query), true, _) => self.found(query, order.since)?,
            (None, true, Some(_)) => {
                let query = Query {
                    over: true,
                    sort: Sort::Updated,
                    ..Query::default()
                };
                self.found(&query, order.since)?
            }
        };
        ids.sort();
        ids.dedup();
        Ok(Some(ids))
    }

    fn named_tickets(&self, order: &Order) -> Result<Vec<TicketId>, Error> {
        let (mut ids, mut seen) = (Vec::new(), false);
        for id in &order.ids {
            let row = self.store.row(&self.actor.viewer(), *id)?;
            if order.since.is_none_or(|since| row.updated_at >= since) {
                ids.push(*id);
                seen |= !row.masked;
            }
        }
        match ids.first() {
            // A file in which nothing is would say that there is nothing.
            Some(first) if !seen => Err(store::Error::Restricted(*first).into()),
            _ => Ok(ids),
        }
    }

    fn found(&self, query: &Query, since: Option<At>) -> Result<Vec<TicketId>, Error> {
        let mut ids = Vec::new();
        let mut from = Anchor::First;
        loop {
            let page = self.page(query, &from, PAGE)?;
            if let Some(scanned) = page.cut_at {
                return Err(Error::Input(format!(
                    "This query is rare: the desk stopped looking after {scanned} tickets. Nothing was exported; add another word, or export all."
                )));
            }
            let changed = |at: At| since.is_none_or(|since| at >= since);
            ids.extend(
                page.rows
                    .iter()
                    .filter(|r| changed(r.updated_at))
                    .map(|r| r.id),
            );
            let done = |at: At| query.sort == Sort::Updated && !changed(at);
            match page.rows.last() {
                Some(last) if page.more_after && !done(last.updated_at) => {
                    from = Anchor::After(Cursor::of(last, query.sort));
                }
                _ => return Ok(ids),
            }
        }
    }

    fn every(
        &self,
        head: i64,
        each: &mut dyn FnMut(TicketId) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        let mut last = TicketId(0);
        loop {
            let ids = self.store.ids(last, PAGE)?;
            let Some(end) = ids.last() else {
                return Ok(());
            };
            last = *end;
            for id in ids {
                // What was opened after the export began is left to the next one.
                let all = self.actor.viewer();
                match self.store.links(&all, id, 0, 1) {
                    Ok(first) if first.first().is_none_or(|l| l.n > head) => return Ok(()),
                    _ => each(id)?,
                }
            }
        }
    }

    /// A ticket as it was when the chain ended at `head`; `None` when it is not for this agent.
    fn item(&self, id: TicketId, head: i64) -> Result<Option<Item>, Failed> {
        let viewer = self.actor.viewer();
        let mut links = match self.store.links(&viewer, id, 0, usize::MAX) {
            Ok(links) => links,
            Err(store::Error::Restricted(_)) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        links.retain(|l| l.n <= head);
        let entries = entries(&links)?;
        let ticket = replayed(id, &entries);
        Ok(Some(Item {
            id,
            links,
            entries,
            ticket,
        }))
    }
}

/// Pages, one after the other.
struct Pages<'w> {
    out: &'w mut dyn Write,
    first: bool,
}

impl Sink for Pages<'_> {
    fn begin(&mut self, _: &Desk, _: bool, _: &(i64, String)) -> Result<(), Failed> {
        Ok(())
    }

    fn ticket(&mut self, desk: &Desk, item: &Item) -> Result<(), Failed> {
        let (ticket, entries) = desk.veiled_history(&item.ticket, &item.entries)?;
        let seal = match (&ticket.bundle, ticket.sealed.as_str()) {
            _ if !ticket.stage.phase.is_over() => Seal::None,
            (Some(b), "") => Seal::Rendered(b),
            (Some(b), _) => Seal::Sealed(b),
            (None, "") => Seal::None,
            (None, sealed) => Seal::First(sealed),
        };
        let page = bundle::page(desk.process(), &ticket, &entries, seal);
        let rule = if self.first { "" } else { "\n---\n\n" };
        self.first = false;
        self.out.write_all(format!("{rule}{page}").as_bytes())?;
        Ok(())
    }

    fn end(&mut self, _: &Report) -> Result<(), Failed> {
        Ok(self.out.flush()?)
    }
}
