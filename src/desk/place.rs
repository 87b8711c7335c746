//! Whose the file is in whose place another is put: who owns a desk's file acts for everyone on it (`--as`), so only its
//! owner, and root, put a file there.

use super::Error;
use std::fs::{Metadata, symlink_metadata};
use std::os::unix::fs::MetadataExt;
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

/// Gives a new file the owner and the group of the one in whose place it comes. Only root gives files away.
///
/// # Errors
/// The system's.
pub fn hand_on(file: &std::fs::File, of: &Metadata) -> std::io::Result<()> {
    if rustix::process::geteuid().is_root() {
        let (uid, gid) = (
            rustix::fs::Uid::from_raw(of.uid()),
            rustix::fs::Gid::from_raw(of.gid()),
        );
        rustix::fs::fchown(file, Some(uid), Some(gid))?;
    }
    Ok(())
}
