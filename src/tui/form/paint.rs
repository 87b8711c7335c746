//! The form on the screen.

mod value;

use super::plan::{Part, Plan, What};
use super::{Face, Focus, Form, FormTheme, Outcome};
use crate::domain::safe::SafeText;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget as _};

/// Paints one line of any text, cleaned and cut to the area; returns the columns used.
pub(in crate::tui) fn put(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return 0;
    }
    let line = SafeText::line(text).truncate(usize::from(area.width));
    let used = columns(line.width()).min(area.width);
    buf.set_stringn(
        area.x,
        area.y,
        line.as_str(),
        usize::from(area.width),
        style,
    );
    used
}

/// A width as columns of the screen.
pub(in crate::tui) fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// The part of an area right of its first columns.
pub(in crate::tui) fn right_of(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

impl Form {
    /// Paints the form with its frame; returns where the cursor is.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        self.painted.borrow_mut().clear();
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return None;
        }
        Clear.render(area, buf);
        let inner = self.framed(area, buf, theme);
        let fits = |height| self.plan(inner.width, height).height <= usize::from(height);
        let (body, foot) = split(inner, fits);
        let cursor = self.draw_body(body, buf, theme);
        self.draw_foot(foot, buf, theme);
        self.draw_popup(body, buf, theme)
            .or(cursor)
            .map(|at| inside(area, at))
    }

    fn framed(&self, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Rect {
        if area.width < 6 || area.height < 4 {
            return area;
        }
        let (border, style) = match &self.spec.face {
            Face::Plain => (BorderType::Rounded, theme.frame),
            Face::Internal => (BorderType::Rounded, theme.internal),
            Face::Outgoing { .. } => (BorderType::Double, theme.outgoing),
        };
        let block = Block::bordered()
            .border_type(border)
            .border_style(style)
            .style(theme.text);
        let inner = block.inner(area);
        block.render(area, buf);
        let line = |y| Rect::new(area.x + 2, y, area.width - 4, 1);
        put(buf, line(area.y), &format!(" {} ", self.title()), style);
        let reads = matches!(self.spec.face, Face::Outgoing { .. });
        let reads = reads.then_some("the customer reads this");
        let scope = Some(self.spec.scope.as_str()).filter(|s| !s.is_empty());
        let words: Vec<&str> = reads.into_iter().chain(scope).collect();
        if !words.is_empty() {
            let words = format!(" {} ", words.join(" · "));
            put(buf, line(area.bottom() - 1), &words, style);
        }
        // A column of air on each side.
        Rect::new(
            inner.x + 1,
            inner.y,
            inner.width.saturating_sub(2).max(1),
            inner.height,
        )
    }

    pub(super) fn title(&self) -> String {
        let title = &self.spec.title;
        match &self.spec.face {
            Face::Plain => title.clone(),
            Face::Internal => format!("{title} (internal: only the desk reads this)"),
            Face::Outgoing { to } if to.is_empty() => {
                format!("{title} · to the customer: the customer reads this")
            }
            Face::Outgoing { to } => format!("{title} · to {to}: the customer reads this"),
        }
    }

    fn draw_body(&self, body: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        let plan = self.plan(body.width, body.height);
        let height = usize::from(body.height);
        let top = plan.scrolled(self.scroll.get(), self.focus, height);
        self.scroll.set(top);
        let mut cursor = None;
        for part in &plan.parts {
            if let Some(area) = visible(part, top, body) {
                let at = self.draw_part(part, area, &plan, buf, theme);
                cursor = at.or(cursor);
            }
        }
        self.draw_more(top, &plan, body, buf, theme);
        cursor
    }

    /// Signs that the form goes on above or below.
    fn draw_more(&self, top: usize, plan: &Plan, body: Rect, buf: &mut Buffer, theme: &FormTheme) {
        let edge = |y| Rect::new(body.right().saturating_sub(1), y, 1, 1);
        if top > 0 {
            put(buf, edge(body.top()), "↑", theme.dim);
        }
        if plan.height > top + usize::from(body.height) {
            put(buf, edge(body.bottom().saturating_sub(1)), "↓", theme.dim);
        }
    }

    fn draw_part(
        &self,
        part: &Part,
        area: Rect,
        plan: &Plan,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        match part.what {
            What::Heading => {
                put(buf, area, "Still missing (Enter goes there)", theme.label);
                None
            }
            What::Missing(i) => self.draw_missing(i, area, buf, theme),
            What::Field(i) => self.draw_field(i, area, plan, buf, theme),
            What::Failed => {
                let sentence = self.failed.as_deref().unwrap_or_default();
                wrapped(buf, area, sentence, theme.error);
                None
            }
            What::Send => self.draw_button(area, plan, buf, theme),
        }
    }

    fn draw_missing(
        &self,
        i: usize,
        area: Rect,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        let shown = self.missing_shown();
        let blocker = shown.get(i)?;
        let focused = self.focus == Focus::Missing(i);
        let style = if focused { theme.focus } else { theme.error };
        let sign = if focused { "> " } else { "! " };
        let mark = put(buf, area, sign, style);
        put(buf, right_of(area, mark), &blocker.text, style);
        self.painted.borrow_mut().push((area, Focus::Missing(i)));
        focused.then_some(area.as_position())
    }

    fn draw_button(
        &self,
        area: Rect,
        plan: &Plan,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        let focused = self.focus == Focus::Send;
        let word = match (self.is_sending(), self.spec.send.as_str()) {
            (true, _) => "Sending …",
            (false, "") => "Send",
            (false, word) => word,
        };
        let sign = if focused { ">" } else { " " };
        let style = if focused {
            theme.button_focus
        } else {
            theme.button
        };
        let place = right_of(area, plan.value_at.min(area.width.saturating_sub(12)));
        put(buf, place, &format!("{sign}[{word}]"), style);
        self.painted.borrow_mut().push((place, Focus::Send));
        focused.then_some(Position::new(place.x + 1, place.y))
    }

    fn draw_foot(&self, foot: Rect, buf: &mut Buffer, theme: &FormTheme) {
        if foot.is_empty() {
            return;
        }
        let help = self.current().map_or("", |s| s.field.help.as_str());
        let keys = self.keys_hint();
        let lines = [help, &keys];
        let rows = foot.top()..foot.bottom();
        let skip = lines.len().saturating_sub(usize::from(foot.height));
        for (y, line) in rows.zip(lines.iter().skip(skip)) {
            put(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..foot
                },
                line,
                theme.help,
            );
        }
    }

    fn draw_popup(&self, body: Rect, buf: &mut Buffer, theme: &FormTheme) -> Option<Position> {
        let popup = self.popup.as_ref()?;
        let width = body.width.min(60);
        let height = body
            .height
            .min(columns(popup.len()).saturating_add(3).max(5));
        let left = body.x + (body.width - width) / 2;
        popup.draw(Rect::new(left, body.y, width, height), buf, theme)
    }

    /// Handles a click: the focus goes to what was clicked; the button sends.
    pub fn click(&mut self, column: u16, row: u16) -> Outcome {
        if let Some(popup) = &mut self.popup {
            return match popup.click(column, row) {
                crate::tui::finder::Found::Pick(i) => {
                    self.popup = None;
                    self.pick(i)
                }
                _ => Outcome::Nothing,
            };
        }
        let at = Position::new(column, row);
        let hit = self
            .painted
            .borrow()
            .iter()
            .find(|(area, _)| area.contains(at))
            .copied();
        match hit {
            None => Outcome::Ignored,
            Some((_, Focus::Send)) => self.submit(),
            Some((area, Focus::Field(i))) => self.click_field(i, area, at),
            Some((_, focus)) => {
                self.enter(focus);
                Outcome::Nothing
            }
        }
    }

    /// Moves the focus by the mouse wheel.
    pub fn wheel(&mut self, down: bool) -> Outcome {
        match &mut self.popup {
            Some(popup) => {
                popup.wheel(down);
                Outcome::Nothing
            }
            None => self.step(if down { 1 } else { -1 }),
        }
    }
}

/// The nearest place in an area: where it is too small for what has the cursor.
fn inside(area: Rect, at: Position) -> Position {
    Position {
        x: at.x.clamp(area.left(), area.right() - 1),
        y: at.y.clamp(area.top(), area.bottom() - 1),
    }
}

/// The rows for the form and the two last lines for help and keys; where there is little room, only what
/// the form leaves.
fn split(inner: Rect, fits: impl Fn(u16) -> bool) -> (Rect, Rect) {
    let foot = match inner.height {
        0..=3 => 0,
        4..=7 if fits(inner.height - 2) => 2,
        4..=7 => 1,
        _ => 2,
    };
    let body = Rect {
        height: inner.height - foot,
        ..inner
    };
    let foot = Rect {
        y: body.bottom(),
        height: foot,
        ..inner
    };
    (body, foot)
}

/// Where a part stands on the screen, if it does.
fn visible(part: &Part, top: usize, body: Rect) -> Option<Rect> {
    let bottom = top + usize::from(body.height);
    let (from, to) = (part.y.max(top), (part.y + part.height).min(bottom));
    (from < to).then(|| Rect {
        y: body.y + columns(from - top),
        height: columns(to - from),
        ..body
    })
}

/// A sentence over the rows of an area.
fn wrapped(buf: &mut Buffer, area: Rect, sentence: &str, style: Style) {
    let mut editor = crate::tui::editor::Editor::block(sentence);
    editor.set_cursor(0);
    editor.draw(area, buf, style);
}
