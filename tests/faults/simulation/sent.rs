//! Commands on their way, and what may come between reading and writing.

use hoist::desk::{Clock, Desk, Done, Error};
use hoist::domain::command::{Command, Opening};
use hoist::domain::id::{At, CommandId, TicketId};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// A command on its way: kept by the agent until it is answered.
#[derive(Clone, Debug)]
pub struct Sent {
    pub id: CommandId,
    pub ticket: Option<TicketId>,
    pub seen: Option<u32>,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    Open(Box<Opening>),
    Run(Vec<Command>),
}

/// What happens when the desk next looks at the clock: between reading and writing.
pub enum Hook {
    Nothing,
    /// The process is gone.
    Death,
    /// Another agent is quicker.
    Other(Box<Other>),
    /// It was.
    Was(Box<Other>),
}

pub struct Other {
    pub seat: usize,
    pub desk: Desk,
    pub sent: Sent,
    /// Its id had been applied by then.
    pub before: bool,
    pub answer: Option<Result<Done, Error>>,
}

/// What unwinds when a process is gone.
pub struct Gone;

pub fn deliver(desk: &mut Desk, sent: &Sent) -> Result<Done, Error> {
    match (&sent.what, sent.ticket) {
        (What::Run(commands), Some(ticket)) => {
            desk.run_all(ticket, sent.seen, commands.clone(), &sent.id)
        }
        (What::Open(opening), _) => desk.open_ticket((**opening).clone(), &sent.id),
        (What::Run(_), None) => unreachable!("a command without a ticket"),
    }
}

/// A clock that all share; looking at it is where others come between.
pub fn clock(now: Arc<AtomicI64>, hook: Arc<Mutex<Hook>>) -> Clock {
    Arc::new(move || {
        let next = std::mem::replace(&mut *hook.lock().unwrap(), Hook::Nothing);
        match next {
            Hook::Nothing => {}
            Hook::Death => resume_unwind(Box::new(Gone)),
            Hook::Other(mut other) => {
                other.answer = Some(deliver(&mut other.desk, &other.sent));
                *hook.lock().unwrap() = Hook::Was(other);
            }
            was @ Hook::Was(_) => *hook.lock().unwrap() = was,
        }
        At(now.load(Ordering::SeqCst))
    })
}
