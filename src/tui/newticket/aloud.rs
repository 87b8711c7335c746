//! The form for a new ticket in words.

use super::NewTicket;
use crate::tui::form::Aloud;

impl NewTicket {
    /// What has the keyboard, in words; the priority that follows from what is typed among the notes.
    #[must_use]
    pub fn aloud(&self) -> Aloud {
        let mut aloud = self.form.aloud();
        aloud.notes.push(aloud.title.clone());
        aloud
    }

    /// Every field with its value.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        self.form.whole()
    }
}
