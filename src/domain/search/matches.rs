//! Whether a ticket is one of those that are searched: the meaning of a search, by plain looking.

use super::doc::{Doc, mark, name_mark};
use super::token::{Token, runs, tokens};
use super::{Clause, Search, Want};
use crate::domain::id::At;
use crate::domain::row::Row;

/// What is asked of beside texts and marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Its number.
    pub number: i64,
    /// When it was opened, or written.
    pub opened_at: At,
    /// When a clock runs out.
    pub due_at: At,
}

impl Times {
    /// Those of a ticket.
    #[must_use]
    pub fn of(row: &Row) -> Times {
        Times {
            number: row.id.0,
            opened_at: row.opened_at,
            due_at: row.due_at,
        }
    }
}

/// Marks and words of a ticket, ready to be looked through.
struct Text {
    marks: Vec<String>,
    sections: Vec<Vec<Token>>,
}

impl Search {
    /// Whether a ticket or an article is one of those searched. `marks` are its properties.
    #[must_use]
    pub fn matches(&self, doc: &Doc, marks: &[String], times: Times, now: At) -> bool {
        let counts = |s: &&super::Section| self.places.is_empty() || self.places.contains(&s.place);
        let text = Text {
            marks: marks.to_vec(),
            sections: doc
                .sections()
                .filter(counts)
                .map(|s| tokens(&s.text))
                .collect(),
        };
        let mut groups = self.groups.iter();
        groups.all(|group| group.iter().any(|clause| holds(clause, &text, times, now)))
    }

    /// Whether the groups that ask for times alone hold.
    #[must_use]
    pub fn matches_times(&self, times: Times, now: At) -> bool {
        let timed = |group: &&Vec<Clause>| group.iter().all(|c| c.want.is_timed());
        let mut groups = self.groups.iter().filter(timed);
        groups.all(|group| group.iter().any(|c| at_time(&c.want, times, now) != c.not))
    }

    /// Whether an index of words and marks with [`Search::matches_times`] cannot tell for sure: only
    /// the texts themselves can.
    #[must_use]
    pub fn needs_texts(&self) -> bool {
        let mixed = |group: &Vec<Clause>| {
            group.len() > 1
                && group.iter().any(|c| c.want.is_timed())
                && !group.iter().all(|c| c.want.is_timed())
        };
        !self.places.is_empty() || self.groups.iter().any(mixed)
    }
}

impl Want {
    /// Asks for a time, which no index of words answers.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        matches!(self, Want::Opened { .. } | Want::Late)
    }
}

fn holds(clause: &Clause, text: &Text, times: Times, now: At) -> bool {
    let marked = |wanted: &str| text.marks.iter().any(|m| m == wanted);
    let found = match &clause.want {
        Want::Text {
            tokens,
            open,
            number,
        } => {
            let run = |section: &Vec<Token>| !runs(section, tokens, *open).is_empty();
            text.sections.iter().any(run) || *number == Some(times.number)
        }
        Want::Number(n) => marked(&mark('n', &n.to_string())),
        Want::Mark(wanted) => marked(wanted),
        Want::Name { key, tokens } => tokens.iter().all(|word| {
            let begins = name_mark(*key, word);
            text.marks.iter().any(|m| m.starts_with(&begins))
        }),
        timed => at_time(timed, times, now),
    };
    found != clause.not
}

fn at_time(want: &Want, times: Times, now: At) -> bool {
    match want {
        Want::Opened { from, until } => *from <= times.opened_at && times.opened_at < *until,
        Want::Late => times.due_at <= now,
        _ => false,
    }
}
