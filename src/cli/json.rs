//! The shapes of the command line's JSON. Names are stable: scripts lean on them.

use crate::desk::{self, TicketView};
use crate::domain::id::{At, TicketId};
use crate::domain::kept::kept_for;
use crate::domain::process::Process;
use crate::domain::reference::Reference;
use crate::domain::row;
use crate::domain::ticket::{Answer, Attachment, CheckHow, Ticket};
use crate::domain::words::rfc3339;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A ticket in a list.
#[derive(Debug, Serialize)]
pub struct Row {
    id: i64,
    subject: String,
    stage: String,
    label: String,
    priority: Option<String>,
    triaged: bool,
    major: bool,
    kind: String,
    product: String,
    customer: Option<String>,
    assignee: Option<String>,
    customers_agent: Option<String>,
    due_at: Option<String>,
    due: row::Due,
    attention: row::Attention,
    holds: Vec<Value>,
    returns: u32,
    owed: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_by: Option<String>,
    version: u32,
    opened_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    restricted: bool,
}

impl Row {
    /// The shape of a row.
    #[must_use]
    pub fn of(process: &Process, row: &row::Row) -> Row {
        let name =
            |agent: &Option<crate::domain::id::AgentName>| agent.as_ref().map(|a| a.0.clone());
        let hold = |(kind, until): &(String, At)| json!({ "kind": kind, "until": rfc3339(*until) });
        Row {
            id: row.id.0,
            subject: row.subject.clone(),
            stage: row.stage.to_string(),
            label: process.stage_label(&row.stage),
            priority: (row.priority > 0).then(|| format!("P{}", row.priority)),
            triaged: row.triaged,
            major: row.major,
            kind: row.kind.clone(),
            product: row.product.clone(),
            customer: Some(row.customer_name.clone()).filter(|n| !n.is_empty()),
            assignee: name(&row.assignee),
            customers_agent: name(&row.customers_agent),
            due_at: time(row.due_at),
            due: row.due_what,
            attention: row.attention,
            holds: row.hold.iter().map(hold).collect(),
            returns: row.returns,
            owed: row.owed,
            handed_to: name(&row.handed_to),
            handed_by: name(&row.handed_by),
            version: row.version,
            opened_at: rfc3339(row.opened_at),
            updated_at: rfc3339(row.updated_at),
            restricted: row.masked || row.audience.is_some(),
        }
    }
}

/// What a command did: the ticket's row and a sentence.
#[derive(Debug, Serialize)]
pub struct Done {
    #[serde(flatten)]
    row: Row,
    text: String,
    repeated: bool,
}

impl Done {
    /// The shape of an answer to a command.
    #[must_use]
    pub fn of(process: &Process, row: &row::Row, done: &desk::Done) -> Done {
        Done {
            row: Row::of(process, row),
            text: done.text.clone(),
            repeated: done.repeated,
        }
    }
}

/// An instant; nothing when it never comes.
#[must_use]
pub fn time(at: At) -> Option<String> {
    (at != At::NEVER).then(|| rfc3339(at))
}

/// One ticket with all that is on it.
#[must_use]
pub fn ticket(process: &Process, view: &TicketView) -> Value {
    let ticket = &view.ticket;
    let mut object = match serde_json::to_value(Row::of(process, &view.row)) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("audience", timed(&ticket.audience));
    put("channel", json!(ticket.channel));
    put("contact", json!(ticket.contact_text));
    put("product_version", json!(ticket.product_version));
    put("tags", json!(ticket.tags));
    put("impact", json!(ticket.impact));
    put("urgency", json!(ticket.urgency));
    put("path", json!(ticket.path));
    put("intake", intake(process, ticket));
    put("checklist", checklist(view));
    put("criteria", listed(&ticket.criteria));
    put(
        "records",
        listed(ticket.records.iter().filter(|r| !r.retracted)),
    );
    put("holds", listed(ticket.open_holds()));
    put("packages", listed(&ticket.packages));
    put("todos", listed(&ticket.todos));
    put("owed", listed(&ticket.owed));
    put("requests", listed(&ticket.requests));
    put("links", listed(&ticket.links));
    put("articles", listed(&ticket.articles));
    let known = view.known.iter().map(|(from, k)| match from {
        Reference::Ticket(id) => {
            json!({ "id": id.0, "cause": k.cause, "workaround": k.workaround })
        }
        Reference::Article(id) => {
            json!({ "kb": id.0, "cause": k.cause, "workaround": k.workaround })
        }
    });
    put("known_errors", Value::Array(known.collect()));
    put("linked_from", listed(&view.linked_from));
    put("linked_from_more", json!(view.linked_more));
    put("merged_into", json!(ticket.merged_into));
    put("merged", listed(&ticket.merged));
    put("parts", listed(&ticket.parts));
    put("split_from", timed(&ticket.split_from));
    put("handover", timed(&ticket.handover));
    put("approval_asked", timed(&ticket.approval_asked));
    let files = ticket.attachments.iter().map(attachment);
    put("attachments", Value::Array(files.collect()));
    let kept = ticket.kept.iter().map(super::keep::shape);
    put("kept", Value::Array(kept.collect()));
    put("resolution", timed(&ticket.resolution));
    put("sign_offs", listed(&ticket.sign_offs));
    put("satisfaction", timed(&ticket.satisfaction));
    put("kb", timed(&ticket.kb));
    put("policy", json!(process.policy(ticket).map(|p| &p.id)));
    put(
        "clocks",
        Value::Array(view.clocks.iter().map(clock).collect()),
    );
    Value::Object(object)
}

/// An attachment, whether it stands or was taken back.
#[must_use]
pub fn attachment(file: &Attachment) -> Value {
    let mut object = json!({
        "n": file.n, "name": file.name, "size": file.size, "sha256": file.sha256,
        "by": file.by, "at": rfc3339(file.at), "taken_back": file.retracted,
    });
    if let (Some(what), Some(map)) = (&file.configuration, object.as_object_mut()) {
        let what = json!({
            "product": what.product, "version": what.version, "masked": what.masked,
            "encoding": what.encoding, "origin": what.origin,
        });
        map.insert("configuration".to_owned(), what);
    }
    object
}

/// An attachment with the ticket it is on.
#[must_use]
pub fn on_ticket(id: TicketId, file: &Attachment) -> Value {
    let mut object = attachment(file);
    if let Some(map) = object.as_object_mut() {
        map.insert("ticket".to_owned(), json!(id.0));
    }
    object
}

fn clock(clock: &crate::domain::clock::Clock) -> Value {
    json!({ "what": clock.what, "due_at": time(clock.due), "paused": clock.is_paused() })
}

fn intake(process: &Process, ticket: &Ticket) -> Value {
    let answers = process.intake.iter().map(|field| {
        let answer = ticket.intake.get(&field.id);
        let how = answer.map(|a| match a {
            Answer::Given(_) => "given",
            Answer::Unavailable(_) => "unavailable",
            Answer::Preset(_) => "preset",
        });
        json!({ "id": field.id, "label": field.label, "how": how, "text": answer.map(Answer::text) })
    });
    Value::Array(answers.collect())
}

fn checklist(view: &TicketView) -> Value {
    let lines = view.checklist.iter().map(|line| {
        let state = match &line.state {
            None if line.owed => "owed",
            None => "open",
            Some(check) if check.stale => "stale",
            Some(check) => match check.how {
                CheckHow::Done => "done",
                CheckHow::Skipped => "skipped",
                CheckHow::Preset => "preset",
            },
        };
        let check = line.state.as_ref();
        let kept = kept_for(&view.ticket, &line.tier, &line.item.id);
        let kept: Vec<u32> = kept.map(|k| k.n).collect();
        json!({
            "tier": line.tier, "id": line.item.id, "label": line.item.label, "state": state,
            "result": check.map(|c| &c.result), "evidence": check.map(|c| &c.evidence),
            "by": check.map(|c| &c.by), "at": check.map(|c| rfc3339(c.at)), "kept": kept,
            "proposed": line.proposal.as_ref().map(|p| json!({ "result": p.result, "evidence": p.evidence })),
        })
    });
    Value::Array(lines.collect())
}

fn listed<T: Serialize>(things: impl IntoIterator<Item = T>) -> Value {
    Value::Array(things.into_iter().map(|t| timed(&t)).collect())
}

/// A thing of the domain as JSON; instants, which are milliseconds there, become RFC 3339.
#[must_use]
pub fn timed<T: Serialize>(thing: &T) -> Value {
    let mut value = serde_json::to_value(thing).unwrap_or(Value::Null);
    say_times(&mut value);
    value
}

/// The names under which the domain keeps instants.
const INSTANTS: [&str; 8] = [
    "at",
    "until",
    "ended",
    "due",
    "leaves_at",
    "owed_by",
    "away_until",
    "opened_at",
];

fn say_times(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(say_times),
        Value::Object(map) => {
            for (name, inner) in map {
                match inner.as_i64() {
                    Some(ms) if INSTANTS.contains(&name.as_str()) => *inner = json!(time(At(ms))),
                    _ => say_times(inner),
                }
            }
        }
        _ => {}
    }
}
