//! Process files as they were parsed before, in the person's own state directory. Parsing takes longer
//! than all else that most commands do, and a desk's file changes seldom.
//!
//! What is kept is never more than a shortcut: it is named by the hash of the text and by the very
//! program that parsed it, carries a hash of its own, and must be a file that nobody else may write.
//! Whatever is wrong with it, the text is parsed.

use crate::domain::parse;
use crate::domain::process::Process;
use sha2::{Digest, Sha256};
use std::fs::{DirBuilder, File, Metadata, OpenOptions, read_dir, remove_file, rename};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Bytes of the hash before the process.
const HASH: usize = 32;

/// Processes that are kept; the oldest go.
const KEPT: usize = 8;

static PLACE: OnceLock<PathBuf> = OnceLock::new();

/// Keeps parsed process files in this directory from now on; without it each is parsed every time.
pub fn keep_parsed_in(dir: &Path) {
    let _ = PLACE.set(dir.to_owned());
}

/// The process of this text, if it was parsed before.
pub(super) fn find(text: &str) -> Option<Process> {
    find_in(PLACE.get()?, text)
}

/// Keeps the process of this text; where that cannot be, it is parsed again next time.
pub(super) fn keep(text: &str, process: &Process) {
    if let Some(dir) = PLACE.get() {
        let _ = keep_in(dir, text, process);
    }
}

fn find_in(dir: &Path, text: &str) -> Option<Process> {
    let hash = parse::hash(text);
    let mut file = File::open(dir.join(name(&hash)?)).ok()?;
    if !is_ours(&file.metadata().ok()?) {
        return None;
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let (sum, kept) = bytes.split_at_checked(HASH)?;
    if Sha256::digest(kept).as_slice() != sum {
        return None;
    }
    let process: Process = postcard::from_bytes(kept).ok()?;
    (process.hash == hash).then_some(process)
}

fn keep_in(dir: &Path, text: &str, process: &Process) -> Option<()> {
    let name = name(&parse::hash(text))?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .ok()?;
    let kept = postcard::to_allocvec(process).ok()?;
    let part = dir.join(format!(".{}.part", uuid::Uuid::now_v7().simple()));
    let whole = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        file.write_all(&Sha256::digest(&kept))?;
        file.write_all(&kept)?;
        rename(&part, dir.join(&name))
    };
    if whole().is_err() {
        let _ = remove_file(&part);
        return None;
    }
    sweep(dir);
    Some(())
}

/// Named by text and program: another build may read the same text otherwise.
fn name(hash: &str) -> Option<String> {
    let program = std::env::current_exe().ok()?.metadata().ok()?;
    let built = [
        program.ino().to_string(),
        program.len().to_string(),
        program.mtime().to_string(),
        program.mtime_nsec().to_string(),
    ];
    Some(format!("{hash}-{}", built.join("-")))
}

/// Ours, and writable by nobody else.
fn is_ours(of: &Metadata) -> bool {
    of.is_file() && of.uid() == rustix::process::geteuid().as_raw() && of.mode() & 0o022 == 0
}

/// Lets the oldest go.
fn sweep(dir: &Path) {
    let entries = read_dir(dir).into_iter().flatten().flatten();
    let mut all: Vec<_> = entries
        .filter_map(|e| Some((e.metadata().ok()?.modified().ok()?, e.path())))
        .collect();
    all.sort();
    for (_, old) in all.iter().rev().skip(KEPT) {
        let _ = remove_file(old);
    }
}

#[cfg(test)]
mod tests {
    use super::{find_in, keep_in, name};
    use crate::domain::parse;
    use crate::domain::process::Process;
    use std::os::unix::fs::PermissionsExt;

    fn other() -> (String, Process) {
        let text = parse::BUILTIN.replacen("Tier 1", "First line", 1);
        let process = parse::process(&text).unwrap();
        (text, process)
    }

    #[test]
    fn what_was_parsed_is_found_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("process");
        let (text, process) = other();
        assert!(find_in(&dir, &text).is_none());
        keep_in(&dir, &text, &process).unwrap();
        let found = find_in(&dir, &text).unwrap();
        assert_eq!(format!("{found:?}"), format!("{process:?}"));
        assert!(find_in(&dir, &format!("{text}\n")).is_none());
    }

    #[test]
    fn nothing_damaged_foreign_or_open_to_others_is_used() {
        let dir = tempfile::tempdir().unwrap();
        let (text, process) = other();
        let path = dir.path().join(name(&parse::hash(&text)).unwrap());
        let mode = |bits| std::fs::set_permissions(&path, PermissionsExt::from_mode(bits)).unwrap();
        keep_in(dir.path(), &text, &process).unwrap();
        let whole = std::fs::read(&path).unwrap();
        mode(0o620);
        assert!(
            find_in(dir.path(), &text).is_none(),
            "its group may write it"
        );
        mode(0o600);
        assert!(find_in(dir.path(), &text).is_some());
        for at in [0, 40, whole.len() / 2, whole.len() - 1] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert!(find_in(dir.path(), &text).is_none(), "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert!(find_in(dir.path(), &text).is_none(), "cut at {at}");
        }
        // Another process under its name.
        let (builtin, name) = (parse::builtin(), path.file_name().unwrap());
        keep_in(dir.path(), parse::BUILTIN, builtin).unwrap();
        let theirs = dir.path().join(super::name(&builtin.hash).unwrap());
        std::fs::rename(theirs, dir.path().join(name)).unwrap();
        assert!(find_in(dir.path(), &text).is_none());
    }

    #[test]
    fn a_few_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (_, process) = other();
        for n in 0..12 {
            keep_in(dir.path(), &format!("{n}"), &process).unwrap();
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), super::KEPT);
    }
}
