//! The fields of a header, one after another, each told by its shape.

use super::Level;

/// Fields looked at before a level is given up.
const FIELDS: usize = 6;
/// A thread or a request in brackets is no longer than this.
const BRACKET: usize = 160;
/// A tag of syslog is no longer than this, and of so many words.
const TAG: usize = 64;

/// A place in the header of a line.
pub(super) struct Fields<'a> {
    text: &'a str,
    at: usize,
    /// The level, once found.
    pub level: Option<Level>,
    /// The logger or component, once found.
    pub source: Option<&'a str>,
}

impl<'a> Fields<'a> {
    pub fn new(text: &'a str) -> Fields<'a> {
        Fields {
            text,
            at: 0,
            level: None,
            source: None,
        }
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default().trim_start()
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Past blanks and what separates fields; true when a dash of its own was among it.
    fn skip(&mut self) -> bool {
        let bytes = self.bytes();
        let (mut i, mut dash) = (0, false);
        while let Some(b) = bytes.get(i) {
            let lone = |b: &u8| {
                matches!(bytes.get(i + 1), None | Some(b' '))
                    && matches!(b, b'-' | b'|' | b':' | b'*')
            };
            match b {
                b' ' | b'\t' | b',' => i += 1,
                b'|' => i += 1,
                b if lone(b) => {
                    dash |= *b == b'-';
                    i += 1;
                }
                b'-' if bytes[i..].starts_with(b"--- ") => i += 3,
                b']' if i == 0 => i += 1,
                _ => break,
            }
        }
        self.at += i;
        dash
    }

    /// The word here, up to a blank; the place moves behind it.
    pub fn word(&mut self) -> Option<&'a str> {
        let text = self.rest();
        let start = self.text.len() - text.len();
        let end = text.find([' ', '\t']).unwrap_or(text.len());
        self.at = start + end;
        text.get(..end).filter(|w| !w.is_empty())
    }

    /// A number here.
    pub fn number(&mut self) -> Option<&'a str> {
        let before = self.at;
        let word = self.word()?;
        if word.bytes().all(|b| b.is_ascii_digit()) {
            return Some(word);
        }
        self.at = before;
        None
    }

    /// Reads the whole header: up to the level if there is one, and the logger behind it. Without a
    /// level only what is surely no message is taken.
    pub fn run(&mut self) {
        self.skip_piped();
        let (start, piped) = (self.at, self.source);
        self.find_level();
        if self.level.is_none() {
            self.at = start;
            self.source = piped;
            self.skip();
            if piped.is_none() {
                self.unleveled();
            }
            return;
        }
        // A dash behind the level is where the message begins.
        if self.skip() || self.brackets() {
            return;
        }
        self.named();
        if !self.skip() {
            self.brackets();
        }
    }

    /// `|component|17|message`: fields without blanks between bars.
    fn skip_piped(&mut self) {
        for _ in 0..FIELDS {
            let Some(rest) = self.rest().strip_prefix('|') else {
                return;
            };
            let Some((field, after)) = rest.split_once('|') else {
                return;
            };
            if field.trim().contains(' ') || field.len() > TAG {
                return;
            }
            let field = field.trim();
            match Level::of_word(field) {
                Some(level) => self.level = Some(level),
                None if self.source.is_none() && !field.bytes().all(|b| b.is_ascii_digit()) => {
                    self.source = Some(field)
                }
                None => {}
            }
            // The bar stays: it opens the next field.
            self.at = self.text.len() - after.len() - 1;
        }
    }

    fn find_level(&mut self) {
        for _ in 0..FIELDS {
            if self.level.is_some() {
                return;
            }
            self.skip();
            if self.level_now().is_some() {
                return;
            }
            if self.bytes().first() == Some(&b'[') || self.bytes().first() == Some(&b'(') {
                let Some(inner) = self.bracket() else { return };
                self.level = bracketed_level(inner);
                continue;
            }
            let Some(word) = self.word() else { return };
            if !shaped(word) {
                return;
            }
            let name = word.trim_end_matches(':');
            if identifier(name) && name.bytes().any(|b| b.is_ascii_lowercase()) {
                self.source = Some(name);
            }
        }
    }

    /// A level here, with what encloses or ends it; its end in the text.
    pub fn level_now(&mut self) -> Option<(Level, usize)> {
        let before = self.at;
        let whole = self.word()?;
        let start = self.at - whole.len();
        let open = usize::from(whole.starts_with(['[', '<', '(']));
        let inner = whole.get(open..)?;
        let end = inner
            .find([':', ']', '>', ')', ',', '|'])
            .unwrap_or(inner.len());
        let word = inner.get(..end)?;
        let loud = open == 1 || word.len() < inner.len() || cased(word);
        match Level::of_word(word).filter(|_| loud) {
            Some(level) => {
                let close = start + open + end;
                let closing = self.text.as_bytes().get(close);
                self.at = close + usize::from(closing.is_some_and(|b| b"]>):,".contains(b)));
                self.level = Some(level);
                Some((level, close))
            }
            None => {
                self.at = before;
                None
            }
        }
    }

    /// `[…]` or `(…)` here, brackets inside it counted; the place moves behind it.
    fn bracket(&mut self) -> Option<&'a str> {
        let bytes = self.bytes();
        let close = match bytes.first()? {
            b'[' => b']',
            b'(' => b')',
            _ => return None,
        };
        let mut depth = 0_usize;
        for (i, b) in bytes.iter().enumerate().take(BRACKET) {
            depth += usize::from(*b == bytes[0]);
            depth -= usize::from(*b == close);
            if depth == 0 {
                let inner = self.text.get(self.at + 1..self.at + i)?;
                self.at += i + 1;
                return Some(inner);
            }
        }
        None
    }

    /// Threads, requests and such behind the level; true when a dash ends the header.
    fn brackets(&mut self) -> bool {
        for _ in 0..3 {
            if self.skip() {
                return true;
            }
            if self.bytes().first() != Some(&b'[') || self.bracket().is_none() {
                return false;
            }
        }
        self.skip()
    }

    /// The logger: by its colon or dash, by the column it stands in, by the bracket that follows.
    fn named(&mut self) {
        let before = self.at;
        let number = self.number();
        self.skip();
        if number.is_some() && self.bytes().first() == Some(&b'[') {
            self.brackets();
        }
        let start = self.at;
        let Some(word) = self.word() else { return };
        let (after, dotted) = (self.bytes(), word.contains('.'));
        let name = word.strip_suffix(':');
        let ends = match name {
            Some(name) => process(name) || identifier(name) && (proper(name) || after.is_empty()),
            None => {
                identifier(word)
                    && (after.starts_with(b" - ")
                        || after.starts_with(b" : ")
                        || (after.starts_with(b"  ") && after.iter().any(|b| *b != b' '))
                        || (dotted && after.starts_with(b" [")))
            }
        };
        if ends {
            self.source = Some(name.unwrap_or(word));
        } else {
            self.at = if number.is_some() { start } else { before };
        }
    }

    /// `program - message` and `program[1]: message` without a level.
    fn unleveled(&mut self) {
        let before = self.at;
        let Some(word) = self.word() else { return };
        let after = self.bytes();
        let program = word.strip_suffix("]:").and_then(|w| w.split_once('['));
        match program {
            Some((name, process)) if process.bytes().all(|b| b.is_ascii_digit()) => {
                self.source = Some(name)
            }
            _ if identifier(word) && after.starts_with(b" - ") => {
                self.source = Some(word);
                self.skip();
            }
            _ => self.at = before,
        }
    }
}

/// `12#34` of nginx: process and thread.
fn process(name: &str) -> bool {
    name.contains('#') && name.bytes().all(|b| b.is_ascii_digit() || b == b'#')
}

/// `core:error`, `error`, `main/WARN`.
fn bracketed_level(inner: &str) -> Option<Level> {
    inner
        .rsplit([':', '/', ' '])
        .next()
        .and_then(|word| Level::of_word(word).filter(|_| inner.len() <= 24))
}

/// `INFO`, `Info` and `info` in capitals or with a capital: in lower case it may be a word.
fn cased(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
}

fn capitals(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_uppercase())
}

/// A word that may stand between time and level: a number, a name with a mark in it, capitals.
fn shaped(word: &str) -> bool {
    let marked = |b: u8| {
        b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'/' | b'[' | b'$' | b'@' | b'#' | b':')
    };
    word.len() <= TAG
        && (word.bytes().any(marked) || capitals(word) || identifier(word) && proper(word))
}

fn identifier(word: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._$-/[]()#@<>:*".contains(&b);
    !word.is_empty()
        && word.len() <= 128
        && word.bytes().all(fits)
        && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The name of a thing, not a word of a sentence: a mark or a second capital in it.
fn proper(word: &str) -> bool {
    let inner = word.bytes().skip(1);
    word.bytes().any(|b| b"._$/[#".contains(&b))
        || inner.clone().any(|b| b.is_ascii_uppercase())
            && word.bytes().any(|b| b.is_ascii_lowercase())
}

/// The tag of syslog before its colon, and the message behind it; none when there is no tag.
pub(super) fn tag(text: &str) -> Option<(Option<&str>, &str)> {
    let window = text.as_bytes().get(..text.len().min(TAG * 2))?;
    let colon = window
        .iter()
        .enumerate()
        .position(|(i, b)| *b == b':' && matches!(text.as_bytes().get(i + 1), None | Some(b' ')))?;
    let head = text.get(..colon)?;
    let bare = head.split(" (").next().unwrap_or(head);
    let short = bare.len() <= TAG
        && bare
            .split(' ')
            .filter(|w| *w != "--" && !w.is_empty())
            .count()
            <= 2;
    if !short {
        return None;
    }
    let name = bare
        .split('[')
        .next()
        .unwrap_or(bare)
        .trim_start_matches(['-', ' ']);
    Some((Some(name), text.get(colon + 1..)?))
}
