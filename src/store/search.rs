//! What is asked of a store when someone searches, and what it answers.

use crate::domain::id::{At, TicketId};
use crate::domain::row::Row;
use crate::domain::search::{Doc, Search};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A page of a search: tickets with a lower number than `before`, the newest first.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    /// What is searched.
    pub search: &'a Search,
    /// Only tickets below this number; none: from the newest.
    pub before: Option<TicketId>,
    /// At most so many.
    pub limit: usize,
    /// Now: what is late.
    pub now: At,
    /// When to break off.
    pub stop: Stop,
}

/// A page of what was found, the newest ticket first; nothing of tickets the viewer may not see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finds {
    /// Rows with the text that was searched.
    pub found: Vec<(Row, Doc)>,
    /// There are more, below the last.
    pub more: bool,
    /// Broken off after looking at so many tickets, the last of which had this number: the filters
    /// are rare, and going on from there may find more.
    pub cut: Option<(usize, TicketId)>,
    /// Broken off because a newer search was asked.
    pub stopped: bool,
    /// Words were searched to the end, and of some ticket only the latest part of its history is
    /// ([`crate::domain::search::doc::LARGEST`]).
    pub partly: bool,
}

/// Breaks a search off once a newer one was asked.
#[derive(Clone, Debug, Default)]
pub struct Stop(Option<(Arc<AtomicU64>, u64)>);

impl Stop {
    /// Ends when `newest` is not `own` any more.
    #[must_use]
    pub fn when_newer(newest: &Arc<AtomicU64>, own: u64) -> Stop {
        Stop(Some((Arc::clone(newest), own)))
    }

    /// Whether to break off.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let newer = |(newest, own): &(Arc<AtomicU64>, u64)| newest.load(Ordering::Relaxed) != *own;
        self.0.as_ref().is_some_and(newer)
    }
}
