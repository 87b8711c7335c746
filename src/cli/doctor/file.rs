//! The file and its directory as the operating system sees them.

use super::whose::{by_member, by_owner, mend, share};
use super::{Finding, access, parent, people, quoted};
use crate::cli::setup::beside;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// What is found about files beside the desk's.
pub(super) const BESIDE: &str = "sidecar";

/// What is found about the mode of the file.
pub(super) const MODE: &str = "mode";

/// Less free space than this is worth a word.
const LITTLE: u64 = 256 << 20;

/// The file and its directory as the operating system sees them.
pub(super) fn around(path: &Path) -> Vec<Finding> {
    let shown = path.display();
    let Ok(meta) = std::fs::metadata(path) else {
        return vec![Finding::wrong(
            "file",
            format!("{shown} points nowhere"),
            format!("ls -l {}", quoted(path)),
        )];
    };
    if !meta.is_file() {
        return vec![Finding::wrong(
            "file",
            format!("{shown} is not a regular file"),
            "hoist init --desk ELSEWHERE",
        )];
    }
    let mut found = vec![Finding::fine(
        "file",
        format!("{shown}, {} KiB", meta.len() / 1024),
    )];
    found.push(modes(path, &meta));
    found.extend(directory(path, meta.mode()));
    found.extend(access::above(path, &meta));
    if meta.nlink() > 1 {
        found.push(Finding::wrong(
            "links",
            format!(
                "the file has {} names: SQLite's journal belongs to one of them only",
                meta.nlink()
            ),
            // A copy of its own under this name, wherever the other name is; it is its maker's.
            mend(&[by_member(
                &meta,
                meta.gid(),
                format!(
                    "cp -p {0} {1} && mv {1} {0}",
                    quoted(path),
                    quoted(&beside(path, ".own"))
                ),
            )]),
        ));
    }
    found.extend(people::open_directory(path));
    found.extend(access::presence(path, &meta));
    found.extend(people::writer(path));
    found.extend(sidecars(path, &meta));
    found.push(file_system(path));
    found.push(space(path));
    found
}

fn modes(path: &Path, meta: &Metadata) -> Finding {
    let mode = meta.mode() & 0o7777;
    // A directory made for a group says that the file is meant for it.
    let meant = std::fs::metadata(parent(path)).is_ok_and(|m| m.mode() & 0o2070 == 0o2070);
    let right = if meant || mode & 0o060 == 0o060 {
        660
    } else {
        600
    };
    let mend = mend(&[by_owner(meta, format!("chmod {right} {}", quoted(path)))]);
    if mode & 0o007 != 0 {
        let what = format!("everyone on this host may reach the file (mode {mode:o})");
        return Finding::wrong(MODE, what, mend);
    }
    if mode & 0o060 != 0 && mode & 0o060 != 0o060 {
        let what = format!(
            "the group may read but not write (mode {mode:o}): a reader's sidecar files lock the owner out"
        );
        return Finding::wrong(MODE, what, mend);
    }
    Finding::fine(MODE, format!("{mode:o}"))
}

/// A shared file needs its directory writable by the group and setgid, or sidecars get the wrong group.
fn directory(path: &Path, mode: u32) -> Option<Finding> {
    let directory = parent(path);
    let meta = std::fs::metadata(&directory).ok()?;
    let shared = mode & 0o020 != 0;
    if shared && meta.mode() & 0o2070 != 0o2070 {
        return Some(Finding::wrong(
            "directory",
            format!(
                "the file is shared, its directory (mode {:o}) is not",
                meta.mode() & 0o7777
            ),
            mend(&[share(&directory, &meta)]),
        ));
    }
    Some(Finding::fine(
        "directory",
        format!("mode {:o}", meta.mode() & 0o7777),
    ))
}

fn sidecars(path: &Path, desk: &Metadata) -> Vec<Finding> {
    let each = ["-wal", "-shm"].into_iter().filter_map(|ending| {
        let file = beside(path, ending);
        let meta = std::fs::metadata(&file).ok()?;
        let same = meta.mode() & 0o777 == desk.mode() & 0o777 && meta.gid() == desk.gid();
        (!same).then(|| {
            Finding::wrong(
                BESIDE,
                format!(
                    "{} has another mode or group than the desk's file",
                    file.display()
                ),
                mend(&[access::as_the_file(path, desk, &file, &meta)]),
            )
        })
    });
    each.collect()
}

/// File systems on which WAL cannot work, for several hosts share no memory: by their magic numbers.
const NETWORK: [(u64, &str); 6] = [
    (0x6969, "NFS"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB2"),
    (0x5346_414f, "AFS"),
    (0x0102_1997, "9P"),
    (0x00c3_6400, "Ceph"),
];

fn file_system(path: &Path) -> Finding {
    let Ok(stat) = rustix::fs::statfs(path) else {
        return Finding::wrong(
            "file system",
            "could not be asked",
            format!("df {}", quoted(path)),
        );
    };
    let magic = u64::from(u32::from_ne_bytes(low_half(stat.f_type)));
    match NETWORK.iter().find(|(known, _)| *known == magic) {
        Some((_, name)) => Finding::wrong(
            "file system",
            format!("the desk lies on {name}: several hosts cannot share it safely"),
            "move the directory to a local disk, and set desk = … in the config file",
        ),
        None => Finding::fine("file system", "local"),
    }
}

/// The magic number is 32 bits wide, whatever the word of the platform.
fn low_half(magic: impl TryInto<i64>) -> [u8; 4] {
    let wide = magic.try_into().unwrap_or_default().to_le_bytes();
    let [a, b, c, d, ..] = wide;
    u32::from_le_bytes([a, b, c, d]).to_ne_bytes()
}

fn space(path: &Path) -> Finding {
    let directory = parent(path);
    let Ok(stat) = rustix::fs::statvfs(&directory) else {
        return Finding::wrong(
            "disk space",
            "could not be asked",
            format!("df {}", quoted(&directory)),
        );
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let said = format!("{} MiB free", free >> 20);
    if free < LITTLE {
        return Finding::wrong("disk space", said, format!("df -h {}", quoted(&directory)));
    }
    Finding::fine("disk space", said)
}
