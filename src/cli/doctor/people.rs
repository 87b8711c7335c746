//! What of the file's surroundings concerns the people who share it: its group, other programs that
//! write it, and what this user saw of it before.

use super::{Finding, quoted};
use crate::cli::session::Session;
use crate::cli::setup::beside;
use crate::desk::Desk;
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
            format!(
                "hoist --desk {0} backup {1} && hoist --desk {0} restore-desk {1} --aside",
                quoted(path),
                quoted(&beside(path, ".checked"))
            ),
        ),
        false => Finding::fine("other writers", said),
    })
}

/// A file is as safe as its directory: who may write that may put another file in its place.
pub(super) fn open_directory(path: &Path) -> Option<Finding> {
    let directory = super::parent(path);
    let mode = std::fs::metadata(&directory).ok()?.mode();
    let is_sticky = mode & 0o1000 != 0;
    (mode & 0o002 != 0 && !is_sticky).then(|| {
        Finding::wrong(
            "directory",
            "everyone on this host may put another file in the desk's place",
            format!("chmod o-w {}", quoted(&directory)),
        )
    })
}

/// A shared directory must be the group's too, or what is made in it is another one's.
pub(super) fn group_of_directory(path: &Path) -> Option<Finding> {
    let directory = super::parent(path);
    let (file, dir) = (
        std::fs::metadata(path).ok()?,
        std::fs::metadata(&directory).ok()?,
    );
    let is_shared = file.mode() & 0o020 != 0;
    (is_shared && file.gid() != dir.gid()).then(|| {
        Finding::wrong(
            "directory",
            "the directory is another group's than the file",
            format!(
                "chgrp --reference={} {1} && chmod 2770 {1}",
                quoted(path),
                quoted(&directory)
            ),
        )
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
                "{}'s login {login} is not in the group {group} that shares the file",
                agent.name
            ),
            format!("usermod -aG {group} {login}"),
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
    let is_open = std::fs::metadata(&directory).is_ok_and(|m| m.mode() & 0o2070 == 0o2070);
    let mut mend = format!("chmod 660 {}", quoted(path));
    if !is_open {
        mend.push_str(&format!(" && chmod 2770 {}", quoted(&directory)));
    }
    Some(Finding::wrong(
        LOCKED_OUT,
        format!(
            "the file is its owner's alone (mode {:o}): {} cannot reach it",
            file.mode() & 0o7777,
            names.join(", ")
        ),
        super::access::by_owner(file, mend),
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
            None => Finding::fine("witness", "nothing contradicts what you saw before"),
        },
    }
}
