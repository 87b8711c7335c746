//! Telling people what others did on their tickets: written in the transaction of the step itself, so it is told once or,
//! where the step was not written, never.

use super::{Desk, Error};
use crate::domain::event::Event;
use crate::domain::notice::{Before, Notice, steps, told};
use crate::domain::ticket::Ticket;
use crate::domain::words;

impl Desk {
    /// What people are told of events that somebody writes on a ticket.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn steps_told(
        &self,
        before: &Before,
        after: &Ticket,
        events: &[Event],
    ) -> Result<Vec<Notice>, Error> {
        let done = steps(before, after, events);
        if done.is_empty() {
            return Ok(Vec::new());
        }
        let (agents, stand_ins) = (self.store.agents()?, self.stand_ins()?);
        let roster = self.roster(&agents, &stand_ins, self.now());
        let mut notices = Vec::new();
        for done in done {
            let to = told(&self.process, before, after, &done, &roster);
            if to.is_empty() {
                continue;
            }
            let (what, due) = done.what();
            notices.push(Notice {
                n: 0,
                due,
                ticket: Some(after.id),
                text: words::told(&self.process, after, &what),
                at: roster.now,
                to,
                what,
            });
        }
        Ok(notices)
    }
}
