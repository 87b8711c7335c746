//! Search as one would do it by hand: every ticket is looked through.

use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::search::doc::marks;
use crate::domain::search::{Doc, Times};
use crate::store::mask::may_see;
use crate::store::search::{Ask, Finds};

/// The page of a search.
pub fn search(state: &State, viewer: &Viewer, ask: &Ask<'_>) -> Finds {
    let mut finds = Finds::default();
    if ask.search.is_empty() || ask.limit == 0 {
        return finds;
    }
    let below = |id| ask.before.is_none_or(|before| id < before);
    for (row, ticket) in state.tickets.iter().rev().filter(|(r, _)| below(r.id)) {
        if ask.stop.is_over() {
            finds.stopped = true;
            break;
        }
        if !may_see(viewer, row.audience.as_deref()) {
            continue;
        }
        let own = state.events.iter().filter(|(id, _)| *id == row.id);
        let doc = Doc::of(row, ticket, own.map(|(_, event)| event));
        if !ask.search.matches(
            &doc,
            &doc.marked(marks(row, ticket)),
            Times::of(row),
            ask.now,
        ) {
            continue;
        }
        if finds.found.len() == ask.limit {
            finds.more = true;
            break;
        }
        finds.found.push((row.clone(), doc));
    }
    if ask.search.reads_histories() && !finds.more && !finds.stopped {
        finds.partly = state.tickets.iter().any(|(row, ticket)| {
            let own = state.events.iter().filter(|(id, _)| *id == row.id);
            Doc::of(row, ticket, own.map(|(_, event)| event)).cut
        });
    }
    finds
}
