//! Checklist items that kept evidence answered: their evidence names what is kept, and no more.

use super::case::Case;
use crate::domain::event::Fact;
use crate::domain::id::Tier;
use crate::domain::kept::{names_only, proposed};
use crate::domain::process::Item;
use crate::domain::ticket::{Check, CheckHow, Kept};

/// What becomes of such items once the pieces with these numbers are taken back and those are new: the evidence
/// names what is left, and an item of which nothing is left is open again. What somebody wrote there stays.
pub(super) fn followed(case: &Case, gone: &[u32], new: &[Kept]) -> Vec<Fact> {
    if case.ticket.stage.phase.is_over() {
        return Vec::new();
    }
    let checks = case.ticket.checks.iter();
    let done = checks.filter(|(_, check)| check.how == CheckHow::Done);
    let state = |(key, check): (&String, &Check)| {
        let state = state(case, (key, check), gone, new)?;
        Some(Fact::Checked(key.clone(), state))
    };
    done.filter_map(state).collect()
}

/// The state that an item gets; the outer `None`: it stays as it is.
fn state(
    case: &Case,
    (key, check): (&String, &Check),
    gone: &[u32],
    new: &[Kept],
) -> Option<Option<Check>> {
    let of_item = |kept: &&Kept| kept.piece.item == *key;
    let ever: Vec<&Kept> = case.ticket.kept.iter().filter(of_item).collect();
    let goes = |kept: &&Kept| gone.contains(&kept.n);
    let new: Vec<&Kept> = new.iter().filter(of_item).collect();
    let touched = !new.is_empty() || ever.iter().any(goes);
    if !touched || !names_only(&check.evidence, &ever) {
        return None;
    }
    let stands = |kept: &&Kept| kept.retracted.is_none() && !goes(kept);
    let old = ever.into_iter().filter(stands);
    let left: Vec<&Kept> = old.chain(new).collect();
    let item = item(case, key);
    let is_prepared = item.is_some_and(|i| i.keeps.values().any(|r| *r == check.result));
    match proposed(item, &left) {
        Some(says) if says.evidence == check.evidence => None,
        Some(says) => Some(Some(Check {
            result: match is_prepared && !says.result.is_empty() {
                true => says.result,
                false => check.result.clone(),
            },
            evidence: says.evidence,
            ..check.clone()
        })),
        None if is_prepared => Some(None),
        None => Some(Some(Check {
            evidence: String::new(),
            ..check.clone()
        })),
    }
}

/// The item of a key, `tier.item`.
fn item<'c>(case: &'c Case<'_>, key: &str) -> Option<&'c Item> {
    let (tier, id) = key.split_once('.')?;
    let items = &case.process.tier(&Tier::from(tier))?.checklist;
    items.iter().find(|i| i.id == id)
}
