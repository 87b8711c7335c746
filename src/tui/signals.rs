//! Signals, and a terminal that goes away: save, restore, leave, whatever the main thread does.
//!
//! ```ignore
//! let signals = signals::spawn(save_drafts, move |event| sender.send(Msg::Input(event)).is_ok())?;
//! signals.stop_here(&mut terminal, &input)?;   // Ctrl-Z, from the main loop
//! ```
//!
//! Two threads: one waits for signals, one sleeps on the terminal's descriptor until it hangs up
//! (under `nohup` no signal comes). Whichever is first saves the drafts and ends the process by
//! itself, because a thread that waits for a dead terminal may never look at a flag.

use std::io;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::input::{InputControl, InputEvent, Keyboard};
use super::outside;
use super::plant::{self, Plant};
use super::terminal::{self, Terminal};
use crate::store::turn;

/// How long saving and restoring may take; the process is gone within two seconds.
const LAST_WORDS: Duration = Duration::from_millis(1_500);
/// How long a stop waits to be told that the process goes on.
const SETTLING: Duration = Duration::from_millis(500);

/// What ends a program that does not take it, beside the signals that people end one by. A program's own faults (FPE,
/// ILL, SEGV) cannot be taken.
const ENDING: [Signal; 14] = [
    Signal::ABORT,
    Signal::ALARM,
    Signal::BUS,
    Signal::IO,
    Signal::PIPE,
    Signal::POWER,
    Signal::PROF,
    Signal::STKFLT,
    Signal::SYS,
    Signal::TRAP,
    Signal::USR1,
    Signal::USR2,
    Signal::VTALARM,
    Signal::XCPU,
];
/// The real-time signals end a program too. The C library has the first ones for itself.
const REAL_TIME: RangeInclusive<i32> = 35..=64;

/// What is done at the very last, with the signal that ends the program.
type Last = Box<dyn Fn(i32) + Send + Sync>;
static LAST: OnceLock<Last> = OnceLock::new();
/// Somebody waits for signals.
static WATCHED: AtomicBool = AtomicBool::new(false);

/// Names what is done before a signal or a hang-up ends the program, behind all that has to be saved; the first one counts.
pub fn at_last(last: impl Fn(i32) + Send + Sync + 'static) {
    let _ = LAST.set(Box::new(last));
}

/// Whether signals that end the program are acted on here.
#[must_use]
pub fn are_watched() -> bool {
    WATCHED.load(Ordering::SeqCst)
}

/// Saves what must not be lost, once.
type Save = Arc<Mutex<Option<Box<dyn FnOnce() + Send>>>>;
/// Counts how often the process went on after a stop.
type Continued = Arc<(Mutex<u64>, Condvar)>;

/// Stops the process on request.
#[derive(Debug)]
pub struct SignalControl {
    continued: Continued,
    stopping: Arc<AtomicBool>,
}

/// Starts both threads.
///
/// `save` runs when the process has to go (by any signal that would end it, or the terminal hung up); it has a second
/// and a half. `send` gets [`InputEvent::StopAsked`] and [`InputEvent::Continued`].
///
/// # Errors
/// When no handler can be set or no thread started.
pub fn spawn(
    save: impl FnOnce() + Send + 'static,
    send: impl Fn(InputEvent) -> bool + Send + 'static,
) -> io::Result<SignalControl> {
    survive_size_limit()?;
    let save: Save = Arc::new(Mutex::new(Some(Box::new(save))));
    let control = SignalControl {
        continued: Continued::default(),
        stopping: Arc::default(),
    };
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    take_ending(&signals);
    let (continued, stopping) = (
        Arc::clone(&control.continued),
        Arc::clone(&control.stopping),
    );
    let saved = Arc::clone(&save);
    start("signals", move || {
        for signal in &mut signals {
            match signal {
                // While it is about to stop, asking again changes nothing.
                SIGTSTP if stopping.load(Ordering::SeqCst) => {}
                SIGTSTP => drop(send(InputEvent::StopAsked)),
                SIGCONT => {
                    went_on(&continued);
                    if !stopping.load(Ordering::SeqCst) {
                        send(InputEvent::Continued);
                    }
                }
                _ if plant::is(Plant::FlagOnly) => {}
                deadly => leave(&saved, deadly),
            }
        }
    })?;
    let keyboard = Keyboard::open()?;
    start("hang-up", move || {
        wait_for_hangup(&keyboard);
        if plant::is(Plant::FlagOnly) {
            return;
        }
        leave(&save, SIGHUP);
    })?;
    WATCHED.store(true, Ordering::SeqCst);
    Ok(control)
}

/// Takes the signals that end a program, but for those that this one was started to ignore. One that the system does
/// not know is none.
fn take_ending(signals: &Signals) {
    let ignored = ignored();
    let each = ENDING.iter().map(|signal| signal.as_raw()).chain(REAL_TIME);
    for signal in each {
        let bit = u32::try_from(signal - 1).map_or(0, |n| ignored.checked_shr(n).unwrap_or(0));
        if bit & 1 == 0 {
            let _ = signals.add_signal(signal);
        }
    }
}

/// The signals that are ignored, a bit each, from the first on.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

/// Makes a write beyond a file-size limit an error instead of the end of the process.
///
/// # Errors
/// When no handler can be set.
pub fn survive_size_limit() -> io::Result<()> {
    signal_hook::flag::register(SIGXFSZ, Arc::default()).map(drop)
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
}

fn went_on(continued: &Continued) {
    let (count, changed) = &**continued;
    *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
    changed.notify_all();
}

/// Sleeps until the terminal is gone: asked for nothing, poll tells only that.
fn wait_for_hangup(keyboard: &Keyboard) {
    loop {
        let mut fds = [PollFd::new(keyboard, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => return,
        }
    }
}

/// Saves, restores and ends the process as the signal does, without waiting for anybody for long.
fn leave(save: &Save, signal: i32) -> ! {
    let (done, waits) = mpsc::channel();
    let save = Arc::clone(save);
    let last_words = move || {
        // Held while saving: whoever comes second waits until all is kept.
        let mut held = save.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(save) = held.take() {
            let _ = super::guard::catch(save);
        }
        drop(held);
        if let Some(last) = LAST.get() {
            last(signal);
        }
        outside::end();
        terminal::leave();
        let _ = done.send(());
    };
    // On a thread of its own: a full disk or a stuck line must not hold the process.
    if start("last words", last_words).is_ok() {
        let _ = waits.recv_timeout(LAST_WORDS);
    }
    // By these people end it, and whoever started it reads the code.
    if ![SIGHUP, SIGTERM, SIGINT, SIGQUIT].contains(&signal) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    signal_hook::low_level::exit(128 + signal)
}

impl SignalControl {
    /// Stops the whole job, as Ctrl-Z does in a shell, and returns when it goes on: the terminal
    /// is given back before and taken again after; the next frame paints everything.
    ///
    /// # Errors
    /// When the job cannot be stopped or the terminal not be taken back.
    pub fn stop_here(&self, terminal: &mut Terminal, input: &InputControl) -> io::Result<()> {
        input.park();
        let outcome = self.stop(|| terminal.suspend());
        let taken = terminal.resume();
        input.resume();
        outcome.and(taken)
    }

    /// Stops the whole job, whose terminal was given back before, where it holds up nobody at the desk, and returns
    /// when it goes on.
    ///
    /// # Errors
    /// When the job cannot be stopped.
    pub fn stop_job(&self) -> io::Result<()> {
        self.stop(|| ())
    }

    fn stop(&self, at_last: impl FnOnce()) -> io::Result<()> {
        self.stopping.store(true, Ordering::SeqCst);
        let outcome = turn::between(|| {
            at_last();
            self.stop_and_wait()
        });
        self.stopping.store(false, Ordering::SeqCst);
        outcome
    }

    fn stop_and_wait(&self) -> io::Result<()> {
        let (count, changed) = &*self.continued;
        let held = count.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *held;
        // Not SIGTSTP: our own handler would only ask for what we are doing.
        kill_current_process_group(Signal::STOP)?;
        // The stop takes every thread, this one perhaps a moment later.
        drop(changed.wait_timeout_while(held, SETTLING, |count| *count == before));
        Ok(())
    }
}
