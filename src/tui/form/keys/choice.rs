//! Keys of fields that choose: one, many, the knowledge base, and the search in long lists.

use super::super::slot::{Input, KbWay, Slot};
use super::super::{Form, Outcome};
use crate::domain::process;
use crate::domain::safe::SafeText;
use crate::tui::finder::{Finder, Found, Item};
use crate::tui::keys::{Code, Key};

impl Form {
    pub(super) fn one_key(&mut self, key: Key) -> Outcome {
        let Some(slot) = self.current_mut() else {
            return Outcome::Ignored;
        };
        let searched = slot.is_searched();
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

    pub(super) fn many_key(&mut self, key: Key) -> Outcome {
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

    pub(super) fn kb_key(&mut self, key: Key) -> Outcome {
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
                return self.lookup_now().unwrap_or(Outcome::Nothing);
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
        self.lookup_after_change()
    }

    fn open_popup(&mut self, words: &str) -> Outcome {
        let Some(slot) = self.current() else {
            return Outcome::Ignored;
        };
        let (Input::One { codes, .. } | Input::Many { codes, .. }) = &slot.input else {
            return Outcome::Ignored;
        };
        let item =
            |(i, c): (usize, &process::Code)| Item::new(i, c.label.clone()).detail(c.help.clone());
        let items = codes.iter().enumerate().map(item).collect();
        let mut popup = Finder::new(slot.field.label.clone(), items);
        popup.set_query(words);
        self.popup = Some(popup);
        Outcome::Nothing
    }

    pub(super) fn popup_key(&mut self, key: Key) -> Outcome {
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

    pub(in crate::tui::form) fn pick(&mut self, i: usize) -> Outcome {
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
}

/// The number key as an index.
pub(super) fn digit(key: Key) -> Option<usize> {
    match key.code {
        Code::Char(c @ '1'..='9') if !key.ctrl && !key.alt => c
            .to_digit(10)
            .and_then(|d| usize::try_from(d).ok())
            .map(|d| d - 1),
        _ => None,
    }
}

/// The next choice whose label begins with the letter.
fn initial(codes: &[process::Code], at: Option<usize>, c: char) -> Option<usize> {
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
