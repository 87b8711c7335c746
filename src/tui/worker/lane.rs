//! The threads of the lanes.

mod drafts;
mod write;

use super::{MakeDesk, answer, log, reviewed};
use crate::desk::presence::Present;
use crate::desk::{Desk, Error};
use crate::store;
use crate::store::search::Stop;
use crate::tui::draft::{self, Draft, Drafts, Handed};
use crate::tui::guard;
use crate::tui::log::ask::Ask;
use crate::tui::msg::{Answer, Job, Msg, Question, Reply, SimilarAsk, Slot};
use crate::tui::review;
use crate::tui::run::Remember;
pub use drafts::Seat;
use drafts::{DraftJob, draft_lane};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use write::{TOLD_EVERY, Todo, write_lane};

/// At the end the log lane is given so long to come to its own: it only reads, and a file that never
/// answers (a network drive that is gone) must not keep anybody from leaving.
const PATIENCE: Duration = Duration::from_millis(500);

/// The questions that wait, the newest of each slot.
#[derive(Default)]
struct Waiting {
    slots: Mutex<(BTreeMap<Slot, Question>, bool)>,
    bell: Condvar,
    /// Counts questions: any one breaks off looking for what is similar.
    asked: Arc<AtomicU64>,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, (BTreeMap<Slot, Question>, bool)> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Question> {
        let mut slots = self.lock();
        loop {
            if let Some((_, question)) = slots.0.pop_first() {
                return Some(question);
            }
            if slots.1 {
                return None;
            }
            slots = self
                .bell
                .wait(slots)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Waiting {
    /// What was broken off for another question is taken up again behind it, unless a newer one of its
    /// kind waits.
    fn again(&self, mut ask: SimilarAsk) {
        ask.stop = Stop::when_newer(&self.asked, self.asked.load(Ordering::Relaxed));
        let mut slots = self.lock();
        slots
            .0
            .entry(Slot::Similar)
            .or_insert(Question::Similar(ask));
    }
}

/// The running lanes.
pub struct Lanes {
    waiting: Arc<Waiting>,
    jobs: Option<Sender<Todo>>,
    drafts: Option<Sender<DraftJob>>,
    logs: Option<Sender<Ask>>,
    /// Questions that read the whole desk wait in a lane of their own.
    slow: Arc<Waiting>,
    /// Counts searches: a newer one breaks an older one off.
    searches: Arc<AtomicU64>,
    /// Counts reviews in the same way.
    reviews: Arc<AtomicU64>,
    /// The job of the write lane is to be broken off.
    off: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    log_thread: JoinHandle<()>,
}

impl Lanes {
    /// Starts the lanes; what they answer goes to `tx`.
    #[must_use]
    pub fn start(
        make: &MakeDesk,
        drafts: &Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>,
        seat: Option<Seat>,
        tx: &Sender<Msg>,
    ) -> Lanes {
        let waiting = Arc::new(Waiting::default());
        let slow = Arc::new(Waiting::default());
        let (jobs, todo) = mpsc::channel::<Todo>();
        let off = Arc::<AtomicBool>::default();
        let (keep, kept) = mpsc::channel::<DraftJob>();
        let read = {
            let (waiting, make, drafts, tx) = (
                Arc::clone(&waiting),
                Arc::clone(make),
                Arc::clone(drafts),
                tx.clone(),
            );
            thread::spawn(move || read_lane(&waiting, &make, &drafts, &tx))
        };
        let write = {
            let (make, tx, off) = (Arc::clone(make), tx.clone(), Arc::clone(&off));
            thread::spawn(move || write_lane(&todo, &make, &tx, &off))
        };
        let keeper = {
            let (make, drafts, tx) = (Arc::clone(make), Arc::clone(drafts), tx.clone());
            thread::spawn(move || draft_lane(&kept, &make, &drafts, seat.as_ref(), &tx))
        };
        let review = {
            let (slow, make, drafts, tx) = (
                Arc::clone(&slow),
                Arc::clone(make),
                Arc::clone(drafts),
                tx.clone(),
            );
            thread::spawn(move || read_lane(&slow, &make, &drafts, &tx))
        };
        let (look, looked) = mpsc::channel::<Ask>();
        let logs = {
            let (make, tx) = (Arc::clone(make), tx.clone());
            thread::spawn(move || log_lane(&looked, &make, &tx))
        };
        Lanes {
            waiting,
            jobs: Some(jobs),
            drafts: Some(keep),
            logs: Some(look),
            slow,
            searches: Arc::default(),
            reviews: Arc::default(),
            off,
            threads: vec![read, write, keeper, review],
            log_thread: logs,
        }
    }

    /// Asks the read lane.
    pub fn ask(&self, slot: Slot, mut question: Question) {
        if let Question::Review(ask) = &mut question {
            let own = self.reviews.fetch_add(1, Ordering::Relaxed) + 1;
            ask.stop = Stop::when_newer(&self.reviews, own);
            self.slow.lock().0.insert(slot, question);
            self.slow.bell.notify_one();
            return;
        }
        let asked = self.waiting.asked.fetch_add(1, Ordering::Relaxed) + 1;
        if let Question::Similar(ask) = &mut question {
            ask.stop = Stop::when_newer(&self.waiting.asked, asked);
        }
        if let Question::Search(ask) = &mut question {
            let own = self.searches.fetch_add(1, Ordering::Relaxed) + 1;
            ask.stop = Stop::when_newer(&self.searches, own);
        }
        let mut slots = self.waiting.lock();
        // To act as somebody else reads everything too: a mere reading anew does not take its place.
        let acts = matches!(slots.0.get(&slot), Some(Question::Setup(Some(_))));
        if !(acts && matches!(question, Question::Setup(None))) {
            slots.0.insert(slot, question);
        }
        drop(slots);
        self.waiting.bell.notify_one();
    }

    /// Gives the write lane a job.
    pub fn write(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Todo::Job(Box::new(job)));
        }
    }

    /// Others have written: something may happen by itself at another time than was thought.
    pub fn stir(&self) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Todo::Stir);
        }
    }

    /// Asks the log lane.
    pub fn look(&self, ask: Ask) {
        if let Some(logs) = &self.logs {
            let _ = logs.send(ask);
        }
    }

    /// Breaks off what the write lane and the review lane do, where that is possible.
    pub fn break_off(&self) {
        self.off.store(true, Ordering::Relaxed);
        self.reviews.fetch_add(1, Ordering::Relaxed);
    }

    /// Keeps a draft.
    pub fn keep(&self, draft: Box<Draft>) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Keep(draft));
        }
    }

    /// Keeps a draft under its own key in place of another.
    pub fn set_aside(&self, draft: Box<Draft>, before: draft::Key) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::SetAside(draft, before));
        }
    }

    /// Keeps what is typed beside what was kept under its key.
    pub fn part(&self, key: draft::Key) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Part(key));
        }
    }

    /// Has it told whether everything typed so far is kept.
    pub fn settle(&self) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Settle);
        }
    }

    /// Forgets a draft.
    pub fn forget(&self, key: draft::Key) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Forget(key));
        }
    }

    /// The text came back from an editor: its file goes once everything typed is kept.
    pub fn took(&self, text: Handed) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Took(text));
        }
    }

    /// Tells the others what one is at.
    pub fn tell(&self, who: Box<Present>) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Tell(who));
        }
    }

    /// Keeps a taste for the next start.
    pub fn keep_taste(&self, keep: Remember, key: &'static str, value: String) {
        if let Some(drafts) = &self.drafts {
            let _ = drafts.send(DraftJob::Taste(keep, key, value));
        }
    }

    /// Ends the lanes; jobs and drafts that were given are still done. A log that does not answer is
    /// not waited for.
    pub fn finish(mut self) {
        self.jobs = None;
        self.drafts = None;
        self.logs = None;
        // Nobody is there any more to read figures.
        self.reviews.fetch_add(1, Ordering::Relaxed);
        for waiting in [&self.waiting, &self.slow] {
            waiting.lock().1 = true;
            waiting.bell.notify_all();
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        let until = Instant::now() + PATIENCE;
        while !self.log_thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// What is answered when a job met a mistake of ours.
fn mistake() -> Error {
    Error::Store(store::Error::Backend(
        "hoist met a mistake of its own".to_owned(),
    ))
}

fn read_lane(
    waiting: &Waiting,
    make: &MakeDesk,
    drafts: &Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>,
    tx: &Sender<Msg>,
) {
    let mut open: Option<(Desk, Drafts)> = None;
    while let Some(question) = waiting.next() {
        let mut result = asked(&mut open, make, drafts, &question, tx);
        if matches!(result, Err(Error::Store(store::Error::Stale(_)))) {
            open = None;
            result = asked(&mut open, make, drafts, &question, tx);
        }
        if let (Question::Setup(Some(_)), Some((desk, kept))) = (&question, open.as_mut()) {
            *kept = drafts(desk);
        }
        if let (Question::Similar(ask), Ok(Answer::Likes(likes))) = (&question, &result)
            && likes.stopped
        {
            waiting.again(ask.clone());
            continue;
        }
        let reply = Reply {
            question,
            answer: result,
        };
        if tx.send(Msg::Answered(Box::new(reply))).is_err() {
            return;
        }
    }
}

/// The answer, of a desk that is opened where it is not yet.
fn asked(
    open: &mut Option<(Desk, Drafts)>,
    make: &MakeDesk,
    drafts: &Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>,
    question: &Question,
    tx: &Sender<Msg>,
) -> Result<Answer, Error> {
    let (desk, drafts) = ready(open, make, drafts)?;
    let answered = guard::catch(|| match question {
        Question::Review(ask) => counted(desk, ask, tx),
        other => answer(desk, drafts, other),
    });
    answered.unwrap_or_else(|| Err(mistake()))
}

/// Figures for the review; how far it is, is told.
fn counted(desk: &mut Desk, ask: &review::Ask, tx: &Sender<Msg>) -> Result<Answer, Error> {
    desk.follow()?;
    let mut told = Instant::now();
    let found = reviewed(desk, ask, &mut |n| {
        if told.elapsed() >= TOLD_EVERY {
            told = Instant::now();
            let _ = tx.send(Msg::Reviewing(n));
        }
    })?;
    Ok(Answer::Reviewed(Box::new(found)))
}

/// The lane's desk, opened at the first question.
fn ready<'a>(
    open: &'a mut Option<(Desk, Drafts)>,
    make: &MakeDesk,
    drafts: &Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>,
) -> Result<&'a mut (Desk, Drafts), Error> {
    if open.is_none() {
        let desk = make()?;
        let kept = drafts(&desk);
        *open = Some((desk, kept));
    }
    open.as_mut().ok_or_else(mistake)
}

/// Waits for questions while there is nothing to do; else looks for them between two parts of the work.
fn log_lane(asks: &mpsc::Receiver<Ask>, make: &MakeDesk, tx: &Sender<Msg>) {
    let mut reader = log::Reader::default();
    loop {
        let asked = match reader.is_busy() {
            false => match asks.recv() {
                Ok(ask) => Some(ask),
                Err(_) => return,
            },
            true => match asks.try_recv() {
                Ok(ask) => Some(ask),
                Err(mpsc::TryRecvError::Empty) => None,
                Err(mpsc::TryRecvError::Disconnected) => return,
            },
        };
        let screen = asked.as_ref().map(|a| a.screen);
        let told = guard::catch(|| match asked {
            Some(ask) => reader.take(make, ask),
            None => reader.step(),
        });
        let told = told.unwrap_or_else(|| {
            reader = log::Reader::default();
            screen.map(log::mistake).into_iter().collect()
        });
        for news in told {
            if tx.send(Msg::Log(Box::new(news))).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;
    use crate::desk::{Desk, Error};
    use crate::store;
    use crate::tui::draft::Drafts;
    use crate::tui::log::ask::{Ask, What, Whence};
    use crate::tui::msg::Msg;
    use crate::tui::worker::MakeDesk;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, mpsc};
    use std::time::{Duration, Instant};

    #[test]
    fn a_log_that_never_answers_keeps_nobody_from_leaving() {
        let (called, calls) = mpsc::channel();
        let (release, held) = mpsc::channel::<()>();
        let (held, hold) = (Mutex::new(held), Arc::new(AtomicBool::new(false)));
        let holds = Arc::clone(&hold);
        let make: MakeDesk = Arc::new(move || {
            let waits = holds.load(Ordering::SeqCst);
            let _ = called.send(());
            if waits {
                let _ = held.lock().unwrap().recv();
            }
            Err(Error::Store(store::Error::Busy(1)))
        });
        let (tx, _rx) = mpsc::channel();
        let drafts: Arc<dyn Fn(&Desk) -> Drafts + Send + Sync> =
            Arc::new(|_| panic!("there is no desk"));
        let lanes = Lanes::start(&make, &drafts, None, &tx);
        let soon = Duration::from_secs(20);
        calls.recv_timeout(soon).expect("the draft lane begins");
        hold.store(true, Ordering::SeqCst);
        lanes.look(Ask {
            screen: 1,
            what: What::Open(Whence::File("/x".to_owned())),
        });
        calls.recv_timeout(soon).expect("the log lane begins");
        let (left, leaves) = mpsc::channel();
        let begun = Instant::now();
        std::thread::spawn(move || {
            lanes.finish();
            let _ = left.send(());
        });
        let gone = leaves.recv_timeout(soon);
        drop(release);
        assert!(gone.is_ok(), "still here after {:?}", begun.elapsed());
    }

    #[test]
    fn a_taste_is_kept_without_a_desk_and_a_failure_is_told() {
        let make: MakeDesk = Arc::new(|| Err(Error::Store(store::Error::Busy(1))));
        let (tx, rx) = mpsc::channel();
        let drafts: Arc<dyn Fn(&Desk) -> Drafts + Send + Sync> =
            Arc::new(|_| panic!("there is no desk"));
        let lanes = Lanes::start(&make, &drafts, None, &tx);
        let (told, kept) = mpsc::channel();
        let keep = Arc::new(move |key: &str, value: &str| {
            let _ = told.send(format!("{key}={value}"));
            Err(std::io::Error::other("the disk is full"))
        });
        lanes.keep_taste(keep, "theme", "light".to_owned());
        lanes.finish();
        assert_eq!(kept.recv().unwrap(), "theme=light");
        let Ok(Msg::Trouble(said)) = rx.recv() else {
            panic!("a sentence");
        };
        assert!(
            said.contains("the disk is full") && said.contains("theme = \"light\""),
            "{said}"
        );
    }
}
