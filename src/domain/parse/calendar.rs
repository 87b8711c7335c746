//! `[[calendars]]`: when the desk works; `[[policies]]`: what was promised to whom.

use super::fault::FaultKind;
use super::read::{Reader, Table, Word};
use super::stay;
use super::{Places, limit};
use crate::domain::calendar::{Calendar, DAY, SINCE, Shift, date_of, day_number};
use crate::domain::process::{Policy, Process};
use crate::domain::zone;
use jiff::civil::Date;
use std::ops::Range;

/// More calendars or policies than this nobody keeps in mind.
const MOST: usize = 200;
/// More days than this no list of holidays has.
const MOST_DAYS: usize = 5_000;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The calendars, and which one the targets of all count in.
pub(super) fn calendars<'a>(r: &mut Reader<'a>, root: &Table<'a>, process: &mut Process) {
    let keys = ["id", "label", "zone", "hours", "closed", "special"];
    for (id, table) in named_tables(r, root, ("calendars", "calendar"), &keys) {
        let calendar = calendar(r, &table, id);
        process.calendars.push(calendar);
    }
    let targets = root.get("targets");
    let targets = targets.and_then(|v| r.table(v, "targets", "[targets]".to_owned()));
    if let Some(targets) = targets {
        process.calendar = counted(r, &targets, process);
    }
}

/// The tables of a list of the file that have an id, each once, with it; what else may stand in them.
pub(super) fn named_tables<'a>(
    r: &mut Reader<'a>,
    root: &Table<'a>,
    (list, one): (&str, &str),
    keys: &[&str],
) -> Vec<(&'a str, Table<'a>)> {
    let (mut seen, mut all) = (Vec::new(), Vec::new());
    let tables = r.tables(root, list, &format!("each of “{list}”"));
    for (n, table) in tables.into_iter().enumerate() {
        if n == MOST {
            let message = format!("There are more than {MOST} {list}.");
            r.fault(FaultKind::BadNumber, &table.span, message);
        }
        r.known(&table, keys);
        let Some(id) = r.id(&table, "id") else {
            continue;
        };
        r.once(&mut seen, &id, one);
        all.push((id.text, table.named(format!("the {one} “{}”", id.text))));
    }
    all
}

fn calendar<'a>(r: &mut Reader<'a>, table: &Table<'a>, id: &str) -> Calendar {
    let before = r.faults.len();
    let mut calendar = Calendar {
        id: id.to_owned(),
        label: r.label(table, "label"),
        zone: zone_of(r, table),
        ..Calendar::default()
    };
    if let Some(hours) = r.need_sub(table, "hours") {
        week(r, &hours, &mut calendar);
    }
    closed(r, table, &mut calendar);
    special(r, table, &mut calendar);
    if r.faults.len() == before {
        special_overlap(r, table, &calendar);
    }
    if r.faults.len() == before && calendar.next_open(SINCE).is_none() {
        let message = format!("The calendar “{id}” is never open: nothing would ever be due.");
        r.fault(FaultKind::BadCalendar, &table.span, message);
    }
    if r.faults.len() > before && calendar.week.iter().all(Vec::is_empty) {
        // Said once: that targets would count in single days alone does not follow from hours that cannot be read.
        calendar.week = std::array::from_fn(|_| vec![Shift { from: 0, to: DAY }]);
    }
    calendar
}

pub(super) fn zone_of<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> String {
    let Some(word) = r.need_text(table, "zone") else {
        return String::new();
    };
    if zone::find(word.text).is_none() {
        let message = format!(
            "There is no time zone “{}”; one is called Europe/Berlin.",
            word.text
        );
        r.fault(FaultKind::BadCalendar, &word.span, message);
    }
    word.text.to_owned()
}

/// `mon = "09:00-17:00"`, `"mon-fri" = "08:00-12:00, 13:00-17:00"`; a day that is not there is closed.
fn week<'a>(r: &mut Reader<'a>, hours: &Table<'a>, calendar: &mut Calendar) {
    let mut set: [bool; 7] = [false; 7];
    for (key, value) in hours.entries() {
        let Some(days) = days(key.text) else {
            let message = format!(
                "“{}” is no day: mon, tue, wed, thu, fri, sat, sun, or mon-fri.",
                key.text
            );
            r.fault(FaultKind::BadCalendar, &key.span, message);
            continue;
        };
        let Some(word) = r.word(value, key.text) else {
            continue;
        };
        let Some(shifts) = shifts(r, &word) else {
            continue;
        };
        for day in days {
            if std::mem::replace(&mut set[day], true) {
                let message = format!("The hours of {} stand here twice.", DAYS[day]);
                r.fault(FaultKind::BadCalendar, &key.span, message);
            }
            calendar.week[day].clone_from(&shifts);
        }
    }
    nights_overlap(r, hours, calendar);
}

fn days(text: &str) -> Option<Vec<usize>> {
    let at = |name: &str| DAYS.iter().position(|d| *d == name.trim());
    match text.split_once('-') {
        None => at(text).map(|day| vec![day]),
        Some((from, to)) => {
            let (from, to) = (at(from)?, at(to)?);
            (from < to).then(|| (from..=to).collect())
        }
    }
}

/// A night shift that runs into the next day's first one.
fn nights_overlap<'a>(r: &mut Reader<'a>, hours: &Table<'a>, calendar: &Calendar) {
    for (day, shifts) in calendar.week.iter().enumerate() {
        let next = (day + 1) % DAYS.len();
        let ends = shifts.last().map_or(0, |s| s.to);
        let begins = calendar.week[next].first().map_or(u16::MAX, |s| s.from);
        if ends > DAY && ends - DAY > begins {
            let message = format!(
                "The shift of {} lasts until {} and runs into that of {}, which begins at {}.",
                DAYS[day],
                clock(ends - DAY),
                DAYS[next],
                clock(begins)
            );
            r.fault(FaultKind::BadCalendar, &hours.span, message);
        }
    }
}

/// `08:00-12:00, 13:00-17:00`; `closed` is none.
fn shifts(r: &mut Reader<'_>, word: &Word<'_>) -> Option<Vec<Shift>> {
    let mut all: Vec<Shift> = Vec::new();
    if word.text.trim() == "closed" {
        return Some(all);
    }
    let parts = word.text.split([',', ' ']).filter(|p| !p.is_empty());
    for part in parts {
        let Some(shift) = shift(part) else {
            let message =
                format!("“{part}” are no hours like 09:00-17:00, or 22:00-06:00 over midnight.");
            r.fault(FaultKind::BadCalendar, &word.span, message);
            return None;
        };
        if all.last().is_some_and(|before| before.to > shift.from) {
            let message = format!(
                "“{part}” overlaps what stands before it, or is not in the order of the day."
            );
            r.fault(FaultKind::BadCalendar, &word.span, message);
            return None;
        }
        all.push(shift);
    }
    if all.is_empty() {
        r.fault(
            FaultKind::Empty,
            &word.span,
            "Hours must not be empty; write “closed” for none.",
        );
        return None;
    }
    Some(all)
}

fn shift(text: &str) -> Option<Shift> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (minute(from)?, minute(to)?);
    let to = if to < from { to + DAY } else { to };
    (from < DAY && from < to).then_some(Shift { from, to })
}

/// Minutes of `09:30`; `24:00` is the end of the day.
pub(super) fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY).then_some(all)
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `closed = ["2026-12-25", "01-01"]`: one day, or a day of every year.
fn closed<'a>(r: &mut Reader<'a>, table: &Table<'a>, calendar: &mut Calendar) {
    for (n, word) in r.words(table, "closed").into_iter().enumerate() {
        if n == MOST_DAYS {
            r.fault(
                FaultKind::BadNumber,
                &word.span,
                format!("There are more than {MOST_DAYS} closed days."),
            );
        }
        match (date(word.text), yearly(word.text)) {
            (Some(day), _) => _ = calendar.closed.insert(day),
            (None, Some(day)) => _ = calendar.closed_yearly.insert(day),
            (None, None) => bad_day(r, &word, "2026-12-25, or 12-25 for every year"),
        }
    }
}

/// `special = { "2026-12-24" = "08:00-12:00" }`.
fn special<'a>(r: &mut Reader<'a>, table: &Table<'a>, calendar: &mut Calendar) {
    let Some(days) = r.sub(table, "special") else {
        return;
    };
    for (n, (key, value)) in days.entries().into_iter().enumerate() {
        if n == MOST_DAYS {
            r.fault(
                FaultKind::BadNumber,
                &key.span,
                format!("There are more than {MOST_DAYS} special days."),
            );
        }
        let Some(word) = r.word(value, key.text) else {
            continue;
        };
        match date(key.text) {
            Some(day) => {
                let shifts = shifts(r, &word).unwrap_or_default();
                calendar.special.insert(day, shifts);
            }
            None => bad_day(r, &key, "2026-12-24"),
        }
    }
}

/// A day with other hours whose last shift runs into the next day's first one, or into whose first shift that of the
/// day before runs.
fn special_overlap<'a>(r: &mut Reader<'a>, table: &Table<'a>, calendar: &Calendar) {
    let days = r.sub(table, "special").map(|t| t.entries());
    for (key, _) in days.unwrap_or_default() {
        let Some(day) = date(key.text) else { continue };
        let before = day.saturating_sub(1);
        // Of two days with other hours the earlier one says it.
        if !calendar.special.contains_key(&before) {
            runs_into(r, &key, calendar, before);
        }
        runs_into(r, &key, calendar, day);
    }
}

fn runs_into(r: &mut Reader<'_>, key: &Word<'_>, calendar: &Calendar, day: i32) {
    let (Some(one), Some(next)) = (date_of(day), date_of(day.saturating_add(1))) else {
        return;
    };
    let ends = calendar.shifts(day, one).last().map_or(0, |s| s.to);
    let after = calendar.shifts(day.saturating_add(1), next).first();
    let begins = after.map_or(u16::MAX, |s| s.from);
    if ends > DAY && ends - DAY > begins {
        let message = format!(
            "The shift of {one} lasts until {} and runs into that of {next}, which begins at {}.",
            clock(ends - DAY),
            clock(begins)
        );
        r.fault(FaultKind::BadCalendar, &key.span, message);
    }
}

pub(super) fn bad_day(r: &mut Reader<'_>, word: &Word<'_>, like: &str) {
    let message = format!("“{}” is no day like {like}.", word.text);
    r.fault(FaultKind::BadCalendar, &word.span, message);
}

pub(super) fn date(text: &str) -> Option<i32> {
    let full = text.len() == 10;
    full.then(|| text.parse::<Date>().ok())
        .flatten()
        .map(day_number)
}

fn yearly(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-').filter(|_| text.len() == 5)?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    // A leap year has all of them.
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

/// The policies, in the order in which they are asked; where each stands, and its lists that name nothing.
pub(super) fn policies<'a>(
    r: &mut Reader<'a>,
    root: &Table<'a>,
    process: &mut Process,
    places: &mut Places,
) {
    let keys = [
        "id",
        "label",
        "kinds",
        "customers",
        "products",
        "calendar",
        "targets",
        "time_in_stage",
    ];
    for (id, table) in named_tables(r, root, ("policies", "policy"), &keys) {
        let texts = |words: Vec<Word<'_>>| words.iter().map(|w| w.text.to_owned()).collect();
        let policy = Policy {
            id: id.to_owned(),
            label: r.label(&table, "label"),
            kinds: kinds(r, &table, process),
            customers: texts(r.words(&table, "customers")),
            products: texts(r.words(&table, "products")),
            calendar: counted(r, &table, process),
            targets: targets(r, &table),
            time_in_stage: stay::times(r, &table, process, table.get("calendar").is_some()),
        };
        process.policies.push(policy);
        places.policies.push(table.span.clone());
        places.empty.extend(empty(&table, id));
    }
}

/// Lists of a policy that name nothing: such a one holds as if the list were not there.
fn empty<'a>(table: &Table<'a>, id: &str) -> Vec<(Range<usize>, String)> {
    let lists = ["kinds", "customers", "products"].into_iter();
    let empty = lists.filter_map(|key| {
        let value = table.get(key)?;
        let is_empty = value.get_ref().as_array().is_some_and(|all| all.is_empty());
        is_empty.then(|| {
            let message = format!(
                "The policy “{id}” names no {key} in this list, so it holds for every one. Name some, or leave “{key}” out if every one is meant."
            );
            (value.span(), message)
        })
    });
    empty.collect()
}

fn targets<'a>(r: &mut Reader<'a>, table: &Table<'a>) -> Vec<crate::domain::process::Targets> {
    let Some(rows) = r.need_sub(table, "targets") else {
        return Vec::new();
    };
    let name = format!("the table of targets of {}", table.name);
    limit::targets_of(r, &rows.named(name), table.get("calendar").is_some())
}

fn kinds<'a>(r: &mut Reader<'a>, table: &Table<'a>, process: &Process) -> Vec<String> {
    let mut all = Vec::new();
    for word in r.words(table, "kinds") {
        if !process.kinds.iter().any(|k| k.id == word.text) {
            let known = process.kinds.iter().map(|k| k.id.as_str());
            r.unknown(FaultKind::UnknownCode, &word, "kind", known);
        }
        all.push(word.text.to_owned());
    }
    all
}

/// The calendar in which targets count: one that is open in some week, or one day nothing would be due any more.
fn counted<'a>(r: &mut Reader<'a>, table: &Table<'a>, process: &Process) -> String {
    let id = named(r, table, process);
    let has_week = |c: &Calendar| c.week.iter().any(|day| !day.is_empty());
    if process.calendar(&id).is_some_and(|c| !has_week(c))
        && let Some(word) = r.text(table, "calendar")
    {
        let message = format!(
            "The calendar “{id}” has hours on single days alone: after the last of them nothing would ever be due."
        );
        r.fault(FaultKind::BadCalendar, &word.span, message);
    }
    id
}

/// The key `calendar`: one of the file, or none.
pub(super) fn named<'a>(r: &mut Reader<'a>, table: &Table<'a>, process: &Process) -> String {
    let Some(word) = r.text(table, "calendar") else {
        return String::new();
    };
    if process.calendar(word.text).is_none() {
        let known = process.calendars.iter().map(|c| c.id.as_str());
        r.unknown(FaultKind::UnknownCalendar, &word, "calendar", known);
    }
    word.text.to_owned()
}
