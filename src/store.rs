//! The store: what a desk keeps, behind one small trait. Dumb on purpose: no rule of the process is
//! written here or in SQL.

pub mod article;
pub mod blob;
pub mod book;
mod check;
pub mod configuration;
pub mod conformance;
pub mod copy;
mod error;
pub mod kept;
pub mod linked;
pub mod mask;
pub mod memory;
pub mod notice;
pub mod outbox;
pub mod review;
pub mod search;
pub mod similar;
pub mod sqlite;
pub mod turn;

pub use crate::domain::fold;
pub use check::check_chain;
pub(crate) use check::{agents_of, check_events, check_process, check_records, number};
pub use error::Error;

use crate::domain::actor::Viewer;
use crate::domain::agent::Agent;
use crate::domain::customer::{Contact, Customer};
use crate::domain::duty::StandIn;
use crate::domain::event::{DeskEvent, Event};
use crate::domain::id::{AgentName, At, CommandId, ContactId, CustomerId, TicketId, Tier};
use crate::domain::notice::Notice;
use crate::domain::product::Product;
use crate::domain::row::{Hands, Matter, Row};
use crate::domain::stage::{Phase, Stage};
use crate::domain::team::Team;
use crate::domain::ticket::Ticket;
use std::borrow::Cow;

/// What a desk is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskInfo {
    /// The desk's own id (UUID), checked at every write.
    pub id: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of the process file in force.
    pub process_hash: String,
    /// The process file in force.
    pub process_text: Cow<'static, str>,
    /// When it was made.
    pub made_at: At,
    /// A throw-away demo desk.
    pub demo: bool,
}

/// One change to one ticket: row, events and audit links in one transaction.
#[derive(Clone, Debug)]
pub struct Change {
    /// The ticket after the events. `id` 0 for a new one: the store numbers it.
    pub after: Ticket,
    /// Its row. `id` is set by the store for a new one.
    pub row: Row,
    /// The version the decision was made on (0 for a new ticket).
    pub expected: u32,
    /// The events, in order.
    pub events: Vec<Event>,
    /// The command; the same id delivered twice changes nothing.
    pub command: CommandId,
    /// From when on something can happen on it by itself ([`crate::domain::alarm::Alarms::first`]).
    pub alarm: At,
    /// The series of notices that stand on it from now on ([`crate::domain::alarm::Alarms::series`]): what was told of
    /// others and asks for something is over.
    pub standing: Vec<String>,
    /// What people are told of these events. The store sets the number of a new ticket.
    pub notices: Vec<Notice>,
}

/// What comes from a copy of a desk, word for word: records with the numbers that they get here.
#[derive(Clone, Debug)]
pub enum Adopted {
    /// An event of the desk itself.
    Desk {
        /// The event.
        event: Box<DeskEvent>,
        /// Its canonical record.
        record: String,
    },
    /// Events of one ticket. A new one has its number already.
    Ticket {
        /// The change.
        change: Box<Change>,
        /// The canonical record of each event.
        records: Vec<String>,
    },
}

/// How many writes a longer transaction joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// A few that belong together.
    Few,
    /// Those of a bulk: memory and log are given room for them.
    Many,
}

/// What a commit did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The ticket's number.
    pub id: TicketId,
    /// Its version after the commit.
    pub version: u32,
    /// The command had already been applied: this is the first answer again.
    pub repeated: bool,
}

/// A query over tickets. Empty means no filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// In this tier's queue (its turn).
    pub turn: Option<Tier>,
    /// In a stage of this tier.
    pub tier: Option<Tier>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// Assigned to.
    pub assignee: Option<AgentName>,
    /// Customer's agent is.
    pub customers_agent: Option<AgentName>,
    /// Nobody is assigned.
    pub unassigned: bool,
    /// Sent back and not yet taken.
    pub sent_back: bool,
    /// The next clock has run out (`due_at <= now`).
    pub breached: bool,
    /// A clock has not run out yet but does before the current shift ends. The desk says until when and whose, as
    /// `late_by` and `hands`; a store looks at those.
    pub this_shift: bool,
    /// A clock runs out after now, at the latest at this instant.
    pub late_by: Option<At>,
    /// That clock is in these hands; where no instant is named, the next one.
    pub hands: Option<Hands>,
    /// An open hold of this kind (`*`: any).
    pub hold: Option<String>,
    /// Offered to this agent at a change of shift, and not yet accepted.
    pub handed_to: Option<AgentName>,
    /// Offered by this agent, and not yet accepted.
    pub handed_by: Option<AgentName>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Assignee is one of these agents (owner away).
    pub assignee_in: Option<Vec<AgentName>>,
    /// At least one of these is so of it; none named: no filter.
    pub matters: Vec<Matter>,
    /// Kind.
    pub kind: Option<String>,
    /// Priority: 0 = major, 1…4.
    pub priority: Option<u8>,
    /// Needs someone now (`needs_at <= now`), or does not yet.
    pub needs: Option<bool>,
    /// Words that must all occur in subject, customer or product (case folded), or `#id`.
    pub text: String,
    /// Closed, archived and cancelled tickets too.
    pub over: bool,
    /// The order.
    pub sort: Sort,
}

/// Orders of a list; all ascending, all ending in the id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By `needs_at`: what needs someone first. The default.
    #[default]
    Due,
    /// Oldest first, by `opened_at`.
    Age,
    /// Major, P1 … P4, unknown; then `needs_at`.
    Priority,
    /// Latest change first (key: negated `updated_at`).
    Updated,
}

/// A place in an order: the sort key of a row and its id. Opaque outside the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// First part of the key.
    pub key: i64,
    /// Second part (`needs_at` for [`Sort::Priority`], else 0).
    pub key2: i64,
    /// The ticket.
    pub id: TicketId,
}

impl Cursor {
    /// The place of a row in an order.
    #[must_use]
    pub fn of(row: &Row, sort: Sort) -> Cursor {
        let (key, key2) = match sort {
            Sort::Due => (row.needs_at.0, 0),
            Sort::Age => (row.opened_at.0, 0),
            Sort::Priority => (i64::from(row.priority_key), row.needs_at.0),
            Sort::Updated => (row.updated_at.0.saturating_neg(), 0),
        };
        Cursor {
            key,
            key2,
            id: row.id,
        }
    }
}

impl Query {
    /// Whether tickets whose work is over belong to the answer: asked for, or by a phase that is.
    #[must_use]
    pub fn wants_over(&self) -> bool {
        self.over || self.phase.is_some_and(Phase::is_over)
    }
}

/// From where a page is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first rows.
    First,
    /// The last rows.
    Last,
    /// The rows after a place.
    After(Cursor),
    /// The rows before a place.
    Before(Cursor),
    /// The rows from a place on, itself included.
    From(Cursor),
}

/// A page of rows, always in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// There are more rows before the first.
    pub more_before: bool,
    /// There are more rows after the last.
    pub more_after: bool,
    /// A rare filter was broken off after scanning this many rows; the face says so.
    pub cut_at: Option<usize>,
}

/// A count, exact or capped ("1,000+").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The number, or the cap.
    pub n: u32,
    /// There are more.
    pub more: bool,
}

/// Numbers of the title bar, for one viewer. Each is capped at 1,000 unless it is kept exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the queues of the viewer's tiers (exact, kept in `commit`).
    pub open: Count,
    /// Late there.
    pub late: Count,
    /// Due within an hour there.
    pub due_soon: Count,
    /// Sent back there.
    pub sent_back: Count,
    /// Replies nobody acted on.
    pub replies: Count,
    /// Resolved, the customer is to be told.
    pub to_tell: Count,
    /// Notices that the viewer has not read.
    pub notices: Count,
    /// The viewer is the customer's agent of these.
    pub my_customers: Count,
    /// Assigned to the viewer.
    pub mine: Count,
    /// A review is due since then, and the viewer is a lead. The store does not know it: the desk says it.
    pub review_due: Option<At>,
}

/// A link of the audit chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// Number, from 1 without gap.
    pub n: i64,
    /// The ticket it belongs to; `None` for the desk's own events.
    pub ticket: Option<TicketId>,
    /// Canonical record: the JSON that was hashed.
    pub record: String,
    /// `SHA-256("hoist-audit-1" || previous hash || record)`, lower-case hex.
    pub hash: String,
}

/// Device and number of a file.
pub type FileId = (u64, u64);

/// Someone who was looked up: a contact with its customer, or a customer that has no contact.
pub type Caller = (Option<Contact>, Option<Customer>);

/// What a desk keeps. Every reading carries the viewer, so a restricted ticket is hidden in one place.
pub trait Store:
    article::Articles
    + blob::Blobs
    + book::Callers
    + configuration::Configurations
    + copy::Copies
    + kept::Kept
    + linked::Linked
    + notice::Notices
    + outbox::Outbox
    + review::Reviews
    + Send
{
    /// What desk this is.
    fn desk(&self) -> Result<DeskInfo, Error>;

    /// Which file it was opened from: another one under the same name is another desk. Nothing where it is
    /// kept in none.
    fn file(&self) -> Option<FileId> {
        None
    }

    /// Whether that file still has the name it was opened under, with something in it.
    fn in_place(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Writes one change: compare-and-swap on the version, and on the process file that its events
    /// were decided under, under the write lock.
    fn commit(&mut self, change: Change) -> Result<Committed, Error>;

    /// Writes one event of the desk itself (agent, process, customer, contact, article, view), applying
    /// it to the current rows. Numbers a customer, contact or article whose id is 0 and returns that
    /// number.
    fn commit_desk(&mut self, event: DeskEvent) -> Result<i64, Error>;

    /// Appends what another copy of a desk wrote, as it stands there.
    fn adopt(&mut self, what: Adopted) -> Result<(), Error>;

    /// The first answer of a command delivered before.
    fn delivered(&self, command: &CommandId) -> Result<Option<Committed>, Error>;

    /// One ticket.
    fn ticket(&self, viewer: &Viewer, id: TicketId) -> Result<Ticket, Error>;

    /// Events of a ticket with `seq > after`, ascending, at most `limit`.
    fn events(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error>;

    /// The latest `limit` events of a ticket with `seq < before`, ascending.
    fn events_before(
        &self,
        viewer: &Viewer,
        id: TicketId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Event>, Error>;

    /// Links of a ticket's events with `seq > after`, ascending, at most `limit`: the records word
    /// for word.
    fn links(
        &self,
        viewer: &Viewer,
        id: TicketId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<ChainLink>, Error>;

    /// A page of rows.
    fn page(
        &self,
        viewer: &Viewer,
        query: &Query,
        from: &Anchor,
        limit: usize,
        now: At,
    ) -> Result<Page, Error>;

    /// How many rows a query has, up to `cap`.
    fn count(&self, viewer: &Viewer, query: &Query, cap: u32, now: At) -> Result<Count, Error>;

    /// The numbers of the title bar.
    fn counts(&self, viewer: &Viewer, now: At) -> Result<Counts, Error>;

    /// The row of one ticket.
    fn row(&self, viewer: &Viewer, id: TicketId) -> Result<Row, Error>;

    /// A page of a search: the newest ticket first, none that the viewer may not see.
    fn search(&self, viewer: &Viewer, ask: &search::Ask<'_>) -> Result<search::Finds, Error>;

    /// Tickets that may be like what is sought, none that the viewer may not see.
    fn similar(&self, viewer: &Viewer, ask: &similar::Ask<'_>) -> Result<similar::Finds, Error>;

    /// All agents, removed ones too.
    fn agents(&self) -> Result<Vec<Agent>, Error>;

    /// One customer.
    fn customer(&self, id: CustomerId) -> Result<Option<Customer>, Error>;

    /// One contact.
    fn contact(&self, id: ContactId) -> Result<Option<Contact>, Error>;

    /// All customers, by name, for listing: at most `limit` after the name given.
    fn customers(&self, after: &str, limit: usize) -> Result<Vec<Customer>, Error>;

    /// Contacts of a customer.
    fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, Error>;

    /// Saved views: name and query in words.
    fn views(&self) -> Result<Vec<(String, String)>, Error>;

    /// The desk's list of products, by name, retired ones too.
    fn catalogue(&self) -> Result<Vec<Product>, Error>;

    /// Teams that the desk keeps, removed ones too, by id.
    fn teams(&self) -> Result<Vec<Team>, Error>;
    /// What was said otherwise than the schedule of who is on duty, by number; what was taken back too.
    fn stand_ins(&self) -> Result<Vec<StandIn>, Error>;

    /// Reply templates: name and text.
    fn templates(&self) -> Result<Vec<(String, String)>, Error>;

    /// Distinct product names seen on tickets and customers or listed and not retired, for completion.
    fn products(&self, limit: usize) -> Result<Vec<String>, Error>;

    /// Links of the audit chain with `n > after`, at most `limit`.
    fn chain(&self, after: i64, limit: usize) -> Result<Vec<ChainLink>, Error>;

    /// The head of the chain: number and hash (0 and 64 zeros on an empty one).
    fn head(&self) -> Result<(i64, String), Error>;

    /// All ticket numbers after `after`, ascending, at most `limit`: for audits and exports, without viewer.
    fn ids(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error>;

    /// The row and ticket as stored, without viewer: for audits.
    fn stored(&self, id: TicketId) -> Result<(Row, Ticket), Error> {
        let (row, ticket, _) = self.stored_under(id)?;
        Ok((row, ticket))
    }

    /// The same, and the hash of the process file under which the row was computed (empty: that of
    /// the ticket's last event, on a desk from before it was kept).
    fn stored_under(&self, id: TicketId) -> Result<(Row, Ticket, String), Error>;

    /// A process file that is or was in force here, by its hash.
    fn process_file(&self, hash: &str) -> Result<Option<String>, Error>;

    /// Tickets with a number above `after` whose work is not over and whose row was computed under
    /// another process file than the one in force; ascending, at most `limit`.
    fn outdated(&self, after: TicketId, limit: usize) -> Result<Vec<TicketId>, Error>;

    /// Replaces rows by ones computed under the process file with this hash, in one transaction, and
    /// says how many. A row whose ticket has another version by now is left as it is.
    /// [`Error::ProcessChanged`] when another file is in force.
    fn rewrite_rows(&mut self, process: &str, rows: &[Row]) -> Result<usize, Error>;

    /// Tickets that stand in a stage, over or not; ascending, at most `limit`; without viewer.
    fn standing(&self, stage: &Stage, limit: usize) -> Result<Vec<TicketId>, Error>;

    /// A number that changes whenever another connection has written.
    fn data_version(&self) -> Result<i64, Error>;

    /// Starts a longer transaction; `commit` and `commit_desk` then join it.
    fn begin_bulk(&mut self, writes: Writes) -> Result<(), Error>;

    /// Ends it.
    fn end_bulk(&mut self) -> Result<(), Error>;

    /// Whether a longer transaction is open.
    fn in_bulk(&self) -> bool;

    /// Lets the store refresh what it knows of its indexes, where that pays; nothing where there are none.
    fn optimize(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Drops what the bulk wrote since `begin_bulk`.
    fn abort_bulk(&mut self) -> Result<(), Error>;
}
