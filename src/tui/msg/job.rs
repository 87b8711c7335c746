//! What the write lane is given to do, and what became of it.

use super::{ArticleWork, KeepingWork, ProductWork};
use crate::desk::articles::Told;
use crate::desk::export::Order;
use crate::desk::import::Format;
use crate::desk::{self, Done};
use crate::domain::command::{Command, Opening, Split};
use crate::domain::id::{AgentName, At, CommandId, TicketId};
use crate::tui::draft;
use crate::tui::progress::Verdict;
use std::path::PathBuf;

/// A job for the write lane.
#[derive(Clone, Debug)]
pub struct Job {
    /// Kept from an earlier try whose outcome is not known; else the lane makes one.
    pub command: Option<CommandId>,
    /// What to do.
    pub work: Work,
    /// Who asked: what to do on the screen when it is done.
    pub asker: Asker,
}

/// A text that may hold secrets: it is never printed, nor kept as a draft.
#[derive(Clone, Default)]
pub struct Pasted(pub String);

impl std::fmt::Debug for Pasted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pasted")
    }
}

/// What is brought in, by paths as they were typed.
#[derive(Clone, Debug)]
pub struct BringIn {
    /// The file.
    pub file: String,
    /// What it is.
    pub format: Format,
    /// The mapping.
    pub map: String,
    /// Only to see what would come of it.
    pub dry_run: bool,
}

/// What the write lane does.
#[derive(Clone, Debug)]
pub enum Work {
    /// Commands on one ticket, all or none.
    Run {
        /// The ticket.
        ticket: TicketId,
        /// The version that was on the screen.
        seen: Option<u32>,
        /// The commands.
        commands: Vec<Command>,
    },
    /// The same commands on several tickets, each with its own verdict.
    Each {
        /// The tickets.
        tickets: Vec<TicketId>,
        /// The commands.
        commands: Vec<Command>,
        /// The draft of the form they were typed into.
        kept: Option<draft::Key>,
    },
    /// Commands on several tickets, each with its own, and its own verdict.
    EachIts {
        /// The tickets with their commands.
        steps: Vec<(TicketId, Vec<Command>)>,
        /// The draft of the form they were typed into.
        kept: Option<draft::Key>,
    },
    /// A ticket from words of another one.
    Split {
        /// Which words.
        split: Split,
        /// What it is about.
        subject: String,
    },
    /// Take back one's last step on a ticket.
    Undo(TicketId),
    /// The same on several tickets, each with its own verdict.
    UndoEach(Vec<TicketId>),
    /// Open a ticket; a customer or contact not yet in the address book is added with it.
    Open {
        /// The ticket.
        opening: Box<Opening>,
        /// What follows in the same transaction.
        then: Vec<Command>,
        /// Whoever nobody is called is somebody new, although others fit the words.
        sure: bool,
    },
    /// Attach files, by their paths as they were typed, one a line.
    Attach {
        /// The ticket.
        ticket: TicketId,
        /// The paths.
        paths: String,
    },
    /// Take a snapshot of a configuration.
    Snapshot {
        /// The ticket.
        ticket: TicketId,
        /// What it is called; empty: as the file.
        name: String,
        /// The path of a file, or empty.
        path: String,
        /// What was pasted, where there is no file.
        text: Pasted,
    },
    /// Save an attachment.
    Save {
        /// The ticket.
        ticket: TicketId,
        /// The number of its attachment.
        n: u32,
        /// Where, as it was typed.
        to: String,
    },
    /// Act as another agent.
    ActAs(AgentName),
    /// Save a view of the queue.
    SaveView {
        /// Its name.
        name: String,
        /// The query that was seen under this name.
        seen: Option<String>,
        /// Its query in words.
        words: String,
    },
    /// Say that one is away until then, or back.
    Away(Option<At>),
    /// Notices were read.
    ReadNotices(ReadWork),
    /// Tickets into a new file.
    Export(Box<Order>, PathBuf),
    /// The whole desk into a new file, by its path as it was typed.
    BackUp(String),
    /// Tickets of another system into the desk.
    BringIn(Box<BringIn>),
    /// Something with an article of the knowledge base.
    Article(Box<ArticleWork>),
    /// Something with the list of products.
    Product(ProductWork),
    /// Something else that the desk keeps for everyone.
    Keeping(Box<KeepingWork>),
}

/// Which notices were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadWork {
    /// Those of this ticket.
    Of(TicketId),
    /// This one.
    One(i64),
    /// All up to this one.
    UpTo(i64),
}

/// Which part of the screen waits for a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asker {
    /// None: a flash says what happened.
    #[default]
    Screen,
    /// The form on top.
    Form,
    /// The form for a new ticket.
    NewTicket,
    /// The log screen, from which something was kept or taken over.
    Log {
        /// The form of the item it is for opens.
        close: bool,
    },
    /// The package page, shown before it is accepted: nothing is said.
    Package,
}

/// What became of a job.
#[derive(Debug)]
pub struct Wrote {
    /// The job, with the id it was delivered under.
    pub job: Job,
    /// What it did.
    pub result: Result<Outcome, desk::Error>,
}

/// What a job did.
#[derive(Debug)]
pub enum Outcome {
    /// One ticket changed.
    Done(Box<Done>),
    /// Several, each for itself.
    Each(Vec<(TicketId, Verdict)>),
    /// The desk's own affairs.
    Said(String),
    /// An article of the knowledge base.
    Article(Box<Told>),
}
