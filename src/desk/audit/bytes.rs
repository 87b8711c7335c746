//! The bytes of attachments and baselines against their hashes, and what is kept of snapshots.

use super::Audit;
use crate::desk::Error;
use crate::domain::attachment::shown;
use crate::domain::bundle::Entry;
use crate::domain::id::TicketId;
use crate::domain::ticket::Ticket;
use crate::store::ChainLink;
use crate::store::blob::attached;
use crate::store::configuration::kept_of;

impl Audit<'_> {
    /// Looks at the bytes of every attachment; what is damaged is noted, and the audit goes on.
    pub(super) fn attachments(&mut self, id: TicketId, entries: &[Entry]) {
        let each = entries.iter().map(|e| std::slice::from_ref(&e.event));
        for file in each.flat_map(attached) {
            let Some(bad) = self.bytes(&file.sha256, file.size) else {
                continue;
            };
            let (n, name) = (file.n, shown(&file.name));
            let bad = bad.trim_end_matches('.');
            let said = format!("Attachment {n} of ticket {id} (“{name}”) {bad}.");
            self.damaged.push(said);
        }
    }

    /// Under which numbers the desk keeps the bytes of a ticket's attachments.
    pub(super) fn numbered(&self, ticket: &Ticket) -> Result<Option<String>, Error> {
        let Some(kept) = self.desk.store.kept_attachments(ticket.id)? else {
            return Ok(None);
        };
        let said = ticket.attachments.iter().map(|a| (a.n, a.sha256.clone()));
        let same = said.collect::<Vec<_>>() == kept;
        let bad = !same && self.desk.store.stored(ticket.id)?.1.version == ticket.version;
        Ok(bad.then(|| {
            format!(
                "The attachments of ticket {} are not kept under the numbers that its events say. The ticket itself is intact.",
                ticket.id
            )
        }))
    }

    /// What is wrong with the bytes of a hash; nothing, and counted, where they are right.
    pub(super) fn bytes(&mut self, sha256: &str, size: u64) -> Option<String> {
        if self.blobs.contains(sha256) {
            return None;
        }
        let wrong = self.desk.wrong_bytes(sha256, size);
        if wrong.is_none() {
            self.report.attachments += 1;
            self.blobs.insert(sha256.to_owned());
        }
        wrong
    }

    /// What the desk keeps of the snapshots, by which they are found.
    pub(super) fn snapshots(&self, ticket: &Ticket) -> Option<String> {
        let id = ticket.id;
        match self.desk.store.kept_snapshots(id) {
            Ok(kept) if kept == kept_of(ticket) => None,
            Ok(_) => Some(format!(
                "What is kept of the configurations of ticket {id} is not what its events say. The ticket itself is intact."
            )),
            Err(error) => Some(format!(
                "The configurations of ticket {id} cannot be read: {error}"
            )),
        }
    }

    /// Which snapshots a ticket's events say were taken.
    pub(super) fn note_taken(&mut self, id: TicketId, links: &[ChainLink], entries: &[Entry]) {
        for (link, entry) in links.iter().zip(entries) {
            let files = attached(std::slice::from_ref(&entry.event));
            let snapshots = files.filter(|a| a.configuration.is_some());
            self.taken.extend(snapshots.map(|a| (link.n, id, a.n)));
        }
    }

    /// In which order the desk keeps the snapshots, by which the latest of them are found.
    pub(super) fn order_of_snapshots(&mut self) -> Result<Option<String>, Error> {
        self.taken.sort_unstable();
        let kept = self.desk.store.snapshot_order()?;
        let mut wanted = (1..).zip(self.taken.iter().map(|(_, id, n)| (*id, *n)));
        for (serial, place) in kept {
            match wanted.next() {
                Some((at, taken)) if (at, taken) == (serial, place) => {}
                // What others took meanwhile is no fault.
                _ if self.is_newer(place.0)? => return Ok(None),
                _ => {
                    return Ok(Some(format!(
                        "The configurations are not kept in the order in which they were taken: number {serial}, of ticket {}. The tickets are intact.",
                        place.0
                    )));
                }
            }
        }
        // One that is missing was missed with its ticket.
        Ok(None)
    }
}
