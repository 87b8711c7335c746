//! The write lane: jobs in order, none dropped. Between two of them it does what is due by itself, woken by the next
//! time at which something is and by what others write, never by a beat of its own.

use super::{MakeDesk, mistake};
use crate::desk::{Desk, Error};
use crate::domain::id::At;
use crate::store;
use crate::tui::guard;
use crate::tui::msg::{Job, Msg, Wrote};
use crate::tui::progress::Unit;
use crate::tui::worker::perform;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

/// How far a job is, is told so often; nothing is said of one that is done sooner.
pub(super) const TOLD_EVERY: Duration = Duration::from_millis(150);

/// Tickets that are looked at in one go: whoever presses a key waits for no more than that.
const BATCH: usize = 20;

/// No sleep is longer: the time may be set anew, and the machine itself may have slept.
const LONGEST: Duration = Duration::from_secs(60);

/// Of several interfaces that wake at once one is first; the others find it done. So long after its time at most.
const SPREAD_MS: u32 = 2_000;

/// Whoever only looks in leaves before anything happens by itself.
const BEGINS: Duration = Duration::from_millis(500);

/// After what failed it is tried again, and not at once.
const AGAIN: Duration = Duration::from_secs(5);

/// What comes to the write lane.
pub enum Todo {
    /// A job.
    Job(Box<Job>),
    /// Others have written.
    Stir,
}

/// When something happens by itself.
struct Alarm {
    /// From when on; `None`: it has to be asked.
    next: Option<At>,
    /// Not before.
    rest: Option<Instant>,
    /// How long after its time this interface acts.
    spread_ms: i64,
}

impl Alarm {
    fn new() -> Alarm {
        Alarm {
            next: None,
            rest: Some(Instant::now() + BEGINS),
            spread_ms: i64::from(std::process::id().wrapping_mul(2_654_435_761) % SPREAD_MS),
        }
    }

    /// How long there is nothing to do by itself; `None`: for ever, or until others write.
    fn sleep(&self, desk: Option<&Desk>) -> Option<Duration> {
        let rest = self
            .rest
            .map(|until| until.saturating_duration_since(Instant::now()));
        if let Some(rest) = rest.filter(|r| !r.is_zero()) {
            return Some(rest);
        }
        let (Some(desk), Some(next)) = (desk, self.next) else {
            return Some(Duration::ZERO);
        };
        if next == At::NEVER {
            return None;
        }
        let left = next.plus_ms(self.spread_ms).since_ms(desk.now());
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        Some(left.min(LONGEST))
    }
}

/// Does jobs until nobody can give any more.
pub fn write_lane(todo: &Receiver<Todo>, make: &MakeDesk, tx: &Sender<Msg>, off: &Arc<AtomicBool>) {
    let mut desk: Option<Desk> = None;
    let mut alarm = Alarm::new();
    loop {
        let next = match alarm.sleep(desk.as_ref()) {
            None => todo.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(Duration::ZERO) => todo.try_recv().map_err(|e| match e {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            }),
            Some(time) => todo.recv_timeout(time),
        };
        match next {
            Ok(Todo::Job(job)) => {
                if !one_job(*job, &mut desk, make, tx, off) {
                    return;
                }
                alarm.next = None;
            }
            // A burst of writes is looked at once.
            Ok(Todo::Stir) => alarm.next = None,
            Err(RecvTimeoutError::Timeout) => by_itself(&mut desk, make, &mut alarm),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One job; whether anybody still listens.
fn one_job(
    mut job: Job,
    desk: &mut Option<Desk>,
    make: &MakeDesk,
    tx: &Sender<Msg>,
    off: &Arc<AtomicBool>,
) -> bool {
    if desk.is_none() {
        match make() {
            Ok(opened) => *desk = Some(opened),
            Err(error) => {
                let result = Err(error);
                return tx.send(Msg::Wrote(Box::new(Wrote { job, result }))).is_ok();
            }
        }
    }
    off.store(false, Ordering::Relaxed);
    let mut told = Instant::now();
    let unit = Unit::of(&job.work);
    let mut progress = |done: u64, of: u64| {
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            let _ = tx.send(Msg::Progress(unit, done, of));
        }
        !off.load(Ordering::Relaxed)
    };
    let result = match desk.as_mut() {
        Some(desk) => guard::catch(|| perform(desk, &mut job, &mut progress))
            .unwrap_or_else(|| Err(mistake())),
        None => Err(mistake()),
    };
    // Opened on a full disk it can only be read: the next job looks whether there is room by then.
    if matches!(result, Err(Error::Store(store::Error::Full { .. }))) {
        *desk = None;
    }
    tx.send(Msg::Wrote(Box::new(Wrote { job, result }))).is_ok()
}

/// What is due by itself, or when it will be. What cannot be done now is done by whoever comes next.
fn by_itself(desk: &mut Option<Desk>, make: &MakeDesk, alarm: &mut Alarm) {
    if desk.is_none() {
        *desk = make().ok();
    }
    let Some(open) = desk.as_mut() else {
        alarm.rest = Some(Instant::now() + AGAIN);
        return;
    };
    let Some(next) = alarm.next else {
        alarm.next = open.next_alarm().ok();
        if alarm.next.is_none() {
            alarm.rest = Some(Instant::now() + AGAIN);
        }
        return;
    };
    if next > open.now() {
        return;
    }
    match guard::catch(|| open.tick(BATCH)) {
        // What it wrote is seen as what others write is.
        Some(Ok(done)) => alarm.next = Some(done.next),
        Some(Err(why)) => {
            tracing::warn!(%why, "what is due by itself could not be done");
            alarm.rest = Some(Instant::now() + AGAIN);
        }
        None => {
            // It may have been left halfway.
            *desk = None;
            alarm.rest = Some(Instant::now() + AGAIN);
        }
    }
}
