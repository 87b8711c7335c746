//! Search: the language of the search box, the text of a ticket that is searched, and where in it
//! something was found. Pure; how a store finds candidates is its own affair.

pub mod article;
mod complete;
pub mod doc;
mod filter;
pub mod letters;
mod matches;
mod parse;
mod read;
mod snippet;
pub mod token;

pub use complete::{Completion, complete, customer_sought};
pub use doc::{Doc, Place, Section};
pub use matches::Times;
pub use parse::{MOST, parse};
pub use snippet::{Snippet, snippet, subject_hits};

use super::id::{AgentName, At};
use super::process::Process;
use std::ops::Range;

/// What the words of a search may name.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The process in force: tiers, kinds, records.
    pub process: &'a Process,
    /// Who asks: `is:mine`.
    pub me: &'a AgentName,
    /// Agents, to complete names.
    pub agents: &'a [AgentName],
    /// Products, to complete names.
    pub products: &'a [String],
    /// Customers that what stands after `customer:` begins, to complete names.
    pub customers: &'a [String],
    /// Now: `after:3d`.
    pub now: At,
    /// The agent's zone: `before:2026-03-01`.
    pub zone: &'a str,
}

/// What is searched: all groups must hold, of each group one clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The groups.
    pub groups: Vec<Vec<Clause>>,
    /// Only texts of these places count for words; empty: all.
    pub places: Vec<Place>,
    /// What was not understood, each at its place; the rest is searched all the same.
    pub problems: Vec<Problem>,
}

/// A condition or its opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// It must not hold.
    pub not: bool,
    /// The condition.
    pub want: Want,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Words that stand next to each other in one text.
    Text {
        /// The folded words.
        tokens: Vec<String>,
        /// The last one may go on: it is being typed.
        open: bool,
        /// Or the ticket with this number.
        number: Option<i64>,
    },
    /// The ticket with this number.
    Number(i64),
    /// A property: see [`doc::marks`].
    Mark(String),
    /// Words that all begin words of a name.
    Name {
        /// Whose name: see [`doc::marks`].
        key: char,
        /// The folded words.
        tokens: Vec<String>,
    },
    /// Opened in a stretch of time.
    Opened {
        /// Not before.
        from: At,
        /// Before.
        until: At,
    },
    /// A clock has run out.
    Late,
}

/// Something that was not understood: where, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the text typed.
    pub at: Range<usize>,
    /// The sentence.
    pub text: String,
    /// It is passed over, and the rest means what was meant: signs alone, more words than are
    /// searched. A filter that names nothing is not: without it more is found than was asked for.
    pub passed_over: bool,
}

impl Search {
    /// Whether words are looked for in what was written on tickets.
    #[must_use]
    pub fn reads_histories(&self) -> bool {
        let wants = |find: &dyn Fn(&Want) -> bool| {
            let mut clauses = self.groups.iter().flatten();
            clauses.any(|c| find(&c.want))
        };
        let kb = doc::mark('k', article::KIND);
        wants(&|w| matches!(w, Want::Text { .. })) && !wants(&|w| *w == Want::Mark(kb.clone()))
    }

    /// What is said where words were searched to the end and histories are only partly searched.
    pub const PARTLY: &str =
        "of tickets with a very long history only the latest 256 KiB are searched: is:long";

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether nothing but articles is searched: `kind:kb`.
    #[must_use]
    pub fn is_of_articles(&self) -> bool {
        let kind = Want::Mark(doc::mark('k', article::KIND));
        let alone =
            |group: &Vec<Clause>| matches!(group.as_slice(), [one] if !one.not && one.want == kind);
        self.groups.iter().any(alone)
    }

    /// The number, where nothing else was typed.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self.groups.as_slice() {
            [group] => match group.as_slice() {
                [
                    Clause {
                        not: false,
                        want: Want::Text { number, .. },
                    },
                ] => *number,
                _ => None,
            },
            _ => None,
        }
    }

    /// The search for one ticket by its number.
    #[must_use]
    pub fn of_number(n: i64) -> Search {
        let clause = Clause {
            not: false,
            want: Want::Number(n),
        };
        Search {
            groups: vec![vec![clause]],
            ..Search::default()
        }
    }

    /// The runs of words that may stand in any text: those of a filter stand in its own.
    pub fn words(&self) -> impl Iterator<Item = (&[String], bool)> {
        let found = self.groups.iter().flatten().filter(|c| !c.not);
        found.filter_map(|c| match &c.want {
            Want::Text { tokens, open, .. } => Some((tokens.as_slice(), *open)),
            _ => None,
        })
    }

    /// The runs of words that are to be found, for picking them out: tokens, and whether the last
    /// one may go on.
    pub fn wanted(&self) -> impl Iterator<Item = (&[String], bool)> {
        let found = self.groups.iter().flatten().filter(|c| !c.not);
        found.filter_map(|c| match &c.want {
            Want::Text { tokens, open, .. } => Some((tokens.as_slice(), *open)),
            Want::Name { tokens, .. } => Some((tokens.as_slice(), true)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
