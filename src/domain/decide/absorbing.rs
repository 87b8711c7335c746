//! The other half of a merge and of what takes it back: what waited on the ticket that goes on in this one
//! waits here, and goes again with it.

use super::case::{Case, next};
use super::{heeding, linking};
use crate::domain::blocker::Refusal;
use crate::domain::event::{Event, Fact};
use crate::domain::heed::{self, HEEDED};
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::ticket::{
    ArticleLink, CameAlong, Cause, Hold, Link, Merged, SideRequest, Todo, Waiting,
};

/// What asks for an answer to the words on a ticket that goes on here.
const MERGE: &str = "merge";

pub(super) fn absorb(case: &Case, from: TicketId, waits: &Waiting) -> Result<Vec<Event>, Refusal> {
    let first = next(case.ticket.requests.len());
    let asked = waits.requests.iter().zip(first..).map(|(request, n)| {
        Fact::Asked(SideRequest {
            n,
            ..request.clone()
        })
    });
    let mut facts: Vec<Fact> = asked.collect();
    let mut came = CameAlong::default();
    // A resolution that stands is told anyway.
    if !heed::is_resolved(case.ticket.stage.phase) {
        links(case, from, waits, &mut came, &mut facts);
        articles(case, waits, &mut came, &mut facts);
        holds(case, waits, &mut came, &mut facts);
    }
    if waits.reply {
        // The customer has answered, there: nobody waits for that any more.
        let waits = case.ticket.open_holds().filter(|h| h.pauses);
        facts.extend(waits.map(|h| Fact::HoldEnded(h.n)));
        let text = format!("Answer what the customer wrote on {from}");
        let cause = Cause {
            ticket: from,
            what: MERGE.to_owned(),
            n: 0,
            article: None,
        };
        heeding::add(case, &mut facts, text, cause);
    }
    if !heed::is_resolved(case.ticket.stage.phase) {
        todos(case, waits, &mut came, &mut facts);
    }
    let merged = Merged {
        ticket: from,
        by: case.actor.name.clone(),
        at: case.now(),
        came,
        promised: waits.promised.clone(),
    };
    facts.insert(0, Fact::Absorbed(merged));
    case.recorded(facts)
}

/// The links over which it heard, as far as none leads in a circle: what was heard is heard.
fn links(
    case: &Case,
    from: TicketId,
    waits: &Waiting,
    came: &mut CameAlong,
    facts: &mut Vec<Fact>,
) {
    let stands = |link: &Link| {
        let mut own = case.ticket.links.iter();
        own.any(|l| l.other == link.other && l.kind == link.kind)
    };
    for link in &waits.links {
        let hears = HEEDED.contains(&link.kind.as_str());
        let is_here = [case.ticket.id, from].contains(&link.other);
        if hears && !is_here && !stands(link) && linking::leads_back(case, link.other).is_none() {
            came.links.push((link.other, link.kind.clone()));
            facts.push(Fact::Linked(link.clone()));
        }
    }
}

/// The articles that are its known errors.
fn articles(case: &Case, waits: &Waiting, came: &mut CameAlong, facts: &mut Vec<Fact>) {
    for link in waits.articles.iter().filter(|a| a.known_error) {
        let own = linked(case, link.article);
        if own.is_some_and(|a| a.known_error) {
            continue;
        }
        came.articles.push((link.article, own.is_some()));
        facts.push(Fact::ArticleLinked(ArticleLink {
            // What helped there counts there.
            helped: own.is_some_and(|a| a.helped),
            ..link.clone()
        }));
    }
}

fn linked<'c>(case: &Case<'c>, id: ArticleId) -> Option<&'c ArticleLink> {
    case.ticket.articles.iter().find(|a| a.article == id)
}

/// Its waits; for the customer only where they have not written here meanwhile.
fn holds(case: &Case, waits: &Waiting, came: &mut CameAlong, facts: &mut Vec<Fact>) {
    let asked = |t: &Todo| t.cause.as_ref().is_some_and(|c| c.what == MERGE);
    let there = waits.reply || waits.todos.iter().any(asked);
    let has_written = there || case.ticket.unanswered().is_some();
    for hold in &waits.holds {
        let alike = |h: &Hold| {
            (&h.kind, h.other, h.article) == (&hold.kind, hold.other, hold.article)
                && h.until >= hold.until
        };
        if hold.pauses && has_written || case.ticket.open_holds().any(alike) {
            continue;
        }
        let n = next(case.ticket.holds.len() + came.holds.len());
        came.holds.push(n);
        facts.push(Fact::Held(Hold {
            n,
            at: case.now(),
            ..hold.clone()
        }));
    }
}

/// Its to-dos; what the ticket was asked by what this one hears of itself is not asked twice.
fn todos(case: &Case, waits: &Waiting, came: &mut CameAlong, facts: &mut Vec<Fact>) {
    let own = case.ticket.id;
    for todo in &waits.todos {
        let source = todo.cause.as_ref().map(Cause::from);
        if source.is_some_and(|known| hears(case, known)) {
            continue;
        }
        let added = facts.iter().filter(|f| matches!(f, Fact::TodoAdded(_)));
        let n = next(case.ticket.todos.len() + added.count());
        came.todos.push(n);
        let cause = todo.cause.clone().map(|cause| match cause.article {
            Some(_) => Cause {
                ticket: own,
                ..cause
            },
            None => cause,
        });
        facts.push(Fact::TodoAdded(Todo {
            n,
            cause,
            ..todo.clone()
        }));
    }
}

/// Whether this ticket hears of it without the merge, or is it.
fn hears(case: &Case, known: Reference) -> bool {
    match known {
        Reference::Ticket(id) => {
            let mut over = case.ticket.links.iter().filter(|l| l.other == id);
            id == case.ticket.id || over.any(|l| HEEDED.contains(&l.kind.as_str()))
        }
        Reference::Article(id) => linked(case, id).is_some_and(|a| a.known_error),
    }
}

pub(super) fn separate(case: &Case, from: TicketId) -> Result<Vec<Event>, Refusal> {
    let Some(merged) = case.ticket.merged.iter().find(|m| m.ticket == from) else {
        return Err(case.stage(
            "unmerge",
            format!("{from} was not merged into {}.", case.ticket.id),
        ));
    };
    let mut facts = vec![Fact::Separated(from)];
    unlinked(case, &merged.came, &mut facts);
    let holds = case.ticket.open_holds().map(|h| h.n);
    let over = holds.filter(|n| merged.came.holds.contains(n));
    facts.extend(over.map(Fact::HoldEnded));
    let asks = |t: &&Todo| {
        let cause = t.cause.as_ref();
        let answer = cause.is_some_and(|c| c.what == MERGE && c.ticket == from);
        answer || merged.came.todos.contains(&t.n)
    };
    let open = case.ticket.open_todos().filter(asks);
    let why = format!("{from} stands for itself");
    facts.extend(open.map(|t| Fact::TodoAnswered(t.n, Some(why.clone()))));
    case.recorded(facts)
}

/// The links that came along go, with what was heard over them.
fn unlinked(case: &Case, came: &CameAlong, facts: &mut Vec<Fact>) {
    let goes = |l: &Link| {
        came.links
            .iter()
            .any(|(o, k)| (*o, k) == (l.other, &l.kind))
    };
    for (other, kind) in &came.links {
        facts.push(Fact::Unlinked(*other, kind.clone()));
        let mut rest = case.ticket.links.iter().filter(|l| !goes(l));
        if !rest.any(|l| l.other == *other && HEEDED.contains(&l.kind.as_str())) {
            facts.extend(heeding::unheard(case, Reference::Ticket(*other)));
        }
    }
    for (id, before) in &came.articles {
        let Some(link) = linked(case, *id).filter(|a| a.known_error) else {
            continue;
        };
        facts.push(match before {
            true => Fact::ArticleLinked(ArticleLink {
                known_error: false,
                heard: 0,
                heard_workarounds: 0,
                ..link.clone()
            }),
            false => Fact::ArticleUnlinked(*id),
        });
        facts.extend(heeding::unheard(case, Reference::Article(*id)));
    }
}
