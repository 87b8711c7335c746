//! A control string: `ESC ]` (OSC), `ESC P` (DCS), `ESC _` (APC), `ESC ^` (PM) or `ESC X` (SOS), and text up to its
//! end (ECMA-48, 8.3). Only a terminal that answers a question sends one, at times long after whoever asked has
//! left: its text would act as keys, so it is swallowed whole.

use super::sequence::ESC;
use std::time::{Duration, Instant};

/// More than any answer holds, a clipboard above all.
const LONGEST: usize = 1 << 20;
/// From its beginning to its end: who types on must not be swallowed for longer.
const AT_MOST: Duration = Duration::from_secs(2);

const BEL: u8 = 0x07;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;
/// The key that leaves is never part of one.
const LEAVE: u8 = 0x03;

/// One whose end has not come.
#[derive(Debug)]
pub(super) struct Answer {
    until: Instant,
    length: usize,
    /// This kind may end with BEL as well.
    is_osc: bool,
}

/// What some bytes are to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Took {
    /// So many, and that was the end.
    Over(usize),
    /// So many; its end may have begun behind them.
    More(usize),
}

impl Answer {
    /// Whether a byte behind Esc begins one.
    pub(super) fn begins(second: u8) -> bool {
        matches!(second, b']' | b'P' | b'_' | b'^' | b'X')
    }

    pub(super) fn new(second: u8, now: Instant) -> Answer {
        Answer {
            until: now + AT_MOST,
            length: 0,
            is_osc: second == b']',
        }
    }

    /// When it is given up, whatever comes.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    pub(super) fn take(&mut self, bytes: &[u8]) -> Took {
        let is_end = |b: &u8| matches!(*b, ESC | BEL | CANCEL | SUBSTITUTE | LEAVE);
        let ends = |b: &u8| is_end(b) && (self.is_osc || *b != BEL);
        let before = bytes.iter().position(ends);
        let used = before.unwrap_or(bytes.len());
        self.length = self.length.saturating_add(used);
        match bytes.get(used..).unwrap_or_default() {
            _ if self.length > LONGEST => Took::Over(used),
            [] | [ESC] => Took::More(used),
            [ESC, b'\\', ..] => Took::Over(used + 2),
            // Broken off by another sequence or a key, which are looked at next.
            [ESC | LEAVE, ..] => Took::Over(used),
            _ => Took::Over(used + 1),
        }
    }

    /// Whether these bytes are a whole one but for the Esc before it, and nothing else.
    pub(super) fn is_tail(bytes: &[u8]) -> bool {
        let [second, rest @ ..] = bytes else {
            return false;
        };
        let ends_itself = rest.ends_with(&[ESC, b'\\']) || rest.ends_with(&[BEL]);
        let mut answer = Answer::new(*second, Instant::now());
        Answer::begins(*second) && ends_itself && answer.take(rest) == Took::Over(rest.len())
    }
}
