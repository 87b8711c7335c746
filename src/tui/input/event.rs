//! The events, in our own words.

use crate::tui::keys::Key;

/// Something came from the terminal or from the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputEvent {
    /// A key, and whether it came in the same burst as a paste.
    Key(Key, After),
    /// Pasted text, raw: it is hostile until it was cleaned.
    Paste(String),
    /// Pasted text has no end so far (true): whatever comes is taken as text, until its end or Esc comes (false).
    PasteOpen(bool),
    /// A click or a turn of the wheel.
    Mouse(Mouse),
    /// The terminal has another size; never nought.
    Resize {
        /// Columns.
        columns: u16,
        /// Rows.
        rows: u16,
    },
    /// Somebody asks the program to stop for now (SIGTSTP).
    StopAsked,
    /// The program goes on after a stop: take the terminal back and paint everything.
    Continued,
    /// The terminal is gone and nothing more will come. Wait on: the signal thread saves and ends
    /// the process; who returned from `main` now would end it before that.
    Gone,
}

/// What a key came after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum After {
    /// A pause or other keys: somebody pressed it.
    #[default]
    Nothing,
    /// A paste in the same burst: it may be the rest of the pasted text, so it must change nothing.
    Paste,
}

/// A click or a turn of the wheel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What happened.
    pub kind: MouseKind,
    /// Column, from 0.
    pub column: u16,
    /// Row, from 0.
    pub row: u16,
    /// Control was held.
    pub ctrl: bool,
    /// Shift was held.
    pub shift: bool,
}

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// A button went down.
    Down(Button),
    /// A button came up.
    Up(Button),
    /// The wheel turned away from the person.
    WheelUp,
    /// The wheel turned towards the person.
    WheelDown,
}

/// A mouse button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The first.
    Left,
    /// The second.
    Right,
    /// The wheel, pressed.
    Middle,
}
