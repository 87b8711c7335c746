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

/// Columns of the entries: time, who, and what is left for the words.
struct Columns {
    time: usize,
    who: usize,
    text: usize,
}

impl Columns {
    fn of(model: &Model, loaded: &Loaded, inside: Rect) -> Columns {
        let time = loaded.history.first().map_or(5, |l| short(model, l).len());
        let who = loaded
            .history
            .iter()
            .map(|l| safe::width(&l.by))
            .max()
            .unwrap_or(0)
            .clamp(2, 10);
        let text = usize::from(inside.width).saturating_sub(time + who + 4);
        Columns {
            time,
            who,
            text: text.max(10),
        }
    }
}

/// Paints the history.
pub fn paint(model: &Model, area: Rect, joined: bool, buf: &mut Buffer) {
    let (line, head) = frame_roles(model, Pane::Ticket);
    let inside = inner(area);
    let height = usize::from(inside.height);
    let (columns, lines, up) = match &model.loaded {
        Some(loaded) => {
            let columns = Columns::of(model, loaded, inside);
            let (lines, up) = lines(model, loaded, &columns, height);
            (Some(columns), lines, up)
        }
        None => (None, Vec::new(), 0),
    };
    Frame {
        title: "History",
        note: if up > 0 { "later ones below" } else { "" },
        line: model.theme.get(line),
        head: model.theme.get(head),
        joined,
        open: true,
    }
    .paint(area, buf);
    let Some(columns) = columns else { return };
    for (y, line) in (0..inside.height).zip(&lines) {
        let mut pen = Pen::new(buf, inside, y);
        let (time, by) = (line.time.as_str(), line.by.as_str());
        pen.column(time, columns.time, model.theme.get(Role::Dim));
        pen.skip(2);
        let mine = model.me().is_some_and(|m| m.name.as_str() == by);
        let role = if mine { Role::Mine } else { Role::Heading };
        pen.column(by, columns.who, model.theme.get(role)).skip(2);
        let (lead, rest) = line.text.split_at(line.lead);
        pen.say(lead, model.theme.get(line.role));
        pen.say(
            rest,
            model
                .theme
                .get(if line.lead > 0 { Role::Text } else { line.role }),
        );
    }
}

/// A line on the screen.
struct Shown {
    time: String,
    by: String,
    text: String,
    /// Bytes of the words that say what kind of entry it is.
    lead: usize,
    role: Role,
}

/// So many lines up from the latest, or as far as there are any above: the oldest one stands at the head then.
pub fn up(model: &Model, wanted: usize, area: Rect) -> usize {
    let inside = inner(area);
    let height = usize::from(inside.height);
    let Some(loaded) = &model.loaded else {
        return 0;
    };
    let columns = Columns::of(model, loaded, inside);
    let lines = latest(model, loaded, &columns, wanted.saturating_add(height));
    wanted.min(lines.len().saturating_sub(height))
}

/// The lines that fit, ending with the latest or so many lines before it; and how many these are.
fn lines(model: &Model, loaded: &Loaded, columns: &Columns, height: usize) -> (Vec<Shown>, usize) {
    let wanted = model.history_up.saturating_add(height);
    let mut shown = latest(model, loaded, columns, wanted);
    let up = model.history_up.min(shown.len().saturating_sub(height));
    shown.drain(..up);
    shown.truncate(height);
    shown.reverse();
    (shown, up)
}

/// So many of the latest lines or a few more, the latest first; all there are where these are fewer.
fn latest(model: &Model, loaded: &Loaded, columns: &Columns, wanted: usize) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    for i in (0..loaded.history.len()).rev() {
        if shown.len() >= wanted {
            return shown;
        }
        shown.extend(entry(model, loaded, columns, i).into_iter().rev());
    }
    if loaded.older {
        shown.push(Shown {
            time: String::new(),
            by: String::new(),
            text: "older ones: hoist show --timeline".to_owned(),
            lead: 0,
            role: Role::Dim,
        });
    }
    shown
}

/// An entry: time and who in its first line, unless the one above has the same.
fn entry(model: &Model, loaded: &Loaded, columns: &Columns, i: usize) -> Vec<Shown> {
    let Some(line) = loaded.history.get(i) else {
        return Vec::new();
    };
    let former = i.checked_sub(1).and_then(|p| loaded.history.get(p));
    let again = former.is_some_and(|f| f.at == line.at && f.by == line.by);
    let key = (loaded.view.ticket.id, loaded.view.ticket.version, i);
    let wrapped = model.wraps.get(key, columns.text, 2, || {
        SafeText::block(shown_text(loaded, &line.text)).into_owned()
    });
    let kind = KINDS.iter().find(|(start, _)| line.text.starts_with(start));
    wrapped
        .window(0, wrapped.len())
        .enumerate()
        .map(|(n, text)| {
            let first = n == 0;
            let (lead, role) = match kind {
                Some((_, role)) if first => (lead(&text), *role),
                _ => (0, Role::Text),
            };
            let named = first && !again;
            Shown {
                time: if named {
                    short(model, line)
                } else {
                    String::new()
                },
                by: if named {
                    line.by.clone()
                } else {
                    String::new()
                },
                text: text.into_owned(),
                lead,
                role,
            }
        })
        .collect()
}

/// How entries begin that must not look alike.
const KINDS: [(&str, Role); 3] = [
    ("from the customer", Role::Reply),
    ("to the customer", Role::Outgoing),
    ("(internal)", Role::Internal),
];

/// Bytes up to the end of `from the customer (email):` or `(internal)`.
fn lead(text: &str) -> usize {
    match (text.find(": "), text.find(") ")) {
        (Some(colon), _) => colon + 1,
        (None, Some(bracket)) => bracket + 1,
        _ => text.len(),
    }
}

/// The opening message stands among the facts already.
fn shown_text<'a>(loaded: &Loaded, text: &'a str) -> &'a str {
    match text.strip_suffix(loaded.opening.as_str()) {
        Some(head) if loaded.opening.lines().count() > 1 => {
            let first = text.get(head.len()..).and_then(|t| t.lines().next());
            first.map_or(text, |line| {
                text.get(..head.len() + line.len()).unwrap_or(text)
            })
        }
        _ => text,
    }
}

/// The time; dates far away lose their hour here, the exact time is in `hoist show --timeline`.
fn short(model: &Model, line: &TimelineLine) -> String {
    let time = words::until_words(line.at, model.now, &model.taste.zone);
    match time.split_once(' ') {
        Some((date, _)) if date.len() == 10 => date.to_owned(),
        _ => time,
    }
}
