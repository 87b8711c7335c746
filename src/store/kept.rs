//! What is kept beside the log for speed, laid open to the audit.

use super::Error;
use super::article::Use;
use crate::domain::article::Article;
use crate::domain::customer::{Contact, Customer};
use crate::domain::event::Event;
use crate::domain::id::{ArticleId, At, TicketId};
use crate::domain::row::Row;
use crate::domain::ticket::Ticket;

/// What an audit compares with the log and with itself; read without viewer.
pub trait Kept {
    /// Customers with the number of their row, those above `after`, ascending, at most `limit`.
    fn kept_customers(&self, after: i64, limit: usize) -> Result<Vec<(i64, Customer)>, Error>;

    /// Contacts in the same way.
    fn kept_contacts(&self, after: i64, limit: usize) -> Result<Vec<(i64, Contact)>, Error>;

    /// Articles in the same way.
    fn kept_articles(&self, after: i64, limit: usize) -> Result<Vec<(i64, Article)>, Error>;

    /// Tickets linked to articles, after a place, in order of article and ticket, at most `limit`.
    fn kept_uses(
        &self,
        after: (ArticleId, TicketId),
        limit: usize,
    ) -> Result<Vec<(ArticleId, Use)>, Error>;

    /// The numbers of an article's revisions in the audit chain, ascending.
    fn kept_revisions(&self, id: ArticleId) -> Result<Vec<i64>, Error>;

    /// The first place where lists, numbers or keys that are kept beside rows are not what the rows
    /// say, in a sentence; `None`: all are, or nothing of the kind is kept.
    fn miscount(&self) -> Result<Option<String>, Error>;

    /// Whether what is kept to search a ticket is what its row and all its events say.
    fn is_indexed(&self, row: &Row, ticket: &Ticket, events: &[Event]) -> Result<bool, Error>;

    /// By which bytes (SHA-256) the attachments of a ticket are kept, by number; `None`: nothing of the
    /// kind is kept beside the log.
    fn kept_attachments(&self, ticket: TicketId) -> Result<Option<Vec<(u32, String)>>, Error>;

    /// From when on a ticket has to be looked at; [`At::NEVER`]: nothing is kept of that.
    fn kept_alarm(&self, ticket: TicketId) -> Result<At, Error>;

    /// The hashes of all process files.
    fn kept_processes(&self) -> Result<Vec<String>, Error>;

    /// Open tickets whose row says of no process file that it was computed under it, those above `after`, ascending, at
    /// most `limit`: a newer program left them to be computed anew.
    fn kept_unnamed(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error>;

    /// How many tickets there are, whatever their numbers.
    fn kept_tickets(&self) -> Result<u64, Error>;

    /// How many first answers of commands are kept; `None`: they are not kept beside the log.
    fn kept_answers(&self) -> Result<Option<u64>, Error>;
}
