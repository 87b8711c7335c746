//! What stands between the real program and the system: `shim.c`, compiled once and preloaded.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tempfile::TempDir;

/// Compiled once for all harnesses; building hoist needs a C compiler anyway.
static SHIM: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("shim.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
    let made = Command::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()))
        .args(["-O1", "-Wall", "-shared", "-fPIC", "-pthread", "-o"])
        .args([&library, &source])
        .output()
        .expect("a C compiler, as building hoist needs one");
    assert!(made.status.success(), "{made:?}");
    (dir, library)
});

/// A command that runs behind the shim; what changes something in `dir` counts.
pub fn behind(mut command: Command, dir: &Path) -> Command {
    command
        .env("LD_PRELOAD", &SHIM.1)
        .env("HOIST_SHIM_DIR", dir);
    command
}

/// Where a run is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Before(usize),
    /// Of a write only the first half reaches the file.
    Half(usize),
    After(usize),
    /// Right after its first words.
    Said,
}

impl Moment {
    pub fn word(self) -> String {
        match self {
            Moment::Before(n) => format!("{n}:before"),
            Moment::Half(n) => format!("{n}:half"),
            Moment::After(n) => format!("{n}:after"),
            Moment::Said => "0:said".to_owned(),
        }
    }
}

/// One entry of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Write {
        inode: u64,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        inode: u64,
        length: u64,
    },
    Sync {
        inode: u64,
    },
    SyncDir,
    /// All names of the directory, from here on.
    Names(Vec<(String, u64)>),
    Said(String),
    Open,
    Unlink,
    Rename,
    /// A call that was made to fail.
    Failed,
}

/// What the shim wrote down.
pub fn trace(file: &Path) -> Vec<Step> {
    trace_from(file, &mut 0)
}

/// The same from a place on, which is moved on.
pub fn trace_from(file: &Path, from: &mut usize) -> Vec<Step> {
    let bytes = std::fs::read(file).unwrap_or_default();
    let (mut rest, mut steps) = (&bytes[*from..], Vec::new());
    while rest.len() >= 32 {
        let word = |at: usize| u32::from_ne_bytes(rest[at..at + 4].try_into().unwrap());
        let long = |at: usize| u64::from_ne_bytes(rest[at..at + 8].try_into().unwrap());
        let (kind, inode, at, length) = (word(0), long(8), long(16), long(24));
        let has_bytes = length > 0 && matches!(kind & 63, 1 | 5..=9) && kind != 65;
        let end = 32 + if has_bytes { length as usize } else { 0 };
        let Some(said) = rest.get(32..end) else { break };
        let text = || String::from_utf8_lossy(said).into_owned();
        let step = match kind {
            1 => Step::Write {
                inode,
                at,
                bytes: said.to_vec(),
            },
            2 => Step::Truncate { inode, length: at },
            3 => Step::Sync { inode },
            4 => Step::SyncDir,
            5 => Step::Names(text().lines().filter_map(name).collect()),
            6 => Step::Said(text()),
            7 => Step::Open,
            8 => Step::Unlink,
            9 => Step::Rename,
            _ => Step::Failed,
        };
        steps.push(step);
        rest = &rest[end..];
        *from += end;
    }
    steps
}

fn name(line: &str) -> Option<(String, u64)> {
    let (name, inode) = line.split_once('\t')?;
    Some((name.to_owned(), inode.parse().ok()?))
}

/// How many calls a trace counted.
pub fn calls(steps: &[Step]) -> usize {
    let counted = |step: &&Step| !matches!(step, Step::Names(_));
    steps.iter().filter(counted).count()
}
