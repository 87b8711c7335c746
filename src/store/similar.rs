//! What is asked of a store when something similar is looked for, and what it answers.

use super::search::Stop;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::reference::Reference;
use crate::domain::similar::{ARTICLES, COMPARED, Candidate, Frequency, Sought};
use std::collections::HashMap;
use std::hash::Hash;

/// Tickets that may be like what is sought.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// What is sought.
    pub sought: &'a Sought,
    /// Not this ticket, nor what was drafted from it: it is the one in hand.
    pub not: Option<TicketId>,
    /// When to break off.
    pub stop: Stop,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finds {
    /// How many tickets and published articles have each word; exact on a small desk, near it on a
    /// large one.
    pub frequency: Frequency,
    /// Those that share most of what tells most, none that the viewer may not see: at most
    /// [`COMPARED`] tickets, then at most [`ARTICLES`] articles.
    pub candidates: Vec<Candidate>,
    /// Broken off because a newer question was asked.
    pub stopped: bool,
}

/// What tickets, or articles, share with what is sought, added up word by word.
#[derive(Debug)]
pub(super) struct Shares<Id>(HashMap<Id, f64>);

impl<Id> Default for Shares<Id> {
    fn default() -> Self {
        Shares(HashMap::new())
    }
}

impl<Id: Copy + Eq + Hash + Ord> Shares<Id> {
    /// One of them has a word that tells so much.
    pub fn add(&mut self, id: Id, gain: f64) {
        *self.0.entry(id).or_default() += gain;
    }

    /// Those that share most first, the newest first among equals.
    pub fn order(self) -> Vec<Id> {
        let mut order: Vec<(Id, f64)> = self.0.into_iter().collect();
        order.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(y.cmp(x)));
        order.into_iter().map(|(id, _)| id).collect()
    }
}

/// Reads the tickets in their order until there are enough, then the articles.
pub(super) fn candidates<E>(
    ask: &Ask<'_>,
    tickets: Vec<TicketId>,
    articles: Vec<ArticleId>,
    mut read: impl FnMut(Reference) -> Result<Option<Candidate>, E>,
) -> Result<(Vec<Candidate>, bool), E> {
    let tickets: Vec<Reference> = tickets.into_iter().map(Reference::Ticket).collect();
    let articles: Vec<Reference> = articles.into_iter().map(Reference::Article).collect();
    let mut found = Vec::new();
    for (order, most) in [(tickets, COMPARED), (articles, ARTICLES)] {
        let enough = found.len() + most;
        for id in order {
            if ask.stop.is_over() {
                return Ok((found, true));
            }
            found.extend(read(id)?);
            if found.len() == enough {
                break;
            }
        }
    }
    Ok((found, false))
}
