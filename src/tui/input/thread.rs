//! The thread that reads.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::isatty;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::pipe;

use super::burst::Burst;
use super::decode::Decoder;
use super::event::InputEvent;
use super::{Shared, State};
use crate::tui::terminal;

/// Read at once: more than a terminal hands out in one go.
const ROOM: usize = 16_384;

/// Where keys come from: standard input, or the terminal by its name when that is something else.
#[derive(Debug)]
pub(in crate::tui) enum Keyboard {
    Standard,
    Named(File),
}

impl Keyboard {
    /// The keyboard's descriptor.
    pub(in crate::tui) fn open() -> io::Result<Self> {
        if isatty(rustix::stdio::stdin()) {
            return Ok(Self::Standard);
        }
        File::options()
            .read(true)
            .write(true)
            .open("/dev/tty")
            .map(Self::Named)
    }
}

impl AsFd for Keyboard {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Standard => rustix::stdio::stdin(),
            Self::Named(file) => file.as_fd(),
        }
    }
}

/// What woke the thread.
struct Woken {
    keys: bool,
    gone: bool,
    asked: bool,
    resized: bool,
}

pub(super) struct Reader {
    shared: Shared,
    keyboard: Keyboard,
    woken: UnixStream,
    resized: UnixStream,
    send: Box<dyn Fn(InputEvent) -> bool + Send>,
    decoder: Decoder,
    burst: Burst,
}

impl Reader {
    pub(super) fn new(
        shared: Shared,
        woken: UnixStream,
        send: Box<dyn Fn(InputEvent) -> bool + Send>,
    ) -> io::Result<Self> {
        let (resized, signalled) = UnixStream::pair()?;
        resized.set_nonblocking(true)?;
        signalled.set_nonblocking(true)?;
        pipe::register(SIGWINCH, signalled)?;
        let keyboard = Keyboard::open()?;
        Ok(Self {
            shared,
            keyboard,
            woken,
            resized,
            send,
            decoder: Decoder::new(is_afar(), Instant::now()),
            burst: Burst::default(),
        })
    }

    pub(super) fn run(mut self) {
        while self.turn().unwrap_or_else(|_| self.gone()) {}
    }

    /// One turn; false when the thread is to end.
    fn turn(&mut self) -> io::Result<bool> {
        let woken = self.wait()?;
        if woken.asked && !self.obey() {
            return Ok(false);
        }
        if woken.gone {
            return Ok(self.gone());
        }
        if woken.resized && !self.resize() {
            return Ok(false);
        }
        if woken.keys {
            return self.read();
        }
        let (now, mut events) = (Instant::now(), Vec::new());
        self.decoder.late(now, &mut events);
        Ok(self.tell(events))
    }

    fn wait(&self) -> io::Result<Woken> {
        let mut fds = [
            PollFd::new(&self.keyboard, PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
            PollFd::new(&self.resized, PollFlags::IN),
        ];
        match poll(&mut fds, self.due().as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let [keys, asked, resized] = fds.map(|fd| fd.revents());
        Ok(Woken {
            keys: keys.contains(PollFlags::IN),
            gone: keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
            asked: !asked.is_empty(),
            resized: !resized.is_empty(),
        })
    }

    /// How long until something that is not whole is decided; asleep without end where all is whole.
    fn due(&self) -> Option<Timespec> {
        let left = self
            .decoder
            .due()?
            .saturating_duration_since(Instant::now());
        Timespec::try_from(left).ok()
    }

    fn gone(&self) -> bool {
        (self.send)(InputEvent::Gone);
        false
    }

    /// Does as the control says; false to end.
    fn obey(&mut self) -> bool {
        drain(&mut self.woken);
        let shared = Arc::clone(&self.shared);
        let (state, changed) = &*shared;
        let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *held == State::Parking {
            let mut events = Vec::new();
            self.decoder.forget(&mut events);
            self.tell(events);
            *held = State::Parked;
            changed.notify_all();
        }
        while *held == State::Parked {
            held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        *held != State::Stopped
    }

    fn resize(&mut self) -> bool {
        drain(&mut self.resized);
        terminal::size().is_none_or(|size| {
            (self.send)(InputEvent::Resize {
                columns: size.width,
                rows: size.height,
            })
        })
    }

    /// Reads once: the descriptor was readable, so this does not wait.
    fn read(&mut self) -> io::Result<bool> {
        let mut room = [0; ROOM];
        let count = match rustix::io::read(&self.keyboard, &mut room) {
            Ok(0) => return Ok(self.gone()),
            Ok(count) => count,
            Err(Errno::INTR | Errno::AGAIN) => return Ok(true),
            Err(error) => return Err(error.into()),
        };
        let (now, mut events) = (Instant::now(), Vec::new());
        let bytes = room.get(..count).unwrap_or_default();
        self.decoder.feed(bytes, now, &mut events);
        Ok(self.tell(events))
    }

    /// Sends events, as old as the bytes that they came from; false when nobody listens any more.
    fn tell(&mut self, events: Vec<InputEvent>) -> bool {
        let at = self.decoder.last();
        let mut marked = events.into_iter().map(|event| self.burst.mark(event, at));
        marked.all(|event| (self.send)(event))
    }
}

/// The keyboard is at the other end of a line.
fn is_afar() -> bool {
    std::env::var_os("SSH_CONNECTION").is_some_and(|from| !from.is_empty())
}

fn drain(pipe: &mut UnixStream) {
    let mut bytes = [0; 256];
    while pipe.read(&mut bytes).is_ok_and(|count| count > 0) {}
}
