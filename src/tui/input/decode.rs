//! Bytes as they come, in whatever pieces, to events. It never waits: what is not whole is kept, and decided
//! when its time is over.
//!
//! **A paste without an end.** Its text is told when nothing came for a while, and that it has no end; from then
//! on whatever comes is text, told as it comes, because it may be the rest. Only Esc and Ctrl-C by themselves, with
//! a pause before or behind them, end it: nobody can paste a pause.
//!
//! **An Esc without its sequence.** A slow line may tear them apart. Esc by itself is the key only after a
//! while, and what then looks like the rest of a sequence is that rest, not letters.
//!
//! **An answer that nobody waits for.** A control string is swallowed up to its end ([`Answer`]). One that has no
//! end is given up when nothing more came for a while, and after two seconds in any case. Its first two bytes by
//! themselves are a key with Alt, like `Alt-]`.

use super::answer::{Answer, Took};
use super::event::{After, InputEvent};
use super::paste::Paste;
use super::sequence::{ESC, Step, step};
use crate::tui::keys::{Code, Key};
use crate::tui::plant::{self, Plant};
use std::time::{Duration, Instant};

/// How long Esc waits for the rest of its sequence, where the keyboard is on this machine and the line is slow.
const ESC_HERE: Duration = Duration::from_millis(50);
const ESC_AFAR: Duration = Duration::from_millis(300);
/// How long half a sequence, or half a character, waits for its rest.
const HALF: Duration = Duration::from_millis(500);
/// How long pasted text waits for more of itself or its end.
const PASTE: Duration = Duration::from_millis(500);
/// Silence before a key that somebody pressed by itself.
const PAUSE: Duration = Duration::from_millis(160);
/// How long after an Esc its rest may still come.
const TAIL: Duration = Duration::from_secs(2);

/// The key that leaves.
const LEAVE: u8 = 0x03;

/// Bytes that came, as far as they are not events yet.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Something that is not whole.
    held: Vec<u8>,
    /// How long it waits.
    patience: Duration,
    paste: Option<Paste>,
    answer: Option<Answer>,
    /// When bytes came last.
    last: Instant,
    /// Esc was told, because nothing had followed it by then.
    esc: Option<Instant>,
    /// How long an Esc by itself waits.
    esc_wait: Duration,
}

impl Decoder {
    /// `is_afar`: the line may be slow.
    pub(super) fn new(is_afar: bool, now: Instant) -> Decoder {
        Decoder {
            held: Vec::new(),
            patience: HALF,
            paste: None,
            answer: None,
            last: now,
            esc: None,
            esc_wait: if is_afar { ESC_AFAR } else { ESC_HERE },
        }
    }

    /// When bytes came last.
    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// When [`Decoder::late`] is to be called, if nothing comes before; nothing: it need not.
    pub(super) fn due(&self) -> Option<Instant> {
        if let Some(answer) = &self.answer {
            return Some(answer.until().min(self.last + HALF));
        }
        let wait = match &self.paste {
            _ if !self.held.is_empty() => self.patience,
            Some(_) if plant::is(Plant::PasteWaits) => return None,
            Some(paste) if !paste.is_overdue || paste.holds() => PASTE,
            _ => return None,
        };
        Some(self.last + wait)
    }

    /// Takes in what came.
    pub(super) fn feed(&mut self, bytes: &[u8], now: Instant, out: &mut Vec<InputEvent>) {
        if self.answer.is_some() {
            self.late(now, out);
        }
        let pause = now.saturating_duration_since(self.last);
        self.last = now;
        let mut come = std::mem::take(&mut self.held);
        if self.paste.is_none() && self.answer.is_none() {
            let key = match come.as_slice() {
                // Nobody presses two keys so soon, but after this time they do.
                [ESC] if pause >= ESC_HERE && !begins_tail(bytes) => Some(Key::plain(Code::Esc)),
                [ESC, letter] if pause >= PAUSE && Answer::begins(*letter) => Some(alt(*letter)),
                _ => None,
            };
            if let Some(key) = key {
                out.push(InputEvent::Key(key, After::Nothing));
                come.clear();
            }
        }
        let esc = self.esc.take();
        let is_torn = esc.is_some_and(|esc| now.saturating_duration_since(esc) < TAIL);
        if self.paste.is_none() && is_torn && is_tail(bytes) {
            come.push(ESC);
        }
        come.extend_from_slice(bytes);
        let is_overdue = self.paste.as_ref().is_some_and(|paste| paste.is_overdue);
        if is_overdue && self.by_itself(&come, pause >= PAUSE, out) {
            return;
        }
        self.read(&come, out);
    }

    /// Events and text of bytes that stand in a row.
    fn read(&mut self, bytes: &[u8], out: &mut Vec<InputEvent>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let used = match (&mut self.answer, &self.paste) {
                (Some(answer), _) => match answer.take(rest) {
                    Took::Over(used) => {
                        self.answer = None;
                        used
                    }
                    Took::More(used) => {
                        self.held = rest.get(used..).unwrap_or_default().to_vec();
                        return;
                    }
                },
                (None, Some(_)) => self.more_of_paste(rest, out),
                (None, None) => match step(rest) {
                    Step::Event(event, used) => {
                        out.push(event);
                        used
                    }
                    Step::Nothing(used) => used,
                    Step::Paste(used) => {
                        self.paste = Some(Paste::default());
                        used
                    }
                    Step::Answer(used) => {
                        let second = rest.get(used - 1).copied().unwrap_or_default();
                        self.answer = Some(Answer::new(second, self.last));
                        used
                    }
                    Step::Wait => {
                        self.held = rest.to_vec();
                        self.patience = match rest {
                            [ESC] if bytes.iter().all(|b| *b == ESC) => self.esc_wait,
                            // At the end of more: a flood that the line cut anywhere.
                            [ESC] => ESC_AFAR,
                            _ => HALF,
                        };
                        return;
                    }
                },
            };
            rest = rest.get(used..).unwrap_or_default();
        }
    }

    /// So many bytes belong to the paste and its end.
    fn more_of_paste(&mut self, bytes: &[u8], out: &mut Vec<InputEvent>) -> usize {
        let Some(paste) = &mut self.paste else {
            return 0;
        };
        let Some(used) = paste.take(bytes) else {
            if paste.is_overdue || paste.is_too_long() {
                out.extend(paste.part().map(InputEvent::Paste));
            }
            return bytes.len();
        };
        self.end_paste(out);
        used
    }

    fn end_paste(&mut self, out: &mut Vec<InputEvent>) {
        if let Some(mut paste) = self.paste.take() {
            out.extend(paste.rest().map(InputEvent::Paste));
            if paste.is_overdue {
                out.push(InputEvent::PasteOpen(false));
            }
        }
    }

    /// Whether this, in a paste without an end, is a key that somebody pressed by itself: with a pause before it,
    /// or, which is seen later, behind it.
    fn by_itself(&mut self, bytes: &[u8], after_pause: bool, out: &mut Vec<InputEvent>) -> bool {
        match (bytes, step(bytes)) {
            ([LEAVE], _) if after_pause => {
                self.leave_paste(out);
                true
            }
            // Esc may be the beginning of the end, too.
            ([ESC | LEAVE], _) => {
                self.held = bytes.to_vec();
                self.patience = match after_pause {
                    true => self.esc_wait,
                    false => self.esc_wait.max(PAUSE),
                };
                true
            }
            _ if !after_pause => false,
            // Somebody pastes once more.
            ([ESC, ..], Step::Paste(used)) => {
                self.end_paste(out);
                self.paste = Some(Paste::default());
                self.read(bytes.get(used..).unwrap_or_default(), out);
                true
            }
            // A click, a movement, a key that types nothing: no text, and it must not act.
            ([ESC, ..], Step::Event(_, used)) => used == bytes.len(),
            ([0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f], _) => true,
            _ => false,
        }
    }

    fn leave_paste(&mut self, out: &mut Vec<InputEvent>) {
        self.end_paste(out);
        out.push(InputEvent::Key(Key::ctrl('c'), After::Nothing));
    }

    /// Decides what has waited long enough.
    pub(super) fn late(&mut self, now: Instant, out: &mut Vec<InputEvent>) {
        if self.due().is_none_or(|due| now < due) {
            return;
        }
        let held = std::mem::take(&mut self.held);
        self.answer = None;
        match (&mut self.paste, held.as_slice()) {
            (Some(_), [ESC]) => {
                self.esc = Some(now);
                self.end_paste(out);
            }
            (Some(_), [LEAVE]) => self.leave_paste(out),
            (Some(paste), _) if paste.is_overdue => out.extend(paste.rest().map(InputEvent::Paste)),
            (Some(paste), _) => {
                paste.is_overdue = true;
                out.extend(paste.part().map(InputEvent::Paste));
                out.push(InputEvent::PasteOpen(true));
            }
            (None, [ESC]) => {
                self.esc = Some(now);
                out.push(InputEvent::Key(Key::plain(Code::Esc), After::Nothing));
            }
            (None, [ESC, letter]) if matches!(letter, b'[' | b'O') || Answer::begins(*letter) => {
                out.push(InputEvent::Key(alt(*letter), After::Nothing));
            }
            // Half of something: its letters would act as keys.
            (None, _) => {}
        }
    }

    /// Forgets what is not whole, and tells what was pasted so far: others read the terminal now.
    pub(super) fn forget(&mut self, out: &mut Vec<InputEvent>) {
        self.held.clear();
        self.answer = None;
        self.esc = None;
        self.end_paste(out);
    }
}

/// A letter with Alt held.
fn alt(letter: u8) -> Key {
    Key {
        alt: true,
        ..Key::char(char::from(letter))
    }
}

/// What stands behind Esc in a sequence of more than two bytes. Nobody types the number of an answer in one go
/// with its bracket.
fn begins_tail(bytes: &[u8]) -> bool {
    matches!(bytes, [b'[' | b'O', ..] | [b']', b'0'..=b'9', ..]) || Answer::is_tail(bytes)
}

/// Whether these bytes, that came after an Esc, are the rest of its sequence: nobody types that in one go.
fn is_tail(bytes: &[u8]) -> bool {
    /// Of a paste a part is enough: its letters would act as keys.
    const MARKS: [&[u8]; 2] = [b"[200~", b"[201~"];
    match bytes {
        [b'[', _, ..] | [b'O', _] => {
            let whole = [&[ESC][..], bytes].concat();
            let is_mark = |m: &&[u8]| m.starts_with(bytes) || bytes.starts_with(m);
            matches!(step(&whole), Step::Event(_, used) if used > 2) || MARKS.iter().any(is_mark)
        }
        _ => Answer::is_tail(bytes),
    }
}

#[cfg(test)]
mod tests;
