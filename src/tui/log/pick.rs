//! A cursor in a list that is here as a whole.

use crate::tui::keys::{Code, Key};

/// Where one is in a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// The entry under the cursor.
    pub at: usize,
    /// The first one on the screen.
    pub top: usize,
}

impl Pick {
    /// Takes a key that moves; false when it does not.
    pub(super) fn key(&mut self, key: Key, count: usize, rows: usize) -> bool {
        let page = rows.saturating_sub(1).max(1);
        let to = match key.code {
            Code::Char('d') if key.ctrl => self.at + page / 2,
            Code::Char('u') if key.ctrl => self.at.saturating_sub(page / 2),
            Code::Char('j') | Code::Down => self.at + 1,
            Code::Char('k') | Code::Up => self.at.saturating_sub(1),
            Code::Char(' ') | Code::PageDown => self.at + page,
            Code::PageUp => self.at.saturating_sub(page),
            Code::Char('g') | Code::Home => 0,
            Code::Char('G') | Code::End => usize::MAX,
            _ => return false,
        };
        self.at = to.min(count.saturating_sub(1));
        self.top = self.top.min(self.at);
        if self.at >= self.top + rows.max(1) {
            self.top = self.at + 1 - rows.max(1);
        }
        true
    }
}
