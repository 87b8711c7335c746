//! Paths: what they may answer in advance, postpone or add, and what they may never touch.

use super::code;
use super::fault::FaultKind;
use super::machine::POINTS;
use super::read::{Reader, Table, Value, Word};
use crate::domain::offer::quick::FORM as QUICK_FORM;
use crate::domain::process::{Guard, MoveDef, PathDef, Process, Verb};
use std::collections::BTreeMap;

const KEYS: [&str; 12] = [
    "id",
    "label",
    "kinds",
    "priority_at_most",
    "major_also",
    "preset_intake",
    "preset_checks",
    "owed",
    "restricted",
    "lead_approves_tell",
    "tell_lead",
    "one_form_close",
];

/// Keys with which a file would take something away.
const REMOVING: [&str; 8] = [
    "remove",
    "removes",
    "skip",
    "skips",
    "without",
    "drop",
    "omit",
    "not_needed",
];

/// What no path may touch: first words of a thing that is owed or preset.
const LOCKED: [&str; 14] = [
    "criterion",
    "criteria",
    "why",
    "package",
    "accept",
    "sign",
    "sign_off",
    "tell",
    "told",
    "close",
    "satisfied",
    "satisfaction",
    "archive",
    "guard",
];

/// `[[paths]]`.
pub(super) fn paths<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let mut seen = Vec::new();
    for table in r.tables(root, "paths", "each path") {
        removals(r, &table);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "path");
        let table = table.named(format!("path “{}”", id.text));
        let path = path(r, process, &table, id.text);
        ignored(r, process, &table, &path);
        process.paths.push(path);
    }
}

fn path<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>, id: &str) -> PathDef {
    let priority = r.number(table, "priority_at_most", 1..=4).unwrap_or(4);
    PathDef {
        id: id.to_owned(),
        label: r.label(table, "label"),
        kinds: kinds(r, process, table),
        priority_at_most: u8::try_from(priority).unwrap_or(4),
        major_also: r.flag(table, "major_also"),
        preset_intake: preset_intake(r, process, table),
        preset_checks: preset_checks(r, process, table),
        owed: owed(r, process, table),
        restricted: r.flag(table, "restricted"),
        lead_approves_tell: r.flag(table, "lead_approves_tell"),
        tell_lead: r.flag(table, "tell_lead"),
        one_form_close: r.flag(table, "one_form_close"),
    }
}

/// What the path adds must be looked at by a move, or the desk would trust in nothing.
fn ignored<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>, path: &PathDef) {
    let unguarded = |m: &MoveDef| m.verb == Verb::Tell && !m.guards.contains(&Guard::LeadApproval);
    if path.lead_approves_tell && process.moves.iter().any(unguarded) {
        let message =
            "A lead is to approve “tell”, but the move “tell” has no guard “lead_approval”.";
        at_key(r, table, "lead_approves_tell", message);
    }
    if path.one_form_close && !process.forms.contains_key(QUICK_FORM) {
        let message = format!("Closing in one form needs the form “{QUICK_FORM}”.");
        at_key(r, table, "one_form_close", &message);
    }
}

fn at_key<'a>(r: &mut Reader<'a>, table: &Table<'a>, key: &str, message: &str) {
    if let Some(value) = table.get(key) {
        r.fault(FaultKind::PathIgnored, &value.span(), message);
    }
}

/// Keys that take something away, and keys that nothing reads.
fn removals<'a>(r: &mut Reader<'a>, table: &Table<'a>) {
    for (key, _) in table.entries() {
        if REMOVING.contains(&key.text) {
            let message = format!(
                "A path never takes anything away (“{}”): it may answer in advance, postpone or add.",
                key.text
            );
            r.fault(FaultKind::PathRemoves, &key.span, message);
        }
    }
    let all: Vec<&str> = KEYS.into_iter().chain(REMOVING).collect();
    r.known(table, &all);
}

fn kinds<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>) -> Vec<String> {
    let mut all = Vec::new();
    for word in r.words(table, "kinds") {
        if !process.kinds.iter().any(|k| k.id == word.text) {
            let known = process.kinds.iter().map(|k| k.id.as_str());
            r.unknown(FaultKind::UnknownCode, &word, "kind of ticket", known);
        }
        all.push(word.text.to_owned());
    }
    all
}

/// Whether the thing is locked; reports it when so.
fn locked(r: &mut Reader<'_>, key: &Word<'_>) -> bool {
    let first = key.text.split(['.', ':']).next().unwrap_or_default();
    let locked = LOCKED.contains(&first);
    if locked {
        let message = format!(
            "No path may touch “{}”: criterion and why, package, accept, both sign-offs, telling, closing, satisfaction and archive stand for every ticket.",
            key.text
        );
        r.fault(FaultKind::PathTouchesLocked, &key.span, message);
    }
    locked
}

/// The text of a preset; an empty one would take the question away.
fn preset<'a>(r: &mut Reader<'a>, key: &Word<'a>, value: Value<'a>) -> Option<String> {
    let word = r.word(value, key.text)?;
    if word.text.trim().is_empty() {
        let message = format!(
            "An empty preset takes “{}” away: say why it does not apply.",
            key.text
        );
        r.fault(FaultKind::PathRemoves, &word.span, message);
        return None;
    }
    Some(word.text.to_owned())
}

fn preset_intake<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (key, value) in entries(r, table, "preset_intake") {
        if locked(r, &key) {
            continue;
        }
        if !process.intake.iter().any(|f| f.id == key.text) {
            let known = process.intake.iter().map(|f| f.id.as_str());
            r.unknown(FaultKind::UnknownField, &key, "intake field", known);
            continue;
        }
        if let Some(text) = preset(r, &key, value) {
            all.insert(key.text.to_owned(), text);
        }
    }
    all
}

fn preset_checks<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (key, value) in entries(r, table, "preset_checks") {
        if locked(r, &key) {
            continue;
        }
        let Some((tier, _)) = code::item(r, process, &key) else {
            continue;
        };
        // Once escalated, presets count as unanswered; one for a higher tier could only hide its work.
        if tier != process.first_tier() {
            let message = format!(
                "A preset for “{}” would take work of that tier away: only the first tier's items can be answered in advance.",
                key.text
            );
            r.fault(FaultKind::PathRemoves, &key.span, message);
            continue;
        }
        if let Some(text) = preset(r, &key, value) {
            all.insert(key.text.to_owned(), text);
        }
    }
    all
}

fn owed<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (key, value) in entries(r, table, "owed") {
        let Some(point) = r.word(value, key.text) else {
            continue;
        };
        if !POINTS.contains(&point.text) {
            r.unknown(FaultKind::BadOwed, &point, "point", POINTS);
        }
        if thing(r, process, &key) {
            all.insert(key.text.to_owned(), point.text.to_owned());
        }
    }
    all
}

/// Whether something that can be owed exists: `intake.F`, `check.TIER.ITEM`, `record.KIND`.
fn thing(r: &mut Reader<'_>, process: &Process, key: &Word<'_>) -> bool {
    if locked(r, key) {
        return false;
    }
    let word = |text| Word {
        text,
        span: key.span.clone(),
    };
    match key.text.split_once('.') {
        Some(("intake", field)) => {
            let known = process.intake.iter().any(|f| f.id == field);
            if !known {
                let fields = process.intake.iter().map(|f| f.id.as_str());
                r.unknown(
                    FaultKind::UnknownField,
                    &word(field),
                    "intake field",
                    fields,
                );
            }
            known
        }
        Some(("check", item)) => code::item(r, process, &word(item)).is_some(),
        Some(("record", kind)) => {
            let known = process.record(kind).is_some();
            if !known {
                let kinds = process.records.iter().map(|k| k.id.as_str());
                r.unknown(FaultKind::UnknownRecord, &word(kind), "record kind", kinds);
            }
            known
        }
        _ => {
            let message = format!(
                "“{}” cannot be owed. What can: intake.FIELD, check.TIER.ITEM, record.KIND.",
                key.text
            );
            r.fault(FaultKind::BadOwed, &key.span, message);
            false
        }
    }
}

fn entries<'a>(r: &mut Reader<'a>, table: &Table<'a>, key: &str) -> Vec<(Word<'a>, Value<'a>)> {
    r.sub(table, key).map(|t| t.entries()).unwrap_or_default()
}
