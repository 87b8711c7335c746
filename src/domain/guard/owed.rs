//! The guard of what is owed: what is due before a point, how it is settled, and by whom.

use super::Lack;
use crate::domain::blocker::{Blocker, Jump, one_of};
use crate::domain::decide::Case;
use crate::domain::form;
use crate::domain::id::Tier;
use crate::domain::ticket::Owed;

/// What is owed before a point; `close` and `archive` include what was due earlier.
pub(super) fn before(case: &Case, point: &str) -> Vec<Blocker> {
    let due: &[&str] = match point {
        "tell" => &["tell"],
        "close" => &["tell", "close"],
        _ => &["tell", "close", "archive"],
    };
    case.ticket
        .open_owed()
        .filter(|o| due.contains(&o.before.as_str()))
        .map(|o| {
            Lack {
                what: "owed",
                id: o.n.to_string(),
                text: format!("Owed before {}: {}{}", o.before, o.text, others(case, o)),
                command: settling(case, o),
                jump: Jump::Owed(o.n),
            }
            // What is owed is settled or waived; forcing it would only owe it again.
            .hard()
        })
        .collect()
}

/// The command line that settles something owed.
fn settling(case: &Case, owed: &Owed) -> String {
    let record = owed.what.strip_prefix("record.");
    let arguments = match record.and_then(|kind| case.process.record(kind)) {
        Some(def) => form::arguments(case, &def.fields),
        None if owed.what == "kb" => "kb=…".to_owned(),
        None => "--text …".to_owned(),
    };
    format!("hoist settle {} {} {arguments}", case.ticket.id.0, owed.n)
}

/// Whose it is, where this agent cannot settle it: an item of another tier's checklist.
fn others(case: &Case, owed: &Owed) -> String {
    let Some((tier, _)) = owed
        .what
        .strip_prefix("check.")
        .and_then(|k| k.split_once('.'))
    else {
        return String::new();
    };
    let tier = Tier::from(tier);
    if case.actor.is_of(&tier) || case.actor.lead {
        return String::new();
    }
    let agents = case.scene.agents.iter().filter(|a| a.is_of(&tier));
    let names: Vec<String> = agents.take(4).map(|a| a.name.0.clone()).collect();
    let label = case.process.tier_label(&tier);
    match names.is_empty() {
        true => format!(" (for {label} to settle)"),
        false => format!(" (for {label} to settle: {})", one_of(&names)),
    }
}
