//! Words that are typed into a form while it is sent, and on after it has gone.

use crate::domain::id::At;
use crate::domain::values::Values;
use crate::tui::draft::Draft;
use crate::tui::editor::Editor;
use crate::tui::form::{Prose, Typed};
use crate::tui::keys::{Code, Key};

/// Whoever types on presses a key at least this often.
pub const RUNNING_MS: i64 = 1_000;

/// What was typed into a form while it was sent: whether its form goes on where it stood or begins anew is known once
/// the ticket is here again.
#[derive(Clone, Debug)]
pub struct TypedOn {
    /// The draft as it is kept until then.
    pub draft: Draft,
    /// The fields that were typed in since: what was added to them.
    pub rest: Typed,
    /// The same fields as a whole, with what was sent.
    pub whole: Typed,
    /// What was sent.
    pub sent: Values,
    /// Where whoever types on goes on.
    pub prose: Option<Prose>,
}

/// A form that was typed into has gone under the hands of who types: the words go on in its draft.
#[derive(Clone, Debug)]
pub struct GoesOn {
    /// The last key of it.
    pub at: At,
    /// The draft; `None`: the form keeps none.
    pub draft: Option<Draft>,
    /// Where in it the words go on; `None`: no field of words had the keyboard.
    pub prose: Option<Prose>,
}

impl GoesOn {
    /// Whether a key at this time still belongs to it.
    #[must_use]
    pub fn takes(&self, key: Key, now: At) -> bool {
        (is_running(key) || is_editing(key)) && now.since_ms(self.at) < RUNNING_MS
    }

    /// Adds a key to the end of the draft; the draft with it, or `None` where there is no place for words.
    pub fn add(&mut self, key: Key, now: At) -> Option<&Draft> {
        self.at = now;
        let prose = self.prose.as_ref()?;
        let draft = self.draft.as_mut()?;
        let field = &prose.field;
        let values = &mut draft.typed.values.0;
        let text = values
            .entry(field.clone())
            .or_insert_with(|| prose.text.clone());
        *text = with_key(text, key, prose.many_lines);
        draft.typed.cursor = text.len();
        draft.typed.focus.clone_from(field);
        // A field that nothing was typed in before: what stood in it is nobody else's change.
        if let Some(over) = &mut draft.over {
            let offered = || prose.offered.clone();
            over.0.entry(field.clone()).or_insert_with(offered);
        }
        draft.at = now;
        Some(draft)
    }
}

/// Whether a key is part of running text.
#[must_use]
pub fn is_running(key: Key) -> bool {
    let types = matches!(
        key.code,
        Code::Char(_) | Code::Enter | Code::Tab | Code::Backspace
    );
    types && !key.ctrl && !key.alt
}

/// Whether a key mends what was just typed.
fn is_editing(key: Key) -> bool {
    match key.code {
        Code::Char(c) => key.ctrl && !key.alt && matches!(c, 'h' | 'w' | 'u'),
        Code::Backspace | Code::Delete | Code::Left | Code::Right | Code::Home | Code::End => true,
        _ => false,
    }
}

/// A text with a key more at its end. What goes to the next field in a form parts words here.
fn with_key(text: &str, key: Key, many_lines: bool) -> String {
    let mut editor = match many_lines {
        true => Editor::block(text),
        false => Editor::line(text),
    };
    let parts = key.code == Code::Tab || (key.code == Code::Enter && !many_lines);
    editor.key(match parts {
        true => Key::char(' '),
        false => key,
    });
    editor.text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_goes_to_the_end_and_backspace_takes_from_it() {
        let line = |text, code| with_key(text, Key::plain(code), false);
        assert_eq!(line("abc", Code::Char('d')), "abcd");
        assert_eq!(line("abc", Code::Enter), "abc ");
        assert_eq!(line("abc", Code::Backspace), "ab");
        assert_eq!(with_key("abc", Key::plain(Code::Enter), true), "abc\n");
        assert!(!is_running(Key::ctrl('s')) && !is_running(Key::plain(Code::Esc)));
        assert_eq!(with_key("abc de", Key::ctrl('w'), false), "abc ");
        assert!(is_editing(Key::ctrl('w')) && !is_editing(Key::ctrl('s')));
    }
}
