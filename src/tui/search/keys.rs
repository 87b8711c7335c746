//! What a key and a paste do where one searches.

use super::{Did, SearchBox};
use crate::tui::editor::Edit;
use crate::tui::keys::{Code, Key};

impl SearchBox {
    /// Whether a key is for the list, and what the words typed find has not come.
    #[must_use]
    pub fn awaits(&self, key: Key) -> bool {
        let jumps = key.ctrl && matches!(key.code, Code::Home | Code::End);
        self.is_behind && is_of_list(key) && !jumps
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Did {
        if let Some(did) = self.taken_for_selected(key) {
            return did;
        }
        let did = match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => Did::Leave,
            (Code::Tab, _) => return Did::Complete,
            (Code::Enter, _) => self.pick(),
            (Code::Up, false) | (Code::Char('p'), true) => self.go(self.bar.saturating_sub(1)),
            (Code::Down, false) | (Code::Char('n'), true) => self.go(self.bar + 1),
            (Code::PageUp, _) => self.go(self.bar.saturating_sub(self.page())),
            (Code::PageDown, _) => self.go(self.bar + self.page()),
            (Code::Home, true) => self.go(0),
            (Code::End, true) => self.go(usize::MAX),
            _ => {
                let edit = self.line.key(key);
                edited(edit)
            }
        };
        self.turn = None;
        did
    }

    /// What a key does to words that are selected: a letter takes their place, Backspace takes them away. Any other key
    /// of the line leaves them as if they had just been typed; those of the list leave them selected.
    fn taken_for_selected(&mut self, key: Key) -> Option<Did> {
        if !self.is_selected || is_of_list(key) {
            return None;
        }
        self.is_selected = false;
        match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) if !c.is_control() => self.line.replace(""),
            (Code::Backspace | Code::Delete, ..) => {
                self.turn = None;
                self.line.replace("");
                return Some(Did::Changed);
            }
            _ => {}
        }
        None
    }

    /// Takes a paste as words.
    pub fn paste(&mut self, text: &str) -> Did {
        if std::mem::take(&mut self.is_selected) {
            self.line.replace("");
        }
        self.turn = None;
        let edit = self.line.paste(text);
        edited(edit)
    }
}

/// Whether a key is for the list below the line.
fn is_of_list(key: Key) -> bool {
    matches!(
        (key.code, key.ctrl),
        (Code::Enter | Code::PageUp | Code::PageDown, _)
            | (Code::Up | Code::Down, false)
            | (Code::Char('p' | 'n') | Code::Home | Code::End, true)
    )
}

fn edited(edit: Edit) -> Did {
    match edit {
        Edit::Ignored => Did::Ignored,
        Edit::Moved | Edit::TooLong => Did::Nothing,
        Edit::Changed => Did::Changed,
    }
}
