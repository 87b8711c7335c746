//! The last gate before the terminal: one write a frame, and only what we know.
//!
//! Whatever reaches this point, only sequences that hoist itself sends go on: styles, moves,
//! erasing and the modes listed here. Anything else, a customer's escape that found its way past
//! every earlier guard, is dropped and reported in the log by its kind, never its text.

use std::io::{self, Write};

/// Begins and ends a synchronized update: the terminal shows a frame whole or not at all.
const SYNC: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");
/// Private modes that hoist sets: cursor, mouse, screen, paste, synchronized update.
const MODES: &[&str] = &["25", "1000", "1006", "1049", "2004", "2026"];

/// Sends whole frames to `W` and counts them.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    clean: Vec<u8>,
    sent: usize,
    dropped: usize,
}

impl<W: Write> Writer<W> {
    /// A writer to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            clean: Vec::new(),
            sent: 0,
            dropped: 0,
        }
    }

    /// Bytes sent since the start.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// Sequences and characters that were refused since the start.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Where the bytes went.
    pub fn get_ref(&self) -> &W {
        &self.out
    }

    /// Sends a frame in one write; an empty one is not sent. `painted` frames are shown at once.
    pub fn frame(&mut self, body: &[u8], painted: bool) -> io::Result<()> {
        if body.is_empty() {
            return Ok(());
        }
        let mut clean = std::mem::take(&mut self.clean);
        clean.clear();
        if painted {
            clean.extend_from_slice(SYNC.0);
        }
        let refused = keep_allowed(body, &mut clean);
        if painted {
            clean.extend_from_slice(SYNC.1);
        }
        if refused > 0 {
            self.dropped += refused;
            tracing::warn!(refused, "a frame held sequences that hoist does not send");
        }
        let written = self.send(&clean);
        self.clean = clean;
        written
    }

    /// Sends bytes that were built as a whole by hoist: a copy to the clipboard.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()?;
        self.sent += bytes.len();
        Ok(())
    }
}

/// Copies what is allowed and says how much was refused.
pub fn keep_allowed(bytes: &[u8], clean: &mut Vec<u8>) -> usize {
    let mut refused = 0;
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let length = match first {
            0x1b => escape_length(rest),
            b'\r' | b'\n' => Ok(1),
            0..=0x1f | 0x7f => Err(1),
            // The controls above ASCII, as UTF-8.
            0xc2 if after
                .first()
                .is_some_and(|next| (0x80..=0x9f).contains(next)) =>
            {
                Err(2)
            }
            _ => Ok(plain_length(rest)),
        };
        let taken = length
            .unwrap_or_else(|skipped| skipped)
            .clamp(1, rest.len());
        let (piece, after) = rest.split_at(taken);
        if length.is_ok() {
            clean.extend_from_slice(piece);
        } else {
            refused += 1;
        }
        rest = after;
    }
    refused
}

/// Bytes up to the next one that needs a look.
fn plain_length(bytes: &[u8]) -> usize {
    let needs_look = |byte: &u8| *byte < 0x20 || *byte == 0x7f || *byte == 0xc2;
    bytes
        .iter()
        .skip(1)
        .position(needs_look)
        .map_or(bytes.len(), |at| at + 1)
}

/// The length of an escape sequence, as an error if it is none of ours.
fn escape_length(bytes: &[u8]) -> Result<usize, usize> {
    if bytes.get(1) != Some(&b'[') {
        // Only the escape goes: what stands behind it is harmless text without it.
        return Err(1);
    }
    let parameters = bytes
        .iter()
        .skip(2)
        .take_while(|byte| matches!(byte, 0x20..=0x3f))
        .count();
    let length = 3 + parameters;
    let inner = bytes.get(2..2 + parameters).unwrap_or_default();
    match bytes.get(2 + parameters) {
        Some(last) if is_ours(inner, *last) => Ok(length),
        Some(0x40..=0x7e) => Err(length),
        _ => Err(length - 1),
    }
}

fn is_ours(parameters: &[u8], last: u8) -> bool {
    let numbers = |extra: &[u8]| {
        parameters
            .iter()
            .all(|byte| byte.is_ascii_digit() || extra.contains(byte))
    };
    match last {
        b'm' => numbers(b";:"),
        b'H' => numbers(b";"),
        b'A'..=b'D' | b'G' | b'd' | b'J' | b'K' | b'X' => numbers(b""),
        b'h' | b'l' => std::str::from_utf8(parameters)
            .ok()
            .and_then(|mode| mode.strip_prefix('?'))
            .is_some_and(|mode| MODES.contains(&mode)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Writer, keep_allowed};

    fn kept(text: &str) -> (String, usize) {
        let mut clean = Vec::new();
        let refused = keep_allowed(text.as_bytes(), &mut clean);
        (String::from_utf8(clean).unwrap(), refused)
    }

    #[test]
    fn our_sequences_pass() {
        for ours in [
            "\x1b[1;31m",
            "\x1b[12;40H",
            "\x1b[K",
            "\x1b[5X",
            "\x1b[?25l",
            "\x1b[58:2::1:2:3m",
            "a\r\nß料é",
        ] {
            assert_eq!(kept(ours), (ours.to_owned(), 0));
        }
    }

    #[test]
    fn all_others_are_dropped() {
        assert_eq!(kept("a\x1b]52;c;QQ==\x07b"), ("a]52;c;QQ==b".to_owned(), 2));
        assert_eq!(
            kept("a\x1b[6nb\x1b[?1003hc\x1b[1;2rd"),
            ("abcd".to_owned(), 3)
        );
        assert_eq!(kept("a\x1bcb\u{9b}2J\x07"), ("acb2J".to_owned(), 3));
        assert_eq!(kept("a\x1b[>4;1mb\x1b["), ("ab".to_owned(), 2));
        assert_eq!(kept("a\x1b[2\x1b[Kb"), ("a\x1b[Kb".to_owned(), 1));
    }

    #[test]
    fn an_empty_frame_sends_nothing_and_a_painted_one_is_synchronized() {
        let mut writer = Writer::new(Vec::new());
        writer.frame(b"", true).unwrap();
        assert_eq!(writer.sent(), 0);
        writer.frame(b"x", true).unwrap();
        assert_eq!(writer.get_ref().as_slice(), b"\x1b[?2026hx\x1b[?2026l");
    }
}
