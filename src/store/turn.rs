//! Turns in which nobody else can write, or open or close the desk, counted over the whole process: it is stopped as
//! a whole, and stopped within one it would hold everybody up until it goes on.
//!
//! Turns never wait for each other. They wait only while the process is about to be stopped, and that happens
//! as soon as none is open.
//!
//! A program that does not take Ctrl-Z itself is stopped by the system, on any thread that lets the signal through: as long
//! as a turn is open its thread does not, and those beside it ([`aside`]) never do.

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use std::cell::Cell;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

static TURNS: Turns = Turns::new();

/// Held while nobody else can.
#[derive(Debug)]
#[must_use]
pub struct Turn {
    of: &'static Turns,
    // Dropped behind the count: one that was held off stops the process there.
    _held_off: HeldOff,
}

impl Turn {
    /// Begins one.
    pub fn begin() -> Turn {
        TURNS.begin()
    }
}

impl Drop for Turn {
    /// Whoever waits to stop the process does it now, before it can go on with anything else.
    fn drop(&mut self) {
        let mut count = self.of.count();
        count.open = count.open.saturating_sub(1);
        self.of.changed.notify_all();
        drop(self.of.until(count, Count::may_go_on));
    }
}

thread_local! {
    /// Turns that this thread has open, and whether Ctrl-Z was let through before the first.
    static HELD_OFF: Cell<(usize, bool)> = const { Cell::new((0, false)) };
}

/// Ctrl-Z held off on one thread.
#[derive(Debug)]
struct HeldOff(ThreadId);

impl HeldOff {
    fn begin() -> HeldOff {
        let (open, mut was_let) = HELD_OFF.get();
        if open == 0 {
            let before = only_stop().thread_swap_mask(SigmaskHow::SIG_BLOCK);
            was_let = before.is_ok_and(|before| !before.contains(Signal::SIGTSTP));
        }
        HELD_OFF.set((open + 1, was_let));
        HeldOff(thread::current().id())
    }
}

impl Drop for HeldOff {
    /// A turn that ends on another thread leaves the one on which it began as it is.
    fn drop(&mut self) {
        if self.0 != thread::current().id() {
            return;
        }
        let (open, was_let) = HELD_OFF.get();
        HELD_OFF.set((open.saturating_sub(1), was_let));
        if open == 1 && was_let {
            let _ = only_stop().thread_unblock();
        }
    }
}

fn only_stop() -> SigSet {
    let mut only = SigSet::empty();
    only.add(Signal::SIGTSTP);
    only
}

/// Begins a thread beside one that writes: Ctrl-Z stops the process nowhere there.
pub fn aside<T>(begin: impl FnOnce() -> T) -> T {
    let _held_off = HeldOff::begin();
    begin()
}

/// Does something while no turn is open, and lets none begin meanwhile. Whoever holds a turn must not call it.
pub fn between<T>(work: impl FnOnce() -> T) -> T {
    TURNS.between(work)
}

#[derive(Debug)]
struct Count {
    /// Turns that are open.
    open: usize,
    /// Who waits until none is.
    waiting: usize,
}

impl Count {
    /// Beside an open turn another one may begin: one may be waiting for the other.
    fn may_go_on(&self) -> bool {
        self.open > 0 || self.waiting == 0
    }
}

#[derive(Debug)]
struct Turns {
    count: Mutex<Count>,
    changed: Condvar,
}

impl Turns {
    const fn new() -> Turns {
        Turns {
            count: Mutex::new(Count {
                open: 0,
                waiting: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// A count is right also where somebody panicked while holding it.
    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is so.
    fn until<'c>(
        &'c self,
        mut count: MutexGuard<'c, Count>,
        is_so: impl Fn(&Count) -> bool,
    ) -> MutexGuard<'c, Count> {
        while !is_so(&count) {
            let waited = self.changed.wait(count);
            count = waited.unwrap_or_else(PoisonError::into_inner);
        }
        count
    }

    fn begin(&'static self) -> Turn {
        let mut count = self.until(self.count(), Count::may_go_on);
        count.open += 1;
        Turn {
            of: self,
            _held_off: HeldOff::begin(),
        }
    }

    fn between<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut count = self.count();
        count.waiting += 1;
        let mut count = self.until(count, |count| count.open == 0);
        // Nobody sees it before the work is done, and it is right also if that panics.
        count.waiting -= 1;
        self.changed.notify_all();
        work()
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use std::panic::catch_unwind;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    #[test]
    fn what_is_done_between_waits_for_every_turn() {
        static TURNS: Turns = Turns::new();
        static DONE: AtomicBool = AtomicBool::new(false);
        assert_eq!(TURNS.between(|| 7), 7, "none is open");
        let outer = TURNS.begin();
        let inner = TURNS.begin();
        let stop = thread::spawn(|| TURNS.between(|| DONE.store(true, Ordering::SeqCst)));
        while TURNS.count().waiting == 0 {
            thread::yield_now();
        }
        // Beside an open one another begins and ends, also on another thread.
        thread::spawn(|| drop(TURNS.begin())).join().unwrap();
        drop(inner);
        thread::sleep(Duration::from_millis(20));
        assert!(!DONE.load(Ordering::SeqCst));
        drop(outer);
        assert!(DONE.load(Ordering::SeqCst), "before anything else goes on");
        stop.join().unwrap();
        drop(TURNS.begin());
    }

    #[test]
    fn no_turn_begins_meanwhile() {
        static TURNS: Turns = Turns::new();
        static BEGUN: AtomicBool = AtomicBool::new(false);
        let begins = TURNS.between(|| {
            let begins = thread::spawn(|| {
                let turn = TURNS.begin();
                BEGUN.store(true, Ordering::SeqCst);
                drop(turn);
            });
            thread::sleep(Duration::from_millis(20));
            assert!(!BEGUN.load(Ordering::SeqCst));
            begins
        });
        begins.join().unwrap();
        assert!(BEGUN.load(Ordering::SeqCst));
    }

    #[test]
    fn ctrl_z_is_held_off_for_as_long_as_a_turn_is_open() {
        use nix::sys::signal::{SigSet, Signal};
        static TURNS: Turns = Turns::new();
        let is_held_off = || SigSet::thread_get_mask().unwrap().contains(Signal::SIGTSTP);
        let was = is_held_off();
        let outer = TURNS.begin();
        drop(TURNS.begin());
        assert!(is_held_off());
        drop(outer);
        assert_eq!(is_held_off(), was);
    }

    #[test]
    fn a_panic_between_two_turns_keeps_nobody_from_the_next() {
        static TURNS: Turns = Turns::new();
        let broken = catch_unwind(|| TURNS.between(|| -> u8 { panic!("planted") }));
        assert!(broken.is_err());
        drop(TURNS.begin());
        assert_eq!(TURNS.between(|| 7), 7);
    }
}
