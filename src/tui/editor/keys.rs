//! What each key does in a text.

use super::rows::{Layout, columns, offset_at};
use super::{AT_MOST, Edit, Editor, motion};
use crate::tui::keys::{Code, Key};

impl Editor {
    /// Handles a key. Enter and the vertical moves are the form's where they have no meaning here:
    /// in a single line, above the first row, below the last.
    pub fn key(&mut self, key: Key) -> Edit {
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) if !c.is_control() => self.insert(c),
            (Code::Enter, _, _) if self.many_lines => self.insert('\n'),
            (Code::Char(c), true, _) => self.control(c),
            (Code::Char(c), false, true) => self.alternate(c),
            (Code::Backspace, false, false) => self.delete(motion::before(&self.text, self.cursor)),
            (Code::Backspace, _, _) => self.delete(motion::word_before(&self.text, self.cursor)),
            (Code::Delete, false, false) => self.delete(motion::after(&self.text, self.cursor)),
            (Code::Delete, _, _) => self.delete(motion::word_after(&self.text, self.cursor)),
            (Code::Left, false, false) => self.go(motion::before(&self.text, self.cursor)),
            (Code::Right, false, false) => self.go(motion::after(&self.text, self.cursor)),
            (Code::Left, _, _) => self.go(motion::word_before(&self.text, self.cursor)),
            (Code::Right, _, _) => self.go(motion::word_after(&self.text, self.cursor)),
            (Code::Home, false, _) => self.go(motion::line_start(&self.text, self.cursor)),
            (Code::End, false, _) => self.go(motion::line_end(&self.text, self.cursor)),
            (Code::Home, true, _) => self.go(0),
            (Code::End, true, _) => self.go(self.text.len()),
            (Code::Up, false, false) => self.vertical(-1),
            (Code::Down, false, false) => self.vertical(1),
            (Code::PageUp, _, _) => self.page(-1),
            (Code::PageDown, _, _) => self.page(1),
            _ => Edit::Ignored,
        }
    }

    fn control(&mut self, c: char) -> Edit {
        match c {
            'a' => self.go(motion::line_start(&self.text, self.cursor)),
            'e' => self.go(motion::line_end(&self.text, self.cursor)),
            'h' => self.delete(motion::before(&self.text, self.cursor)),
            'd' => self.delete(motion::after(&self.text, self.cursor)),
            'w' => self.delete(motion::run_before(&self.text, self.cursor)),
            'u' => self.delete(motion::line_start(&self.text, self.cursor)),
            'k' => self.delete(self.kill_end()),
            // Terminals send ctrl-7 for ctrl-_ and ctrl-/.
            '_' | '/' | '7' | 'z' => self.undo(),
            'y' => self.redo(),
            _ => Edit::Ignored,
        }
    }

    fn alternate(&mut self, c: char) -> Edit {
        match c {
            'b' => self.go(motion::word_before(&self.text, self.cursor)),
            'f' => self.go(motion::word_after(&self.text, self.cursor)),
            'd' => self.delete(motion::word_after(&self.text, self.cursor)),
            _ => Edit::Ignored,
        }
    }

    fn insert(&mut self, c: char) -> Edit {
        if self.text.len() + c.len_utf8() > AT_MOST {
            return Edit::TooLong;
        }
        let mut bytes = [0; 4];
        self.splice(self.cursor, self.cursor, c.encode_utf8(&mut bytes));
        Edit::Changed
    }

    /// Deletes between the cursor and another place.
    fn delete(&mut self, other: usize) -> Edit {
        let (from, to) = (self.cursor.min(other), self.cursor.max(other));
        if from == to {
            return Edit::Moved;
        }
        self.history.close();
        self.splice(from, to, "");
        self.history.close();
        Edit::Changed
    }

    /// The end of the line; at the end already, its break.
    fn kill_end(&self) -> usize {
        let end = motion::line_end(&self.text, self.cursor);
        match end == self.cursor {
            true => motion::after(&self.text, end),
            false => end,
        }
    }

    fn go(&mut self, to: usize) -> Edit {
        self.history.close();
        self.set_cursor(to);
        Edit::Moved
    }

    fn undo(&mut self) -> Edit {
        let Some(step) = self.history.undo() else {
            return Edit::Moved;
        };
        let range = step.at..step.at + step.new.len();
        if self.text.get(range.clone()).is_some() {
            self.text.replace_range(range, &step.old);
        }
        self.cursor = motion::snapped(&self.text, step.cursor);
        self.touched();
        Edit::Changed
    }

    fn redo(&mut self) -> Edit {
        let Some(step) = self.history.redo() else {
            return Edit::Moved;
        };
        let range = step.at..step.at + step.old.len();
        if self.text.get(range.clone()).is_some() {
            self.text.replace_range(range, &step.new);
        }
        self.cursor = motion::snapped_up(&self.text, step.at + step.new.len());
        self.touched();
        Edit::Changed
    }

    fn page(&mut self, way: isize) -> Edit {
        let height = usize::from(self.seen.get().height).saturating_sub(1).max(1);
        let height = isize::try_from(height).unwrap_or(1);
        match self.vertical(way * height) {
            Edit::Ignored => Edit::Moved,
            other => other,
        }
    }

    /// Moves by rows; `Ignored` when there is no row that way at all.
    fn vertical(&mut self, rows: isize) -> Edit {
        if !self.many_lines {
            return Edit::Ignored;
        }
        let width = usize::from(self.seen.get().width);
        let (target, goal) = {
            let layout = self.laid_out(width);
            let here = layout.row_of(self.cursor);
            let last = layout.rows.len().saturating_sub(1);
            let there = here.saturating_add_signed(rows).min(last);
            if there == here {
                return Edit::Ignored;
            }
            let goal = self.goal.unwrap_or_else(|| self.column(&layout, here));
            (self.place(&layout, there, goal), goal)
        };
        self.history.close();
        self.cursor = target;
        self.goal = Some(goal);
        Edit::Moved
    }

    /// The cursor's column on its row.
    pub(super) fn column(&self, layout: &Layout, row: usize) -> usize {
        layout
            .rows
            .get(row)
            .and_then(|row| self.text.get(row.start..self.cursor))
            .map_or(0, columns)
    }

    /// The offset at a row and column.
    pub(super) fn place(&self, layout: &Layout, row: usize, column: usize) -> usize {
        let Some(at) = layout.rows.get(row) else {
            return self.text.len();
        };
        let text = self.text.get(at.start..at.end).unwrap_or("");
        let offset = at.start + offset_at(text, column);
        // The end of a wrapped row is the start of the next one: stay on this row.
        let wrapped = layout.rows.get(row + 1).is_some_and(|n| n.start == at.end);
        match wrapped && offset == at.end && at.end > at.start {
            true => motion::before(&self.text, offset),
            false => offset,
        }
    }
}
