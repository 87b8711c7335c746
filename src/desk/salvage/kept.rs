//! What a new desk is built of: the records that were sorted, process files, and the bytes of files.

use super::commands::Commands;
use super::in_words;
use super::sorted::{Sorted, event};
use crate::desk::Error;
use crate::desk::import::copy::files::Files;
use crate::desk::import::copy::lines::{Head, Last, Origin, Read};
use crate::domain::attachment::shown;
use crate::domain::chain::event_json;
use crate::domain::chain::hex;
use crate::domain::event::{DeskEvent, DeskFact, Event, Fact};
use crate::domain::id::{At, CustomerId, TicketId};
use crate::domain::parse;
use crate::store::sqlite::{FoundChunk, Pile, Piled, Table, Wreck};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Records looked at at a time.
const PAGE: usize = 1_000;

/// Everything that the new desk is made of. Without a process file there is none.
pub(super) fn read(wreck: &Wreck, sorted: &mut Sorted) -> Result<Read, Error> {
    processes(wreck, sorted)?;
    let mut pile = std::mem::replace(&mut sorted.pile, Pile::open()?);
    let mut files = Files::default();
    bytes(wreck, sorted, &mut pile, &mut files)?;
    let pile = without_lost(sorted, pile, &files)?;
    if !sorted.is_whole {
        from_rows(wreck, sorted);
        contacts_last(sorted);
    }
    let mut book: Vec<DeskFact> = Vec::new();
    for (hash, text) in &sorted.processes {
        book.push(DeskFact::Process {
            hash: hash.clone(),
            text: text.clone(),
            why: "it was in force where the desk was damaged".to_owned(),
        });
    }
    book.append(&mut sorted.book);
    let process = sorted.processes.last().map(|(hash, _)| hash.clone());
    let value = |key: &str| wreck.value(key);
    let head = Head {
        whole: sorted.is_whole,
        files: true,
        desk: Origin {
            id: value("id").unwrap_or_default(),
            name: value("name").unwrap_or_else(|| "salvaged".to_owned()),
            made_at: At(value("made_at")
                .and_then(|t| t.parse().ok())
                .unwrap_or_default()),
            demo: value("demo").as_deref() == Some("1"),
            process: value("process").or(process).unwrap_or_default(),
        },
        head: Last {
            n: sorted.last.0,
            hash: hex(&sorted.last.1),
        },
    };
    Ok(Read {
        head,
        book,
        pile,
        files,
        tickets: sorted.tickets.len() as u64,
        events: sorted.tickets.values().map(|n| u64::from(*n)).sum(),
        // A desk that is another one has another id each time.
        sums: Sha256::digest(uuid::Uuid::now_v7().as_bytes()).into(),
    })
}

/// Process files whose text is that of their hash, from events and from where they are kept.
fn processes(wreck: &Wreck, sorted: &mut Sorted) -> Result<(), Error> {
    let holes = wreck.processes(&mut |hash, text| {
        let known = sorted
            .processes
            .iter()
            .any(|(h, t)| *h == hash && parse::hash(t) == *h);
        if !known {
            sorted.processes.retain(|(h, _)| *h != hash);
            sorted.processes.push((hash, text));
        }
        Ok(())
    })?;
    for hole in holes {
        sorted.lost.push(in_words("Process file", hole));
    }
    sorted
        .processes
        .retain(|(hash, text)| parse::hash(text) == *hash);
    match sorted.processes.is_empty() {
        true => Err(Error::Input(
            "No process file can be read in it, and without one no ticket can be told. Nothing was made; restore a backup.".to_owned(),
        )),
        false => Ok(()),
    }
}

/// The bytes of every file whose chunks are all there and are those of its hash.
fn bytes(
    wreck: &Wreck,
    sorted: &mut Sorted,
    pile: &mut Pile,
    files: &mut Files,
) -> Result<(), Error> {
    let mut known: BTreeMap<i64, (String, u64)> = BTreeMap::new();
    let holes = wreck.blobs(&mut |serial, sha256, size| {
        known.insert(serial, (sha256, size));
        Ok(())
    })?;
    for hole in holes {
        sorted.lost.push(in_words("File", hole));
    }
    let mut coming = Coming::default();
    wreck.chunks(&mut |chunk| {
        if coming.blob != Some(chunk.blob) {
            coming = Coming::begin(&chunk, &known);
        }
        if coming.take(&chunk) {
            for (n, bytes) in (0..).zip(std::mem::take(&mut coming.chunks)) {
                pile.put_bytes(&coming.sha256, coming.size, n, &bytes)?;
            }
            files.came(&coming.sha256);
        }
        Ok(())
    })?;
    Ok(())
}

/// A file that is put together: never larger than the largest that may be attached.
#[derive(Default)]
struct Coming {
    blob: Option<i64>,
    sha256: String,
    size: u64,
    hash: Sha256,
    got: u64,
    chunks: Vec<Vec<u8>>,
    is_spoilt: bool,
}

impl Coming {
    fn begin(chunk: &FoundChunk, known: &BTreeMap<i64, (String, u64)>) -> Coming {
        let (sha256, size) = known.get(&chunk.blob).cloned().unwrap_or_default();
        Coming {
            blob: Some(chunk.blob),
            is_spoilt: sha256.is_empty(),
            sha256,
            size,
            ..Coming::default()
        }
    }

    /// Whether the file is whole with this one.
    fn take(&mut self, chunk: &FoundChunk) -> bool {
        let is_next = u64::from(chunk.n) == self.chunks.len() as u64;
        let Some(bytes) = chunk.bytes.as_ref().filter(|_| is_next && !self.is_spoilt) else {
            self.is_spoilt = true;
            return false;
        };
        self.hash.update(bytes);
        self.got += bytes.len() as u64;
        self.chunks.push(bytes.clone());
        if self.got < self.size {
            return false;
        }
        self.is_spoilt =
            self.got != self.size || hex(&self.hash.clone().finalize().into()) != self.sha256;
        !self.is_spoilt
    }
}

/// Attachments whose bytes are gone are told in a note instead, and baselines are left out: nothing may name
/// bytes that are not there. Of a desk that is not whole the desk's own events come as a book.
fn without_lost(sorted: &mut Sorted, pile: Pile, files: &Files) -> Result<Pile, Error> {
    sorted.is_whole &= !names_lost(&pile, files)?;
    let mut kept = Pile::open()?;
    let mut commands = Commands::default();
    let mut after = 0;
    loop {
        let page = pile.page(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.n;
        for mut piled in page {
            if piled.ticket.is_none() && !sorted.is_whole {
                continue;
            }
            if let Some(mut event) = losing(&piled, files) {
                for fact in &mut event.facts {
                    if let Some(said) = lost(fact, files) {
                        let ticket = TicketId(piled.ticket.unwrap_or_default());
                        sorted.lost.push(format!("Ticket {ticket}: {said}"));
                        *fact = Fact::Noted(said);
                    }
                }
                piled.json = event_json(&event).map_err(|e| {
                    Error::Input(format!("Record {} cannot be written: {e}.", piled.n))
                })?;
            }
            if !sorted.is_whole {
                under_a_known_process(sorted, &mut piled)?;
                commands.part(&mut piled, &mut sorted.lost)?;
            }
            kept.put(&piled)?;
        }
    }
    sorted.book.retain(|fact| match fact {
        DeskFact::Baseline(baseline) => files.has(&baseline.sha256),
        _ => true,
    });
    each_bytes(&pile, &mut kept)?;
    Ok(kept)
}

/// An event may name a process file that nobody has, where the name itself is damaged: it goes on under the one that was in force
/// last.
fn under_a_known_process(sorted: &mut Sorted, piled: &mut Piled) -> Result<(), Error> {
    let Some(ticket) = piled.ticket else {
        return Ok(());
    };
    let Ok(mut event) = serde_json::from_str::<Event>(&piled.json) else {
        return Ok(());
    };
    let known = sorted
        .processes
        .iter()
        .any(|(hash, _)| *hash == event.process);
    let Some((last, _)) = sorted.processes.last().filter(|_| !known) else {
        return Ok(());
    };
    event.process.clone_from(last);
    sorted.lost.push(format!(
        "Ticket {}: the name of the process file of record {} cannot be read; it stands under the last one",
        TicketId(ticket),
        piled.n
    ));
    piled.json = event_json(&event)
        .map_err(|e| Error::Input(format!("Record {} cannot be written: {e}.", piled.n)))?;
    Ok(())
}

/// Whether an event names bytes that are gone.
fn names_lost(pile: &Pile, files: &Files) -> Result<bool, Error> {
    let mut after = 0;
    loop {
        let page = pile.page(after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(false);
        };
        after = last.n;
        let baseline = |json: &str| match serde_json::from_str::<DeskEvent>(json).map(|e| e.what) {
            Ok(DeskFact::Baseline(baseline)) => !files.has(&baseline.sha256),
            _ => false,
        };
        let is_lost = |piled: &Piled| match piled.ticket {
            Some(_) => losing(piled, files).is_some(),
            None => baseline(&piled.json),
        };
        if page.iter().any(is_lost) {
            return Ok(true);
        }
    }
}

/// The event of a ticket, if it names bytes that are gone.
fn losing(piled: &Piled, files: &Files) -> Option<Event> {
    let event = piled.ticket.and_then(|_| event(piled))?;
    let is_lost = event.facts.iter().any(|fact| lost(fact, files).is_some());
    is_lost.then_some(event)
}

fn lost(fact: &Fact, files: &Files) -> Option<String> {
    match fact {
        Fact::Attached(file) if !files.has(&file.sha256) => Some(format!(
            "The attachment “{}” ({} bytes, SHA-256 {}) could not be saved from the damaged desk.",
            shown(&file.name),
            file.size,
            file.sha256
        )),
        _ => None,
    }
}

/// What only its row still tells: its events are gone.
fn from_rows(wreck: &Wreck, sorted: &mut Sorted) {
    rows(
        wreck,
        sorted,
        Table::Agents,
        "Agent",
        |f| match f {
            DeskFact::Agent(agent) => Some(agent.name.0.clone()),
            _ => None,
        },
        DeskFact::Agent,
    );
    rows(
        wreck,
        sorted,
        Table::Customers,
        "Customer",
        |f| match f {
            DeskFact::Customer(customer) => Some(customer.id.0.to_string()),
            _ => None,
        },
        DeskFact::Customer,
    );
    rows(
        wreck,
        sorted,
        Table::Contacts,
        "Contact",
        |f| match f {
            DeskFact::Contact(contact) => Some(contact.id.0.to_string()),
            _ => None,
        },
        DeskFact::Contact,
    );
    rows(
        wreck,
        sorted,
        Table::Articles,
        "Article",
        |f| match f {
            DeskFact::Article(article) => Some(article.id.0.to_string()),
            _ => None,
        },
        |article| DeskFact::Article(Box::new(article)),
    );
    rows(
        wreck,
        sorted,
        Table::Products,
        "Product",
        |f| match f {
            DeskFact::Product(product) => Some(product.name.clone()),
            _ => None,
        },
        DeskFact::Product,
    );
    rows(
        wreck,
        sorted,
        Table::Teams,
        "Team",
        |f| match f {
            DeskFact::Team(team) => Some(team.id.clone()),
            _ => None,
        },
        DeskFact::Team,
    );
    rows(
        wreck,
        sorted,
        Table::StandIns,
        "Who is on duty otherwise, number",
        |f| match f {
            DeskFact::StandIn(said) => Some(said.n.to_string()),
            _ => None,
        },
        DeskFact::StandIn,
    );
    rows(
        wreck,
        sorted,
        Table::Reviews,
        "Review",
        |f| match f {
            DeskFact::Review(review) => Some(review.id.0.to_string()),
            _ => None,
        },
        |review| DeskFact::Review(Box::new(review)),
    );
}

/// Contacts come behind their customers, of which some are known from their rows alone; one of a customer who is not there
/// any more is nobody's.
fn contacts_last(sorted: &mut Sorted) {
    let is_contact = |fact: &DeskFact| matches!(fact, DeskFact::Contact(_));
    sorted.book.sort_by_key(is_contact);
    let known: BTreeSet<CustomerId> = sorted.book.iter().filter_map(customer).collect();
    for fact in &mut sorted.book {
        let DeskFact::Contact(contact) = fact else {
            continue;
        };
        if let Some(of) = contact.customer.take_if(|of| !known.contains(of)) {
            sorted.lost.push(format!(
                "Contact {} ({}) was of customer {}, who is not there any more.",
                contact.id.0,
                shown(&contact.name),
                of.0
            ));
        }
    }
}

fn customer(fact: &DeskFact) -> Option<CustomerId> {
    match fact {
        DeskFact::Customer(customer) => Some(customer.id),
        _ => None,
    }
}

fn rows<T: DeserializeOwned>(
    wreck: &Wreck,
    sorted: &mut Sorted,
    table: Table,
    what: &str,
    key: impl Fn(&DeskFact) -> Option<String>,
    fact: impl Fn(T) -> DeskFact,
) {
    let known: BTreeSet<String> = sorted.book.iter().filter_map(&key).collect();
    for text in wreck.documents(table) {
        let Ok(document) = serde_json::from_str(&text) else {
            continue;
        };
        let found = fact(document);
        if let Some(name) = key(&found).filter(|name| !known.contains(name)) {
            sorted.lost.push(format!(
                "{what} {} is taken from its row; its events are gone.",
                shown(&name)
            ));
            sorted.book.push(found);
        }
    }
}

fn each_bytes(from: &Pile, to: &mut Pile) -> Result<(), Error> {
    from.each_bytes(&mut |chunk| to.put_bytes(&chunk.sha256, chunk.size, chunk.n, &chunk.bytes))?;
    Ok(())
}
