//! Links from their other end, by looking at every ticket.

use super::MemoryStore;
use crate::domain::heed;
use crate::domain::id::TicketId;
use crate::domain::ticket::Link;
use crate::store::Error;
use crate::store::linked::Linked;

impl Linked for MemoryStore {
    fn links_to(
        &self,
        id: TicketId,
        after: TicketId,
        limit: usize,
    ) -> Result<Vec<(TicketId, Link)>, Error> {
        let state = self.state();
        let mut found = Vec::new();
        for (row, ticket) in state.tickets.iter().filter(|(row, _)| row.id > after) {
            let mut links: Vec<Link> = ticket.links.clone();
            links.retain(|l| l.other == id);
            links.sort_by(|a, b| a.kind.cmp(&b.kind));
            found.extend(links.into_iter().map(|l| (row.id, l)));
        }
        found.truncate(limit);
        Ok(found)
    }

    fn unheard(&self, limit: usize) -> Result<Vec<(TicketId, TicketId)>, Error> {
        let state = self.state();
        let mut found = Vec::new();
        for (row, ticket) in &state.tickets {
            for link in &ticket.links {
                let other = state.tickets.iter().find(|(r, _)| r.id == link.other);
                let news = other.map(|(_, t)| heed::news(t)).unwrap_or_default();
                if heed::is_unheard(ticket, link, news) {
                    found.push((row.id, link.other));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.truncate(limit);
        Ok(found)
    }
}
