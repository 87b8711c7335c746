//! `[time_in_stage]`: how long a ticket may stand in a stage, of the file and of a policy.

use super::code;
use super::fault::FaultKind;
use super::limit::{self, PRIORITIES, milliseconds};
use super::read::{Reader, Table, Value, Word};
use crate::domain::process::{Process, StageTarget};
use crate::domain::stage::{Phase, Stage};
use toml::de::DeValue;

/// `"tier2.working" = { major = "1 h", P1 = "2 h", … }`, or `"tier2.working" = "2 h"` for every priority.
pub(super) fn times<'a>(
    r: &mut Reader<'a>,
    table: &Table<'a>,
    process: &Process,
    in_calendar: bool,
) -> Vec<StageTarget> {
    let mut all = Vec::new();
    let Some(rows) = r.sub(table, "time_in_stage") else {
        return all;
    };
    for (key, value) in rows.entries() {
        let Some(stage) = code::stage(r, process, &key) else {
            continue;
        };
        has_a_clock(r, process, &key, &stage);
        let ms = row(r, value, &key, in_calendar);
        all.push(StageTarget { stage, ms });
    }
    all
}

/// No clock runs where work is over, and the wait for a tier has one already.
fn has_a_clock(r: &mut Reader<'_>, process: &Process, key: &Word<'_>, stage: &Stage) {
    if stage.phase.is_over() {
        let message = format!("Work is over in {stage}: no time runs there.");
        r.fault(FaultKind::BadStage, &key.span, message);
    }
    let is_above_first = process.tier_rank(&stage.tier).is_some_and(|rank| rank > 0);
    if stage.phase == Phase::Queued && is_above_first {
        let message =
            format!("The time in {stage} is the target “acceptance”: say it there, and once.");
        r.fault(FaultKind::BadStage, &key.span, message);
    }
}

fn row<'a>(
    r: &mut Reader<'a>,
    value: Value<'a>,
    key: &Word<'a>,
    in_calendar: bool,
) -> [i64; PRIORITIES.len()] {
    let name = format!("the time in “{}”", key.text);
    if let DeValue::String(text) = value.get_ref() {
        let word = Word {
            text: text.as_ref(),
            span: value.span(),
        };
        return [one(r, &word, in_calendar); PRIORITIES.len()];
    }
    let Some(row) = r.table(value, key.text, name) else {
        return Default::default();
    };
    r.known(&row, &PRIORITIES);
    PRIORITIES.map(|priority| match r.need_text(&row, priority) {
        Some(word) => one(r, &word, in_calendar),
        None => 0,
    })
}

fn one(r: &mut Reader<'_>, word: &Word<'_>, in_calendar: bool) -> i64 {
    if in_calendar {
        limit::no_days(r, word);
    }
    milliseconds(word.text).unwrap_or_else(|| {
        limit::no_duration(r, word);
        0
    })
}
