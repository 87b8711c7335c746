//! What may be asked for: the words of the process, where it has a list of them. What it does not know may still have been
//! counted, under an earlier process file or in an imported history, so that only what is neither is refused.

use super::ask::{Ask, By};
use super::figure::{Figure, Rows};
use super::label::row_label;
use super::result::Report;
use super::tally::{UNKNOWN, same};
use crate::domain::process::Process;
use crate::domain::row::RESTRICTED;
use crate::domain::stage::{Phase, Stage};

/// So many possible words are named in a refusal.
const NAMED: usize = 24;

/// The clocks that can run out.
const CLOCKS: [&str; 5] = [
    "first_response",
    "update",
    "resolution",
    "acceptance",
    "time_in_stage",
];

/// What is asked for and cannot be, in a sentence with what can.
///
/// # Errors
/// A word, row or group that the process does not know and that was not counted in either period.
pub fn check(process: &Process, ask: &Ask, report: &Report) -> Result<(), String> {
    for (by, word) in &report.unmet {
        check_word(process, *by, word)?;
    }
    let Some(behind) = &ask.behind else {
        return Ok(());
    };
    let rows = report.figure(behind.figure).map(|f| f.rows.as_slice());
    let rows = rows.unwrap_or_default();
    if let Some(row) = &behind.row
        && !rows.iter().any(|l| same(&l.row, row))
    {
        check_row(process, behind.figure, row)?;
    }
    if let (Some(by), Some(group)) = (ask.by, &behind.group)
        && !rows.iter().any(|l| same(&l.group, group))
    {
        check_word(process, by, group)?;
    }
    Ok(())
}

/// What a decision is about: a figure, or one of its rows after a colon; empty: nothing.
///
/// # Errors
/// There is no such figure, or row of it, in a sentence.
pub fn check_about(process: &Process, about: &str) -> Result<(), String> {
    if about.is_empty() {
        return Ok(());
    }
    let (figure, row) = about.split_once(':').unwrap_or((about, ""));
    let figure: Figure = figure.parse()?;
    match row.is_empty() {
        true => Ok(()),
        false => check_row(process, figure, row),
    }
}

/// The same in words: `Most often missing: the log file`.
#[must_use]
pub fn about_words(process: &Process, about: &str) -> String {
    let (id, row) = about.split_once(':').unwrap_or((about, ""));
    match (id.parse::<Figure>(), row) {
        (Ok(figure), "") => figure.label().to_owned(),
        (Ok(figure), row) => format!("{}: {}", figure.label(), row_label(process, figure, row)),
        (Err(_), _) => about.to_owned(),
    }
}

fn check_word(process: &Process, by: By, word: &str) -> Result<(), String> {
    let words = match by {
        By::Tier => tiers(process),
        By::Criterion => of_tiers(process, |tier| format!("criteria:{tier}")),
        By::Kind => codes(process, "kinds"),
        By::Priority => ["P1", "P2", "P3", "P4", "major"].map(str::to_owned).into(),
        // Anyone may have these: what nobody has is nothing, and no mistake.
        By::Team | By::Product | By::Customer | By::Agent => return Ok(()),
    };
    let known = words.iter().map(String::as_str);
    match known.chain([UNKNOWN, RESTRICTED]).any(|w| same(w, word)) {
        true => Ok(()),
        false => Err(format!("“{word}” is no {}.{}", by.id(), there_are(&words))),
    }
}

fn check_row(process: &Process, figure: Figure, row: &str) -> Result<(), String> {
    if is_row(process, figure, row) || row == RESTRICTED {
        return Ok(());
    }
    let label = figure.label();
    Err(match figure.rows() {
        Rows::One => format!("“{label}” is one number: it has no row “{row}”."),
        _ => format!(
            "“{row}” is no row of “{label}”.{} The ids of the rows stand in the JSON of the figure.",
            there_are(&listed(process, figure))
        ),
    })
}

fn there_are(words: &[String]) -> String {
    let named: Vec<&str> = words.iter().take(NAMED).map(String::as_str).collect();
    match words.len() {
        0 => String::new(),
        n if n > NAMED => format!(" There are: {} …", named.join(", ")),
        _ => format!(" There are: {}.", named.join(", ")),
    }
}

/// Whether a figure may have a row of this id.
fn is_row(process: &Process, figure: Figure, row: &str) -> bool {
    let is_tier = |id: &str| tiers(process).iter().any(|t| same(t, id));
    let is_stage = |id: &str| {
        let stage: Result<Stage, _> = id.trim().to_lowercase().parse();
        stage.is_ok_and(|s| is_tier(s.tier.as_str()))
    };
    let both = |one: &dyn Fn(&str) -> bool, other: &dyn Fn(&str) -> bool| {
        let ends = row.split_once('>');
        ends.is_some_and(|(from, to)| one(from) && other(to))
    };
    match figure.rows() {
        Rows::One => false,
        Rows::Words | Rows::Owed => true,
        Rows::Article => row.trim().parse::<i64>().is_ok(),
        Rows::Tiers => row.split('+').all(is_tier),
        Rows::Edge => both(&is_tier, &|to: &str| to.is_empty() || is_tier(to)),
        Rows::Step => both(&|from: &str| from.is_empty() || is_stage(from), &is_stage),
        Rows::Stage => is_stage(row),
        Rows::Return
            if row
                .split_once('.')
                .is_some_and(|(tier, why)| is_tier(tier) && why.is_empty()) =>
        {
            true
        }
        _ => listed(process, figure).iter().any(|r| same(r, row)),
    }
}

/// The rows that a figure may have, where they are few.
fn listed(process: &Process, figure: Figure) -> Vec<String> {
    let of_each = |words: &[&str]| -> Vec<String> {
        let tiers = tiers(process).into_iter();
        let each = |tier: String| -> Vec<String> {
            let own = words.iter().map(|word| format!("{tier}.{word}"));
            own.collect()
        };
        tiers.flat_map(each).collect()
    };
    let pairs = || -> Vec<String> {
        let all = tiers(process);
        let from = |one: &String| -> Vec<String> {
            let others = all.iter().filter(|other| *other != one);
            others.map(|other| format!("{one}>{other}")).collect()
        };
        all.iter().flat_map(from).collect()
    };
    match figure.rows() {
        Rows::Tier | Rows::Tiers => tiers(process),
        Rows::Edge => pairs(),
        Rows::Stage => of_each(&Phase::ALL.map(Phase::id)),
        Rows::Clock => of_each(&CLOCKS),
        Rows::Criterion => of_tiers(process, |tier| format!("criteria:{tier}")),
        Rows::Return => of_tiers(process, |tier| format!("return_{tier}")),
        Rows::Code(list) => codes(process, list),
        Rows::Own(words) => words.iter().map(|(id, _)| (*id).to_owned()).collect(),
        Rows::Move => {
            let mut verbs: Vec<String> = Vec::new();
            for own in &process.moves {
                let id = own.verb.id();
                if !verbs.iter().any(|known| known == id) {
                    verbs.push(id.to_owned());
                }
            }
            verbs
        }
        Rows::Item => {
            let tiers = process.tiers.iter();
            let items = tiers.flat_map(|t| t.checklist.iter().map(move |i| (t, i)));
            items
                .map(|(tier, item)| format!("{}.{}", tier.id.as_str(), item.id))
                .collect()
        }
        Rows::One | Rows::Owed | Rows::Step | Rows::Article | Rows::Words => Vec::new(),
    }
}

fn tiers(process: &Process) -> Vec<String> {
    let tiers = process.tiers.iter();
    tiers.map(|t| t.id.as_str().to_owned()).collect()
}

fn codes(process: &Process, list: &str) -> Vec<String> {
    let codes = process.list(list).iter();
    codes.map(|code| code.id.clone()).collect()
}

/// The codes of a list of each tier: `tier1.in_depth`.
fn of_tiers(process: &Process, list: impl Fn(&str) -> String) -> Vec<String> {
    let tiers = tiers(process).into_iter();
    let own = |tier: String| -> Vec<String> {
        let codes = codes(process, &list(&tier)).into_iter();
        codes.map(|code| format!("{tier}.{code}")).collect()
    };
    tiers.flat_map(own).collect()
}
