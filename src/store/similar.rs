//! What is asked of a store when something similar is looked for, and what it answers.

use super::search::Stop;
use crate::domain::id::TicketId;
use crate::domain::similar::{COMPARED, Candidate, Frequency, Sought};
use std::collections::HashMap;

/// Tickets that may be like what is sought.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// What is sought.
    pub sought: &'a Sought,
    /// Not this ticket: it is the one in hand.
    pub not: Option<TicketId>,
    /// When to break off.
    pub stop: Stop,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finds {
    /// How many tickets have each word; exact on a small desk, near it on a large one.
    pub frequency: Frequency,
    /// Those that share most of what tells most, none that the viewer may not see; at most
    /// [`COMPARED`].
    pub candidates: Vec<Candidate>,
    /// Broken off because a newer question was asked.
    pub stopped: bool,
}

/// What tickets share with what is sought, added up word by word.
#[derive(Debug, Default)]
pub(super) struct Shares(HashMap<TicketId, f64>);

impl Shares {
    /// A ticket has a word that tells so much.
    pub fn add(&mut self, id: TicketId, gain: f64) {
        *self.0.entry(id).or_default() += gain;
    }

    /// The tickets, those that share most first, the newest first among equals.
    pub fn order(self) -> Vec<TicketId> {
        let mut order: Vec<(TicketId, f64)> = self.0.into_iter().collect();
        order.sort_by(|(x, a), (y, b)| b.total_cmp(a).then(y.cmp(x)));
        order.into_iter().map(|(id, _)| id).collect()
    }
}

/// Reads the candidates in their order until there are enough.
pub(super) fn candidates<E>(
    ask: &Ask<'_>,
    order: Vec<TicketId>,
    mut read: impl FnMut(TicketId) -> Result<Option<Candidate>, E>,
) -> Result<(Vec<Candidate>, bool), E> {
    let mut found = Vec::new();
    for id in order {
        if ask.stop.is_over() {
            return Ok((found, true));
        }
        found.extend(read(id)?);
        if found.len() == COMPARED {
            break;
        }
    }
    Ok((found, false))
}
