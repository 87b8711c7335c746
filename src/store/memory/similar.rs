//! What is similar, as one would find it by hand: every ticket is looked through.

use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::article::{Article, State as Standing};
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::search::Doc;
use crate::domain::search::article;
use crate::domain::search::doc::marks;
use crate::domain::search::token::tokens;
use crate::domain::similar::{Candidate, Frequency, Hit};
use crate::store::mask::may_see;
use crate::store::similar::{Ask, Finds, Shares, candidates};
use std::collections::BTreeSet;

/// Tickets and articles that may be like what is sought.
pub fn similar(state: &State, viewer: &Viewer, ask: &Ask<'_>) -> Finds {
    if ask.sought.is_empty() {
        return Finds::default();
    }
    let tickets = state
        .tickets
        .iter()
        .filter(|(row, _)| Some(row.id) != ask.not);
    let docs: Vec<(TicketId, Doc)> = tickets
        .map(|(row, ticket)| {
            let own = state.events.iter().filter(|(id, _)| *id == row.id);
            (row.id, Doc::of(row, ticket, own.map(|(_, event)| event)))
        })
        .collect();
    let words: Vec<(TicketId, BTreeSet<String>)> =
        docs.iter().map(|(id, doc)| (*id, words(doc))).collect();
    let published = |a: &&Article| {
        let own = ask.not.is_some() && a.origin == ask.not;
        a.state == Standing::Published && !own
    };
    let articles: Vec<(ArticleId, BTreeSet<String>)> = state
        .articles
        .iter()
        .filter(published)
        .map(|a| (a.id, self::words(&article::doc(a))))
        .collect();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let terms = &ask.sought.terms;
    let frequency = Frequency {
        documents: state
            .tickets
            .last()
            .map_or(0, |(row, _)| row.id.0.unsigned_abs())
            + state.articles.last().map_or(0, |a| a.id.0.unsigned_abs()),
        having: terms
            .iter()
            .map(|t| having(&words, &t.text).count() + having(&articles, &t.text).count())
            .map(count)
            .collect(),
    };
    let gains = ask.sought.gains(&frequency);
    let (mut shares, mut of_articles) = (Shares::default(), Shares::default());
    for at in ask.sought.leading(&gains) {
        for (id, _) in having(&words, &terms[at].text) {
            shares.add(*id, gains[at]);
        }
        for (id, _) in having(&articles, &terms[at].text) {
            of_articles.add(*id, gains[at]);
        }
    }
    let read_ticket = |id: TicketId| {
        let place = docs.binary_search_by_key(&id, |(id, _)| *id).ok();
        let doc = place.map(|at| docs[at].1.clone());
        let kept = state.tickets.iter().find(|(row, _)| row.id == id);
        let seen = kept.filter(|(row, _)| may_see(viewer, row.audience.as_deref()));
        seen.zip(doc).map(|((row, ticket), doc)| Candidate {
            hit: Hit::Ticket(Box::new(row.clone())),
            marks: doc.marked(marks(row, ticket)),
            doc,
        })
    };
    let read_article = |id: ArticleId| {
        let found = state.articles.iter().find(|a| a.id == id);
        let found = found.map(|a| state.standing(a));
        let seen = found.filter(|a| a.is_seen_by(viewer));
        seen.map(Candidate::of_article)
    };
    let read = |id: Reference| {
        Ok::<_, std::convert::Infallible>(match id {
            Reference::Ticket(id) => read_ticket(id),
            Reference::Article(id) => read_article(id),
        })
    };
    let Ok((candidates, stopped)) = candidates(ask, shares.order(), of_articles.order(), read);
    Finds {
        frequency,
        candidates,
        stopped,
    }
}

fn words(doc: &Doc) -> BTreeSet<String> {
    let sections = doc.sections();
    sections
        .flat_map(|s| tokens(&s.text))
        .map(|t| t.text)
        .collect()
}

/// Those that have a word.
fn having<'a, Id>(
    words: &'a [(Id, BTreeSet<String>)],
    word: &'a str,
) -> impl Iterator<Item = &'a (Id, BTreeSet<String>)> {
    words.iter().filter(move |(_, words)| words.contains(word))
}
