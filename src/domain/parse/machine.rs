//! The table of moves.

use super::code;
use super::fault::FaultKind;
use super::read::{Reader, Table, Word};
use crate::domain::process::{Guard, MoveDef, Process, Role, Target, Verb};
use crate::domain::stage::Stage;
use std::ops::Range;
use toml::de::DeValue;

const KEYS: [&str; 9] = [
    "verb", "way", "from", "to", "who", "guards", "form", "label", "seed",
];

/// The points before which something may be owed, in the order a ticket passes them.
pub(super) const POINTS: [&str; 3] = ["tell", "close", "archive"];

/// The windows that `within:` may name.
const WINDOWS: [&str; 2] = ["reopen", "restore"];

/// `moves` of `[machine]`, with where each row stands.
pub(super) fn moves<'a>(
    r: &mut Reader<'a>,
    machine: &Table<'a>,
    process: &mut Process,
) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    for table in r.need_tables(machine, "moves", "each move") {
        r.known(&table, &KEYS);
        let Some((rows, span)) = rows(r, process, &table) else {
            continue;
        };
        for row in rows {
            let twin = |m: &MoveDef| m.verb == row.verb && m.way == row.way && m.from == row.from;
            if process.moves.iter().any(twin) {
                let from = row.from.as_ref().map(|s| format!(" from {s}"));
                let message = format!(
                    "“{}”{} stands here twice; tell the rows apart by “way”.",
                    row.verb,
                    from.unwrap_or_default()
                );
                r.fault(FaultKind::Duplicate, &span, message);
            }
            process.moves.push(row);
            spans.push(span.clone());
        }
    }
    spans
}

/// The rows of one entry: one for each stage in `from`.
fn rows<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
) -> Option<(Vec<MoveDef>, Range<usize>)> {
    let verb_word = r.need_text(table, "verb");
    let verb = verb_word.as_ref().and_then(|w| verb(r, w));
    let table = match verb {
        Some(verb) => table.clone().named(format!("the move “{verb}”")),
        None => table.clone(),
    };
    let way = r.text(&table, "way").inspect(|w| r.check_id(w));
    let from = from(r, process, &table, verb);
    let to = r
        .need_text(&table, "to")
        .and_then(|w| target(r, process, &w));
    let who = r.need_text(&table, "who").and_then(|w| role(r, &w));
    let form = form(r, process, &table);
    let guards = guards(r, process, &table, form.is_empty());
    let row = MoveDef {
        verb: verb?,
        way: way.map(|w| w.text.to_owned()).unwrap_or_default(),
        from: None,
        to: to?,
        who: who?,
        guards,
        form,
        label: r.label(&table, "label"),
        seed: r.label(&table, "seed"),
    };
    let rows = if row.verb == Verb::Open {
        vec![row]
    } else {
        from.into_iter()
            .map(|stage| MoveDef {
                from: Some(stage),
                ..row.clone()
            })
            .collect()
    };
    Some((rows, verb_word?.span))
}

fn verb(r: &mut Reader<'_>, word: &Word<'_>) -> Option<Verb> {
    let found = word.text.parse().ok();
    if found.is_none() {
        let known = Verb::ALL.map(Verb::id);
        r.unknown(FaultKind::UnknownVerb, word, "move called", known);
    }
    found
}

fn role(r: &mut Reader<'_>, word: &Word<'_>) -> Option<Role> {
    let found = Role::ALL.into_iter().find(|role| role.id() == word.text);
    if found.is_none() {
        let known = Role::ALL.map(Role::id);
        r.unknown(FaultKind::UnknownRole, word, "role", known);
    }
    found
}

/// `from`: a stage or several; none for `open`.
fn from<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
    verb: Option<Verb>,
) -> Vec<Stage> {
    let Some(value) = table.get("from") else {
        if verb != Some(Verb::Open) {
            r.need(table, "from");
        }
        return Vec::new();
    };
    if verb == Some(Verb::Open) {
        let message = "“open” comes from nowhere: leave “from” out.";
        r.fault(FaultKind::UnknownKey, &value.span(), message);
        return Vec::new();
    }
    let words = match value.get_ref() {
        DeValue::Array(_) => r.words(table, "from"),
        _ => r.text(table, "from").into_iter().collect(),
    };
    if words.is_empty() {
        let message = "“from” must name a stage.";
        r.fault(FaultKind::Empty, &value.span(), message);
    }
    words
        .iter()
        .filter_map(|word| code::stage(r, process, word))
        .collect()
}

fn target(r: &mut Reader<'_>, process: &Process, word: &Word<'_>) -> Option<Target> {
    match word.text {
        "resolver" => Some(Target::Resolver),
        "had_tier" => Some(Target::HadTier),
        _ => code::stage(r, process, word).map(Target::Stage),
    }
}

fn form<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>) -> String {
    let Some(word) = r.text(table, "form") else {
        return String::new();
    };
    if !process.forms.contains_key(word.text) {
        let known = process.forms.keys().map(String::as_str);
        r.unknown(FaultKind::UnknownForm, &word, "form", known);
    }
    word.text.to_owned()
}

fn guards<'a>(
    r: &mut Reader<'a>,
    process: &Process,
    table: &Table<'a>,
    no_form: bool,
) -> Vec<Guard> {
    r.need(table, "guards");
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for word in r.words(table, "guards") {
        r.once(&mut seen, &word, "guard");
        let Some(guard) = guard(r, process, &word) else {
            continue;
        };
        if guard == Guard::Form && no_form {
            let message = format!(
                "The guard “form” needs a form, but {} has none.",
                table.name
            );
            r.fault(FaultKind::MissingForm, &word.span, message);
        }
        all.push(guard);
    }
    all
}

fn guard(r: &mut Reader<'_>, process: &Process, word: &Word<'_>) -> Option<Guard> {
    let guard = match word.text.parse::<Guard>() {
        Ok(guard) => guard,
        Err(why) => {
            let name = word.text.split(':').next().unwrap_or_default();
            if Guard::NAMES.contains(&name) {
                r.fault(FaultKind::BadGuard, &word.span, format!("The {why}."));
            } else {
                r.unknown(FaultKind::BadGuard, word, "guard", Guard::NAMES);
            }
            return None;
        }
    };
    let at = |text| Word {
        text,
        span: word.span.clone(),
    };
    match &guard {
        Guard::Checklist(id) | Guard::Criterion(id) => {
            code::tier(r, process, &at(id.as_str()))?;
        }
        Guard::Record(kind) if process.record(kind).is_none() => {
            let known = process.records.iter().map(|k| k.id.as_str());
            r.unknown(FaultKind::UnknownRecord, &at(kind), "record kind", known);
            return None;
        }
        Guard::Owed(point) if !POINTS.contains(&point.as_str()) => {
            r.unknown(FaultKind::BadGuard, &at(point), "point", POINTS);
            return None;
        }
        Guard::Within(window) if !WINDOWS.contains(&window.as_str()) => {
            r.unknown(FaultKind::BadGuard, &at(window), "window", WINDOWS);
            return None;
        }
        _ => {}
    }
    Some(guard)
}
