//! Search: two lines a ticket, with what was found picked out on a terminal.

use super::args::{self, Kind};
use super::error::Error;
use super::json;
use super::kb;
use super::queue::priority;
use super::session::{Session, complain};
use crate::desk::{Desk, Hit, Hits};
use crate::domain::id::ArticleId;
use crate::domain::search::{Place, Search, Snippet};
use crate::domain::words::rfc3339;
use crate::store::search::Stop;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Range;

/// Articles that stand before the tickets found.
const BESIDE: usize = 5;

/// `search`.
///
/// # Errors
/// What names something that this desk does not have; the store's.
pub fn search(session: &mut Session, args: &args::Search) -> Result<(), Error> {
    let desk = session.desk()?;
    let mut search = desk.read_search(&args.text.join(" "), &session.config.zone_name())?;
    complain_of(&search)?;
    if args.kind == Some(Kind::Message) {
        search.places = vec![Place::Message, Place::Opening];
    }
    let limit = args.limit as usize;
    if args.kind == Some(Kind::Kb) {
        let before = args.after.map(|id| ArticleId(id.0));
        return articles(session, &desk, &search, (before, limit));
    }
    let mut shown = 0;
    if args.kind.is_none() && args.after.is_none() {
        // They count too, and leave at least as much room for tickets.
        shown = beside(session, &desk, &search, BESIDE.min(limit / 2))?;
    }
    let hits = desk.search(&search, args.after, limit - shown, Stop::default())?;
    if session.global.json {
        return objects(session, &desk, &hits);
    }
    lines(session, &desk, &search, (&hits, shown))
}

/// What was passed over is said beside what is found; what names nothing, or leaves nothing to look
/// for, ends the search.
fn complain_of(search: &Search) -> Result<(), Error> {
    let mut problems = search.problems.iter();
    let ends = problems.find(|p| !p.passed_over || search.is_empty());
    if let Some(problem) = ends {
        return Err(Error::Usage(problem.text.clone()));
    }
    let said: BTreeSet<&str> = search.problems.iter().map(|p| p.text.as_str()).collect();
    said.into_iter().for_each(complain);
    Ok(())
}

/// A page of articles alone.
fn articles(
    session: &mut Session,
    desk: &Desk,
    search: &Search,
    (before, limit): (Option<ArticleId>, usize),
) -> Result<(), Error> {
    let page = desk.search_articles(search, before, limit, Stop::default())?;
    kb::found(session, desk, search, &page)?;
    match page.next {
        Some(next) if session.global.json => session.out.json(&json!({ "next": next })),
        Some(next) => session.out.line(format!("more with --after {}", next.0)),
        None if page.articles.is_empty() && !session.global.json => nothing(session, search),
        None => Ok(()),
    }
}

/// At most `most` articles that stand before the tickets, how many; of more it is said.
fn beside(
    session: &mut Session,
    desk: &Desk,
    search: &Search,
    most: usize,
) -> Result<usize, Error> {
    let mut page = desk.search_articles(search, None, most.max(1), Stop::default())?;
    let more = page.next.is_some() || page.articles.len() > most;
    page.articles.truncate(most);
    kb::found(session, desk, search, &page)?;
    if more && !session.global.json {
        session.out.line("more articles with --kind kb")?;
    }
    Ok(page.articles.len())
}

fn nothing(session: &mut Session, search: &Search) -> Result<(), Error> {
    session.out.line(match search.is_empty() {
        true => "nothing to search",
        false => "nothing found",
    })
}

fn objects(session: &mut Session, desk: &Desk, hits: &Hits) -> Result<(), Error> {
    for hit in &hits.hits {
        let mut object = json::timed(&json::Row::of(desk.process(), &hit.row));
        if let Value::Object(fields) = &mut object {
            fields.insert("found".to_owned(), found(&hit.snippet));
        }
        session.out.json(&object)?;
    }
    match hits.next {
        Some(next) => session
            .out
            .json(&json!({ "next": next, "cut_at": hits.cut_at })),
        None => Ok(()),
    }
}

/// Where else than in the subject; hits are bytes of the text.
pub(super) fn found(snippet: &Snippet) -> Value {
    let Some(place) = snippet.place else {
        return Value::Null;
    };
    let hits: Vec<_> = snippet.hits.iter().map(|r| [r.start, r.end]).collect();
    json!({
        "in": place.word(), "at": rfc3339(snippet.at), "text": snippet.text, "hits": hits,
    })
}

/// `shown`: articles that were found before.
fn lines(
    session: &mut Session,
    desk: &Desk,
    search: &Search,
    (hits, shown): (&Hits, usize),
) -> Result<(), Error> {
    if hits.hits.is_empty() && hits.cut_at.is_none() {
        if shown == 0 {
            nothing(session, search)?;
        }
        return partly(session, hits);
    }
    let colour = !session.global.no_color && std::env::var_os("NO_COLOR").is_none();
    for hit in &hits.hits {
        two_lines(session, desk, hit, colour)?;
    }
    if let Some(passed) = hits.cut_at {
        session.out.line(format!(
            "broken off after {passed} tickets that did not match: the filters are rare, add a word"
        ))?;
    }
    match hits.next {
        Some(next) => session.out.line(format!("more with --after {}", next.0)),
        None => partly(session, hits),
    }
}

fn partly(session: &mut Session, hits: &Hits) -> Result<(), Error> {
    match hits.partly {
        true => session.out.line(Search::PARTLY),
        false => Ok(()),
    }
}

fn two_lines(session: &mut Session, desk: &Desk, hit: &Hit, colour: bool) -> Result<(), Error> {
    let row = &hit.row;
    let stage = desk.process().stage_label(&row.stage);
    let mut parts = vec![(format!("{}  {}  {stage}  ", row.id, priority(row)), false)];
    if !row.customer_name.is_empty() {
        parts.push((format!("{}  ", row.customer_name), false));
    }
    parts.extend(picked(&row.subject, &hit.subject));
    session.out.picked(&parts, colour)?;
    let Some(place) = hit.snippet.place else {
        return Ok(());
    };
    let mut parts = vec![(format!("    {}: ", place.word()), false)];
    parts.extend(picked(&hit.snippet.text, &hit.snippet.hits));
    session.out.picked(&parts, colour)
}

/// The text in pieces: found or not.
pub(super) fn picked(text: &str, hits: &[Range<usize>]) -> Vec<(String, bool)> {
    let mut parts = Vec::new();
    let mut from = 0;
    for hit in hits {
        let piece = |range: Range<usize>| text.get(range).unwrap_or_default().to_owned();
        parts.push((piece(from..hit.start), false));
        parts.push((piece(hit.clone()), true));
        from = hit.end;
    }
    parts.push((text.get(from..).unwrap_or_default().to_owned(), false));
    parts
}
