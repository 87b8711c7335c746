//! What is asked of an article of the knowledge base, and what is done with one.

use crate::domain::article;
use crate::domain::id::{ArticleId, TicketId};
use crate::domain::values::Values;

/// An article asked for, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArticleAsk {
    /// Which.
    pub id: ArticleId,
    /// What for.
    pub how: Reading,
}

/// What an article is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// To be read.
    Open,
    /// Anew, if it is still on the screen.
    Again,
    /// To be changed.
    Edit,
}

/// What is done with an article.
#[derive(Clone, Debug)]
pub enum ArticleWork {
    /// Write a new one.
    Write {
        /// Its fields.
        values: Values,
        /// The ticket it is drafted from.
        from: Option<TicketId>,
    },
    /// Do something with one.
    Ask {
        /// Which.
        id: ArticleId,
        /// The revision that was on the screen.
        seen: u32,
        /// What.
        ask: article::Ask,
    },
}
