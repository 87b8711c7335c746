//! What may come out, written apart from the code that cleans.

use unicode_width::UnicodeWidthChar as _;

/// Characters that no line for people holds.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}')
}

/// Why a line is not safe to show.
pub fn line(text: &str) -> Option<String> {
    if let Some(bad) = text.chars().find(|c| is_dangerous(*c)) {
        return Some(format!("{bad:?} got through: {text:?}"));
    }
    let mut marks = 0;
    for c in text.chars() {
        let is_mark = c.width() == Some(0) && !('\u{ff9e}'..='\u{ff9f}').contains(&c);
        marks = if is_mark { marks + 1 } else { 0 };
        if marks > 5 {
            return Some(format!("a tower of marks: {text:?}"));
        }
    }
    None
}

/// Why JSON is not: marks stay as they are there, for it is read by programs.
pub fn json(text: &str) -> Option<String> {
    let bad = text.chars().find(|c| is_dangerous(*c) && *c != '\n');
    bad.map(|c| format!("{c:?} in JSON: {text:?}"))
}

/// Why text of several lines is not.
pub fn lines(text: &str) -> Option<String> {
    text.split('\n').find_map(line)
}

/// Why bytes that went to a terminal are not all ours: text, ends of lines, and the sequences that paint.
pub fn bytes(sent: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(sent) {
        Ok(text) => text,
        Err(error) => return Some(error.to_string()),
    };
    let mut rest = text;
    while let Some(at) = rest.find('\x1b') {
        if let Some(why) = plain(&rest[..at]) {
            return Some(why);
        }
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| c.is_ascii_alphabetic() || !c.is_ascii());
        let Some(end) = end.filter(|_| rest.starts_with('[')) else {
            return Some(format!("an escape and {:?}", rest.chars().next()));
        };
        let (inner, last) = (&rest[1..end], rest.as_bytes()[end]);
        let numbers = inner
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b';' || b == b':');
        let ours = match last {
            b'm' | b'H' | b'A'..=b'D' | b'G' | b'd' | b'J' | b'K' | b'X' => numbers,
            b'h' | b'l' => matches!(inner, "?25" | "?2026"),
            _ => false,
        };
        if !ours {
            return Some(format!("a sequence {:?}", &rest[..=end]));
        }
        rest = &rest[end + 1..];
    }
    plain(rest)
}

fn plain(text: &str) -> Option<String> {
    let bad = text
        .chars()
        .find(|c| is_dangerous(*c) && !matches!(c, '\r' | '\n'));
    bad.map(|c| format!("{c:?} among what was sent"))
}
