//! What was typed as flags and name=value becomes the values of a form: times in the agent's zone,
//! codes in kebab-case, several items of one list.

use super::args::Field;
use super::error::Error;
use super::session::Session;
use crate::desk::Desk;
use crate::domain::command::Scene;
use crate::domain::id::At;
use crate::domain::offer::prefill;
use crate::domain::process::{self, FieldKind, Process};
use crate::domain::ticket::Ticket;
use crate::domain::values::Values;
use crate::domain::words::rfc3339;

/// A field of a form, as a flag gave it.
#[must_use]
pub fn field(name: &str, value: impl Into<String>) -> Field {
    Field {
        name: name.to_owned(),
        value: value.into(),
    }
}

/// The fields whose flags were given.
#[must_use]
pub fn given<const N: usize>(flags: [(&str, Option<String>); N]) -> Vec<Field> {
    flags
        .into_iter()
        .filter_map(|(name, value)| value.map(|v| field(name, v)))
        .collect()
}

/// An id as typed: kebab-case is read too.
#[must_use]
pub fn id(text: &str) -> String {
    text.trim().replace('-', "_")
}

/// The decision about the knowledge base, from its three flags.
#[must_use]
pub fn kb(reference: Option<String>, by: Option<String>, none: Option<String>) -> Option<String> {
    reference
        .or_else(|| by.map(|when| format!("by:{when}")))
        .or_else(|| none.map(|why| format!("none:{why}")))
}

/// The values of a form: what it is filled with by itself, and over it what was typed.
///
/// # Errors
/// A time that cannot be read, a field given twice.
pub fn fill(
    session: &Session,
    desk: &Desk,
    ticket: &Ticket,
    fields: &[process::Field],
    typed: &[Field],
) -> Result<Values, Error> {
    let scene = Scene {
        now: desk.now(),
        articles: desk.article_heads(ticket)?,
        ..Scene::default()
    };
    let proposed = fields.iter().filter(|f| !f.said).cloned();
    let mut values = prefill(ticket, desk.actor(), &scene, &proposed.collect::<Vec<_>>());
    let mut seen: Vec<&str> = Vec::new();
    for Field { name, value } in typed {
        let kind = fields.iter().find(|f| f.id == *name).map(|f| &f.kind);
        let text = read(session, desk.process(), scene.now, kind, value)?;
        let again = seen.contains(&name.as_str());
        let joint = match kind {
            Some(FieldKind::List) => "\n",
            Some(FieldKind::Choices(_)) => ",",
            _ if again => return Err(Error::Usage(format!("{name} is given twice."))),
            _ => "",
        };
        let before = if again {
            values.get(name).map(str::to_owned)
        } else {
            None
        };
        values.set(
            name,
            before.map_or(text.clone(), |b| format!("{b}{joint}{text}")),
        );
        seen.push(name);
    }
    Ok(values)
}

fn read(
    session: &Session,
    process: &Process,
    now: At,
    kind: Option<&FieldKind>,
    value: &str,
) -> Result<String, Error> {
    let text = value.trim();
    Ok(match kind {
        Some(FieldKind::Time) if !text.is_empty() => rfc3339(session.time(text, now)?),
        Some(FieldKind::Kb) => match text.strip_prefix("by:") {
            Some(when) => format!("by:{}", rfc3339(session.time(when, now)?)),
            None => text.to_owned(),
        },
        Some(FieldKind::Choice(list)) => code(process, list, text),
        Some(FieldKind::Result(list)) => result(process, list, value),
        Some(FieldKind::Choices(list)) => {
            let codes = text.split(',').map(|c| code(process, list, c.trim()));
            codes.collect::<Vec<_>>().join(",")
        }
        Some(FieldKind::Tier) => id(text),
        Some(FieldKind::Flag) => match text {
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            other => other.to_owned(),
        },
        _ => value.to_owned(),
    })
}

/// A result by its id or its label is that result; other words are kept as they are.
fn result(process: &Process, list: &str, text: &str) -> String {
    let (snake, words) = (id(text), text.trim().to_lowercase());
    let codes = process.list(list).iter();
    let mut known = codes.filter(|c| c.id == snake || c.label.to_lowercase() == words);
    known
        .next()
        .map_or_else(|| text.to_owned(), |c| c.id.clone())
}

/// A code in kebab-case is the same code; anything else stays as typed, so that the refusal shows it.
fn code(process: &Process, list: &str, text: &str) -> String {
    let snake = id(text);
    if process.list(list).iter().any(|c| c.id == snake) {
        return snake;
    }
    text.to_owned()
}
