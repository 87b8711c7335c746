//! Bytes of a log as text: what encoding, which line breaks, or no text at all.

use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// How the characters of a file are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; a line that is not is read as Windows-1252, in which no byte is lost.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// UTF-32, low byte first; known by its mark alone.
    Utf32Le,
    /// UTF-32, high byte first; known by its mark alone.
    Utf32Be,
}

impl Encoding {
    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 LE",
            Encoding::Utf16Be => "UTF-16 BE",
            Encoding::Utf32Le => "UTF-32 LE",
            Encoding::Utf32Be => "UTF-32 BE",
        }
    }
}

/// What the beginning of a file says of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nature {
    /// How characters are written.
    pub encoding: Encoding,
    /// Bytes of the mark of the encoding.
    pub mark: usize,
    /// Lines end with a carriage return alone.
    pub returns: bool,
    /// It is no text.
    pub binary: bool,
    /// It is gzip.
    pub gzip: bool,
    /// No line that has more than ASCII is UTF-8: all of them are read as Windows-1252.
    pub windows: bool,
}

impl Nature {
    /// The name of the encoding for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.windows {
            true => "Windows-1252",
            false => self.encoding.label(),
        }
    }
}

/// Beginnings of files that are no text, whatever their other bytes.
const MAGIC: [&[u8]; 9] = [
    b"\x7fELF",
    b"\x89PNG",
    b"PK\x03\x04",
    b"%PDF-",
    b"\xff\xd8\xff",
    b"SQLite format 3\0",
    b"\xfd7zXZ\0",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
];

/// Looks at the first bytes of a file (64 KiB are plenty).
#[must_use]
pub fn nature(head: &[u8]) -> Nature {
    if head.starts_with(b"\x1f\x8b") {
        return Nature {
            gzip: true,
            ..Nature::default()
        };
    }
    let (encoding, mark) = encoding(head);
    let wide = encoding != Encoding::Utf8;
    let returns = !wide && head.contains(&b'\r') && !head.contains(&b'\n');
    let binary = !wide && (MAGIC.iter().any(|m| head.starts_with(m)) || is_binary(head));
    Nature {
        encoding,
        mark,
        returns,
        binary,
        gzip: false,
        windows: !wide && mark == 0 && is_windows(head),
    }
}

/// Whether lines have bytes beyond ASCII, and none of those is UTF-8; the last line may be cut off.
fn is_windows(head: &[u8]) -> bool {
    let lines = head.split(|b| *b == b'\n').filter(|line| !line.is_ascii());
    let mut found = false;
    for line in lines {
        match std::str::from_utf8(line) {
            Ok(_) => return false,
            Err(error) => found |= error.error_len().is_some(),
        }
    }
    found
}

fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        // Its mark begins as that of UTF-16; no log begins with a nought.
        [0xff, 0xfe, 0, 0, ..] => (Encoding::Utf32Le, 4),
        [0, 0, 0xfe, 0xff, ..] => (Encoding::Utf32Be, 4),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        _ => (unmarked(head), 0),
    }
}

/// UTF-16 without a mark: nearly every second byte is nought, and the others are text.
fn unmarked(head: &[u8]) -> Encoding {
    let pairs = head.len() / 2;
    let noughts = |odd: usize| head.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (even, odd) = (noughts(0), noughts(1));
    match pairs {
        0..8 => Encoding::Utf8,
        _ if odd * 10 > pairs * 8 && even * 10 < pairs => Encoding::Utf16Le,
        _ if even * 10 > pairs * 8 && odd * 10 < pairs => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

/// More than a tenth of the bytes are controls that no text has; a fiftieth where it is no UTF-8 besides, as what is
/// packed or encrypted is not. Noughts count less: a crash leaves them behind what was written.
fn is_binary(head: &[u8]) -> bool {
    let odd = |b: &&u8| matches!(b, 1..=6 | 14..=26 | 28..=31 | 127);
    let controls = head.iter().filter(odd).count();
    let noughts = head.iter().filter(|b| **b == 0).count();
    let text = head.len() - noughts;
    // A character that is cut off at the end of the head is none that is wrong.
    let is_utf8 = std::str::from_utf8(head).map_or_else(|e| e.error_len().is_none(), |_| true);
    controls * 10 > text
        || (controls * 50 > text && !is_utf8)
        || noughts == head.len() && !head.is_empty()
        || (noughts * 3 > head.len() && text < 512 && !head.contains(&b'\n'))
}

/// Bytes that are not UTF-8 as text: Windows-1252, in which every byte is a character.
#[must_use]
pub fn windows(bytes: &[u8]) -> String {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    text.into_owned()
}

/// A line as text: UTF-8, else Windows-1252. The flag says which.
#[must_use]
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (Cow::Owned(windows(bytes)), false),
    }
}

/// The text without the sequences that colour a terminal or move its cursor.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&0x1b) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            escape(&mut chars);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Passes one sequence: CSI up to its final byte, OSC and its kin up to BEL or ST, else one character.
fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.next() {
        Some('[') => {
            while let Some(c) = chars.next_if(|c| (' '..='~').contains(c)) {
                if ('@'..='~').contains(&c) {
                    return;
                }
            }
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            // One that never ends hides nothing.
            let mut ahead = chars.clone();
            while let Some(c) = ahead.next() {
                if c == '\u{7}' || c == '\u{1b}' && ahead.next_if_eq(&'\\').is_some() {
                    *chars = ahead;
                    return;
                }
            }
        }
        Some('(' | ')' | '*' | '+' | '#' | '%') => {
            chars.next();
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, decode, nature, plain};
    use crate::domain::log::narrow::Narrow;
    use proptest::prelude::{any, proptest};

    #[test]
    fn colours_and_titles_are_taken_out() {
        assert_eq!(plain("\u{1b}[1;31mERROR\u{1b}[0m x"), "ERROR x");
        assert_eq!(
            plain("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\b"),
            "ab"
        );
        assert_eq!(plain("a\u{1b}(Bb\u{1b}"), "ab");
        assert_eq!(plain("a\u{1b}]0;never closed"), "a0;never closed");
        assert_eq!(plain("no colours"), "no colours");
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        assert!(nature(b"\x7fELF\x02\x01\x01").binary);
        assert!(nature(&[0; 4096]).binary);
        assert!(nature(&(0..=31).cycle().take(4096).collect::<Vec<u8>>()).binary);
        // Packed or encrypted: bytes of every kind, as many controls as chance has it.
        let chance = |n: u32| (n.wrapping_mul(2_654_435_761) >> 13) as u8;
        let packed: Vec<u8> = (0..60_000).map(chance).collect();
        assert!(nature(&packed).binary);
        assert!(!nature(&b"Gr\xf6\xdfe in Latin-1, a line without controls\n".repeat(99)).binary);
        let crashed = [b"Nov 24 09:00:00 host a: b\n".repeat(4), vec![0; 4096]].concat();
        assert!(!nature(&crashed).binary);
        assert!(!nature("Größe 料金\n".as_bytes()).binary && !nature(b"").binary);
        assert!(nature(b"a\rb\r").returns && !nature(b"a\r\nb\r\n").returns);
        assert!(nature(b"\x1f\x8b\x08").gzip);
        let label = |head: &[u8]| nature(head).label();
        assert_eq!(label(b"plain\nGr\xf6\xdfe\nStra\xdfe\n"), "Windows-1252");
        assert_eq!(label(b"plain\nGr\xf6\xdfe\nGr\xc3\xb6\xc3\x9fe\n"), "UTF-8");
        assert_eq!(label(b"plain\nGr\xc3"), "UTF-8", "cut off");
        assert_eq!(label(b"plain\n"), "UTF-8");
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        let wide = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        let marked = [vec![0xff, 0xfe], wide("ä")].concat();
        assert_eq!(
            (nature(&marked).encoding, nature(&marked).mark),
            (Encoding::Utf16Le, 2)
        );
        assert_eq!(nature(&wide("a plain line\n")).encoding, Encoding::Utf16Le);
        let high: Vec<u8> = "a plain line\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(nature(&high).encoding, Encoding::Utf16Be);
    }

    #[test]
    fn utf32_is_known_by_its_mark_and_read() {
        let text = "a plain line\nGröße 😀\n";
        let low: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        let high: Vec<u8> = text
            .chars()
            .flat_map(|c| u32::from(c).to_be_bytes())
            .collect();
        for (mark, bytes, encoding) in [
            (&[0xff, 0xfe, 0, 0], low, Encoding::Utf32Le),
            (&[0, 0, 0xfe, 0xff], high, Encoding::Utf32Be),
        ] {
            let nature = nature(&[mark.to_vec(), bytes.clone()].concat());
            assert_eq!(
                (nature.encoding, nature.mark, nature.binary),
                (encoding, 4, false)
            );
            for cut in [1, 3, 4, 5, 999] {
                let (mut narrow, mut out) = (Narrow::new(encoding), Vec::new());
                for piece in bytes.chunks(cut) {
                    narrow.push(piece, &mut out);
                }
                narrow.finish(&mut out);
                assert_eq!(String::from_utf8(out).unwrap(), text);
            }
        }
    }

    #[test]
    fn what_is_not_utf8_is_read_byte_by_byte_as_windows_writes_it() {
        assert_eq!(
            decode(b"\x93Gr\xf6\xdfe\x94 \x96 5 \x80").0,
            "“Größe” – 5 €"
        );
        let all: Vec<u8> = (0..=255).collect();
        let read = decode(&all).0;
        let mut chars: Vec<char> = read.chars().collect();
        chars.sort_unstable();
        chars.dedup();
        assert_eq!(chars.len(), 256, "no byte is lost");
        assert_eq!(read.chars().nth(0x81), Some('\u{81}'));
        assert_eq!(decode(b"Gr\xf6\xdfe").0, "Größe");
        assert!(!decode(b"\xf6").1 && decode("ö".as_bytes()).1);
    }

    proptest! {
        #[test]
        fn utf16_in_any_pieces_is_the_same_text(text in "\\PC{0,40}", cut in 1_usize..7) {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let mut narrow = Narrow::new(Encoding::Utf16Be);
            let mut out = Vec::new();
            for piece in bytes.chunks(cut) {
                narrow.push(piece, &mut out);
            }
            narrow.finish(&mut out);
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }

        #[test]
        fn any_bytes_are_text_somehow(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = nature(&bytes);
            let text = decode(&bytes).0;
            let _ = plain(&text);
            let mut out = Vec::new();
            let mut narrow = Narrow::new(Encoding::Utf16Le);
            narrow.push(&bytes, &mut out);
            narrow.finish(&mut out);
            assert!(String::from_utf8(out).is_ok());
        }
    }
}
