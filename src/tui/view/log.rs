//! A log over the panes: its lines with how bad they are, what it says again and again, and how much
//! over time.

use super::pen::{Frame as Box, Pen};
use crate::desk::logs::{Changed, Shown};
use crate::domain::log::level::Level;
use crate::domain::log::stamp::{Stamp, seen};
use crate::domain::safe::{self, SafeText};
use crate::domain::words;
use crate::tui::log::ask::{List, Told};
use crate::tui::log::{LogView, Tab};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::update::lists::capital;
use crate::tui::wrap;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

/// Columns of the bars of the histogram.
const BAR: usize = 32;

/// Paints the screen.
pub fn paint(model: &Model, view: &LogView, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let buf = frame.buffer_mut();
    let (title, note) = head(&view.title(), states(view), usize::from(area.width));
    Box {
        title: &title,
        note: &note,
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, buf);
    let inside = crate::tui::layout::inner(area);
    if let Some(why) = &view.lost {
        let lines = wrap::wrap(SafeText::block(why), usize::from(inside.width), 0);
        for (line, y) in lines.iter().zip(0..inside.height) {
            Pen::new(buf, inside, y).say(line, model.theme.get(Role::Error));
        }
        return;
    }
    tabs(model, view, inside, buf);
    let mut top = 1;
    for line in notes(view) {
        Pen::new(buf, inside, top).text(&line, model.theme.get(Role::Paused));
        top += 1;
    }
    let rows = Rect {
        y: inside.y + top.min(inside.height),
        height: inside.height.saturating_sub(top),
        ..inside
    };
    view.seen.set(usize::from(rows.height).max(1));
    match view.tab {
        Tab::Lines => lines(model, view, rows, buf),
        Tab::Signatures => signatures(model, view, rows, buf),
        Tab::Times => times(model, view, rows, buf),
    }
}

/// Signs of the upper line that are neither title nor note, with the corners.
const AROUND: usize = 8;

/// Title and note as the upper line has room for them: the longest note that fits beside the title, else the
/// shortest one and less of the title, for how far reading is must be seen.
fn head(title: &str, notes: Vec<String>, width: usize) -> (String, String) {
    let room = width.saturating_sub(AROUND);
    let title = SafeText::line(title);
    let fits = |note: &&String| safe::width(title.as_str()) + safe::width(note) <= room;
    let note = notes.iter().find(fits).or(notes.last()).cloned();
    let note = note.unwrap_or_default();
    let left = room.saturating_sub(safe::width(&note));
    (title.truncate(left).to_string(), note)
}

/// How far reading is, size and encoding: the longest first, at last what must not be missing.
fn states(view: &LogView) -> Vec<String> {
    let whole = state(view);
    let Some((size, ..)) = view.about.filter(|_| view.lost.is_none()) else {
        return vec![whole];
    };
    let size = size.map(words::size);
    let shorter = match (view.hashing, view.percent()) {
        (Some((done, _)), _) => vec![format!("hashing {}, Esc stops", words::size(done))],
        (None, Some(percent)) => {
            let size = size.map_or_else(String::new, |size| format!(" of {size}"));
            vec![format!("reading {percent} %{size}"), format!("{percent} %")]
        }
        (None, None) => size.into_iter().collect(),
    };
    std::iter::once(whole).chain(shorter).collect()
}

/// Size and encoding, and how far reading is, in full.
fn state(view: &LogView) -> String {
    if view.lost.is_some() {
        return "not read".to_owned();
    }
    let Some((size, encoding, packed)) = view.about else {
        return "opening …".to_owned();
    };
    let mut parts = Vec::new();
    if let Some((done, of)) = view.hashing {
        let of = of.map_or_else(String::new, |of| format!(" of {}", words::size(of)));
        parts.push(format!("hashing {}{of}, Esc stops", words::size(done)));
    }
    if let Some(percent) = view.percent() {
        parts.push(format!("reading {percent} %{}", left(view)));
    }
    parts.extend(size.map(words::size));
    parts.push(match packed {
        true => format!("{encoding}, gzip"),
        false => encoding.to_owned(),
    });
    parts.join(" · ")
}

/// How fast it goes and how long it still takes.
fn left(view: &LogView) -> String {
    let progress = view.lines().progress;
    let (Some(of), true) = (progress.of, progress.ms > 500) else {
        return String::new();
    };
    let rate = progress.read.saturating_mul(1000) / progress.ms.max(1);
    let rest = of.saturating_sub(progress.read) / rate.max(1);
    format!(", {}/s, {rest} s left", words::size(rate))
}

fn tabs(model: &Model, view: &LogView, inside: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, inside, 0);
    for tab in Tab::ALL {
        let role = match tab == view.tab {
            true => Role::TitleFocus,
            false => Role::Dim,
        };
        let mark = if tab == view.tab { "▸ " } else { "  " };
        pen.say(mark, model.theme.get(role));
        pen.say(tab.label(), model.theme.get(role));
        let many = match tab {
            Tab::Lines => Some(view.lines().count() as usize),
            Tab::Signatures => view.told().map(|t| t.report.signatures.list.len()),
            Tab::Times => None,
        };
        if let Some(n) = many {
            pen.say(&format!(" {n}"), model.theme.get(Role::Dim));
        }
        pen.say("  ", Style::new());
    }
    let errors = view.lines().progress.errors;
    if errors > 0 {
        let word = if errors == 1 { "error" } else { "errors" };
        pen.say(&format!(" {errors} {word}"), model.theme.get(Role::Late));
    }
    if let Some((first, last)) = view.told().and_then(|t| t.report.span) {
        pen.right(
            &format!("{} – {}", short(first), short(last)),
            model.theme.get(Role::Dim),
        );
    }
}

/// A time to the second.
fn short(stamp: Stamp) -> String {
    let text = stamp.text().replace('T', " ");
    text.split('.').next().unwrap_or_default().to_owned()
}

/// What is left out of sight, and what is odd about the file.
pub(in crate::tui) fn notes(view: &LogView) -> Vec<String> {
    let mut notes = Vec::new();
    let filter: Vec<String> = ["level", "pattern", "from", "to"]
        .into_iter()
        .filter_map(|name| Some((name, view.filter.get(name)?)))
        .map(|(name, value)| match name {
            "level" => format!("{value} and worse"),
            "pattern" => format!("/{value}/"),
            "from" => format!("from {value}"),
            _ => format!("before {value}"),
        })
        .collect();
    if !filter.is_empty() {
        notes.push(format!("Only {} (0 shows all)", filter.join(", ")));
    }
    if let (List::Only, Some(template)) = (view.list, &view.only) {
        notes.push(format!("Only “{template}” (Esc back)"));
    }
    let told = view.lines().told.as_ref();
    notes.extend(told.and_then(odd));
    notes
}

/// What was noticed beside the lines.
fn odd(told: &Told) -> Option<String> {
    let mut odd = Vec::new();
    if told.notices.cut > 0 {
        let lines = words::counted(told.notices.cut, "line is", "lines are");
        odd.push(format!("{lines} longer than 64 KiB and cut"));
    }
    if told.notices.windows > 0 {
        let lines = words::counted(told.notices.windows, "line", "lines");
        odd.push(format!("{lines} read as Windows-1252"));
    }
    if told.notices.wide > 0 {
        let lines = words::counted(told.notices.wide, "line", "lines");
        odd.push(format!("{lines} read as UTF-16"));
    }
    if told.notices.narrow > 0 {
        let lines = words::counted(told.notices.narrow, "line", "lines");
        odd.push(format!("{lines} read as UTF-8"));
    }
    if told.notices.noughts > 0 {
        let lines = words::counted(told.notices.noughts, "line has", "lines have");
        odd.push(format!(
            "{lines} NUL bytes within, whose words are not read"
        ));
    }
    if let Some(why) = &told.notices.damaged {
        odd.push(format!("it ends early: {why}"));
    }
    match told.changed {
        Some(Changed::Grew(bytes)) => odd.push(format!("it grew by {}", words::size(bytes))),
        Some(Changed::Shrank(bytes)) => odd.push(format!("it lost {}", words::size(bytes))),
        None => {}
    }
    (!odd.is_empty()).then(|| format!("Note: {}.", odd.join("; ")))
}

fn lines(model: &Model, view: &LogView, rows: Rect, buf: &mut Buffer) {
    let lines = view.lines();
    if lines.count() == 0 {
        let words = match (view.percent(), view.list) {
            _ if view.about.is_none() => "Opening …",
            (Some(_), List::All) => "Reading …",
            (Some(_), _) => "Nothing so far; reading on …",
            (None, List::All) => "The file is empty.",
            (None, _) => "No line is like that. / changes the filter, 0 shows all.",
        };
        Pen::new(buf, rows, 0).say(words, model.theme.get(Role::Dim));
        return;
    }
    let (first, last) = lines.marked();
    for y in 0..rows.height {
        let place = lines.top + u64::from(y);
        let Some(shown) = lines.row(place) else {
            continue;
        };
        line(model, view, shown, rows, y, buf);
        let marked = lines.anchor.is_some() && (first..=last).contains(&place);
        let role = match (place == lines.cursor, marked) {
            (true, _) => Role::Bar,
            (false, true) => Role::Mark,
            (false, false) => continue,
        };
        bar(model, rows, y, role, buf);
    }
}

fn bar(model: &Model, rows: Rect, y: u16, role: Role, buf: &mut Buffer) {
    let row = Rect {
        x: rows.x.saturating_sub(1),
        y: rows.y + y,
        width: rows.width + 2,
        height: 1,
    };
    buf.set_style(row, model.theme.get(role));
}

fn line(model: &Model, view: &LogView, shown: &Shown, rows: Rect, y: u16, buf: &mut Buffer) {
    let (sign, role) = sign(shown.level);
    let mark = match view.lines().anchor {
        Some(_) if is_marked(view, shown) => "›",
        _ => " ",
    };
    let mut pen = Pen::new(buf, rows, y);
    pen.say(
        &format!("{:>7}{mark}", shown.row.number),
        model.theme.get(Role::Dim),
    );
    let word = if shown.continues { " " } else { sign };
    pen.say(word, model.theme.get(role)).say(" ", Style::new());
    let text = SafeText::line(&shown.row.text);
    let text: String = text.as_str().chars().skip(view.aside).collect();
    pen.text(&text, model.theme.get(role));
}

fn is_marked(view: &LogView, shown: &Shown) -> bool {
    let lines = view.lines();
    let (first, last) = lines.marked();
    let number = |place| lines.row(place).map(|s| s.row.number);
    number(first).is_none_or(|n| shown.row.number >= n)
        && number(last).is_none_or(|n| shown.row.number <= n)
}

/// A letter for a level, and its colour.
fn sign(level: Option<Level>) -> (&'static str, Role) {
    match level {
        Some(Level::Fatal) => ("F", Role::Late),
        Some(Level::Error) => ("E", Role::Late),
        Some(Level::Warn) => ("W", Role::DueSoon),
        Some(Level::Notice) => ("n", Role::Text),
        Some(Level::Info) => ("i", Role::Text),
        Some(Level::Debug) => ("d", Role::Dim),
        Some(Level::Trace) => ("t", Role::Dim),
        None => (" ", Role::Text),
    }
}

fn signatures(model: &Model, view: &LogView, rows: Rect, buf: &mut Buffer) {
    let ranked = view.ranked();
    if ranked.is_empty() {
        let words = match view.percent() {
            Some(percent) => format!("{percent} % are read; signatures are known at the end."),
            None => "There is nothing that is said again and again.".to_owned(),
        };
        Pen::new(buf, rows, 0).say(&words, model.theme.get(Role::Dim));
        return;
    }
    let of = view.told().and_then(|t| t.report.span);
    let shown = ranked.iter().enumerate().skip(view.signatures.top);
    for ((i, (_, signature)), y) in shown.zip(0..rows.height) {
        let (letter, role) = sign(signature.tally.level);
        let mut pen = Pen::new(buf, rows, y);
        pen.say(
            &format!("{:>7} ", signature.tally.count),
            model.theme.get(Role::Text),
        );
        let partly = signature.tally.partly();
        let partly = partly.map_or_else(|| " ".to_owned(), |n| format!("({n}) "));
        pen.say(letter, model.theme.get(role))
            .say(&partly, model.theme.get(role));
        let new = if signature.new { "new " } else { "    " };
        pen.say(new, model.theme.get(Role::SentBack));
        let times = signature.tally.first.zip(signature.tally.last);
        let time = times.map_or_else(String::new, |times| seen(times, of));
        let room = pen.left().saturating_sub(safe::width(&time) + 2);
        pen.column(&signature.template, room, model.theme.get(role));
        pen.say("  ", Style::new())
            .say(&time, model.theme.get(Role::Dim));
        if i == view.signatures.at {
            bar(model, rows, y, Role::Bar, buf);
        }
    }
}

fn times(model: &Model, view: &LogView, rows: Rect, buf: &mut Buffer) {
    let (ms, stretches) = view.stretches();
    let clock = view
        .told()
        .and_then(|t| t.report.span)
        .map(|(s, _)| s.clock);
    let Some(clock) = clock.filter(|_| !stretches.is_empty()) else {
        let words = match view.percent() {
            Some(percent) => {
                format!("{percent} % are read; how much over time is known at the end.")
            }
            None => "These lines bear no time.".to_owned(),
        };
        Pen::new(buf, rows, 0).say(&words, model.theme.get(Role::Dim));
        return;
    };
    let most = stretches.iter().map(|(_, b)| b.lines).max().unwrap_or(1);
    let shown = stretches.iter().enumerate().skip(view.times.top);
    for ((i, (at, bucket)), y) in shown.zip(0..rows.height) {
        let length = |n: u64| (n * BAR as u64).div_ceil(most.max(1)) as usize;
        let bad = length(bucket.errors).min(BAR);
        let mut pen = Pen::new(buf, rows, y);
        let begins = short(Stamp { at: *at, clock });
        pen.say(&format!("{begins}  "), model.theme.get(Role::Dim));
        pen.say(&"█".repeat(bad), model.theme.get(Role::Late));
        let rest = length(bucket.lines).saturating_sub(bad);
        pen.say(&"▒".repeat(rest), model.theme.get(Role::Text));
        let end = BAR.saturating_sub(bad + rest);
        pen.skip(end)
            .say(&format!("  {}", bucket.lines), model.theme.get(Role::Text));
        if bucket.errors > 0 {
            let word = if bucket.errors == 1 {
                "error"
            } else {
                "errors"
            };
            pen.say(
                &format!(", {} {word}", bucket.errors),
                model.theme.get(Role::Late),
            );
        }
        if i == view.times.at {
            bar(model, rows, y, Role::Bar, buf);
        }
    }
    let last = Rect {
        y: rows.bottom().saturating_sub(1),
        height: 1.min(rows.height),
        ..rows
    };
    if stretches.len() < usize::from(rows.height) {
        let each = format!("Each stands for {}.", words::duration(ms));
        Pen::new(buf, last, 0).say(&each, model.theme.get(Role::Dim));
    }
}

/// The keys that mean something now, those that are needed most.
#[must_use]
pub fn keys(view: &LogView) -> &'static str {
    match view.tab {
        _ if view.lost.is_some() => "Esc back · x look at the bytes · s save",
        Tab::Lines if view.lines().anchor.is_some() => {
            "Esc unmark · + keep · . keep, then close the item"
        }
        Tab::Lines => {
            "Esc back · v mark · + keep · ! first error · / filter · Tab signatures · l level"
        }
        Tab::Signatures => {
            "Esc back · Enter its lines · + keep · / filter · Tab over time · l level"
        }
        Tab::Times => "Esc back · Enter these lines · / filter · Tab lines · l level",
    }
}

/// The other keys.
#[must_use]
pub fn more_keys(model: &Model, view: &LogView) -> String {
    match view.tab {
        _ if view.lost.is_some() => String::new(),
        Tab::Lines if view.lines().anchor.is_some() => {
            format!("into the intake: {}", fields(model))
        }
        Tab::Lines => {
            "[ ] errors · Enter whole line · 0 all lines · x bytes · s save · y copy".to_owned()
        }
        Tab::Signatures => ". close the item · ! first error · 0 all lines · y copy".to_owned(),
        Tab::Times => "! first error · 0 all lines".to_owned(),
    }
}

/// The fields of the intake by their numbers.
#[must_use]
pub fn fields(model: &Model) -> String {
    let fields = model.process().map(|p| &p.intake[..]).unwrap_or_default();
    let named: Vec<String> = fields
        .iter()
        .zip(1..10)
        .map(|(field, n)| format!("{n} {}", capital(&field.id.replace('_', " "))))
        .collect();
    named.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::{head, states};
    use crate::domain::id::TicketId;
    use crate::tui::log::LogView;
    use crate::tui::log::ask::{Came, List, Progress, Whence};

    #[test]
    fn how_far_reading_is_stands_in_eighty_columns_whatever_the_name() {
        let name = "application-server-2026-11-24.log".to_owned();
        let whence = Whence::File("/var/log/x".into());
        let mut view = LogView::new(1, whence, Some(TicketId(1042)), name, 20);
        view.about = Some((Some(1 << 30), "UTF-8", false));
        let progress = Progress {
            read: 128 << 20,
            of: Some(1 << 30),
            ms: 4_000,
            ..Progress::default()
        };
        view.came(Came::Going(List::All, progress));
        let whole = states(&view);
        assert_eq!(
            whole[0],
            "reading 12 %, 32 MiB/s, 28 s left · 1 GiB · UTF-8"
        );
        for (width, note) in [
            (200, whole[0].as_str()),
            (80, "reading 12 % of 1 GiB"),
            (66, "12 %"),
            (40, "12 %"),
        ] {
            let (title, shown) = head(&view.title(), states(&view), width);
            assert_eq!(shown, note, "{width}");
            assert!(
                title.chars().count() + shown.chars().count() + 8 <= width,
                "{title}"
            );
            assert!(title.starts_with("application"), "{title}");
        }
    }
}
