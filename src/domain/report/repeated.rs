//! Words that were given on several tickets. Which are repeated shows when everything is added up, so their sum, and the
//! tickets behind it, are made from those words alone: groups add up to their row, rows to the sum.

use super::ask::Behind;
use super::tally::{Cell, Counted, Tickets};
use crate::domain::row::RESTRICTED;
use std::collections::{BTreeMap, HashSet};

/// On how many tickets of one of the two periods words must be the same to be called repeated.
const REPEATED: u64 = 3;

/// The words that were repeated, whatever group they are of, with their sum: of all, and of each group.
pub fn only(mut counted: Vec<Counted>) -> Vec<Counted> {
    let often = |cell: &Cell| cell.tickets >= REPEATED;
    let plain = counted.iter().filter(|c| c.group.is_empty());
    let kept = plain.filter(|c| !c.row.is_empty() && (often(&c.now) || often(&c.before)));
    let kept: HashSet<Box<str>> = kept.map(|c| c.row.clone()).collect();
    counted.retain(|c| kept.contains(&c.row));
    let mut sums: BTreeMap<Box<str>, Counted> = BTreeMap::new();
    for row in &counted {
        let sum = sums.entry(row.group.clone()).or_default();
        sum.group.clone_from(&row.group);
        sum.now.join(row.now.clone());
        sum.before.join(row.before.clone());
    }
    counted.extend(sums.into_values().map(|mut sum| {
        for cell in [&mut sum.now, &mut sum.before] {
            cell.on.sort_unstable();
            cell.on.dedup();
            cell.tickets = cell.on.len() as u64;
        }
        sum
    }));
    counted
}

/// The tickets behind all repeated words, or those of one group.
pub fn behind(rows: &[Counted], wanted: &Behind) -> Tickets {
    let group = wanted
        .group
        .as_deref()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let of_group = rows.iter().filter(|c| c.group.to_lowercase() == group);
    let (mut all, mut hidden) = (0, 0);
    let mut ids = Vec::new();
    for row in of_group {
        match &*row.row {
            "" => (all, ids) = (row.now.tickets, row.now.on.clone()),
            RESTRICTED => hidden = row.now.tickets,
            _ => {}
        }
    }
    let unseen = rows
        .iter()
        .filter(|c| &*c.row == RESTRICTED && c.group.is_empty());
    let unseen: HashSet<_> = unseen.flat_map(|c| &c.now.on).collect();
    ids.retain(|id| !unseen.contains(id));
    ids.reverse();
    ids.truncate(wanted.limit);
    Tickets { ids, all, hidden }
}
