//! The form in words, for the linear face.

use super::slot::{Input, KbWay, Slot};
use super::{Focus, Form};
use crate::domain::process::Code;
use crate::tui::plain::Edit;

/// A form in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aloud {
    /// Which form.
    pub id: String,
    /// Its title and who will read it.
    pub title: String,
    /// What has the keyboard in it.
    pub field: String,
    /// Said on entering the field: its help and its choices.
    pub enter: Vec<String>,
    /// Mistakes, what is missing, what was found.
    pub notes: Vec<String>,
    /// Changes when the field must be said anew.
    pub key: String,
    /// The field with its value.
    pub text: String,
    /// The text being typed.
    pub edit: Option<Edit>,
}

impl Form {
    /// What has the keyboard, in words.
    #[must_use]
    pub fn aloud(&self) -> Aloud {
        let mut aloud = Aloud {
            id: self.spec.id.clone(),
            title: self.heading(),
            notes: self.notes(),
            ..Aloud::default()
        };
        match self.focus {
            _ if self.popup.is_some() => self.popup_aloud(&mut aloud),
            Focus::Missing(i) => self.missing_aloud(i, &mut aloud),
            Focus::Send => {
                let word = match self.spec.send.as_str() {
                    "" => "Send",
                    word => word,
                };
                aloud.text = format!("button {word}: Enter does it");
                aloud.key = aloud.text.clone();
                aloud.field = "send".to_owned();
            }
            Focus::Field(i) => {
                if let Some(slot) = self.slots.get(i) {
                    self.field_aloud(slot, &mut aloud);
                }
            }
        }
        aloud
    }

    /// The title, and on how many tickets the form acts where that is said.
    fn heading(&self) -> String {
        match self.spec.scope.as_str() {
            "" => self.title(),
            scope => format!("{}, {scope}", self.title()),
        }
    }

    fn popup_aloud(&self, aloud: &mut Aloud) {
        let Some(popup) = &self.popup else { return };
        let (key, text, edit) = popup.aloud();
        aloud.field = "search".to_owned();
        aloud.enter = vec![format!("search {}", popup.title())];
        aloud.key = key;
        aloud.text = text;
        aloud.edit = Some(edit);
    }

    fn missing_aloud(&self, i: usize, aloud: &mut Aloud) {
        let shown = self.missing_shown();
        let text = shown.get(i).map_or("", |b| b.text.as_str());
        let count = shown.len();
        aloud.text = format!("missing {} of {count}: {text}, Enter goes there", i + 1);
        aloud.key = aloud.text.clone();
        aloud.field = "missing".to_owned();
    }

    fn field_aloud(&self, slot: &Slot, aloud: &mut Aloud) {
        let field = &slot.field;
        aloud.field = format!("field {}", field.id);
        aloud.enter = entering(slot);
        let wanted = if self.is_wanted(slot) { ", needed" } else { "" };
        let label = format!("{}{wanted}", field.label.trim());
        aloud.edit = editing(slot, &label);
        let value = match &aloud.edit {
            Some(edit) => format!("{}{}", edit.before, edit.after),
            None => value(slot),
        };
        let read = match slot.reading(&self.ground) {
            Some(Ok(words)) => format!(" = {words}"),
            _ => String::new(),
        };
        aloud.text = format!("{label}: {value}{read}");
        aloud.key = match &slot.input {
            Input::Line(_) | Input::Block(_) => aloud.field.clone(),
            Input::Kb { way, in_text, .. } => format!("{} {way:?} {in_text}", aloud.field),
            Input::One { .. } | Input::Many { .. } => format!("{} {value}", aloud.field),
        };
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.failed.iter().cloned().collect();
        let missing = self.missing_shown();
        notes.extend(missing.iter().map(|b| format!("missing: {}", b.text)));
        for slot in &self.slots {
            let label = slot.field.label.trim();
            notes.extend(slot.error.iter().map(|e| format!("{label}: {e}")));
            if slot.hits.is_open
                && let Some(hit) = slot.hits.found.get(slot.hits.bar)
            {
                let place = format!("{} of {}", slot.hits.bar + 1, slot.hits.found.len());
                let words = format!("found {place}: {}, {}", hit.label, hit.detail);
                notes.push(words.trim_end_matches([',', ' ']).to_owned());
            }
        }
        if self.is_sending() {
            notes.push("sending …".to_owned());
        }
        notes
    }

    /// Every field with its value, and the keys.
    #[must_use]
    pub fn whole(&self) -> Vec<String> {
        let mut lines = vec![self.heading()];
        lines.extend(self.notes());
        for slot in &self.slots {
            let wanted = if self.is_wanted(slot) { ", needed" } else { "" };
            let label = slot.field.label.trim();
            let mut text = value(slot);
            if text.is_empty() {
                text.push('–');
            }
            let mut parts = text.lines();
            let first = parts.next().unwrap_or_default();
            lines.push(format!("{label}{wanted}: {first}"));
            lines.extend(parts.map(str::to_owned));
        }
        lines.push(self.keys_hint().replace("   ", ", "));
        lines
    }
}

/// Help, choices and prepared texts of a field.
fn entering(slot: &Slot) -> Vec<String> {
    let mut lines = vec![slot.field.help.clone()];
    match &slot.input {
        Input::One { codes, .. } | Input::Many { codes, .. } if slot.is_searched() => {
            lines.push(format!("{} choices, type to search", codes.len()));
        }
        Input::One { codes, .. } | Input::Many { codes, .. } => {
            lines.push(numbered(codes.iter().map(|c| c.label.as_str())));
        }
        Input::Kb { .. } => lines.push(numbered(KbWay::ALL.iter().map(|(_, label)| *label))),
        Input::Line(_) => lines.push(numbered(slot.suggest.iter().map(String::as_str))),
        Input::Block(_) => {
            let first = slot.offered().first();
            lines.extend(first.map(|text| format!("{}{text}", slot.taking())));
        }
    }
    lines
}

fn numbered<'a>(labels: impl Iterator<Item = &'a str>) -> String {
    let each: Vec<String> = (1..).zip(labels).map(|(n, l)| format!("{n} {l}")).collect();
    each.join(", ")
}

/// The line of text that has the cursor.
fn editing(slot: &Slot, label: &str) -> Option<Edit> {
    match &slot.input {
        Input::Line(editor) | Input::Block(editor) => {
            Some(Edit::of(label, editor.text(), editor.cursor()))
        }
        Input::Kb { text, in_text, .. } => {
            (*in_text).then(|| Edit::of(label, text.text(), text.cursor()))
        }
        Input::One { .. } | Input::Many { .. } => None,
    }
}

/// What is in a field.
fn value(slot: &Slot) -> String {
    match &slot.input {
        Input::Line(editor) | Input::Block(editor) => editor.text().to_owned(),
        Input::One { codes, at } => {
            let chosen = at.and_then(|i| codes.get(i));
            chosen.map_or_else(|| "nothing chosen".to_owned(), |c| c.label.clone())
        }
        Input::Many { codes, on, bar } => many(codes, on, *bar),
        Input::Kb { way, text, .. } => {
            let way = KbWay::ALL.iter().find(|(w, _)| Some(*w) == *way);
            way.map_or_else(
                || "nothing chosen".to_owned(),
                |(_, label)| format!("{label} {}", text.text()),
            )
        }
    }
}

/// The choice under the bar, and all that are marked.
fn many(codes: &[Code], on: &[bool], bar: usize) -> String {
    let marked = codes.iter().zip(on).filter(|(_, on)| **on);
    let labels: Vec<&str> = marked.map(|(c, _)| c.label.as_str()).collect();
    let here = codes.get(bar).map_or("", |c| c.label.as_str());
    let sign = match on.get(bar) {
        Some(true) => "marked",
        _ => "not marked",
    };
    match labels.is_empty() {
        true => format!("{here} {sign}; none is marked"),
        false => format!("{here} {sign}; marked: {}", labels.join(", ")),
    }
}
