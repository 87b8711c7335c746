//! Keys and their names, for the keymap, the configuration file and `--keys`.
//!
//! One key is one character (`j`, `>`) or a name in angle brackets: `<tab>`, `<space>`, `<lt>`,
//! `<f5>`, with `c-`, `a-`, `s-` before it for control, alt and shift: `<c-p>`, `<s-tab>`.
//! Parsing what was printed gives the same key back.

use std::fmt;
use std::str::FromStr;

/// A key as somebody pressed it.
///
/// `shift` is never set together with a character: the character itself says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Control was held.
    pub ctrl: bool,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held on a key that is no character.
    pub shift: bool,
}

/// Which key, without what was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Code {
    /// A character; the space bar too.
    Char(char),
    Enter,
    Tab,
    Backspace,
    Esc,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,
    /// A function key, from 1.
    F(u8),
}

/// The names, the one that is printed first among its likes.
const NAMES: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("return", Code::Enter),
    ("cr", Code::Enter),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("bs", Code::Backspace),
    ("esc", Code::Esc),
    ("escape", Code::Esc),
    ("left", Code::Left),
    ("right", Code::Right),
    ("up", Code::Up),
    ("down", Code::Down),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pgup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("pgdn", Code::PageDown),
    ("insert", Code::Insert),
    ("ins", Code::Insert),
    ("delete", Code::Delete),
    ("del", Code::Delete),
    ("space", Code::Char(' ')),
    ("lt", Code::Char('<')),
    ("gt", Code::Char('>')),
    ("quote", Code::Char('"')),
];

/// Characters that cannot stand bare: a space parts keys, a bracket opens a name, a quote text.
const NAMED_CHARACTERS: &[char] = &[' ', '<', '"'];

/// A key name that means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing was given.
    #[error("no key is named; write one character such as j, or a name such as <tab>")]
    Empty,
    /// A bracket that is not closed.
    #[error("`{0}` opens a key name but does not close it; write the key < as <lt>")]
    Unclosed(String),
    /// No such key.
    #[error(
        "`{0}` is not a key; keys are characters, <tab>, <enter>, <esc>, <space>, <f1>, <c-p>, <a-x>, <s-tab>"
    )]
    Unknown(String),
    /// More keys than one where one is meant.
    #[error("`{0}` is more than one key")]
    Several(String),
    /// Quoted text that does not end.
    #[error("the text {0} has no closing quote")]
    OpenText(String),
}

impl Key {
    /// A key with nothing held.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A character with nothing held.
    pub const fn char(character: char) -> Self {
        Self::plain(Code::Char(character))
    }

    /// A character with control held.
    pub const fn ctrl(character: char) -> Self {
        Self {
            code: Code::Char(character),
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// The character that this key types into a text, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(character) if !self.ctrl && !self.alt => Some(character),
            _ => None,
        }
    }

    /// A key with what was held, as terminals count it: 1 shift, 2 alt, 4 control.
    pub(in crate::tui) fn new(code: Code, held: u32) -> Self {
        let shift = held & 1 != 0;
        let code = match code {
            Code::Char(letter) if shift => Code::Char(letter.to_ascii_uppercase()),
            other => other,
        };
        Self {
            code,
            ctrl: held & 4 != 0,
            alt: held & 2 != 0,
            shift,
        }
        .settled()
    }

    /// One way to write each key: shift belongs to the character, control knows no capitals.
    fn settled(mut self) -> Self {
        if let Code::Char(character) = self.code {
            self.shift = false;
            if self.ctrl {
                self.code = Code::Char(character.to_ascii_lowercase());
            }
        }
        self
    }

    /// A key from what stands between the brackets, such as `c-p`.
    fn from_name(name: &str) -> Option<Self> {
        let mut key = Self::char(' ');
        let mut rest = name;
        while let Some((held, after)) = rest.split_once('-').filter(|(_, after)| !after.is_empty())
        {
            match held.to_ascii_lowercase().as_str() {
                "c" | "ctrl" => key.ctrl = true,
                "a" | "alt" => key.alt = true,
                "s" | "shift" => key.shift = true,
                _ => return None,
            }
            rest = after;
        }
        key.code = code_named(rest)?;
        if key.shift
            && let Code::Char(character) = key.code
        {
            key.code = Code::Char(character.to_ascii_uppercase());
        }
        let held = key.ctrl || key.alt || key.shift;
        let bare = rest.chars().count() == 1 && !held;
        (!bare).then(|| key.settled())
    }
}

fn code_named(name: &str) -> Option<Code> {
    let mut characters = name.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(Code::Char(only));
    }
    let lower = name.to_ascii_lowercase();
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == lower) {
        return Some(*code);
    }
    let number = lower.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Code::F(number))
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.ctrl || self.alt || self.shift;
        if let Code::Char(character) = self.code
            && !held
            && !NAMED_CHARACTERS.contains(&character)
        {
            return write!(out, "{character}");
        }
        out.write_str("<")?;
        for (is_held, prefix) in [(self.ctrl, "c-"), (self.alt, "a-"), (self.shift, "s-")] {
            out.write_str(if is_held { prefix } else { "" })?;
        }
        let name = NAMES.iter().find(|(_, code)| *code == self.code);
        match (name, self.code) {
            (Some((name, _)), _) => out.write_str(name)?,
            (None, Code::Char(character)) => write!(out, "{character}")?,
            (None, Code::F(number)) => write!(out, "f{number}")?,
            (None, _) => {}
        }
        out.write_str(">")
    }
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        match parse_chord(name)?.as_slice() {
            [key] => Ok(*key),
            _ => Err(KeyError::Several(name.to_owned())),
        }
    }
}

/// The keys of one binding, pressed one after the other: `gg`, `g g`, `<c-w>l`.
///
/// # Errors
/// When nothing is named or a name means no key.
pub fn parse_chord(text: &str) -> Result<Vec<Key>, KeyError> {
    let mut keys = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first == '<' {
            rest.find('>')
        } else {
            Some(first.len_utf8() - 1)
        };
        let Some((name, after)) = length.and_then(|last| rest.split_at_checked(last + 1)) else {
            return Err(KeyError::Unclosed(rest.to_owned()));
        };
        keys.push(one_key(name)?);
        rest = after.trim_start();
    }
    if keys.is_empty() {
        Err(KeyError::Empty)
    } else {
        Ok(keys)
    }
}

fn one_key(name: &str) -> Result<Key, KeyError> {
    let inner = name
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    let unknown = || KeyError::Unknown(name.to_owned());
    match inner {
        Some(inner) => Key::from_name(inner).ok_or_else(unknown),
        None => name
            .chars()
            .next()
            .filter(|c| !c.is_control())
            .map(Key::char)
            .ok_or_else(unknown),
    }
}

/// One step of a key script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stroke {
    /// A key.
    Key(Key),
    /// Prose, typed letter by letter.
    Text(String),
}

impl Stroke {
    /// The keys of this step: prose gives one for each character, a new line Enter.
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Self::Key(key) => vec![*key],
            Self::Text(text) => text.chars().map(typing).collect(),
        }
    }
}

fn typing(character: char) -> Key {
    match character {
        '\n' => Key::plain(Code::Enter),
        '\t' => Key::plain(Code::Tab),
        other => Key::char(other),
    }
}

/// A key script: keys parted by spaces, prose in double quotes (`\"`, `\\`, `\n`, `\t` in it).
///
/// # Errors
/// When a name means no key or prose does not end.
pub fn parse_script(script: &str) -> Result<Vec<Stroke>, KeyError> {
    let mut strokes = Vec::new();
    let mut rest = script.trim_start();
    while !rest.is_empty() {
        if let Some(prose) = rest.strip_prefix('"') {
            let (text, after) = quoted(prose).ok_or_else(|| KeyError::OpenText(rest.to_owned()))?;
            strokes.push(Stroke::Text(text));
            rest = after.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            strokes.extend(parse_chord(word)?.into_iter().map(Stroke::Key));
            rest = after.trim_start();
        }
    }
    Ok(strokes)
}

/// The prose up to its closing quote, and what stands behind it.
fn quoted(prose: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = prose.chars();
    loop {
        match characters.next()? {
            '"' => return Some((text, characters.as_str())),
            '\\' => text.push(match characters.next()? {
                'n' => '\n',
                't' => '\t',
                other => other,
            }),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests;
