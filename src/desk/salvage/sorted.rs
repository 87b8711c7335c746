//! The records of a damaged file, each beside the chain: as it was written, changed, or of a ticket whose
//! earlier events are gone.

use super::in_words;
use crate::desk::Error;
use crate::desk::witness::Witness;
use crate::domain::attachment::shown;
use crate::domain::chain::{self, Hash, hex};
use crate::domain::event::{DeskEvent, DeskFact, Event};
use crate::domain::id::TicketId;
use crate::store::sqlite::{Found, Pile, Piled, Wreck};
use std::collections::BTreeMap;

/// The records in order.
pub(super) struct Sorted {
    /// Those that can be taken over, under the numbers that they had.
    pub pile: Pile,
    /// How many could be read.
    pub count: u64,
    /// The last number, and the hash there.
    pub last: (i64, Hash),
    /// Nothing is missing and nothing was changed.
    pub is_whole: bool,
    /// The desk's own events, without the first and without process files.
    pub book: Vec<DeskFact>,
    /// Process files by hash, from events; in the order in which they came into force.
    pub processes: Vec<(String, String)>,
    /// The last event of each ticket that can be taken over.
    pub tickets: BTreeMap<TicketId, u32>,
    /// Sentences about what is missing.
    pub lost: Vec<String>,
    /// Records that cannot be taken over.
    pub leftovers: Vec<String>,
    /// Of each ticket, how many events could not be taken over.
    behind: BTreeMap<TicketId, u32>,
    /// The hash before the next record, where it is known.
    before: Option<Hash>,
    /// The record before, whose hash did not fit: it or its hash was changed, the next one tells.
    doubt: Option<(i64, Hash)>,
}

impl Sorted {
    /// Reads every record that can be read.
    pub fn read(wreck: &Wreck, progress: &mut dyn FnMut(u64)) -> Result<Sorted, Error> {
        let mut sorted = Sorted {
            pile: Pile::open()?,
            count: 0,
            last: (0, Hash::default()),
            is_whole: true,
            book: Vec::new(),
            processes: Vec::new(),
            tickets: BTreeMap::new(),
            lost: Vec::new(),
            leftovers: Vec::new(),
            behind: BTreeMap::new(),
            before: Some(Hash::default()),
            doubt: None,
        };
        let mut failed = None;
        let holes = wreck.records(&mut |found| {
            progress(sorted.count);
            sorted.take(found).map_err(|error| match error {
                Error::Store(error) => error,
                other => {
                    let said = crate::store::Error::Backend(other.to_string());
                    failed = Some(other);
                    said
                }
            })
        });
        if let Some(error) = failed {
            return Err(error);
        }
        for hole in holes? {
            sorted.is_whole = false;
            sorted.lost.push(in_words("Record", hole));
        }
        sorted.close();
        for (id, count) in std::mem::take(&mut sorted.behind) {
            sorted.tell(wreck, id, count);
        }
        Ok(sorted)
    }

    /// What the user saw of the desk before is the only sign of records that are gone from its end.
    pub fn compare(&mut self, seen: &Witness) {
        let last = self.last.0;
        if seen.n > last {
            self.is_whole = false;
            self.lost.push(format!(
                "You saw record {} on this desk, and the last one that can be read is {last}: {} gone.",
                seen.n,
                match seen.n - last {
                    1 => "1 record is".to_owned(),
                    n => format!("{n} records are"),
                }
            ));
        }
    }

    /// The last doubt: nothing behind it can tell.
    fn close(&mut self) {
        if let Some((n, _)) = self.doubt.take() {
            self.changed(n);
        }
    }

    fn changed(&mut self, n: i64) {
        self.is_whole = false;
        self.lost.push(format!(
            "Record {n} is not what was written; it was taken over as it reads now."
        ));
    }

    fn tell(&mut self, wreck: &Wreck, id: TicketId, count: u32) {
        let subject = wreck.subject(id);
        let subject = subject.map_or_else(String::new, |s| format!(" (“{}”)", shown(&s)));
        let kept = self.tickets.get(&id).copied().unwrap_or_default();
        self.lost.push(match kept {
            0 => format!("Ticket {id}{subject}: its first event is gone; {count} later ones lie in the file of leftovers."),
            kept => format!("Ticket {id}{subject} stands as its event {kept} left it; {count} later ones lie in the file of leftovers."),
        });
    }

    fn take(&mut self, found: Found) -> Result<(), Error> {
        if found.n < 1 {
            return Ok(());
        }
        self.count += 1;
        let is_as_written = self.chain(&found);
        self.last = (found.n, found.hash.unwrap_or_default());
        match whose(&found, is_as_written) {
            None => self.of_desk(found),
            Some(id) => self.of_ticket(id, found),
        }
    }

    /// Whether the record is the one that was written, as far as its neighbours tell; whether the record before it says so.
    fn chain(&mut self, found: &Found) -> bool {
        if found.n != self.last.0 + 1 {
            self.is_whole = false;
            self.close();
            self.lost.push(match found.n - self.last.0 {
                2 => format!("Record {} is missing.", found.n - 1),
                _ => format!(
                    "Records {} to {} are missing.",
                    self.last.0 + 1,
                    found.n - 1
                ),
            });
            // Behind a gap nothing says what stood before it; the record's own hash is taken at its word.
            self.before = None;
        }
        let computed = self
            .before
            .map(|before| chain::link(&before, &found.record));
        if let Some((n, other)) = self.doubt.take() {
            // The record was right and its stored hash was not, if this one follows from it.
            match Some(chain::link(&other, &found.record)) == found.hash {
                true => {
                    self.is_whole = false;
                    self.lost.push(format!(
                        "The hash of record {n} was changed; the record itself is as it was written."
                    ));
                    self.before = found.hash;
                    return true;
                }
                false => self.changed(n),
            }
        }
        if let Some(computed) = computed.filter(|c| Some(*c) != found.hash) {
            self.doubt = Some((found.n, computed));
        }
        self.before = found.hash;
        computed.is_some() && computed == found.hash
    }

    fn of_desk(&mut self, found: Found) -> Result<(), Error> {
        let event = chain::desk_event_of(&found.record).ok();
        let (Some(event), Some(json)) = (event, inner(&found.record, "desk")) else {
            return self.leave(found, UNREADABLE);
        };
        let DeskEvent { what, .. } = event;
        match what {
            DeskFact::Made { .. } | DeskFact::BackedUp(_) => {}
            DeskFact::Process { hash, text, .. } => self.processes.push((hash, text)),
            other => self.book.push(other),
        }
        self.keep(None, &found, json)
    }

    fn of_ticket(&mut self, id: TicketId, found: Found) -> Result<(), Error> {
        let event = chain::event_of(&found.record).ok();
        let (Some(event), Some(json)) = (event, inner(&found.record, "event")) else {
            *self.behind.entry(id).or_default() += 1;
            return self.leave(found, UNREADABLE);
        };
        let kept = self.tickets.get(&id).copied().unwrap_or_default();
        if event.seq != kept + 1 || self.behind.contains_key(&id) {
            *self.behind.entry(id).or_default() += 1;
            self.is_whole = false;
            self.leftovers.push(found.record);
            return Ok(());
        }
        self.tickets.insert(id, event.seq);
        self.keep(Some(id), &found, json)
    }

    fn keep(&mut self, ticket: Option<TicketId>, found: &Found, json: String) -> Result<(), Error> {
        let piled = Piled {
            n: found.n,
            line: found.n.unsigned_abs(),
            ticket: ticket.map(|t| t.0),
            hash: hex(&found.hash.unwrap_or_default()),
            json,
        };
        self.pile.put(&piled)?;
        Ok(())
    }

    fn leave(&mut self, found: Found, why: &str) -> Result<(), Error> {
        self.is_whole = false;
        self.lost.push(format!(
            "Record {} {why}; it lies in the file of leftovers.",
            found.n
        ));
        self.leftovers.push(found.record);
        Ok(())
    }
}

const UNREADABLE: &str = "cannot be read as an event";

/// Whose a record is: one that is as it was written says it itself, of another the place where it lies says it.
fn whose(found: &Found, is_as_written: bool) -> Option<TicketId> {
    match chain::place_of(&found.record) {
        Ok((n, ticket)) if is_as_written && n == found.n => ticket,
        _ => found.ticket,
    }
}

/// The event in a record, word for word: a record is canonical, so it ends as it must. Nothing where it does not, for what
/// stands behind the event was changed.
fn inner(record: &str, key: &str) -> Option<String> {
    let rest = record.strip_prefix(&format!("{{\"{key}\":"))?;
    let json = rest.get(..rest.rfind(",\"n\":")?)?;
    let is_whole = serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok();
    is_whole.then(|| json.to_owned())
}

/// An event of a ticket read back from the pile.
pub(super) fn event(piled: &Piled) -> Option<Event> {
    serde_json::from_str(&piled.json).ok()
}
