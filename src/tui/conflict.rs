//! Somebody changed the ticket while a form was open: theirs beside mine, field by field. Nothing of
//! mine is dropped; nothing of mine is sent without looking.

mod changes;

use self::changes::Change;
use super::form::paint::{columns, put, right_of};
use super::form::{Form, FormTheme};
use super::keys::{Code, Key};
use super::scroll::Scroll;
use super::wrap::wrap;
use crate::domain::command::TimelineLine;
use crate::domain::process::Process;
use crate::domain::safe::{self, SafeText};
use crate::domain::ticket::Ticket;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget as _};

/// Narrower than this, theirs stands above mine.
const BESIDE_FROM: u16 = 72;

/// What a key led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No key of this screen.
    Ignored,
    /// Scrolled.
    Nothing,
    /// On with mine, on the fresh ticket: the form opens again with every word.
    GoOn,
    /// This text into the clipboard.
    Copy(String),
    /// Leave; the draft stays.
    Leave,
}

/// The screen.
#[derive(Clone, Debug)]
pub struct Conflict {
    title: String,
    /// What happened since, in words.
    since: Vec<TimelineLine>,
    rows: Vec<Row>,
    mine: Vec<(String, String)>,
    scroll: Scroll,
}

/// A field that they changed, or that I wrote in, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    label: String,
    theirs: Option<String>,
    mine: Option<String>,
}

/// The texts of a form that are worth keeping: label and words of every field that its author filled
/// or changed; what merely stood there is not theirs.
#[must_use]
pub fn mine_of(form: &Form) -> Vec<(String, String)> {
    let typed = form.touched().values;
    let fields = form.spec().fields.iter();
    fields
        .filter(|f| typed.get(&f.id).is_some())
        .filter_map(|f| Some((f.label.clone(), form.words(&f.id)?)))
        .collect()
}

impl Conflict {
    /// `mine`: what was typed, by label. `before`: the ticket that was on the screen; `theirs`: as
    /// it is now; `since`: the events between, in words.
    #[must_use]
    pub fn new(
        process: &Process,
        title: String,
        mine: Vec<(String, String)>,
        before: &Ticket,
        theirs: &Ticket,
        since: Vec<TimelineLine>,
    ) -> Conflict {
        let changes = changes::between(process, before, theirs);
        Conflict {
            title,
            since,
            rows: rows(&mine, changes),
            mine,
            scroll: Scroll::default(),
        }
    }

    /// Handles a key. Enter does nothing: it is the key that was pressed to send.
    pub fn key(&mut self, key: Key) -> Choice {
        match (key.code, key.ctrl) {
            (Code::Char('g'), false) => Choice::GoOn,
            (Code::Char('c' | 'y'), false) => Choice::Copy(self.copied()),
            (Code::Esc | Code::Char('q'), false) => Choice::Leave,
            _ if self.scroll.key(key) => Choice::Nothing,
            _ => Choice::Ignored,
        }
    }

    /// Everything I typed, each text under its label; a single one alone.
    fn copied(&self) -> String {
        match self.mine.as_slice() {
            [(_, text)] => text.clone(),
            many => {
                let parts = many
                    .iter()
                    .map(|(label, text)| format!("{label}\n{text}\n"));
                parts.collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// The screen in words.
    #[must_use]
    pub fn aloud(&self) -> Vec<String> {
        let first =
            "someone else changed the ticket; nothing of yours was sent, every word is kept";
        let mut lines = vec![self.title.clone(), first.to_owned()];
        lines.extend(self.since.iter().map(|e| format!("{}: {}", e.by, e.text)));
        for row in &self.rows {
            for (whose, text) in [("theirs", &row.theirs), ("mine", &row.mine)] {
                lines.extend(text.iter().map(|t| format!("{}, {whose}: {t}", row.label)));
            }
        }
        lines
    }

    /// Paints the screen; the cursor rests on its first line.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        Clear.render(area, buf);
        let inner = self.framed(area, buf, theme);
        let foot = u16::from(inner.height > 2);
        let body = Rect {
            height: inner.height - foot,
            ..inner
        };
        let lines = self.lines(body.width, theme);
        let height = usize::from(body.height);
        let top = self.scroll.painted(height, lines.len());
        for (y, line) in (body.top()..body.bottom()).zip(lines.iter().skip(top)) {
            line.paint(
                Rect {
                    y,
                    height: 1,
                    ..body
                },
                buf,
            );
        }
        let keys = match self.scroll.words().is_empty() {
            true => "g back to the form with mine   c copy mine   Esc leave, the draft stays",
            // Room for all of it from 80 columns on, and for the way to the rest in every window.
            false => "g back to the form   j k G scroll   c copy mine   Esc leave, the draft stays",
        };
        let last = Rect {
            y: body.bottom(),
            height: foot,
            ..inner
        };
        put(buf, last, keys, theme.help);
        self.place(area, buf, theme);
        Some(body.as_position())
    }

    fn framed(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Rect {
        if area.width < 8 || area.height < 5 {
            return area;
        }
        let block = Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(theme.error)
            .style(theme.text);
        let inner = block.inner(area);
        block.render(area, buf);
        let line = Rect::new(area.x + 2, area.y, area.width - 4, 1);
        put(buf, line, &format!(" {} ", self.title), theme.error);
        Rect::new(inner.x + 1, inner.y, inner.width - 2, inner.height)
    }

    /// Which lines of how many are seen, in the frame.
    fn place(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) {
        let words = self.scroll.words();
        let (wide, title) = (
            columns(words.len()) + 2,
            columns(safe::width(&self.title)) + 4,
        );
        if words.is_empty() || area.height < 5 || area.width < wide + title + 4 {
            return;
        }
        let line = Rect::new(area.right() - wide - 2, area.y, wide, 1);
        put(buf, line, &format!(" {words} "), theme.help);
    }

    fn lines(&self, width: u16, theme: &FormTheme) -> Vec<Line> {
        let mut lines = vec![
            Line::one("Nothing of yours was sent; every word is kept.", theme.text),
            Line::default(),
        ];
        for event in &self.since {
            let text = format!("{}: {}", event.by, event.text);
            lines.extend(wrapped(&text, width, "  ", theme.text));
        }
        if !self.since.is_empty() {
            lines.push(Line::default());
        }
        for row in &self.rows {
            lines.push(Line::one(&row.label, theme.label_focus));
            match width >= BESIDE_FROM {
                true => beside(row, width, theme, &mut lines),
                false => below(row, width, theme, &mut lines),
            }
        }
        lines
    }
}

/// My texts first, each with what they made of the same field; then what else they changed.
fn rows(mine: &[(String, String)], mut changes: Vec<Change>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (label, text) in mine {
        let same = changes.iter().position(|c| &c.label == label);
        rows.push(Row {
            label: label.clone(),
            theirs: same.map(|i| changes.remove(i).words()),
            mine: Some(text.clone()),
        });
    }
    // Both wrote here: the person looks at these first.
    rows.sort_by_key(|r| r.theirs.is_none());
    rows.extend(changes.into_iter().map(|change| Row {
        theirs: Some(change.words()),
        label: change.label,
        mine: None,
    }));
    rows
}

fn beside(row: &Row, width: u16, theme: &FormTheme, lines: &mut Vec<Line>) {
    let half = width / 2 - 1;
    let column = |sign: &str, text: &Option<String>, style| match text {
        Some(text) => wrapped(text, half, sign, style),
        None => Vec::new(),
    };
    let left = column("theirs  ", &row.theirs, theme.text);
    let right = column("mine  ", &row.mine, theme.ok);
    let count = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    for _ in 0..count {
        let mut line = left.next().unwrap_or_default();
        for (from, text, style) in right.next().unwrap_or_default().parts {
            line.parts.push((half + 2 + from, text, style));
        }
        lines.push(line);
    }
}

fn below(row: &Row, width: u16, theme: &FormTheme, lines: &mut Vec<Line>) {
    let parts = [
        ("theirs  ", &row.theirs, theme.text),
        ("mine  ", &row.mine, theme.ok),
    ];
    for (sign, text, style) in parts {
        if let Some(text) = text {
            lines.extend(wrapped(text, width, sign, style));
        }
    }
}

/// A line of the screen: texts, each from a column on.
#[derive(Clone, Debug, Default)]
struct Line {
    parts: Vec<(u16, String, Style)>,
}

impl Line {
    fn one(text: &str, style: Style) -> Line {
        Line {
            parts: vec![(0, text.to_owned(), style)],
        }
    }

    fn paint(&self, area: Rect, buf: &mut Buffer) {
        for (from, text, style) in &self.parts {
            put(buf, right_of(area, *from), text, *style);
        }
    }
}

/// A text behind a sign, wrapped to a width.
fn wrapped(text: &str, width: u16, sign: &str, style: Style) -> Vec<Line> {
    let indent = columns(sign.len()).min(width.saturating_sub(1));
    let room = usize::from(width - indent).max(1);
    let text = wrap(SafeText::block(text), room, 0);
    let mut lines: Vec<Line> = text
        .into_iter()
        .map(|line| Line {
            parts: vec![(indent, line, style)],
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        first
            .parts
            .insert(0, (0, sign.trim_end().to_owned(), style));
    }
    lines
}

#[cfg(test)]
mod tests;
