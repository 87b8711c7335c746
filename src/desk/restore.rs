//! Putting a backup in the place of a desk: never over one that is used, and never over one at all, unless
//! the old one is to be moved aside.

use super::backup::stamp;
use super::witness::Witnesses;
use super::{Clock, Error};
use crate::store::copy::{Copied, Going};
use crate::store::sqlite::{Mode, SqliteStore, Wanted, copy, idle};
use crate::store::{self, Store};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What is restored, and where to.
#[derive(Clone)]
pub struct Order<'a> {
    /// The backup.
    pub from: &'a Path,
    /// The desk's place.
    pub to: &'a Path,
    /// A desk that is there is moved aside.
    pub aside: bool,
    /// What this user saw.
    pub witnesses: Witnesses,
    /// The time.
    pub clock: Clock,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The desk as it stands now.
    pub copied: Copied,
    /// Where the old one was put.
    pub aside: Option<PathBuf>,
    /// What is known to be newer than the backup, each a sentence.
    pub warnings: Vec<String>,
}

/// Restores. `None`: broken off, and nothing was changed.
///
/// # Errors
/// [`Error::Input`] where a desk is in the place; [`Error::NotTheirs`] where it is another user's; the store's, where the backup is none or is damaged,
/// where the desk is open in another program, or where there is no room.
pub fn run(order: &Order<'_>, going: &mut Going<'_>) -> Result<Option<Restored>, Error> {
    let to = std::path::absolute(order.to).map_err(|e| refused(order.to, &e.to_string()))?;
    super::side::is_free(&to)?;
    let old = fs::symlink_metadata(&to).is_ok();
    super::place::is_mine(&to, "hoist restore-desk FILE --aside")?;
    if old && !order.aside {
        return Err(Error::Input(format!(
            "There is a desk at {} already, and it stays as it is. Restore under another name with --desk, or say --aside to have it moved aside.",
            to.display()
        )));
    }
    if old && same_file(order.from, &to) {
        return Err(Error::Input(format!(
            "{} is the desk itself, not a backup of it. Nothing was changed.",
            to.display()
        )));
    }
    if !old && left_log(&to) {
        return Err(refused(
            &to,
            "a log lies there that is left from a desk and may hold its last changes; put that desk's file back, or move the log away",
        ));
    }
    let lock = if old { Some(idle(&to)?) } else { None };
    let draft = named(&to, &format!(".new-{}", uuid::Uuid::now_v7().simple()));
    let wanted = Wanted {
        mode: 0o600,
        chain: true,
    };
    let Some(copied) = copy(order.from, &draft, wanted, going)? else {
        return Ok(None);
    };
    let done = settle(order, &to, &draft, old);
    drop(lock);
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    let (aside, newer) = done?;
    let mut warnings = warnings(order, &copied);
    warnings.extend(newer.and_then(|n| lost(n, copied.n, "The desk that was here holds")));
    Ok(Some(Restored {
        copied: Copied { file: to, ..copied },
        aside,
        warnings,
    }))
}

/// Gives the copy mode and group of the desk whose place it takes, moves that one away, and gives the copy
/// its name. Says where the old one is, and how many records it has.
fn settle(
    order: &Order<'_>,
    to: &Path,
    draft: &Path,
    old: bool,
) -> Result<(Option<PathBuf>, Option<i64>), Error> {
    super::place::dress(to, draft, old).map_err(|e| refused(to, &e.to_string()))?;
    let (mut aside, mut newer) = (None, None);
    if old {
        let name = free_name(to, &format!(".aside-{}", stamp((order.clock)())));
        // The log first: what is left behind of it would be played into the file that comes.
        for end in ["-wal", "-shm", ""] {
            let (from, to) = (named(to, end), named(&name, end));
            if fs::symlink_metadata(&from).is_ok() {
                fs::rename(&from, &to).map_err(|e| refused(&from, &e.to_string()))?;
            }
        }
        newer = SqliteStore::open(&name, Mode::Read)
            .and_then(|store| store.head())
            .ok()
            .map(|head| head.0);
        aside = Some(name);
    }
    store::sqlite::settle(draft, to, false)?;
    Ok((aside, newer))
}

/// What this user saw of that desk and the backup does not hold.
fn warnings(order: &Order<'_>, copied: &Copied) -> Vec<String> {
    let seen = order.witnesses.of(&copied.desk);
    let lost = seen.and_then(|seen| lost(seen.n, copied.n, "You saw on this desk"));
    lost.into_iter().collect()
}

fn lost(known: i64, kept: i64, who: &str) -> Option<String> {
    let newer = known - kept;
    let what = match newer {
        ..1 => return None,
        1 => {
            "1 is not in it (the one that tells of the backup itself, if nothing else was written)"
                .to_owned()
        }
        more => format!("{more} are not in it"),
    };
    Some(format!(
        "{who} {known} records; the backup ends at record {kept}: {what}."
    ))
}

fn same_file(a: &Path, b: &Path) -> bool {
    let of = |p: &Path| fs::metadata(p).ok().map(|m| (m.dev(), m.ino()));
    of(a).is_some() && of(a) == of(b)
}

fn left_log(to: &Path) -> bool {
    ["-wal", "-journal"]
        .iter()
        .any(|end| fs::metadata(named(to, end)).is_ok_and(|m| m.len() > 0))
}

fn named(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn free_name(path: &Path, end: &str) -> PathBuf {
    let mut name = named(path, end);
    let mut n = 1;
    while fs::symlink_metadata(&name).is_ok() {
        n += 1;
        name = named(path, &format!("{end}-{n}"));
    }
    name
}

fn refused(path: &Path, why: &str) -> Error {
    Error::Store(store::Error::Unusable(format!(
        "The backup could not be put at {} ({why}). Nothing was restored.",
        path.display()
    )))
}
