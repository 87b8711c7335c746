//! The desk in memory, laid open to the audit.

use super::MemoryStore;
use crate::domain::article::Article;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::Event;
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;
use crate::store::Error;
use crate::store::article::Use;
use crate::store::kept::Kept;

impl Kept for MemoryStore {
    fn kept_customers(&self, after: i64, limit: usize) -> Result<Vec<(i64, Customer)>, Error> {
        let all = self.state().customers.clone();
        Ok(page(all, |c| c.id.0, after, limit))
    }

    fn kept_contacts(&self, after: i64, limit: usize) -> Result<Vec<(i64, Contact)>, Error> {
        let all = self.state().contacts.clone();
        Ok(page(all, |c| c.id.0, after, limit))
    }

    fn kept_articles(&self, after: i64, limit: usize) -> Result<Vec<(i64, Article)>, Error> {
        let all = self.state().articles.clone();
        Ok(page(all, |a| a.id.0, after, limit))
    }

    fn kept_uses(
        &self,
        after: (ArticleId, TicketId),
        limit: usize,
    ) -> Result<Vec<(ArticleId, Use)>, Error> {
        let mut uses = self.state().uses();
        uses.retain(|(article, u)| (*article, u.ticket) > after);
        uses.truncate(limit);
        Ok(uses)
    }

    fn kept_revisions(&self, id: ArticleId) -> Result<Vec<i64>, Error> {
        let state = self.state();
        let own = state.revisions.iter().filter(|(article, _)| *article == id);
        Ok(own.map(|(_, n)| *n).collect())
    }

    /// Lists and numbers are scanned anew each time: nothing can be wrong.
    fn miscount(&self) -> Result<Option<String>, Error> {
        Ok(None)
    }

    /// Searches read the tickets themselves.
    fn is_indexed(&self, _: &Row, _: &Ticket, _: &[Event]) -> Result<bool, Error> {
        Ok(true)
    }

    fn kept_attachments(&self, _: TicketId) -> Result<Option<Vec<(u32, String)>>, Error> {
        Ok(None)
    }

    fn kept_alarm(&self, ticket: TicketId) -> Result<At, Error> {
        let alarms = &self.state().alarms;
        Ok(alarms.get(&ticket).copied().unwrap_or(At::NEVER))
    }

    fn kept_processes(&self) -> Result<Vec<String>, Error> {
        Ok(self.state().processes.keys().cloned().collect())
    }

    fn kept_unnamed(&self, _: TicketId, _: usize) -> Result<Vec<TicketId>, Error> {
        Ok(Vec::new())
    }

    fn kept_tickets(&self) -> Result<u64, Error> {
        Ok(self.state().tickets.len() as u64)
    }

    fn kept_answers(&self) -> Result<Option<u64>, Error> {
        Ok(None)
    }
}

fn page<T>(all: Vec<T>, number: impl Fn(&T) -> i64, after: i64, limit: usize) -> Vec<(i64, T)> {
    let mut numbered: Vec<(i64, T)> = all.into_iter().map(|t| (number(&t), t)).collect();
    numbered.retain(|(n, _)| *n > after);
    numbered.sort_by_key(|(n, _)| *n);
    numbered.truncate(limit);
    numbered
}
