//! The bundle of a ticket: read from its events, checked, and shown.

use super::{Desk, Error};
use crate::domain::apply::apply;
use crate::domain::bundle::{self, Entry, Seal};
use crate::domain::command::TimelineLine;
use crate::domain::id::TicketId;
use crate::domain::parse;
use crate::domain::process::Process;
use crate::domain::ticket::{BundleRef, Ticket};
use crate::domain::words;
use crate::store::{self, ChainLink};
use std::sync::Arc;

/// The bundle of a ticket as it is kept.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// What it is known by; `None`: sealed by the first rule.
    pub reference: Option<BundleRef>,
    /// The seal, once archived; empty before.
    pub sealed: String,
    /// Its canonical JSON: what `reference.hash` is the SHA-256 of.
    pub json: String,
    /// The page in Markdown.
    pub page: String,
}

/// What is to be done when something does not match.
const KEEP: &str = "Keep the file as it is, run hoist audit check, and compare with a backup.";

/// Events of a record that cannot be read.
fn unreadable(link: &ChainLink) -> Error {
    Error::Store(store::Error::Unusable(format!(
        "Record {} of the audit chain cannot be read. Run hoist audit check.",
        link.n
    )))
}

/// The events of links, word for word.
pub(super) fn entries(links: &[ChainLink]) -> Result<Vec<Entry>, Error> {
    let read = |link: &ChainLink| Entry::read(&link.record).map_err(|_| unreadable(link));
    links.iter().map(read).collect()
}

/// A ticket as these events leave it.
pub(super) fn replayed(id: TicketId, entries: &[Entry]) -> Ticket {
    let mut ticket = Ticket {
        id,
        ..Ticket::default()
    };
    entries.iter().for_each(|e| apply(&mut ticket, &e.event));
    ticket
}

impl Desk {
    /// Every event of a ticket, word for word as it was recorded.
    pub(super) fn entries(&self, id: TicketId) -> Result<Vec<Entry>, Error> {
        let viewer = self.actor.viewer();
        entries(&self.store.links(&viewer, id, 0, usize::MAX)?)
    }

    /// A ticket as it was at an earlier version.
    ///
    /// # Errors
    /// Not found, or restricted; an event that cannot be read.
    pub fn as_of(&self, id: TicketId, version: u32) -> Result<Ticket, Error> {
        let viewer = self.actor.viewer();
        let links = self.store.links(&viewer, id, 0, version as usize)?;
        Ok(replayed(id, &entries(&links)?))
    }

    /// The bundle of a closed or archived ticket, rendered anew from its events and compared with
    /// the hash that was recorded.
    ///
    /// # Errors
    /// [`Error::Missing`] while it is under way; [`store::Error::Unusable`] when the events are not
    /// those it was rendered from; not found, or restricted.
    pub fn bundle(&self, id: TicketId) -> Result<Bundle, Error> {
        let kept = self.ticket(id)?;
        if !kept.stage.phase.is_over() {
            return Err(Error::Missing(format!(
                "Ticket {id} has no bundle yet: closing renders it, archiving seals it."
            )));
        }
        let entries = self.entries(id)?;
        self.matches(id, &entries)?;
        // The seal is over the events: nothing that only the ticket's row says stands under it.
        let ticket = replayed(id, &entries);
        if !bundle::tells_the_same(&kept, &ticket) {
            return Err(Error::Store(store::Error::Unusable(format!(
                "Ticket {id} as it is stored is not what its events left: somebody changed it outside hoist. The events match their seal. {KEEP}"
            ))));
        }
        let at = entries
            .iter()
            .rposition(|e| bundle::carried(&e.event).is_some());
        let at = at.filter(|_| ticket.bundle.is_some());
        // What was never rendered is told up to its last event.
        let last = at.unwrap_or(entries.len().saturating_sub(1));
        let reference = at.and_then(|_| ticket.bundle.clone());
        let head = reference.as_ref().map(|b| b.head.clone());
        let json = entries.get(last).map(|own| {
            let history = entries.get(..last).unwrap_or_default();
            let before = replayed(id, history);
            bundle::canonical(&before, history, own, &head.unwrap_or_default())
        });
        let seal = match (&reference, ticket.sealed.is_empty()) {
            (Some(b), true) => Seal::Rendered(b),
            (Some(b), false) => Seal::Sealed(b),
            (None, true) => Seal::None,
            (None, false) => Seal::First(&ticket.sealed),
        };
        // The seal is over the JSON; the page is read.
        let (read, history) = self.veiled_history(&ticket, &entries)?;
        Ok(Bundle {
            page: bundle::page(&self.process, &read, &history, seal),
            json: json.unwrap_or_default(),
            sealed: ticket.sealed.clone(),
            reference,
        })
    }

    /// Reads a ticket back after it was sealed.
    pub(super) fn read_back(&self, id: TicketId) -> Result<(), Error> {
        // Who archives a ticket need not be in its audience any more.
        let viewer = crate::domain::actor::Viewer {
            lead: true,
            ..self.actor.viewer()
        };
        let links = self.store.links(&viewer, id, 0, usize::MAX)?;
        self.matches(id, &entries(&links)?)
    }

    fn matches(&self, id: TicketId, entries: &[Entry]) -> Result<(), Error> {
        let mut story = |hash: &str, entries: &[Entry]| {
            let process = self.process_of(hash)?;
            Some(story(&process, entries))
        };
        match bundle::check(id, entries, &mut story) {
            Ok(_) => Ok(()),
            Err(what) => Err(Error::Store(store::Error::Unusable(format!(
                "{what} {KEEP}"
            )))),
        }
    }

    /// A process file that was in force here, if this program can still read it.
    fn process_of(&self, hash: &str) -> Option<Arc<Process>> {
        if self.process.hash == hash {
            return Some(self.process.clone());
        }
        let text = self.store.process_file(hash).ok()??;
        parse::process(&text).ok().map(Arc::new)
    }
}

/// The history in words as seals of the first rule cover it.
pub(super) fn story(process: &Process, entries: &[Entry]) -> Vec<TimelineLine> {
    let lines = entries.iter().flat_map(|e| words::story(process, &e.event));
    lines.collect()
}
