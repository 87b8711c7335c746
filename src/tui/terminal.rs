//! The terminal itself: taken over once, given back on every way out.
//!
//! ```ignore
//! let mut terminal = Terminal::enter(Options::detect())?;
//! let bytes = terminal.draw(|frame| view(&model, frame))?;
//! terminal.suspend()?;  // around an editor; `resume` paints everything anew
//! terminal.resume()?;
//! ```
//!
//! Giving back is one function, [`restore`], that any thread may call at any time, twice if it
//! likes: leaving, a panic and a signal all use it. Afterwards no frame is sent any more.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::Frame;
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::stdio::stdout;
use rustix::termios::{isatty, tcgetwinsize};

use super::backend::Screen;
use super::backend::colour::Depth;
use super::guard;
use super::osc52::{self, Carrier};
use super::plain::Said;
use super::plant::{self, Plant};
use super::ring::Ring;
use crate::domain::safe;

/// Alternate screen, erased; pasted text marked; no cursor.
const ENTER: &str = "\x1b[?1049h\x1b[m\x1b[H\x1b[2J\x1b[?2004h\x1b[?25l";
/// Clicks and the wheel, in the wide notation. No motion: it would cost bytes for nothing.
const MOUSE: &str = "\x1b[?1000h\x1b[?1006h";
/// All of it undone, whatever was done; a broken-off frame or string is ended first.
const LEAVE: &str = "\x1b\\\x1b[?2026l\x1b[m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[?25h";
/// What another program may have left behind when it was ended: the ways to report the mouse, keys of its own.
const CLEAN: &str =
    "\x1b[?1003l\x1b[?1002l\x1b[?1005l\x1b[?1015l\x1b[?1004l\x1b[?1l\x1b>\x1b[>4;0m";
/// The linear mode: only pasted text is marked.
const ENTER_PLAIN: &str = "\x1b[?2004h";
/// Undone, and the shell's prompt on a line of its own.
const LEAVE_PLAIN: &str = "\x1b[m\x1b[?2004l\r\n";
/// At most so many columns and rows are painted, the rest of a larger window stays empty: whoever is at the other end
/// of a line says how large it is, and each cell takes memory (some 100 bytes, 40 MB for all of them).
pub const PAINTED: (u16, u16) = (1_000, 400);
/// How long giving back waits for a frame that is being sent.
const PATIENCE: Duration = Duration::from_millis(200);

/// True while the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The linear mode has it: there is no screen to leave.
static PLAIN: AtomicBool = AtomicBool::new(false);
/// Held while bytes go out, so that giving back does not fall into a frame.
static SENDING: Mutex<()> = Mutex::new(());
/// Held while the terminal is taken; true once it was given back for good.
static LEFT: Mutex<bool> = Mutex::new(false);

thread_local! {
    /// This thread paints.
    static PAINTS: Cell<bool> = const { Cell::new(false) };
}

/// How the terminal is used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Clicks and the wheel are asked for.
    pub mouse: bool,
    /// Lines are told, nothing is painted.
    pub plain: bool,
    /// Colours that it has.
    pub depth: Depth,
    /// What stands between us and it.
    pub carrier: Carrier,
}

impl Options {
    /// With the mouse, and with what the environment says of the terminal.
    pub fn detect() -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        Self {
            mouse: true,
            plain: false,
            depth: Depth::detect(variable),
            carrier: Carrier::detect(variable),
        }
    }
}

/// Whether there is a terminal that can show a screen, or lines alone in the linear mode.
///
/// # Errors
/// A sentence that says why there is none.
pub fn usable(plain: bool) -> io::Result<()> {
    if !isatty(stdout()) {
        return Err(io::Error::other("standard output is not a terminal"));
    }
    if is_dumb() && !plain {
        return Err(io::Error::other(
            "this one (TERM=dumb) cannot show a screen; hoist --plain needs none",
        ));
    }
    Ok(())
}

/// It obeys no sequence at all.
fn is_dumb() -> bool {
    std::env::var("TERM").is_ok_and(|term| term == "dumb")
}

/// The terminal while it is ours.
pub struct Terminal {
    painter: ratatui::Terminal<Screen<Output>>,
    options: Options,
    /// The cursor stands at the end of a line that was told.
    in_line: bool,
}

/// The bytes of something told.
fn put(bytes: &mut String, said: &Said, in_line: bool) {
    let _ = match said {
        Said::Line(text) => write!(bytes, "{}{text}", if in_line { "\r\n" } else { "" }),
        Said::More(text) => write!(bytes, "{text}"),
        Said::Again(text, 0) => write!(bytes, "\r\x1b[K{text}"),
        Said::Again(text, back) => write!(bytes, "\r\x1b[K{text}\x1b[{back}D"),
        Said::Move(0) => Ok(()),
        Said::Move(by) if *by > 0 => write!(bytes, "\x1b[{by}C"),
        Said::Move(by) => write!(bytes, "\x1b[{}D", by.unsigned_abs()),
    };
}

impl Terminal {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// When standard output is no terminal, or one that cannot move its cursor.
    pub fn enter(options: Options) -> io::Result<Self> {
        usable(options.plain)?;
        guard::install();
        PLAIN.store(options.plain, Ordering::SeqCst);
        PAINTS.set(true);
        let painter = ratatui::Terminal::new(Screen::new(Output, size, options.depth))?;
        let mut terminal = Self {
            painter,
            options,
            in_line: false,
        };
        terminal.resume()?;
        Ok(terminal)
    }

    /// Tells lines; the cursor stays at the end of the last one.
    ///
    /// # Errors
    /// When the terminal does not take them.
    pub fn tell(&mut self, said: &[Said]) -> io::Result<()> {
        let width = size().map_or(80, |s| usize::from(s.width));
        let mut bytes = String::new();
        for said in said {
            let said = match said {
                // A line longer than the terminal cannot be gone back over.
                Said::Again(text, _) if is_dumb() || safe::width(text) >= width => {
                    Said::Line(text.clone())
                }
                Said::Move(_) if is_dumb() => continue,
                other => other.clone(),
            };
            put(&mut bytes, &said, self.in_line);
            self.in_line = true;
        }
        let writer = self.painter.backend_mut().writer();
        writer.frame(bytes.as_bytes(), false)
    }

    /// Paints a frame and gives the bytes that it took; a frame like the last one takes none.
    ///
    /// # Errors
    /// When the terminal does not take them.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> io::Result<usize> {
        let before = self.painter.backend_mut().writer().sent();
        self.painter.backend_mut().measure()?;
        self.painter.draw(paint)?;
        Ok(self.painter.backend_mut().writer().sent() - before)
    }

    /// Columns and rows, as the next frame will have them.
    pub fn size(&mut self) -> io::Result<Size> {
        self.painter.backend_mut().measure()
    }

    /// Makes the next frame paint every cell: others have written to the terminal.
    pub fn repaint(&mut self) -> io::Result<()> {
        if self.options.plain {
            return Ok(());
        }
        self.painter.backend_mut().forget();
        self.painter.backend_mut().measure()?;
        self.painter.clear()
    }

    /// Gives the terminal to another program; [`Terminal::resume`] takes it back.
    pub fn suspend(&mut self) {
        restore();
    }

    /// Takes the terminal (back) and forgets what stood on it.
    ///
    /// # Errors
    /// When its mode cannot be set.
    pub fn resume(&mut self) -> io::Result<()> {
        let left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
        if *left {
            // The signal thread is about to end the process; the terminal is not ours any more.
            drop(left);
            loop {
                std::thread::park();
            }
        }
        // Raw mode remembers what to go back to: only on the way in.
        if !TAKEN.swap(true, Ordering::SeqCst) {
            enable_raw_mode()?;
        }
        let taking = match (self.options.plain, self.options.mouse) {
            (true, _) if is_dumb() => String::new(),
            (true, _) => ENTER_PLAIN.to_owned(),
            (false, true) => format!("{ENTER}{MOUSE}"),
            (false, false) => ENTER.to_owned(),
        };
        self.in_line = false;
        self.painter
            .backend_mut()
            .writer()
            .send(taking.as_bytes())?;
        drop(left);
        self.repaint()
    }

    /// Puts text on the person's clipboard; false when it is too long to arrive whole.
    ///
    /// # Errors
    /// When the terminal does not take the bytes.
    pub fn copy(&mut self, text: &str) -> io::Result<bool> {
        let Some(bytes) = osc52::copy(text, self.options.carrier) else {
            return Ok(false);
        };
        self.painter.backend_mut().writer().send(&bytes)?;
        Ok(true)
    }
}

impl Terminal {
    /// Tells so many new notifications outside the screen.
    ///
    /// # Errors
    /// When the terminal does not take the bytes.
    pub fn ring(&mut self, ring: Ring, new: u32) -> io::Result<()> {
        let bytes = ring.bytes(new, self.options.carrier);
        if bytes.is_empty() {
            return Ok(());
        }
        self.painter.backend_mut().writer().send(&bytes)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was: mode, screen, cursor, paste, mouse. From any thread, any
/// number of times.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let held = patiently(&SENDING);
    // The mode first: should the line be stuck, at least the keyboard works again.
    let _ = disable_raw_mode();
    let leave = match PLAIN.load(Ordering::SeqCst) {
        true if is_dumb() => "\r\n",
        true => LEAVE_PLAIN,
        false => LEAVE,
    };
    let _ = match plant::is(Plant::ForgetsPaste) {
        true => write_all(leave.replace("\x1b[?2004l", "").as_bytes()),
        false => write_all(leave.as_bytes()),
    };
    drop(held);
}

/// Gives the terminal back as [`restore`] does, for good: nobody takes it any more.
pub fn leave() {
    if let Some(mut left) = patiently(&LEFT) {
        *left = true;
    }
    restore();
}

/// Sends what undoes the modes that another program may have left behind.
pub fn clean() {
    if !is_dumb() {
        let _ = write_all(format!("{CLEAN}{LEAVE}").as_bytes());
    }
}

/// Waits for a lock, but not for ever.
fn patiently<T>(lock: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    let began = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(held) => return Some(held),
            Err(TryLockError::Poisoned(held)) => return Some(held.into_inner()),
            Err(TryLockError::WouldBlock) if began.elapsed() > PATIENCE => return None,
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// True while another thread than this one paints: its screen must be left alone.
pub fn is_painted_elsewhere() -> bool {
    TAKEN.load(Ordering::SeqCst) && !PAINTS.get()
}

/// What the terminal says of its size, as far as it is painted; nothing when it does not know.
pub fn size() -> Option<Size> {
    let size = tcgetwinsize(stdout()).ok()?;
    let (columns, rows) = (size.ws_col.min(PAINTED.0), size.ws_row.min(PAINTED.1));
    (columns > 0 && rows > 0).then(|| Size::new(columns, rows))
}

/// Standard output without a buffer, silent once the terminal was given back.
struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _held = SENDING.lock().unwrap_or_else(PoisonError::into_inner);
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(bytes.len());
        }
        match write_all(bytes) {
            // The terminal is gone: the signal thread saves and leaves, nobody else has to hurry.
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {
                Ok(bytes.len())
            }
            outcome => outcome.map(|()| bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all bytes, also where another program has made the terminal non-blocking.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => wait_for_room()?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn wait_for_room() -> io::Result<()> {
    let second = Timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    let out = stdout();
    poll(&mut [PollFd::new(&out, PollFlags::OUT)], Some(&second))?;
    Ok(())
}
