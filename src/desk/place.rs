//! Whose the file is in whose place another is put: who owns a desk's file acts for everyone on it (`--as`), so only its
//! owner, and root, put a file there. And what the new file has of that place: its mode, its group, its owner.

use super::Error;
use crate::store::sqlite::directory;
use std::fs::{File, Metadata, Permissions, metadata, symlink_metadata};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

/// Refuses to put a file in the place of one that is somebody else's. `what`: how it is put there, as a command.
///
/// # Errors
/// [`Error::NotTheirs`], which says whose the file is.
pub fn is_mine(path: &Path, what: &str) -> Result<(), Error> {
    // A link may stand there: what matters is whose the link itself is, for that is what would go.
    let Ok(there) = symlink_metadata(path) else {
        return Ok(());
    };
    let me = rustix::process::geteuid();
    if me.is_root() || me.as_raw() == there.uid() {
        return Ok(());
    }
    let owner = crate::identity::name_of(there.uid());
    Err(Error::NotTheirs(format!(
        "The file {} is {owner}’s, and who owns a desk’s file acts for everyone on it: only {owner}, or root, may put another in its place. Nothing was changed; ask {owner} for: {what}, or name another file with --desk.",
        path.display()
    )))
}

/// Makes a draft ready for its place, before it gets its name: a desk that a group shares stays one, and its owner's where
/// root puts it there. `old`: a file is in the place, and is the model; else the directory is, if it is set up for a group.
///
/// # Errors
/// The system's.
pub fn dress(to: &Path, draft: &Path, old: bool) -> std::io::Result<()> {
    let model = metadata(if old { to } else { directory(to) })?;
    let is_shared = match old {
        true => model.mode() & 0o060 == 0o060,
        false => model.mode() & 0o2070 == 0o2070,
    };
    let file = File::open(draft)?;
    if old {
        hand_on(&file, &model)?;
    }
    if is_shared {
        let group = rustix::fs::Gid::from_raw(model.gid());
        rustix::fs::fchown(&file, None, Some(group))?;
        file.set_permissions(Permissions::from_mode(0o660))?;
    }
    file.sync_all()
}

/// Gives a new file the owner and the group of the one in whose place it comes. Only root gives files away.
fn hand_on(file: &File, of: &Metadata) -> std::io::Result<()> {
    if rustix::process::geteuid().is_root() {
        let (uid, gid) = (
            rustix::fs::Uid::from_raw(of.uid()),
            rustix::fs::Gid::from_raw(of.gid()),
        );
        rustix::fs::fchown(file, Some(uid), Some(gid))?;
    }
    Ok(())
}
