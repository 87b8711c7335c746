//! Hand-off packages: the canonical JSON is frozen, numbered and hashed; the Markdown page is a view
//! of it. One page with all that the next tier needs: nothing has to be asked twice. What the process
//! has an id for stands under its id; its words stand beside it under the same name with `_label`, as
//! they were when it was frozen. Packages of the first format hold the words alone.

mod page;

pub use page::{markdown, sections};

use super::command::TimelineLine;
use super::kept::in_words;
use super::process::{Process, Verb};
use super::ticket::{Answer, CheckHow, Ticket};
use super::words::{reason_label, rfc3339};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of a package's canonical JSON, lower-case hex; `sha256sum` gives the same.
#[must_use]
pub fn hash(json: &str) -> String {
    let digest = Sha256::digest(json.as_bytes());
    digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// The canonical JSON of a package: compact, keys sorted, times RFC 3339 UTC. `ticket` is the ticket
/// as it will be after the move, `merged` are those that go on in it.
#[must_use]
pub fn canonical(
    process: &Process,
    ticket: &Ticket,
    merged: &[Ticket],
    timeline: &[TimelineLine],
    version: u32,
    cause: Verb,
) -> String {
    let mut package = json!({
        "format": "hoist-package-2",
        "ticket": ticket.id.0,
        "package": version,
        "cause": cause.id(),
        "frozen_at": rfc3339(ticket.updated_at),
        "former": ticket.package().map(|p| json!({ "package": p.version, "hash": p.hash })),
        "for": ticket.stage.tier,
        "for_label": process.tier_label(&ticket.stage.tier),
        "subject": ticket.subject,
        "kind": ticket.kind,
        "kind_label": process.code_label("kinds", &ticket.kind),
        "priority": (ticket.priority > 0).then(|| format!("P{}", ticket.priority)),
        "priority_label": priority(ticket),
        "major": ticket.major,
        "triaged": ticket.triaged,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "customer": ticket.customer_name,
        "contact": ticket.contact_text,
        "product": ticket.product,
        "product_version": ticket.product_version,
        "opened_at": rfc3339(ticket.opened_at),
        "customers_agent": ticket.customers_agent,
        "criteria": criteria(process, ticket),
        "intake": intake(process, ticket),
        "checklist": checklist(process, ticket),
        "records": records(process, ticket),
        "owed": owed(ticket),
        "returns": returns(process, ticket),
        "todos": todos(ticket),
        "holds": holds(process, ticket),
        "requests": requests(process, ticket),
        "links": links(process, ticket),
        "attachments": attachments(ticket),
        "kept": kept(process, ticket),
        "articles": articles(ticket),
        "timeline": timeline.iter().map(|l| json!({ "at": rfc3339(l.at), "by": l.by, "text": l.text })).collect::<Vec<_>>(),
    });
    if let (Some(map), false) = (package.as_object_mut(), merged.is_empty()) {
        let each = merged.iter().map(|t| evidence(process, t));
        map.insert("merged".to_owned(), each.collect());
    }
    package.to_string()
}

/// What was found on a ticket that goes on in this one; its words stand in the history.
fn evidence(process: &Process, ticket: &Ticket) -> Value {
    let mut answered = intake(process, ticket);
    answered.retain(|field| field.get("state").and_then(Value::as_str) != Some("open"));
    json!({
        "ticket": ticket.id.0,
        "subject": ticket.subject,
        "intake": answered,
        "records": records(process, ticket),
        "kept": kept(process, ticket),
        "attachments": attachments(ticket),
    })
}

/// `Major`, `P2`, or `P3?` while nobody has confirmed it.
#[must_use]
pub fn priority(ticket: &Ticket) -> String {
    let sure = if ticket.triaged { "" } else { "?" };
    match (ticket.major, ticket.priority) {
        (true, p) => format!("Major, P{p}{sure}"),
        (false, 0) => "P?".to_owned(),
        (false, p) => format!("P{p}{sure}"),
    }
}

fn criteria(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .criteria
        .iter()
        .map(|c| {
            let label = process.code_label(&format!("criteria:{}", c.tier), &c.id);
            json!({ "id": c.id, "label": label, "tier": c.tier, "tier_label": process.tier_label(&c.tier), "why": c.why, "by": c.by, "gone": c.gone })
        })
        .collect()
}

fn intake(process: &Process, ticket: &Ticket) -> Vec<Value> {
    process
        .intake
        .iter()
        .map(|field| {
            let (state, text) = match ticket.intake.get(&field.id) {
                Some(Answer::Given(text)) => ("given", text.as_str()),
                Some(Answer::Unavailable(why)) => ("not available", why.as_str()),
                Some(Answer::Preset(text)) => ("answered in advance", text.as_str()),
                None => ("open", ""),
            };
            json!({ "id": field.id, "label": field.label, "state": state, "text": text })
        })
        .collect()
}

fn checklist(process: &Process, ticket: &Ticket) -> Vec<Value> {
    let had = process
        .tiers
        .iter()
        .filter(|t| ticket.tiers_had.contains(&t.id) && !t.checklist.is_empty());
    // The tier that receives it has not begun: its own list would only be noise.
    had.filter(|t| {
        t.id != ticket.stage.tier
            || t.checklist
                .iter()
                .any(|i| ticket.check(&t.id, &i.id).is_some())
    })
    .flat_map(|tier| tier.checklist.iter().map(move |item| (tier, item)))
    .map(|(tier, item)| {
        let check = ticket.check(&tier.id, &item.id);
        let state = match check.map(|c| c.how) {
            Some(CheckHow::Done) => "done",
            Some(CheckHow::Skipped) => "skipped",
            Some(CheckHow::Preset) => "answered in advance",
            None => "open",
        };
        json!({
            "tier": tier.id,
            "tier_label": tier.label,
            "id": item.id,
            "label": item.label,
            "state": state,
            "result": check.map_or("", |c| c.result.as_str()),
            "evidence": check.map_or("", |c| c.evidence.as_str()),
            "by": check.map_or("", |c| c.by.as_str()),
            "stale": check.is_some_and(|c| c.stale),
        })
    })
    .collect()
}

fn records(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .records
        .iter()
        .filter(|r| !r.retracted)
        .map(|record| {
            let (title, defs) = process.record_shape(&record.kind);
            let label = |id: &str| {
                let def = defs.iter().find(|f| f.id == id);
                def.map_or(id.to_owned(), |f| f.label.clone())
            };
            let fields: Vec<Value> = ordered(process, record)
                .into_iter()
                .map(|(id, text, words)| match words == text {
                    true => json!({ "id": id, "label": label(&id), "text": text }),
                    false => {
                        json!({ "id": id, "label": label(&id), "text": text, "text_label": words })
                    }
                })
                .collect();
            let mut map = Map::new();
            map.insert("kind".into(), json!(record.kind));
            map.insert("label".into(), json!(title));
            map.insert("tier".into(), json!(record.tier));
            map.insert("tier_label".into(), json!(process.tier_label(&record.tier)));
            map.insert("by".into(), json!(record.by));
            map.insert("at".into(), json!(rfc3339(record.at)));
            map.insert("fields".into(), Value::Array(fields));
            Value::Object(map)
        })
        .collect()
}

/// A record's fields in the order of the process file, unknown ones last: id, text, and the text in
/// words where it is a code.
fn ordered(process: &Process, record: &super::ticket::Record) -> Vec<(String, String, String)> {
    let (_, defs) = process.record_shape(&record.kind);
    let known = defs.iter().filter_map(|f| {
        let text = record.values.get(&f.id)?;
        let words = process.value_label(f, text).to_owned();
        Some((f.id.clone(), text.to_owned(), words))
    });
    let strange = record
        .values
        .0
        .iter()
        .filter(|(id, text)| !defs.iter().any(|f| &f.id == *id) && !text.trim().is_empty())
        .map(|(id, text)| (id.clone(), text.clone(), text.clone()));
    known.chain(strange).collect()
}

fn owed(ticket: &Ticket) -> Vec<Value> {
    ticket
        .open_owed()
        .map(|o| json!({ "n": o.n, "what": o.what, "text": o.text, "before": o.before, "from": o.from, "owner": o.owner }))
        .collect()
}

fn returns(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .reasons
        .iter()
        .filter(|r| !matches!(r.verb, Verb::Release | Verb::Withdraw | Verb::Restore))
        .map(|r| {
            json!({
                "move": r.verb.id(),
                "from": r.from.to_string(),
                "from_label": process.stage_label(&r.from),
                "reason": r.code,
                "reason_label": reason_label(process, r),
                "text": r.text,
                "by": r.by,
                "at": rfc3339(r.at),
            })
        })
        .collect()
}

fn todos(ticket: &Ticket) -> Vec<Value> {
    ticket
        .todos
        .iter()
        .map(|t| json!({ "n": t.n, "text": t.text, "answer": t.answer, "by": t.by }))
        .collect()
}

fn attachments(ticket: &Ticket) -> Vec<Value> {
    ticket
        .standing_attachments()
        .map(|a| json!({ "n": a.n, "name": a.name, "size": a.size, "sha256": a.sha256, "by": a.by, "at": rfc3339(a.at) }))
        .collect()
}

/// Kept evidence, word for word, with what it is for.
fn kept(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .standing_kept()
        .map(|k| {
            let piece = &k.piece;
            json!({
                "n": k.n,
                "kind": piece.kind,
                "words": in_words(piece),
                "source": piece.source,
                "lines": piece.lines,
                "place": piece.place,
                "text": piece.text,
                "left_out": piece.left_out,
                "item": piece.item,
                "item_label": process.item_label(&piece.item),
                "by": k.by,
                "at": rfc3339(k.at),
            })
        })
        .collect()
}

fn articles(ticket: &Ticket) -> Vec<Value> {
    let each = ticket.articles.iter();
    each.map(|a| json!({ "article": a.article.to_string(), "title": a.title, "helped": a.helped }))
        .collect()
}

fn links(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .links
        .iter()
        .map(|l| json!({ "ticket": l.other.0, "as": l.kind, "as_label": process.code_label("link", &l.kind) }))
        .collect()
}

fn holds(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .open_holds()
        .map(|h| json!({ "kind": h.kind, "kind_label": process.code_label("hold", &h.kind), "until": rfc3339(h.until), "text": h.text }))
        .collect()
}

fn requests(process: &Process, ticket: &Ticket) -> Vec<Value> {
    ticket
        .requests
        .iter()
        .map(|r| json!({ "team": r.team, "team_label": process.code_label("teams", &r.team), "text": r.text, "due": rfc3339(r.due), "answer": r.answer }))
        .collect()
}
