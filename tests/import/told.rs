//! What a desk tells of its tickets, read from its export.

use crate::cli::Home;
use serde_json::Value;

/// An imported event.
pub struct Event {
    /// To the minute, UTC.
    pub minute: String,
    /// What it says.
    pub past: Value,
}

/// A ticket with its imported events.
pub struct Told {
    pub ticket: Value,
    /// When it was opened, to the minute, UTC.
    pub opened: String,
    /// Every event, as it stands in the log.
    pub all: Vec<Value>,
    pub events: Vec<Event>,
}

impl Told {
    /// Every fact of a kind, in its order.
    pub fn facts(&self, kind: &str) -> Vec<Value> {
        let facts = self
            .all
            .iter()
            .filter_map(|e| e["facts"].as_array())
            .flatten();
        facts.filter_map(|f| f.get(kind).cloned()).collect()
    }
}

fn minute(ms: &Value) -> String {
    let at = jiff::Timestamp::from_millisecond(ms.as_i64().unwrap()).unwrap();
    at.strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Every ticket of a desk, in the order of their numbers.
pub fn tell(home: &Home) -> Vec<Told> {
    let out = home.ok("export");
    let lines = out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap());
    lines
        .filter(|l| l.get("ticket").is_some())
        .map(|line| {
            let all: Vec<Value> = line["events"]
                .as_array()
                .unwrap()
                .iter()
                .map(|e| e["event"].clone())
                .collect();
            let events = all.iter().filter_map(|event| {
                let past = event["act"].get("imported")?.clone();
                Some(Event {
                    minute: minute(&event["at"]),
                    past,
                })
            });
            Told {
                events: events.collect(),
                opened: minute(&line["ticket"]["opened_at"]),
                ticket: line["ticket"].clone(),
                all,
            }
        })
        .collect()
}
