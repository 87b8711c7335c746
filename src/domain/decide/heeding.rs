//! Hearing what a linked ticket says. The desk itself gives this command, once for every piece of
//! news: what was heard stands in the same event as what it asks for, so it is asked exactly once.

use super::case::{Case, next};
use crate::domain::actor::Source;
use crate::domain::article::{Head, State};
use crate::domain::blocker::Refusal;
use crate::domain::command::LinkedTicket;
use crate::domain::event::{Event, Fact};
use crate::domain::guard::tells_strangers;
use crate::domain::heed::{self, ArticleNews, News};
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Cause, Hold, Todo};

pub(super) fn heed(case: &Case, other: TicketId) -> Result<Vec<Event>, Refusal> {
    by_the_desk(case)?;
    let Some(linked) = case.scene.linked.iter().find(|l| l.id == other) else {
        return Ok(Vec::new());
    };
    if linked.stage.phase == Phase::Cancelled {
        let why = match linked.merged_into {
            Some(on) => format!("{other} goes on in {on}: link that one"),
            None => format!("{other} was cancelled: nobody mends it there any more"),
        };
        let facts = gone(case, Reference::Ticket(other), &why);
        if !facts.is_empty() {
            return case.recorded(facts);
        }
    }
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

/// The fix of an article's known error came, or its workaround changed.
pub(super) fn heed_article(case: &Case, id: ArticleId) -> Result<Vec<Event>, Refusal> {
    by_the_desk(case)?;
    let link = case.ticket.articles.iter().find(|a| a.article == id);
    let head = case.scene.articles.iter().find(|h| h.id == id);
    let (Some(link), Some(head)) = (link, head) else {
        return Ok(Vec::new());
    };
    if head.state == State::Retired {
        let facts = gone(
            case,
            Reference::Article(id),
            &format!("{id} was retired: look for what is known instead"),
        );
        if !facts.is_empty() {
            return case.recorded(facts);
        }
    }
    if !heed::is_article_unheard(case.ticket, link, head.news) {
        return Ok(Vec::new());
    }
    case.recorded(of_article(case, head, heed::heard_of(link)))
}

/// What was heard of an article, and what is to be done about it: once it is fixed, its workaround is none.
fn of_article(case: &Case, head: &Head, heard: ArticleNews) -> Vec<Fact> {
    let (id, news) = (head.id, head.news);
    let (fixed, changed) = (
        news.fixes > heard.fixes,
        news.workarounds > heard.workarounds,
    );
    let mut facts = Vec::new();
    if fixed {
        facts.push(Fact::ArticleHeard(id, news.fixes));
    }
    if changed {
        facts.push(Fact::ArticleWorkaroundHeard(id, news.workarounds));
    }
    if heed::is_resolved(case.ticket.stage.phase) {
        return facts;
    }
    let cause = |what: &str, n: u32| Cause {
        article: Some(id),
        ..cause(case.ticket.id, what, n)
    };
    if fixed {
        facts.extend(ended(case, Reference::Article(id)));
        let text = format!("{id} is fixed: resolve with it and tell the customer");
        facts.push(todo(case, text, cause("resolution", news.fixes)));
    } else if changed && head.known_error {
        let text = format!("The workaround of {id} changed: tell the customer");
        facts.push(todo(case, text, cause("workaround", news.workarounds)));
    }
    facts
}

fn by_the_desk(case: &Case) -> Result<(), Refusal> {
    match case.actor.identity.source {
        Source::Timer => Ok(()),
        _ => Err(case.role("heed", "The desk itself passes on what linked tickets say.")),
    }
}

/// What was waited for does not come any more: the waits that name it end, and those in turn look at the ticket
/// again.
fn gone(case: &Case, known: Reference, why: &str) -> Vec<Fact> {
    let mut facts = named_waits(case, known);
    if facts.is_empty() || case.ticket.stage.phase.is_over() {
        return Vec::new();
    }
    let cause = Cause {
        ticket: known.ticket().unwrap_or(case.ticket.id),
        what: "gone".to_owned(),
        n: 0,
        article: known.article(),
    };
    let Fact::TodoAdded(todo) = todo(case, format!("{why}; decide how this goes on"), cause) else {
        return facts;
    };
    facts.push(Fact::TodoAdded(Todo {
        tier: case.ticket.stage.tier.clone(),
        ..todo
    }));
    facts
}

/// The waits that name this one end.
fn named_waits(case: &Case, known: Reference) -> Vec<Fact> {
    let names = |h: &&Hold| h.other.is_some() || h.article.is_some();
    let waits = case.ticket.open_holds().filter(names);
    waits
        .filter(|h| h.awaits(known))
        .map(|h| Fact::HoldEnded(h.n))
        .collect()
}

/// What a ticket no longer hears of once nothing links it to this one: the waits that name it end, and what
/// it asked for is not to be done any more.
pub(super) fn unheard(case: &Case, known: Reference) -> Vec<Fact> {
    let mut facts = named_waits(case, known);
    let asks = |t: &&Todo| {
        let cause = t.cause.as_ref();
        cause.is_some_and(|c| c.what != "merge" && c.from() == known)
    };
    let open = case.ticket.open_todos().filter(asks);
    facts.extend(
        open.map(|t| Fact::TodoAnswered(t.n, Some(format!("not linked to {known} any more")))),
    );
    facts
}

/// The waits for the fix of this one end.
fn ended(case: &Case, known: Reference) -> Vec<Fact> {
    let waits = case.ticket.open_holds().filter(|h| h.awaits(known));
    waits.map(|h| Fact::HoldEnded(h.n)).collect()
}

/// What is to be done about the news. Whose own resolution stands already tells the customer that.
fn asked_for(case: &Case, linked: &LinkedTicket, heard: News) -> Vec<Fact> {
    if heed::is_resolved(case.ticket.stage.phase) {
        return Vec::new();
    }
    let id = linked.id;
    if linked.news.resolution > heard.resolution {
        let mut facts = ended(case, Reference::Ticket(id));
        let text = match tells_strangers(case, linked) {
            true => format!(
                "{id} is resolved, and restricted: resolve in your own words and tell the customer"
            ),
            false => format!("{id} is resolved: resolve with it and tell the customer"),
        };
        let cause = cause(id, "resolution", linked.news.resolution);
        facts.push(todo(case, text, cause));
        return facts;
    }
    if linked.news.workaround > heard.workaround {
        let text = format!("A workaround of {id} is in place: tell the customer");
        let cause = cause(id, "workaround", linked.news.workaround);
        return vec![todo(case, text, cause)];
    }
    Vec::new()
}

fn cause(ticket: TicketId, what: &str, n: u32) -> Cause {
    Cause {
        ticket,
        what: what.to_owned(),
        n,
        article: None,
    }
}

fn todo(case: &Case, text: String, cause: Cause) -> Fact {
    Fact::TodoAdded(Todo {
        n: next(case.ticket.todos.len()),
        text,
        tier: case.process.first_tier(),
        blocks: false,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
        cause: Some(cause),
    })
}
