//! What is known already and answers a checklist item: a link, kept evidence, a version. It fills the item's form
//! in; the agent confirms, and types nothing twice.

use super::id::Tier;
use super::kept::{self, Proposal};
use super::process::{Item, Process};
use super::product::Updates;
use super::ticket::{Link, Ticket};

/// What is proposed for an item; `updates`: the version in use beside the known ones.
#[must_use]
pub fn of(
    process: &Process,
    ticket: &Ticket,
    (tier, item): (&Tier, &str),
    updates: Option<&Updates>,
) -> Option<Proposal> {
    let items = process.tier(tier).map_or(&[][..], |t| &t.checklist);
    let def = items.iter().find(|i| i.id == item)?;
    linked(process, ticket, def)
        .or_else(|| kept::proposal(process, ticket, tier, item))
        .or_else(|| version(def, updates?))
}

/// The latest link that answers the item.
fn linked(process: &Process, ticket: &Ticket, item: &Item) -> Option<Proposal> {
    let answers = |link: &&Link| item.links.contains_key(&link.kind);
    let link = ticket.links.iter().rev().find(answers)?;
    Some(Proposal {
        result: item.links.get(&link.kind)?.clone(),
        evidence: link_words(process, link, ""),
    })
}

/// `Known error #12, Export hangs`.
pub(crate) fn link_words(process: &Process, link: &Link, subject: &str) -> String {
    let label = process.code_label("link", &link.kind);
    match subject {
        "" => format!("{label} {}", link.other),
        subject => format!("{label} {}, {subject}", link.other),
    }
}

/// How the version in use stands. What only the customer's entry says proposes no result: somebody has to ask.
fn version(item: &Item, updates: &Updates) -> Option<Proposal> {
    if item.versions.is_empty() {
        return None;
    }
    let standing = (!updates.by_entry).then(|| updates.standing.id());
    let result = standing.and_then(|id| item.versions.get(id));
    Some(Proposal {
        result: result.cloned().unwrap_or_default(),
        evidence: updates.told(),
    })
}
