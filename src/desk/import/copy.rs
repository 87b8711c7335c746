//! A desk from an export of another one. Of a whole desk comes an equal one: the same tickets under
//! the same numbers, the same events, the same audit chain. Of some tickets comes a new desk that has
//! them, with a chain of its own.
//!
//! Everything is read and checked before a desk is made, and that is made under another name: what
//! is refused leaves nothing behind.

pub(in crate::desk) mod build;
pub(in crate::desk) mod files;
pub(in crate::desk) mod lines;

pub use lines::is_export;

use super::super::{Clock, Desk, Error, Login, place};
use crate::domain::actor::{Actor, Viewer};
use crate::domain::id::TicketId;
use crate::store::sqlite::{Mode, SqliteStore, settle};
use crate::store::{self, DeskInfo, Store};
use lines::Read as Lines;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What is brought in, and where to.
#[derive(Clone)]
pub struct Order<'a> {
    /// The new desk's file.
    pub path: &'a Path,
    /// Who does it.
    pub login: &'a Login,
    /// Reads and checks everything, makes nothing.
    pub dry_run: bool,
    /// The time.
    pub clock: Clock,
}

/// What was brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The desk's name.
    pub desk: String,
    /// Tickets.
    pub tickets: u64,
    /// Their events.
    pub events: u64,
    /// Attachments, configurations and baselines whose bytes came; the same bytes count once.
    pub files: u64,
    /// It is a whole desk with its audit chain.
    pub whole: bool,
    /// The desk was there already; nothing was changed.
    pub already: bool,
    /// Nothing was made.
    pub dry_run: bool,
}

/// Brings an export in. `progress` is told how many tickets so far.
///
/// # Errors
/// [`Error::Input`] with the line that is broken, truncated or was changed, and when another desk is
/// at this place; the store's. Nothing is made then.
pub fn run(
    input: Box<dyn Read>,
    order: &Order<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Report, Error> {
    let lines = lines::read(input, &mut |n| progress(n))?;
    let mut report = Report {
        desk: lines.head.desk.name.clone(),
        tickets: lines.tickets,
        events: lines.events,
        files: lines.files.count(),
        whole: lines.head.whole,
        dry_run: order.dry_run,
        ..Report::default()
    };
    let there = there(order, &lines)?;
    if there == There::Empty {
        place::is_mine(order.path, "hoist import FILE")?;
    }
    report.already = there == There::Same;
    if report.already || order.dry_run {
        return Ok(report);
    }
    let draft = draft_name(order.path);
    let made = build::desk(&draft, &lines, order)
        .and_then(sound)
        .and_then(|()| put(&draft, order.path, there == There::Empty));
    if made.is_err() {
        for end in ["", "-wal", "-shm"] {
            let mut file = draft.clone().into_os_string();
            file.push(end);
            let _ = std::fs::remove_file(PathBuf::from(file));
        }
    }
    made.map(|()| report)
}

/// Gives the new desk its name, in the place of an empty one or in a new one: where a group shares that, it shares the desk.
fn put(draft: &Path, path: &Path, instead: bool) -> Result<(), Error> {
    place::dress(path, draft, instead).map_err(|e| {
        Error::Store(store::Error::Unusable(format!(
            "The desk could not be put at {} ({e}). Nothing was imported; name another file with --desk.",
            path.display()
        )))
    })?;
    Ok(settle(draft, path, instead)?)
}

/// An export whose desk does not hold together is refused.
fn sound(bad: Option<String>) -> Result<(), Error> {
    bad.map_or(Ok(()), |bad| {
        Err(Error::Input(format!(
            "The desk that comes of this export does not hold together: {bad} Nothing was imported."
        )))
    })
}

/// What is at the new desk's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Nothing,
    /// A desk in which nobody has done anything yet.
    Empty,
    /// What the export would make.
    Same,
}

fn there(order: &Order<'_>, lines: &Lines) -> Result<There, Error> {
    let path = order.path;
    match std::fs::symlink_metadata(path) {
        Err(_) => return Ok(There::Nothing),
        Ok(meta) if meta.is_file() && meta.len() == 0 => return Ok(There::Empty),
        Ok(_) => {}
    }
    let store = SqliteStore::open(path, Mode::Write)?;
    let info = store.desk()?;
    if info.id == lines.desk_id() {
        return same(&store, &info, lines);
    }
    if is_untouched(&store)? {
        let desk = Desk::open(Box::new(store), order.login, order.clock.clone())?;
        return match desk.actor().lead {
            true => Ok(There::Empty),
            false => Err(Error::NeedsLead("Bringing an export into this desk")),
        };
    }
    Err(Error::Input(format!(
        "The desk “{}” at {} is in use: an export makes a desk of its own. Nothing was imported; name a new file with --desk, or bring rows in with --map.",
        info.name,
        path.display()
    )))
}

/// The desk of the export is there: with at least what the export has, or another course of things.
fn same(store: &SqliteStore, info: &DeskInfo, lines: &Lines) -> Result<There, Error> {
    let head = &lines.head.head;
    let known = match lines.head.whole {
        false => true,
        true => {
            let link = store.chain(head.n - 1, 1)?;
            link.first()
                .is_some_and(|l| l.n == head.n && l.hash == head.hash)
        }
    };
    match known {
        true => Ok(There::Same),
        false => Err(Error::Input(format!(
            "The desk “{}” is there already, and its audit chain does not contain record {} of the export. Nothing was imported; bring the export into a new file with --desk and compare.",
            info.name, head.n
        ))),
    }
}

/// Nothing but what making a desk writes.
fn is_untouched(store: &SqliteStore) -> Result<bool, Error> {
    let made = 3;
    Ok(store.ids(TicketId(0), 1)?.is_empty() && store.head()?.0 <= made)
}

/// Beside the desk, so that giving it its name needs no copying.
fn draft_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".new-{}", uuid::Uuid::now_v7().simple()));
    PathBuf::from(name)
}

/// Sees everything.
fn all() -> Viewer {
    Viewer {
        lead: true,
        ..Viewer::default()
    }
}

/// Who looks the new desk through.
fn reader() -> Actor {
    Actor {
        lead: true,
        ..Actor::timer()
    }
}
