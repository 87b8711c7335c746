//! The queue: a row says sign, number, priority, time left, assignee, customer, subject.

use super::frame_roles;
use super::pen::{Frame, Pen};
use super::sign;
use crate::desk::view_words::sort_id;
use crate::domain::id::At;
use crate::domain::row::Row;
use crate::domain::{safe, words};
use crate::tui::action::ALL;
use crate::tui::layout::{Pane, inner};
use crate::tui::model::Model;
use crate::tui::model::queue::{Line, Section};
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Widths of the columns of a screen.
struct Columns {
    id: usize,
    clocks: bool,
    due: usize,
    assignee: usize,
    customer: usize,
}

/// Paints the queue.
pub fn paint(model: &Model, area: Rect, buf: &mut Buffer) {
    let (line, head) = frame_roles(model, Pane::Queue);
    let title = format!("1 Queue · {} · {}", model.queue.name, order(model));
    let note = note(model);
    // The checklist stands under the queue with four panes, the moves in one column.
    Frame {
        title: &title,
        note: &note,
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined: false,
        open: true,
    }
    .paint(area, buf);
    let inside = inner(area);
    if model.queue.rows.is_empty() {
        empty(model, inside, buf);
    }
    let lines = model.queue.lines(usize::from(inside.height), model.now);
    let columns = Columns::of(model, &lines, usize::from(inside.width));
    for (y, line) in (0..inside.height).zip(&lines) {
        match line {
            Line::Head(section) => section_head(model, *section, inside, y, buf),
            Line::ReviewDue => review_due(model, inside, y, buf),
            Line::Row(i) => {
                if let Some(row) = model.queue.rows.get(*i) {
                    paint_row(model, row, &columns, inside, y, buf);
                    bar(model, *i, inside, y, buf);
                }
            }
            Line::Hold(i) => {
                if let Some(row) = model.queue.rows.get(*i) {
                    paint_hold(model, row, &columns, inside, y, buf);
                    bar(model, *i, inside, y, buf);
                }
            }
        }
    }
}

/// The order in words.
pub fn order(model: &Model) -> &'static str {
    match sort_id(model.queue.query.sort) {
        "due" => "by due",
        "age" => "oldest first",
        "priority" => "by priority",
        _ => "latest change first",
    }
}

fn note(model: &Model) -> String {
    let mut parts = Vec::new();
    if !model.marked.is_empty() {
        parts.push(format!("{} marked", model.marked.len()));
    }
    if let Some(n) = model.queue.cut_at {
        parts.push(format!("only the first {n} were searched"));
    }
    parts.join(" · ")
}

fn empty(model: &Model, inside: Rect, buf: &mut Buffer) {
    let lines = empty_words(model);
    let top = inside.y + inside.height / 3;
    for (text, y) in lines.iter().zip(top..inside.bottom()) {
        let row = Rect {
            y,
            height: 1,
            ..inside
        };
        super::pen::centred(buf, row, text, model.theme.get(Role::Dim));
    }
}

/// What an empty queue says: why it is, and what can be done.
pub fn empty_words(model: &Model) -> Vec<&'static str> {
    if model.queue.is_torn {
        return vec!["The list of tickets is damaged: what is said above tells what to do."];
    }
    if !model.queue.is_read {
        return vec!["reading …"];
    }
    if !model.filter.is_empty() {
        return vec!["Nothing fits the filter. Esc takes it away."];
    }
    match model.has_begun() {
        true => vec!["Nothing here. v shows other views, c opens a ticket."],
        false => vec![
            "There is no ticket yet: c opens the first one.",
            "To look around first: q leaves, hoist demo opens a full desk.",
        ],
    }
}

fn section_head(model: &Model, section: Section, inside: Rect, y: u16, buf: &mut Buffer) {
    let words = match section {
        Section::NeedsYou => "needs you now",
        Section::Others => "others",
    };
    let style = model.theme.get(Role::Border);
    let mut pen = Pen::new(buf, inside, y);
    pen.say("── ", style)
        .say(words, model.theme.get(Role::Heading))
        .say(" ", style);
    let rest = "─".repeat(pen.left());
    pen.say(&rest, style);
}

/// What is said of a review that is due, and the key that leads there.
pub fn review_words(model: &Model) -> Option<(String, String)> {
    let due = model.queue.review_due?;
    let since = words::until_words(due, model.now, &model.taste.zone);
    let action = ALL.iter().find(|a| a.name == "review")?;
    let key = model.keymap.key_of(action).unwrap_or_default();
    Some((format!("a review is due since {since}"), key))
}

fn review_due(model: &Model, inside: Rect, y: u16, buf: &mut Buffer) {
    let Some((words, key)) = review_words(model) else {
        return;
    };
    let mut pen = Pen::new(buf, inside, y);
    pen.skip(2).text(&words, model.theme.get(Role::Late));
    if !key.is_empty() {
        pen.say("  ", Style::new())
            .say(&key, model.theme.get(Role::Key));
    }
}

fn bar(model: &Model, i: usize, inside: Rect, y: u16, buf: &mut Buffer) {
    if model.queue.cursor != i || model.pinned.is_some() {
        return;
    }
    let role = if model.focus == Pane::Queue {
        Role::Bar
    } else {
        Role::BarOff
    };
    let row = Rect {
        x: inside.x.saturating_sub(1),
        y: inside.y + y,
        width: inside.width + 2,
        height: 1,
    };
    buf.set_style(row, model.theme.get(role));
}

impl Columns {
    fn of(model: &Model, lines: &[Line], width: usize) -> Columns {
        let rows = || {
            lines.iter().filter_map(|l| match l {
                Line::Row(i) => model.queue.rows.get(*i),
                _ => None,
            })
        };
        let widest = |of: &dyn Fn(&Row) -> usize| rows().map(of).max().unwrap_or(0);
        let id = widest(&|r| digits(r.id.0) + 1);
        let assignee = widest(&|r| r.assignee.as_ref().map_or(1, |a| safe::width(a.as_str())));
        let customer = widest(&|r| safe::width(&r.customer_name));
        // What will be late this shift says which clock it is, where there is room.
        let clocks = model.queue.query.this_shift && width >= 70;
        let due = widest(&|r| due_of(r, model.now, clocks).0.len());
        Columns {
            id,
            clocks,
            due: due.clamp(6, if clocks { 24 } else { 9 }),
            assignee: assignee.clamp(2, if width < 70 { 6 } else { 9 }),
            customer: customer.clamp(4, (width / 6).max(8)),
        }
    }
}

fn digits(n: i64) -> usize {
    n.checked_ilog10().map_or(1, |d| d as usize + 1)
}

/// The priority in a word, with `?` while nobody has confirmed it.
pub fn priority(row: &Row) -> (String, Role) {
    if row.major {
        return ("M!".to_owned(), Role::Major);
    }
    let role = match row.priority {
        1 => Role::P1,
        2 => Role::P2,
        3 => Role::P3,
        _ => Role::P4,
    };
    match row.priority {
        0 => ("P?".to_owned(), Role::Dim),
        p if row.triaged => (format!("P{p}"), role),
        p => (format!("P{p}?"), role),
    }
}

/// What is left of its time, in words.
pub fn due(row: &Row, now: At) -> (String, Role) {
    if row.paused {
        return match words::wait_over(row, now) {
            Some(since) => (format!("over {since}"), Role::DueSoon),
            None => ("paused".to_owned(), Role::Paused),
        };
    }
    let words = words::due_words(row.due_at, now);
    let left = row.due_at.since_ms(now);
    let role = match left {
        ..=0 => Role::Late,
        1..3_600_000 => Role::DueSoon,
        _ => Role::Dim,
    };
    if words.is_empty() {
        return ("–".to_owned(), Role::Dim);
    }
    (words, role)
}

/// The same, with the name of the clock.
fn due_of(row: &Row, now: At, named: bool) -> (String, Role) {
    let (words, role) = due(row, now);
    match named {
        true => (
            format!("{} {words}", words::clock_words(row.due_what)),
            role,
        ),
        false => (words, role),
    }
}

fn paint_row(model: &Model, row: &Row, at: &Columns, inside: Rect, y: u16, buf: &mut Buffer) {
    let theme = |role| model.theme.get(role);
    let (priority, priority_role) = priority(row);
    let (due, due_role) = due_of(row, model.now, at.clocks);
    let mine = row.assignee.is_some() && row.assignee.as_ref() == model.me().map(|m| &m.name);
    let mut pen = Pen::new(buf, inside, y);
    match sign::shown(model, row) {
        Some(sign) => pen.say(sign.mark, theme(sign.role)),
        None => pen.say(" ", Style::new()),
    };
    match sign::of_others(model, row) {
        Some(sign) => pen.say(sign.mark, theme(sign.role)),
        None => pen.say(" ", Style::new()),
    };
    let id = row.id.to_string();
    pen.skip(at.id.saturating_sub(id.len()));
    pen.say(&id, theme(if mine { Role::Mine } else { Role::Text }));
    pen.say(" ", Style::new())
        .column(&priority, 3, theme(priority_role));
    pen.say(" ", Style::new())
        .column(&due, at.due, theme(due_role));
    if row.masked {
        pen.say("  (restricted)", theme(Role::Dim));
        return;
    }
    let assignee = row.assignee.as_ref().map_or("–", |a| a.as_str());
    let assignee_role = if mine { Role::Mine } else { Role::Dim };
    pen.say(" ", Style::new())
        .column(assignee, at.assignee, theme(assignee_role));
    pen.say(" ", Style::new())
        .column(&row.customer_name, at.customer, theme(Role::Dim));
    pen.say(" ", Style::new())
        .text(&row.subject, theme(Role::Text));
}

fn paint_hold(model: &Model, row: &Row, at: &Columns, inside: Rect, y: u16, buf: &mut Buffer) {
    let Some((kind, until)) = &row.hold else {
        return;
    };
    let why = model
        .process()
        .map_or(kind.as_str(), |p| p.code_label("hold", kind));
    let wait = words::wait_words(*until, model.now, &model.taste.zone);
    let style = model.theme.get(Role::Paused);
    Pen::new(buf, inside, y)
        .skip(at.id + 7)
        .text(&format!("{why}, {wait}"), style);
}
