//! Hearing what a linked ticket says. The desk itself gives this command, once for every piece of
//! news: what was heard stands in the same event as what it asks for, so it is asked exactly once.

use super::case::{Case, next};
use crate::domain::actor::Source;
use crate::domain::blocker::Refusal;
use crate::domain::command::LinkedTicket;
use crate::domain::event::{Event, Fact};
use crate::domain::heed::{self, News};
use crate::domain::id::TicketId;
use crate::domain::ticket::{Cause, Todo};

pub(super) fn heed(case: &Case, other: TicketId) -> Result<Vec<Event>, Refusal> {
    if case.actor.identity.source != Source::Timer {
        return Err(case.role("heed", "The desk itself passes on what linked tickets say."));
    }
    let Some(linked) = case.scene.linked.iter().find(|l| l.id == other) else {
        return Ok(Vec::new());
    };
    let over = case.ticket.links.iter().filter(|l| l.other == other);
    let unheard: Vec<News> = over
        .filter(|l| heed::is_unheard(case.ticket, l, linked.news))
        .map(|l| l.heard)
        .collect();
    let Some(heard) = unheard.into_iter().reduce(News::and) else {
        return Ok(Vec::new());
    };
    let mut facts = vec![Fact::Heard(other, linked.news)];
    facts.extend(asked_for(case, linked, heard));
    case.recorded(facts)
}

/// What is to be done about the news. Whose own resolution stands already tells the customer that.
fn asked_for(case: &Case, linked: &LinkedTicket, heard: News) -> Vec<Fact> {
    if heed::is_resolved(case.ticket.stage.phase) {
        return Vec::new();
    }
    let id = linked.id;
    if linked.news.resolution > heard.resolution {
        let waits = case.ticket.open_holds();
        let mut facts: Vec<Fact> = waits
            .filter(|h| h.kind == "known_error" && h.other.is_none_or(|o| o == id))
            .map(|h| Fact::HoldEnded(h.n))
            .collect();
        let text = format!("{id} is resolved: resolve with it and tell the customer");
        facts.push(todo(case, text, id, "resolution", linked.news.resolution));
        return facts;
    }
    if linked.news.workaround > heard.workaround {
        let text = format!("A workaround of {id} is in place: tell the customer");
        return vec![todo(case, text, id, "workaround", linked.news.workaround)];
    }
    Vec::new()
}

fn todo(case: &Case, text: String, ticket: TicketId, what: &str, n: u32) -> Fact {
    Fact::TodoAdded(Todo {
        n: next(case.ticket.todos.len()),
        text,
        tier: case.process.first_tier(),
        blocks: false,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
        cause: Some(Cause {
            ticket,
            what: what.to_owned(),
            n,
        }),
    })
}
