//! What is similar, as one would find it by hand: every ticket is looked through.

use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::id::TicketId;
use crate::domain::search::Doc;
use crate::domain::search::doc::marks;
use crate::domain::search::token::tokens;
use crate::domain::similar::{Candidate, Frequency};
use crate::store::mask::may_see;
use crate::store::similar::{Ask, Finds, Shares, candidates};
use std::collections::BTreeSet;

/// Tickets that may be like what is sought.
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
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let terms = &ask.sought.terms;
    let frequency = Frequency {
        documents: state
            .tickets
            .last()
            .map_or(0, |(row, _)| row.id.0.unsigned_abs()),
        having: terms
            .iter()
            .map(|t| count(having(&words, &t.text).count()))
            .collect(),
    };
    let gains = ask.sought.gains(&frequency);
    let mut shares = Shares::default();
    for at in ask.sought.leading(&gains) {
        for (id, _) in having(&words, &terms[at].text) {
            shares.add(*id, gains[at]);
        }
    }
    let read = |id: TicketId| {
        let place = docs.binary_search_by_key(&id, |(id, _)| *id).ok();
        let doc = place.map(|at| docs[at].1.clone());
        let kept = state.tickets.iter().find(|(row, _)| row.id == id);
        let seen = kept.filter(|(row, _)| may_see(viewer, row.audience.as_deref()));
        Ok::<_, std::convert::Infallible>(seen.zip(doc).map(|((row, ticket), doc)| Candidate {
            row: row.clone(),
            marks: marks(row, ticket),
            doc,
        }))
    };
    let Ok((candidates, stopped)) = candidates(ask, shares.order(), read);
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

/// The tickets that have a word.
fn having<'a>(
    words: &'a [(TicketId, BTreeSet<String>)],
    word: &'a str,
) -> impl Iterator<Item = &'a (TicketId, BTreeSet<String>)> {
    words.iter().filter(move |(_, words)| words.contains(word))
}
