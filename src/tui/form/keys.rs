//! What each key does in a form.

use super::slot::{Input, KbWay, Slot};
use super::{Focus, Form, Outcome, is_field};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::safe::SafeText;
use crate::tui::editor::{AT_MOST, Edit};
use crate::tui::finder::{Finder, Found, Item};
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
            (Code::Char('s'), true, _) => return self.submit(),
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
            Code::Char(' ') if !key.ctrl && !key.alt => self.submit(),
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
            Input::Line(editor) | Input::Block(editor) => {
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

    /// A number key answered the field: on to the next one, or off with a quick form.
    fn chosen(&mut self) -> Outcome {
        if self.spec.quick && self.values().is_ok() {
            return self.submit();
        }
        self.step(1);
        Outcome::Changed
    }

    fn text_key(&mut self, key: Key) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let block = matches!(slot.input, Input::Block(_));
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

    fn one_key(&mut self, key: Key) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let (tall, searched) = (slot.is_tall(), slot.is_searched());
        let Input::One { codes, at } = &mut slot.input else {
            return Outcome::Ignored;
        };
        let last = codes.len().saturating_sub(1);
        match (key.code, key.ctrl || key.alt) {
            (Code::Enter, _) if searched && at.is_none() => return self.open_popup(""),
            (Code::Enter, _) => return self.enter_key(),
            (Code::Backspace | Code::Delete, _) => *at = None,
            (Code::Char(' '), false) if searched => return self.open_popup(""),
            (Code::Char(c), false) if searched => return self.open_popup(&c.to_string()),
            (Code::Char(c), false) => match initial(codes, *at, c) {
                Some(next) => *at = Some(next),
                None => return Outcome::Nothing,
            },
            (Code::Down, _) if tall && !searched && *at < Some(last) => {
                *at = Some(at.map_or(0, |i| i + 1));
            }
            (Code::Up, _) if tall && !searched && *at > Some(0) => *at = at.map(|i| i - 1),
            (Code::Down, _) => return self.step(1),
            (Code::Up, _) => return self.step(-1),
            (Code::Right, _) if !codes.is_empty() => {
                *at = Some(at.map_or(0, |i| (i + 1).min(last)))
            }
            (Code::Left, _) if !codes.is_empty() => {
                *at = Some(at.map_or(last, |i| i.saturating_sub(1)));
            }
            _ => return Outcome::Ignored,
        }
        Outcome::Changed
    }

    fn many_key(&mut self, key: Key) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let searched = slot.is_searched();
        let Input::Many { codes, on, bar } = &mut slot.input else {
            return Outcome::Ignored;
        };
        let toggled = match (key.code, key.ctrl || key.alt) {
            (Code::Enter, _) => return self.enter_key(),
            (Code::Char(c), false) if searched && c != ' ' => {
                return self.open_popup(&c.to_string());
            }
            (Code::Char(' '), false) => *bar,
            (Code::Char(_), false) => match digit(key).filter(|d| *d < codes.len()) {
                Some(d) => d,
                None => return Outcome::Nothing,
            },
            (Code::Down, _) if *bar + 1 < codes.len() => {
                *bar += 1;
                return Outcome::Nothing;
            }
            (Code::Up, _) if *bar > 0 => {
                *bar -= 1;
                return Outcome::Nothing;
            }
            (Code::Down, _) => return self.step(1),
            (Code::Up, _) => return self.step(-1),
            _ => return Outcome::Ignored,
        };
        *bar = toggled;
        if let Some(on) = on.get_mut(toggled) {
            *on = !*on;
        }
        Outcome::Changed
    }

    fn kb_key(&mut self, key: Key) -> Outcome {
        let Some(Slot {
            input: Input::Kb { way, text, in_text },
            ..
        }) = self.current_mut()
        else {
            return Outcome::Ignored;
        };
        if *in_text {
            return match key.code {
                // Back to the three ways, where the text before the cursor is used up.
                Code::Backspace if text.text().is_empty() => {
                    *in_text = false;
                    Outcome::Nothing
                }
                Code::Up => {
                    *in_text = false;
                    Outcome::Nothing
                }
                _ => self.text_key(key),
            };
        }
        let at = KbWay::ALL.iter().position(|(w, _)| Some(*w) == *way);
        let pick = match key.code {
            Code::Enter | Code::Down if at.is_some() => {
                *in_text = true;
                return Outcome::Nothing;
            }
            Code::Enter => return self.enter_key(),
            Code::Down => return self.step(1),
            Code::Up => return self.step(-1),
            Code::Right => at.map_or(0, |i| (i + 1).min(2)),
            Code::Left => at.map_or(2, |i| i.saturating_sub(1)),
            Code::Backspace | Code::Delete => {
                *way = None;
                return Outcome::Changed;
            }
            _ => match digit(key).filter(|d| *d < 3).or_else(|| kb_initial(key)) {
                Some(d) => {
                    *in_text = true;
                    d
                }
                None => return Outcome::Ignored,
            },
        };
        *way = KbWay::ALL.get(pick).map(|(w, _)| *w);
        Outcome::Changed
    }

    fn open_popup(&mut self, words: &str) -> Outcome {
        let Some(slot) = self.current() else {
            return Outcome::Ignored;
        };
        let (Input::One { codes, .. } | Input::Many { codes, .. }) = &slot.input else {
            return Outcome::Ignored;
        };
        let item = |(i, c): (usize, &crate::domain::process::Code)| {
            Item::new(i, c.label.clone()).detail(c.help.clone())
        };
        let items = codes.iter().enumerate().map(item).collect();
        let mut popup = Finder::new(slot.field.label.clone(), items);
        popup.set_query(words);
        self.popup = Some(popup);
        Outcome::Nothing
    }

    fn popup_key(&mut self, key: Key) -> Outcome {
        let found = self.popup.as_mut().map(|popup| popup.key(key));
        match found {
            Some(Found::Pick(i)) => {
                self.popup = None;
                self.pick(i)
            }
            Some(Found::Cancel) => {
                self.popup = None;
                Outcome::Nothing
            }
            Some(Found::Ignored) | None => Outcome::Ignored,
            _ => Outcome::Nothing,
        }
    }

    pub(super) fn pick(&mut self, i: usize) -> Outcome {
        let is_one = match self.current_mut().map(|s| &mut s.input) {
            Some(Input::One { at, .. }) => {
                *at = Some(i);
                true
            }
            Some(Input::Many { on, bar, .. }) => {
                *bar = i;
                if let Some(on) = on.get_mut(i) {
                    *on = !*on;
                }
                false
            }
            _ => false,
        };
        if is_one {
            self.chosen()
        } else {
            Outcome::Changed
        }
    }

    /// Sends the form if every field is well-formed; else shows all that is not, and goes to the first.
    pub(super) fn submit(&mut self) -> Outcome {
        if self.is_sending {
            return Outcome::Nothing;
        }
        match self.values() {
            Ok(values) => Outcome::Submit(values),
            Err(blockers) => {
                self.show_mistakes(&blockers);
                Outcome::Nothing
            }
        }
    }

    fn show_mistakes(&mut self, blockers: &[Blocker]) {
        for blocker in blockers.iter().filter(|b| is_field(&b.jump)) {
            if let Some(slot) = self.slots.iter_mut().find(|s| s.field.id == blocker.id) {
                slot.error = Some(blocker.text.clone());
            }
        }
        self.missing.is_listed |= blockers.len() > 1;
        if let Some(first) = blockers.first() {
            let field = first.id.clone();
            self.focus_field(&field);
        }
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
        }
    }
}

/// The number key as an index.
fn digit(key: Key) -> Option<usize> {
    match key.code {
        Code::Char(c @ '1'..='9') if !key.ctrl && !key.alt => c
            .to_digit(10)
            .and_then(|d| usize::try_from(d).ok())
            .map(|d| d - 1),
        _ => None,
    }
}

/// The next choice whose label begins with the letter.
fn initial(codes: &[crate::domain::process::Code], at: Option<usize>, c: char) -> Option<usize> {
    let wanted = c.to_lowercase().to_string();
    let begins = |i: &usize| {
        let label = codes
            .get(*i)
            .map(|code| SafeText::line(&code.label).into_cow());
        label.is_some_and(|l| l.to_lowercase().starts_with(&wanted))
    };
    let from = at.map_or(0, |i| i + 1);
    (from..codes.len())
        .chain(0..from.min(codes.len()))
        .find(begins)
}

fn kb_initial(key: Key) -> Option<usize> {
    let Code::Char(c) = key.code else { return None };
    KbWay::ALL
        .iter()
        .position(|(_, label)| !key.ctrl && label.starts_with(c))
}
