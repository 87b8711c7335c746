//! JSON that is harmless to look at.

use std::fmt::Write as _;

/// JSON in which every character that a terminal could obey is written as an escape: the same
/// object, harmless to look at.
#[must_use]
pub fn json(json: &str) -> String {
    if json.is_ascii() {
        return json.replace('\u{7f}', "\\u007f");
    }
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if obeyed(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// Controls, bidi and invisible characters, tags, private use.
fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn hostile_characters_leave_json_as_escapes_of_the_same_text() {
        let text = "a\u{9b}31m\u{202e}b\u{e0041}\u{7f}料";
        let safe = json(&serde_json::to_string(text).unwrap());
        assert_eq!(safe, "\"a\\u009b31m\\u202eb\\udb40\\udc41\\u007f料\"");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
    }
}
