//! Import of tickets from CSV and JSON lines by a mapping file. Each row is opened through `decide`
//! like any other ticket, on the date of the row, its words kept as they are.
//!
//! Resumable: rows are committed in long transactions and each has a command id made from its own id
//! in the source, so that a second run imports only what is missing.

mod check;
pub mod copy;
mod date;
pub mod map;
mod reject;
mod row;
mod source;
mod target;

pub use map::{Map, Mistake};

use super::{Desk, Error};
use crate::domain::actor::{Actor, Source};
use crate::domain::command::{Command, Opening};
use crate::domain::id::{At, CommandId, CustomerId};
use reject::Rejects;
use row::Ready;
use sha2::{Digest, Sha256};
use source::{Row, Rows};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use target::{Dry, Target};

/// The format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
        })
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Format, String> {
        match text {
            "csv" => Ok(Format::Csv),
            "jsonl" => Ok(Format::Jsonl),
            other => Err(format!(
                "“{other}” is not a format; there are csv and jsonl."
            )),
        }
    }
}

/// What is imported, and how.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// The mapping.
    pub map: &'a Map,
    /// The format.
    pub format: Format,
    /// The file's path, for the reject file beside it; none keeps no rejects (standard input).
    pub beside: Option<&'a Path>,
    /// Writes nothing; says what would happen.
    pub dry_run: bool,
}

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
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Rows read.
    pub rows: u64,
    /// Tickets opened (that would be opened, on a dry run).
    pub opened: u64,
    /// Rows that an earlier run had imported.
    pub already: u64,
    /// Rows that could not be imported.
    pub rejected: u64,
    /// Customers added to the address book.
    pub customers: u64,
    /// Rows that were not UTF-8 and were read as Latin-1.
    pub latin1: u64,
    /// The first rows.
    pub first: Vec<Preview>,
    /// The first reasons for rejecting, with their lines.
    pub reasons: Vec<(u64, String)>,
    /// Where the rejected rows are.
    pub rejects: Option<PathBuf>,
    /// Nothing was written.
    pub dry_run: bool,
}

/// How many rows and reasons a report shows.
const SHOWN: usize = 5;

/// Tickets a transaction: what is lost at most when the machine goes down meanwhile.
const CHUNK: u32 = 500;

/// Imports a source. `progress` is told the rows read so far.
///
/// # Errors
/// [`Error::NeedsLead`]; [`Error::Input`] with every mistake of the mapping that shows beside the
/// file, before anything is written; the store's. What was committed before an error stays.
pub fn run(
    desk: &mut Desk,
    input: Box<dyn Read>,
    order: &Order<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, Error> {
    if !desk.actor().lead {
        return Err(Error::NeedsLead("Importing tickets"));
    }
    let mut rows = source::open(input, order.format, order.map.header, order.map.delimiter)?;
    let mistakes = order.map.check(rows.header(), desk.process());
    if !mistakes.is_empty() {
        return Err(Error::Input(listed(&mistakes)));
    }
    let mut work = Work::new(desk, order, &rows)?;
    if order.dry_run {
        let done = work.all(&mut Dry { desk }, &mut rows, progress);
        done.map_err(|e| work.broken_off(e))?;
        return work.report();
    }
    let mut bulk = desk.bulk(CHUNK)?;
    let done = work.all(&mut bulk, &mut rows, progress);
    bulk.finish()?;
    done.map_err(|e| work.broken_off(e))?;
    work.report()
}

/// Mistakes of a mapping, one a line.
#[must_use]
pub fn listed(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    format!(
        "The mapping has {} mistake{}; nothing was imported.\n{}",
        lines.len(),
        if lines.len() == 1 { "" } else { "s" },
        lines.join("\n")
    )
}

struct Work<'o> {
    order: &'o Order<'o>,
    actor: Actor,
    now: At,
    customers: HashMap<String, CustomerId>,
    seen: HashSet<[u8; 16]>,
    rejects: Rejects,
    report: Report,
}

impl<'o> Work<'o> {
    fn new(desk: &Desk, order: &'o Order<'o>, rows: &Rows) -> Result<Work<'o>, Error> {
        let mut actor = desk.actor().clone();
        actor.identity.source = Source::Import;
        let beside = order.beside.filter(|_| !order.dry_run);
        Ok(Work {
            order,
            actor,
            now: desk.now(),
            customers: known_customers(desk)?,
            seen: HashSet::new(),
            rejects: Rejects::new(beside, order.format, rows.header()),
            report: Report {
                dry_run: order.dry_run,
                ..Report::default()
            },
        })
    }

    fn all(
        &mut self,
        target: &mut dyn Target,
        rows: &mut Rows,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Error> {
        while let Some(row) = rows.next()? {
            self.report.rows += 1;
            self.report.latin1 += u64::from(row.latin1);
            self.one(target, &row)?;
            progress(self.report.rows);
        }
        Ok(())
    }

    /// A source that broke off, with what is true of the rows before.
    fn broken_off(&self, error: Error) -> Error {
        let Error::Input(text) = error else {
            return error;
        };
        let Report { rows, opened, .. } = self.report;
        Error::Input(match self.order.dry_run {
            true => format!("{text} {rows} rows were read before; a dry run writes nothing."),
            false => format!(
                "{text} {opened} tickets were imported before and stay; a second run goes on."
            ),
        })
    }

    fn one(&mut self, target: &mut dyn Target, row: &Row) -> Result<(), Error> {
        let ready = match &row.cells {
            Ok(cells) => row::ready(self.order.map, cells),
            Err(why) => Err(why.clone()),
        };
        match ready.and_then(|ready| self.judged(ready)) {
            Ok((ready, id)) => self.open(target, row, ready, id),
            Err(why) => self.reject(row, why),
        }
    }

    /// What only shows beside the other rows and the clock.
    fn judged(&mut self, ready: Ready) -> Result<(Ready, CommandId), String> {
        if ready.at.is_some_and(|at| at > self.now) {
            return Err("opened_at lies in the future".to_owned());
        }
        let digest = key(&self.order.map.name, &ready.key);
        if !self.seen.insert(digest) {
            return Err(match ready.opening.opened.source.is_empty() {
                true => "it is equal to an earlier row; map “source” to tell them apart".to_owned(),
                false => "its source id is that of an earlier row".to_owned(),
            });
        }
        Ok((ready, command_id(digest)))
    }

    fn open(
        &mut self,
        target: &mut dyn Target,
        row: &Row,
        ready: Ready,
        id: CommandId,
    ) -> Result<(), Error> {
        let Ready {
            mut opening, at, ..
        } = ready;
        let preview = preview(row, &opening, at);
        let at = at.unwrap_or(self.now);
        match self.opened(target, &mut opening, at, id) {
            Ok(true) => self.report.already += 1,
            Ok(false) => {
                self.report.opened += 1;
                if self.report.first.len() < SHOWN {
                    self.report.first.push(preview);
                }
            }
            Err(Error::Refused(refusal)) => {
                let missing: Vec<_> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
                let why = match missing.is_empty() {
                    true => refusal.text.clone(),
                    false => missing.join("; "),
                };
                self.reject(row, why)?;
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Opens with its customer; a new one is added only for a ticket that is then opened.
    fn opened(
        &mut self,
        target: &mut dyn Target,
        opening: &mut Opening,
        at: At,
        id: CommandId,
    ) -> Result<bool, Error> {
        let name = opening.opened.customer_name.clone();
        opening.opened.customer = match self.customers.get(&name) {
            Some(known) => Some(*known),
            None if name.is_empty() => None,
            None => {
                opening.opened.customer = Some(CustomerId(0));
                target.judge(&self.actor, at, &Command::Open(Box::new(opening.clone())))?;
                Some(self.added(target, &name)?)
            }
        };
        target.open(
            &self.actor,
            at,
            id,
            &Command::Open(Box::new(opening.clone())),
        )
    }

    fn added(&mut self, target: &mut dyn Target, name: &str) -> Result<CustomerId, Error> {
        let id = target.customer(name)?;
        self.customers.insert(name.to_owned(), id);
        self.report.customers += 1;
        Ok(id)
    }

    fn reject(&mut self, row: &Row, why: String) -> Result<(), Error> {
        self.rejects.keep(row, &why)?;
        self.report.rejected += 1;
        if self.report.reasons.len() < SHOWN {
            self.report.reasons.push((row.line, why));
        }
        Ok(())
    }

    fn report(self) -> Result<Report, Error> {
        Ok(Report {
            rejects: self.rejects.finish()?,
            ..self.report
        })
    }
}

fn preview(row: &Row, opening: &Opening, at: Option<At>) -> Preview {
    let opened = &opening.opened;
    Preview {
        line: row.line,
        subject: opened.subject.clone(),
        kind: opened.kind.clone(),
        customer: match opened.customer_name.is_empty() {
            true => opened.contact_text.clone(),
            false => opened.customer_name.clone(),
        },
        opened_at: at,
        characters: opened.text.chars().count(),
    }
}

/// Names that the address book has already; the first of several of one name.
fn known_customers(desk: &Desk) -> Result<HashMap<String, CustomerId>, Error> {
    let mut known = HashMap::new();
    let mut after = String::new();
    loop {
        let page = desk.store().customers(&after, 1_000)?;
        let Some(last) = page.last() else {
            return Ok(known);
        };
        after.clone_from(&last.name);
        for customer in page {
            known.entry(customer.name).or_insert(customer.id);
        }
    }
}

/// What a row is known by: SHA-256 of the source's name and the row's own id, shortened.
fn key(source: &str, row: &str) -> [u8; 16] {
    let mut sha = Sha256::new();
    for part in ["hoist-import-1", source, row] {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part.as_bytes());
    }
    let digest: [u8; 32] = sha.finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

/// In the shape of a UUID (version 8: made from something of one's own).
fn command_id(digest: [u8; 16]) -> CommandId {
    CommandId(
        uuid::Builder::from_custom_bytes(digest)
            .into_uuid()
            .to_string(),
    )
}
