//! The events, in our own words.

use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEventKind};

use crate::tui::keys::Key;

/// Something came from the terminal or from the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputEvent {
    /// A key, and whether it came in the same burst as a paste.
    Key(Key, After),
    /// Pasted text, raw: it is hostile until it was cleaned.
    Paste(String),
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

/// Our event of the library's; nothing for what we have no use for.
pub(super) fn translate(event: Event) -> Option<InputEvent> {
    match event {
        Event::Key(key) => Key::from_event(key).map(|key| InputEvent::Key(key, After::Nothing)),
        Event::Paste(text) => Some(InputEvent::Paste(text)),
        Event::Mouse(mouse) => mouse_kind(mouse.kind).map(|kind| {
            InputEvent::Mouse(Mouse {
                kind,
                column: mouse.column,
                row: mouse.row,
                ctrl: mouse.modifiers.contains(KeyModifiers::CONTROL),
                shift: mouse.modifiers.contains(KeyModifiers::SHIFT),
            })
        }),
        // Sizes come through our own signal pipe, told once for many.
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn mouse_kind(kind: MouseEventKind) -> Option<MouseKind> {
    match kind {
        MouseEventKind::Down(button) => Some(MouseKind::Down(our_button(button))),
        MouseEventKind::Up(button) => Some(MouseKind::Up(our_button(button))),
        MouseEventKind::ScrollUp => Some(MouseKind::WheelUp),
        MouseEventKind::ScrollDown => Some(MouseKind::WheelDown),
        _ => None,
    }
}

fn our_button(button: MouseButton) -> Button {
    match button {
        MouseButton::Left => Button::Left,
        MouseButton::Right => Button::Right,
        MouseButton::Middle => Button::Middle,
    }
}
