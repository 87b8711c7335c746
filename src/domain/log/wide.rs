//! A line of UTF-16 in a log that is otherwise UTF-8: what a program of Windows appended to it.
//!
//! Lines are cut at the byte of a line break, so that the nought that belongs to it stands at the end of the line
//! or before the next one.

/// Whether noughts stand between other bytes: those at the ends a crash, or a line break of UTF-16, left behind.
#[must_use]
pub fn has_noughts(bytes: &[u8]) -> bool {
    memchr::memchr(0, bare(bytes)).is_some()
}

/// The text of a line of UTF-16; `None`: it is none.
#[must_use]
pub fn line(bytes: &[u8]) -> Option<String> {
    let has_half = bytes.first() == Some(&0) || bytes.last() == Some(&0);
    let (bytes, low_first) = match bare(bytes) {
        [0xff, 0xfe, rest @ ..] => (rest, Some(true)),
        [0xfe, 0xff, rest @ ..] => (rest, Some(false)),
        rest => (rest, None),
    };
    let noughts = |from: usize| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0);
    let (even, odd) = (noughts(0).count(), noughts(1).count());
    // Nearly all that programs say lies below U+0100: of its two bytes one is nought.
    let most = |noughts: usize| has_half && bytes.len() > 2 && noughts * 4 >= bytes.len();
    let texts = match (low_first, even, odd) {
        (Some(true), ..) => [Some(low(bytes)), None],
        (Some(false), ..) => [Some(high(bytes)), None],
        (None, 0, odd) if most(odd) => [Some(low(bytes)), Some(high_without_first(bytes))],
        (None, even, 0) if most(even) => [Some(high(bytes)), None],
        _ => return None,
    };
    let texts = texts.into_iter().flatten();
    let best = texts.min_by_key(|text| strange(text))?;
    let text = best.trim_end_matches('\r');
    (strange(text) == 0 && !text.is_empty()).then(|| text.to_owned())
}

/// Without the noughts at its ends.
fn bare(bytes: &[u8]) -> &[u8] {
    let first = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|b| *b != 0).map_or(first, |n| n + 1);
    bytes.get(first..end).unwrap_or_default()
}

/// The low byte first; that of the last character may have lost its nought.
fn low(bytes: &[u8]) -> String {
    let unit = |pair: &[u8]| u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
    let units: Vec<u16> = bytes.chunks(2).map(unit).collect();
    String::from_utf16_lossy(&units)
}

/// The high byte first.
fn high(bytes: &[u8]) -> String {
    let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
    let units: Vec<u16> = bytes.chunks(2).map(unit).collect();
    String::from_utf16_lossy(&units)
}

/// The same where the nought of the first character was taken for one at the beginning of the line.
fn high_without_first(bytes: &[u8]) -> String {
    let whole: Vec<u8> = std::iter::once(0).chain(bytes.iter().copied()).collect();
    high(&whole)
}

/// Characters that no text has.
fn strange(text: &str) -> usize {
    let odd = |c: &char| match *c {
        '\t' | '\r' | '\u{1b}' => false,
        char::REPLACEMENT_CHARACTER => true,
        c => c.is_control(),
    };
    text.chars().filter(odd).count()
}

#[cfg(test)]
mod tests {
    use super::{has_noughts, line};
    use proptest::prelude::{any, proptest};

    /// The lines of a text in UTF-16, as they are cut at the byte of a break.
    fn cut(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<Vec<u8>> {
        let all: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        all.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
    }

    #[test]
    fn lines_of_either_order_are_read_with_either_break() {
        let text = "ERROR disk\r\nGröße 12 kB: Ende\r\nстарт 1 of 2 services started\nok\n";
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let lines = cut(text, bytes);
            let read: Vec<Option<String>> = lines.iter().map(|l| line(l)).collect();
            let read: Vec<&str> = read.iter().flatten().map(String::as_str).collect();
            assert_eq!(
                read,
                [
                    "ERROR disk",
                    "Größe 12 kB: Ende",
                    "старт 1 of 2 services started",
                    "ok"
                ]
            );
            assert!(lines[..4].iter().all(|l| has_noughts(l)));
        }
    }

    #[test]
    fn a_mark_in_front_says_the_order() {
        for text in ["сервис упал", "ok: сервис"] {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let found = line(&cut(&format!("\u{feff}{text}\r\n"), bytes)[0]);
                assert_eq!(found.as_deref(), Some(text));
            }
        }
    }

    #[test]
    fn what_is_no_utf16_stays_as_it_is() {
        for bytes in [
            b"a plain line".as_slice(),
            b"\0\0\0after a crash\0\0",
            b"one\0two",
            b"a\0b",
            b"\x01\0\x02\0\x03\0\x04",
            b"a\0\0\0b\0\0\0c",
            "Größe".as_bytes(),
            b"",
            b"\0",
        ] {
            assert_eq!(line(bytes), None, "{bytes:?}");
        }
        assert!(has_noughts(b"one\0two") && !has_noughts(b"\0\0one\0"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = line(&bytes);
        }

        #[test]
        fn any_line_of_ascii_is_read(text in "[ -~]{2,60}") {
            for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
                let lines = cut(&format!("first\n{text}\n"), bytes);
                assert_eq!(line(&lines[1]), Some(text.clone()));
            }
        }
    }
}
