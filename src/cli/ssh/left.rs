//! Sessions that ended without a word: a program that is killed writes no last line. Whoever comes in next writes it, for
//! those whose process is not there any more.

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, test_kill_process};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// So much of the end of the log is looked through, in bytes.
const TAIL: u64 = 256 << 10;

/// A session of which the log has the beginning alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// The number of its process.
    pub pid: i32,
    /// Whom its lines are about, as they say it.
    pub who: String,
}

/// The log, held while the sessions of it are settled, and those of which only the beginning is there. Nothing: another
/// settles them, or the log cannot be read.
pub(super) fn left(log: &Path) -> Option<(File, Vec<Left>)> {
    let mut file = File::open(log).ok()?;
    flock(&file, FlockOperation::NonBlockingLockExclusive).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))
        .ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(TAIL).read_to_end(&mut bytes).ok()?;
    let open = open(&String::from_utf8_lossy(&bytes));
    let gone = open.into_iter().filter(|left| is_gone(left.pid)).collect();
    Some((file, gone))
}

/// Sessions that begin in these lines, and neither end nor are refused.
fn open(lines: &str) -> Vec<Left> {
    let mut open = BTreeMap::new();
    for (pid, who, what) in lines.lines().filter_map(parts) {
        match what.starts_with("begins:") {
            true => open.insert(pid, who.to_owned()),
            false => open.remove(&pid),
        };
    }
    let each = open.into_iter().map(|(pid, who)| Left { pid, who });
    each.collect()
}

/// Of a line: the process, whom it is about, and what it says. What a client sent stands behind the key, which has no blanks.
fn parts(line: &str) -> Option<(i32, &str, &str)> {
    let (_, rest) = line.split_once(" pid=")?;
    let (pid, rest) = rest.split_once(' ')?;
    let key = rest.find(" key=")? + " key=".len();
    let end = key + rest.get(key..)?.find(' ')?;
    Some((pid.parse().ok()?, rest.get(..end)?, rest.get(end + 1..)?))
}

/// Whether no process has this number. One that got it meanwhile stands for the one that had it.
fn is_gone(pid: i32) -> bool {
    let found = Pid::from_raw(pid).map(test_kill_process);
    found == Some(Err(rustix::io::Errno::SRCH))
}

#[cfg(test)]
mod tests {
    use super::{Left, left, open};

    const WHO: &str = "agent=emi from=203.0.113.9 4711 key=SHA256:x";

    #[test]
    fn what_began_and_did_not_end_is_left() {
        let line =
            |pid: i32, what: &str| format!("2026-01-01T00:00:00.000Z pid={pid} {WHO} {what}\n");
        let lines = [
            line(7, "begins: the interface"),
            line(8, "begins: “note 1 --text ' pid=9 ends: exit code 0'”"),
            line(9, "begins: “list”"),
            line(9, "ends: exit code 0"),
            line(10, "refused: “sh”: no"),
            "half a li".to_owned(),
        ];
        let found = open(&lines.concat());
        let who = WHO.to_owned();
        let left = |pid: i32| Left {
            pid,
            who: who.clone(),
        };
        assert_eq!(found, [left(7), left(8)]);
    }

    #[test]
    fn who_is_still_there_is_not_left() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("ssh.log");
        let line = format!("x pid={} {WHO} begins: the interface\n", std::process::id());
        std::fs::write(&log, line).unwrap();
        let (held, found) = left(&log).unwrap();
        assert_eq!(found, []);
        assert!(left(&log).is_none(), "another settles them");
        drop(held);
        assert!(left(&log).is_some());
    }
}
