//! A form that is being sent, and what is typed into it meanwhile.

use super::slot::{Input, Slot};
use super::{Form, Typed};
use crate::domain::values::Values;

/// A field of words that has the keyboard: where whoever types on goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prose {
    /// The field.
    pub field: String,
    /// It has line breaks.
    pub many_lines: bool,
    /// What stands in it.
    pub text: String,
    /// What the form had offered in it.
    pub offered: String,
}

impl Form {
    /// Sent, and not answered yet.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.sent.is_some()
    }

    /// What was sent, and is not answered yet.
    #[must_use]
    pub fn as_sent(&self) -> Option<&Values> {
        self.sent.as_ref()
    }

    /// What was typed since the form was sent: of a text that went on, what was added to it.
    #[must_use]
    pub fn since_sent(&self) -> Option<Typed> {
        let sent = self.sent.as_ref()?;
        let mut typed = self.whole_since_sent()?;
        for slot in self.slots.iter().filter(|s| is_text(s)) {
            let id = &slot.field.id;
            if let (Some(now), Some(then)) = (typed.values.0.get_mut(id), sent.0.get(id)) {
                *now = added(then, now);
            }
        }
        typed.values.0.retain(|_, now| !now.is_empty());
        let text = typed.values.0.get(&typed.focus);
        typed.cursor = text.map_or(0, String::len);
        (!typed.values.0.is_empty()).then_some(typed)
    }

    /// The fields that were typed in since the form was sent, with all that stands in them.
    #[must_use]
    pub fn whole_since_sent(&self) -> Option<Typed> {
        let sent = self.sent.as_ref()?;
        let mut typed = self.typed();
        typed.values.0.retain(|field, now| {
            let then = sent.0.get(field).map_or("", String::as_str);
            now.trim() != then.trim()
        });
        (!typed.values.0.is_empty()).then_some(typed)
    }

    /// The field of words that has the keyboard.
    #[must_use]
    pub fn prose(&self) -> Option<Prose> {
        let slot = self.current()?;
        let many_lines = match &slot.input {
            Input::Block(_) => true,
            Input::Line(_) | Input::Kb { in_text: true, .. } => false,
            _ => return None,
        };
        Some(Prose {
            field: slot.field.id.clone(),
            many_lines,
            text: slot.raw(),
            offered: slot.prefilled.clone(),
        })
    }
}

/// Of a choice nothing can be cut off.
fn is_text(slot: &Slot) -> bool {
    matches!(slot.input, Input::Line(_) | Input::Block(_))
}

/// What was added to a text before, behind or around what was sent of it; all of it where that does not stand in it.
fn added(then: &str, now: &str) -> String {
    if let Some(rest) = now.strip_prefix(then) {
        return rest.trim_start().to_owned();
    }
    match around(now, then.trim()) {
        Some((before, after)) => joined(before, after),
        None => now.trim_start().to_owned(),
    }
}

/// The parts of a text on both sides of words that stand in it once, or at its end.
fn around<'a>(now: &'a str, then: &str) -> Option<(&'a str, &'a str)> {
    if then.is_empty() {
        return None;
    }
    let at_end = now.trim_end().strip_suffix(then);
    let at_end = at_end.map(|before| (before, ""));
    let once = || match now.matches(then).count() {
        1 => now.split_once(then),
        _ => None,
    };
    let found = at_end.or_else(once);
    found.filter(|(before, after)| is_apart(before, then, after))
}

/// What was sent may be a part of other words by chance: it is cut out only where it stands by itself.
fn is_apart(before: &str, then: &str, after: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let runs_in = letter(before.chars().next_back()) && letter(then.chars().next());
    let runs_on = letter(then.chars().next_back()) && letter(after.chars().next());
    !(runs_in || runs_on)
}

fn joined(before: &str, after: &str) -> String {
    let (left, right) = (before.trim(), after.trim_start());
    let gap = match before.ends_with('\n') || after.starts_with('\n') {
        _ if left.is_empty() || right.is_empty() => "",
        true => "\n",
        false => " ",
    };
    format!("{left}{gap}{right}")
}

#[cfg(test)]
mod tests {
    use super::added;

    #[test]
    fn what_was_sent_is_cut_off_where_it_stands() {
        for (then, now, rest) in [
            ("the first", "the first and the second", "and the second"),
            ("one two", "PRE one two", "PRE"),
            ("one two", "PRE one two tail", "PRE tail"),
            ("one two", "PRE\none two\ntail", "PRE\ntail"),
            ("one two ", "PRE one two ", "PRE"),
            ("one two", "something else", "something else"),
            ("a", "cat", "cat"),
            ("sin", "casino", "casino"),
            ("is it", "in this item", "in this item"),
            ("a b", "a b a b", "a b"),
            ("x y", "1 x y 2 x y 3", "1 x y 2 x y 3"),
            ("", "new", "new"),
        ] {
            assert_eq!(added(then, now), rest, "{then} | {now}");
        }
    }
}
