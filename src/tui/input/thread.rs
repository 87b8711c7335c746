//! The thread that reads.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::isatty;
use signal_hook::consts::SIGWINCH;
use signal_hook::low_level::pipe;

use super::burst::Burst;
use super::event::{InputEvent, translate};
use super::{Shared, State};
use crate::tui::{guard, terminal};

/// How long the library may look for an event; nought would make it read nothing at all.
const LOOK: Duration = Duration::from_millis(5);
/// After input, the library may still hold events that it has read: asked again after this.
const SECOND_LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 20_000_000,
};
/// Events read before the other descriptors are looked at.
const EVENTS_A_TURN: usize = 4_096;

/// Where keys come from: standard input, or the terminal by its name when that is something else.
/// The library chooses likewise.
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
    burst: Burst,
    /// Events may be left in the library from the last turn.
    may_hold_more: bool,
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
            burst: Burst::default(),
            may_hold_more: false,
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
        if woken.keys || self.may_hold_more {
            return self.read_events(woken.keys);
        }
        Ok(true)
    }

    fn wait(&self) -> io::Result<Woken> {
        let mut fds = [
            PollFd::new(&self.keyboard, PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
            PollFd::new(&self.resized, PollFlags::IN),
        ];
        match poll(&mut fds, self.may_hold_more.then_some(&SECOND_LOOK)) {
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

    fn gone(&self) -> bool {
        (self.send)(InputEvent::Gone);
        false
    }

    /// Does as the control says; false to end.
    fn obey(&mut self) -> bool {
        drain(&mut self.woken);
        let (state, changed) = &*self.shared;
        let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
        if *held == State::Parking {
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

    /// Reads what there is, a turn's worth at most.
    fn read_events(&mut self, was_readable: bool) -> io::Result<bool> {
        for _ in 0..EVENTS_A_TURN {
            // Some sequences make the library's parser panic; it recovers with the next byte.
            let event = match guard::catch(next_event) {
                Some(event) => event?,
                None => continue,
            };
            let Some(event) = event else {
                self.may_hold_more = was_readable;
                return Ok(true);
            };
            if let Some(event) = translate(event) {
                let marked = self.burst.mark(event, Instant::now());
                if !(self.send)(marked) {
                    return Ok(false);
                }
            }
        }
        self.may_hold_more = true;
        Ok(true)
    }
}

fn next_event() -> io::Result<Option<crossterm::event::Event>> {
    if crossterm::event::poll(LOOK)? {
        return crossterm::event::read().map(Some);
    }
    Ok(None)
}

fn drain(pipe: &mut UnixStream) {
    let mut bytes = [0; 256];
    while pipe.read(&mut bytes).is_ok_and(|count| count > 0) {}
}
