//! Completion of filters: names after their first letters, values after the colon.

use super::Known;
use super::article::KIND;
use super::filter::{ARTICLES, Filter, TICKETS};
use super::read::pieces;
use crate::domain::stage::Phase;
use std::ops::Range;

/// What can stand where one types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes it replaces.
    pub at: Range<usize>,
    /// What can stand there, and what it means.
    pub choices: Vec<(String, String)>,
}

/// Choices offered at most.
const MOST: usize = 12;

/// What can stand at the cursor.
#[must_use]
pub fn complete(typed: &str, cursor: usize, known: &Known<'_>) -> Completion {
    let under = |p: &super::read::Piece| p.at.start < cursor && cursor <= p.at.end;
    let Some(piece) = pieces(typed).into_iter().find(under) else {
        return Completion::default();
    };
    let at = piece.at.start + usize::from(piece.not)..piece.at.end;
    let typed_so_far = typed.get(at.start..cursor).unwrap_or_default();
    let choices = match (piece.filter, piece.quoted) {
        (Some(filter), _) => values(filter, &piece.text, known),
        (None, false) => names(typed_so_far),
        (None, true) => Vec::new(),
    };
    // What stands there already is no choice.
    let there = typed.get(at.clone()).unwrap_or_default();
    let is_there = matches!(choices.as_slice(), [(one, _)] if one.trim_end() == there);
    let choices = if is_there { Vec::new() } else { choices };
    Completion { at, choices }
}

/// What stands after `customer:` at the cursor, where names are to be looked up.
#[must_use]
pub fn customer_sought(typed: &str, cursor: usize) -> Option<String> {
    let under = |p: &super::read::Piece| p.at.start < cursor && cursor <= p.at.end;
    let piece = pieces(typed).into_iter().find(under)?;
    (piece.filter == Some(Filter::Customer)).then(|| piece.text.trim().to_owned())
}

fn names(typed: &str) -> Vec<(String, String)> {
    let typed = typed.to_lowercase();
    let fits = Filter::ALL.iter().filter(|f| f.name().starts_with(&typed));
    fits.map(|f| (format!("{}:", f.name()), f.meaning()))
        .collect()
}

fn values(filter: Filter, typed: &str, known: &Known<'_>) -> Vec<(String, String)> {
    let typed = typed.trim().to_lowercase();
    // Customers are looked up by any of their words: there are too many to know them all.
    let looked_up = filter == Filter::Customer;
    let name = filter.name();
    let fits = all(filter, known)
        .into_iter()
        .filter(|(value, _)| looked_up || value.to_lowercase().starts_with(&typed));
    let whole = |value: &str| match value.contains(char::is_whitespace) {
        true => format!("{name}:\"{value}\" "),
        false => format!("{name}:{value} "),
    };
    fits.map(|(value, meaning)| (whole(&value), meaning))
        .take(MOST)
        .collect()
}

fn all(filter: Filter, known: &Known<'_>) -> Vec<(String, String)> {
    let plain = |words: &[&str]| {
        words
            .iter()
            .map(|w| ((*w).to_owned(), String::new()))
            .collect()
    };
    let process = known.process;
    match filter {
        Filter::Tier => process
            .tiers
            .iter()
            .map(|t| (t.id.as_str().to_owned(), t.label.clone()))
            .collect(),
        Filter::Phase => plain(&Phase::ALL.map(Phase::id)),
        Filter::Kind => process
            .list("kinds")
            .iter()
            .map(|c| (c.id.clone(), c.label.clone()))
            .chain([(KIND.to_owned(), "Articles of the knowledge base".to_owned())])
            .collect(),
        Filter::Has => process
            .records
            .iter()
            .map(|r| (r.id.clone(), r.label.clone()))
            .collect(),
        Filter::Assignee => {
            let agents = known.agents.iter().map(|a| a.as_str());
            plain(&["me", "none"].into_iter().chain(agents).collect::<Vec<_>>())
        }
        Filter::Product => known
            .products
            .iter()
            .map(|p| (p.clone(), String::new()))
            .collect(),
        Filter::Customer => known
            .customers
            .iter()
            .map(|c| (c.replace('"', ""), String::new()))
            .collect(),
        Filter::Priority => plain(&["major", "p1", "p2", "p3", "p4"]),
        Filter::Before | Filter::After => plain(&["1d", "7d", "30d"]),
        Filter::Is => plain(&[&TICKETS[..], &ARTICLES].concat()),
    }
}
