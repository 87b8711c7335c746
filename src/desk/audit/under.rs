//! Under which process file the row of a ticket may have been computed.

use super::Audit;
use super::rows::Log;
use crate::desk::Error;
use crate::domain::attachment::shown;
use crate::domain::ticket::Ticket;

impl Log {
    /// Whether a row may have been computed under this process file: that of the ticket's last event (record `n`), the
    /// one in force when that was written, and of an open ticket each that came into force later.
    fn may_be_under(&self, under: &str, (n, last): (i64, &str), is_over: bool) -> bool {
        let then = self.in_force.iter().rev().find(|(at, _)| *at <= n);
        let mut later = self.in_force.iter().filter(|(at, _)| *at > n);
        under == last
            || then.is_some_and(|(_, hash)| hash == under)
            || (!is_over && later.any(|(_, hash)| hash == under))
    }
}

impl Audit<'_> {
    /// The first process file here that never was in force, on a desk whose log begins with its making.
    pub(super) fn unknown_process(&self) -> Result<Option<String>, Error> {
        if self.log.desk.is_none() {
            return Ok(None);
        }
        let known = |hash: &String| self.log.in_force.iter().any(|(_, h)| h == hash);
        let kept = self.desk.store.kept_processes()?;
        Ok(kept.iter().find(|hash| !known(hash)).map(|hash| {
            format!(
                "Process file {}: it is here, but the log knows of none.",
                shown(hash)
            )
        }))
    }

    /// Whether the process file that a row names can be its. An empty name stands for that of the last event, of which
    /// `last` is the number of the record and the file.
    pub(super) fn misdated(
        &self,
        ticket: &Ticket,
        under: &str,
        last: (i64, &str),
    ) -> Result<Option<String>, Error> {
        let is_over = ticket.stage.phase.is_over();
        if under.is_empty() || self.log.may_be_under(under, last, is_over) {
            return Ok(None);
        }
        // Another file may have come into force since the log was read.
        if self.desk.store.head()?.0 != self.log.n {
            return Ok(None);
        }
        Ok(Some(format!(
            "The queue's row of ticket {} says that it was computed under another process file than its events allow. The ticket itself is intact.",
            ticket.id
        )))
    }
}
