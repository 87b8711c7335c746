//! The desk itself, built from records in their order through the store's own writing.

use super::lines::{Read, record};
use super::{Order, all, reader};
use crate::desk::{Desk, Error, new_command_id};
use crate::domain::actor::{Identity, Source};
use crate::domain::alarm::Alarms;
use crate::domain::apply::apply;
use crate::domain::chain;
use crate::domain::event::{DeskEvent, DeskFact, Event};
use crate::domain::id::TicketId;
use crate::domain::parse;
use crate::domain::process::Process;
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::store::blob::{Blobs, Small};
use crate::store::sqlite::{Piled, SqliteStore};
use crate::store::{Adopted, Change, DeskInfo, Store};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Records a transaction.
const CHUNK: u32 = 20_000;
/// Records read at a time.
const PAGE: usize = 1_000;

/// Makes the desk under this name, and looks it through from end to end: says what the audit finds.
pub fn desk(draft: &Path, read: &Read, order: &Order<'_>) -> Result<Option<String>, Error> {
    let processes = processes(read)?;
    let info = info(read, &processes)?;
    let mut store = SqliteStore::create(draft, &info, Vec::new())?;
    files(&mut store, read, order)?;
    store.begin_bulk(crate::store::Writes::Many)?;
    let mut build = Build {
        store: &mut store,
        info: info.clone(),
        order,
        processes,
        parsed: BTreeMap::new(),
        in_force: info.process_hash.clone(),
        n: 0,
        waiting: 0,
        group: Vec::new(),
    };
    if !read.head.whole {
        build.beginning(read)?;
    }
    build.records(read)?;
    store.end_bulk()?;
    look_through(store, read, order)
}

/// The bytes of files come before the events that name them.
fn files(store: &mut SqliteStore, read: &Read, order: &Order<'_>) -> Result<(), Error> {
    let at = (order.clock)();
    let mut small = Vec::new();
    read.pile.each_bytes(&mut |chunk| {
        let name = &chunk.sha256;
        // Most files are of one chunk: many of them in a step.
        if chunk.n == 0 && chunk.is_last {
            small.push(Small {
                sha256: name.clone(),
                bytes: chunk.bytes,
            });
            let waiting: usize = small.iter().map(|s: &Small| s.bytes.len()).sum();
            if small.len() == SMALL || waiting >= LAID {
                store.put_small(&small, at)?;
                small.clear();
            }
            return Ok(());
        }
        store.put_chunks(name, chunk.n, std::slice::from_ref(&chunk.bytes), at)?;
        match chunk.is_last {
            true => store.keep_blob(name, name, chunk.size),
            false => Ok(()),
        }
    })?;
    store.put_small(&small, at)?;
    Ok(())
}

/// Small files that are laid down in one transaction, and their bytes.
const SMALL: usize = 256;
const LAID: usize = 1 << 20;

/// What was built is opened like any desk, and audited.
fn look_through(
    store: SqliteStore,
    read: &Read,
    order: &Order<'_>,
) -> Result<Option<String>, Error> {
    let desk = Desk::with_actor(Box::new(store), reader(), order.clock.clone())?;
    let audit = desk.audit_check(&mut |_, _| {})?;
    let head = &read.head.head;
    let other = read.head.whole && (audit.head, &audit.hash) != (head.n, &head.hash);
    match audit.bad {
        None if other => Err(Error::Input(
            "The desk that comes of this does not have its audit chain. Nothing was made."
                .to_owned(),
        )),
        bad => Ok(bad),
    }
}

/// The texts of the process files that come along, by hash, the first one first.
struct Processes {
    first: String,
    texts: BTreeMap<String, String>,
}

fn processes(read: &Read) -> Result<Processes, Error> {
    let mut found = Processes {
        first: String::new(),
        texts: BTreeMap::new(),
    };
    let mut keep = |fact: DeskFact| {
        if let DeskFact::Process { hash, text, .. } = fact {
            if found.first.is_empty() {
                found.first.clone_from(&hash);
            }
            found.texts.insert(hash, text);
        }
    };
    read.book.iter().cloned().for_each(&mut keep);
    if !read.head.whole {
        return Ok(found);
    }
    let mut after = 0;
    loop {
        let page = read.pile.page(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.n;
        for piled in page.iter().filter(|s| s.ticket.is_none()) {
            keep(desk_event(piled)?.what);
        }
    }
    Ok(found)
}

fn info(read: &Read, processes: &Processes) -> Result<DeskInfo, Error> {
    let text = processes.texts.get(&processes.first);
    Ok(DeskInfo {
        id: read.desk_id(),
        name: read.head.desk.name.clone(),
        process_hash: processes.first.clone(),
        process_text: text.cloned().map(Into::into).ok_or_else(|| {
            Error::Input("The export has no process file. Nothing was imported.".to_owned())
        })?,
        made_at: read.head.desk.made_at,
        demo: read.head.desk.demo,
    })
}

fn unreadable(piled: &Piled, why: &serde_json::Error) -> Error {
    Error::Input(format!(
        "Line {} has an event that this hoist cannot read ({why}); update hoist. Nothing was imported.",
        piled.line
    ))
}

fn desk_event(piled: &Piled) -> Result<DeskEvent, Error> {
    serde_json::from_str(&piled.json).map_err(|e| unreadable(piled, &e))
}

struct Build<'a> {
    store: &'a mut SqliteStore,
    info: DeskInfo,
    order: &'a Order<'a>,
    processes: Processes,
    parsed: BTreeMap<String, Arc<Process>>,
    in_force: String,
    /// The number of the last record.
    n: i64,
    waiting: u32,
    /// Events of one command on one ticket, which were one change.
    group: Vec<(Event, Piled)>,
}

impl Build<'_> {
    fn records(&mut self, read: &Read) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let page = read.pile.page(after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.n;
            for piled in page {
                self.one(piled)?;
            }
        }
        self.flush()?;
        // What was in force there is in force here.
        match read.head.whole {
            true => Ok(()),
            false => self.force(&read.head.desk.process),
        }
    }

    fn one(&mut self, piled: Piled) -> Result<(), Error> {
        let Some(_) = piled.ticket else {
            self.flush()?;
            let event = desk_event(&piled)?;
            let record = record(self.n + 1, &piled);
            return self.desk_record(event, record);
        };
        let event: Event = serde_json::from_str(&piled.json).map_err(|e| unreadable(&piled, &e))?;
        let other = self
            .group
            .last()
            .is_some_and(|(e, s)| s.ticket != piled.ticket || e.command != event.command);
        if other {
            self.flush()?;
        }
        self.group.push((event, piled));
        Ok(())
    }

    /// Writes what waits as the one change it was.
    fn flush(&mut self) -> Result<(), Error> {
        let group = std::mem::take(&mut self.group);
        let Some((first, place)) = group.first() else {
            return Ok(());
        };
        self.force(&first.process)?;
        let process = self.process(place)?;
        let id = TicketId(place.ticket.unwrap_or_default());
        let expected = first.seq.saturating_sub(1);
        let mut after = match expected {
            0 => Ticket {
                id,
                ..Ticket::default()
            },
            _ => self.store.ticket(&all(), id)?,
        };
        let command = first.command.clone();
        let (mut events, mut records) = (Vec::new(), Vec::new());
        for (n, (event, piled)) in (self.n + 1..).zip(group) {
            apply(&mut after, &event);
            records.push(record(n, &piled));
            events.push(event);
            self.n = n;
        }
        let alarms = Alarms::ahead(&process, &after);
        let change = Box::new(Change {
            row: Row::of(&process, &after),
            alarm: alarms.next,
            standing: alarms.series(id),
            notices: Vec::new(),
            after,
            expected,
            events,
            command,
        });
        self.store.adopt(Adopted::Ticket { change, records })?;
        self.turn_over()
    }

    fn process(&mut self, place: &Piled) -> Result<Arc<Process>, Error> {
        if let Some(known) = self.parsed.get(&self.in_force) {
            return Ok(known.clone());
        }
        let text = self.processes.texts.get(&self.in_force);
        let parsed = text.and_then(|t| parse::process(t).ok()).map(Arc::new);
        let parsed = parsed.ok_or_else(|| {
            Error::Input(format!(
                "Line {} was decided under a process file that this hoist cannot read. Nothing was imported.",
                place.line
            ))
        })?;
        self.parsed.insert(self.in_force.clone(), parsed.clone());
        Ok(parsed)
    }

    /// Puts the process file in force under which the next events were decided. A whole desk brings
    /// those events itself.
    fn force(&mut self, hash: &str) -> Result<(), Error> {
        let Some(text) = self
            .processes
            .texts
            .get(hash)
            .filter(|_| hash != self.in_force)
        else {
            return Ok(());
        };
        let fact = DeskFact::Process {
            hash: hash.to_owned(),
            text: text.clone(),
            why: "it was in force where the tickets come from".to_owned(),
        };
        self.own(fact)
    }

    /// The first events of a desk that gets only some tickets.
    fn beginning(&mut self, read: &Read) -> Result<(), Error> {
        self.own(DeskFact::Made {
            desk: self.info.id.clone(),
            name: self.info.name.clone(),
            demo: Some(self.info.demo),
        })?;
        let first = self.processes.first.clone();
        let text = self.info.process_text.clone().into_owned();
        self.own(DeskFact::Process {
            hash: first,
            text,
            why: "the desk was made of an export".to_owned(),
        })?;
        for fact in &read.book {
            if !matches!(fact, DeskFact::Process { .. }) {
                self.own(fact.clone())?;
            }
        }
        Ok(())
    }

    /// An event of the new desk itself.
    fn own(&mut self, what: DeskFact) -> Result<(), Error> {
        let login = self.order.login;
        let event = DeskEvent {
            at: (self.order.clock)(),
            by: login.name.as_str().into(),
            identity: Identity {
                source: Source::Import,
                login: login.name.clone(),
                uid: login.uid,
                key: None,
                shared: login.shared,
            },
            command: new_command_id(),
            what,
        };
        let record = chain::desk_record(self.n + 1, &event)
            .map_err(|e| Error::Input(format!("The desk could not be made: {e}.")))?;
        self.desk_record(event, record)
    }

    fn desk_record(&mut self, event: DeskEvent, record: String) -> Result<(), Error> {
        if let DeskFact::Process { hash, .. } = &event.what {
            self.in_force.clone_from(hash);
        }
        self.store.adopt(Adopted::Desk {
            event: Box::new(event),
            record,
        })?;
        self.n += 1;
        self.turn_over()
    }

    fn turn_over(&mut self) -> Result<(), Error> {
        self.waiting += 1;
        if self.waiting >= CHUNK {
            self.waiting = 0;
            self.store.end_bulk()?;
            self.store.begin_bulk(crate::store::Writes::Many)?;
        }
        Ok(())
    }
}
