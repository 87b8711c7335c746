//! What both stores refuse before they write, and the check of the whole audit chain.

use super::{Change, Error, Store};
use crate::domain::chain::{Broken, Link, Verifier};
use crate::domain::event::Fact;
use crate::domain::id::{AgentName, TicketId};
use std::collections::BTreeSet;

/// Refuses a change whose events do not continue the ticket's sequence.
pub(crate) fn check_events(change: &Change) -> Result<(), Error> {
    let mut seq = change.expected;
    let in_order = change.events.iter().all(|e| {
        seq += 1;
        e.seq == seq
    });
    if in_order
        && !change.events.is_empty()
        && change.after.version == seq
        && change.row.version == seq
    {
        return Ok(());
    }
    Err(Error::Backend(format!(
        "the events of the change do not lead from version {} to {}",
        change.expected, change.after.version
    )))
}

/// Refuses records that are not those of the events they come with.
pub(crate) fn check_records(change: &Change, records: &[String]) -> Result<(), Error> {
    match records.len() == change.events.len() {
        true => Ok(()),
        false => Err(Error::Backend(
            "the records are not those of the events".to_owned(),
        )),
    }
}

/// The number of a ticket that is new here: brought along, or the next one.
pub(crate) fn number(brought: TicketId, last: i64) -> Result<TicketId, Error> {
    match brought.0 {
        0 => Ok(TicketId(last + 1)),
        n if n > last => Ok(brought),
        _ => Err(Error::Backend(format!(
            "the number of ticket {brought} is taken here"
        ))),
    }
}

/// Refuses a change that was decided under another process file than the one in force.
pub(crate) fn check_process(change: &Change, in_force: &str) -> Result<(), Error> {
    match change.events.iter().all(|e| e.process == in_force) {
        true => Ok(()),
        false => Err(Error::ProcessChanged),
    }
}

/// The agents that a change needs on the desk: whoever acts, and whom it gives work to.
pub(crate) fn agents_of(change: &Change) -> BTreeSet<&AgentName> {
    let mut all: BTreeSet<&AgentName> = change.events.iter().map(|e| &e.by).collect();
    for fact in change.events.iter().flat_map(|e| &e.facts) {
        if let Fact::Assigned(to) | Fact::CustomersAgent(to) | Fact::Offered(to) = fact {
            all.extend(to);
        }
    }
    all
}

/// How many links are read at a time.
const LINKS: usize = 1_000;

/// Checks the whole audit chain; in pages, so that memory stays flat. `Err` of the inner result is
/// the first bad place.
pub fn check_chain(
    store: &dyn Store,
    mut known: Verifier,
) -> Result<Result<Verifier, Broken>, Error> {
    loop {
        let links = store.chain(known.n, LINKS)?;
        if links.is_empty() {
            return Ok(Ok(known));
        }
        for link in &links {
            let fed = known.feed(Link {
                n: link.n,
                ticket: link.ticket,
                record: &link.record,
                hash: &link.hash,
            });
            if let Err(broken) = fed {
                return Ok(Err(broken));
            }
        }
    }
}
