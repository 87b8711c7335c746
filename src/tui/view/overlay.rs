//! What lies over the panes: only the topmost is painted, in the middle or at the foot.

use super::pen::{Frame as Box, Pen, centred};
use super::{article, compare, log, reading, review, sign, talk, viewer};
use crate::domain::safe;
use crate::tui::action::{ALL, Group, Ready, Scope};
use crate::tui::form::FormTheme;
use crate::tui::model::Model;
use crate::tui::model::overlay::{Overlay, Purpose};
use crate::tui::own_keys;
use crate::tui::scroll::Scroll;
use crate::tui::theme::Role;
use crate::tui::wrap;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

/// Paints the topmost; under a form, list or question about a review the review.
pub fn paint(model: &Model, body: Rect, frame: &mut Frame<'_>) {
    let theme = FormTheme::from(&model.theme);
    if let [
        ..,
        Overlay::Review(screen),
        Overlay::Form(_) | Overlay::Finder(_) | Overlay::Confirm(_),
    ] = model.overlays.as_slice()
    {
        review::paint(model, screen, over_foot(body), frame);
    }
    let cursor = match model.overlays.last() {
        None => return,
        Some(Overlay::Form(opened)) => {
            let wanted = opened
                .form
                .desired_height(width(body, 84).saturating_sub(4));
            let area = if opened.purpose == Purpose::Find {
                foot(body, 6)
            } else {
                // What is said must be seen: a form as tall as the screen makes room for it.
                let most = match model.flash {
                    Some(_) => over_foot(body).height,
                    None => body.height,
                };
                middle(body, 84, wanted.min(most))
            };
            Clear.render(area, frame.buffer_mut());
            opened.form.draw(area, frame.buffer_mut(), &theme)
        }
        Some(Overlay::New(opened)) => {
            let area = middle(body, 96, body.height);
            Clear.render(area, frame.buffer_mut());
            opened.form.draw(area, frame.buffer_mut(), &theme)
        }
        Some(Overlay::Finder(opened)) => {
            let wanted = u16::try_from(opened.finder.len())
                .unwrap_or(u16::MAX)
                .saturating_add(5);
            let area = middle(body, 90, wanted.clamp(10, 28));
            opened.finder.draw(area, frame.buffer_mut(), &theme)
        }
        Some(Overlay::Search(place)) => {
            Clear.render(body, frame.buffer_mut());
            place.draw(model, body, frame.buffer_mut())
        }
        Some(Overlay::Conflict(conflict)) => {
            let area = middle(body, 110, body.height);
            Clear.render(area, frame.buffer_mut());
            conflict.draw(area, frame.buffer_mut(), &theme)
        }
        Some(Overlay::Help(scroll)) => {
            help(model, scroll, middle(body, 146, body.height), frame);
            None
        }
        Some(Overlay::Compare(screen)) => {
            let area = middle(body, body.width, body.height.saturating_sub(2));
            compare::paint(model, screen, area, frame);
            None
        }
        Some(Overlay::Viewer(opened)) => {
            // What was just done and the keys stay in sight.
            let area = middle(body, 132, body.height.saturating_sub(2));
            viewer::paint(model, opened, area, frame);
            None
        }
        Some(Overlay::Reading(opened)) => {
            let area = middle(body, 132, body.height.saturating_sub(2));
            reading::paint(model, opened, area, frame);
            None
        }
        Some(Overlay::Log(opened)) => {
            let area = Rect {
                height: body.height.saturating_sub(2),
                ..body
            };
            log::paint(model, opened, area, frame);
            None
        }
        Some(Overlay::Article(opened)) => {
            let area = middle(body, 104, body.height.saturating_sub(2));
            article::paint(model, opened, area, frame);
            None
        }
        Some(Overlay::Talk(opened)) => {
            let area = middle(body, 132, body.height.saturating_sub(2));
            talk::paint(model, opened, area, frame);
            None
        }
        Some(Overlay::Similar(place)) => {
            let area = Rect {
                height: body.height.saturating_sub(2),
                ..body
            };
            Clear.render(area, frame.buffer_mut());
            place.draw(model, area, frame.buffer_mut());
            None
        }
        Some(Overlay::Review(screen)) => {
            review::paint(model, screen, over_foot(body), frame);
            None
        }
        Some(Overlay::Confirm(asked)) => {
            confirm(model, &asked.question, body, frame);
            None
        }
    };
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
}

/// All but the last two lines: what was just done and the keys stay in sight.
fn over_foot(body: Rect) -> Rect {
    Rect {
        height: body.height.saturating_sub(2),
        ..body
    }
}

fn width(body: Rect, most: u16) -> u16 {
    most.min(body.width)
}

/// An area in the middle of the body.
fn middle(body: Rect, most: u16, wanted: u16) -> Rect {
    let width = width(body, most);
    let height = wanted.clamp(5.min(body.height), body.height);
    Rect {
        x: body.x + (body.width - width) / 2,
        y: body.y + (body.height - height) / 3,
        width,
        height,
    }
}

/// An area at the foot of the body: what it filters stays in sight.
fn foot(body: Rect, height: u16) -> Rect {
    let height = height.min(body.height);
    Rect {
        y: body.bottom() - height,
        height,
        ..body
    }
}

fn boxed(model: &Model, title: &str, note: &str, area: Rect, frame: &mut Frame<'_>) -> Rect {
    Clear.render(area, frame.buffer_mut());
    Box {
        title,
        note,
        line: model.theme.get(Role::BorderFocus),
        head: model.theme.get(Role::TitleFocus),
        joined: false,
        open: false,
    }
    .paint(area, frame.buffer_mut());
    crate::tui::layout::inner(area)
}

fn confirm(model: &Model, question: &str, body: Rect, frame: &mut Frame<'_>) {
    let columns = usize::from(width(body, 64).saturating_sub(4));
    let lines = wrap::wrap(safe::SafeText::line(question), columns, 0);
    let height = u16::try_from(lines.len()).unwrap_or(3).saturating_add(4);
    let inside = boxed(model, "Sure?", "", middle(body, 64, height), frame);
    for (line, y) in lines.iter().zip(0..inside.height) {
        Pen::new(frame.buffer_mut(), inside, y).say(line, model.theme.get(Role::Text));
    }
    let last = Rect {
        y: inside.bottom().saturating_sub(1),
        height: 1.min(inside.height),
        ..inside
    };
    centred(
        frame.buffer_mut(),
        last,
        "y yes    any other key no",
        model.theme.get(Role::Key),
    );
}

/// Where the sentences of the help begin.
const HELP_TEXT: usize = 10;

/// Of several keys for the same thing, the first ones for which there is room.
fn fitting(keys: &str, width: usize) -> &str {
    if keys.chars().count() <= width {
        return keys;
    }
    let ends = keys.match_indices(' ').map(|(at, _)| at);
    let end = ends.take_while(|at| *at <= width).last();
    end.map_or(keys, |at| keys.get(..at).unwrap_or(keys))
}

/// Sentences that are too long for the column go on in the next line.
fn broken(lines: Vec<HelpLine>, width: usize) -> Vec<HelpLine> {
    let mut all = Vec::new();
    for line in lines {
        let parts = wrap::wrap(safe::SafeText::line(&line.text), width, 2);
        let HelpLine { mut key, role, .. } = line;
        if parts.is_empty() {
            all.push(HelpLine {
                key,
                text: String::new(),
                role,
            });
            continue;
        }
        for text in parts {
            all.push(HelpLine {
                key: std::mem::take(&mut key),
                text,
                role,
            });
        }
    }
    all
}

/// The keys by what they are about; up to three columns where there is room.
fn help(model: &Model, scroll: &Scroll, area: Rect, frame: &mut Frame<'_>) {
    let inside = crate::tui::layout::inner(area);
    let columns = (inside.width / 42).clamp(1, 3);
    let part = inside.width / columns;
    let lines = broken(
        listed(model),
        usize::from(part).saturating_sub(HELP_TEXT + 2),
    );
    let columns = usize::from(columns);
    let rows = lines.len().div_ceil(columns);
    let height = usize::from(inside.height);
    let top = scroll.painted(height, rows);
    let note = match rows > height {
        true => format!("Esc close · j/k scroll · {}", scroll.words()),
        false => "Esc close".to_owned(),
    };
    boxed(model, "Keys", &note, area, frame);
    for column in 0..columns {
        let at = Rect {
            x: inside.x + part * u16::try_from(column).unwrap_or(0),
            width: part.saturating_sub(2),
            ..inside
        };
        let own = lines.iter().skip(column * rows).take(rows).skip(top);
        for (line, y) in own.zip(0..inside.height) {
            let mut pen = Pen::new(frame.buffer_mut(), at, y);
            let role = if line.role == Role::Text {
                Role::Key
            } else {
                line.role
            };
            let key = model.theme.get(role);
            pen.column(fitting(&line.key, HELP_TEXT - 1), HELP_TEXT - 1, key)
                .say(" ", Style::new());
            pen.text(&line.text, model.theme.get(line.role));
        }
    }
}

struct HelpLine {
    key: String,
    text: String,
    /// A heading, an action that cannot run here, or one that can.
    role: Role,
}

/// The keys by what they are about: keys and sentence, or a heading alone.
pub fn help_lines(model: &Model) -> impl Iterator<Item = (String, String)> {
    listed(model).into_iter().map(|line| (line.key, line.text))
}

fn listed(model: &Model) -> Vec<HelpLine> {
    let line = |key: String, text: &str, role| HelpLine {
        key,
        text: text.to_owned(),
        role,
    };
    let below = model
        .overlays
        .iter()
        .rev()
        .find(|o| !matches!(o, Overlay::Help(_)));
    if let Some(screen) = below.and_then(own_keys::of) {
        let head = line(String::new(), screen.name, Role::Heading);
        let rows = screen.rows.iter();
        let leads = model.leads();
        let rows = rows.map(|(key, what)| {
            let off = !leads && own_keys::is_of_lead(screen, key);
            let role = if off { Role::KeyOff } else { Role::Text };
            line((*key).to_owned(), what, role)
        });
        let (key, what) = own_keys::PALETTE;
        let all = line(key.to_owned(), what, Role::Text);
        return std::iter::once(head).chain(rows).chain([all]).collect();
    }
    let mut lines = Vec::new();
    for group in Group::ALL {
        if !lines.is_empty() {
            lines.push(line(String::new(), "", Role::Text));
        }
        lines.push(line(String::new(), group.label(), Role::Heading));
        for action in ALL.iter().filter(|a| a.group == group) {
            let keys = model.keymap.keys_of(action);
            if keys.is_empty() {
                continue;
            }
            let off = action.scope == Scope::Panes && (action.ready)(model) != Ready::Yes;
            let role = if off { Role::KeyOff } else { Role::Text };
            lines.push(line(keys.join(" "), action.help, role));
        }
    }
    lines.push(line(String::new(), "", Role::Text));
    lines.push(line(String::new(), "The signs of the queue", Role::Heading));
    let signs = sign::ALL.iter();
    lines.extend(signs.map(|s| line(s.mark.to_owned(), s.words, Role::Text)));
    lines
}
