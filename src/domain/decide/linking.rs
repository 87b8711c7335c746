//! Links between tickets: each is written on the ticket that says it, and read from both ends.

use super::case::Case;
use super::{answers, heeding};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::heed::{HEEDED, News, UPWARD};
use crate::domain::id::TicketId;
use crate::domain::owed::PERMANENT_FIX;
use crate::domain::reference::Reference;
use crate::domain::ticket::Link;
use std::collections::BTreeSet;

pub(super) fn link(case: &Case, other: TicketId, kind: &str) -> Result<Vec<Event>, Refusal> {
    if !case.process.list("link").iter().any(|c| c.id == kind) {
        let ids: Vec<_> = case
            .process
            .list("link")
            .iter()
            .map(|c| c.id.as_str())
            .collect();
        return Err(case.input(
            "link",
            format!("“{kind}” is not a link; there are {}.", ids.join(", ")),
        ));
    }
    if other == case.ticket.id {
        return Err(case.input("link", "A ticket is not linked to itself."));
    }
    if !case.scene.linked.iter().any(|l| l.id == other) {
        return Err(case.input("link", format!("There is no ticket {other} on this desk.")));
    }
    if case
        .ticket
        .links
        .iter()
        .any(|l| l.other == other && l.kind == kind)
    {
        return Err(case.input(
            "link",
            format!("{} is linked to {other} so already.", case.ticket.id),
        ));
    }
    if UPWARD.contains(&kind)
        && let Some(way) = leads_back(case, other)
    {
        return Err(case.stage("link", circle(case.ticket.id, &way)));
    }
    let link = Link {
        other,
        kind: kind.to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        heard: News::default(),
    };
    let answered = answers::linked(case, &link);
    let linked = std::iter::once(Fact::Linked(link));
    let settled = match crate::domain::guard::is_with_the_last(case, other) {
        true => case.settles(PERMANENT_FIX),
        false => Vec::new(),
    };
    case.recorded(linked.chain(answered).chain(settled).collect())
}

pub(super) fn unlink(case: &Case, other: TicketId, kind: &str) -> Result<Vec<Event>, Refusal> {
    let linked = case
        .ticket
        .links
        .iter()
        .any(|l| l.other == other && l.kind == kind);
    if !linked {
        return Err(case.input(
            "unlink",
            format!("{} is not linked to {other} as {kind}.", case.ticket.id),
        ));
    }
    if case.ticket.merged_into == Some(other) && kind == "duplicate" {
        return Err(case.stage(
            "unlink",
            format!(
                "{} goes on in {other}; take the merge back instead: hoist unmerge {}",
                case.ticket.id, case.ticket.id.0
            ),
        ));
    }
    let gone = |l: &&Link| l.other == other && l.kind == kind;
    let mut facts = vec![Fact::Unlinked(other, kind.to_owned())];
    facts.extend(answers::unlinked(case, case.ticket.links.iter().find(gone)));
    let mut rest = case.ticket.links.iter().filter(|l| !gone(l));
    if !rest.any(|l| l.other == other && HEEDED.contains(&l.kind.as_str())) {
        facts.extend(heeding::unheard(case, Reference::Ticket(other)));
    }
    case.recorded(facts)
}

/// The tickets from `other` upward to this one, if the way up leads back here.
pub(super) fn leads_back(case: &Case, other: TicketId) -> Option<Vec<TicketId>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![other]];
    while let Some(way) = ways.pop() {
        let here = *way.last()?;
        if !seen.insert(here) {
            continue;
        }
        let Some(ticket) = case.scene.linked.iter().find(|l| l.id == here) else {
            continue;
        };
        let up = ticket.links.iter();
        for link in up.filter(|l| UPWARD.contains(&l.kind.as_str())) {
            if link.other == case.ticket.id {
                return Some(way);
            }
            let mut on = way.clone();
            on.push(link.other);
            ways.push(on);
        }
    }
    None
}

/// Why a link would lead in a circle, in a sentence.
pub(super) fn circle(id: TicketId, way: &[TicketId]) -> String {
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        return String::new();
    };
    let through: Vec<String> = way.iter().skip(1).map(ToString::to_string).collect();
    let through = match through.is_empty() {
        true => String::new(),
        false => format!(" through {}", through.join(", ")),
    };
    format!(
        "{first} is itself linked up to {id}{through}: the tickets would lead in a circle. Take that link back first: hoist unlink {} {}",
        last.0, id.0
    )
}
