//! The review, over the panes: what passes between the tiers, the figures, and pictures of them.

mod flow;
mod pictures;

use super::pen::{Frame as Box, Pen};
use crate::domain::report::page::{self, NOTHING, Wide, label, label_in};
use crate::domain::report::{Report, span};
use crate::domain::safe::{self, SafeText};
use crate::domain::words::date_time;
use crate::tui::model::Model;
use crate::tui::review::{Entry, ReviewBox, Tickets};
use crate::tui::theme::Role;
use crate::tui::wrap;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

/// From this width on the pictures stand beside the list.
const BESIDE: u16 = 112;

/// Lines of a definition.
const HOW: u16 = 3;

/// Columns of a value, of the one before, of the change, at least.
const LEAST: Wide = [18, 16, 8];

/// Paints it.
pub fn paint(model: &Model, screen: &ReviewBox, area: Rect, frame: &mut Frame<'_>) {
    Clear.render(area, frame.buffer_mut());
    let inside = crate::tui::layout::inner(area);
    let title = title(model, screen);
    Box {
        title: &title,
        note: &screen.state(),
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    let (Some(process), Some(found)) = (model.process(), screen.found()) else {
        let sentence = screen.sentence().unwrap_or_default();
        let lines = wrap::wrap(SafeText::block(&sentence), usize::from(inside.width), 0);
        for (line, y) in lines.iter().zip(0..inside.height) {
            Pen::new(frame.buffer_mut(), inside, y).say(line, model.theme.get(Role::Text));
        }
        return;
    };
    let picture = flow::Picture::of(process, &found.report, inside);
    let (top, body) = split(inside, picture.height());
    picture.paint(model, top, frame.buffer_mut());
    if let Some(tickets) = &screen.tickets {
        return list_of_tickets(model, tickets, body, frame.buffer_mut());
    }
    let (list, right) = match (inside.width >= BESIDE, screen.pictures) {
        (true, _) => {
            let left = (body.width * 3 / 5).min(96);
            let right = Rect {
                x: body.x + left + 1,
                width: body.width - left - 1,
                ..body
            };
            (
                Some(Rect {
                    width: left,
                    ..body
                }),
                Some(right),
            )
        }
        (false, true) => (None, Some(body)),
        (false, false) => (Some(body), None),
    };
    if let Some(list) = list {
        let (list, how) = split(list, list.height.saturating_sub(HOW));
        figures(model, screen, list, frame.buffer_mut());
        definition(model, screen, how, frame.buffer_mut());
    }
    if let Some(right) = right {
        pictures::paint(model, screen, &found.report, right, frame);
    }
}

/// So many lines, and the rest.
pub(super) fn split(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let rest = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (Rect { height, ..area }, rest)
}

fn title(model: &Model, screen: &ReviewBox) -> String {
    match screen.period() {
        Some(period) => format!("Review · {}", span::said(period, &model.taste.zone)),
        None => "Review".to_owned(),
    }
}

fn figures(model: &Model, screen: &ReviewBox, area: Rect, buf: &mut Buffer) {
    let (entries, top) = screen.window(usize::from(area.height));
    let Some(found) = screen.found() else { return };
    let (mut of, mut wide) = (None, LEAST);
    for (y, (n, entry)) in (0..area.height).zip(entries.iter().enumerate().skip(top)) {
        if let Entry::Line { figure, .. } = entry
            && of != Some(*figure)
        {
            let seen = entries.iter().skip(top).take(usize::from(area.height));
            (of, wide) = (Some(*figure), columns(&found.report, *figure, seen));
        }
        let row = EntryRow {
            entry,
            is_here: n == screen.at.get(),
            wide,
        };
        entry_line(model, &found.report, &row, area, y, buf);
    }
}

/// A line of the list as it is painted.
struct EntryRow<'e> {
    entry: &'e Entry,
    is_here: bool,
    wide: Wide,
}

/// Columns of the values of a figure: as wide as its rows that are seen need.
fn columns<'e>(report: &Report, figure: usize, seen: impl Iterator<Item = &'e Entry>) -> Wide {
    let shown = &report.figures[figure];
    let lines = seen.filter_map(|entry| match entry {
        Entry::Line {
            figure: of, line, ..
        } if *of == figure => shown.rows.get(*line),
        _ => None,
    });
    page::columns(shown.figure, lines, LEAST)
}

fn entry_line(
    model: &Model,
    report: &Report,
    row: &EntryRow<'_>,
    area: Rect,
    y: u16,
    buf: &mut Buffer,
) {
    let (is_here, wide) = (row.is_here, row.wide);
    let get = |role| model.theme.get(role);
    if is_here {
        bar(model, area, y, buf);
    }
    let mut pen = Pen::new(buf, area, y);
    match row.entry {
        Entry::Chapter(name) => {
            let room = usize::from(area.width).saturating_sub(LEAST.iter().sum());
            pen.column(&name.to_uppercase(), room, get(Role::Heading));
            for (word, columns) in ["in the period", "before", "change"].iter().zip(LEAST) {
                right(&mut pen, word, columns, get(Role::Dim));
            }
        }
        Entry::Nothing => {
            pen.say(NOTHING, get(Role::Dim));
        }
        Entry::Figure(n) => {
            pen.text(report.figures[*n].label, get(Role::Text));
        }
        Entry::More(_, more) => {
            let style = if is_here {
                get(Role::Bar)
            } else {
                get(Role::Dim)
            };
            pen.say(&format!("    … {more} more: Enter shows them"), style);
        }
        Entry::Line {
            figure,
            line,
            alone,
        } => {
            let shown = &report.figures[*figure];
            let line = &shown.rows[*line];
            let style = |role| if is_here { get(Role::Bar) } else { get(role) };
            let room = usize::from(area.width).saturating_sub(wide.iter().sum());
            let words = if *alone {
                shown.label.to_owned()
            } else {
                format!("  {}", label_in(line, room.saturating_sub(3)))
            };
            pen.column(&words, room, style(Role::Text));
            let roles = [Role::Text, Role::Dim, Role::Key];
            let values = page::values(shown.figure, line);
            for ((value, columns), role) in values.iter().zip(wide).zip(roles) {
                right(&mut pen, value, columns, style(role));
            }
        }
    }
}

/// A row as it is read out.
#[must_use]
pub fn line_words(report: &Report, entry: &Entry) -> String {
    match entry {
        Entry::Chapter(name) => (*name).to_owned(),
        Entry::Nothing => NOTHING.to_owned(),
        Entry::Figure(n) => report.figures[*n].label.to_owned(),
        Entry::More(_, more) => format!("{more} more"),
        Entry::Line {
            figure,
            line,
            alone,
        } => {
            let shown = &report.figures[*figure];
            let line = &shown.rows[*line];
            let name = match alone {
                true => shown.label.to_owned(),
                false => format!("{}, {}", shown.label, label(line)),
            };
            let [now, before, _] = page::values(shown.figure, line);
            format!("{name}: {now}, before {before}")
        }
    }
}

fn right(pen: &mut Pen<'_>, text: &str, columns: usize, style: Style) {
    let blanks = columns.saturating_sub(safe::width(text));
    pen.say(&" ".repeat(blanks), style).say(text, style);
}

/// The bar lies under the whole row, also where no column has words.
fn bar(model: &Model, area: Rect, y: u16, buf: &mut Buffer) {
    let row = Rect {
        y: area.y + y,
        height: 1,
        ..area
    };
    buf.set_style(row, model.theme.get(Role::Bar));
}

fn definition(model: &Model, screen: &ReviewBox, area: Rect, buf: &mut Buffer) {
    let Some(shown) = screen.figure() else { return };
    let line = "─".repeat(usize::from(area.width));
    Pen::new(buf, area, 0).say(&line, model.theme.get(Role::Border));
    let words = page::wrapped(shown.definition, usize::from(area.width));
    for (line, y) in words.iter().zip(1..area.height) {
        Pen::new(buf, area, y).say(line, model.theme.get(Role::Dim));
    }
}

fn list_of_tickets(model: &Model, tickets: &Tickets, area: Rect, buf: &mut Buffer) {
    let get = |role| model.theme.get(role);
    let count = tickets.count();
    let room = usize::from(area.width).saturating_sub(safe::width(&count) + 2);
    Pen::new(buf, area, 0)
        .column(&tickets.title, room, get(Role::Heading))
        .say("  ", get(Role::Dim))
        .say(&count, get(Role::Dim));
    let (_, area) = split(area, 1);
    let top = tickets.top(usize::from(area.height));
    let rows = tickets.rows.as_deref().unwrap_or_default();
    for (y, (n, row)) in (0..area.height).zip(rows.iter().enumerate().skip(top)) {
        let is_here = n == tickets.at.get();
        let style = |role| if is_here { get(Role::Bar) } else { get(role) };
        if is_here {
            bar(model, area, y, buf);
        }
        let mut pen = Pen::new(buf, area, y);
        let priority = if row.major {
            "P1!".to_owned()
        } else {
            format!("P{}", row.priority)
        };
        let opened = date_time(row.opened_at, &model.taste.zone);
        let stage = model.process().map(|p| p.stage_label(&row.stage));
        pen.column(&row.id.to_string(), 8, style(Role::Key));
        pen.column(&priority, 4, style(Role::Text));
        pen.column(&opened, 17, style(Role::Dim));
        pen.column(&stage.unwrap_or_default(), 22, style(Role::Text));
        pen.say(" ", style(Role::Text));
        pen.text(&row.subject, style(Role::Text));
    }
}

/// What stands below: whether a review is due, and which decisions are open.
#[must_use]
pub fn foot(model: &Model, screen: &ReviewBox) -> String {
    let Some(found) = screen.found() else {
        return String::new();
    };
    let zone = &model.taste.zone;
    let due = match found.due {
        Some(at) => format!("a review is due since {}", date_time(at, zone)),
        None => "no review is due".to_owned(),
    };
    let open = found.open.iter().map(|(n, d)| {
        let late = if d.due <= model.now { "late, " } else { "" };
        format!("{n} {late}{}: {}", d.owner, d.text)
    });
    let open: Vec<String> = open.collect();
    match open.as_slice() {
        [] => due,
        several => format!("{due} · decided: {}", several.join(" · ")),
    }
}

/// By what a change of the line is known, and the line.
#[must_use]
pub fn aloud(model: &Model, screen: &ReviewBox) -> (String, String) {
    if let Some(tickets) = &screen.tickets {
        let text = match tickets.here() {
            Some(row) => format!("{} {}", row.id, row.subject),
            None => format!("{}: {}", tickets.title, tickets.count()),
        };
        return (format!("tickets {} {text}", tickets.at.get()), text);
    }
    let text = match (screen.sentence(), screen.found()) {
        (Some(sentence), _) => sentence,
        (None, Some(found)) => {
            let entries = screen.entries();
            let entry = entries.get(screen.at.get());
            entry.map_or_else(String::new, |e| line_words(&found.report, e))
        }
        (None, None) => foot(model, screen),
    };
    (format!("{} {text}", screen.at.get()), text)
}

/// All of it in lines.
#[must_use]
pub fn whole(model: &Model, screen: &ReviewBox) -> Vec<String> {
    if let Some(tickets) = &screen.tickets {
        let rows = tickets.rows.iter().flatten();
        let rows = rows.map(|row| format!("{} {}", row.id, row.subject));
        let head = format!("{}: {}", tickets.title, tickets.count());
        return std::iter::once(head).chain(rows).collect();
    }
    let (Some(found), Some(process)) = (screen.found(), model.process()) else {
        return screen.sentence().into_iter().collect();
    };
    let lines = screen.entries();
    let lines = lines.iter().map(|e| line_words(&found.report, e));
    let flow = flow::lines(process, &found.report).into_iter();
    flow.chain(lines).collect()
}
