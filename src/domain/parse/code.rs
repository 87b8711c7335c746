//! Codes, named lists, tiers with their checklists and criteria, stages.

use super::fault::FaultKind;
use super::read::{Reader, Table, Value, Word};
use crate::domain::id::Tier;
use crate::domain::process::{Code, Item, MAX_TIERS, Process, StageDef, TierDef};
use crate::domain::product::Standing;
use crate::domain::stage::{Phase, Stage};
use crate::domain::ticket::PieceKind;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeValue;

/// The codes of a list of tables.
fn codes<'a>(r: &mut Reader<'a>, tables: Vec<Table<'a>>) -> Vec<Code> {
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for table in tables {
        r.known(&table, &["id", "label", "help"]);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "code");
        all.push(Code {
            id: id.text.to_owned(),
            label: r.label(&table, "label"),
            help: r.plain(&table, "help"),
        });
    }
    all
}

/// The codes under a key of the root that must be there.
pub(super) fn need_codes<'a>(r: &mut Reader<'a>, root: &Table<'a>, key: &str) -> Vec<Code> {
    let tables = r.need_tables(root, key, &format!("each of “{key}”"));
    codes(r, tables)
}

/// The teams; a desk may have none.
pub(super) fn teams<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Vec<Code> {
    let tables = r.tables(root, "teams", "each of “teams”");
    codes(r, tables)
}

/// Lists that no form names but the desk itself chooses from.
const NEEDED: [&str; 2] = ["hold", "link"];

/// `[lists]`: codes, or some codes of another list.
pub(super) fn lists<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let Some(lists) = r.need_sub(root, "lists") else {
        return;
    };
    for key in NEEDED {
        r.need(&lists, key);
    }
    let mut parts = Vec::new();
    for (key, value) in lists.entries() {
        r.check_id(&key);
        if let DeValue::Table(_) = value.get_ref() {
            parts.push((key, value));
            continue;
        }
        let tables = r.tables_of(value, key.text, &format!("each of the list “{}”", key.text));
        let all = codes(r, tables);
        if all.is_empty() {
            let message = format!("The list “{}” must not be empty.", key.text);
            r.fault(FaultKind::Empty, &value.span(), message);
        }
        process.lists.insert(key.text.to_owned(), all);
    }
    let mut found = Vec::new();
    for (key, value) in parts {
        if let Some(all) = part(r, process, &key, value) {
            found.push((key.text.to_owned(), all));
        }
    }
    process.lists.extend(found);
}

/// `{ of = LIST, ids = […] }`.
fn part<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    key: &Word<'a>,
    value: Value<'a>,
) -> Option<Vec<Code>> {
    let table = r.table(value, key.text, format!("the list “{}”", key.text))?;
    r.known(&table, &["of", "ids"]);
    let of = r.need_text(&table, "of");
    r.need(&table, "ids")?;
    let ids = r.words(&table, "ids");
    let of = of?;
    let Some(whole) = process.lists.get(of.text) else {
        let known: Vec<&str> = process.lists.keys().map(String::as_str).collect();
        r.unknown(FaultKind::UnknownList, &of, "list of codes", known);
        return Some(Vec::new());
    };
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for id in ids {
        r.once(&mut seen, &id, "code");
        match whole.iter().find(|c| c.id == id.text) {
            Some(code) => all.push(code.clone()),
            None => {
                let known = whole.iter().map(|c| c.id.as_str());
                let what = format!("code in the list “{}” called", of.text);
                r.unknown(FaultKind::UnknownCode, &id, &what, known);
            }
        }
    }
    Some(all)
}

/// `[[tiers]]`.
pub(super) fn tiers<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Vec<TierDef> {
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for table in r.need_tables(root, "tiers", "each tier") {
        r.known(&table, &["id", "label", "help", "checklist", "criteria"]);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "tier");
        let table = table.named(format!("tier “{}”", id.text));
        let tables = r.tables(&table, "criteria", "each criterion");
        if all.len() == MAX_TIERS {
            let message = format!("A process has at most {MAX_TIERS} tiers.");
            r.fault(FaultKind::BadNumber, &id.span, message);
        }
        all.push(TierDef {
            id: Tier::from(id.text),
            label: r.label(&table, "label"),
            help: r.plain(&table, "help"),
            checklist: items(r, &table),
            criteria: codes(r, tables),
        });
    }
    all
}

fn items<'a>(r: &mut Reader<'a>, tier: &Table<'a>) -> Vec<Item> {
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for table in r.tables(tier, "checklist", "each item of a checklist") {
        let keys = [
            "id", "label", "help", "results", "keeps", "links", "versions",
        ];
        r.known(&table, &keys);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "item");
        let results = r.words(&table, "results");
        all.push(Item {
            id: id.text.to_owned(),
            label: r.label(&table, "label"),
            help: r.plain(&table, "help"),
            results: results.iter().map(|w| w.text.to_owned()).collect(),
            keeps: keeps(r, &table, &results),
            links: linking(r, &table, &results),
            versions: versions(r, &table, &results),
        });
    }
    all
}

/// The kinds of evidence kept for an item, and the prepared result that each proposes.
fn keeps<'a>(
    r: &mut Reader<'a>,
    item: &Table<'a>,
    results: &[Word<'a>],
) -> BTreeMap<PieceKind, String> {
    let mut all = BTreeMap::new();
    for (key, result) in proposals(r, item, "keeps", results) {
        let Some(kind) = PieceKind::of_id(key.text) else {
            let known = PieceKind::ALL.map(PieceKind::id);
            r.unknown(FaultKind::UnknownKey, &key, "kind of evidence", known);
            continue;
        };
        all.insert(kind, result);
    }
    all
}

/// How the version in use may stand, and the prepared result that each proposes.
fn versions<'a>(
    r: &mut Reader<'a>,
    item: &Table<'a>,
    results: &[Word<'a>],
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (key, result) in proposals(r, item, "versions", results) {
        if Standing::of_id(key.text).is_none() {
            let known = Standing::ALL.map(Standing::id);
            r.unknown(FaultKind::UnknownKey, &key, "standing of a version", known);
            continue;
        }
        all.insert(key.text.to_owned(), result);
    }
    all
}

/// Kinds of link that answer an item; whether they are on the list is looked at once it is read.
fn linking<'a>(
    r: &mut Reader<'a>,
    item: &Table<'a>,
    results: &[Word<'a>],
) -> BTreeMap<String, String> {
    let found = proposals(r, item, "links", results).into_iter();
    found
        .map(|(key, result)| (key.text.to_owned(), result))
        .collect()
}

/// Keys of a table with a prepared result of the item each.
fn proposals<'a>(
    r: &mut Reader<'a>,
    item: &Table<'a>,
    name: &str,
    results: &[Word<'a>],
) -> Vec<(Word<'a>, String)> {
    let mut all = Vec::new();
    let Some(table) = r.sub(item, name) else {
        return all;
    };
    for (key, value) in table.entries() {
        let Some(result) = r.word(value, key.text) else {
            continue;
        };
        match results.iter().any(|w| w.text == result.text) {
            true => all.push((key, result.text.to_owned())),
            false => {
                let known = results.iter().map(|w| w.text);
                r.unknown(FaultKind::UnknownCode, &result, "prepared result", known);
            }
        }
    }
    all
}

/// The links that items name are of the list.
pub(super) fn links_known<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &Process) {
    let known = || process.list("link").iter().map(|c| c.id.as_str());
    for tier in r.tables(root, "tiers", "each tier") {
        for item in r.tables(&tier, "checklist", "each item of a checklist") {
            let Some(table) = r.sub(&item, "links") else {
                continue;
            };
            for (key, _) in table.entries() {
                if !known().any(|id| id == key.text) {
                    r.unknown(FaultKind::UnknownCode, &key, "link", known());
                }
            }
        }
    }
}

/// A tier of the file.
pub(super) fn tier(r: &mut Reader<'_>, process: &Process, word: &Word<'_>) -> Option<Tier> {
    if process.tiers.iter().any(|t| t.id == *word.text) {
        return Some(Tier::from(word.text));
    }
    let known = process.tiers.iter().map(|t| t.id.as_str());
    r.unknown(FaultKind::UnknownTier, word, "tier", known);
    None
}

/// The tiers named by a list of texts.
pub(super) fn tier_list<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
    key: &str,
) -> Vec<Tier> {
    let words = r.words(table, key);
    words
        .iter()
        .filter_map(|word| tier(r, process, word))
        .collect()
}

/// A checklist item written `TIER.ITEM`.
pub(super) fn item(
    r: &mut Reader<'_>,
    process: &Process,
    word: &Word<'_>,
) -> Option<(Tier, String)> {
    let Some((tier_id, id)) = word.text.split_once('.') else {
        let message = format!("“{}” is not an item like tier1.logs.", word.text);
        r.fault(FaultKind::UnknownItem, &word.span, message);
        return None;
    };
    let of = tier(
        r,
        process,
        &Word {
            text: tier_id,
            span: word.span.clone(),
        },
    )?;
    let list = process.tier(&of).map_or(&[][..], |t| &t.checklist);
    if list.iter().any(|i| i.id == id) {
        return Some((of, id.to_owned()));
    }
    let what = format!("item on the checklist of “{of}” called");
    let id = Word {
        text: id,
        span: word.span.clone(),
    };
    let known = list.iter().map(|i| i.id.as_str());
    r.unknown(FaultKind::UnknownItem, &id, &what, known);
    None
}

/// A stage as written: `tier1.working`. The tier must exist; whether the stage does is asked later.
fn written(r: &mut Reader<'_>, process: &Process, word: &Word<'_>) -> Option<Stage> {
    let Some((tier_id, phase)) = word.text.split_once('.') else {
        let message = format!("“{}” is not a stage like tier1.working.", word.text);
        r.fault(FaultKind::BadStage, &word.span, message);
        return None;
    };
    let tier_word = Word {
        text: tier_id,
        span: word.span.clone(),
    };
    let of = tier(r, process, &tier_word)?;
    if let Ok(phase) = phase.parse::<Phase>() {
        return Some(Stage { tier: of, phase });
    }
    let phase_word = Word {
        text: phase,
        span: word.span.clone(),
    };
    let known = Phase::ALL.map(Phase::id);
    r.unknown(FaultKind::BadStage, &phase_word, "phase", known);
    None
}

/// A stage that the file has.
pub(super) fn stage(r: &mut Reader<'_>, process: &Process, word: &Word<'_>) -> Option<Stage> {
    let stage = written(r, process, word)?;
    if process.stage(&stage).is_some() {
        return Some(stage);
    }
    let known: Vec<String> = process.stages.iter().map(|s| s.stage.to_string()).collect();
    let known = known.iter().map(String::as_str);
    r.unknown(FaultKind::UnknownStage, word, "stage", known);
    None
}

/// `stages` of `[machine]`, with where each stands.
pub(super) fn stages<'a>(
    r: &mut Reader<'a>,
    machine: &Table<'a>,
    process: &mut Process,
) -> Vec<Range<usize>> {
    let mut seen = Vec::new();
    let mut spans = Vec::new();
    for table in r.need_tables(machine, "stages", "each stage") {
        r.known(&table, &["stage", "label", "turn"]);
        let Some(word) = r.need_text(&table, "stage") else {
            continue;
        };
        r.once(&mut seen, &word, "stage");
        let label = r.label(&table, "label");
        r.need(&table, "turn");
        let turn = tier_list(r, process, &table, "turn");
        if let Some(stage) = written(r, process, &word) {
            process.stages.push(StageDef { stage, label, turn });
            spans.push(word.span);
        }
    }
    spans
}
