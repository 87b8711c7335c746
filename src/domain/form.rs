//! What is missing or wrong in a filled form: the same for moves, records and owed items.

use super::blocker::{Blocker, Jump};
use super::decide::Case;
use super::id::At;
use super::process::{Field, FieldKind, RecordKind};
use super::ticket::KbDecision;
use super::values::Values;

/// Everything that is missing or wrong in `values`. `command` is the command line so far; each
/// blocker adds the part that supplies it.
#[must_use]
pub fn blockers(case: &Case, fields: &[Field], values: &Values, command: &str) -> Vec<Blocker> {
    let mut found: Vec<Blocker> = fields
        .iter()
        .filter_map(|f| field(case, f, values, command))
        .collect();
    found.extend(strangers(fields, values, command));
    found
}

/// Instants that lie ahead, in a record: its times say when something happened.
#[must_use]
pub fn not_yet(case: &Case, def: &RecordKind, values: &Values, command: &str) -> Vec<Blocker> {
    let ahead = |field: &&Field| {
        let at = values.get(&field.id).and_then(instant);
        field.kind == FieldKind::Time && at.is_some_and(|at| at > case.now())
    };
    let say = |field: &Field| {
        let at = values.get(&field.id).unwrap_or_default();
        let text = format!(
            "{}: {at} is in the future; “{}” is recorded once it has happened",
            field.label, def.label
        );
        blocker(case, field, text, command)
    };
    def.fields.iter().filter(ahead).map(say).collect()
}

fn instant(text: &str) -> Option<At> {
    let at = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(At(at.timestamp_millis()))
}

/// The checklist items `(tier, item, text)` that the filled fields close.
#[must_use]
pub fn closes<'a>(
    fields: &'a [Field],
    values: &'a Values,
) -> Vec<(&'a super::id::Tier, &'a str, &'a str)> {
    let closed = |field: &'a Field| {
        let (tier, item) = field.closes.as_ref()?;
        Some((tier, item.as_str(), values.get(&field.id)?))
    };
    fields.iter().filter_map(closed).collect()
}

/// Whether a field must be filled, given the others.
#[must_use]
pub fn is_required(field: &Field, values: &Values) -> bool {
    let condition = match &field.when {
        None => true,
        Some((other, wanted)) => values
            .get(other)
            .is_some_and(|v| wanted.iter().any(|w| w == v)),
    };
    field.required && condition
}

/// The required fields as `name=value`, each with a value that shows what is wanted.
#[must_use]
pub fn arguments(case: &Case, fields: &[Field]) -> String {
    let names: Vec<_> = fields
        .iter()
        .filter(|f| f.required && f.prefill != "now")
        .map(|f| format!("{}={}", f.id, example(case, f)))
        .collect();
    names.join(" ")
}

/// A command line with everything that a form requires and nothing fills in by itself.
#[must_use]
pub fn command_line(case: &Case, fields: &[Field], command: &str) -> String {
    let asked = fields.iter().filter(|f| f.required && open_to(case, f));
    asked.fold(command.to_owned(), |line, field| {
        let part = written(command, &field.id, &example(case, field));
        format!("{line} {part}")
    })
}

/// Whether somebody has to say it: what the customer reads is said even where a text is proposed.
fn open_to(case: &Case, field: &Field) -> bool {
    let filled = super::offer::prefill(
        case.ticket,
        case.actor,
        case.scene,
        std::slice::from_ref(field),
    );
    field.said || filled.get(&field.id).is_none() || field.id == "text"
}

/// What a field can be, where that is a list.
fn choices(case: &Case, field: &Field) -> Vec<String> {
    match &field.kind {
        FieldKind::Choice(list) | FieldKind::Choices(list) | FieldKind::Result(list)
            if list != "products" =>
        {
            case.process
                .list(list)
                .iter()
                .map(|c| c.id.clone())
                .collect()
        }
        _ => Vec::new(),
    }
}

/// A value as it could be: the first of a list, else the sign for “your words”.
fn example(case: &Case, field: &Field) -> String {
    let first = choices(case, field).into_iter().next();
    first.unwrap_or_else(|| "…".to_owned())
}

/// “What is missing is missing” is no sentence.
fn lacking(label: &str) -> String {
    match label.starts_with("What ") || label.starts_with("Who ") {
        true => format!("“{label}” is not filled in"),
        false => format!("{label} is missing"),
    }
}

fn field(case: &Case, field: &Field, values: &Values, command: &str) -> Option<Blocker> {
    let say = |text: String| Some(blocker(case, field, text, command));
    match values.get(&field.id) {
        None if is_required(field, values) => say(lacking(&field.label)),
        None => None,
        Some(value) => wrong(case, field, value).and_then(say),
    }
}

fn blocker(case: &Case, field: &Field, text: String, command: &str) -> Blocker {
    let argument = written(command, &field.id, &example(case, field));
    Blocker {
        guard: None,
        what: "field",
        id: field.id.clone(),
        text,
        command: format!("{command} {argument}"),
        choices: choices(case, field),
        jump: Jump::Field(field.id.clone()),
        forceable: false,
    }
}

/// Fields that have a flag of their own on the command line; any other is written name=value.
const FLAGS: [&str; 20] = [
    "because",
    "why",
    "reason",
    "missing",
    "text",
    "code",
    "cause",
    "cause_unknown",
    "kb",
    "with",
    "checked",
    "result",
    "evidence",
    "rationale",
    "channel",
    "confirmed_by",
    "how",
    "score",
    "when",
    "to",
];

/// How a field is written on the command line: `deploy`, `take` and `record` take name=value, the
/// other verbs flags.
pub(super) fn written(command: &str, field: &str, value: &str) -> String {
    let verb = command.split(' ').nth(1).unwrap_or_default();
    match (verb, field) {
        ("sign", "tier") => format!("--for {value}"),
        ("deploy", "kb") => format!("--kb {value}"),
        ("deploy" | "record" | "set" | "settle" | "take" | "override", _) => {
            format!("{field}={value}")
        }
        (_, field) if FLAGS.contains(&field) => format!("--{} {value}", field.replace('_', "-")),
        _ => format!("{field}={value}"),
    }
}

/// What is wrong with a value, if anything.
fn wrong(case: &Case, field: &Field, value: &str) -> Option<String> {
    let label = &field.label;
    match &field.kind {
        FieldKind::Choice(list) => not_in(case, label, list, value),
        FieldKind::Choices(list) => value
            .split(',')
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .find_map(|v| not_in(case, label, list, v)),
        FieldKind::Time => chrono::DateTime::parse_from_rfc3339(value)
            .is_err()
            .then(|| format!("{label}: “{value}” is not a time")),
        FieldKind::Agent(tier) => wrong_agent(case, label, tier, value),
        FieldKind::Reference => value
            .parse::<super::reference::Reference>()
            .err()
            .map(|e| format!("{label}: {e}")),
        FieldKind::Ticket => value
            .parse::<super::id::TicketId>()
            .err()
            .map(|e| format!("{label}: {e}")),
        FieldKind::Number(low, high) => match value.parse::<i64>() {
            Ok(n) if (*low..=*high).contains(&n) => None,
            _ => Some(format!(
                "{label}: “{value}” is not a number from {low} to {high}"
            )),
        },
        FieldKind::Kb => match super::kb::decision(value) {
            Err(e) => Some(format!("{label}: {e}")),
            Ok(KbDecision::OwedBy(due)) if due <= case.now() => Some(format!(
                "{label}: it is owed until a day that is still to come"
            )),
            Ok(decision) => {
                super::decide::unfit_article(case, &decision).map(|why| format!("{label}: {why}"))
            }
        },
        FieldKind::Tier => case
            .process
            .tier(&super::id::Tier::from(value))
            .is_none()
            .then(|| format!("{label}: there is no tier “{value}”")),
        FieldKind::Flag => (!matches!(value, "yes" | "no"))
            .then(|| format!("{label}: say yes or no, not “{value}”")),
        FieldKind::Result(list) => not_a_result(case, label, list, value),
        FieldKind::Text | FieldKind::LongText | FieldKind::List => None,
    }
}

fn not_in(case: &Case, label: &str, list: &str, value: &str) -> Option<String> {
    // Products are free text with completion, not a closed list.
    let codes = case.process.list(list);
    if list == "products" || codes.iter().any(|c| c.id == value) {
        return None;
    }
    let ids: Vec<_> = codes.iter().map(|c| c.id.as_str()).collect();
    Some(format!(
        "{label}: “{value}” is not one of {}",
        ids.join(", ")
    ))
}

/// A result is one of its list, by id or by label.
fn not_a_result(case: &Case, label: &str, list: &str, value: &str) -> Option<String> {
    let known = case.process.code_meant(list, value);
    known.is_none().then(|| {
        let ids = case.process.list(list).iter().map(|c| c.id.as_str());
        let ids = ids.collect::<Vec<_>>().join(", ");
        format!("{label}: “{value}” is not one of {ids}")
    })
}

fn wrong_agent(case: &Case, label: &str, tier: &str, value: &str) -> Option<String> {
    match case.agent(value) {
        None => Some(format!("{label}: there is no agent “{value}” on this desk")),
        Some(agent) if !tier.is_empty() && !agent.is_of(&super::id::Tier::from(tier)) => {
            Some(format!(
                "{label}: {value} is not of {}",
                case.process.tier_label(&super::id::Tier::from(tier))
            ))
        }
        Some(_) => None,
    }
}

/// Values that belong to no field: a mistyped name must not be lost silently.
fn strangers(fields: &[Field], values: &Values, command: &str) -> Vec<Blocker> {
    let known = || {
        fields
            .iter()
            .map(|f| f.id.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    values
        .0
        .keys()
        .filter(|name| !fields.iter().any(|f| &f.id == *name))
        .map(|name| Blocker {
            guard: None,
            what: "field",
            id: name.clone(),
            text: format!("“{name}” is not a field here; there are {}", known()),
            command: command.to_owned(),
            choices: Vec::new(),
            jump: Jump::None,
            forceable: false,
        })
        .collect()
}
