//! A look into a file of any size: one part of it at a time, as text or as bytes in hex. A part of a
//! text begins and ends with a line wherever lines are not longer than [`OVER`].

use super::safe::SafeText;
use std::fmt::Write;

/// Bytes of a part; parts are numbered from 0.
pub const PART: usize = 64 << 10;

/// Bytes read beyond a part, to find the end of its last line.
pub const OVER: usize = 4 << 10;

/// Bytes in a line of hex.
const HEX_LINE: usize = 16;

/// How the characters of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Every byte a character: what is not UTF-8 and not UTF-16.
    Windows,
    /// No text: shown in hex.
    Binary,
}

impl Encoding {
    /// The name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows => "Windows-1252",
            Encoding::Binary => "no text",
        }
    }

    fn is_wide(self) -> bool {
        matches!(self, Encoding::Utf16Le | Encoding::Utf16Be)
    }

    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Encoding::Utf16Be => u16::from_be_bytes(pair),
            _ => u16::from_le_bytes(pair),
        }
    }
}

/// What the first bytes of a file (a part of it is plenty) say of the whole.
#[must_use]
pub fn encoding(head: &[u8]) -> Encoding {
    match head {
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    if let Some(wide) = unmarked(head) {
        return wide;
    }
    let odd = |b: &&u8| matches!(b, 0..=6 | 14..=26 | 28..=31 | 127);
    let controls = head.iter().filter(odd).count();
    if controls * 20 > head.len() || head.contains(&0) {
        return Encoding::Binary;
    }
    match std::str::from_utf8(head) {
        Ok(_) => Encoding::Utf8,
        // The head may end within a character.
        Err(error) if error.error_len().is_none() => Encoding::Utf8,
        Err(_) => Encoding::Windows,
    }
}

/// UTF-16 without a mark: of every pair the same byte is nearly always nought, the other never.
fn unmarked(head: &[u8]) -> Option<Encoding> {
    let pairs = head.len() / 2;
    let noughts = |at: usize| {
        let pairs = head.chunks_exact(2);
        pairs.filter(|p| p.get(at) == Some(&0)).count()
    };
    let (even, odd) = (noughts(0), noughts(1));
    match pairs {
        0..8 => None,
        _ if odd * 10 > pairs * 8 && even == 0 => Some(Encoding::Utf16Le),
        _ if even * 10 > pairs * 8 && odd == 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// How many parts a file has; an empty one has one.
#[must_use]
pub fn parts(size: u64) -> u64 {
    size.div_ceil(PART as u64).max(1)
}

/// A part of a text, cleaned. `bytes`: the file from the part's place on, up to [`PART`] + [`OVER`].
#[must_use]
pub fn text(encoding: Encoding, part: u64, bytes: &[u8]) -> SafeText<'static> {
    let start = match part {
        0 => mark(encoding, bytes),
        _ => edge(encoding, bytes),
    };
    let behind = bytes.get(PART..).unwrap_or_default();
    let end = match behind.is_empty() {
        true => bytes.len(),
        false => PART + edge(encoding, behind),
    };
    let own = bytes.get(start..end).unwrap_or_default();
    let safe = match encoding {
        Encoding::Utf8 => return SafeText::block_bytes(trimmed(own)).into_owned(),
        other => characters(other, own),
    };
    SafeText::block(safe.trim_end_matches(['\n', '\r'])).into_owned()
}

/// Bytes as characters; of UTF-8 what is none is replaced.
fn characters(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Windows => super::log::text::windows(bytes),
        Encoding::Binary => bytes.iter().map(|b| char::from(*b)).collect(),
        wide => {
            let units = bytes.chunks(2).map(|p| match p {
                [a, b] => wide.unit([*a, *b]),
                _ => 0xfffd,
            });
            let chars = char::decode_utf16(units);
            chars
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
    }
}

/// A whole text as it is, without the mark at its beginning; `None`: it is no text.
#[must_use]
pub fn whole(bytes: &[u8]) -> Option<(String, Encoding)> {
    let encoding = encoding(bytes);
    if encoding == Encoding::Binary {
        return None;
    }
    let own = bytes.get(mark(encoding, bytes)..).unwrap_or_default();
    Some((characters(encoding, own), encoding))
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_suffix(b"\r\n")
        .or_else(|| bytes.strip_suffix(b"\n"))
        .unwrap_or(bytes)
}

/// Bytes of the mark at the beginning of a file.
fn mark(encoding: Encoding, bytes: &[u8]) -> usize {
    match (encoding, bytes) {
        (Encoding::Utf8, [0xef, 0xbb, 0xbf, ..]) => 3,
        (Encoding::Utf16Le, [0xff, 0xfe, ..]) | (Encoding::Utf16Be, [0xfe, 0xff, ..]) => 2,
        _ => 0,
    }
}

/// Where the first whole line begins near the beginning of these bytes, else the first character.
fn edge(encoding: Encoding, bytes: &[u8]) -> usize {
    let near = bytes.get(..OVER).unwrap_or(bytes);
    if encoding.is_wide() {
        let unit = |p: &[u8]| {
            p.first()
                .zip(p.get(1))
                .map(|(a, b)| encoding.unit([*a, *b]))
        };
        let mut units = near.chunks_exact(2);
        if let Some(at) = units.position(|p| unit(p) == Some(0x0a)) {
            return 2 * at + 2;
        }
        let half = unit(near).is_some_and(|u| (0xdc00..0xe000).contains(&u));
        return if half { 2 } else { 0 };
    }
    if let Some(at) = near.iter().position(|b| *b == b'\n') {
        return at + 1;
    }
    match encoding {
        Encoding::Utf8 => near
            .iter()
            .take(3)
            .take_while(|b| **b & 0xc0 == 0x80)
            .count(),
        _ => 0,
    }
}

/// Bytes in hex: place, sixteen bytes, the same as characters. `from` is the place of the first.
#[must_use]
pub fn hex(from: u64, bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 5);
    for (line, at) in bytes.chunks(HEX_LINE).zip((from..).step_by(HEX_LINE)) {
        // Writing to a String cannot fail.
        let _ = write!(out, "{at:08x} ");
        for n in 0..HEX_LINE {
            let gap = if n == HEX_LINE / 2 { "  " } else { " " };
            let _ = match line.get(n) {
                Some(byte) => write!(out, "{gap}{byte:02x}"),
                None => write!(out, "{gap}  "),
            };
        }
        let chars = line.iter().map(|b| match b {
            b' '..=b'~' => char::from(*b),
            _ => '.',
        });
        let _ = writeln!(out, "  {}", chars.collect::<String>());
    }
    out.truncate(out.trim_end_matches('\n').len());
    out
}

#[cfg(test)]
mod tests {
    use super::{Encoding, OVER, PART, encoding, hex, parts, text};

    fn whole(bytes: &[u8]) -> Vec<String> {
        let kind = encoding(bytes.get(..PART).unwrap_or(bytes));
        let part = |n: u64| {
            let from = n as usize * PART;
            let to = bytes.len().min(from + PART + OVER);
            text(kind, n, &bytes[from..to]).as_str().to_owned()
        };
        (0..parts(bytes.len() as u64)).map(part).collect()
    }

    #[test]
    fn encodings_are_known_by_the_first_bytes() {
        let wide = |s: &str| {
            s.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        let cases: Vec<(Vec<u8>, Encoding, &str)> = vec![
            (b"plain".to_vec(), Encoding::Utf8, "plain"),
            ("\u{feff}Größe".into(), Encoding::Utf8, "Größe"),
            (b"Gr\xf6\xdfe".to_vec(), Encoding::Windows, "Größe"),
            (wide("\u{feff}料金\r\n"), Encoding::Utf16Le, "料金"),
            (wide("a plain line\n"), Encoding::Utf16Le, "a plain line"),
            (b"\xfe\xff\0a\0\xf6".to_vec(), Encoding::Utf16Be, "aö"),
            (b"".to_vec(), Encoding::Utf8, ""),
        ];
        for (bytes, wanted, words) in cases {
            assert_eq!(encoding(&bytes), wanted, "{words}");
            assert_eq!(whole(&bytes), [words]);
        }
        assert_eq!(encoding(b"\x7fELF\0\0\x01"), Encoding::Binary);
        assert_eq!(whole(b"\x1b[2Jx"), ["␛[2Jx"]);
    }

    #[test]
    fn parts_meet_at_a_line_or_at_a_character() {
        let lines: String = (0..20_000).map(|n| format!("line {n} ü\n")).collect();
        let all = whole(lines.as_bytes());
        assert!(
            all.len() > 3
                && all
                    .iter()
                    .all(|p| p.starts_with("line ") && p.ends_with('ü'))
        );
        assert_eq!(all.join("\n"), lines.trim_end());
        let endless = "ü料🌞".repeat(30_000);
        assert_eq!(whole(endless.as_bytes()).concat(), endless);
        let wide: Vec<u8> = endless.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xfe, 0xff][..], &wide].concat();
        assert_eq!(whole(&marked).concat(), endless);
    }

    #[test]
    fn bytes_stand_in_lines_of_sixteen() {
        let shown = hex(0x10, b"Hello,\x00\xff world!\n??");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(
            lines[0],
            "00000010  48 65 6c 6c 6f 2c 00 ff  20 77 6f 72 6c 64 21 0a  Hello,.. world!."
        );
        assert!(lines[1].starts_with("00000020  3f 3f   ") && lines[1].ends_with("  ??"));
    }
}
