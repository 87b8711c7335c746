//! A program that has the terminal for a while: an editor. It runs in a process group of its own, in front, so that
//! Ctrl-C and Ctrl-Z in it are its own, and so that it can be ended when hoist has to go.
//!
//! ```text
//! main thread     run ── spawn ── waits ─────────────────── takes the terminal back
//! signal thread                     └── end: ends the group, gives the terminal back, leaves
//! ```

use super::terminal;
use nix::sys::signal::{SigSet, Signal as Blocked};
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, WaitStatus, getpgid, getpgrp, getppid, getsid, kill_process,
    kill_process_group, test_kill_process_group, waitpid,
};
use rustix::stdio::stdout;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr, tcsetpgrp};
use std::io;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// So long an editor that is told to end may take; then it is ended.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// One that was killed needs no longer to be gone.
const AFTER_KILL: Duration = Duration::from_millis(100);
/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

/// What runs outside now.
struct Outside {
    child: Option<Child>,
    /// Hoist is on its way out: nobody takes the terminal again.
    leaving: bool,
}

#[derive(Clone)]
struct Child {
    pid: Pid,
    /// Hoist's own process group, where the child got one of its own: both know a terminal with jobs.
    own: Option<Pid>,
    /// The terminal's mode before.
    mode: Option<Termios>,
}

static NOW: Mutex<Outside> = Mutex::new(Outside {
    child: None,
    leaving: false,
});

fn now() -> MutexGuard<'static, Outside> {
    NOW.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a program on the terminal, which was given back before, until it ends; then the terminal's mode is as it was.
/// `started` is told its process; `stop` stops hoist's own job and returns when it goes on: where the program is
/// stopped by Ctrl-Z.
///
/// # Errors
/// The program cannot be started or waited for.
pub fn run(
    mut command: Command,
    started: impl FnOnce(i32),
    mut stop: impl FnMut() -> io::Result<()>,
) -> io::Result<ExitStatus> {
    let mut held = stays();
    let own = Some(getpgrp()).filter(|own| tcgetpgrp(stdout()).is_ok_and(|front| front == *own));
    if own.is_some() {
        command.process_group(0);
    }
    let mode = tcgetattr(stdout()).ok();
    let spawned = command.spawn()?;
    let pid = i32::try_from(spawned.id()).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or_else(|| io::Error::other("it has no process id"))?;
    let child = Child { pid, own, mode };
    child.to_front();
    held.child = Some(child.clone());
    drop(held);
    started(pid.as_raw_nonzero().get());
    let ended = child.wait(&mut stop);
    let mut held = stays();
    held.child = None;
    child.give_back();
    if !ended.as_ref().is_ok_and(ExitStatus::success) {
        terminal::clean();
    }
    ended
}

/// What runs outside, for the main thread: it takes no terminal while the signal thread leaves.
fn stays() -> MutexGuard<'static, Outside> {
    let held = now();
    if !held.leaving {
        return held;
    }
    drop(held);
    loop {
        std::thread::park();
    }
}

/// Ends what runs outside, if anything does, and gives the terminal back as it was before. Hoist is leaving: nothing
/// is run any more.
pub fn end() {
    let mut held = now();
    held.leaving = true;
    let Some(child) = held.child.take() else {
        return;
    };
    child.tell(Signal::HUP);
    child.tell(Signal::CONT);
    if !child.is_gone_within(LAST_WORDS) {
        child.tell(Signal::KILL);
        child.is_gone_within(AFTER_KILL);
    }
    child.give_back();
    terminal::clean();
}

impl Child {
    fn tell(&self, signal: Signal) {
        let _ = match self.own {
            Some(_) => kill_process_group(self.pid, signal),
            None => kill_process(self.pid, signal),
        };
    }

    /// Waits, but not for ever; the main thread is who is told of its end by the system.
    fn is_gone_within(&self, time: Duration) -> bool {
        let began = Instant::now();
        let is_there = || match self.own {
            Some(_) => test_kill_process_group(self.pid).is_ok(),
            None => rustix::process::test_kill_process(self.pid).is_ok(),
        };
        while is_there() {
            if began.elapsed() > time {
                return false;
            }
            sleep(LOOK);
        }
        true
    }

    /// Gives the child the terminal. It may have asked for it before and been stopped for that.
    fn to_front(&self) {
        if self.own.is_some() {
            put_in_front(self.pid);
            self.tell(Signal::CONT);
        }
    }

    /// The terminal is hoist's again, in the mode it had.
    fn give_back(&self) {
        if let Some(own) = self.own {
            put_in_front(own);
        }
        if let Some(mode) = &self.mode {
            behind(|| {
                let _ = tcsetattr(stdout(), OptionalActions::Now, mode);
            });
        }
    }

    fn wait(&self, stop: &mut impl FnMut() -> io::Result<()>) -> io::Result<ExitStatus> {
        loop {
            match waitpid(Some(self.pid), WaitOptions::UNTRACED) {
                Ok(Some((_, status))) if status.stopped() => self.stopped(stop)?,
                Ok(Some((_, status))) => return Ok(ended(status)),
                Ok(None) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Ctrl-Z in the program stops hoist as well: a shell sees one job, and `fg` goes on with both.
    fn stopped(&self, stop: &mut impl FnMut() -> io::Result<()>) -> io::Result<()> {
        let Some(own) = self.own else {
            return Ok(());
        };
        put_in_front(own);
        while has_shell() {
            stop()?;
            // Sent on behind (`bg`), it waits until it is called to the front.
            if tcgetpgrp(stdout()).map_or(true, |front| front == own) {
                break;
            }
        }
        self.to_front();
        Ok(())
    }
}

fn ended(status: WaitStatus) -> ExitStatus {
    ExitStatus::from_raw(status.as_raw())
}

/// Whether somebody would let a stopped job go on: a parent of the same session that keeps jobs apart.
fn has_shell() -> bool {
    let Some(parent) = getppid() else {
        return false;
    };
    let same_session = matches!((getsid(None), getsid(Some(parent))), (Ok(a), Ok(b)) if a == b);
    same_session && getpgid(Some(parent)).is_ok_and(|group| group != getpgrp())
}

fn put_in_front(group: Pid) {
    behind(|| {
        let _ = tcsetpgrp(stdout(), group);
    });
}

/// Does something to the terminal although others are in front: the system would stop hoist for it.
fn behind(act: impl FnOnce()) {
    let mut signals = SigSet::empty();
    signals.add(Blocked::SIGTTOU);
    let _ = signals.thread_block();
    act();
    let _ = signals.thread_unblock();
}
