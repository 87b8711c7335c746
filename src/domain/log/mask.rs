//! What varies from line to line of the same message, put out of sight: numbers, addresses, paths,
//! ids, times, quoted text become [`WILD`].
//!
//! One pass over the bytes, by hand: this runs on every line of a log. No rule names a product.

use super::stamp;
use crate::domain::id::At;

/// What stands for a part that varies.
pub const WILD: &str = "<*>";

/// A masked message is no longer than this; the rest does not tell messages apart.
const LONGEST: usize = 1024;
/// Quoted text is no longer than this.
const QUOTED: usize = 256;

/// Masks a message into `out` (emptied first): words with one blank between them.
pub fn mask(message: &str, out: &mut Vec<u8>) {
    out.clear();
    let mut masker = Masker {
        bytes: message.as_bytes(),
        at: 0,
        out,
        word: 0,
        varies: false,
        last: None,
    };
    masker.run();
}

struct Masker<'a> {
    bytes: &'a [u8],
    at: usize,
    out: &'a mut Vec<u8>,
    /// Where the word begins that is being written.
    word: usize,
    /// Something in it varies.
    varies: bool,
    /// The word before it.
    last: Option<(usize, usize)>,
}

impl Masker<'_> {
    fn run(&mut self) {
        while let Some(b) = self.bytes.get(self.at).copied() {
            if self.out.len() > LONGEST {
                break;
            }
            match b {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.end_word();
                    self.at += 1;
                }
                b'"' | b'\'' => self.quoted(b),
                b if PART[usize::from(b)] => self.part(),
                b => {
                    self.out.push(b);
                    self.at += 1;
                }
            }
        }
        self.end_word();
        if self.out.last() == Some(&b' ') {
            self.out.pop();
        }
    }

    /// A word is complete: said again, when it varies, it is not written twice (a list of addresses is
    /// one, however long).
    fn end_word(&mut self) {
        let end = self.out.len();
        if end == self.word {
            return;
        }
        let varies = std::mem::take(&mut self.varies);
        if let Some((from, to)) = self.last.filter(|_| varies)
            && self.out[from..to] == self.out[self.word..]
        {
            self.out.truncate(self.word);
            return;
        }
        self.last = Some((self.word, end));
        self.out.push(b' ');
        self.word = self.out.len();
    }

    fn wild(&mut self) {
        self.varies = true;
        // 10.0.0.1:80 and 1,2,3 are one thing.
        let end = self.out.len();
        let joined = end >= self.word + 4
            && matches!(self.out[end - 1], b':' | b',' | b'/' | b'-')
            && self.out[end - 4..end - 1] == *WILD.as_bytes();
        if joined {
            self.out.pop();
        } else {
            self.out.extend_from_slice(WILD.as_bytes());
        }
    }

    fn quoted(&mut self, mark: u8) {
        let rest = &self.bytes[self.at + 1..];
        let close = rest.iter().take(QUOTED).position(|b| *b == mark);
        // An apostrophe stands inside a word.
        let opens = self.at == 0 || !self.bytes[self.at - 1].is_ascii_alphanumeric();
        let closes = |n: usize| !rest.get(n + 1).is_some_and(u8::is_ascii_alphanumeric);
        self.out.push(mark);
        match close.filter(|n| *n > 0 && opens && closes(*n)) {
            Some(n) => {
                self.varies = true;
                self.out.extend_from_slice(verb(&rest[..n]));
                self.out.extend_from_slice(WILD.as_bytes());
                self.out.push(mark);
                self.at += n + 2;
            }
            None => self.at += 1,
        }
    }

    /// A run of letters, digits and what names are made of.
    fn part(&mut self) {
        let rest = &self.bytes[self.at..];
        let (mut length, mut digits, mut slashes) = (0, false, 0_usize);
        let mut others = false;
        for b in rest {
            if !PART[usize::from(*b)] {
                break;
            }
            digits |= b.is_ascii_digit();
            slashes += usize::from(*b == b'/');
            others |= matches!(b, b'\\' | b'@' | b'.');
            length += 1;
        }
        if length == 3 && rest[0].is_ascii_uppercase() && self.dated() {
            return;
        }
        let whole = &rest[..length];
        self.at += length;
        // The dot that ends a sentence is no part of a name.
        let tail = whole.iter().rev().take_while(|b| **b == b'.').count();
        let body = &whole[..length - tail];
        if digits {
            if !self.unit(body) {
                self.out.extend_from_slice(&body[..kept(body)]);
                self.wild();
            }
        } else if (slashes > 0 || others) && body.len() > 1 && is_place(body, slashes) {
            self.wild();
        } else {
            self.out.extend_from_slice(body);
        }
        self.out.extend_from_slice(&whole[length - tail..]);
    }

    /// `Sun Jun 14 15:16:01 2005` within a message.
    fn dated(&mut self) -> bool {
        match stamp::read(&self.bytes[self.at..], At(0)) {
            Some(found) => {
                self.at += found.end;
                self.wild();
                true
            }
            None => false,
        }
    }

    /// A number with its unit behind a blank (`5.2 KB`) is one thing: the unit is passed.
    fn unit(&mut self, body: &[u8]) -> bool {
        if !body.iter().all(|b| b.is_ascii_digit() || *b == b'.')
            || self.bytes.get(self.at) != Some(&b' ')
        {
            return false;
        }
        let rest = &self.bytes[self.at + 1..];
        let length = rest
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let ends = !rest.get(length).is_some_and(u8::is_ascii_alphanumeric);
        if !ends || !UNITS.contains(&&rest[..length]) {
            return false;
        }
        self.at += 1 + length;
        self.wild();
        true
    }
}

/// The verb of a quoted HTTP request is kept: reading and deleting are two messages.
fn verb(quoted: &[u8]) -> &[u8] {
    let length = quoted
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_uppercase())
        .count();
    let request = length >= 3 && quoted.get(length..length + 2) == Some(b" /");
    if request { &quoted[..=length] } else { b"" }
}

const UNITS: [&[u8]; 19] = [
    b"B", b"KB", b"MB", b"GB", b"TB", b"kB", b"KiB", b"MiB", b"GiB", b"ms", b"us", b"ns", b"sec",
    b"secs", b"second", b"seconds", b"minutes", b"minute", b"GHz",
];

/// How much of a part with digits in it is kept: the letters before a number (`eth0`, `blk_12`).
fn kept(body: &[u8]) -> usize {
    let Some(digit) = body.iter().position(u8::is_ascii_digit) else {
        return 0;
    };
    let sign = usize::from(
        digit > 0 && body[digit - 1] == b'-' && (digit == 1 || body[digit - 2] == b'_'),
    );
    let (head, tail) = body.split_at(digit - sign);
    let name = head
        .iter()
        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-'));
    let number = tail
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    let hex = head.iter().all(u8::is_ascii_hexdigit);
    if name && number && !hex {
        head.len()
    } else {
        0
    }
}

/// Without a digit: a path, an address of mail, the name of a host.
fn is_place(body: &[u8], slashes: usize) -> bool {
    let path = body[0] == b'/' || slashes >= 2 || body.contains(&b'\\');
    let file = slashes > 0 && body.contains(&b'.');
    let at = body.iter().position(|b| *b == b'@');
    let mail = at.is_some_and(|i| i > 0 && i + 1 < body.len());
    path || file || mail || is_host(body)
}

const ENDINGS: [&[u8]; 10] = [
    b"com",
    b"net",
    b"org",
    b"edu",
    b"gov",
    b"io",
    b"info",
    b"local",
    b"lan",
    b"internal",
];

/// `mail.example.com`, `ns.example.co.uk`: small letters, and an ending that hosts have.
fn is_host(body: &[u8]) -> bool {
    let Some(dot) = body.iter().rposition(|b| *b == b'.') else {
        return false;
    };
    let ending = &body[dot + 1..];
    let labels = body.iter().filter(|b| **b == b'.').count() + 1;
    let small = body
        .iter()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'-' | b'_'));
    small && dot > 0 && (ENDINGS.contains(&ending) || (labels >= 3 && ending.len() == 2))
}

/// Bytes of which a part is made.
const PART: [bool; 256] = parts();

const fn parts() -> [bool; 256] {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        table[b] = byte.is_ascii_alphanumeric()
            || byte >= 0x80
            || matches!(
                byte,
                b'.' | b'_' | b'-' | b'/' | b'\\' | b'+' | b'~' | b'$' | b'@'
            );
        b += 1;
    }
    table
}

#[cfg(test)]
mod tests;
