//! Hearing what a linked ticket says. The desk itself gives this command, once for every piece of
//! news: what was heard stands in the same event as what it asks for, so it is asked exactly once.

use super::answers;
use super::case::{Case, next};
use crate::domain::actor::Source;
use crate::domain::article::{Head, State};
use crate::domain::blocker::Refusal;
use crate::domain::command::LinkedTicket;
use crate::domain::event::{Event, Fact};
use crate::domain::guard::tells_strangers;
use crate::domain::heed::{self, ArticleNews, News};
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::known_error::KIND;
use crate::domain::reference::Reference;
use crate::domain::stage::Phase;
use crate::domain::ticket::{Cause, Hold, Link, Todo};

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
    let links = case.ticket.links.iter().filter(|l| l.other == other);
    let over: Vec<&Link> = links.filter(|l| heed::listens(case.ticket, l)).collect();
    let news = linked.news;
    if !over.iter().any(|l| heed::is_unheard(case.ticket, l, news)) {
        return Ok(Vec::new());
    }
    let heard = over
        .iter()
        .map(|l| l.heard)
        .fold(News::default(), News::and);
    let mut facts = vec![match heard.and(news) == news {
        true => Fact::Heard(other, news),
        false => Fact::HeardAnew(other, news),
    }];
    if !heed::is_resolved(case.ticket.stage.phase) {
        asked_for(case, linked, heard, &mut facts);
        // What was linked as a suspicion answers the item once something is known.
        if !news.is_none() {
            let known = over.iter().filter(|l| l.kind == KIND);
            facts.extend(known.flat_map(|l| answers::linked(case, l)));
        }
    }
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

/// What was heard of an article, and what is to be done about it: once it is fixed, its workaround is none, and
/// what is neither fixed nor a known error any more says neither.
fn of_article(case: &Case, head: &Head, heard: ArticleNews) -> Vec<Fact> {
    let (id, news) = (head.id, head.news);
    let known = Reference::Article(id);
    let (mended, changed) = (
        news.fixes > heard.fixes,
        news.workarounds > heard.workarounds,
    );
    let mut facts = Vec::new();
    if mended {
        facts.push(Fact::ArticleHeard(id, news.fixes));
    }
    if changed {
        facts.push(Fact::ArticleWorkaroundHeard(id, news.workarounds));
    }
    // Whose own resolution stands already tells the customer that.
    if heed::is_resolved(case.ticket.stage.phase) {
        return facts;
    }
    if head.fixed && mended {
        let text = format!("{id} is fixed: resolve with it and tell the customer");
        facts.extend(ended(case, known));
        facts.extend(taken_back(case, known, &OF_ALL, &format!("{id} is fixed")));
        add(
            case,
            &mut facts,
            text,
            cause(case, known, "resolution", news.fixes),
        );
    } else if head.known_error {
        opened_again(case, known, &mut facts);
        if changed {
            let text = match was_asked(case, known, "workaround") {
                true => format!("The workaround of {id} changed: tell the customer"),
                false => in_place(known),
            };
            other_way(case, known, (text, news.workarounds), &mut facts);
        }
    } else if !head.fixed {
        opened_again(case, known, &mut facts);
        withdrawn(case, known, &mut facts);
    }
    facts
}

/// The to-do of whoever links an article as known error: how it is worked around, while it is one.
pub(super) fn first_heard(case: &Case, head: &Head) -> Option<Fact> {
    let phase = case.ticket.stage.phase;
    if !head.known_error || heed::is_resolved(phase) || phase.is_over() {
        return None;
    }
    let known = Reference::Article(head.id);
    let mut facts = Vec::new();
    let said = cause(case, known, "workaround", head.news.workarounds);
    add(case, &mut facts, in_place(known), said);
    facts.pop()
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
    let said = cause(case, known, "gone", 0);
    add(
        case,
        &mut facts,
        format!("{why}; decide how this goes on"),
        said,
    );
    in_turn(case, &mut facts);
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

/// What is to be done about the news.
fn asked_for(case: &Case, linked: &LinkedTicket, heard: News, facts: &mut Vec<Fact>) {
    let (id, news) = (linked.id, linked.news);
    let known = Reference::Ticket(id);
    if news.resolution > 0 && news.resolution != heard.resolution {
        let text = match tells_strangers(case, linked) {
            true => format!(
                "{id} is resolved, and restricted: resolve in your own words and tell the customer"
            ),
            false => format!("{id} is resolved: resolve with it and tell the customer"),
        };
        facts.extend(ended(case, known));
        let old = ["resolution", "reopened"];
        facts.extend(taken_back(case, known, &old, &format!("{id} is resolved")));
        add(
            case,
            facts,
            text,
            cause(case, known, "resolution", news.resolution),
        );
        return;
    }
    if news.resolution == 0 && heard.resolution > 0 {
        opened_again(case, known, facts);
    }
    match news.workaround {
        n if n == heard.workaround => {}
        0 => withdrawn(case, known, facts),
        n => other_way(case, known, (in_place(known), n), facts),
    }
}

fn in_place(known: Reference) -> String {
    format!("A workaround of {known} is in place: tell the customer")
}

/// A workaround, or another one, is there: it is asked for once.
fn other_way(case: &Case, known: Reference, (text, n): (String, u32), facts: &mut Vec<Fact>) {
    let old = ["workaround", "withdrawn"];
    facts.extend(taken_back(
        case,
        known,
        &old,
        "another workaround is in place",
    ));
    add(case, facts, text, cause(case, known, "workaround", n));
}

/// The workaround holds no more: nobody is asked to tell it, and who was told it hears that.
fn withdrawn(case: &Case, known: Reference, facts: &mut Vec<Fact>) {
    let why = format!("the workaround of {known} was withdrawn");
    facts.extend(taken_back(case, known, &["workaround"], &why));
    let words = of(case, known, &["workaround", "withdrawn"]);
    let last = words.filter(|t| !is_taken_back(t)).last();
    if last.is_some_and(|t| was_done(t) && is_about(t, "workaround")) {
        let text = format!("The workaround of {known} holds no more: tell the customer");
        add(case, facts, text, cause(case, known, "withdrawn", 0));
    }
}

/// What was resolved or fixed is so no more: nobody resolves with it, who waited waits again, and those in turn
/// look at the ticket.
fn opened_again(case: &Case, known: Reference, facts: &mut Vec<Fact>) {
    let Some(last) = of(case, known, &["resolution"]).last() else {
        return;
    };
    let n = last.cause.as_ref().map_or(0, |c| c.n);
    let said = |t: &Todo| t.cause.as_ref().is_some_and(|c| c.n == n);
    if is_taken_back(last) || of(case, known, &["reopened"]).any(said) {
        return;
    }
    let why = format!("{known} is open again");
    facts.extend(taken_back(case, known, &["resolution"], &why));
    facts.extend(held_again(case, known, last.at));
    let text = format!("{known} is open again and solves nothing yet: decide how this goes on");
    add(case, facts, text, cause(case, known, "reopened", n));
    in_turn(case, facts);
}

/// The waits that ended when it was heard that it was solved, as far as their time has not come.
fn held_again(case: &Case, known: Reference, at: At) -> Option<Fact> {
    let ended = |h: &&Hold| h.ended == Some(at) && h.awaits(known) && h.until > case.now();
    let waits = case.ticket.open_holds().any(|h| h.awaits(known));
    let old = case.ticket.holds.iter().rfind(ended).filter(|_| !waits)?;
    Some(Fact::Held(Hold {
        n: next(case.ticket.holds.len()),
        at: case.now(),
        ended: None,
        ..old.clone()
    }))
}

/// Everything that what is known of an error asks for.
const OF_ALL: [&str; 4] = ["workaround", "withdrawn", "resolution", "reopened"];

/// The to-dos that one known error made, of these kinds.
fn of<'c>(
    case: &Case<'c>,
    known: Reference,
    kinds: &'c [&'c str],
) -> impl Iterator<Item = &'c Todo> + use<'c> {
    let asks = move |t: &&Todo| {
        let cause = t.cause.as_ref();
        cause.is_some_and(|c| kinds.contains(&c.what.as_str()) && c.from() == known)
    };
    case.ticket.todos.iter().filter(asks)
}

/// Those of them that are open are not to be done any more.
pub(super) fn taken_back(case: &Case, known: Reference, kinds: &[&str], why: &str) -> Vec<Fact> {
    let open = of(case, known, kinds).filter(|t| t.answer.is_none());
    open.map(|t| Fact::TodoAnswered(t.n, Some(format!("{TAKEN_BACK}{why}"))))
        .collect()
}

fn was_asked(case: &Case, known: Reference, kind: &str) -> bool {
    of(case, known, &[kind]).next().is_some()
}

/// How the answer of a to-do begins that nobody has to do any more.
const TAKEN_BACK: &str = "taken back: ";

/// Whether nobody had to do it in the end.
fn is_taken_back(todo: &Todo) -> bool {
    let answer = todo.answer.as_deref().unwrap_or_default();
    answer.starts_with(TAKEN_BACK) || answer.starts_with("not linked") || answer == "withdrawn"
}

fn is_about(todo: &Todo, kind: &str) -> bool {
    todo.cause.as_ref().is_some_and(|c| c.what == kind)
}

/// Whether somebody did it.
fn was_done(todo: &Todo) -> bool {
    todo.answer.is_some() && !is_taken_back(todo)
}

fn cause(case: &Case, known: Reference, what: &str, n: u32) -> Cause {
    Cause {
        ticket: known.ticket().unwrap_or(case.ticket.id),
        what: what.to_owned(),
        n,
        article: known.article(),
    }
}

/// A to-do of the first tier, numbered after those that the same event adds.
pub(super) fn add(case: &Case, facts: &mut Vec<Fact>, text: String, cause: Cause) {
    let before = facts.iter().filter(|f| matches!(f, Fact::TodoAdded(_)));
    facts.push(Fact::TodoAdded(Todo {
        n: next(case.ticket.todos.len() + before.count()),
        text,
        tier: case.process.first_tier(),
        blocks: false,
        by: case.actor.name.clone(),
        at: case.now(),
        answer: None,
        cause: Some(cause),
    }));
}

/// The last of these to-dos is for those whose turn it is.
fn in_turn(case: &Case, facts: &mut [Fact]) {
    if let Some(Fact::TodoAdded(todo)) = facts.last_mut() {
        todo.tier.clone_from(&case.ticket.stage.tier);
    }
}
