//! Who may reach the file: what keeps this user, or the others of the group, from it, and whose it is to mend that.

use super::whose::{Step, by_member, by_owner, join, mend, share};
use super::{Finding, parent, quoted};
use crate::cli::setup::beside;
use crate::identity;
use crate::store::sqlite::{self, LINE};
use rustix::fs::{Access, access};
use std::fs::{Metadata, metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The directory above a path that this user may not enter.
pub(super) fn shut(path: &Path) -> Option<Finding> {
    let (shut, meta) = sqlite::shut(path)?;
    let (mode, owner) = (meta.mode() & 0o7777, identity::name_of(meta.uid()));
    let is_mine = identity::has_group(meta.gid());
    let steps = entering(shut, &meta, is_mine, shut == parent(path));
    let outside = match is_mine || shut != parent(path) {
        true => String::new(),
        false => format!(
            ", of the group {}, which this login does not have",
            identity::group_name(meta.gid())
        ),
    };
    Some(Finding::wrong(
        "directory",
        format!(
            "you may not enter {} (mode {mode:o}, {owner}’s{outside}): whether there is a desk in it cannot be seen",
            shut.display()
        ),
        mend(&steps),
    ))
}

/// What lets this user into a directory: the desk's own is for its group, those above it let others pass. Who is put into a group
/// has it from the next login on.
fn entering(shut: &Path, meta: &Metadata, is_mine: bool, is_desks: bool) -> Vec<Step> {
    let mode = meta.mode();
    let here = quoted(shut);
    let mut steps = Vec::new();
    if is_desks && mode & 0o2070 != 0o2070 {
        steps.push(share(shut, meta));
    }
    if is_desks && !is_mine {
        steps.push(join(meta.gid()));
    }
    let (whom, lets) = match is_mine {
        true => ("g+x", mode & 0o010 != 0),
        false => ("o+x", mode & 0o001 != 0),
    };
    if !is_desks && !lets {
        steps.push(by_owner(meta, format!("chmod {whom} {here}")));
    }
    or_list(steps, shut, meta)
}

/// Where the modes are right, a list of its own keeps this user out.
fn or_list(mut steps: Vec<Step>, of: &Path, meta: &Metadata) -> Vec<Step> {
    if steps.is_empty() {
        steps.push(by_owner(meta, format!("setfacl -b {}", quoted(of))));
    }
    steps
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
        let (mode, owner) = (meta.mode() & 0o7777, identity::name_of(meta.uid()));
        let steps = match i {
            0 => or_list(opening(path, &file), path, &file),
            _ => beside_it(path, &file, each, &meta),
        };
        let text = format!(
            "you may not use {} (mode {mode:o}, {owner}’s, of the group {}); nothing says that the desk is damaged",
            each.display(),
            identity::group_name(meta.gid())
        );
        return Some(Finding::wrong("access", text, mend(&steps)));
    }
    // Readers make files beside it, too.
    let directory = parent(path);
    if access(&directory, Access::WRITE_OK).is_err() && file.mode() & 0o020 != 0 {
        let meta = metadata(&directory).ok()?;
        let text = format!(
            "you may not write into {}, where the desk’s side files are made; nothing says that the desk is damaged",
            directory.display()
        );
        let steps = or_list(writing(path, &file, &directory, &meta), &directory, &meta);
        return Some(Finding::wrong("access", text, mend(&steps)));
    }
    None
}

/// What lets this user read the desk's file: it is of the group that its directory was made for, that group may write it, and
/// this user is in it.
fn opening(path: &Path, file: &Metadata) -> Vec<Step> {
    let directory = parent(path);
    let meant = metadata(&directory).ok();
    let meant = meant.filter(|d| d.mode() & 0o2070 == 0o2070);
    let gid = meant.map_or(file.gid(), |d| d.gid());
    let mut steps = Vec::new();
    if gid != file.gid() {
        steps.push(give(path, file, gid, &directory));
    }
    if file.mode() & 0o060 != 0o060 {
        steps.push(by_owner(file, format!("chmod 660 {}", quoted(path))));
    }
    if !identity::has_group(gid) {
        steps.push(join(gid));
    }
    steps
}

/// Gives the file to the group of its directory.
pub(super) fn give(path: &Path, file: &Metadata, gid: u32, directory: &Path) -> Step {
    let command = format!("chgrp --reference={} {}", quoted(directory), quoted(path));
    by_member(file, gid, command)
}

/// What makes a side file as the desk's file is; where it is already, the desk's file is not open to this user either.
fn beside_it(path: &Path, file: &Metadata, side: &Path, of: &Metadata) -> Vec<Step> {
    let is_same = of.mode() & 0o777 == file.mode() & 0o777 && of.gid() == file.gid();
    let mut steps = match is_same {
        true => opening(path, file),
        false => Vec::new(),
    };
    steps.push(as_the_file(path, file, side, of));
    steps
}

/// Gives a side file mode and group of the desk's file.
pub(super) fn as_the_file(path: &Path, file: &Metadata, side: &Path, of: &Metadata) -> Step {
    let command = format!(
        "chmod --reference={0} {1} && chgrp --reference={0} {1}",
        quoted(path),
        quoted(side)
    );
    by_member(of, file.gid(), command)
}

/// What lets this user write into the directory of a shared desk.
fn writing(path: &Path, file: &Metadata, directory: &Path, of: &Metadata) -> Vec<Step> {
    let mut steps = Vec::new();
    if of.gid() != file.gid() {
        steps.push(regroup(path, file, directory, of));
    } else if of.mode() & 0o2070 != 0o2070 {
        steps.push(share(directory, of));
    }
    if !identity::has_group(file.gid()) {
        steps.push(join(file.gid()));
    }
    steps
}

/// Gives the directory to the group of the file.
pub(super) fn regroup(path: &Path, file: &Metadata, directory: &Path, of: &Metadata) -> Step {
    let command = format!(
        "chgrp --reference={} {1} && chmod 2770 {1}",
        quoted(path),
        quoted(directory)
    );
    by_member(of, file.gid(), command)
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
        mend(&[by_owner(&meta, format!("chmod {whom} {}", quoted(shut)))]),
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

/// Where those who write stand in line.
fn line(place: &Path) -> Option<Finding> {
    let line = place.join(LINE);
    let meta = std::fs::symlink_metadata(&line).ok()?;
    if meta.is_dir() && meta.mode() & 0o005 == 0o005 {
        return None;
    }
    Some(Finding::wrong(
        "line",
        format!(
            "{} (mode {:o}, {}’s) is no directory that all may open: those who write do not wait for each other in line, and look for a free moment each",
            line.display(),
            meta.mode() & 0o7777,
            identity::name_of(meta.uid())
        ),
        // The next one who has to wait makes one anew.
        format!("mv {0} {0}-old", quoted(&line)),
    ))
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
        return line(&place);
    }
    let (here, desk) = (quoted(&place), quoted(path));
    let me = nix::unistd::geteuid();
    let command = match is_shared {
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
            "{shown} (mode {:o}, {}’s) is not open to all who may open the desk: they do not see each other, and do not wait for each other in one line",
            meta.mode() & 0o7777,
            identity::name_of(meta.uid())
        ),
        command,
    ))
}
