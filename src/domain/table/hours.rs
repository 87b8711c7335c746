//! When the desk works and who is on duty, as text and JSON.

use super::{WIDTH, wrapped};
use crate::domain::calendar::{Calendar, DAY, Shift, date_of};
use crate::domain::id::AgentName;
use crate::domain::process::{OnCall, Process, Turns};
use serde_json::{Map, Value, json};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The calendars, each with its hours, closed and other days.
pub(super) fn calendars(process: &Process, out: &mut String) {
    out.push_str("\nCalendars\n\n");
    if process.calendars.is_empty() {
        out.push_str("none: every hour counts\n");
    }
    for calendar in &process.calendars {
        out.push_str(&format!(
            "{}  {}, {}\n",
            calendar.id, calendar.label, calendar.zone
        ));
        let mut rows = vec![("hours", week(calendar)), ("closed", closed(calendar))];
        rows.push(("special", special(calendar)));
        rows.retain(|(_, parts)| !parts.is_empty());
        for (name, parts) in rows {
            wrapped(out, &format!("  {name:<8} "), &parts, WIDTH);
        }
    }
}

/// `mon-thu 08:00-12:00, 13:00-17:00`, days with the same hours together.
fn week(calendar: &Calendar) -> Vec<String> {
    let mut parts: Vec<(usize, usize, &[Shift])> = Vec::new();
    for (day, shifts) in calendar.week.iter().enumerate() {
        match parts.last_mut() {
            Some((_, last, same)) if *last + 1 == day && *same == shifts.as_slice() => *last = day,
            _ => parts.push((day, day, shifts)),
        }
    }
    parts.retain(|(_, _, shifts)| !shifts.is_empty());
    let said = parts.into_iter().map(|(first, last, shifts)| {
        let days = match first == last {
            true => DAYS[first].to_owned(),
            false => format!("{}-{}", DAYS[first], DAYS[last]),
        };
        format!("{days} {}", hours(shifts).join(", "))
    });
    said.collect()
}

/// `09:00-17:00`; over midnight `22:00-06:00`.
fn hours(shifts: &[Shift]) -> Vec<String> {
    let end = |to: u16| if to > DAY { to - DAY } else { to };
    let said = |s: &Shift| format!("{}-{}", clock(s.from), clock(end(s.to)));
    shifts.iter().map(said).collect()
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn day(number: i32) -> String {
    date_of(number).map_or_else(String::new, |date| date.to_string())
}

fn yearly(calendar: &Calendar) -> impl Iterator<Item = String> {
    let days = calendar.closed_yearly.iter();
    days.map(|(month, day)| format!("{month:02}-{day:02}"))
}

fn closed(calendar: &Calendar) -> Vec<String> {
    let every = yearly(calendar).map(|day| format!("{day} every year"));
    every
        .chain(calendar.closed.iter().map(|n| day(*n)))
        .collect()
}

fn special(calendar: &Calendar) -> Vec<String> {
    let days = calendar.special.iter();
    days.map(|(n, shifts)| match shifts.is_empty() {
        true => format!("{} closed", day(*n)),
        false => format!("{} {}", day(*n), hours(shifts).join(", ")),
    })
    .collect()
}

/// The schedule, a line each.
pub(super) fn on_call(process: &Process, out: &mut String) {
    out.push_str("\nOn duty\n\n");
    if process.on_call.is_empty() {
        out.push_str("no schedule: everyone of the tier who is not away\n");
    }
    for line in &process.on_call {
        let names: Vec<&str> = line.agents.iter().map(AgentName::as_str).collect();
        let hours = match line.calendar.as_str() {
            "" => "always".to_owned(),
            calendar => format!("in {calendar}"),
        };
        let mut parts = vec![line.tier.to_string(), names.join(", "), hours];
        if let Some(turns) = &line.turns {
            parts.push(in_turns(turns, &line.zone));
        }
        out.push_str(&format!("{}  {}\n", line.id, line.label));
        wrapped(out, "  ", &parts, WIDTH);
    }
}

fn in_turns(turns: &Turns, zone: &str) -> String {
    let long = match turns.days {
        1 => "each a day".to_owned(),
        days => format!("each {days} days"),
    };
    let since = format!("{} {}", day(turns.since_day), clock(turns.from_minute));
    format!("{long} since {since} {zone}")
}

/// A calendar as the process file writes it.
pub(super) fn calendar_json(calendar: &Calendar) -> Value {
    let week: Map<String, Value> = DAYS
        .iter()
        .zip(&calendar.week)
        .map(|(day, shifts)| ((*day).to_owned(), json!(hours(shifts))))
        .collect();
    let special: Map<String, Value> = calendar
        .special
        .iter()
        .map(|(n, shifts)| (day(*n), json!(hours(shifts))))
        .collect();
    let closed: Vec<String> = yearly(calendar)
        .chain(calendar.closed.iter().map(|n| day(*n)))
        .collect();
    json!({
        "id": calendar.id, "label": calendar.label, "zone": calendar.zone,
        "hours": week, "closed": closed, "special": special,
    })
}

/// A line of the schedule.
pub(super) fn on_call_json(line: &OnCall) -> Value {
    let turns = line.turns.as_ref().map(|turns| {
        let since = format!("{} {}", day(turns.since_day), clock(turns.from_minute));
        json!({ "days": turns.days, "since": since })
    });
    json!({
        "id": line.id, "label": line.label, "tier": line.tier, "agents": line.agents,
        "calendar": line.calendar, "zone": line.zone, "turns": turns,
    })
}
