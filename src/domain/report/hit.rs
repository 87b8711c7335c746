//! Something that counts towards a figure.

use super::figure::Figure;
use crate::domain::id::At;
use std::fmt::Write;

/// When it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// In the period that has this instant.
    At(At),
    /// In the period asked for, or the former one: what stands at its end.
    EndOf(Which),
}

/// One of the two periods of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Which {
    /// The one asked for.
    Now,
    /// The one before it.
    Before,
}

/// The row of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// It has one.
    One,
    /// This word.
    Word(&'a str),
    /// Two words with a sign between them.
    Pair(&'a str, char, &'a str),
    /// A number.
    Number(i64),
    /// Made for this.
    Made(String),
}

impl Key<'_> {
    /// Its text, over what was in `to`.
    pub fn write(&self, to: &mut String) {
        to.clear();
        match self {
            Key::One => {}
            Key::Word(word) => to.push_str(word),
            Key::Pair(one, sign, other) => {
                to.push_str(one);
                to.push(*sign);
                to.push_str(other);
            }
            Key::Number(n) => {
                let _ = write!(to, "{n}");
            }
            Key::Made(text) => to.push_str(text),
        }
    }
}

/// What it adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adds {
    /// One.
    One,
    /// One to what a share is of.
    Whole,
    /// One that took so long.
    Took(i64),
}

/// Something that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'a> {
    /// Towards which figure.
    pub figure: Figure,
    /// In which row.
    pub key: Key<'a>,
    /// When.
    pub time: Time,
    /// What it adds.
    pub adds: Adds,
    /// The tier at which the ticket stood.
    pub tier: &'a str,
    /// Who did it.
    pub agent: &'a str,
    /// The team.
    pub team: &'a str,
}

/// What is known of the ticket itself, as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About<'a> {
    /// Kind.
    pub kind: &'a str,
    /// Product.
    pub product: &'a str,
    /// Customer.
    pub customer: &'a str,
    /// The criterion noted last: tier, id.
    pub criterion: Option<(&'a str, &'a str)>,
    /// Priority: 1…4.
    pub priority: u8,
    /// Major.
    pub major: bool,
}
