//! A report over many tickets is added up by several threads: one reads the marks from the desk, a part at a time, the
//! others add a part up as they come to it. Of a small desk there is one part, and no thread is begun.

use crate::domain::id::TicketId;
use crate::domain::process::Process;
use crate::domain::report::{Ask, Tally};
use crate::store::review::Marked;
use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{available_parallelism, scope};

/// Tickets of a part.
const PART: usize = 1_024;

/// More threads than this would wait for the one that reads.
const MOST: usize = 4;

/// Parts that were read and that nobody has come to yet: so much is in memory at most.
const WAITING: usize = 4;

/// The marks of some tickets.
#[derive(Default)]
struct Part {
    /// Each with whether it is hidden and where its marks end.
    tickets: Vec<(TicketId, bool, usize)>,
    marks: Vec<u8>,
}

impl Part {
    fn push(&mut self, marked: &Marked<'_>) {
        self.marks.extend_from_slice(marked.marks);
        let end = self.marks.len();
        self.tickets.push((marked.id, marked.is_hidden, end));
    }

    fn is_full(&self) -> bool {
        self.tickets.len() >= PART
    }

    /// Adds it up; the ticket whose marks cannot be read, where there is one.
    fn add(&self, tally: &mut Tally<'_>) -> Result<(), TicketId> {
        let mut from = 0;
        for (id, is_hidden, end) in &self.tickets {
            let marks = self.marks.get(from..*end).unwrap_or_default();
            tally.add(*id, marks, *is_hidden).map_err(|_| *id)?;
            from = *end;
        }
        Ok(())
    }
}

/// Is handed the marks of each ticket; `false`: no more are wanted.
pub type Take<'t> = dyn FnMut(&Marked<'_>) -> bool + 't;

/// What was added up, or the first ticket whose marks cannot be read.
pub type Added<'p> = Result<Tally<'p>, TicketId>;

/// Adds up what `read` hands over.
///
/// # Errors
/// What `read` says.
pub fn added<'p, E>(
    process: &'p Process,
    ask: &'p Ask,
    read: impl FnOnce(&mut Take<'_>) -> Result<(), E>,
) -> Result<Added<'p>, E> {
    let threads = available_parallelism().map_or(1, NonZero::get).min(MOST);
    let (tx, rx) = sync_channel::<Part>(WAITING);
    scope(|scope| {
        let (mut workers, mut rx) = (Vec::new(), Some(rx));
        let mut part = Part::default();
        let done = read(&mut |marked| {
            part.push(marked);
            if !part.is_full() {
                return true;
            }
            // Only they have the other end: where all of them have ended too early, nobody waits for them.
            if let Some(rx) = rx.take() {
                let rx = Arc::new(Mutex::new(rx));
                let begin = |rx| scope.spawn(move || worked(process, ask, &rx));
                workers.extend((0..threads).map(|_| begin(Arc::clone(&rx))));
            }
            tx.send(std::mem::take(&mut part)).is_ok()
        });
        drop(tx);
        let mut tally = Tally::new(process, ask);
        let mut bad = part.add(&mut tally).err();
        for worker in workers {
            match worker.join() {
                Ok(Ok(other)) => tally.join(other),
                Ok(Err(id)) => bad = Some(bad.map_or(id, |b| b.min(id))),
                Err(why) => std::panic::resume_unwind(why),
            }
        }
        done.map(|()| bad.map_or(Ok(tally), Err))
    })
}

/// Adds up one part after the other, until none comes.
fn worked<'p>(process: &'p Process, ask: &'p Ask, rx: &Arc<Mutex<Receiver<Part>>>) -> Added<'p> {
    let mut tally = Tally::new(process, ask);
    loop {
        // Waiting for the lock or for a part is the same: one of them gets the next.
        let Ok(next) = rx.lock().map(|rx| rx.recv()) else {
            return Ok(tally);
        };
        match next {
            Ok(part) => part.add(&mut tally)?,
            Err(_) => return Ok(tally),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Marked, PART, Take, added};
    use crate::domain::id::{At, TicketId};
    use crate::domain::parse::builtin;
    use crate::domain::report::{Ask, Behind, By, Figure, Period, Report, Tally};

    const DAY: i64 = 86_400_000;

    fn ask() -> Ask {
        Ask {
            period: Period {
                from: At(10 * DAY),
                to: At(20 * DAY),
            },
            by: Some(By::Customer),
            stretches: (10..20).map(|day| At(day * DAY)).collect(),
            behind: Some(Behind {
                figure: Figure::Opened,
                row: None,
                group: None,
                limit: 700,
            }),
            ..Ask::default()
        }
    }

    /// The marks of a ticket that was opened at an instant for one of some customers.
    fn marks(n: i64) -> Vec<u8> {
        use crate::domain::actor::Identity;
        use crate::domain::event::{Act, Event, Fact, Opened};
        let opened = Opened {
            kind: "incident".into(),
            customer_name: format!("Org {}", n % 37),
            channel: "email".into(),
            ..Opened::default()
        };
        let event = Event {
            seq: 1,
            at: At(n * 1_009 % 25 * DAY + n),
            by: "ana".into(),
            identity: Identity::default(),
            process: String::new(),
            command: crate::domain::id::CommandId::default(),
            stands_in: None,
            act: Act::Recorded,
            facts: vec![Fact::Opened(Box::new(opened))],
        };
        crate::domain::report::mark::of([&event])
    }

    fn feed(tickets: i64, broken: &[i64], take: &mut Take<'_>) {
        for n in 1..=tickets {
            let mut marks = marks(n);
            if broken.contains(&n) {
                marks.push(0xff);
            }
            let marked = Marked {
                id: TicketId(n),
                is_hidden: n % 11 == 0,
                marks: &marks,
            };
            if !take(&marked) {
                return;
            }
        }
    }

    #[test]
    fn several_threads_count_what_one_counts() {
        let (process, ask) = (builtin(), ask());
        let part = i64::try_from(PART).unwrap_or(0);
        for tickets in [0, 5, part - 1, part, part + 1, 9 * part + 17] {
            let mut alone = Tally::new(process, &ask);
            feed(tickets, &[], &mut |m| {
                alone.add(m.id, m.marks, m.is_hidden).is_ok()
            });
            let read = |take: &mut Take<'_>| -> Result<(), ()> {
                feed(tickets, &[], take);
                Ok(())
            };
            let together = added(process, &ask, read).unwrap().unwrap();
            let together = Report::of(process, &ask, together);
            assert!(together == Report::of(process, &ask, alone), "{tickets}");
            let opened = together.figure(Figure::Opened).and_then(|f| f.all());
            assert!(tickets < 30 || opened.is_some_and(|l| l.now.n > 0 && l.before.n > 0));
        }
    }

    #[test]
    fn the_first_ticket_that_cannot_be_read_is_named_and_nobody_waits() {
        let (process, ask) = (builtin(), ask());
        let part = i64::try_from(PART).unwrap_or(0);
        // One in every part: each thread meets one and ends, and what reads on is told.
        let broken: Vec<i64> = (0..200).map(|n| n * part + 40).collect();
        let bad = added(process, &ask, |take| -> Result<(), ()> {
            feed(200 * part, &broken, take);
            Ok(())
        });
        assert_eq!(bad.unwrap().map(|_| ()).unwrap_err(), TicketId(40));
        let last = added(process, &ask, |take| -> Result<(), ()> {
            feed(2 * part + 9, &[2 * part + 3], take);
            Ok(())
        });
        let bad = last.unwrap().map(|_| ()).unwrap_err();
        assert_eq!(bad, TicketId(2 * part + 3));
        let failed = added(process, &ask, |take| {
            feed(3 * part, &[], take);
            Err("the disk is gone")
        });
        assert_eq!(failed.map(|_| ()).unwrap_err(), "the disk is gone");
    }
}
