//! `[notify]`: when people are warned; `[[on_call]]`: who is on duty.

use super::calendar::{bad_day, date, minute, named, named_tables, zone_of};
use super::fault::FaultKind;
use super::limit::milliseconds;
use super::read::{Reader, Table, Word};
use crate::domain::calendar::DAY;
use crate::domain::id::{AgentName, Tier};
use crate::domain::process::{Notify, OnCall, Process, Turns};

const DAY_MS: i64 = 86_400_000;

/// `[notify]`; a file without it has the defaults.
pub(super) fn notify<'a>(r: &mut Reader<'a>, root: &Table<'a>) -> Notify {
    let mut notify = Notify::default();
    let Some(table) = r.sub(root, "notify") else {
        return notify;
    };
    r.known(&table, &["warn_percent"]);
    if table.get("warn_percent").is_some()
        && let Some(percent) = r.number(&table, "warn_percent", 1..=99)
    {
        notify.warn_percent = u8::try_from(percent).unwrap_or(notify.warn_percent);
    }
    notify
}

/// `[[on_call]]`: each a tier and its agents, at the hours of a calendar or always, together or in turns.
pub(super) fn on_call<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let keys = [
        "id", "label", "tier", "agents", "calendar", "zone", "turns", "since",
    ];
    for (id, table) in named_tables(r, root, ("on_call", "line of on_call"), &keys) {
        let calendar = named(r, &table, process);
        let of_calendar = process.calendar(&calendar).map(|c| c.zone.clone());
        let turns = turns(r, &table);
        let zone = match (table.get("zone").is_some(), of_calendar) {
            (false, Some(zone)) => zone,
            (false, None) if turns.is_none() => String::new(),
            _ => zone_of(r, &table),
        };
        let line = OnCall {
            id: id.to_owned(),
            label: r.label(&table, "label"),
            tier: tier(r, &table, process),
            agents: agents(r, &table),
            calendar,
            zone,
            turns,
        };
        process.on_call.push(line);
    }
}

fn tier<'a>(r: &mut Reader<'a>, table: &Table<'a>, process: &Process) -> Tier {
    let Some(word) = r.need_text(table, "tier") else {
        return Tier::default();
    };
    let tier = Tier::from(word.text);
    if process.tier(&tier).is_none() {
        let known = process.tiers.iter().map(|t| t.id.as_str());
        r.unknown(FaultKind::UnknownTier, &word, "tier", known);
    }
    tier
}

fn agents<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> Vec<AgentName> {
    let words = r.words(table, "agents");
    if words.is_empty() {
        let message = format!("{} names no agents: nobody would be told.", table.name);
        r.fault(FaultKind::Empty, &table.span, message);
    }
    let names = words.iter().map(|w| AgentName::from(w.text));
    let mut all: Vec<AgentName> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

/// `turns = "1 week"` with `since = "2026-01-05 08:00"`.
fn turns<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> Option<Turns> {
    let word = r.text(table, "turns");
    let since = r.text(table, "since");
    let (word, since) = match (word, since) {
        (None, None) => return None,
        (Some(word), Some(since)) => (word, since),
        (Some(word), None) => {
            let message = format!(
                "{} has turns but does not say since when: since = \"2026-01-05\".",
                table.name
            );
            r.fault(FaultKind::MissingKey, &word.span, message);
            return None;
        }
        (None, Some(since)) => {
            let message = format!(
                "{} says since when but not how long a turn lasts: turns = \"1 week\".",
                table.name
            );
            r.fault(FaultKind::MissingKey, &since.span, message);
            return None;
        }
    };
    let days = days(r, &word);
    let (since_day, from_minute) = begins(r, &since)?;
    Some(Turns {
        days: days?,
        since_day,
        from_minute,
    })
}

fn days(r: &mut Reader<'_>, word: &Word<'_>) -> Option<u16> {
    let whole = milliseconds(word.text).filter(|ms| ms % DAY_MS == 0);
    let days = whole.and_then(|ms| u16::try_from(ms / DAY_MS).ok());
    if days.is_none() {
        let message = format!("“{}” are no whole days, like 1 day or 1 week.", word.text);
        r.fault(FaultKind::BadDuration, &word.span, message);
    }
    days
}

fn begins(r: &mut Reader<'_>, word: &Word<'_>) -> Option<(i32, u16)> {
    let (day, time) = word.text.split_once(' ').unwrap_or((word.text, "00:00"));
    let minute = minute(time.trim()).filter(|m| *m < DAY);
    let found = date(day).zip(minute);
    if found.is_none() {
        bad_day(r, word, "2026-01-05, or 2026-01-05 08:00");
    }
    found
}
