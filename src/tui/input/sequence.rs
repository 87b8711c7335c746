//! What a terminal sends for one key, one click: the longest of it is a few bytes.

use super::answer::Answer;
use super::event::{After, Button, InputEvent, Mouse, MouseKind};
use crate::tui::keys::{Code, Key};

/// Begins every sequence; alone it is the key Esc.
pub(super) const ESC: u8 = 0x1b;
/// Longer ones are none that a terminal sends for a key.
const LONGEST: usize = 64;
/// What stands before pasted text.
const PASTE: u32 = 200;

/// What stands at the beginning of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// An event, and how many bytes it took.
    Event(InputEvent, usize),
    /// So many bytes that mean nothing here.
    Nothing(usize),
    /// Pasted text begins after so many bytes.
    Paste(usize),
    /// A control string begins after so many bytes.
    Answer(usize),
    /// Not whole yet.
    Wait,
}

/// What the bytes begin with; there is at least one.
pub(super) fn step(bytes: &[u8]) -> Step {
    match bytes {
        [] | [ESC] => Step::Wait,
        [ESC, b'[', ..] => control(bytes),
        [ESC, b'O', rest @ ..] => single(rest),
        // Twice: Alt with a key that has a sequence of its own, in some terminals; else the key Esc.
        [ESC, ESC, b'[' | b'O', ..] => alt(bytes),
        [ESC, ESC, ..] => pressed(Key::plain(Code::Esc), 1),
        [ESC, second] if Answer::begins(*second) => Step::Wait,
        [ESC, second, ..] if Answer::begins(*second) => Step::Answer(2),
        [ESC, ..] => alt(bytes),
        _ => letter(bytes),
    }
}

fn pressed(key: Key, used: usize) -> Step {
    Step::Event(InputEvent::Key(key, After::Nothing), used)
}

/// The same key with Alt held.
fn alt(bytes: &[u8]) -> Step {
    match step(bytes.get(1..).unwrap_or_default()) {
        Step::Event(InputEvent::Key(key, after), used) => {
            Step::Event(InputEvent::Key(Key { alt: true, ..key }, after), used + 1)
        }
        Step::Event(event, used) => Step::Event(event, used + 1),
        Step::Nothing(used) => Step::Nothing(used + 1),
        Step::Paste(used) => Step::Paste(used + 1),
        Step::Answer(used) => Step::Answer(used + 1),
        Step::Wait => Step::Wait,
    }
}

/// `ESC O` and one letter: what keypads and function keys send in some modes.
fn single(rest: &[u8]) -> Step {
    let code = match rest.first() {
        None => return Step::Wait,
        Some(b'M') => Code::Enter,
        Some(last) => match lettered(*last) {
            Some(code) => code,
            None => {
                return pressed(
                    Key {
                        alt: true,
                        ..Key::char('O')
                    },
                    2,
                );
            }
        },
    };
    pressed(Key::plain(code), 3)
}

/// A character, or a control code.
fn letter(bytes: &[u8]) -> Step {
    let first = bytes.first().copied().unwrap_or_default();
    let key = match first {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f => Key::plain(Code::Backspace),
        0 => Key::ctrl(' '),
        code @ 0x01..=0x1a => Key::ctrl(char::from(code - 1 + b'a')),
        code @ 0x1c..=0x1f => Key::ctrl(char::from(code - 0x1c + b'4')),
        ascii @ 0x20..=0x7e => Key::char(char::from(ascii)),
        _ => return wide(bytes),
    };
    pressed(key, 1)
}

/// A character of several bytes.
fn wide(bytes: &[u8]) -> Step {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return Step::Nothing(1),
    };
    let there = bytes.get(..length.min(bytes.len())).unwrap_or_default();
    match std::str::from_utf8(there) {
        Ok(text) => match text.chars().next() {
            Some(letter) => pressed(Key::char(letter), length),
            None => Step::Nothing(1),
        },
        // So far it could be one.
        Err(error) if error.error_len().is_none() => Step::Wait,
        Err(_) => Step::Nothing(1),
    }
}

/// `ESC [`, numbers, and a last letter.
fn control(bytes: &[u8]) -> Step {
    match bytes.get(2..).unwrap_or_default() {
        [b'M', rest @ ..] => match rest {
            [button, column, row, ..] => {
                let less = |byte: &u8| u32::from(*byte).saturating_sub(32);
                clicked(less(button), (less(column), less(row)), false, 6)
            }
            _ => Step::Wait,
        },
        // The Linux console's function keys.
        [b'[', rest @ ..] => match rest.first() {
            None => Step::Wait,
            Some(key @ b'A'..=b'E') => pressed(Key::plain(Code::F(key - b'A' + 1)), 4),
            Some(_) => Step::Nothing(3),
        },
        rest => {
            let is_inside = |byte: &u8| (0x20..0x40).contains(byte);
            let inside = rest.iter().take_while(|b| is_inside(b)).count();
            match rest.get(inside) {
                _ if inside > LONGEST => Step::Nothing(2 + inside),
                None => Step::Wait,
                Some(last @ 0x40..=0x7e) => {
                    whole(rest.get(..inside).unwrap_or_default(), *last, 3 + inside)
                }
                // Broken off by something else, which is looked at next.
                Some(_) => Step::Nothing(2 + inside),
            }
        }
    }
}

/// The numbers of a sequence; what is not given is nought. Behind a colon stands more about the same.
struct Numbers<'a>(Vec<&'a str>);

impl<'a> Numbers<'a> {
    fn of(inside: &'a [u8]) -> Numbers<'a> {
        let text = std::str::from_utf8(inside).unwrap_or_default();
        Numbers(text.split(';').collect())
    }

    fn at(&self, place: usize, part: usize) -> u32 {
        let field = self.0.get(place).copied().unwrap_or_default();
        match field.split(':').nth(part).unwrap_or_default() {
            "" => 0,
            // Too large for any key.
            given => given.parse().unwrap_or(u32::MAX),
        }
    }

    /// What is held, and whether the key goes down: in the second number.
    fn held(&self) -> (u32, bool) {
        (self.at(1, 0).saturating_sub(1), self.at(1, 1) != 3)
    }
}

fn whole(inside: &[u8], last: u8, used: usize) -> Step {
    let numbers = Numbers::of(inside);
    let key = match (inside.first(), last) {
        (Some(b'<'), b'M' | b'm') => {
            let numbers = Numbers::of(inside.get(1..).unwrap_or_default());
            let at = (numbers.at(1, 0), numbers.at(2, 0));
            return clicked(numbers.at(0, 0), at, last == b'm', used);
        }
        (Some(b'0'..=b'9'), b'M') => {
            let at = (numbers.at(1, 0), numbers.at(2, 0));
            return clicked(numbers.at(0, 0).saturating_sub(32), at, false, used);
        }
        // Answers to questions that we do not ask.
        (Some(b'<' | b'=' | b'>' | b'?'), _) => None,
        (_, b'~') if numbers.at(0, 0) == PASTE => return Step::Paste(used),
        (_, b'~') if numbers.at(0, 0) == 27 => coded(numbers.at(2, 0)),
        (_, b'~') => numbered(numbers.at(0, 0)),
        // The character that the key gives with shift, where it is said.
        (_, b'u') => coded(match (numbers.held().0 & 1, numbers.at(0, 1)) {
            (0, _) | (_, 0) => numbers.at(0, 0),
            (_, shifted) => shifted,
        }),
        (None, b'Z') => return pressed(Key::new(Code::Tab, 1), used),
        (_, letter) => lettered(letter),
    };
    let (held, is_down) = numbers.held();
    match key.filter(|_| is_down) {
        Some(code) => pressed(Key::new(code, held), used),
        None => Step::Nothing(used),
    }
}

fn lettered(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<Code> {
    // Function keys are counted with gaps, as on the keyboard of the VT220.
    const FUNCTIONS: [u32; 20] = [
        11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34,
    ];
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        _ => {
            let place = FUNCTIONS.iter().position(|n| *n == number)?;
            Code::F(u8::try_from(place + 1).ok()?)
        }
    })
}

/// A key by the character that it types.
fn coded(character: u32) -> Option<Code> {
    Some(match character {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        127 => Code::Backspace,
        // Private numbers of keys that type nothing.
        0xe000..=0xf8ff => return None,
        other => Code::Char(char::from_u32(other).filter(|c| !c.is_control())?),
    })
}

/// A click at a place counted from 1.
fn clicked(code: u32, (column, row): (u32, u32), is_up: bool, used: usize) -> Step {
    let is_moved = code & 32 != 0;
    let button = match code & 3 {
        0 => Button::Left,
        1 => Button::Middle,
        _ => Button::Right,
    };
    let kind = match (code & 0xc3, is_moved) {
        (_, true) => return Step::Nothing(used),
        (0..=2, _) if is_up => MouseKind::Up(button),
        (0..=2, _) => MouseKind::Down(button),
        // The old notation does not say which came up.
        (3, _) => MouseKind::Up(Button::Left),
        (64, _) => MouseKind::WheelUp,
        (65, _) => MouseKind::WheelDown,
        _ => return Step::Nothing(used),
    };
    let place = |n: u32| u16::try_from(n.saturating_sub(1)).unwrap_or(u16::MAX);
    let mouse = Mouse {
        kind,
        column: place(column),
        row: place(row),
        ctrl: code & 16 != 0,
        shift: code & 4 != 0,
    };
    Step::Event(InputEvent::Mouse(mouse), used)
}

#[cfg(test)]
mod tests;
