//! Fields of forms, records and the intake.

use super::code;
use super::fault::FaultKind;
use super::read::{Reader, Table, Word};
use crate::domain::id::Tier;
use crate::domain::process::{Field, FieldKind, FormDef, Process, RecordKind};

const KEYS: [&str; 9] = [
    "id", "label", "help", "kind", "required", "when", "prefill", "said", "closes",
];

const KINDS: [&str; 16] = [
    "text",
    "long_text",
    "list",
    "time",
    "ticket",
    "ticket_or_article",
    "kb",
    "tier",
    "flag",
    "agent",
    "agent:TIER",
    "number:LOW-HIGH",
    "choice:LIST",
    "choices:LIST",
    "result:LIST",
    "choices:criteria:TIER",
];

/// Fields of the ticket that `prefill = "ticket.…"` may name, besides the intake.
const TICKET: [&str; 10] = [
    "subject", "kind", "channel", "product", "version", "impact", "urgency", "criteria", "why",
    "article",
];

const SOURCES: [&str; 10] = [
    "customers_agent",
    "last_escalator",
    "contact",
    "reached",
    "me",
    "now",
    "const:TEXT",
    "ticket.FIELD",
    "resolution.text",
    "record.KIND.FIELD",
];

/// `[[intake]]`.
pub(super) fn intake<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let tables = r.need_tables(root, "intake", "each intake field");
    process.intake = fields(r, process, tables);
}

/// `[[records]]`.
pub(super) fn records<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let mut seen = Vec::new();
    for table in r.tables(root, "records", "each record kind") {
        r.known(
            &table,
            &["id", "label", "help", "closes", "tiers", "fields"],
        );
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "record kind");
        let table = table.named(format!("record “{}”", id.text));
        let closes = r.words(&table, "closes");
        let tables = r.need_tables(&table, "fields", "each field");
        let record = RecordKind {
            id: id.text.to_owned(),
            label: r.label(&table, "label"),
            help: r.plain(&table, "help"),
            closes: closes
                .iter()
                .filter_map(|w| code::item(r, process, w))
                .collect(),
            tiers: code::tier_list(r, process, &table, "tiers"),
            fields: fields(r, process, tables),
        };
        process.records.push(record);
    }
}

/// `[forms]`.
pub(super) fn forms<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let Some(forms) = r.sub(root, "forms") else {
        return;
    };
    for (key, value) in forms.entries() {
        r.check_id(&key);
        let Some(table) = r.table(value, key.text, format!("form “{}”", key.text)) else {
            continue;
        };
        r.known(&table, &["title", "fields"]);
        let tables = r.need_tables(&table, "fields", "each field");
        let form = FormDef {
            id: key.text.to_owned(),
            title: r.label(&table, "title"),
            fields: fields(r, process, tables),
        };
        process.forms.insert(key.text.to_owned(), form);
    }
}

fn fields<'a>(r: &mut Reader<'a>, process: &Process, tables: Vec<Table<'a>>) -> Vec<Field> {
    let mut seen = Vec::new();
    let mut all: Vec<Field> = Vec::new();
    let mut conditions = Vec::new();
    for table in tables {
        r.known(&table, &KEYS);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, "field");
        let table = table.named(format!("field “{}”", id.text));
        let closes = r.text(&table, "closes");
        if let Some(when) = r.text(&table, "when") {
            conditions.push((all.len(), when));
        }
        all.push(Field {
            id: id.text.to_owned(),
            label: r.label(&table, "label"),
            help: r.plain(&table, "help"),
            kind: kind(r, process, &table),
            required: r.flag(&table, "required"),
            when: None,
            prefill: prefill(r, process, &table),
            said: r.flag(&table, "said"),
            closes: closes.and_then(|w| code::item(r, process, &w)),
        });
    }
    for (index, when) in conditions {
        let condition = condition(r, process, &all, &when);
        if let Some(field) = all.get_mut(index) {
            // A condition says when the field is required; alone it would say nothing.
            field.required |= condition.is_some();
            field.when = condition;
        }
    }
    all
}

/// `FIELD=a|b`, of the same form.
fn condition(
    r: &mut Reader<'_>,
    process: &Process,
    fields: &[Field],
    when: &Word<'_>,
) -> Option<(String, Vec<String>)> {
    let parts = when.text.split_once('=').map(|(field, values)| {
        let values: Vec<&str> = values.split('|').map(str::trim).collect();
        (field.trim(), values)
    });
    let Some((field, values)) =
        parts.filter(|(f, v)| !f.is_empty() && v.iter().all(|v| !v.is_empty()))
    else {
        let message = format!("“{}” is not a condition like code=solved|fixed.", when.text);
        r.fault(FaultKind::BadCondition, &when.span, message);
        return None;
    };
    let Some(other) = fields.iter().find(|f| f.id == field) else {
        let word = Word {
            text: field,
            span: when.span.clone(),
        };
        let known = fields.iter().map(|f| f.id.as_str());
        r.unknown(FaultKind::UnknownField, &word, "field", known);
        return None;
    };
    if let FieldKind::Choice(list) | FieldKind::Choices(list) | FieldKind::Result(list) =
        &other.kind
    {
        let codes = process.list(list);
        for value in &values {
            // A list that is not there is reported where it is named.
            if !codes.is_empty() && !codes.iter().any(|c| c.id == *value) {
                let word = Word {
                    text: value,
                    span: when.span.clone(),
                };
                let known = codes.iter().map(|c| c.id.as_str());
                r.unknown(FaultKind::UnknownCode, &word, "code", known);
            }
        }
    }
    let values = values.into_iter().map(str::to_owned).collect();
    Some((field.to_owned(), values))
}

fn kind<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>) -> FieldKind {
    let Some(word) = r.text(table, "kind") else {
        return FieldKind::Text;
    };
    let (name, argument) = match word.text.split_once(':') {
        Some((name, argument)) => (name, Some(argument)),
        None => (word.text, None),
    };
    match (name, argument) {
        ("text", None) => FieldKind::Text,
        ("long_text", None) => FieldKind::LongText,
        ("list", None) => FieldKind::List,
        ("time", None) => FieldKind::Time,
        ("ticket", None) => FieldKind::Ticket,
        ("ticket_or_article", None) => FieldKind::Reference,
        ("kb", None) => FieldKind::Kb,
        ("tier", None) => FieldKind::Tier,
        ("flag", None) => FieldKind::Flag,
        ("agent", None) => FieldKind::Agent(String::new()),
        ("agent", Some(id)) => FieldKind::Agent(tier_of(r, process, &word, id)),
        ("choice", Some(id)) => FieldKind::Choice(list_of(r, process, &word, id)),
        ("choices", Some(id)) => FieldKind::Choices(list_of(r, process, &word, id)),
        ("result", Some(id)) => FieldKind::Result(list_of(r, process, &word, id)),
        ("number", Some(bounds)) => number(r, &word, bounds),
        _ => {
            r.unknown(FaultKind::BadFieldKind, &word, "kind of field", KINDS);
            FieldKind::Text
        }
    }
}

fn tier_of(r: &mut Reader<'_>, process: &Process, word: &Word<'_>, id: &str) -> String {
    let word = Word {
        text: id,
        span: word.span.clone(),
    };
    code::tier(r, process, &word)
        .map(|t: Tier| t.0)
        .unwrap_or_default()
}

fn list_of(r: &mut Reader<'_>, process: &Process, word: &Word<'_>, id: &str) -> String {
    const FIXED: [&str; 4] = ["kinds", "channels", "levels", "teams"];
    if let Some(of) = id.strip_prefix("criteria:") {
        tier_of(r, process, word, of);
    } else if !FIXED.contains(&id) && !process.lists.contains_key(id) {
        let word = Word {
            text: id,
            span: word.span.clone(),
        };
        let known = process.lists.keys().map(String::as_str).chain(FIXED);
        r.unknown(FaultKind::UnknownList, &word, "list", known);
    }
    id.to_owned()
}

fn number(r: &mut Reader<'_>, word: &Word<'_>, bounds: &str) -> FieldKind {
    let parsed = bounds
        .split_once('-')
        .and_then(|(low, high)| Some((low.parse::<i64>().ok()?, high.parse::<i64>().ok()?)))
        .filter(|(low, high)| low <= high);
    if let Some((low, high)) = parsed {
        return FieldKind::Number(low, high);
    }
    let message = format!("“{}” needs two bounds, like number:1-5.", word.text);
    r.fault(FaultKind::BadNumber, &word.span, message);
    FieldKind::Number(0, i64::MAX)
}

fn prefill<'a>(r: &mut Reader<'a>, process: &Process, table: &Table<'a>) -> String {
    let Some(word) = r.text(table, "prefill") else {
        return String::new();
    };
    let good = match word.text.split_once(['.', ':']) {
        None => matches!(
            word.text,
            "customers_agent" | "last_escalator" | "contact" | "reached" | "me" | "now"
        ),
        Some(("const", _)) => true,
        Some(("ticket", field)) => {
            TICKET.contains(&field) || process.intake.iter().any(|f| f.id == field)
        }
        Some(("resolution", field)) => matches!(field, "text" | "code"),
        Some(("record", rest)) => rest.split_once('.').is_some_and(|(kind, field)| {
            process
                .record(kind)
                .is_some_and(|k| k.fields.iter().any(|f| f.id == field))
        }),
        Some(_) => false,
    };
    if !good {
        r.unknown(FaultKind::BadPrefill, &word, "source", SOURCES);
    }
    word.text.to_owned()
}
