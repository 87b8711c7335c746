//! Rows and groups in words, and in the order of the process.

use super::ask::By;
use super::figure::{Figure, Rows};
use crate::domain::id::{ArticleId, Tier};
use crate::domain::process::{Process, Verb};
use crate::domain::stage::{Phase, Stage};

/// A row in words.
#[must_use]
pub fn row_label(process: &Process, figure: Figure, row: &str) -> String {
    let tier = |id: &str| process.tier_label(&Tier::from(id));
    let stage = |id: &str| {
        let known = id.parse::<Stage>();
        known.map_or_else(|_| id.to_owned(), |s| process.stage_label(&s))
    };
    if row.is_empty() {
        return match figure.rows() {
            Rows::One => figure.label().to_owned(),
            _ => "all".to_owned(),
        };
    }
    match figure.rows() {
        Rows::One | Rows::Words => row.to_owned(),
        Rows::Tier => tier(row),
        Rows::Tiers => row.split('+').map(tier).collect::<Vec<_>>().join(" + "),
        Rows::Stage => stage(row),
        Rows::Edge => match row.split_once('>') {
            Some((from, "")) => format!("{} → ended", tier(from)),
            Some((from, to)) => format!("{} → {}", tier(from), tier(to)),
            None => row.to_owned(),
        },
        Rows::Step => match row.split_once('>') {
            Some(("", to)) => format!("begins: {}", stage(to)),
            Some((from, to)) => format!("{} → {}", stage(from), stage(to)),
            None => row.to_owned(),
        },
        Rows::Criterion => of_tier(process, row, |id, code| {
            process
                .code_label(&format!("criteria:{id}"), code)
                .to_owned()
        }),
        Rows::Return => of_tier(process, row, |id, code| match code {
            "" => "no reason given".to_owned(),
            _ => process.code_label(&format!("return_{id}"), code).to_owned(),
        }),
        Rows::Clock => of_tier(process, row, |_, clock| clock_label(clock).to_owned()),
        Rows::Item => of_tier(process, row, |_, _| process.item_label(row).to_owned()),
        Rows::Code(list) => process.code_label(list, row).to_owned(),
        Rows::Move => verb_label(process, row),
        Rows::Owed => owed_label(process, row),
        Rows::Article => format!("{}", ArticleId(row.parse().unwrap_or_default())),
        Rows::Own(words) => {
            let word = words.iter().find(|(id, _)| *id == row);
            word.map_or(row, |(_, label)| label).to_owned()
        }
    }
}

fn of_tier(process: &Process, row: &str, code: impl Fn(&str, &str) -> String) -> String {
    match row.split_once('.') {
        Some((tier, rest)) => format!(
            "{}: {}",
            process.tier_label(&Tier::from(tier)),
            code(tier, rest)
        ),
        None => row.to_owned(),
    }
}

fn clock_label(clock: &str) -> &str {
    match clock {
        "first_response" => "first answer",
        "update" => "next update",
        "time_in_stage" => "time in stage",
        other => other,
    }
}

fn verb_label(process: &Process, id: &str) -> String {
    let known = id.parse::<Verb>().ok();
    let row = known.and_then(|verb| process.moves.iter().find(|m| m.verb == verb));
    row.map_or_else(|| id.to_owned(), |m| m.label.clone())
}

fn owed_label(process: &Process, row: &str) -> String {
    match row.split_once('.') {
        Some(("intake", field)) => process
            .intake_field(field)
            .map_or(field, |f| f.label.as_str())
            .to_owned(),
        Some(("check", item)) => process.item_label(item).to_owned(),
        Some(("record", kind)) => format!("Record: {}", process.record_shape(kind).0),
        Some(("guard", guard)) => guard.replace('_', " "),
        _ if row == "kb" => "Knowledge base".to_owned(),
        _ => row.to_owned(),
    }
}

/// A group in words.
#[must_use]
pub fn group_label(process: &Process, by: By, group: &str) -> String {
    match by {
        By::Tier => process.tier_label(&Tier::from(group)),
        By::Kind => process.code_label("kinds", group).to_owned(),
        By::Criterion => row_label(process, Figure::Criteria, group),
        By::Team => process.code_label("teams", group).to_owned(),
        By::Priority if group == "major" => "Major".to_owned(),
        By::Priority | By::Product | By::Customer | By::Agent => group.to_owned(),
    }
}

/// Where a row stands among those of its figure, before their size counts: the sum first, tiers and stages in the
/// order of the process.
#[must_use]
pub fn row_place(process: &Process, figure: Figure, row: &str) -> (usize, usize, usize) {
    if row.is_empty() {
        return (0, 0, 0);
    }
    let tier = |id: &str| {
        1 + process
            .tier_rank(&Tier::from(id))
            .unwrap_or(process.tiers.len())
    };
    match figure.rows() {
        Rows::Tier => (tier(row), 0, 0),
        Rows::Stage => match row.parse::<Stage>() {
            Ok(stage) => {
                let phase = Phase::ALL.iter().position(|p| *p == stage.phase);
                (tier(stage.tier.as_str()), phase.unwrap_or(0), 0)
            }
            Err(_) => (usize::MAX, 0, 0),
        },
        Rows::Edge => match row.split_once('>') {
            Some((from, to)) => (tier(from), tier(to), 0),
            None => (usize::MAX, 0, 0),
        },
        Rows::Tiers => (row.matches('+').count() + 1, 0, 0),
        Rows::Criterion | Rows::Return | Rows::Clock | Rows::Item => {
            (tier(row.split('.').next().unwrap_or_default()), 0, 0)
        }
        _ => (1, 0, 0),
    }
}
