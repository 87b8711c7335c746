//! Pasted text from its beginning to its end, which may never come.

use memchr::memmem;

/// What stands behind pasted text.
const END: &[u8] = b"\x1b[201~";
/// More than this is told in several parts: no terminal's clipboard holds so much, and a line that sends
/// without end must not take all the memory.
const BYTES_AT_MOST: usize = 64 << 20;

/// Pasted text that has begun.
#[derive(Debug, Default)]
pub(super) struct Paste {
    /// What came and was not told yet.
    bytes: Vec<u8>,
    /// It was told that the end does not come; from then on everything is told as it comes.
    pub(super) is_overdue: bool,
}

impl Paste {
    /// Takes bytes in. Where the end is among them: how many bytes it is to behind the end.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<usize> {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        // The end may have begun in what came before.
        let from = before.saturating_sub(END.len() - 1);
        let end = from + memmem::find(self.bytes.get(from..)?, END)?;
        self.bytes.truncate(end);
        (end + END.len()).checked_sub(before)
    }

    /// What can be told now: without the beginning of an end, or of a character.
    pub(super) fn part(&mut self) -> Option<String> {
        let end = (1..END.len())
            .rev()
            .find(|n| self.bytes.ends_with(END.get(..*n).unwrap_or(END)))
            .unwrap_or(0);
        let whole = self.bytes.len() - end.max(half_a_character(&self.bytes));
        let rest = self.bytes.split_off(whole);
        let told = std::mem::replace(&mut self.bytes, rest);
        text(told)
    }

    /// All that was not told yet.
    pub(super) fn rest(&mut self) -> Option<String> {
        text(std::mem::take(&mut self.bytes))
    }

    /// Whether something waits to be told.
    pub(super) fn holds(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Whether it is too long to wait for its end.
    pub(super) fn is_too_long(&self) -> bool {
        self.bytes.len() > BYTES_AT_MOST
    }
}

fn text(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned());
    (!text.is_empty()).then_some(text)
}

/// How many of the last bytes are a character that is not whole.
fn half_a_character(bytes: &[u8]) -> usize {
    let last = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or(bytes);
    let begin = last.iter().rposition(|b| *b >= 0xc0);
    let Some(tail) = begin.and_then(|at| last.get(at..)) else {
        return 0;
    };
    match std::str::from_utf8(tail) {
        Err(error) if error.error_len().is_none() => tail.len(),
        _ => 0,
    }
}
