//! The table of moves as text, graph and JSON, and what else the process file says: hours, promises, who is on duty.

mod hours;
mod promise;

use super::process::{MoveDef, Process, Target};
use super::stage::Stage;
use serde_json::{Value, json};

/// Widest line of [`text`].
const WIDTH: usize = 120;

/// The table of moves in columns, every guard's line broken at a word; then stages, targets, policies, calendars and
/// the schedule of who is on duty. At most 120 columns, unless a word is longer.
#[must_use]
pub fn text(process: &Process) -> String {
    let rows: Vec<[String; 5]> = process.moves.iter().map(cells).collect();
    let heads = ["move", "from", "to", "who", "guards"].map(str::to_owned);
    let width = |column: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| &row[column]);
        cells.map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let mut out = format!("{}\n\n", process.name);
    for row in [heads.clone()].iter().chain(&rows) {
        line(&mut out, row, widths);
    }
    out.push_str("\nStages, and in whose queues a ticket stands there\n\n");
    let wide = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let stages = wide(&mut process.stages.iter().map(|d| d.stage.to_string().len()));
    let labels = wide(&mut process.stages.iter().map(|d| d.label.chars().count()));
    for def in &process.stages {
        let turn: Vec<&str> = def.turn.iter().map(|t| t.as_str()).collect();
        let (stage, label, turn) = (def.stage.to_string(), &def.label, turn.join(", "));
        let entry = format!("{stage:<stages$}  {label:<labels$}  {turn}");
        out.push_str(entry.trim_end());
        out.push('\n');
    }
    promise::targets(process, &mut out);
    hours::calendars(process, &mut out);
    hours::on_call(process, &mut out);
    out
}

/// Parts after a lead, with `·` between them; what does not fit into a width goes on below the first.
fn wrapped(out: &mut String, lead: &str, parts: &[String], width: usize) {
    let indent = lead.chars().count();
    let (mut line, mut column) = (lead.to_owned(), indent);
    for part in parts {
        for word in part.split(' ') {
            let wide = word.chars().count() + 1;
            if column > indent && column + wide > width {
                out.push_str(line.trim_end());
                out.push('\n');
                (line, column) = (" ".repeat(indent), indent);
            }
            line.push_str(word);
            line.push(' ');
            column += wide;
        }
        line.push_str("· ");
        column += 2;
    }
    let line = line.trim_end();
    out.push_str(line.strip_suffix(" ·").unwrap_or(line));
    out.push('\n');
}

fn cells(row: &MoveDef) -> [String; 5] {
    let verb = if row.way.is_empty() {
        row.verb.to_string()
    } else {
        format!("{} {}", row.verb, row.way)
    };
    let guards: Vec<String> = row.guards.iter().map(ToString::to_string).collect();
    [
        verb,
        row.from
            .as_ref()
            .map_or_else(|| "–".to_owned(), ToString::to_string),
        row.to.to_string(),
        row.who.id().to_owned(),
        guards.join(" "),
    ]
}

/// One row; guards that do not fit go on below the first.
fn line(out: &mut String, row: &[String; 5], widths: [usize; 4]) {
    let mut lead = String::new();
    for (cell, width) in row.iter().zip(widths) {
        lead.push_str(&format!("{cell:<width$}  "));
    }
    let indent = lead.chars().count();
    let mut column = indent;
    for word in row[4].split(' ') {
        let wide = word.chars().count();
        if column > indent && column + wide > WIDTH {
            out.push_str(lead.trim_end());
            out.push('\n');
            lead = " ".repeat(indent);
            column = indent;
        }
        lead.push_str(word);
        lead.push(' ');
        column += wide + 1;
    }
    out.push_str(lead.trim_end());
    out.push('\n');
}

/// The stages and moves as a graph in the language of Graphviz.
#[must_use]
pub fn dot(process: &Process) -> String {
    let mut out = String::from("digraph process {\n  rankdir=LR;\n  node [shape=box];\n");
    for def in &process.stages {
        out.push_str(&format!(
            "  {} [label={}];\n",
            quoted(&def.stage.to_string()),
            quoted(&def.label)
        ));
    }
    out.push_str("  start [shape=point];\n");
    for row in &process.moves {
        let from = match &row.from {
            Some(from) => quoted(&from.to_string()),
            None => "start".to_owned(),
        };
        let [verb, ..] = cells(row);
        for to in targets(process, row) {
            out.push_str(&format!(
                "  {from} -> {} [label={}];\n",
                quoted(&to.to_string()),
                quoted(&verb)
            ));
        }
    }
    out.push_str("}\n");
    out
}

/// Where a move may lead: a queue of each tier when the ticket decides.
fn targets(process: &Process, row: &MoveDef) -> Vec<Stage> {
    match &row.to {
        Target::Stage(stage) => vec![stage.clone()],
        Target::Resolver | Target::HadTier => {
            let queues = process.stages.iter().map(|def| &def.stage);
            queues
                .filter(|s| s.phase == super::stage::Phase::Queued)
                .cloned()
                .collect()
        }
    }
}

fn quoted(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Everything that has an id: tiers with checklists and criteria, stages, kinds, channels, levels,
/// intake, records and forms with their fields, lists, moves with guards, paths, windows, targets, policies, calendars,
/// who is on duty.
#[must_use]
pub fn json(process: &Process) -> Value {
    let matrix: Vec<Value> = process
        .matrix
        .iter()
        .map(|((impact, urgency), priority)| {
            json!({"impact": impact, "urgency": urgency, "priority": format!("P{priority}")})
        })
        .collect();
    json!({
        "name": process.name,
        "hash": process.hash,
        "single_seat": process.single_seat,
        "tiers": process.tiers,
        "stages": process.stages,
        "kinds": process.kinds,
        "channels": process.channels,
        "levels": process.levels,
        "teams": process.teams,
        "matrix": matrix,
        "intake": process.intake,
        "records": process.records,
        "lists": process.lists,
        "forms": process.forms,
        "moves": process.moves,
        "paths": process.paths,
        "windows": process.windows,
        "targets": process.targets,
        "time_in_stage_ms": promise::stages_json(&process.time_in_stage),
        "calendar": process.calendar,
        "policies": list(&process.policies, promise::policy_json),
        "calendars": list(&process.calendars, hours::calendar_json),
        "on_call": list(&process.on_call, hours::on_call_json),
        "warn_percent": process.notify.warn_percent,
        "review_every_ms": process.review_every_ms,
    })
}

fn list<T>(all: &[T], shape: fn(&T) -> Value) -> Vec<Value> {
    all.iter().map(shape).collect()
}
