//! The desks that are measured, and what figures are made of.

use super::session::Span;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The release program: `cargo bench` builds only the bench itself with optimisation.
pub fn built() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_hoist"))
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// System, release and machine.
pub fn host() -> String {
    let uname = Command::new("uname").arg("-srm").output();
    uname.map(|o| text(&o.stdout)).unwrap_or_default()
}

/// A desk of this size; made once and kept under `target/bench`.
pub fn desk(exe: &Path, size: u64) -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join(format!("desk-{size}.hoist"));
    if !file.exists() {
        let begun = Instant::now();
        let made = Command::new(exe)
            .args(["demo", "--tickets", &size.to_string(), "--write"])
            .arg(&file)
            .stdin(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "the demo desk could not be made");
        println!(
            "made a desk of {size} tickets in {:.1} s",
            begun.elapsed().as_secs_f64()
        );
    }
    file
}

/// A copy that may be written to; it goes when this is dropped.
pub struct Copy(pub PathBuf);

impl Copy {
    pub fn of(desk: &Path) -> Copy {
        Copy::named(desk, "copy")
    }

    /// One of several.
    pub fn named(desk: &Path, name: &str) -> Copy {
        let copy = Copy(desk.with_extension(name));
        copy.remove();
        std::fs::copy(desk, &copy.0).unwrap();
        // Else the first syncs that are measured would write the whole copy to the disk.
        std::fs::File::open(&copy.0).unwrap().sync_all().unwrap();
        copy
    }

    fn remove(&self) {
        for tail in ["", "-wal", "-shm"] {
            let mut name = self.0.clone().into_os_string();
            name.push(tail);
            let _ = std::fs::remove_file(name);
        }
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.remove();
    }
}

/// One command line on a desk, the whole process; what it printed.
pub fn run(exe: &Path, desk: &Path, args: &[&str]) -> Result<(Span, String), String> {
    let begun = Instant::now();
    let out = Command::new(exe)
        .arg("--desk")
        .arg(desk)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(|e| e.to_string())?;
    let took = begun.elapsed();
    match out.status.success() {
        true => {
            let bytes = out.stdout.len();
            Ok((Span { took, bytes }, text(&out.stdout)))
        }
        false => Err(format!("{args:?}: {}", text(&out.stderr))),
    }
}

pub fn percentile(spans: &[Span], p: usize) -> Duration {
    let mut all: Vec<Duration> = spans.iter().map(|s| s.took).collect();
    all.sort_unstable();
    let at = (all.len() * p / 100).min(all.len().saturating_sub(1));
    all.get(at).copied().unwrap_or_default()
}

pub fn millis(d: Duration) -> f64 {
    d.as_secs_f64() * 1_000.0
}
