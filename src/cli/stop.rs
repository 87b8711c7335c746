//! Ctrl-Z while long work is written: the program stops where it holds nobody up.

use crate::store::turn;
use signal_hook::consts::{SIGCONT, SIGSTOP, SIGTSTP, SIGTTOU};
use signal_hook::flag::register_usize;
use signal_hook::iterator::Signals;
use signal_hook::low_level::raise;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io, thread};

/// From now on a stop by the terminal waits for the end of the turn in which nobody else can write. Where it cannot be
/// watched the work goes on all the same: it may stop the program as before, or not at all.
pub(super) fn only_between_turns() {
    // Whoever starts it may want it not to be stopped.
    if !is_ignored(SIGTSTP) {
        let _ = watch();
    }
}

fn watch() -> io::Result<()> {
    // Which of the two came last: told before the thread is woken, so it stands first.
    let last = Arc::new(AtomicUsize::new(0));
    for signal in [SIGTSTP, SIGCONT] {
        register_usize(signal, Arc::clone(&last), number(signal))?;
    }
    let mut stops = Signals::new([SIGTSTP])?;
    let by = stopping();
    let work = move || {
        for _ in &mut stops {
            turn::between(|| {
                // Meanwhile it may have been told to go on.
                if last.load(Ordering::SeqCst) == number(SIGTSTP) {
                    let _ = raise(by);
                }
            });
        }
    };
    let thread = thread::Builder::new().name("stops".to_owned());
    thread.spawn(work).map(drop)
}

/// The signal that stops the program, raised by the thread that holds off the turns: it stops that one before anything
/// else. By the terminal the system stops nobody without a shell that could wake them. It holds to that with this
/// signal too, which we do not act on; to SIGSTOP it does not.
fn stopping() -> i32 {
    match is_ignored(SIGTTOU) {
        false => SIGTTOU,
        true => SIGSTOP,
    }
}

fn number(signal: i32) -> usize {
    usize::try_from(signal).unwrap_or_default()
}

/// Whether the program was started to ignore a signal.
fn is_ignored(signal: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = u32::try_from(signal - 1).ok();
    let bit = bit.and_then(|n| mask?.checked_shr(n));
    bit.is_some_and(|bit| bit & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::is_ignored;
    use signal_hook::consts::{SIGPIPE, SIGWINCH};

    #[test]
    fn what_is_ignored_is_known() {
        // What every Rust program ignores, and what nobody sets so.
        assert!(is_ignored(SIGPIPE));
        assert!(!is_ignored(SIGWINCH));
    }
}
