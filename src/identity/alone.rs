//! Whether a place on disk is one's own alone: whoever can write a file that names programs, a program, or a directory on
//! the way to it, could run anything as the user who runs it.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

/// So many symbolic links on one way, then it is followed no further (the system itself gives up there).
const LINKS: usize = 40;

/// Why others could change what stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// A sentence without its full stop.
    pub why: String,
    /// The command that mends it; empty: there is none that is right for everyone.
    pub mend: String,
}

/// Why others could change what stands at this place; `None`: only the user who runs hoist and root can. A place that is
/// not there is nobody's.
#[must_use]
pub fn shared(place: &Path) -> Option<Shared> {
    let meta = std::fs::symlink_metadata(place).ok()?;
    let mode = meta.permissions().mode();
    // In a directory like /tmp only owners replace their own.
    let sticky = meta.is_dir() && mode & 0o1000 != 0;
    let place = place.display();
    if mode & 0o022 != 0 && !sticky {
        return Some(Shared {
            why: format!(
                "{place} can be written by others (mode {:o})",
                mode & 0o7777
            ),
            mend: format!("chmod go-w {place}"),
        });
    }
    let me = rustix::process::geteuid().as_raw();
    let is_other = meta.uid() != me && meta.uid() != 0;
    is_other.then(|| Shared {
        why: format!("{place} belongs to somebody else (uid {})", meta.uid()),
        mend: String::new(),
    })
}

/// The same of a file and of every directory on the way to it, those behind symbolic links too.
#[must_use]
pub fn shared_on_the_way(path: &Path) -> Option<Shared> {
    way(path).iter().find_map(|place| shared(place))
}

/// Every place that is passed on the way to a file, as the system walks it, and the file.
fn way(path: &Path) -> Vec<PathBuf> {
    let mut ahead: VecDeque<OsString> = names(path);
    let mut at = PathBuf::from("/");
    let (mut places, mut links) = (vec![at.clone()], 0);
    while let Some(name) = ahead.pop_front() {
        if name == ".." {
            at.pop();
            continue;
        }
        let next = at.join(&name);
        match std::fs::read_link(&next) {
            Ok(target) if links < LINKS => {
                links += 1;
                if target.is_absolute() {
                    at = PathBuf::from("/");
                }
                let mut behind = names(&target);
                behind.append(&mut ahead);
                ahead = behind;
            }
            _ => {
                at = next;
                places.push(at.clone());
            }
        }
    }
    places
}

fn names(path: &Path) -> VecDeque<OsString> {
    let names = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::way;
    use std::os::unix::fs::symlink;

    #[test]
    fn the_way_leads_through_links_as_the_system_walks_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        std::fs::create_dir(root.join("hop")).unwrap();
        std::fs::write(root.join("a/b/run"), "").unwrap();
        symlink("../a/b", root.join("hop/one")).unwrap();
        symlink(root.join("hop/one/run"), root.join("run")).unwrap();
        let places = way(&root.join("run"));
        for passed in ["hop", "a", "a/b", "a/b/run"] {
            assert!(places.contains(&root.join(passed)), "{passed}: {places:?}");
        }
        assert_eq!(places.last(), Some(&root.join("a/b/run")));
        // One that leads round in a circle ends.
        symlink(root.join("round"), root.join("round")).unwrap();
        assert!(!way(&root.join("round")).is_empty());
    }
}
