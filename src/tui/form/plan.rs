//! Which part of a form stands on which rows, before anything is painted.

use super::slot::{Input, Slot};
use super::{Focus, Form};
use crate::domain::safe::SafeText;

/// Text reads badly on longer lines.
const MEASURE: u16 = 90;
/// Narrower forms have each label on a line of its own.
const STACKED_BELOW: u16 = 64;
/// Rows that a list of hits takes.
pub(super) const HITS_AT_MOST: usize = 6;

/// A part of the form, `height` rows from `y` on, counted from the top of the unscrolled form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub y: usize,
    pub height: usize,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Heading,
    Missing(usize),
    Field(usize),
    Failed,
    Send,
}

/// All parts, and the columns they share.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub parts: Vec<Part>,
    pub height: usize,
    /// Column of the values; 0: they stand below their labels.
    pub value_at: u16,
    /// Columns of the values.
    pub value_width: u16,
}

impl Form {
    /// The plan for an inner area of this size.
    pub(super) fn plan(&self, width: u16, height: u16) -> Plan {
        let value_at = self.value_at(width);
        let value_width = width.saturating_sub(indent(value_at)).clamp(1, MEASURE);
        let room = self.room_for_text(height, value_at, value_width);
        let mut plan = Plan {
            parts: Vec::new(),
            height: 0,
            value_at,
            value_width,
        };
        let missing = self.missing_shown().len();
        if missing > 0 {
            plan.push(What::Heading, 1);
            (0..missing).for_each(|i| plan.push(What::Missing(i), 1));
            plan.height += 1;
        }
        for (i, slot) in self.slots.iter().enumerate() {
            let label = usize::from(value_at == 0);
            let rows = label + self.rows(slot, i, value_width, room);
            plan.push(What::Field(i), rows);
        }
        if self.failed.is_some() {
            plan.push(What::Failed, 2);
        }
        plan.height += usize::from(height > 8);
        plan.push(What::Send, 1);
        plan
    }

    /// Rows for an overlay of this width, its frame and its last two lines included.
    #[must_use]
    pub fn desired_height(&self, width: u16) -> u16 {
        let plan = self.plan(width.saturating_sub(4), u16::MAX);
        u16::try_from(plan.height + 4).unwrap_or(u16::MAX)
    }

    fn value_at(&self, width: u16) -> u16 {
        if width < STACKED_BELOW {
            return 0;
        }
        let labels = self
            .slots
            .iter()
            .map(|s| SafeText::line(&s.field.label).width());
        let widest = u16::try_from(labels.max().unwrap_or(0)).unwrap_or(u16::MAX);
        // Two columns for the sign before it, two between it and the value.
        widest.saturating_add(4).min(width * 2 / 5)
    }

    /// Rows that one long text may take.
    fn room_for_text(&self, height: u16, value_at: u16, width: u16) -> usize {
        if height == u16::MAX {
            return 8;
        }
        let is_long = |s: &&Slot| matches!(s.input, Input::Block(_));
        let long = self.slots.iter().filter(is_long).count().max(1);
        let stacked = if value_at == 0 { self.slots.len() } else { 0 };
        let others: usize = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, s)| !is_long(s))
            .map(|(i, s)| self.rows(s, i, width, 0))
            .sum();
        let missing = self.missing_shown().len();
        let fixed = others + stacked + 3 + if missing > 0 { missing + 2 } else { 0 };
        (usize::from(height).saturating_sub(fixed) / long).max(3)
    }

    /// Rows of a field's value with what stands below it.
    fn rows(&self, slot: &Slot, i: usize, width: u16, room: usize) -> usize {
        let value = match &slot.input {
            Input::Line(_) => 1,
            Input::Block(editor) => editor.rows(width).clamp(3, room.max(3)),
            Input::One { .. } | Input::Many { .. } if slot.is_searched() => 1,
            Input::One { .. } | Input::Many { .. } => usize::from(slot.places(width).1),
            Input::Kb { way, .. } => 1 + usize::from(way.is_some()),
        };
        let hits = match self.focus == Focus::Field(i) && slot.hits.is_open {
            true => slot.hits.found.len().min(HITS_AT_MOST),
            false => 0,
        };
        let suggested = !slot.offered().is_empty();
        value + hits + slot.notes.len() + usize::from(suggested) + slot.error_lines(width).len()
    }
}

/// Columns before a value: below its label it stands in by two.
fn indent(value_at: u16) -> u16 {
    if value_at == 0 { 2 } else { value_at }
}

impl Plan {
    /// Columns before a value.
    pub fn indent(&self) -> u16 {
        indent(self.value_at)
    }

    fn push(&mut self, what: What, height: usize) {
        self.parts.push(Part {
            y: self.height,
            height,
            what,
        });
        self.height += height;
    }

    /// The first row to show so that the part in focus is in view, moving as little as possible.
    pub fn scrolled(&self, before: usize, focus: Focus, height: usize) -> usize {
        let wanted = match focus {
            Focus::Missing(i) => What::Missing(i),
            Focus::Field(i) => What::Field(i),
            Focus::Send => What::Send,
        };
        let most = self.height.saturating_sub(height);
        let Some(part) = self.parts.iter().find(|p| p.what == wanted) else {
            return before.min(most);
        };
        let end = part.y + part.height;
        let top = before.min(most).max(end.saturating_sub(height));
        top.min(part.y)
    }
}
