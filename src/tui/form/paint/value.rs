//! A field on the screen: its label, its value, and what stands below it.

use super::super::plan::{HITS_AT_MOST, Plan};
use super::super::slot::{Input, KbWay, Slot};
use super::super::{Focus, Form, FormTheme, Outcome};
use super::{columns, put, right_of};
use crate::domain::safe::SafeText;
use crate::tui::editor::Editor;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Where painting goes on: the rows of a value that are left.
struct Rows {
    left: Rect,
}

impl Rows {
    /// The next rows, at most so many.
    fn take(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.left.height);
        let taken = Rect {
            height: rows,
            ..self.left
        };
        self.left.y += rows;
        self.left.height -= rows;
        taken
    }
}

/// Letters of a prepared text that are shown.
const PREPARED_AT_MOST: usize = 200;

impl Form {
    pub(super) fn draw_field(
        &self,
        i: usize,
        area: Rect,
        plan: &Plan,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        let slot = self.slots.get(i)?;
        let focused = self.focus == Focus::Field(i);
        let mut rows = Rows { left: area };
        let label = match plan.value_at {
            0 => rows.take(1),
            columns => Rect {
                width: columns.saturating_sub(1),
                height: 1,
                ..area
            },
        };
        self.draw_label(slot, focused, label, buf, theme);
        rows.left = right_of(rows.left, plan.indent());
        rows.left.width = rows.left.width.min(plan.value_width);
        self.painted.borrow_mut().push((area, Focus::Field(i)));
        let below = self.rows_below(slot, focused, rows.left.width);
        let height = rows.left.height.saturating_sub(below).max(1);
        let value = rows.take(height);
        if value.is_empty() {
            return None;
        }
        let cursor = self.draw_value(slot, focused, value, buf, theme);
        self.draw_below(slot, focused, &mut rows, buf, theme);
        cursor.filter(|_| focused)
    }

    fn draw_label(
        &self,
        slot: &Slot,
        focused: bool,
        area: Rect,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) {
        let (sign, sign_style) = match (focused, self.wants(slot)) {
            (_, true) => ("! ", theme.error),
            (true, false) => ("> ", theme.label_focus),
            (false, false) => ("  ", theme.label),
        };
        let style = if focused {
            theme.label_focus
        } else {
            theme.label
        };
        let used = put(buf, area, sign, sign_style);
        put(buf, right_of(area, used), &slot.field.label, style);
    }

    /// Rows under the value: prepared texts, hits, the mistake.
    fn rows_below(&self, slot: &Slot, focused: bool, width: u16) -> u16 {
        let hits = match focused && slot.hits.is_open {
            true => slot.hits.found.len().min(HITS_AT_MOST),
            false => 0,
        };
        let suggested = usize::from(!slot.offered().is_empty());
        columns(hits + slot.notes.len() + suggested + slot.error_lines(width).len())
    }

    fn draw_value(
        &self,
        slot: &Slot,
        focused: bool,
        area: Rect,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        match &slot.input {
            Input::Line(editor) => self.draw_line((slot, focused), editor, area, buf, theme),
            Input::Block(editor) if !focused => {
                underlay(area, buf, theme, focused);
                editor.draw_beginning(area, buf, theme.text);
                None
            }
            Input::Block(editor) => {
                underlay(area, buf, theme, focused);
                editor.draw(area, buf, theme.text)
            }
            Input::One { .. } | Input::Many { .. } => draw_choices(slot, focused, area, buf, theme),
            Input::Kb { way, text, in_text } => {
                let ways = Rect { height: 1, ..area };
                let at = draw_ways(*way, ways, buf, theme);
                let line = Rect {
                    y: area.y + 1,
                    height: area.height.saturating_sub(1).min(1),
                    ..area
                };
                let in_line = match way.is_some() && !line.is_empty() {
                    true => self.draw_line((slot, focused && *in_text), text, line, buf, theme),
                    false => None,
                };
                if *in_text { in_line } else { Some(at) }
            }
        }
    }

    /// One line with how it was understood, or who was found, at its right; without the keys its beginning.
    fn draw_line(
        &self,
        (slot, focused): (&Slot, bool),
        editor: &Editor,
        area: Rect,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) -> Option<Position> {
        let line = Rect { height: 1, ..area };
        let paint = |room: Rect, buf: &mut Buffer| match focused {
            true => editor.draw(room, buf, theme.text),
            false => {
                editor.draw_beginning(room, buf, theme.text);
                None
            }
        };
        let (words, style) = match slot.reading(&self.ground) {
            Some(Ok(words)) => (format!("= {words}"), theme.ok),
            // While it is being typed a mistake is said quietly.
            Some(Err(sentence)) if focused => (sentence, theme.dim),
            _ => return paint(line, buf),
        };
        let typed = columns(SafeText::line(editor.text()).width()).max(10) + 2;
        let room = area.width.saturating_sub(typed);
        if room < 8 {
            return paint(line, buf);
        }
        put(buf, right_of(line, typed), &words, style);
        let room = Rect {
            width: typed,
            ..line
        };
        paint(room, buf)
    }

    fn draw_below(
        &self,
        slot: &Slot,
        focused: bool,
        rows: &mut Rows,
        buf: &mut Buffer,
        theme: &FormTheme,
    ) {
        if focused && slot.hits.is_open {
            self.draw_hits(slot, rows, buf, theme);
        }
        for (head, tail) in &slot.notes {
            let line = rows.take(1);
            let room = usize::from(line.width).saturating_sub(SafeText::line(tail).width());
            let head = SafeText::line(head).truncate(room);
            let used = put(buf, line, head.as_str(), theme.help);
            put(buf, right_of(line, used), tail, theme.help);
        }
        if !slot.offered().is_empty() {
            let is_block = matches!(slot.input, Input::Block(_));
            let numbered: Vec<_> = (1..)
                .zip(slot.offered())
                .map(|(n, text)| match is_block {
                    true => format!("{}{}", slot.taking(), begin(text)),
                    false => format!("{n} {}", begin(text)),
                })
                .collect();
            let style = if slot.is_blank() {
                theme.help
            } else {
                theme.dim
            };
            put(buf, rows.take(1), &numbered.join("   "), style);
        }
        for line in slot.error_lines(rows.left.width) {
            put(buf, rows.take(1), &line, theme.error);
        }
    }

    fn draw_hits(&self, slot: &Slot, rows: &mut Rows, buf: &mut Buffer, theme: &FormTheme) {
        let first = (slot.hits.bar + 1).saturating_sub(HITS_AT_MOST);
        let shown = slot
            .hits
            .found
            .iter()
            .enumerate()
            .skip(first)
            .take(HITS_AT_MOST);
        for (place, hit) in shown {
            let line = rows.take(1);
            let under_bar = place == slot.hits.bar;
            let style = if under_bar { theme.focus } else { theme.text };
            let used = put(buf, line, if under_bar { "> " } else { "  " }, style);
            let rest = right_of(line, used);
            let used = put(buf, rest, &hit.label, style);
            put(
                buf,
                right_of(rest, used + 2),
                &hit.detail,
                style.patch(theme.dim),
            );
        }
    }

    /// The keys that matter for what has the keyboard.
    pub(in crate::tui::form) fn keys_hint(&self) -> String {
        let keys = self.keys_of_field();
        match self.spec.fleeting {
            true => keys
                .replace("ctrl-g editor   ", "")
                .replace("Esc leave, text is kept", "Esc leave, nothing is made"),
            false => keys.to_owned(),
        }
    }

    fn keys_of_field(&self) -> &'static str {
        let Some(slot) = self.current() else {
            return match self.focus {
                Focus::Missing(_) => {
                    "Enter go there   Tab on to the form   Esc leave, text is kept"
                }
                _ => "Enter send   Esc leave, text is kept",
            };
        };
        match &slot.input {
            Input::Line(_) if slot.hits.is_open => {
                "Enter take it   ↑↓ choose   Tab keep what is typed   ctrl-s send"
            }
            Input::Line(_) if !slot.suggest.is_empty() && slot.is_blank() => {
                "number takes a prepared text   Tab next   ctrl-s send   Esc leave"
            }
            Input::Line(_) => "Enter next   ctrl-s send   Esc leave, text is kept",
            Input::Block(_) => "Tab next   ctrl-s send   ctrl-g editor   Esc leave, text is kept",
            Input::One { .. } if slot.is_searched() => "type to search   Tab next   ctrl-s send",
            Input::One { .. } => "number or first letter   ←→   Tab next   ctrl-s send",
            Input::Many { .. } => "number or space marks   ↑↓   Tab next   ctrl-s send",
            Input::Kb { .. } => "1 article  2 by a date  3 nothing new   Tab next   ctrl-s send",
        }
    }

    /// A click on a field: focus, and what was pointed at.
    pub(super) fn click_field(&mut self, i: usize, area: Rect, at: Position) -> Outcome {
        self.enter(Focus::Field(i));
        let plan = self.plan(area.width, area.height);
        let Some(slot) = self.slots.get_mut(i) else {
            return Outcome::Ignored;
        };
        let row = usize::from(at.y - area.y).saturating_sub(usize::from(plan.value_at == 0));
        let column = at.x.saturating_sub(area.x + plan.indent());
        let listed = !slot.is_searched();
        let pointed = slot.pointed(plan.value_width, column, columns(row));
        match &mut slot.input {
            Input::Line(editor) | Input::Block(editor) => {
                if slot.hits.is_open && row > 0 {
                    return self.click_hit(row - 1);
                }
                editor.click(column, columns(row));
                Outcome::Nothing
            }
            Input::One { at, .. } if listed && pointed.is_some() => {
                *at = pointed;
                Outcome::Changed
            }
            Input::Many { on, bar, .. } if listed && pointed.is_some() => {
                *bar = pointed.unwrap_or(0);
                if let Some(on) = on.get_mut(*bar) {
                    *on = !*on;
                }
                Outcome::Changed
            }
            _ => Outcome::Nothing,
        }
    }
}

/// A quiet ground under a long text, so that its size is seen.
fn underlay(area: Rect, buf: &mut Buffer, theme: &FormTheme, focused: bool) {
    let dots = if focused { "·" } else { " " };
    for y in area.top() + 1..area.bottom() {
        put(
            buf,
            Rect {
                y,
                height: 1,
                width: 1,
                ..area
            },
            dots,
            theme.dim,
        );
    }
}

/// The choices with their number keys; those that are made stand in brackets.
fn draw_choices(
    slot: &Slot,
    focused: bool,
    area: Rect,
    buf: &mut Buffer,
    theme: &FormTheme,
) -> Option<Position> {
    let (codes, bar) = match &slot.input {
        Input::One { codes, at } => (codes, *at),
        Input::Many { codes, bar, .. } => (codes, Some(*bar)),
        _ => return None,
    };
    if slot.is_searched() {
        return Some(draw_searched(slot, area, buf, theme));
    }
    let mut cursor = area.as_position();
    let (places, _) = slot.places(area.width);
    for (i, (code, (column, row))) in codes.iter().zip(places).enumerate() {
        let line = right_of(
            Rect {
                y: area.y + row,
                height: 1,
                ..area
            },
            column,
        );
        if row >= area.height || line.is_empty() {
            break;
        }
        let chosen = is_chosen(slot, i);
        let text = match (&slot.input, chosen) {
            (Input::Many { .. }, true) => format!("[x] {} {}", i + 1, code.label),
            (Input::Many { .. }, false) => format!("[ ] {} {}", i + 1, code.label),
            (_, true) => format!("[{} {}]", i + 1, code.label),
            (_, false) => format!(" {} {} ", i + 1, code.label),
        };
        let style = match (chosen, focused && bar == Some(i)) {
            (_, true) => theme.focus,
            (true, false) => theme.chosen,
            (false, false) => theme.text,
        };
        if bar == Some(i) {
            cursor = line.as_position();
        }
        put(buf, line, &text, style);
    }
    Some(cursor)
}

fn is_chosen(slot: &Slot, i: usize) -> bool {
    match &slot.input {
        Input::One { at, .. } => *at == Some(i),
        Input::Many { on, .. } => on.get(i) == Some(&true),
        _ => false,
    }
}

fn draw_searched(slot: &Slot, area: Rect, buf: &mut Buffer, theme: &FormTheme) -> Position {
    let codes = match &slot.input {
        Input::One { codes, .. } | Input::Many { codes, .. } => codes.as_slice(),
        _ => &[],
    };
    let chosen: Vec<_> = codes
        .iter()
        .enumerate()
        .filter(|(i, _)| is_chosen(slot, *i))
        .map(|(_, c)| c.label.as_str())
        .collect();
    let (text, style) = match chosen.is_empty() {
        true => (format!("one of {}: type to search", codes.len()), theme.dim),
        false => (format!("[{}]", chosen.join("; ")), theme.chosen),
    };
    put(buf, area, &text, style);
    area.as_position()
}

/// The three ways of deciding about the knowledge base.
fn draw_ways(way: Option<KbWay>, mut line: Rect, buf: &mut Buffer, theme: &FormTheme) -> Position {
    let mut cursor = line.as_position();
    for (n, (each, label)) in (1..).zip(KbWay::ALL) {
        let chosen = way == Some(each);
        if chosen {
            cursor = line.as_position();
        }
        let text = match chosen {
            true => format!("[{n} {label}]"),
            false => format!(" {n} {label} "),
        };
        let style = if chosen { theme.chosen } else { theme.text };
        let used = put(buf, line, &text, style);
        line = right_of(line, used + 1);
    }
    cursor
}

/// The beginning of a prepared text, which may be a whole letter.
fn begin(text: &str) -> &str {
    let line = text.trim_start().lines().next().unwrap_or_default();
    let end = line.char_indices().nth(PREPARED_AT_MOST);
    end.map_or(line, |(end, _)| &line[..end])
}
