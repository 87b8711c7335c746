//! Links read from their other end, and who has not heard what a linked ticket says.

use super::Error;
use crate::domain::id::TicketId;
use crate::domain::ticket::Link;

/// What a store finds out about links. It follows from the tickets; read without viewer, for a number
/// gives nothing away.
pub trait Linked {
    /// Links of other tickets that lead to this one, with the number of the ticket that says so;
    /// ascending, those of tickets above `after`, at most `limit`.
    fn links_to(
        &self,
        id: TicketId,
        after: TicketId,
        limit: usize,
    ) -> Result<Vec<(TicketId, Link)>, Error>;

    /// Tickets that have not heard what a linked one says
    /// ([`crate::domain::heed::is_unheard`]), with that other one; ascending, at most `limit`.
    fn unheard(&self, limit: usize) -> Result<Vec<(TicketId, TicketId)>, Error>;
}
