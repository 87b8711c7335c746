//! From the records of a case to the steps of its history, in the order of their instants.

use super::case::{Case, Record};
use super::cells::{Cells, Element, Inner, Look, Within, at};
use super::date::{self, Times};
use super::map::{Map, Section};
use super::row::several;
use super::source::FIELD_MAX;
use super::value::{Faults, holds, note, value};
use crate::domain::id::{At, Tier};
use crate::domain::past::{Past, Step, Words};
use crate::domain::stage::Phase;
use serde_json::Value;
use std::collections::BTreeMap;

/// Records that no section takes.
const NO_SECTION: &str = "no [[events]] takes it";

/// A step as a record says it; the stage follows from what came before.
pub struct Drawn {
    /// The step.
    pub step: Step,
    /// How far the work was.
    pub phase: Option<Phase>,
    /// Who works on it on this desk; none: as it was.
    pub agent: Option<String>,
    order: i64,
}

/// What is drawn from a case.
#[derive(Default)]
pub struct Drawing {
    /// Its events.
    pub events: Vec<Drawn>,
    /// What was left out, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// What is wrong: the line, the record among those of the case, a sentence.
    pub faults: Vec<(u64, usize, String)>,
}

/// Draws the events of a case.
pub fn draw(map: &Map, case: &Case, whole: &dyn Look, times: &mut Times) -> Drawing {
    let mut drawing = Drawing::default();
    match &case.own {
        Some(Cells::Json(object)) => elements(map, case.line, object, whole, times, &mut drawing),
        _ => {
            for (n, record) in case.records.iter().enumerate() {
                match &record.fault {
                    Some(why) => drawing.faults.push((record.line, n, why.clone())),
                    None => records(map, n, record, whole, times, &mut drawing),
                }
            }
        }
    }
    // What stands first in the file comes first where the instants are the same.
    drawing.events.sort_by_key(|e| (e.step.at, e.order));
    drawing
}

fn records(
    map: &Map,
    n: usize,
    record: &Record,
    whole: &dyn Look,
    times: &mut Times,
    drawing: &mut Drawing,
) {
    let look = Within {
        own: &record.cells,
        case: whole,
    };
    let sections = map.sections.iter();
    if !of_one(map, sections, (record.line, n), &look, times, drawing) {
        *drawing.skipped.entry(NO_SECTION.to_owned()).or_default() += 1;
    }
}

/// Lists within an object, each with the sections that speak of it.
fn elements(
    map: &Map,
    line: u64,
    object: &Value,
    whole: &dyn Look,
    times: &mut Times,
    drawing: &mut Drawing,
) {
    let mut paths: Vec<&[String]> = Vec::new();
    for section in &map.sections {
        if !paths.contains(&section.each.as_slice()) {
            paths.push(&section.each);
        }
    }
    for path in paths {
        let sections: Vec<&Section> = map.sections.iter().filter(|s| s.each == path).collect();
        let mut each = |look: &dyn Look| {
            sections.iter().for_each(|s| note(s.columns(), look));
            let taken = of_one(
                map,
                sections.iter().copied(),
                (line, 0),
                look,
                times,
                drawing,
            );
            // The object itself is more than what its sections say of it.
            if !taken && !path.is_empty() {
                *drawing.skipped.entry(NO_SECTION.to_owned()).or_default() += 1;
            }
        };
        within(object, path, None, whole, &mut each);
    }
}

/// Walks lists within the elements of lists; an inner element is asked first, then those around it.
fn within(
    value: &Value,
    path: &[String],
    around: Option<&dyn Look>,
    whole: &dyn Look,
    each: &mut dyn FnMut(&dyn Look),
) {
    let Some((first, rest)) = path.split_first() else {
        return each(around.unwrap_or(whole));
    };
    for value in at(value, first).into_iter().flat_map(listed) {
        let own = Within {
            own: &Element(value),
            case: whole,
        };
        let look = Inner { own: &own, around };
        within(value, rest, Some(&look), whole, each);
    }
}

fn listed(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(several) => several.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// What becomes of one record; whether any section takes it.
fn of_one<'s>(
    map: &Map,
    sections: impl Iterator<Item = &'s Section>,
    (line, n): (u64, usize),
    look: &dyn Look,
    times: &mut Times,
    drawing: &mut Drawing,
) -> bool {
    let mut taken = false;
    for section in sections {
        if !section.when.iter().all(|c| holds(map, c, look)) {
            continue;
        }
        taken = true;
        if let Some(skip) = section.skip.iter().find(|s| holds(map, &s.condition, look)) {
            *drawing.skipped.entry(skip.reason.clone()).or_default() += 1;
            continue;
        }
        match drawn(map, section, line, look, times) {
            Ok(event) => drawing.events.push(event),
            Err(why) => drawing.faults.push((line, n, why)),
        }
    }
    taken
}

fn drawn(
    map: &Map,
    section: &Section,
    line: u64,
    look: &dyn Look,
    times: &mut Times,
) -> Result<Drawn, String> {
    let said = |name: &str| match section.fields.get(name) {
        None => Ok(None),
        Some(recipe) => value(map, recipe, look, name),
    };
    let wrong = Faults::default();
    let words = |name: &str| wrong.noted(said(name)).unwrap_or_default();
    let past = Past {
        label: words("label"),
        team: words("team"),
        tier: wrong.noted(said("tier")).map(Tier),
        owner: words("owner"),
        by: words("by"),
        ..Past::default()
    };
    let read = |name: &str| wrong.noted(said(name));
    let phase = read("phase").map(|text| text.parse::<Phase>());
    let phase = wrong.noted(phase.transpose().map_err(|e| format!("phase: {e}")));
    let step = Step {
        at: wrong.noted(instant(map, section, line, look, times)),
        // A section that speaks of waits says of every event whether it waits.
        hold: section.fields.contains_key("hold").then(|| words("hold")),
        impact: read("impact"),
        urgency: read("urgency"),
        major: wrong.noted(read("major").map(|text| yes(&text)).transpose()),
        priority: wrong.noted(read("priority").map(|text| rank(&text)).transpose()),
        set: changes(section, &read),
        words: wrong.noted(written(&said)),
        past,
        assignee: None,
    };
    let agent = match section.fields.contains_key("agent") {
        true => Some(words("agent")),
        false if section.fields.contains_key("owner") => Some(step.past.owner.clone()),
        false => None,
    };
    let order = wrong.noted(ordered(&words("order")));
    match wrong.told() {
        Some(why) => Err(why),
        None => Ok(Drawn {
            step,
            phase,
            agent,
            order,
        }),
    }
}

fn instant(
    map: &Map,
    section: &Section,
    line: u64,
    look: &dyn Look,
    times: &mut Times,
) -> Result<At, String> {
    let Some(recipe) = section.fields.get("at") else {
        return Err("at: the mapping does not say when it happened".to_owned());
    };
    let Some(text) = value(map, recipe, look, "at")? else {
        return Err("at: there is no time; when did it happen?".to_owned());
    };
    date::read(&text, recipe.form(), line, times).map_err(|e| format!("at: {e}"))
}

/// Numbers order events of one instant.
fn ordered(text: &str) -> Result<i64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let whole = text.parse::<i64>().ok();
    let whole = whole.or_else(|| text.parse::<f64>().ok().map(|n| (n * 1_000.0) as i64));
    whole.ok_or_else(|| {
        format!(
            "order: “{}” is not a number",
            super::value::cut(text, Some(60))
        )
    })
}

/// `major` as the mapping's words say it.
pub fn yes(text: &str) -> Result<bool, String> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        other => Err(format!(
            "major: “{}” is neither yes nor no",
            super::value::cut(other, Some(60))
        )),
    }
}

/// A priority.
pub fn rank(text: &str) -> Result<u8, String> {
    let number = text.parse::<u8>().ok().filter(|n| (1..=4).contains(n));
    number.ok_or_else(|| {
        format!(
            "priority: “{}” is not 1, 2, 3 or 4",
            super::value::cut(text, Some(60))
        )
    })
}

type Said<'a> = dyn Fn(&str) -> Result<Option<String>, String> + 'a;

fn changes(section: &Section, read: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let mut set = Vec::new();
    for field in ["kind", "product", "version"] {
        set.extend(read(field).map(|value| (field.to_owned(), value)));
    }
    for field in ["tag", "untag"] {
        let words = read(field).unwrap_or_default();
        let words = several(section.fields.get(field), &words);
        set.extend(words.into_iter().map(|word| (field.to_owned(), word)));
    }
    set
}

fn written(said: &Said<'_>) -> Result<Vec<Words>, String> {
    let mut words = Vec::new();
    let outgoing = match said("direction")?.as_deref() {
        None | Some("in") => false,
        Some("out") => true,
        Some(other) => {
            let other = super::value::cut(other, Some(60));
            return Err(format!("direction: “{other}” is neither in nor out"));
        }
    };
    let note = said("note")?.filter(|text| !text.trim().is_empty());
    let message = said("message")?.filter(|text| !text.trim().is_empty());
    for text in note.iter().chain(&message) {
        if text.len() > FIELD_MAX {
            return Err(format!("a text is larger than {} MiB", FIELD_MAX >> 20));
        }
    }
    words.extend(note.map(Words::Note));
    words.extend(message.map(|text| Words::Message { outgoing, text }));
    Ok(words)
}
