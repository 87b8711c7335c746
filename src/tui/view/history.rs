//! The ticket's history, the latest at the foot.

use super::frame_roles;
use super::pen::{Frame, Pen};
use crate::domain::command::TimelineLine;
use crate::domain::safe::{self, SafeText};
use crate::domain::words;
use crate::tui::layout::{Pane, inner};
use crate::tui::model::Model;
use crate::tui::msg::Loaded;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns for the time.
const TIME: usize = 10;

/// Paints the history.
pub fn paint(model: &Model, area: Rect, joined: bool, buf: &mut Buffer) {
    let (line, head) = frame_roles(model, Pane::Ticket);
    let note = if model.history_up > 0 {
        "later ones below"
    } else {
        ""
    };
    Frame {
        title: "History",
        note,
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined,
        open: true,
    }
    .paint(area, buf);
    let Some(loaded) = &model.loaded else { return };
    let inside = inner(area);
    let lines = lines(model, loaded, inside);
    for (y, line) in (0..inside.height).zip(&lines) {
        let mut pen = Pen::new(buf, inside, y);
        match line {
            Shown::Head { time, by, text } => {
                pen.column(time, TIME, model.theme.get(Role::Dim));
                let mine = model.me().is_some_and(|m| m.name.as_str() == by.as_str());
                let role = if mine { Role::Mine } else { Role::Heading };
                pen.text(by, model.theme.get(role)).say(" ", Style::new());
                pen.say(text, model.theme.get(Role::Text));
            }
            Shown::Rest(text) => {
                pen.skip(TIME).say(text, model.theme.get(Role::Text));
            }
            Shown::Note(text) => {
                pen.skip(TIME).say(text, model.theme.get(Role::Dim));
            }
        }
    }
}

/// A line on the screen.
enum Shown {
    Head {
        time: String,
        by: String,
        text: String,
    },
    Rest(String),
    Note(String),
}

/// The lines that fit, ending with the latest or so many lines before it.
fn lines(model: &Model, loaded: &Loaded, inside: Rect) -> Vec<Shown> {
    let height = usize::from(inside.height);
    let mut up = model.history_up;
    let mut shown: Vec<Shown> = Vec::new();
    for (i, line) in loaded.history.iter().enumerate().rev() {
        let block = block(model, loaded, i, line, inside);
        for part in block.into_iter().rev() {
            if up > 0 {
                up -= 1;
                continue;
            }
            shown.push(part);
        }
        if shown.len() >= height {
            break;
        }
    }
    if shown.len() < height && loaded.older {
        let words = "older history: hoist show with --timeline".to_owned();
        shown.push(Shown::Note(words));
    }
    shown.truncate(height);
    shown.reverse();
    shown
}

/// An entry: time and who in its first line, the rest set in.
fn block(
    model: &Model,
    loaded: &Loaded,
    i: usize,
    line: &TimelineLine,
    inside: Rect,
) -> Vec<Shown> {
    let width = usize::from(inside.width).saturating_sub(TIME).max(10);
    let by = SafeText::line(&line.by).into_cow().into_owned();
    let lead = safe::width(&by) + 1;
    let key = (loaded.view.ticket.id, loaded.view.ticket.version, i);
    let wrapped = model.wraps.get(key, width, 2, || {
        let indented = format!("{}{}", "\u{a0}".repeat(lead.min(width / 2)), line.text);
        SafeText::block(&indented).into_owned()
    });
    let time = words::until_words(line.at, model.now, &model.taste.zone);
    wrapped
        .window(0, wrapped.len())
        .enumerate()
        .map(|(n, text)| match n {
            0 => Shown::Head {
                time: short(&time),
                by: by.clone(),
                text: text.trim_start_matches('\u{a0}').to_owned(),
            },
            _ => Shown::Rest(text.into_owned()),
        })
        .collect()
}

/// Dates far away lose their hour here; the exact time is on demand.
fn short(time: &str) -> String {
    if time.len() > TIME {
        time.get(..TIME).unwrap_or(time).to_owned()
    } else {
        time.to_owned()
    }
}
