//! `doctor`: the desk's file and its surroundings, each finding with the command that mends it.

use super::error::Error;
use super::session::Session;
use super::setup::beside;
use crate::desk::make;
use crate::domain::{check, words};
use serde_json::json;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Less free space than this is worth a word.
const LITTLE: u64 = 256 << 20;

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    /// What is wrong; nothing when it is fine.
    wrong: Option<String>,
    /// How it stands, when it is fine.
    says: String,
    /// The command that mends it.
    mend: String,
}

impl Finding {
    fn fine(what: &'static str, says: impl Into<String>) -> Finding {
        Finding {
            what,
            wrong: None,
            says: says.into(),
            mend: String::new(),
        }
    }

    fn wrong(what: &'static str, wrong: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            what,
            wrong: Some(wrong.into()),
            says: String::new(),
            mend: mend.into(),
        }
    }
}

/// `doctor`.
///
/// # Errors
/// [`Error::Failed`] when something needs mending.
pub fn run(session: &mut Session) -> Result<(), Error> {
    let path =
        std::path::absolute(&session.config.desk).unwrap_or_else(|_| session.config.desk.clone());
    let mut found = vec![zone(session)];
    match std::fs::symlink_metadata(&path) {
        Err(e) => found.push(no_file(&path, &e)),
        Ok(_) => {
            found.extend(around(&path));
            found.extend(inside(&path));
        }
    }
    let wrong = found.iter().filter(|f| f.wrong.is_some()).count();
    for finding in &found {
        print(session, finding)?;
    }
    session.out.finish()?;
    if wrong > 0 {
        return Err(Error::Failed(match wrong {
            1 => "1 thing needs mending.".to_owned(),
            n => format!("{n} things need mending."),
        }));
    }
    Ok(())
}

fn print(session: &mut Session, finding: &Finding) -> Result<(), Error> {
    if session.global.json {
        return session.out.json(&json!({
            "what": finding.what, "ok": finding.wrong.is_none(),
            "text": finding.wrong.as_ref().unwrap_or(&finding.says), "mend": finding.mend,
        }));
    }
    match &finding.wrong {
        None => session
            .out
            .line(format!("ok     {:<16}{}", finding.what, finding.says)),
        Some(text) => {
            session
                .out
                .line(format!("WRONG  {:<16}{text}", finding.what))?;
            session
                .out
                .line(format!("       {:<16}mend: {}", "", finding.mend))
        }
    }
}

fn zone(session: &Session) -> Finding {
    let name = session.config.zone_name();
    let known = name.is_empty() || jiff::tz::TimeZone::get(&name).is_ok();
    if known {
        let shown = if name.is_empty() {
            "UTC".to_owned()
        } else {
            name
        };
        return Finding::fine("time zone", shown);
    }
    Finding::wrong(
        "time zone",
        format!("“{name}” is not in the tz database"),
        format!(
            "write zone = \"Europe/Berlin\" (or yours) into {}",
            session.config.file.display()
        ),
    )
}

fn no_file(path: &Path, error: &std::io::Error) -> Finding {
    let shown = path.display();
    if error.kind() == std::io::ErrorKind::NotFound {
        return Finding::wrong("file", format!("there is no desk at {shown}"), "hoist init");
    }
    Finding::wrong(
        "file",
        format!("{shown} cannot be reached: {error}"),
        format!("ls -ld {shown}"),
    )
}

/// The file and its directory as the operating system sees them.
fn around(path: &Path) -> Vec<Finding> {
    let shown = path.display();
    let Ok(meta) = std::fs::metadata(path) else {
        return vec![Finding::wrong(
            "file",
            format!("{shown} points nowhere"),
            format!("ls -l {shown}"),
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
    found.push(modes(path, meta.mode() & 0o7777));
    found.extend(directory(path, meta.mode()));
    if meta.nlink() > 1 {
        found.push(Finding::wrong(
            "links",
            format!(
                "the file has {} names: SQLite's journal belongs to one of them only",
                meta.nlink()
            ),
            format!("find {} -samefile {shown}", parent(path).display()),
        ));
    }
    found.extend(sidecars(path, meta.mode(), meta.gid()));
    found.push(file_system(path));
    found.push(space(path));
    found
}

fn parent(path: &Path) -> PathBuf {
    path.parent()
        .map_or_else(|| PathBuf::from("/"), Path::to_owned)
}

fn modes(path: &Path, mode: u32) -> Finding {
    if mode & 0o007 != 0 {
        return Finding::wrong(
            "mode",
            format!("everyone on this host may reach the file (mode {mode:o})"),
            format!("chmod o= {}", path.display()),
        );
    }
    if mode & 0o060 != 0 && mode & 0o060 != 0o060 {
        return Finding::wrong(
            "mode",
            format!(
                "the group may read but not write (mode {mode:o}): a reader's sidecar files lock the owner out"
            ),
            format!("chmod 660 {}", path.display()),
        );
    }
    Finding::fine("mode", format!("{mode:o}"))
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
            format!("chmod 2770 {}", directory.display()),
        ));
    }
    Some(Finding::fine(
        "directory",
        format!("mode {:o}", meta.mode() & 0o7777),
    ))
}

fn sidecars(path: &Path, mode: u32, gid: u32) -> Vec<Finding> {
    let each = ["-wal", "-shm"].into_iter().filter_map(|ending| {
        let file = beside(path, ending);
        let meta = std::fs::metadata(&file).ok()?;
        let same = meta.mode() & 0o777 == mode & 0o777 && meta.gid() == gid;
        (!same).then(|| {
            Finding::wrong(
                "sidecar",
                format!(
                    "{} has another mode or group than the desk's file",
                    file.display()
                ),
                format!(
                    "chmod --reference={0} {1} && chgrp --reference={0} {1}",
                    path.display(),
                    file.display()
                ),
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
            format!("df {}", path.display()),
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
            format!("df {}", directory.display()),
        );
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let said = format!("{} MiB free", free >> 20);
    if free < LITTLE {
        return Finding::wrong("disk space", said, format!("df -h {}", directory.display()));
    }
    Finding::fine("disk space", said)
}

/// The desk itself: schema, SQLite's own check, the process.
fn inside(path: &Path) -> Vec<Finding> {
    let store = match make::open_store(path) {
        Ok(store) => store,
        Err(e) => {
            return vec![Finding::wrong(
                "desk",
                e.to_string(),
                "restore a backup, or name another file with --desk",
            )];
        }
    };
    let mut found = vec![Finding::fine("desk", "of this hoist's schema")];
    match store.check_file() {
        Ok(said) if said.is_empty() => {
            found.push(Finding::fine("pages", "SQLite finds nothing wrong"))
        }
        Ok(said) => found.push(Finding::wrong(
            "pages",
            said.join("; "),
            "keep the file, restore a backup",
        )),
        Err(e) => found.push(Finding::wrong(
            "pages",
            e.to_string(),
            "keep the file, restore a backup",
        )),
    }
    found.push(process(&store));
    found.push(last_backup(&store));
    found
}

/// When the desk was last copied, and what came since.
fn last_backup(store: &crate::store::sqlite::SqliteStore) -> Finding {
    use crate::store::Store;
    use crate::store::copy::Copies;
    let mend = "hoist backup FILE";
    let read = store
        .last_copy()
        .and_then(|last| Ok((last, store.head()?.0)));
    match read {
        Err(e) => Finding::wrong("backup", e.to_string(), mend),
        Ok((None, _)) => Finding::fine("backup", format!("none is recorded; {mend} makes one")),
        // The event that records it came behind it.
        Ok((Some(last), head)) => Finding::fine(
            "backup",
            format!(
                "{} into {}, {} records ago",
                words::rfc3339(last.at),
                last.file,
                (head - last.n - 1).max(0)
            ),
        ),
    }
}

fn process(store: &crate::store::sqlite::SqliteStore) -> Finding {
    use crate::store::Store;
    let mend = "hoist process check, then hoist process use FILE";
    let text = match store.desk() {
        Ok(info) => info.process_text,
        Err(e) => return Finding::wrong("process", e.to_string(), mend),
    };
    match check::file(&text) {
        Ok((process, _)) => {
            Finding::fine("process", format!("{}, leads to the archive", process.name))
        }
        Err(faults) => {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            Finding::wrong("process", first, mend)
        }
    }
}
