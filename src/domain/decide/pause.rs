//! Holds, and questions to internal teams while responsibility stays.

use super::case::{Case, next};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::id::{At, TicketId};
use crate::domain::known_error::KIND;
use crate::domain::reference::Reference;
use crate::domain::team;
use crate::domain::ticket::{Hold, SideRequest};

pub(super) fn hold(case: &Case, kind: &str, until: At, text: &str) -> Result<Vec<Event>, Refusal> {
    if !case.process.list("hold").iter().any(|c| c.id == kind) {
        let ids: Vec<_> = case
            .process
            .list("hold")
            .iter()
            .map(|c| c.id.as_str())
            .collect();
        return Err(case.input(
            "hold",
            format!("“{kind}” is not a hold; there are {}.", ids.join(", ")),
        ));
    }
    if until <= case.now() || until == At::NEVER {
        return Err(case.input("hold", "A hold ends in the future; say until when."));
    }
    in_turn(case, "hold")?;
    if let Some(other) = unknown(case, kind) {
        return Err(case.stage("hold", format!(
            "{other} says neither a root cause nor a workaround yet: it is no known error whose fix can be waited for. Write what is known of it first: hoist record {} workaround …; or only link it, without a hold.",
            other.0
        )));
    }
    let awaited = known_error(case, kind);
    let held = Hold {
        n: next(case.ticket.holds.len()),
        kind: kind.to_owned(),
        until,
        text: text.trim().to_owned(),
        by: case.actor.name.clone(),
        at: case.now(),
        ended: None,
        pauses: Hold::pauses_clock(kind),
        other: awaited.and_then(Reference::ticket),
        article: awaited.and_then(Reference::article),
    };
    case.recorded(vec![Fact::Held(held)])
}

/// Whose fix a hold for a known error waits for: the one it is linked to; of several none is meant.
fn known_error(case: &Case, kind: &str) -> Option<Reference> {
    let tickets = case.ticket.links.iter().filter(|l| l.kind == kind);
    let tickets = tickets.map(|l| Reference::Ticket(l.other));
    let articles = case.ticket.articles.iter().filter(|a| a.known_error);
    let articles = articles.map(|a| Reference::Article(a.article));
    let mut linked = tickets.chain(articles);
    match (kind, linked.next(), linked.next()) {
        (KIND, Some(one), None) => Some(one),
        _ => None,
    }
}

/// The ticket of which too little is known to be waited for, where nothing else could be meant.
fn unknown(case: &Case, kind: &str) -> Option<TicketId> {
    if kind != KIND || case.ticket.articles.iter().any(|a| a.known_error) {
        return None;
    }
    let linked = case.ticket.links.iter().filter(|l| l.kind == KIND);
    let mut others = linked.filter_map(|l| case.scene.linked.iter().find(|o| o.id == l.other));
    let first = others.next()?;
    (!first.known && others.all(|o| !o.known)).then_some(first.id)
}

/// Whoever belongs to a tier in turn, works on it, or leads.
fn in_turn(case: &Case, verb: &str) -> Result<(), Refusal> {
    let turn = case.process.turn(&case.ticket.stage);
    let in_charge = [&case.ticket.assignee, &case.ticket.customers_agent]
        .into_iter()
        .flatten()
        .any(|a| a == &case.actor.name);
    if case.actor.lead || in_charge || turn.iter().any(|t| case.actor.is_of(t)) {
        return Ok(());
    }
    let labels: Vec<_> = turn.iter().map(|t| case.process.tier_label(t)).collect();
    Err(case.role(
        verb,
        format!(
            "It is the turn of {}; you are not of it.",
            labels.join(" and ")
        ),
    ))
}

pub(super) fn resume(case: &Case, n: Option<u32>) -> Result<Vec<Event>, Refusal> {
    in_turn(case, "resume")?;
    let ended: Vec<Fact> = case
        .ticket
        .open_holds()
        .filter(|h| n.is_none_or(|n| h.n == n))
        .map(|h| Fact::HoldEnded(h.n))
        .collect();
    if ended.is_empty() {
        return Err(case.stage("resume", format!("{} is not on hold.", case.ticket.id)));
    }
    case.recorded(ended)
}

pub(super) fn ask(case: &Case, team: &str, due: At, text: &str) -> Result<Vec<Event>, Refusal> {
    let text = case.said("ask", "The question", text)?;
    let teams = team::askable(case.process, &case.scene.teams);
    let Some(asked) = teams.iter().find(|t| t.id == team) else {
        let ids: Vec<_> = teams.iter().map(|t| t.id.as_str()).collect();
        return Err(case.input(
            "ask",
            format!("“{team}” is not a team here; there are {}.", ids.join(", ")),
        ));
    };
    if due <= case.now() {
        return Err(case.input("ask", "The answer is due in the future; say when."));
    }
    let request = SideRequest {
        n: next(case.ticket.requests.len()),
        team: team.to_owned(),
        text: text.to_owned(),
        due,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
        label: asked.label.clone(),
        address: asked.address.clone(),
    };
    case.recorded(vec![Fact::Asked(request)])
}

pub(super) fn answered(case: &Case, n: u32, text: &str) -> Result<Vec<Event>, Refusal> {
    let text = case.said("answered", "The answer", text)?;
    if !case.ticket.open_requests().any(|r| r.n == n) {
        return Err(case.absent(
            "answered",
            format!("{} has no open request {n}.", case.ticket.id),
        ));
    }
    case.recorded(vec![Fact::AskAnswered(n, text.to_owned())])
}
