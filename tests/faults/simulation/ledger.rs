//! The harness's own copy of what was written: read off the chain in the order of its numbers, each link
//! hashed anew. Everything the desk says of its history is compared with it.

use hoist::domain::chain::{event_of, hex};
use hoist::domain::event::Event;
use hoist::domain::id::TicketId;
use hoist::store::Store;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Ledger {
    n: i64,
    hash: [u8; 32],
    /// Every ticket's events, in the order in which they were committed.
    pub tickets: BTreeMap<TicketId, Vec<Event>>,
    /// Which ticket each command wrote to.
    pub commands: BTreeMap<String, BTreeSet<TicketId>>,
}

/// `SHA-256("hoist-audit-1" || the hash before || the record)`.
fn linked(before: &[u8; 32], record: &str) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(b"hoist-audit-1");
    sha.update(before);
    sha.update(record.as_bytes());
    sha.finalize().into()
}

impl Ledger {
    /// Reads what came since; the tickets that it is about.
    pub fn follow(&mut self, store: &dyn Store) -> Result<BTreeSet<TicketId>, String> {
        let mut touched = BTreeSet::new();
        self.same_before(store)?;
        for link in store.chain(self.n, usize::MAX).map_err(|e| e.to_string())? {
            let hash = linked(&self.hash, &link.record);
            if link.n != self.n + 1 || link.hash != hex(&hash) {
                return Err(format!("invariant 12: record {} is not linked", link.n));
            }
            (self.n, self.hash) = (link.n, hash);
            let Some(id) = link.ticket else { continue };
            let event = event_of(&link.record).map_err(|e| e.to_string())?;
            let command = event.command.as_str().to_owned();
            self.commands.entry(command).or_default().insert(id);
            self.tickets.entry(id).or_default().push(event);
            touched.insert(id);
        }
        Ok(touched)
    }

    /// What was read last is still what stands there.
    fn same_before(&self, store: &dyn Store) -> Result<(), String> {
        if self.n == 0 {
            return Ok(());
        }
        let last = store.chain(self.n - 1, 1).map_err(|e| e.to_string())?;
        match last.first() {
            Some(link) if link.hash == hex(&self.hash) => Ok(()),
            _ => Err(format!("invariant 12: record {} changed or went", self.n)),
        }
    }

    /// Number and hash of the last record.
    pub fn head(&self) -> (i64, String) {
        (self.n, hex(&self.hash))
    }
}
