//! What comes in: one thread reads the terminal and sends events.
//!
//! ```ignore
//! let input = input::spawn(move |event| sender.send(Msg::Input(event)).is_ok())?;
//! input.park();    // an editor or the shell reads the terminal now
//! input.resume();
//! ```
//!
//! The thread sleeps on three descriptors (terminal, a pipe to stop it, window-size signals) and
//! sees a hang-up itself. It reads only after the descriptor was readable and makes events of the
//! bytes itself (`decode`): a library that waits for the rest of a sequence or a paste that
//! never comes would see nothing else any more. Resizes that came together are told once.
//!
//! **Paste guard.** An end-of-paste hidden in pasted text ends the paste early, and the rest
//! arrives as keys. Keys that come in the same burst as a paste are therefore marked
//! [`After::Paste`]: they may go into a text, but must not change any state.

mod answer;
mod burst;
mod decode;
mod event;
mod paste;
mod sequence;
mod thread;

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

pub use self::event::{After, Button, InputEvent, Mouse, MouseKind};
pub(in crate::tui) use self::thread::Keyboard;

/// How long parking waits until the thread has let go of the terminal.
const PARKING_TIME: Duration = Duration::from_millis(300);

/// What the thread is to do, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// To be parked, but not yet.
    Parking,
    Parked,
    Stopped,
}

type Shared = Arc<(Mutex<State>, Condvar)>;

/// Parks, resumes and stops the input thread.
#[derive(Debug)]
pub struct InputControl {
    shared: Shared,
    wake: UnixStream,
}

/// Starts reading. `send` gets every event and says whether anybody still listens.
///
/// # Errors
/// When there is no terminal to read from.
pub fn spawn(send: impl Fn(InputEvent) -> bool + Send + 'static) -> io::Result<InputControl> {
    let (wake, woken) = UnixStream::pair()?;
    wake.set_nonblocking(true)?;
    woken.set_nonblocking(true)?;
    let shared: Shared = Arc::new((Mutex::new(State::Reading), Condvar::new()));
    let reader = thread::Reader::new(Arc::clone(&shared), woken, Box::new(send))?;
    std::thread::Builder::new()
        .name("input".to_owned())
        .spawn(move || reader.run())?;
    Ok(InputControl { shared, wake })
}

impl InputControl {
    /// Makes the thread let go of the terminal; returns when it has, at the latest after a third
    /// of a second.
    pub fn park(&self) {
        let (state, changed) = &*self.shared;
        let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *held != State::Reading {
            return;
        }
        *held = State::Parking;
        self.wake();
        let _ = changed.wait_timeout_while(held, PARKING_TIME, |state| *state == State::Parking);
    }

    /// Reads on.
    pub fn resume(&self) {
        self.turn(State::Reading);
    }

    /// Ends the thread.
    pub fn stop(&self) {
        self.turn(State::Stopped);
        self.wake();
    }

    fn turn(&self, to: State) {
        let (state, changed) = &*self.shared;
        let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *held != State::Stopped {
            *held = to;
        }
        changed.notify_all();
    }

    fn wake(&self) {
        // A full pipe wakes the thread as well.
        let _ = (&self.wake).write(&[0]);
    }
}

impl Drop for InputControl {
    fn drop(&mut self) {
        self.stop();
    }
}
