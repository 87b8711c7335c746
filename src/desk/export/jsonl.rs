//! JSON lines that bring tickets into another desk. The first line says what it is, the last what it
//! should be; each carries a sum of its own, so that a changed one is found where it stands.
//!
//! Of the whole desk come its own events and those of every ticket, each with its number and hash in
//! the audit chain, so that the very same chain can be built again. Of some tickets come the agents,
//! and before each ticket the customer, contact, articles and process files it speaks of, unless they came.

use super::bytes::{Files, Wanted};
use super::{Failed, Item, Report, Sink};
use crate::desk::Desk;
use crate::domain::bundle;
use crate::domain::configuration::Baseline;
use crate::domain::event::DeskFact;
use crate::domain::id::{ArticleId, ContactId, CustomerId};
use crate::domain::package::hash;
use crate::domain::safe;
use crate::store;
use crate::store::blob::attached;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write;

/// The version of these lines.
pub const FORMAT: u64 = 2;

/// Links of the chain read at a time.
const PAGE: usize = 1_000;

/// Writes lines.
pub struct Lines<'w> {
    out: &'w mut dyn Write,
    sums: Sha256,
    lines: u64,
    whole: bool,
    processes: BTreeSet<String>,
    customers: BTreeSet<CustomerId>,
    contacts: BTreeSet<ContactId>,
    articles: BTreeSet<ArticleId>,
    files: Files,
}

/// The sum of a line: SHA-256 of its canonical JSON without the sum.
pub fn sum(line: &Map<String, Value>) -> String {
    let mut bare = line.clone();
    bare.remove("sum");
    hash(&Value::Object(bare).to_string())
}

impl<'w> Lines<'w> {
    /// Over an output.
    pub fn new(out: &'w mut dyn Write, without_files: bool) -> Lines<'w> {
        Lines {
            out,
            sums: Sha256::new(),
            lines: 0,
            whole: false,
            processes: BTreeSet::new(),
            customers: BTreeSet::new(),
            contacts: BTreeSet::new(),
            articles: BTreeSet::new(),
            files: Files::new(without_files),
        }
    }

    /// The bytes of a file, unless they came.
    fn file(&mut self, desk: &Desk, wanted: Wanted<'_>) -> Result<(), Failed> {
        let mut files = std::mem::take(&mut self.files);
        let done = files.lines(desk, wanted, &mut |line| self.line(line));
        self.files = files;
        done
    }

    fn line(&mut self, line: Value) -> Result<(), Failed> {
        let sum = hash(&line.to_string());
        self.sums.update(&sum);
        self.lines += 1;
        let mut line = line;
        if let Some(map) = line.as_object_mut() {
            map.insert("sum".to_owned(), Value::String(sum));
        }
        let text = safe::json(&line.to_string());
        self.out.write_all(text.as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    /// The desk's own events, word for word.
    fn desk_events(&mut self, desk: &Desk, head: i64) -> Result<(), Failed> {
        let mut after = 0;
        loop {
            let links = desk.store().chain(after, PAGE)?;
            let Some(last) = links.last() else {
                return Ok(());
            };
            after = last.n;
            for link in links.iter().filter(|l| l.ticket.is_none() && l.n <= head) {
                let record: Value = serde_json::from_str(&link.record).unwrap_or_default();
                let event = record.get("desk").unwrap_or(&Value::Null);
                let file = event.pointer("/what/process/hash").and_then(Value::as_str);
                self.processes.extend(file.map(str::to_owned));
                let baseline = event.pointer("/what/baseline").cloned();
                let baseline: Option<Baseline> =
                    baseline.and_then(|b| serde_json::from_value(b).ok());
                if let Some(b) = baseline {
                    let (name, sha256, size) = (&b.name, &b.sha256, b.size);
                    self.file(desk, Wanted { name, sha256, size })?;
                }
                self.line(json!({ "desk": event, "n": link.n, "hash": link.hash }))?;
            }
        }
    }

    fn fact(&mut self, fact: &DeskFact) -> Result<(), Failed> {
        self.line(json!({ "book": fact }))
    }

    /// What a ticket speaks of and has not come yet.
    fn needed(&mut self, desk: &Desk, item: &Item) -> Result<(), Failed> {
        for entry in &item.entries {
            self.process(desk, &entry.event.process)?;
        }
        if let Some(id) = item.ticket.customer {
            self.customer(desk, id)?;
        }
        for link in &item.ticket.articles {
            self.article(desk, link.article)?;
        }
        let contact = match item.ticket.contact.filter(|id| self.contacts.insert(*id)) {
            Some(id) => desk.store().contact(id)?,
            None => None,
        };
        if let Some(contact) = contact {
            if let Some(id) = contact.customer {
                self.customer(desk, id)?;
            }
            self.fact(&DeskFact::Contact(contact))?;
        }
        Ok(())
    }

    fn customer(&mut self, desk: &Desk, id: CustomerId) -> Result<(), Failed> {
        if !self.customers.insert(id) {
            return Ok(());
        }
        match desk.store().customer(id)? {
            Some(customer) => self.fact(&DeskFact::Customer(customer)),
            None => Ok(()),
        }
    }

    /// One that this agent may not see stays on its desk.
    fn article(&mut self, desk: &Desk, id: ArticleId) -> Result<(), Failed> {
        if !self.articles.insert(id) {
            return Ok(());
        }
        match desk.store().article(&desk.actor().viewer(), id) {
            Ok(shelved) => self.fact(&DeskFact::Article(Box::new(shelved.article))),
            Err(store::Error::NoArticle(_)) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    fn process(&mut self, desk: &Desk, hash: &str) -> Result<(), Failed> {
        if !self.processes.insert(hash.to_owned()) {
            return Ok(());
        }
        let Some(text) = desk.store().process_file(hash)? else {
            return Ok(());
        };
        self.fact(&DeskFact::Process {
            hash: hash.to_owned(),
            text,
            why: "it was in force where the tickets come from".to_owned(),
        })
    }
}

impl Sink for Lines<'_> {
    fn begin(&mut self, desk: &Desk, whole: bool, head: &(i64, String)) -> Result<(), Failed> {
        self.whole = whole;
        let info = desk.store().desk()?;
        let (n, hash) = head;
        self.line(json!({
            "hoist": "export", "format": FORMAT, "whole": whole,
            "desk": {
                "id": info.id, "name": info.name, "made_at": info.made_at, "demo": info.demo,
                "process": info.process_hash,
            },
            "head": { "n": n, "hash": hash }, "files": !self.files.without,
        }))?;
        if whole {
            self.desk_events(desk, *n)?;
            if self.processes.is_empty() {
                // A desk from before its process file was an event.
                self.process(desk, &info.process_hash)?;
            }
            return Ok(());
        }
        self.process(desk, &info.process_hash)?;
        for agent in desk.store().agents()? {
            self.fact(&DeskFact::Agent(agent))?;
        }
        Ok(())
    }

    fn ticket(&mut self, desk: &Desk, item: &Item) -> Result<(), Failed> {
        if !self.whole {
            self.needed(desk, item)?;
        }
        let each = item.entries.iter().map(|e| std::slice::from_ref(&e.event));
        for file in each.flat_map(attached) {
            let (name, sha256, size) = (&file.name, &file.sha256, file.size);
            self.file(desk, Wanted { name, sha256, size })?;
        }
        let mut ticket = serde_json::to_value(&item.ticket).unwrap_or_default();
        if let Some(map) = ticket.as_object_mut() {
            map.retain(|_, value| !bundle::is_empty(value));
        }
        let links = item.links.iter().zip(&item.entries);
        let events: Vec<Value> = links
            .map(|(link, entry)| {
                let event: Value = serde_json::from_str(&entry.json).unwrap_or_default();
                json!({ "n": link.n, "hash": link.hash, "event": event })
            })
            .collect();
        self.line(json!({ "ticket": ticket, "events": events }))
    }

    fn end(&mut self, report: &Report) -> Result<(), Failed> {
        let sums = crate::domain::chain::hex(&self.sums.clone().finalize().into());
        self.line(json!({ "end": {
            "lines": self.lines, "tickets": report.tickets, "events": report.events, "files": report.files,
            "sums": sums,
        }}))?;
        Ok(self.out.flush()?)
    }

    fn files(&self) -> (u64, u64) {
        (self.files.count, self.files.bytes)
    }
}
