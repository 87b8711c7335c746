//! The lane of what lies beside the desk: drafts, tastes, and what the others are told of oneself.

use crate::desk::Desk;
use crate::desk::presence::{self, Here, Present};
use crate::tui::draft::{self, Draft, Drafts, Keeper, Kept};
use crate::tui::msg::Msg;
use crate::tui::run::Remember;
use crate::tui::worker::MakeDesk;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};

/// What the draft lane does.
pub(super) enum DraftJob {
    Keep(Box<Draft>),
    SetAside(Box<Draft>, draft::Key),
    Forget(draft::Key),
    Part(draft::Key),
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

/// Does the jobs in order.
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
    let mut place = find();
    // Given back at the end, and by the system if there is no such end.
    let mut told: Option<presence::Entry> = None;
    while let Ok(job) = kept.recv() {
        if let DraftJob::Taste(keep, key, value) = &job {
            if let Err(error) = keep(key, value) {
                let _ = tx.send(Msg::Trouble(not_kept(key, value, &error)));
            }
            continue;
        }
        if place.is_none() {
            place = find();
        }
        let Some((place, desk)) = &mut place else {
            if matches!(job, DraftJob::Tell(_)) {
                continue;
            }
            let _ = tx.send(Msg::Trouble(NO_PLACE.to_owned()));
            continue;
        };
        let done = match job {
            DraftJob::Keep(draft) => place.save(&draft).map(|kept| {
                if kept == Kept::Beside {
                    let _ = tx.send(Msg::Trouble(draft::beside(&draft)));
                }
            }),
            DraftJob::SetAside(draft, before) => place.set_aside(*draft, before),
            DraftJob::Forget(key) => place.remove(&key),
            DraftJob::Part(key) => {
                place.part(&key);
                Ok(())
            }
            DraftJob::Taste(..) => Ok(()),
            DraftJob::Tell(who) => {
                tell(&mut told, seat, desk, &who);
                Ok(())
            }
        };
        if let Err(error) = done {
            let _ = tx.send(Msg::Trouble(error.to_string()));
        }
    }
}

/// Tells the others. Where that cannot be done, one is not seen: nothing depends on it.
fn tell(told: &mut Option<presence::Entry>, seat: Option<&Seat>, desk: &str, who: &Present) {
    let Some(seat) = seat else { return };
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
