//! Import of tickets from CSV, JSON lines and XES by a mapping file. A row, or a case with its whole history,
//! is opened through `decide` like any other ticket, on its own date, its words kept as they are.
//!
//! Resumable: tickets are committed in long transactions and each has a command id made from its own id
//! in the source, so that a second run imports only what is missing.

mod ahead;
mod bytes;
mod case;
mod cells;
mod check;
pub mod copy;
mod date;
mod events;
mod gather;
mod history;
pub mod map;
mod reject;
mod report;
mod row;
mod said;
mod source;
mod target;
mod turns;
mod value;
mod xes;

pub use date::{Odd, Times};
pub use map::{Map, Mistake, listed};
pub use report::{Preview, Report};
pub use source::unopened;

use super::{Desk, Error};
use crate::domain::actor::{Actor, Source};
use crate::domain::blocker::Refusal;
use crate::domain::command::{Command, Opening};
use crate::domain::id::{At, CommandId, CustomerId};
use case::Case;
use cells::Cells;
use map::Place;
use reject::Rejects;
use report::SHOWN;
use row::Ready;
use sha2::{Digest, Sha256};
use source::{Row, Rows};
use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;
use std::str::FromStr;
use target::Target;
use turns::{AtHand, Tickets, brought_in};
use value::{holds, note};

/// The format of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// XES (IEEE 1849), the XML of event logs.
    Xes,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Xes => "xes",
        })
    }
}

impl FromStr for Format {
    type Err = String;
    fn from_str(text: &str) -> Result<Format, String> {
        match text {
            "csv" => Ok(Format::Csv),
            "jsonl" => Ok(Format::Jsonl),
            "xes" => Ok(Format::Xes),
            other => Err(format!(
                "“{other}” is not a format; there are csv, jsonl and xes."
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

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Rows read; those of a history are gathered first.
    Rows(u64),
    /// Cases dealt with.
    Cases(u64),
}

/// Imports a source. `progress` is told how far it is, and says whether it goes on.
///
/// # Errors
/// [`Error::NeedsLead`]; [`Error::Input`] with every mistake of the mapping that shows beside the
/// file, before anything is written; [`Error::BrokenOff`]; the store's. What was committed before an error stays.
pub fn run(
    desk: &mut Desk,
    input: Box<dyn Read + Send>,
    order: &Order<'_>,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Report, Error> {
    if !desk.actor().lead {
        return Err(Error::NeedsLead("Importing tickets"));
    }
    if !order.map.sections.is_empty() {
        return history::run(desk, input, order, progress);
    }
    if order.format == Format::Xes {
        checked(desk, order, None)?;
        return Err(Error::Input(
            "An XES log is a list of histories, and the mapping has no [events]. Nothing was imported; see docs/import.md.".to_owned(),
        ));
    }
    let replaced = Rc::new(Cell::new(0));
    let input = bytes::unpacked(input, order.map.encoding, &replaced)?;
    let rows = source::open(input, order.format, order.map)?;
    checked(desk, order, Some(&rows))?;
    let mut work = Work::new(desk, order, Some(&rows))?;
    let mut supply = Tickets {
        work: &mut work,
        rows: AtHand::of(rows),
    };
    let done = brought_in(desk, &mut supply, order.dry_run, progress)?;
    work.report.replaced = replaced.get();
    work.ended(done, "rows")
}

/// What is wrong with the mapping: by itself, and beside the file and the process.
fn checked(desk: &Desk, order: &Order<'_>, rows: Option<&Rows>) -> Result<(), Error> {
    let header = rows.and_then(|rows| Some((rows.header()?, &**rows.names()?)));
    let mut mistakes = order.map.mistakes.clone();
    mistakes.extend(order.map.check(order.format, header, desk.process()));
    mistakes.sort_by_key(|m| (m.line, m.column));
    mistakes.dedup();
    match mistakes.is_empty() {
        true => Ok(()),
        false => Err(Error::Input(listed(&order.map.text, &mistakes))),
    }
}

struct Work<'o> {
    order: &'o Order<'o>,
    actor: Actor,
    now: At,
    customers: HashMap<String, CustomerId>,
    seen: HashSet<[u8; 16]>,
    rejects: Rejects,
    /// Some record could be read, so that it can be said what none has.
    any_read: bool,
    report: Report,
}

impl<'o> Work<'o> {
    fn new(desk: &Desk, order: &'o Order<'o>, rows: Option<&Rows>) -> Result<Work<'o>, Error> {
        let mut actor = desk.actor().clone();
        actor.identity.source = Source::Import;
        let beside = order.beside.filter(|_| !order.dry_run);
        Ok(Work {
            order,
            actor,
            now: desk.now(),
            customers: known_customers(desk)?,
            seen: HashSet::new(),
            rejects: Rejects::new(beside, order.format, order.map, rows),
            any_read: false,
            report: Report {
                dry_run: order.dry_run,
                ..Report::default()
            },
        })
    }

    /// The report; of a source that broke off what is true of what was read before.
    fn ended(self, done: Result<(), Error>, what: &str) -> Result<Report, Error> {
        match done {
            Ok(()) => self.report(),
            Err(Error::Input(text)) => Err(self.broken_off(&text, what)),
            Err(other) => Err(other),
        }
    }

    /// A source that broke off: what of it stays, and what of it was rejected.
    fn broken_off(self, text: &str, what: &str) -> Error {
        let mut report = self.report;
        report.rejects = match self.rejects.finish() {
            Ok(kept) => kept,
            Err(incomplete) => return Error::Input(format!("{text} {incomplete}")),
        };
        let mut said = vec![format!("{text} {}", report.stays(what))];
        said.extend(report.rejected_before(what));
        Error::Input(said.join("\n"))
    }

    fn one(&mut self, target: &mut dyn Target, row: &Row) -> Result<(), Error> {
        let map = self.order.map;
        // What is rejected or left out has its columns all the same.
        self.any_read |= row.fault.is_none();
        note(map.columns(), &row.cells);
        if let Some(skip) = map
            .skip
            .iter()
            .find(|s| holds(map, &s.condition, &row.cells))
        {
            self.skipped(&skip.reason);
            return Ok(());
        }
        if let Some(why) = &row.fault {
            return self.reject(row.line, &row.cells, why.clone());
        }
        match row::read(map, &row.cells, row.line, &mut self.report.times) {
            (ready, None) => match self.judged(ready) {
                Ok((ready, id)) => self.open(target, row, ready, id),
                Err(why) => self.reject(row.line, &row.cells, why),
            },
            (ready, Some(why)) => {
                let more = self.refused_besides(target, &ready, &why)?;
                let why = std::iter::once(why).chain(more).collect::<Vec<_>>();
                self.reject(row.line, &row.cells, why.join("; "))
            }
        }
    }

    /// What the rules of the desk would refuse of a row besides what of it cannot be read.
    fn refused_besides(
        &self,
        target: &dyn Target,
        ready: &Ready,
        why: &str,
    ) -> Result<Option<String>, Error> {
        let mut opening = ready.opening.clone();
        // What could not be read is there all the same.
        let unread = |id: &str| why.split("; ").any(|w| w.starts_with(&format!("{id}: ")));
        if unread("subject") {
            "?".clone_into(&mut opening.opened.subject);
        }
        if unread("customer") || unread("contact") {
            "?".clone_into(&mut opening.opened.customer_name);
        }
        let at = ready.at.unwrap_or(self.now);
        let open = Command::Open(Box::new(opening));
        match target.judge(&self.actor, at, &open) {
            Ok(()) => Ok(None),
            Err(Error::Refused(refusal)) => Ok(Some(self::why(&refusal))),
            Err(other) => Err(other),
        }
    }

    fn skipped(&mut self, reason: &str) {
        *self.report.skipped.entry(reason.to_owned()).or_default() += 1;
    }

    /// What only shows beside the other rows and the clock.
    fn judged(&mut self, ready: Ready) -> Result<(Ready, CommandId), String> {
        let digest = key(&self.order.map.name, &ready.key);
        let is_late = ready.at.is_some_and(|at| at > self.now);
        let mut wrong = Vec::new();
        wrong.extend(is_late.then_some("opened_at lies in the future"));
        // One that is rejected for its date takes nobody's place.
        let is_known = match is_late {
            true => self.seen.contains(&digest),
            false => !self.seen.insert(digest),
        };
        if is_known {
            wrong.push(match ready.opening.opened.source.is_empty() {
                true => "it is equal to an earlier row; map “source” to tell them apart",
                false => "its source id is that of an earlier row",
            });
        }
        match wrong.is_empty() {
            true => Ok((ready, command_id(digest))),
            false => Err(wrong.join("; ")),
        }
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
        let preview = preview(row.line, &opening, at, 0);
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
                self.reject(row.line, &row.cells, why(&refusal))?;
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
            // Whose name was changed since is no new one of a ticket that is here.
            None if target.delivered(&id)?.is_some() => return Ok(true),
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
        let (id, is_new) = target.customer(name)?;
        self.customers.insert(name.to_owned(), id);
        self.report.customers += u64::from(is_new);
        Ok(id)
    }

    fn reject(&mut self, line: u64, cells: &Cells, why: String) -> Result<(), Error> {
        self.rejects.keep(line, cells, &why)?;
        self.report.reject([(line, why)]);
        Ok(())
    }

    /// A case is imported whole or not at all: with what is wrong of one of its records all are kept aside.
    fn reject_case(&mut self, case: &Case, faults: &[(u64, usize, String)]) -> Result<(), Error> {
        let Some((line, first, why)) = faults.first() else {
            return Ok(());
        };
        match (&case.raw, &case.own) {
            (Some(xml), _) => self.rejects.keep_trace(*line, xml, why)?,
            (None, Some(own)) => self.rejects.keep(*line, own, why)?,
            (None, None) => {
                let whole = case.records.get(*first).is_none();
                for (n, record) in case.records.iter().enumerate() {
                    let own = faults.iter().find(|(_, of, _)| *of == n && !whole);
                    let said = match own {
                        Some((_, _, why)) => why.clone(),
                        None => format!("its case is not imported, because of line {line}: {why}"),
                    };
                    self.rejects.keep(record.line, &record.cells, &said)?;
                }
            }
        }
        let each = faults.iter().map(|(line, _, why)| (*line, why.clone()));
        self.report.reject(each);
        Ok(())
    }

    fn report(self) -> Result<Report, Error> {
        let unseen = self.order.map.columns().filter(|c| !c.was_seen());
        let unseen = unseen.filter_map(|c| match &c.place {
            Place::Name(name) => Some(name.clone()),
            Place::Nth(_) => None,
        });
        // Of a file without a single row nothing can be said, and a CSV header has been looked at.
        let any = self.any_read && self.order.format != Format::Csv;
        Ok(Report {
            unseen: unseen.filter(|_| any).collect(),
            rejects: self.rejects.finish()?,
            ..self.report
        })
    }
}

fn going_on(goes_on: bool) -> Result<(), Error> {
    match goes_on {
        true => Ok(()),
        false => Err(Error::BrokenOff(
            "The import was broken off. What was imported stays; a second run goes on.",
        )),
    }
}

/// What is missing, in a line.
fn why(refusal: &Refusal) -> String {
    let missing: Vec<_> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
    match missing.is_empty() {
        true => refusal.text.clone(),
        false => missing.join("; "),
    }
}

fn preview(line: u64, opening: &Opening, at: Option<At>, events: usize) -> Preview {
    let opened = &opening.opened;
    Preview {
        line,
        subject: opened.subject.clone(),
        kind: opened.kind.clone(),
        customer: match opened.customer_name.is_empty() {
            true => opened.contact_text.clone(),
            false => opened.customer_name.clone(),
        },
        opened_at: at,
        characters: opened.text.chars().count(),
        events,
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
