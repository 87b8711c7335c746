//! Who may reach the file: what keeps this user, or the others of the group, from it, and whose it is to mend that.

use super::{Finding, parent, quoted};
use crate::cli::setup::beside;
use crate::identity;
use rustix::fs::{Access, access};
use std::fs::{Metadata, metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A command that only the owner of a file can give: as it is for them and for root; others have to ask.
pub(super) fn by_owner(of: &Metadata, command: String) -> String {
    let me = nix::unistd::geteuid();
    if me.is_root() || me.as_raw() == of.uid() {
        return command;
    }
    format!("ask {}, who owns it, for: {command}", name(of.uid()))
}

fn name(uid: u32) -> String {
    identity::user(&uid.to_string()).map_or_else(|_| uid.to_string(), |(_, name)| name)
}

fn is_of_my_group(of: &Metadata) -> bool {
    let groups = nix::unistd::getgroups().unwrap_or_default();
    let own = std::iter::once(nix::unistd::getegid());
    own.chain(groups).any(|group| group.as_raw() == of.gid())
}

/// The directory above a path that this user may not enter.
pub(super) fn shut(path: &Path) -> Option<Finding> {
    let above: Vec<&Path> = path.ancestors().skip(1).collect();
    let mut from_root = above.into_iter().rev();
    let shut = from_root.find(|dir| access(*dir, Access::EXEC_OK).is_err())?;
    let meta = metadata(shut).ok().filter(Metadata::is_dir)?;
    let (mode, owner) = (meta.mode() & 0o7777, name(meta.uid()));
    let right = match shut == parent(path) {
        true => "2770",
        false if is_of_my_group(&meta) => "g+x",
        false => "o+x",
    };
    Some(Finding::wrong(
        "directory",
        format!(
            "you may not enter {} (mode {mode:o}, {owner}’s): whether there is a desk in it cannot be seen",
            shut.display()
        ),
        by_owner(&meta, format!("chmod {right} {}", quoted(shut))),
    ))
}

/// Whether this user may not even read a file.
pub(super) fn is_unreadable(path: &Path) -> bool {
    access(path, Access::READ_OK).is_err()
}

/// What of a desk's file and its side files this user may not use.
pub(super) fn denied(path: &Path) -> Option<Finding> {
    let all = ["", "-wal", "-shm"].map(|end| beside(path, end));
    let file = metadata(path).ok()?;
    for (i, each) in all.iter().enumerate() {
        let Ok(meta) = metadata(each) else { continue };
        // The file itself may be for reading alone; what lies beside it is written by readers too.
        let wanted = match i {
            0 => Access::READ_OK,
            _ => Access::READ_OK | Access::WRITE_OK,
        };
        if access(each, wanted).is_ok() {
            continue;
        }
        let (mode, owner) = (meta.mode() & 0o7777, name(meta.uid()));
        let command = match i {
            0 => format!("chmod 660 {}", quoted(path)),
            _ => format!(
                "chmod --reference={0} {1} && chgrp --reference={0} {1}",
                quoted(path),
                quoted(each)
            ),
        };
        let text = format!(
            "you may not use {} (mode {mode:o}, {owner}’s); nothing says that the desk is damaged",
            each.display()
        );
        return Some(Finding::wrong("access", text, by_owner(&meta, command)));
    }
    // Readers make files beside it, too.
    let directory = parent(path);
    if access(&directory, Access::WRITE_OK).is_err() && file.mode() & 0o020 != 0 {
        let meta = metadata(&directory).ok()?;
        let text = format!(
            "you may not write into {}, where the desk’s side files are made; nothing says that the desk is damaged",
            directory.display()
        );
        let command = format!("chmod 2770 {}", quoted(&directory));
        return Some(Finding::wrong("access", text, by_owner(&meta, command)));
    }
    None
}

/// A directory above that of a shared desk which its group may not enter: the owner sees nothing of it.
pub(super) fn above(path: &Path, file: &Metadata) -> Option<Finding> {
    if file.mode() & 0o020 == 0 {
        return None;
    }
    let directory = std::fs::canonicalize(parent(path)).ok()?;
    let shut = directory.ancestors().skip(1).find(|dir| {
        metadata(dir).is_ok_and(|m| {
            let lets_all = m.mode() & 0o001 != 0;
            let lets_group = m.mode() & 0o010 != 0 && m.gid() == file.gid();
            !lets_all && !lets_group && !has_list(dir)
        })
    })?;
    let meta = metadata(shut).ok()?;
    let whom = if meta.gid() == file.gid() {
        "g+x"
    } else {
        "o+x"
    };
    Some(Finding::wrong(
        "directory",
        format!(
            "the group that shares the desk may not enter {} (mode {:o}) above it",
            shut.display(),
            meta.mode() & 0o7777
        ),
        by_owner(&meta, format!("chmod {whom} {}", quoted(shut))),
    ))
}

/// Whether a list of its own says who may enter a directory: then its mode does not tell.
fn has_list(dir: &Path) -> bool {
    let mut list = [0_u8; 1_024];
    !matches!(
        rustix::fs::getxattr(dir, "system.posix_acl_access", &mut list),
        Err(rustix::io::Errno::NODATA | rustix::io::Errno::NOTSUP)
    )
}

/// Where those who have the desk open tell of themselves: it must be open to all of them.
pub(super) fn presence(path: &Path, file: &Metadata) -> Option<Finding> {
    let place = crate::desk::presence::directory(path);
    let meta = std::fs::symlink_metadata(&place).ok()?;
    let shown = place.display();
    if !meta.is_dir() {
        return Some(Finding::wrong(
            "presence",
            format!("{shown} is no directory: nobody sees who else has a ticket open"),
            format!("rm {}", quoted(&place)),
        ));
    }
    let is_shared = file.mode() & 0o020 != 0;
    let is_right = match is_shared {
        true => meta.mode() & 0o2070 == 0o2070 && meta.gid() == file.gid(),
        false => meta.uid() == file.uid() && meta.mode() & 0o700 == 0o700,
    };
    if is_right {
        return None;
    }
    let (here, desk) = (quoted(&place), quoted(path));
    let me = nix::unistd::geteuid();
    let mend = match is_shared {
        // Whoever may write beside the desk may move it out of the way; the next interface makes one anew.
        _ if !me.is_root() && me.as_raw() != meta.uid() => {
            format!("mv {here} {}", quoted(&beside(&place, ".old")))
        }
        true => format!("chgrp --reference={desk} {here} && chmod 2770 {here}"),
        false => format!("chown --reference={desk} {here} && chmod 700 {here}"),
    };
    Some(Finding::wrong(
        "presence",
        format!(
            "{shown} (mode {:o}, {}’s) is not open to all who may open the desk: they do not see each other",
            meta.mode() & 0o7777,
            name(meta.uid())
        ),
        mend,
    ))
}
