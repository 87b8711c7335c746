//! The bundle of a ticket: everything the desk has of it, rendered when it is closed, completed and
//! sealed when it is archived. It is a function of the ticket's events alone, word for word as they
//! stand in their records, so that it need not be stored: rendered anew it is the same, or someone
//! changed something.

mod page;

pub use page::{Seal, page};

use super::apply::apply;
use super::chain;
use super::command::TimelineLine;
use super::event::{Act, Event, Fact};
use super::id::TicketId;
use super::package::hash;
use super::process::Verb;
use super::ticket::{BundleRef, ChainHead, Ticket};
use super::words::rfc3339;
use serde_json::{Map, Value, json};

/// The rule by which bundles are rendered. What a rule renders never changes: another wording is
/// another number, beside this one.
pub const FORMAT: u8 = 1;

/// What is told of the ticket itself, where there is something to tell. Clocks and counters that the
/// program computes are left out: a mended computation must not break a seal.
const TOLD: [&str; 33] = [
    "articles",
    "attachments",
    "audience",
    "channel",
    "checks",
    "contact_text",
    "criteria",
    "customer_name",
    "customers_agent",
    "holds",
    "impact",
    "imported",
    "intake",
    "kb",
    "kept",
    "kind",
    "links",
    "major",
    "owed",
    "priority",
    "product",
    "product_version",
    "reasons",
    "records",
    "requests",
    "resolution",
    "satisfaction",
    "sign_offs",
    "subject",
    "tags",
    "todos",
    "told",
    "urgency",
];

/// An event with its canonical JSON as it stands in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The event.
    pub event: Event,
    /// Its JSON, word for word: a later program may write the same event otherwise.
    pub json: String,
}

impl Entry {
    /// An event that was decided just now.
    #[must_use]
    pub fn of(event: &Event) -> Entry {
        Entry {
            event: event.clone(),
            // An event consists of texts, numbers and lists of them: writing it cannot fail.
            json: chain::event_json(event).unwrap_or_default(),
        }
    }

    /// The event of a record of the audit chain.
    ///
    /// # Errors
    /// serde's, when the record is not a ticket's event.
    pub fn read(record: &str) -> serde_json::Result<Entry> {
        let whole: Value = serde_json::from_str(record)?;
        Ok(Entry {
            event: chain::event_of(record)?,
            json: whole.get("event").unwrap_or(&Value::Null).to_string(),
        })
    }

    /// The same without the facts about the bundle, which is not a part of itself.
    fn bare(&self) -> Entry {
        if !self.event.facts.iter().any(is_about_bundle) {
            return self.clone();
        }
        let mut event = self.event.clone();
        event.facts.retain(|f| !is_about_bundle(f));
        let mut whole: Value = serde_json::from_str(&self.json).unwrap_or_default();
        if let Some(facts) = whole.get_mut("facts").and_then(Value::as_array_mut) {
            facts.retain(|f| f.get("bundled").is_none() && f.get("sealed").is_none());
            if facts.is_empty()
                && let Some(map) = whole.as_object_mut()
            {
                map.remove("facts");
            }
        }
        Entry {
            event,
            json: whole.to_string(),
        }
    }
}

fn is_about_bundle(fact: &Fact) -> bool {
    matches!(fact, Fact::Bundled(_) | Fact::Sealed(_))
}

/// Renders the bundle at the event that closes or archives the ticket, and adds to the event what it
/// is known by. `ticket` and `history`: as they were before the event.
pub fn render(ticket: &Ticket, history: &[Entry], head: &ChainHead, event: &mut Event) {
    let archives = matches!(
        event.act,
        Act::Moved {
            verb: Verb::Archive,
            ..
        }
    );
    if ticket.id.0 == 0 && !archives {
        // Opened and closed in one step, it has no number yet: archiving renders it.
        return;
    }
    let own = Entry::of(event);
    let hash = hash(&canonical(ticket, history, &own, head));
    event.facts.push(Fact::Bundled(BundleRef {
        format: FORMAT,
        head: head.clone(),
        hash: hash.clone(),
    }));
    if archives {
        event.facts.push(Fact::Sealed(hash));
    }
}

/// The canonical JSON: what there is to tell of the ticket, then its events word for word. Keys are
/// sorted, no blanks.
#[must_use]
pub fn canonical(before: &Ticket, history: &[Entry], own: &Entry, head: &ChainHead) -> String {
    let own = own.bare();
    let mut ticket = before.clone();
    apply(&mut ticket, &own.event);
    let entries = || history.iter().chain(std::iter::once(&own));
    let mut told = told(&ticket);
    told.insert("format".to_owned(), json!("hoist-bundle-1"));
    told.insert("ticket".to_owned(), json!(ticket.id.0));
    told.insert("head".to_owned(), json!(head));
    told.insert("opened_at".to_owned(), json!(rfc3339(ticket.opened_at)));
    told.insert("rendered_at".to_owned(), json!(rfc3339(own.event.at)));
    told.insert("process".to_owned(), json!(own.event.process));
    let facts = || entries().flat_map(|e| e.event.facts.iter().map(move |f| (&e.event, f)));
    told.insert(
        "messages".to_owned(),
        facts().filter_map(|(_, f)| message(f)).collect(),
    );
    told.insert(
        "notes".to_owned(),
        facts().filter_map(|(e, f)| note(e, f)).collect(),
    );
    told.insert(
        "packages".to_owned(),
        facts().filter_map(|(_, f)| package(f)).collect(),
    );
    let timeline: Vec<&str> = entries().map(|e| e.json.as_str()).collect();
    format!(
        "{{\"ticket\":{},\"timeline\":[{}]}}",
        Value::Object(told),
        timeline.join(",")
    )
}

fn told(ticket: &Ticket) -> Map<String, Value> {
    let Ok(Value::Object(mut all)) = serde_json::to_value(ticket) else {
        return Map::new();
    };
    all.retain(|name, value| TOLD.contains(&name.as_str()) && !is_empty(value));
    if let Some(checks) = all.remove("checks") {
        all.insert("checklist".to_owned(), checks);
    }
    all
}

/// Whether a bundle tells the same of both: what there is to tell, where the ticket stands, and its seal.
#[must_use]
pub fn tells_the_same(one: &Ticket, other: &Ticket) -> bool {
    let beside = |t: &Ticket| {
        (
            t.stage.clone(),
            t.over_at,
            t.sealed.clone(),
            t.bundle.clone(),
        )
    };
    told(one) == told(other) && beside(one) == beside(other)
}

/// Whether a value of a ticket tells nothing.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(yes) => !yes,
        Value::Number(n) => n.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

fn message(fact: &Fact) -> Option<Value> {
    let Fact::Message(m, text) = fact else {
        return None;
    };
    Some(json!({
        "n": m.n, "seq": m.seq, "at": rfc3339(m.at), "by": m.by, "channel": m.channel,
        "outgoing": m.outgoing, "attempt": m.attempt, "text": text,
    }))
}

fn note(event: &Event, fact: &Fact) -> Option<Value> {
    let Fact::Noted(text) = fact else {
        return None;
    };
    Some(json!({ "seq": event.seq, "at": rfc3339(event.at), "by": event.by, "text": text }))
}

fn package(fact: &Fact) -> Option<Value> {
    let Fact::PackageFrozen(p, text) = fact else {
        return None;
    };
    let content: Value = serde_json::from_str(text).unwrap_or_default();
    Some(json!({
        "version": p.version, "hash": p.hash, "seq": p.seq, "tier": p.tier, "at": rfc3339(p.at),
        "by": p.by, "package": content,
    }))
}

/// What is known of the bundle that an event carries.
#[must_use]
pub fn carried(event: &Event) -> Option<&BundleRef> {
    event.facts.iter().find_map(|f| match f {
        Fact::Bundled(bundle) => Some(bundle),
        _ => None,
    })
}

/// The seal that an event carries.
#[must_use]
pub fn sealed(event: &Event) -> Option<&str> {
    event.facts.iter().find_map(|f| match f {
        Fact::Sealed(hash) => Some(hash.as_str()),
        _ => None,
    })
}

/// The history in words under the process file of this hash; `None` where that cannot be read.
pub type Story<'s> = dyn FnMut(&str, &[Entry]) -> Option<Vec<TimelineLine>> + 's;

/// Renders every bundle of a ticket anew from its events and compares the hashes; says how many
/// seals it found. `story`: the history in words under the process file of this hash, for seals of
/// the first rule; `None` where that file cannot be read any more.
///
/// # Errors
/// A sentence that says which step does not match.
pub fn check(id: TicketId, entries: &[Entry], story: &mut Story<'_>) -> Result<u64, String> {
    let mut ticket = Ticket {
        id,
        ..Ticket::default()
    };
    let mut seals = 0;
    for (i, own) in entries.iter().enumerate() {
        let history = &entries[..i];
        let (bundle, seal) = (carried(&own.event), sealed(&own.event));
        seals += u64::from(seal.is_some());
        let expected = match (bundle, seal) {
            (Some(b), _) => Some((hash(&canonical(&ticket, history, own, &b.head)), &b.hash)),
            (None, Some(_)) => story(&own.event.process, history)
                .map(|lines| first_rule(&ticket, &lines))
                .zip(Some(&own.event).and_then(|e| e.facts.iter().find_map(seal_of))),
            (None, None) => None,
        };
        let torn = bundle.zip(seal).is_some_and(|(b, s)| b.hash != s);
        if torn || expected.is_some_and(|(anew, kept)| &anew != kept) {
            return Err(format!(
                "The bundle of ticket {id}, rendered anew from its events, does not match the hash of step {}.",
                own.event.seq
            ));
        }
        apply(&mut ticket, &own.event);
    }
    Ok(seals)
}

fn seal_of(fact: &Fact) -> Option<&String> {
    match fact {
        Fact::Sealed(hash) => Some(hash),
        _ => None,
    }
}

/// The seal as it was computed before bundles were rendered: over the ticket as the program of that
/// time knew it, and its history in words.
#[must_use]
pub fn first_rule(ticket: &Ticket, timeline: &[TimelineLine]) -> String {
    let mut ticket = serde_json::to_value(ticket).unwrap_or_default();
    if let Some(map) = ticket.as_object_mut() {
        map.retain(|name, _| !SINCE.contains(&name.as_str()));
    }
    hash(&json!({ "ticket": ticket, "timeline": timeline }).to_string())
}

/// What a ticket has that it had not under the first rule.
const SINCE: [&str; 4] = ["articles", "attachments", "bundle", "kept"];
