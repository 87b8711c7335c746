//! Whether others changed what the desk keeps beside its tickets: who may what, the process file, views, teams.

use crate::desk::Desk;

/// So many events are looked through; after more of them at once everything is read anew.
const AT_ONCE: usize = 200;

/// The event that was seen last, by its number.
#[derive(Clone, Copy, Debug)]
pub struct Seen(i64);

impl Seen {
    /// Everything that is there now.
    #[must_use]
    pub fn now(desk: &Desk) -> Seen {
        Seen(desk.store().head().map_or(0, |(n, _)| n))
    }

    /// Whether an event of the desk itself came since; also where that cannot be said.
    pub fn moved(&mut self, desk: &Desk) -> bool {
        let Ok(came) = desk.store().chain(self.0, AT_ONCE) else {
            return true;
        };
        let is_all = came.len() < AT_ONCE;
        match came.last() {
            Some(last) if is_all => self.0 = last.n,
            Some(_) => *self = Seen::now(desk),
            None => {}
        }
        !is_all || came.iter().any(|link| link.ticket.is_none())
    }
}
