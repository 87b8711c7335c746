//! The lane of what lies beside the desk: drafts, tastes, and what the others are told of oneself.

use crate::desk::Desk;
use crate::desk::presence::{self, Here, Present};
use crate::tui::draft::{self, Draft, DraftError, Drafts, Handed, Keeper, Kept};
use crate::tui::msg::Msg;
use crate::tui::run::Remember;
use crate::tui::worker::MakeDesk;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::Duration;

/// What the draft lane does.
pub(super) enum DraftJob {
    Keep(Box<Draft>),
    SetAside(Box<Draft>, draft::Key),
    Forget(draft::Key),
    Part(draft::Key),
    Took(Handed),
    Again,
    Settle,
    Taste(Remember, &'static str, String),
    Tell(Box<Present>),
}

/// Where the others are told of oneself.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The desk's file.
    pub file: PathBuf,
    /// What one's own file beside it is called.
    pub name: String,
}

/// What could not be kept is tried again so often, until it is.
const AGAIN: Duration = Duration::from_secs(1);

/// Does the jobs in order; while something is not kept it is tried again by itself.
pub(super) fn draft_lane(
    kept: &mpsc::Receiver<DraftJob>,
    make: &MakeDesk,
    drafts: &Arc<dyn Fn(&Desk) -> Drafts + Send + Sync>,
    seat: Option<&Seat>,
    tx: &Sender<Msg>,
) {
    // At once, while the desk's file is surely there: a draft must outlive it.
    let find = || {
        let desk = make().ok()?;
        Some((Keeper::new(drafts(&desk)), desk.info().id.clone()))
    };
    let mut lane = Lane {
        place: find(),
        homeless: BTreeMap::new(),
        unkept: BTreeSet::new(),
        said: None,
        took: Vec::new(),
        told: None,
        seat,
        tx,
    };
    while let Some(job) = lane.next(kept) {
        if lane.place.is_none() {
            lane.place = find();
        }
        lane.act(job);
    }
    if !lane.is_all_kept() {
        lane.act(DraftJob::Again);
    }
}

/// What the lane knows.
struct Lane<'a> {
    /// Where drafts are kept, and the desk they are of.
    place: Option<(Keeper, String)>,
    /// What was typed while it was not known where it belongs.
    homeless: BTreeMap<draft::Key, Box<Draft>>,
    /// What the interface knows not to be on the disk.
    unkept: BTreeSet<draft::Key>,
    /// What was said of it.
    said: Option<String>,
    /// Texts that came back from an editor, whose files go once everything is kept.
    took: Vec<Handed>,
    /// Given back at the end, and by the system if there is no such end.
    told: Option<presence::Entry>,
    seat: Option<&'a Seat>,
    tx: &'a Sender<Msg>,
}

impl Lane<'_> {
    /// The next job; one that nobody gave, when it is time to try again.
    fn next(&self, jobs: &mpsc::Receiver<DraftJob>) -> Option<DraftJob> {
        if self.is_all_kept() {
            return jobs.recv().ok();
        }
        match jobs.recv_timeout(AGAIN) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => Some(DraftJob::Again),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn is_all_kept(&self) -> bool {
        let waits = self
            .place
            .as_ref()
            .is_some_and(|(keeper, _)| keeper.waits());
        self.not_kept().is_empty() && !waits
    }

    /// The texts that are not on the disk.
    fn not_kept(&self) -> BTreeSet<draft::Key> {
        let place = self.place.iter();
        let held = place.flat_map(|(keeper, _)| keeper.unkept());
        self.homeless.keys().cloned().chain(held).collect()
    }

    fn act(&mut self, job: DraftJob) {
        match job {
            DraftJob::Keep(draft) => self.keep(draft),
            DraftJob::SetAside(draft, before) => {
                self.set_aside(draft, before);
            }
            DraftJob::Forget(key) => {
                // Sent, or thrown away: what could not be kept of it is not missed.
                self.homeless.remove(&key);
                if let Err(why) = self.keeper(|keeper| keeper.remove(&key)) {
                    self.tell(Msg::Trouble(why));
                }
            }
            DraftJob::Part(key) => {
                if let Some((keeper, _)) = &self.place {
                    keeper.part(&key);
                }
            }
            DraftJob::Took(text) => self.took.push(text),
            DraftJob::Again => self.again(),
            DraftJob::Settle => {
                if !self.is_all_kept() {
                    self.again();
                }
                self.unkept = self.not_kept();
                self.tell(Msg::Settled(self.unkept.clone()));
            }
            DraftJob::Taste(keep, key, value) => {
                if let Err(error) = keep(key, &value) {
                    self.tell(Msg::Trouble(not_kept(key, &value, &error)));
                }
            }
            DraftJob::Tell(who) => {
                if let (Some(seat), Some((_, desk))) = (self.seat, &self.place) {
                    tell(&mut self.told, seat, desk, &who);
                }
            }
        }
        let unkept = self.not_kept();
        if unkept != self.unkept {
            self.unkept.clone_from(&unkept);
            self.tell(Msg::Unkept(unkept));
        }
        if self.is_all_kept() {
            self.took.drain(..).for_each(Handed::done);
            if let Some(said) = self.said.take() {
                self.tell(Msg::Mended(said));
            }
        }
    }

    fn keep(&mut self, draft: Box<Draft>) {
        match self.keeper(|keeper| keeper.save(&draft)) {
            Ok(kept) => {
                self.homeless.remove(&draft.key());
                if kept == Kept::Beside {
                    self.tell(Msg::Trouble(draft::beside(&draft)));
                }
            }
            Err(why) => {
                if self.place.is_none() {
                    self.homeless.insert(draft.key(), draft);
                }
                self.report(Err(why));
            }
        }
    }

    fn set_aside(&mut self, draft: Box<Draft>, before: draft::Key) {
        if self.place.is_none() {
            self.homeless.insert(draft.key(), draft);
            return self.report(Err(NO_PLACE.to_owned()));
        }
        let done = self.keeper(|keeper| keeper.set_aside(*draft, before));
        self.report(done);
    }

    /// Tries once more what could not be kept.
    fn again(&mut self) {
        let done = self.keeper(Keeper::again);
        self.report(done);
        for draft in self.homeless.clone().into_values() {
            self.keep(draft);
        }
    }

    /// Does something where drafts are kept, if that is known. The error is what to say.
    fn keeper<T>(
        &mut self,
        act: impl FnOnce(&mut Keeper) -> Result<T, DraftError>,
    ) -> Result<T, String> {
        match &mut self.place {
            Some((keeper, _)) => act(keeper).map_err(|e| e.to_string()),
            None => Err(NO_PLACE.to_owned()),
        }
    }

    /// Says what went wrong, once as long as it stays so.
    fn report(&mut self, done: Result<(), String>) {
        let Err(why) = done else { return };
        if self.said.as_ref() == Some(&why) {
            return;
        }
        if let Some(before) = self.said.replace(why.clone()) {
            self.tell(Msg::Unsaid(before));
        }
        self.tell(Msg::Trouble(why));
    }

    fn tell(&self, msg: Msg) {
        let _ = self.tx.send(msg);
    }
}

/// Tells the others. Where that cannot be done, one is not seen: nothing depends on it.
fn tell(told: &mut Option<presence::Entry>, seat: &Seat, desk: &str, who: &Present) {
    if told.is_none() {
        let here = Here::open(&seat.file, desk);
        *told = here.and_then(|here| here.enter(&seat.name)).ok();
    }
    if let Some(entry) = told {
        let _ = entry.say(who);
    }
}

/// What is said when not even the place of the drafts is known.
const NO_PLACE: &str = "Your text could not be kept: the desk cannot be reached, and with it where its drafts belong. It is still here but would not survive a crash.";

fn not_kept(key: &str, value: &str, error: &std::io::Error) -> String {
    format!(
        "The {key} could not be kept for the next start ({error}). It holds until you leave; \
         write {key} = \"{value}\" in config.toml to keep it."
    )
}
