//! What the log screen asks its lane, and what comes back.

use crate::desk::logs::{Changed, Notices, Request, Shown};
use crate::domain::id::{AgentName, TicketId};
use crate::domain::log::analysis::Report;
use crate::domain::ticket::Piece;
use std::sync::Arc;

/// Where a log lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// On a ticket, under this number, as this agent may see it.
    Attachment(TicketId, u32, AgentName),
    /// In a file of the person at the screen, as it was typed.
    File(String),
}

/// A list of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// All of them.
    #[default]
    All,
    /// Those that pass the filter.
    Filtered,
    /// Those of one signature.
    Only,
}

impl List {
    /// Its place in arrays.
    #[must_use]
    pub fn at(self) -> usize {
        match self {
            List::All => 0,
            List::Filtered => 1,
            List::Only => 2,
        }
    }
}

/// What is asked; every question names the screen that asks, so that a late answer goes nowhere.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which screen.
    pub screen: u64,
    /// What.
    pub what: What,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum What {
    /// Open it.
    Open(Whence),
    /// Lines of a list, by their place in it from 0.
    Rows {
        /// Which list.
        list: List,
        /// The first.
        from: u64,
        /// How many.
        count: usize,
    },
    /// Look through the whole log for a list; one that was begun goes on.
    Pass(List, Option<Box<Request>>),
    /// The next error behind a line, or the last before it.
    Error {
        /// Among these.
        list: List,
        /// The line's number; 0: before the first.
        line: u64,
        /// Backwards.
        back: bool,
    },
    /// Lines of a list, to be kept or taken over.
    Lines {
        /// Which list.
        list: List,
        /// The first place.
        from: u64,
        /// The last place.
        to: u64,
        /// What for.
        then: Then,
    },
    /// A piece as it is but for the hash of the log.
    Piece(Box<Piece>, Then),
    /// Give up what takes long.
    Stop,
    /// The screen is gone.
    Close,
}

/// What becomes of pieces of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// They are kept; then the item they are for is closed, if that was asked for.
    Keep {
        /// The form of the item opens.
        close: bool,
    },
    /// They go into the intake field at this place.
    Field(usize),
}

/// What comes back.
#[derive(Debug)]
pub struct News {
    /// For which screen.
    pub screen: u64,
    /// What.
    pub what: Came,
}

/// What comes back.
#[derive(Debug)]
pub enum Came {
    /// It is open.
    Opened {
        /// Its name.
        name: String,
        /// Its bytes as they lie there.
        size: Option<u64>,
        /// How it is written.
        encoding: &'static str,
        /// It is packed.
        packed: bool,
    },
    /// Lines of a list.
    Rows {
        /// Which list.
        list: List,
        /// The place of the first.
        from: u64,
        /// The lines.
        rows: Vec<Shown>,
    },
    /// A pass is so far.
    Going(List, Progress),
    /// A pass is at its end.
    Done(List, Progress, Box<Told>),
    /// An error's place in a list; none: there is no further one, as far as was read.
    Error(List, Option<u64>),
    /// The pieces that were asked for.
    Pieces(Vec<Piece>, Then),
    /// A hash is so far: bytes, and of how many.
    Hashing(u64, Option<u64>),
    /// What takes long was given up.
    Stopped,
    /// It cannot be done; the log itself cannot be read any more where `lost`.
    Failed {
        /// The sentence.
        why: String,
        /// Nothing more can be read.
        lost: bool,
    },
}

/// How far a pass is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub read: u64,
    /// Of how many, where that is known.
    pub of: Option<u64>,
    /// Lines read.
    pub lines: u64,
    /// Of these, in the list.
    pub listed: u64,
    /// Of these, errors.
    pub errors: u64,
    /// Milliseconds since it began.
    pub ms: u64,
}

/// What a pass found.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What the log says.
    pub report: Arc<Report>,
    /// What was noticed beside.
    pub notices: Notices,
    /// The file is not what it was.
    pub changed: Option<Changed>,
}
