//! The guard of what is owed: what is due before a point, how it is settled, and by whom.

use super::Lack;
use crate::domain::actor::Actor;
use crate::domain::blocker::{Blocker, Jump, one_of};
use crate::domain::decide::Case;
use crate::domain::form;
use crate::domain::id::Tier;
use crate::domain::owed::Asks;
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
    let arguments = match (owed.record(case.process), owed.asks()) {
        (Some(def), _) => form::arguments(case, &def.fields),
        (None, Asks::Article) => "kb=…".to_owned(),
        (None, Asks::Done(_)) => String::new(),
        (None, _) => "--text …".to_owned(),
    };
    let command = format!("hoist settle {} {} {arguments}", case.ticket.id.0, owed.n);
    command.trim_end().to_owned()
}

/// The tiers that supply it; none: anybody does.
fn tiers(case: &Case, owed: &Owed) -> Vec<Tier> {
    match owed.asks() {
        Asks::Check(tier, _) => vec![Tier::from(tier)],
        Asks::Todo(n) => {
            let asked = case.ticket.open_todos().find(|t| t.n == n);
            asked.map(|t| t.tier.clone()).into_iter().collect()
        }
        _ => owed
            .record(case.process)
            .map(|def| def.tiers.clone())
            .unwrap_or_default(),
    }
}

/// Whose it is, where this agent cannot settle it.
fn others(case: &Case, owed: &Owed) -> String {
    let tiers = tiers(case, owed);
    let is_of_one = |agent: &Actor| tiers.iter().any(|t| agent.is_of(t));
    if tiers.is_empty() || case.actor.lead || is_of_one(case.actor) {
        return String::new();
    }
    let agents = case.scene.agents.iter().filter(|a| is_of_one(a));
    let names: Vec<String> = agents.take(4).map(|a| a.name.0.clone()).collect();
    let labels = tiers.iter().map(|t| case.process.tier_label(t).to_owned());
    let label = one_of(&labels.collect::<Vec<_>>());
    match names.is_empty() {
        true => format!(" (for {label} to settle)"),
        false => format!(" (for {label} to settle: {})", one_of(&names)),
    }
}
