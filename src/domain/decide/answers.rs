//! Checklist items that a link answers: nothing is typed twice.

use super::case::Case;
use crate::domain::event::Fact;
use crate::domain::proposal::link_words;
use crate::domain::ticket::{Check, CheckHow, Link};

/// The open items that this link answers, of tiers that had the ticket, and what is settled by it.
pub(super) fn linked(case: &Case, link: &Link) -> Vec<Fact> {
    let mut facts = Vec::new();
    let had = |tier| case.ticket.tiers_had.contains(tier);
    for tier in case.process.tiers.iter().filter(|t| had(&t.id)) {
        for item in &tier.checklist {
            let open = case.ticket.check(&tier.id, &item.id).is_none();
            let Some(result) = item.links.get(&link.kind).filter(|_| open) else {
                continue;
            };
            let key = format!("{}.{}", tier.id, item.id);
            let other = case.scene.linked.iter().find(|l| l.id == link.other);
            let subject = other.map_or("", |l| l.subject.as_str());
            let state = Check {
                how: CheckHow::Done,
                result: result.clone(),
                evidence: link_words(case.process, link, subject),
                by: case.actor.name.clone(),
                at: case.now(),
                ..Check::default()
            };
            facts.push(Fact::Checked(key.clone(), Some(state)));
            facts.extend(case.settles(&format!("check.{key}")));
        }
    }
    facts
}
