//! UTF-16 or UTF-32 as UTF-8, two or four bytes at a time; a part of them or half a character waits for more.
//!
//! What a program appended to a log of UTF-16 in UTF-8 is known by so many bytes in a row that no text of UTF-16
//! has, and is left as it is up to the first nought.

use super::text::Encoding;

/// Bytes in a row that are UTF-8 and mostly ASCII, and therefore no UTF-16: of Chinese, in which it could be, one
/// character in four is written so.
const RUN: usize = 32;
/// The same of the last line of the file, which ends.
const LAST: usize = 8;
/// Bytes that are held back while bytes pass as they are: a mark and the first half of a character.
const HELD: usize = 3;

/// UTF-16 or UTF-32 that becomes UTF-8.
#[derive(Clone, Debug)]
pub struct Narrow {
    high_first: bool,
    /// Four bytes a character.
    wide: bool,
    left: Vec<u8>,
    /// Bytes pass as they are.
    passes: bool,
    /// Of these, lines that ended, and whether one has begun.
    lines: u64,
    begun: bool,
}

impl Narrow {
    /// For a width and an order of bytes.
    #[must_use]
    pub fn new(encoding: Encoding) -> Narrow {
        Narrow {
            high_first: matches!(encoding, Encoding::Utf16Be | Encoding::Utf32Be),
            wide: matches!(encoding, Encoding::Utf32Le | Encoding::Utf32Be),
            left: Vec::new(),
            passes: false,
            lines: 0,
            begun: false,
        }
    }

    /// Lines that were UTF-8 already.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines + u64::from(self.begun)
    }

    /// Turns more bytes; a broken pair becomes U+FFFD.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.left.extend_from_slice(bytes);
        match self.wide {
            true => self.push_wide(out),
            false => self.go_on(false, out),
        }
    }

    /// What is left at the end of the file.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        if !self.wide {
            self.go_on(true, out);
        }
        if !self.left.is_empty() {
            self.left.clear();
            encode(&[0xfffd], out);
        }
    }

    /// Turns what can be turned; `all`: nothing comes behind it.
    fn go_on(&mut self, all: bool, out: &mut Vec<u8>) {
        loop {
            let other = match self.passes {
                true => self.pass(all, out),
                false => self.pairs(all, out),
            };
            if !other {
                return;
            }
        }
    }

    /// Pairs of bytes up to where UTF-8 begins; whether it does.
    fn pairs(&mut self, all: bool, out: &mut Vec<u8>) -> bool {
        let unit = |pair: &[u8]| match self.high_first {
            true => u16::from_be_bytes([pair[0], pair[1]]),
            false => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let (mut units, mut begins, mut at) = (Vec::new(), false, 0);
        while let Some(pair) = self.left.get(at..at + 2) {
            if is_said(pair[0]) && is_said(pair[1]) {
                let rest = self.left.get(at..).unwrap_or_default();
                let run = said(rest);
                if run == rest.len() && run < RUN && !all {
                    break;
                }
                begins = run == RUN || (run == rest.len() && run >= LAST && rest.ends_with(b"\n"));
                if begins {
                    break;
                }
            }
            units.push(unit(pair));
            at += 2;
        }
        let half = units.last().is_some_and(|u| (0xd800..0xdc00).contains(u));
        if half && !begins && at + 2 > self.left.len() {
            units.pop();
            at -= 2;
        }
        self.left.drain(..at);
        encode(&units, out);
        self.passes = begins;
        begins
    }

    /// Bytes as they are up to where UTF-16 goes on; whether it does.
    fn pass(&mut self, all: bool, out: &mut Vec<u8>) -> bool {
        let nought = memchr::memchr(0, &self.left);
        let end = match nought {
            Some(nought) if self.high_first => nought,
            Some(nought) => nought.saturating_sub(1),
            None if all => self.left.len(),
            None => self.left.len().saturating_sub(HELD),
        };
        let said = self.left.get(..end).unwrap_or_default();
        let said = match nought {
            // The mark before what was appended next.
            Some(_) => said
                .strip_suffix(&[0xff, 0xfe])
                .or(said.strip_suffix(&[0xfe, 0xff])),
            None => None,
        }
        .unwrap_or(said);
        out.extend_from_slice(said);
        self.lines += memchr::memchr_iter(b'\n', said).count() as u64;
        self.begun = match said.last() {
            Some(last) => *last != b'\n',
            None => self.begun,
        };
        self.left.drain(..end);
        self.passes = nought.is_none();
        nought.is_some()
    }

    fn push_wide(&mut self, out: &mut Vec<u8>) {
        let whole = self.left.len() & !3;
        let mut buffer = [0; 4];
        for four in self.left.drain(..whole).as_slice().chunks_exact(4) {
            let four = [four[0], four[1], four[2], four[3]];
            let number = match self.high_first {
                true => u32::from_be_bytes(four),
                false => u32::from_le_bytes(four),
            };
            let c = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
    }
}

/// How many bytes, at most [`RUN`], are a text in UTF-8, at least half of it ASCII.
fn said(bytes: &[u8]) -> usize {
    let head = bytes.get(..bytes.len().min(RUN)).unwrap_or_default();
    let valid = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() => error.valid_up_to(),
        _ => head.len(),
    };
    let text = head.get(..valid).unwrap_or_default();
    let said = text.iter().take_while(|b| is_said(**b) || **b >= 0x80);
    let (mut count, mut beyond) = (0, 0);
    for byte in said {
        count += 1;
        beyond += usize::from(*byte >= 0x80);
    }
    if beyond * 2 > count { 0 } else { count }
}

/// A byte of ASCII that a text has.
fn is_said(b: u8) -> bool {
    matches!(b, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

fn encode(units: &[u16], out: &mut Vec<u8>) {
    let mut buffer = [0; 4];
    for c in char::decode_utf16(units.iter().copied()) {
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Narrow;
    use crate::domain::log::text::Encoding;

    fn read(bytes: &[u8], encoding: Encoding, cut: usize) -> (String, u64) {
        let (mut narrow, mut out) = (Narrow::new(encoding), Vec::new());
        bytes
            .chunks(cut)
            .for_each(|piece| narrow.push(piece, &mut out));
        narrow.finish(&mut out);
        (String::from_utf8(out).unwrap(), narrow.lines())
    }

    #[test]
    fn lines_of_utf8_behind_and_between_those_of_utf16_are_read_and_counted() {
        let first = "Größe 12 kB\r\nстарт, 日本\r\n";
        let appended = "2026-11-24 09:00:00 ERROR größer than the disk\nok\n";
        let again = "\u{feff}and more of it\n";
        for (encoding, bytes) in [
            (Encoding::Utf16Le, u16::to_le_bytes as fn(u16) -> [u8; 2]),
            (Encoding::Utf16Be, u16::to_be_bytes),
        ] {
            let wide = |text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
            for cut in [1, 2, 3, 7, 64, 999] {
                let behind = [wide(first), appended.into()].concat();
                let want = (format!("{first}{appended}"), 2);
                assert_eq!(read(&behind, encoding, cut), want, "{cut}");
                let between = [wide(first), appended.into(), wide(again)].concat();
                let want = (format!("{first}{appended}and more of it\n"), 2);
                assert_eq!(read(&between, encoding, cut), want, "{cut}");
                let short = [wide(first), b"ERROR x\n".to_vec()].concat();
                let want = (format!("{first}ERROR x\n"), 1);
                assert_eq!(read(&short, encoding, cut), want, "{cut}");
            }
        }
    }

    #[test]
    fn chinese_in_utf16_stays_what_it_is() {
        // Both bytes of many of these are ASCII.
        let text = "中止服务器上的服务，请检查日志并重新启动。\n".repeat(50);
        for (encoding, bytes) in [
            (Encoding::Utf16Le, u16::to_le_bytes as fn(u16) -> [u8; 2]),
            (Encoding::Utf16Be, u16::to_be_bytes),
        ] {
            let wide: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
            for cut in [1, 5, 999] {
                assert_eq!(read(&wide, encoding, cut), (text.clone(), 0));
            }
        }
    }
}
