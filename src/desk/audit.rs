//! The audit of a whole desk: the chain of records from the first to the head, the desk's own rows and
//! every ticket against the replay of their events, every package against its hash, lists and numbers
//! against the rows.

mod alarms;
mod beside;
mod bytes;
mod rows;
mod under;

use super::{Desk, Error};
use crate::domain::actor::Viewer;
use crate::domain::bundle::{self, Entry};
use crate::domain::chain::{Link, Verifier};
use crate::domain::event::Fact;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::package;
use crate::domain::parse;
use crate::domain::process::Process;
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::store::{self, ChainLink};
use rows::Log;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many links or ticket numbers are read at a time: memory stays flat whatever the desk holds.
const PAGE: usize = 1_000;

/// How often a ticket is read again when someone writes to it at this very moment.
const TRIES: u32 = 5;

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Number of the last record that was checked.
    pub head: i64,
    /// Its hash, lower-case hex: kept elsewhere, it proves later that nothing before it was changed.
    pub hash: String,
    /// Agents, customers, contacts, articles, products and saved views that were compared with the replay of the desk's
    /// own events.
    pub rows: u64,
    /// Tickets whose replay was compared.
    pub tickets: u64,
    /// Packages whose hash was computed anew.
    pub packages: u64,
    /// Attachments whose bytes were compared with their hash; the same bytes count once.
    pub attachments: u64,
    /// Sealed bundles that were rendered anew from the events.
    pub bundles: u64,
    /// The first bad place in a sentence; `None`: all is as it was written.
    pub bad: Option<String>,
    /// Where more is bad: each further attachment that is damaged, and what ended the audit.
    pub more: Vec<String>,
}

impl AuditReport {
    /// Whether all is as it was written.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.bad.is_none()
    }
}

impl Desk {
    /// Number and hash of the last record of the audit chain.
    ///
    /// # Errors
    /// The store's.
    pub fn audit_head(&self) -> Result<(i64, String), Error> {
        Ok(self.store.head()?)
    }

    /// Checks the whole desk; stops at the first bad place, and names every attachment that is damaged before it. `progress` is told how much of how much
    /// is done. Records that others write meanwhile are left to the next audit.
    ///
    /// # Errors
    /// The store's; what is wrong with the desk stands in the report.
    pub fn audit_check(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<AuditReport, Error> {
        self.audit(2, progress, |audit| {
            audit.is_whole = true;
            audit.first_bad()
        })
    }

    /// Checks the chain of records alone: every link up to the head.
    ///
    /// # Errors
    /// As [`Desk::audit_check`].
    pub fn audit_chain(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<AuditReport, Error> {
        self.audit(1, progress, |audit| audit.chain())
    }

    /// `passes`: how often each record is read.
    fn audit(
        &self,
        passes: u64,
        progress: &mut dyn FnMut(u64, u64),
        check: impl FnOnce(&mut Audit<'_>) -> Result<Option<String>, Error>,
    ) -> Result<AuditReport, Error> {
        let (head, hash) = self.store.head()?;
        let mut audit = Audit {
            desk: self,
            head,
            total: u64::try_from(head)
                .unwrap_or_default()
                .saturating_mul(passes),
            done: 0,
            progress,
            blobs: BTreeSet::new(),
            damaged: Vec::new(),
            processes: BTreeMap::from([(self.process.hash.clone(), Some(self.process.clone()))]),
            log: Log::default(),
            uses: BTreeMap::new(),
            taken: Vec::new(),
            of_tickets: 0,
            replayed: 0,
            is_whole: false,
            answers: 0,
            report: AuditReport {
                head,
                hash,
                ..AuditReport::default()
            },
        };
        let bad = check(&mut audit)?;
        (audit.progress)(audit.total, audit.total);
        let mut all = audit.damaged.into_iter().chain(bad);
        Ok(AuditReport {
            bad: all.next(),
            more: all.collect(),
            ..audit.report
        })
    }
}

struct Audit<'a> {
    desk: &'a Desk,
    head: i64,
    total: u64,
    done: u64,
    progress: &'a mut dyn FnMut(u64, u64),
    /// Hashes of attachments that were found to be right.
    blobs: BTreeSet<String>,
    /// Attachments that are not what was attached, a sentence each.
    damaged: Vec<String>,
    /// Process files by hash that rows were computed under; `None`: one this program cannot read.
    processes: BTreeMap<String, Option<Arc<Process>>>,
    /// What the desk's own events say.
    log: Log,
    /// What tickets say of articles: whether each helped there.
    uses: BTreeMap<(ArticleId, TicketId), bool>,
    /// Snapshots of configurations: the record that says so, its ticket and its number there.
    taken: Vec<(i64, TicketId, u32)>,
    /// Links that belong to tickets, and events that were replayed: fewer means a ticket is gone.
    of_tickets: usize,
    replayed: usize,
    /// What is kept beside the chain is checked too.
    is_whole: bool,
    /// Commands that are in the log.
    answers: u64,
    report: AuditReport,
}

impl Audit<'_> {
    fn first_bad(&mut self) -> Result<Option<String>, Error> {
        if let Some(bad) = self.chain()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.rows()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.tickets()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.uses()? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.order_of_snapshots()? {
            return Ok(Some(bad));
        }
        match self.desk.store.miscount()? {
            Some(bad) => Ok(Some(bad)),
            None => self.all_given(),
        }
    }

    fn advance(&mut self, by: usize) {
        self.done = self.done.saturating_add(by as u64).min(self.total);
        (self.progress)(self.done, self.total);
    }

    /// Every link up to the head: no gap, each record as it was hashed.
    fn chain(&mut self) -> Result<Option<String>, Error> {
        let mut verifier = Verifier::default();
        while verifier.n < self.head {
            let links = self.desk.store.chain(verifier.n, PAGE)?;
            if links.is_empty() {
                let n = verifier.n + 1;
                return Ok(Some(format!(
                    "The audit chain ends before record {n}, though its head is {}.",
                    self.head
                )));
            }
            for link in &links {
                let fed = verifier.feed(Link {
                    n: link.n,
                    ticket: link.ticket,
                    record: &link.record,
                    hash: &link.hash,
                });
                if let Err(broken) = fed {
                    return Ok(Some(broken.what));
                }
                self.of_tickets += usize::from(link.ticket.is_some());
                match self.log.feed(link) {
                    Err(bad) => return Ok(Some(bad)),
                    Ok(Some(given)) if self.is_whole => {
                        if let Some(bad) = self.given(&given)? {
                            return Ok(Some(bad));
                        }
                    }
                    Ok(_) => {}
                }
            }
            self.advance(links.len());
        }
        Ok(None)
    }

    /// A process file that was in force here. `Ok(None)`: this program does not read it any more.
    /// `Err`: it is not there, or not the one of this hash.
    fn process(&mut self, hash: &str) -> Result<Option<Arc<Process>>, String> {
        if let Some(known) = self.processes.get(hash) {
            return Ok(known.clone());
        }
        let text = self.desk.store.process_file(hash);
        let text = text.map_err(|e| e.to_string())?;
        let text = text.ok_or_else(|| "it is not on this desk".to_owned())?;
        if parse::hash(&text) != hash {
            return Err("its text is not the one of this hash".to_owned());
        }
        let process = parse::process(&text).ok().map(Arc::new);
        self.processes.insert(hash.to_owned(), process.clone());
        Ok(process)
    }

    fn tickets(&mut self) -> Result<Option<String>, Error> {
        let mut last = TicketId(0);
        loop {
            let ids = self.desk.store.ids(last, PAGE)?;
            let Some(end) = ids.last() else {
                return self.gone();
            };
            last = *end;
            for id in ids {
                if let Some(bad) = self.ticket(id)? {
                    return Ok(Some(bad));
                }
            }
        }
    }

    /// The list of which tickets are linked to which article.
    fn uses(&self) -> Result<Option<String>, Error> {
        let mut wanted = self.uses.iter().peekable();
        let mut last = (ArticleId(0), TicketId(0));
        let bad = |(article, ticket): (ArticleId, TicketId)| {
            Ok(Some(format!(
                "The list of uses of article {article} is not what ticket {ticket} says. Both are intact."
            )))
        };
        loop {
            let kept = self.desk.store.kept_uses(last, PAGE)?;
            let Some((end, used)) = kept.last() else {
                return wanted.next().map_or(Ok(None), |(place, _)| bad(*place));
            };
            last = (*end, used.ticket);
            for (article, used) in kept {
                let place = (article, used.ticket);
                match wanted.next() {
                    Some((at, helped)) if (*at, *helped) == (place, used.helped) => {}
                    // What others linked since the ticket was read is no fault.
                    _ if self.is_newer(used.ticket)? => return Ok(None),
                    Some((at, _)) => return bad((*at).min(place)),
                    None => return bad(place),
                }
            }
        }
    }

    /// Whether a ticket was written to since the audit began.
    fn is_newer(&self, id: TicketId) -> Result<bool, Error> {
        let all = Viewer {
            lead: true,
            ..self.desk.actor.viewer()
        };
        let links = self.desk.store.links(&all, id, 0, usize::MAX)?;
        Ok(links.last().is_some_and(|l| l.n > self.head))
    }

    /// A ticket of which only the events are left.
    fn gone(&self) -> Result<Option<String>, Error> {
        if self.replayed >= self.of_tickets {
            return Ok(None);
        }
        let mut after = 0;
        loop {
            let links = self.desk.store.chain(after, PAGE)?;
            let Some(last) = links.last() else {
                return Ok(None);
            };
            after = last.n;
            for id in links.iter().filter_map(|l| l.ticket) {
                if let Err(store::Error::NotFound(_)) = self.desk.store.stored(id) {
                    return Ok(Some(format!(
                        "Ticket {id} is gone from the desk. Its events are intact."
                    )));
                }
            }
        }
    }

    fn ticket(&mut self, id: TicketId) -> Result<Option<String>, Error> {
        let (row, ticket, under, links) = match self.read(id) {
            Ok(read) => read,
            Err(error) => {
                return Ok(Some(format!("Ticket {id} cannot be read: {error}")));
            }
        };
        self.advance(links.len());
        self.replayed += links.len();
        self.report.tickets += 1;
        let entries = match super::bundle::entries(&links) {
            Ok(entries) => entries,
            Err(error) => return Ok(Some(format!("Ticket {id} cannot be read: {error}"))),
        };
        if let Some(bad) = self.packages(id, &entries) {
            return Ok(Some(bad));
        }
        self.attachments(id, &entries);
        let replayed = super::bundle::replayed(id, &entries);
        if replayed != ticket {
            return Ok(Some(format!(
                "Ticket {id} is not what its events say ({}). Its events are intact.",
                differing(&replayed, &ticket)
            )));
        }
        self.note_taken(id, &links, &entries);
        let helped = ticket.articles.iter();
        self.uses
            .extend(helped.map(|a| ((a.article, id), a.helped)));
        if let Some(bad) = self.bundles(id, &entries)? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.snapshots(&ticket) {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.numbered(&ticket)? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.beside(&row, &ticket, &entries)? {
            return Ok(Some(bad));
        }
        if let Some(bad) = self.untold(&ticket, &under)? {
            return Ok(Some(bad));
        }
        let last = entries.last().map_or("", |e| e.event.process.as_str());
        let n = links.last().map_or(0, |l| l.n);
        if let Some(bad) = self.misdated(&ticket, &under, (n, last))? {
            return Ok(Some(bad));
        }
        let under = if under.is_empty() { last } else { &under };
        Ok(self.row(&row, &ticket, under))
    }

    /// Whether the row is that of the ticket under the process file it says it was computed under.
    fn row(&mut self, row: &Row, ticket: &Ticket, under: &str) -> Option<String> {
        let id = ticket.id;
        match self.process(under) {
            Err(why) => Some(format!(
                "The process file {under} of ticket {id} cannot be had: {why}. The ticket itself is intact."
            )),
            Ok(Some(process)) if Row::of(&process, ticket) != *row => Some(format!(
                "The queue's row of ticket {id} is not what its events say ({}). The ticket itself is intact.",
                differing(&Row::of(&process, ticket), row)
            )),
            Ok(_) => None,
        }
    }

    /// A ticket as stored with the events that belong to this very version.
    fn read(&self, id: TicketId) -> Result<(Row, Ticket, String, Vec<ChainLink>), Error> {
        let all = Viewer {
            lead: true,
            ..self.desk.actor.viewer()
        };
        let mut tries = 0;
        loop {
            let (row, ticket, under) = self.desk.store.stored_under(id)?;
            let links = self.desk.store.links(&all, id, 0, usize::MAX)?;
            tries += 1;
            if links.len() == ticket.version as usize || tries == TRIES {
                return Ok((row, ticket, under, links));
            }
        }
    }

    /// Every bundle against the events it was rendered from, and its chain head against the chain.
    fn bundles(&mut self, id: TicketId, entries: &[Entry]) -> Result<Option<String>, Error> {
        let mut story = |hash: &str, history: &[Entry]| {
            let process = self.process(hash).ok().flatten()?;
            Some(super::bundle::story(&process, history))
        };
        match bundle::check(id, entries, &mut story) {
            Err(bad) => return Ok(Some(format!("{bad} The chain itself is intact."))),
            Ok(seals) => self.report.bundles += seals,
        }
        for head in entries
            .iter()
            .filter_map(|e| bundle::carried(&e.event))
            .map(|b| &b.head)
        {
            // Of a ticket that was brought from another desk the chain is not here.
            if head.desk != self.desk.info.id || head.n == 0 {
                continue;
            }
            let there = self.desk.store.chain(head.n - 1, 1)?;
            if there.first().is_none_or(|l| l.hash != head.hash) {
                return Ok(Some(format!(
                    "The bundle of ticket {id} was rendered when record {} ended the audit chain, and that record is another one now.",
                    head.n
                )));
            }
        }
        Ok(None)
    }

    fn packages(&mut self, id: TicketId, entries: &[Entry]) -> Option<String> {
        for fact in entries.iter().flat_map(|e| &e.event.facts) {
            if let Fact::PackageFrozen(reference, json) = fact {
                self.report.packages += 1;
                if package::hash(json) != reference.hash {
                    return Some(format!(
                        "Package {} of ticket {id} does not match its hash.",
                        reference.version
                    ));
                }
            }
        }
        None
    }
}

/// The names of the fields in which two things differ.
fn differing<T: serde::Serialize>(ours: &T, theirs: &T) -> String {
    let (Ok(ours), Ok(theirs)) = (serde_json::to_value(ours), serde_json::to_value(theirs)) else {
        return "it cannot be compared".to_owned();
    };
    let names = ours
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| (theirs.get(name) != Some(value)).then_some(name.as_str()));
    names.collect::<Vec<_>>().join(", ")
}
