//! How fast a log is analysed: the whole pass (decode, take apart, mask, gather), beside `wc -l` on the
//! same file.
//!
//! `cargo bench --bench logs -- FILE…`; without a file a log is made up. Seconds are those of the
//! processor on this thread, so that other programs on the machine do not count.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use hoist::desk::logs::{Limits, LogFile, Request};
use hoist::domain::id::At;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const RUNS: usize = 5;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if files.is_empty() {
        files.push(made_up(dir.path()));
    }
    for file in files {
        measure(&file);
    }
}

fn measure(file: &Path) {
    let bytes = std::fs::metadata(file).unwrap().len() as f64;
    let mut best = f64::MAX;
    let mut told = (0, 0);
    for _ in 0..RUNS {
        let before = on_processor();
        let mut log = LogFile::open(file, Limits::default(), At(0)).unwrap();
        let (report, _) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
        best = best.min(on_processor() - before);
        told = (report.lines, report.signatures.list.len());
    }
    let mut floor = f64::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        assert!(
            Command::new("wc")
                .arg("-l")
                .arg(file)
                .output()
                .unwrap()
                .status
                .success()
        );
        floor = floor.min(started.elapsed().as_secs_f64());
    }
    println!(
        "{}: {:.1} MB, {} lines, {} signatures: {best:.3} s, {:.0} MB/s, {:.1} × wc -l ({floor:.4} s)",
        file.display(),
        bytes / 1e6,
        told.0,
        told.1,
        bytes / 1e6 / best,
        best / floor
    );
}

/// Seconds that this thread was on a processor.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// 64 MB of five services, twenty messages each.
fn made_up(dir: &Path) -> PathBuf {
    let path = dir.join("made-up.log");
    let mut text = String::new();
    let mut i = 0_u64;
    while text.len() < 64_000_000 {
        let x = i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let (s, m) = (i / 1000 % 60, i / 60_000 % 60);
        let level = if x.is_multiple_of(50) {
            "ERROR"
        } else {
            "INFO"
        };
        text.push_str(&format!(
            "2026-11-24 09:{m:02}:{s:02},{:03} {level} [worker-{}] acme.service{}.Handler: message {} for order {x} from 10.0.{}.{} took {} ms\n",
            i % 1000, x % 16, x % 5, ["sent", "kept", "lost", "found"][(x % 4) as usize], x % 250, x % 240, x % 900
        ));
        i += 1;
    }
    std::fs::write(&path, text).unwrap();
    path
}
