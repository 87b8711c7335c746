//! What each key does in a form.

mod choice;

use self::choice::digit;
use super::slot::{Input, KbWay, Slot};
use super::{Focus, Form, Outcome, is_field};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::customer::NEW_CUSTOMER;
use crate::tui::editor::{AT_MOST, Edit};
use crate::tui::keys::{Code, Key};

impl Form {
    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        if self.popup.is_some() {
            return self.popup_key(key);
        }
        if let Some(outcome) = self.hits_key(key) {
            return outcome;
        }
        match (key.code, key.ctrl, key.alt) {
            (Code::Esc, _, _) => return Outcome::Cancel,
            (Code::Char('s'), true, _) => {
                self.take_chosen();
                return self.submit();
            }
            (Code::Tab, false, false) if key.shift => return self.step(-1),
            (Code::Tab, false, false) => return self.step(1),
            _ => {}
        }
        match self.focus {
            Focus::Missing(i) => self.missing_key(i, key),
            Focus::Send => self.button_key(key),
            Focus::Field(_) => self.field_key(key),
        }
    }

    /// Handles a key that came in one burst with the end of a paste: it may have been part of the
    /// paste, so it edits text at most; it never moves, chooses or sends.
    pub fn key_after_paste(&mut self, key: Key) -> Outcome {
        let plain = !key.ctrl && !key.alt && matches!(key.code, Code::Char(_) | Code::Enter);
        let edit = match self.current_mut().map(|s| &mut s.input) {
            Some(Input::Block(editor)) if plain => editor.key(key),
            Some(Input::Line(editor)) if plain && key.code != Code::Enter => editor.key(key),
            _ => return Outcome::Nothing,
        };
        self.edited(edit)
    }

    /// Takes a paste as text of the field in focus; it never presses anything.
    pub fn paste(&mut self, text: &str) -> Outcome {
        if let Some(popup) = &mut self.popup {
            popup.paste(text);
            return Outcome::Nothing;
        }
        let Some(slot) = self.current_mut() else {
            return Outcome::Nothing;
        };
        let edit = match &mut slot.input {
            Input::Line(editor) | Input::Block(editor) => editor.paste(text),
            Input::Kb {
                way,
                text: editor,
                in_text,
            } => {
                way.get_or_insert(KbWay::Article);
                *in_text = true;
                editor.paste(text)
            }
            Input::One { .. } | Input::Many { .. } => Edit::Moved,
        };
        self.edited(edit)
    }

    fn missing_key(&mut self, i: usize, key: Key) -> Outcome {
        match key.code {
            Code::Enter => self.go_to_missing(i),
            Code::Down | Code::Char('j') => self.step(1),
            Code::Up | Code::Char('k') => self.step(-1),
            _ => Outcome::Ignored,
        }
    }

    fn go_to_missing(&mut self, i: usize) -> Outcome {
        match self.missing_shown().get(i).map(|b| b.jump.clone()) {
            Some(Jump::Field(field)) => {
                self.focus_field(&field);
                Outcome::Nothing
            }
            Some(Jump::None) | None => self.step(1),
            Some(jump) => Outcome::Jump(jump),
        }
    }

    fn button_key(&mut self, key: Key) -> Outcome {
        match key.code {
            Code::Enter => self.submit(),
            Code::Up | Code::Left => self.step(-1),
            _ => Outcome::Ignored,
        }
    }

    fn field_key(&mut self, key: Key) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        slot.error = None;
        let digit = digit(key);
        match &mut slot.input {
            Input::Block(_) if key.ctrl && key.code == Code::Char('t') => self.take_over(),
            Input::Block(_) => self.text_key(key),
            Input::Line(editor) => {
                if let Some(text) = digit.and_then(|d| slot.suggest.get(d))
                    && editor.text().is_empty()
                {
                    editor.replace(text);
                    return self.chosen();
                }
                self.text_key(key)
            }
            Input::One { codes, at } => {
                if codes.len() <= super::slot::LISTED_AT_MOST
                    && let Some(d) = digit.filter(|d| *d < codes.len())
                {
                    *at = Some(d);
                    return self.chosen();
                }
                self.one_key(key)
            }
            Input::Many { .. } => self.many_key(key),
            Input::Kb { .. } => self.kb_key(key),
        }
    }

    /// Long text may begin with any digit: there ctrl-t takes the first prepared text over, below what stands.
    fn take_over(&mut self) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let text = slot.offered().first().cloned();
        let (Some(text), Input::Block(editor)) = (text, &mut slot.input) else {
            return Outcome::Nothing;
        };
        if editor.is_blank() {
            editor.replace(&text);
            return self.chosen();
        }
        let gap = if editor.text().ends_with('\n') {
            ""
        } else {
            "\n"
        };
        editor.set_cursor(editor.text().len());
        let edit = editor.paste(&format!("{gap}{text}"));
        self.edited(edit)
    }

    /// A number key answered the field: on to the next one, or off with a quick form.
    fn chosen(&mut self) -> Outcome {
        if self.spec.quick && self.values().is_ok() {
            return self.submit();
        }
        self.step(1);
        Outcome::Changed
    }

    fn text_key(&mut self, key: Key) -> Outcome {
        let fleeting = self.spec.fleeting;
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let block = matches!(slot.input, Input::Block(_));
        // What is not kept is not handed to a file either.
        if block && key.ctrl && key.code == Code::Char('g') && fleeting {
            return Outcome::Nothing;
        }
        if block && key.ctrl && key.code == Code::Char('g') {
            return Outcome::OpenEditor(slot.field.id.clone());
        }
        let edit = match &mut slot.input {
            Input::Line(editor) | Input::Block(editor) | Input::Kb { text: editor, .. } => {
                editor.key(key)
            }
            Input::One { .. } | Input::Many { .. } => Edit::Ignored,
        };
        match (edit, key.code) {
            (Edit::Ignored, Code::Enter) => self.enter_key(),
            (Edit::Ignored, Code::Down) => self.step(1),
            (Edit::Ignored, Code::Up) => self.step(-1),
            _ => self.edited(edit),
        }
    }

    /// Enter in one line: the next field; in the last one: send.
    fn enter_key(&mut self) -> Outcome {
        match self.focus {
            Focus::Field(i) if i + 1 == self.slots.len() => self.submit(),
            _ => self.step(1),
        }
    }

    fn edited(&mut self, edit: Edit) -> Outcome {
        match edit {
            Edit::Ignored => Outcome::Ignored,
            Edit::Moved => Outcome::Nothing,
            Edit::Changed => self.lookup_after_change(),
            Edit::TooLong => {
                let most = AT_MOST / (1024 * 1024);
                let sentence = format!(
                    "A field holds at most {most} MB; nothing was taken. Attach it as a file instead."
                );
                if let Some(slot) = self.current_mut() {
                    slot.error = Some(sentence);
                }
                Outcome::Nothing
            }
        }
    }

    /// Sends the form if every field is well-formed; else shows all that is not, and goes to the first.
    pub(super) fn submit(&mut self) -> Outcome {
        if self.is_sending() {
            return Outcome::Nothing;
        }
        match self.values() {
            Ok(mut values) => {
                if self.insists() {
                    values.set(NEW_CUSTOMER, "yes");
                }
                Outcome::Submit(values)
            }
            Err(blockers) => {
                self.show_mistakes(&blockers);
                Outcome::Nothing
            }
        }
    }

    /// Says what is wrong with a field, there; the focus goes to it.
    pub fn mistaken(&mut self, field: &str, sentence: String) {
        self.focus_field(field);
        if let Some(slot) = self.current_mut() {
            slot.error = Some(sentence);
        }
    }

    fn show_mistakes(&mut self, blockers: &[Blocker]) {
        // The focus first: on leaving a field only what cannot be read is said of it.
        if let Some(first) = blockers.first() {
            let field = first.id.clone();
            self.focus_field(&field);
        }
        for blocker in blockers.iter().filter(|b| is_field(&b.jump)) {
            if let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == blocker.id) {
                slot.error = Some(blocker.text.clone());
            }
        }
        self.missing.is_listed |= blockers.len() > 1;
    }

    /// Moves through what is missing, the fields and the button, in this order.
    pub(super) fn step(&mut self, by: isize) -> Outcome {
        let (missing, fields) = (self.missing_shown().len(), self.slots.len());
        let count = missing + fields + 1;
        let here = match self.focus {
            Focus::Missing(i) => i.min(missing.saturating_sub(1)),
            Focus::Field(i) => missing + i,
            Focus::Send => missing + fields,
        };
        let there = (here + count).saturating_add_signed(by) % count;
        self.enter(if there < missing {
            Focus::Missing(there)
        } else if there < missing + fields {
            Focus::Field(there - missing)
        } else {
            Focus::Send
        });
        Outcome::Nothing
    }

    pub(super) fn enter(&mut self, focus: Focus) {
        self.leave();
        self.focus = focus;
        if let Some(Slot {
            input: Input::Kb { way, in_text, .. },
            ..
        }) = self.current_mut()
        {
            *in_text = way.is_some();
        }
    }

    /// What was typed is read as soon as the field is left.
    fn leave(&mut self) {
        let ground = self.ground.clone();
        if let Some(slot) = self.current_mut() {
            slot.error = slot.canonical(&ground).err();
            slot.hits.is_open = false;
            slot.hits.is_chosen = false;
            slot.hits.is_awaited = false;
        }
    }
}
