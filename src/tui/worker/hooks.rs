//! Programs that are given what happens by itself, while the interface is open: a thread of its own, for they may take
//! their time.

use super::MakeDesk;
use crate::desk::Desk;
use crate::domain::hook::Hook;
use crate::domain::id::At;
use crate::tui::guard;
use crate::tui::msg::Msg;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// No sleep is longer: the time may be set anew.
const LONGEST: Duration = Duration::from_secs(60);

/// A burst of writes is looked at once.
const BURST: Duration = Duration::from_millis(500);

/// Starts giving; whoever writes says so to what is returned. The thread ends with the program, and is not waited
/// for: what a program had in hand then is given to it again.
#[must_use]
pub fn start(make: &MakeDesk, hooks: &[Hook], tx: &Sender<Msg>) -> Option<Sender<()>> {
    if hooks.is_empty() {
        return None;
    }
    let (stir, stirred) = mpsc::channel();
    let (make, hooks, tx) = (Arc::clone(make), hooks.to_vec(), tx.clone());
    thread::spawn(move || give(&make, &hooks, &stirred, &tx));
    Some(stir)
}

fn give(make: &MakeDesk, hooks: &[Hook], stirred: &Receiver<()>, tx: &Sender<Msg>) {
    let mut desk: Option<Desk> = None;
    let mut told = false;
    loop {
        if desk.is_none() {
            desk = make().ok();
        }
        let sleep = match desk.as_mut() {
            None => Some(LONGEST),
            Some(open) => match guard::catch(|| some(open, hooks, tx, &mut told)) {
                Some(sleep) => sleep,
                None => {
                    desk = None;
                    Some(LONGEST)
                }
            },
        };
        let woken = match sleep {
            None => stirred.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(time) => stirred.recv_timeout(time),
        };
        if woken == Err(RecvTimeoutError::Disconnected) {
            return;
        }
        if woken.is_ok() {
            thread::sleep(BURST);
            while stirred.try_recv().is_ok() {}
        }
    }
}

/// Gives what waits; how long there is nothing to give, `None`: until somebody writes.
fn some(desk: &mut Desk, hooks: &[Hook], tx: &Sender<Msg>, told: &mut bool) -> Option<Duration> {
    let Ok(next) = desk.next_hook(hooks) else {
        return Some(LONGEST);
    };
    if next > desk.now() {
        let left = u64::try_from(next.since_ms(desk.now())).unwrap_or(0);
        return (next != At::NEVER).then(|| Duration::from_millis(left).min(LONGEST));
    }
    let Ok(given) = desk.give_hooks(hooks) else {
        return Some(LONGEST);
    };
    // Once: it is tried again and again, and hoist hooks list says how it stands.
    if let Some(trouble) = given.troubles.first().filter(|_| !*told) {
        *told = true;
        let _ = tx.send(Msg::Trouble(trouble.clone()));
    }
    if given.troubles.is_empty() {
        *told = false;
    }
    Some(Duration::from_secs(1))
}
