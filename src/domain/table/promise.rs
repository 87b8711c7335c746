//! What was promised to whom, as text and JSON.

use super::{WIDTH, wrapped};
use crate::domain::process::{Policy, Process, StageTarget, Targets};
use serde_json::{Map, Value, json};

const PRIORITIES: [&str; 5] = ["major", "P1", "P2", "P3", "P4"];
const CLOCKS: [&str; 4] = ["first answer", "update", "resolution", "acceptance"];
const UNITS: [(i64, &str); 4] = [
    (86_400_000, "d"),
    (3_600_000, "h"),
    (60_000, "min"),
    (1_000, "s"),
];

/// The targets of all, then what is promised otherwise.
pub(super) fn targets(process: &Process, out: &mut String) {
    out.push_str("\nTargets\n\n");
    counted(out, &process.calendar);
    rows(
        out,
        &process.targets,
        &process.time_in_stage,
        &process.calendar,
    );
    out.push_str("\nPolicies, the first that holds for a ticket counts\n\n");
    if process.policies.is_empty() {
        out.push_str("none: the targets hold for all\n");
    }
    for policy in &process.policies {
        out.push_str(&format!("{}  {}\n", policy.id, policy.label));
        let whom = whom(policy);
        wrapped(out, "  for ", &whom, WIDTH);
        counted(out, &policy.calendar);
        rows(
            out,
            &policy.targets,
            &policy.time_in_stage,
            &policy.calendar,
        );
    }
}

fn counted(out: &mut String, calendar: &str) {
    match calendar {
        "" => out.push_str("  every hour counts\n"),
        id => out.push_str(&format!("  counted in {id}\n")),
    }
}

fn whom(policy: &Policy) -> Vec<String> {
    let lists = [
        ("kinds", &policy.kinds),
        ("customers", &policy.customers),
        ("products", &policy.products),
    ];
    let named = lists.iter().filter(|(_, names)| !names.is_empty());
    let said: Vec<String> = named
        .map(|(what, names)| format!("{what} {}", names.join(", ")))
        .collect();
    match said.is_empty() {
        true => vec!["all".to_owned()],
        false => said,
    }
}

/// A row for each clock, a column for each priority.
fn rows(out: &mut String, targets: &[Targets], stages: &[StageTarget], calendar: &str) {
    let of = |clock: usize, t: &Targets| match clock {
        0 => t.first_response_ms,
        1 => t.update_ms,
        2 => t.resolution_ms,
        _ => t.acceptance_ms,
    };
    let mut rows: Vec<(String, Vec<i64>)> = CLOCKS
        .iter()
        .enumerate()
        .map(|(n, clock)| {
            let ms = targets.iter().map(|t| of(n, t)).collect();
            ((*clock).to_owned(), ms)
        })
        .collect();
    let in_stage = stages
        .iter()
        .map(|t| (format!("in {}", t.stage), t.ms.to_vec()));
    rows.extend(in_stage);
    let wide = rows.iter().map(|(name, _)| name.chars().count()).max();
    let wide = wide.unwrap_or(0);
    let mut line = |name: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|c| format!("  {c:<10}")).collect();
        out.push_str(format!("  {name:<wide$}{cells}").trim_end());
        out.push('\n');
    };
    line("", &PRIORITIES.map(str::to_owned));
    for (name, times) in &rows {
        let cells: Vec<String> = times.iter().map(|ms| long(*ms, calendar)).collect();
        line(name, &cells);
    }
}

/// A length of time, whole: `1 h 30 min`. Days where every hour counts and they are whole ones.
fn long(ms: i64, calendar: &str) -> String {
    let (day, _) = UNITS[0];
    let skip = usize::from(!calendar.is_empty() || ms % day != 0);
    let mut left = ms;
    let mut parts = Vec::new();
    for (unit, name) in UNITS.iter().skip(skip) {
        if left >= *unit {
            parts.push(format!("{} {name}", left / unit));
            left %= unit;
        }
    }
    parts.join(" ")
}

/// How long a ticket may stand in the stages, by stage and priority, in milliseconds.
pub(super) fn stages_json(stages: &[StageTarget]) -> Value {
    let of = |t: &StageTarget| -> Map<String, Value> {
        let each = PRIORITIES.iter().zip(t.ms);
        each.map(|(p, ms)| ((*p).to_owned(), json!(ms))).collect()
    };
    let all: Map<String, Value> = stages
        .iter()
        .map(|t| (t.stage.to_string(), Value::Object(of(t))))
        .collect();
    Value::Object(all)
}

/// A policy.
pub(super) fn policy_json(policy: &Policy) -> Value {
    json!({
        "id": policy.id, "label": policy.label, "kinds": policy.kinds, "customers": policy.customers,
        "products": policy.products, "calendar": policy.calendar, "targets": policy.targets,
        "time_in_stage_ms": stages_json(&policy.time_in_stage),
    })
}
