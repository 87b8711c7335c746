//! A change of shift: which tickets are mine, which are offered to me, and what one must know of each.

use super::{Desk, Error};
use crate::domain::id::{AgentName, TicketId};
use crate::domain::row::Row;
use crate::domain::words;
use crate::store::{Anchor, Cursor, Query};
use std::collections::BTreeSet;

impl Desk {
    /// Tickets that this agent works on or whose customer is theirs, by number.
    ///
    /// # Errors
    /// The store's.
    pub fn in_charge_of(&self) -> Result<Vec<TicketId>, Error> {
        let me = Some(self.actor().name.clone());
        let works = self.all_of(&Query {
            assignee: me.clone(),
            ..Query::default()
        })?;
        let speaks = self.all_of(&Query {
            customers_agent: me,
            ..Query::default()
        })?;
        let all: BTreeSet<TicketId> = works.into_iter().chain(speaks).collect();
        Ok(all.into_iter().collect())
    }

    /// Of the tickets of [`Desk::in_charge_of`], those that are not offered to this other agent yet; how many are.
    ///
    /// # Errors
    /// The store's.
    pub fn still_to_offer(&self, to: &AgentName) -> Result<(Vec<TicketId>, usize), Error> {
        let offered = self.all_of(&Query {
            handed_to: Some(to.clone()),
            handed_by: Some(self.actor().name.clone()),
            ..Query::default()
        })?;
        let mut all = self.in_charge_of()?;
        let count = all.len();
        all.retain(|id| !offered.contains(id));
        let already = count - all.len();
        Ok((all, already))
    }

    /// Tickets that are offered to this agent.
    ///
    /// # Errors
    /// The store's.
    pub fn offered_to_me(&self) -> Result<Vec<TicketId>, Error> {
        self.all_of(&Query {
            handed_to: Some(self.actor().name.clone()),
            ..Query::default()
        })
    }

    /// What whoever takes a ticket over must know, as it follows from the ticket: what it waits for,
    /// what is to be done, what comes next.
    ///
    /// # Errors
    /// Not found, or restricted.
    pub fn shift_notes(&self, id: TicketId, zone: &str) -> Result<String, Error> {
        let view = self.view(id)?;
        let now = view.read_at;
        Ok(words::shift_notes(
            self.process(),
            &view.ticket,
            &view.offers,
            now,
            zone,
        ))
    }

    /// Every row of a query.
    ///
    /// # Errors
    /// The store's.
    pub fn rows_of(&self, query: &Query) -> Result<Vec<Row>, Error> {
        let (mut rows, mut from) = (Vec::new(), Anchor::First);
        loop {
            let page = self.page(query, &from, 500)?;
            rows.extend(page.rows);
            match rows.last() {
                Some(row) if page.more_after => {
                    from = Anchor::After(Cursor::of(row, query.sort));
                }
                _ => return Ok(rows),
            }
        }
    }
}
