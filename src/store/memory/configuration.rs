//! Snapshots of configurations and baselines in memory: tickets are scanned.

use super::MemoryStore;
use super::state::State;
use crate::domain::actor::Viewer;
use crate::domain::configuration::Baseline;
use crate::domain::event::Event;
use crate::domain::id::TicketId;
use crate::store::Error;
use crate::store::blob::attached;
use crate::store::configuration::{Configurations, Kept, Place, Seek, kept_of};
use crate::store::mask::may_see;

impl Configurations for MemoryStore {
    fn snapshots(&self, viewer: &Viewer, seek: &Seek, limit: usize) -> Result<Vec<Place>, Error> {
        let state = self.state();
        let all = taken(&state);
        let until = match seek.before {
            Some(place) => all.iter().position(|p| *p == place).unwrap_or_default(),
            None => all.len(),
        };
        let fits = |place: &&Place| {
            let found = state.tickets.iter().find(|(row, _)| row.id == place.0);
            found.is_some_and(|(row, ticket)| {
                let kept = kept_of(ticket).into_iter().find(|k| k.n == place.1);
                may_see(viewer, row.audience.as_deref()) && kept.is_some_and(|k| suits(seek, &k))
            })
        };
        let earlier = all.iter().take(until).rev();
        Ok(earlier.filter(fits).take(limit).copied().collect())
    }

    fn kept_snapshots(&self, ticket: TicketId) -> Result<Vec<Kept>, Error> {
        let state = self.state();
        let place = state.place(ticket)?;
        Ok(kept_of(&state.tickets[place].1))
    }

    fn snapshot_order(&self) -> Result<Vec<(i64, Place)>, Error> {
        Ok((1..).zip(taken(&self.state())).collect())
    }

    fn baselines(&self) -> Result<Vec<Baseline>, Error> {
        Ok(self.state().baselines.values().cloned().collect())
    }
}

/// Every snapshot in the order in which they were taken.
fn taken(state: &State) -> Vec<Place> {
    let each = |(id, event): &(TicketId, Event)| -> Vec<Place> {
        let files = attached(std::slice::from_ref(event));
        let snapshots = files.filter(|a| a.configuration.is_some());
        snapshots.map(|a| (*id, a.n)).collect()
    };
    state.events.iter().flat_map(each).collect()
}

fn suits(seek: &Seek, kept: &Kept) -> bool {
    let is = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|w| w == has);
    !kept.gone
        && seek.customer.is_none_or(|c| kept.customer == Some(c))
        && is(&seek.product, &kept.product)
        && is(&seek.name, &kept.name)
}
