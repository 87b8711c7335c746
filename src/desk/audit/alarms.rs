//! Whether what is due on a ticket by itself is going to be told. `alarm` and `notice` are no evidence; but from when on a
//! ticket has to be looked at follows from the ticket, the process file in force and what was told, so that a row that is
//! gone, or was put far off, is seen: nobody would ever hear of it.

use super::Audit;
use crate::desk::{Error, tick};
use crate::domain::alarm::Alarms;
use crate::domain::id::{At, TicketId};
use crate::domain::notice::{What, series};
use crate::domain::stage::Phase;
use crate::domain::ticket::Ticket;
use crate::domain::words;

impl Audit<'_> {
    /// What was due on a ticket before it is looked at again, and was not told. `under`: the process file of its row;
    /// where that is another than the one in force the ticket is looked at when its row is computed anew.
    pub(super) fn untold(&self, ticket: &Ticket, under: &str) -> Result<Option<String>, Error> {
        let desk = self.desk;
        if under != desk.process.hash || ticket.stage.phase == Phase::Archived {
            return Ok(None);
        }
        let looked = desk.store.kept_alarm(ticket.id)?;
        let Some(what) = self.missed(ticket, looked)? else {
            return Ok(None);
        };
        // What others write meanwhile is no fault.
        if desk.store.stored(ticket.id)?.1.version != ticket.version
            || desk.store.kept_alarm(ticket.id)? != looked
        {
            return Ok(None);
        }
        let when = match looked {
            At::NEVER => "it is not going to be looked at again".to_owned(),
            at => format!("it is looked at again only at {}", words::rfc3339(at)),
        };
        Ok(Some(format!(
            "What is due by itself on ticket {} would not be told ({}): {when}. The ticket itself is intact; whoever writes on it next has it looked at.",
            ticket.id,
            what.id()
        )))
    }

    /// Everything that came due before a ticket is looked at again was told, by whoever looked last: no later look
    /// than that is due.
    fn missed(&self, ticket: &Ticket, looked: At) -> Result<Option<What>, Error> {
        let process = &self.desk.process;
        let before = match looked {
            At::NEVER => end(|at| Alarms::at(process, ticket, at), self.desk.now()),
            at => at.plus_ms(-1),
        };
        let alarms = Alarms::at(process, ticket, before);
        if alarms.archive {
            let (why, due) = (String::new(), ticket.over_at.unwrap_or_default());
            let what = What::Unarchived { why };
            // What failed is tried again after a day, and nothing is told of it.
            let is_put_off = looked.since_ms(self.desk.now()) <= tick::UNREADABLE_MS;
            if (looked != At::NEVER && is_put_off) || self.is_told(ticket.id, &what, due)? {
                return Ok(None);
            }
            return Ok(Some(what));
        }
        for (what, due) in alarms.tell {
            if !self.is_told(ticket.id, &what, due)? {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }

    fn is_told(&self, ticket: TicketId, what: &What, due: At) -> Result<bool, Error> {
        let series = series(Some(ticket), what, due);
        let told = self.desk.store.told_round(&series)?;
        Ok(told.is_some_and(|round| round >= what.round()))
    }
}

/// An instant after which nothing more comes; of what comes again and again, one after some rounds.
fn end(at: impl Fn(At) -> Alarms, now: At) -> At {
    let mut last = now;
    let mut alarms = at(last);
    // Each look tells at least one more of what stands.
    let most = alarms.standing.len().saturating_mul(2).saturating_add(8);
    for _ in 0..most {
        if alarms.archive || alarms.next == At::NEVER {
            break;
        }
        last = alarms.next;
        alarms = at(last);
    }
    last
}
