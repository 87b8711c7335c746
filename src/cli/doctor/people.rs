//! What of the file's surroundings concerns the people who share it: its group, other programs that
//! write it, and what this user saw of it before.

use super::access::{give, regroup};
use super::whose::{by_member, by_owner, by_root, mend, share};
use super::{Finding, quoted};
use crate::cli::session::Session;
use crate::cli::setup::beside;
use crate::desk::Desk;
use crate::desk::witness::Obstacle;
use crate::domain::agent::Agent;
use crate::identity;
use crate::store::sqlite::last_writer;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What is found where agents of the desk may not open it.
pub(super) const LOCKED_OUT: &str = "locked out";

/// Versions of SQLite before this one can damage a file that several programs write (3.51.3).
const SAFE: u32 = 3_051_003;

/// Which SQLite wrote the file last. To be asked while nobody here has it open.
pub(super) fn writer(path: &Path) -> Option<Finding> {
    let version = last_writer(path)?;
    let said = format!(
        "SQLite {}.{}.{} wrote the file last",
        version / 1_000_000,
        version / 1_000 % 1_000,
        version % 1_000
    );
    Some(match version < SAFE {
        true => Finding::wrong(
            "other writers",
            format!(
                "{said}: another program than hoist, and one that can damage a file that several write"
            ),
            // Refused while that program has it open; what comes back was written by our own library.
            anew(
                path,
                format!(
                    "hoist --desk {0} backup {1} && hoist --desk {0} restore-desk {1} --aside",
                    quoted(path),
                    quoted(&beside(path, ".checked"))
                ),
            ),
        ),
        false => Finding::fine("other writers", said),
    })
}

/// A command that puts another file in the desk's place: who does it would own the desk, so its owner does.
pub(super) fn anew(path: &Path, command: String) -> String {
    match std::fs::metadata(path) {
        Ok(file) => mend(&[by_member(&file, file.gid(), command)]),
        Err(_) => command,
    }
}

/// A file is as safe as its directory: who may write that may put another file in its place.
pub(super) fn open_directory(path: &Path) -> Option<Finding> {
    let directory = super::parent(path);
    let meta = std::fs::metadata(&directory).ok()?;
    let mode = meta.mode();
    let is_sticky = mode & 0o1000 != 0;
    (mode & 0o002 != 0 && !is_sticky).then(|| {
        Finding::wrong(
            "directory",
            "everyone on this host may put another file in the desk's place",
            mend(&[by_owner(&meta, format!("chmod o-w {}", quoted(&directory)))]),
        )
    })
}

/// What is found where the file is of another group than those who share the desk.
pub(super) const GROUP: &str = "group";

/// A shared directory and the file in it must be of one group, or what is made in it is another one's. Which group is
/// right is told by the agents: the one in which more of their logins are.
pub(super) fn one_group(path: &Path, agents: &[Agent]) -> Option<Finding> {
    let directory = super::parent(path);
    let (file, dir) = (
        std::fs::metadata(path).ok()?,
        std::fs::metadata(&directory).ok()?,
    );
    if file.mode() & 0o020 == 0 || file.gid() == dir.gid() {
        return None;
    }
    let others = agents.iter().filter(|a| !a.removed);
    let uids: Vec<u32> = others.filter_map(|a| a.uid).filter(|u| *u != 0).collect();
    let within = |gid: u32| uids.iter().filter(|u| identity::is_in(**u, gid)).count();
    Some(match within(dir.gid()) > within(file.gid()) {
        true => Finding::wrong(
            GROUP,
            format!(
                "the file is of the group {}, the logins of the agents are in that of its directory, {}",
                identity::group_name(file.gid()),
                identity::group_name(dir.gid())
            ),
            mend(&[give(path, &file, dir.gid(), &directory)]),
        ),
        false => Finding::wrong(
            "directory",
            "the directory is another group's than the file",
            mend(&[regroup(path, &file, &directory, &dir)]),
        ),
    })
}

/// Agents whose login cannot reach a file that a group shares.
pub(super) fn members(desk: &Desk, path: &Path) -> Vec<Finding> {
    let Ok(meta) = std::fs::metadata(path) else {
        return Vec::new();
    };
    let agents = desk.agents().unwrap_or_default();
    if meta.mode() & 0o020 == 0 {
        return locked_out(&agents, path, &meta).into_iter().collect();
    }
    let outside = agents.iter().filter_map(|agent| {
        let uid = agent.uid.filter(|uid| *uid != 0 && *uid != meta.uid())?;
        let (login, group) = identity::outside(uid, meta.gid())?;
        Some(Finding::wrong(
            "members",
            format!(
                "{}'s login {login} is not in the group {group} that shares the file; who is put into it has it from the next login on",
                agent.name
            ),
            mend(&[by_root(identity::joining(uid, meta.gid()))]),
        ))
    });
    let found: Vec<Finding> = outside.collect();
    match found.is_empty() {
        true => vec![Finding::fine(
            "members",
            "every agent's login may reach the file",
        )],
        false => found,
    }
}

/// Agents of other logins than the owner's, of a file that is the owner's alone.
fn locked_out(agents: &[Agent], path: &Path, file: &Metadata) -> Option<Finding> {
    // Who has a key comes in over SSH, as the owner of the file.
    let others = agents.iter().filter(|agent| {
        let is_other = agent.uid.is_some_and(|uid| uid != 0 && uid != file.uid());
        is_other && agent.keys.is_empty()
    });
    let names: Vec<&str> = others.map(|agent| agent.name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let directory = super::parent(path);
    let mut steps = vec![by_owner(file, format!("chmod 660 {}", quoted(path)))];
    let around = std::fs::metadata(&directory).ok();
    if let Some(meta) = around.filter(|m| m.mode() & 0o2070 != 0o2070) {
        steps.push(share(&directory, &meta));
    }
    let mode = file.mode() & 0o7777;
    let (whose, what) = match mode & 0o077 {
        0 => ("the file is its owner's alone", "reach"),
        _ => ("its group may not write the file", "work with"),
    };
    Some(Finding::wrong(
        LOCKED_OUT,
        format!(
            "{whose} (mode {mode:o}): {} cannot {what} it",
            names.join(", ")
        ),
        mend(&steps),
    ))
}

/// What this user saw of the desk before.
pub(super) fn witness(session: &Session, desk: &Desk) -> Finding {
    let mend =
        "hoist audit check; after a backup was restored on purpose: hoist audit witness --renew";
    match desk.standing(&session.witnessing()) {
        Err(e) => Finding::wrong("witness", e.to_string(), mend),
        Ok(standing) => match standing.trouble() {
            Some(trouble) => Finding::wrong("witness", trouble, mend),
            None => unkept(session, desk).unwrap_or_else(|| {
                Finding::fine("witness", "nothing contradicts what you saw before")
            }),
        },
    }
}

/// What keeps this user's witness from being written: no command says it, for nobody is kept from working by it.
fn unkept(session: &Session, desk: &Desk) -> Option<Finding> {
    let witnesses = session.witnessing().witnesses;
    // Demo desks have none.
    let found = (!desk.info().demo).then(|| witnesses.obstacle(&desk.info().id))??;
    let (why, mend) = match &found {
        Obstacle::NoDirectory(at) => (format!("{} is no directory", at.display()), aside(at)),
        Obstacle::NoFile(at) => (format!("{} is no file", at.display()), aside(at)),
        Obstacle::Closed(at) => (
            format!("{} may not be written by you", at.display()),
            opened(at, witnesses.directory()),
        ),
    };
    Some(Finding::wrong(
        "witness",
        format!(
            "what you see of the desk cannot be kept ({why}): an older file in its place would not be noticed"
        ),
        mend,
    ))
}

/// What moves something out of the way.
fn aside(at: &Path) -> String {
    let command = format!("mv {} {}", quoted(at), quoted(&beside(at, ".old")));
    match std::fs::symlink_metadata(super::parent(at)) {
        Ok(above) => mend(&[by_owner(&above, command)]),
        Err(_) => command,
    }
}

/// What lets this user write a directory of theirs; where it is another's, only root makes one below it.
fn opened(at: &Path, wanted: &Path) -> String {
    let me = nix::unistd::getuid().as_raw();
    match std::fs::metadata(at) {
        Ok(meta) if meta.uid() == me => {
            mend(&[by_owner(&meta, format!("chmod u+rwx {}", quoted(at)))])
        }
        _ => mend(&[by_root(format!(
            "install -d -o {me} -m 700 {}",
            quoted(wanted)
        ))]),
    }
}
