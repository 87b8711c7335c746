//! How fast a log is analysed: the whole pass (decode, take apart, mask, gather), beside `wc -l` on the
//! same file.
//!
//! `cargo bench --bench logs -- FILE…`; without a file a log is made up, of the size of `--size 1GiB`, and one in which
//! nothing is ever the same. Seconds are those of the processor on this thread, so that other programs on the machine do
//! not count. Told too: the most memory that was resident.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use hoist::desk::logs::{Limits, LogFile, Request};
use hoist::domain::id::At;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const RUNS: usize = 5;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let mut size = 64_000_000;
    let mut files: Vec<PathBuf> = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--size" => size = bytes(&arguments.next().expect("--size 1GiB")),
            flag if flag.starts_with("--") => {}
            file => files.push(PathBuf::from(file)),
        }
    }
    if files.is_empty() {
        files.push(made_up(dir.path(), size));
        files.push(random(dir.path(), size.min(64_000_000)));
    }
    for file in files {
        measure(&file);
    }
}

fn measure(file: &Path) {
    let bytes = std::fs::metadata(file).unwrap().len() as f64;
    let mut best = f64::MAX;
    let mut told = (0, 0);
    let runs = if bytes > 256e6 { 1 } else { RUNS };
    for _ in 0..runs {
        let before = on_processor();
        let mut log = LogFile::open(file, Limits::default(), At(0)).unwrap();
        let (report, _) = log.analyse(Request::default(), &mut |_, _| true).unwrap();
        best = best.min(on_processor() - before);
        told = (report.lines, report.signatures.list.len());
    }
    let mut floor = f64::MAX;
    for _ in 0..runs {
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
        "{}: {:.1} MB, {} lines, {} signatures: {best:.3} s, {:.0} MB/s, {:.1} × wc -l ({floor:.4} s), {:.1} MiB resident at most",
        file.display(),
        bytes / 1e6,
        told.0,
        told.1,
        bytes / 1e6 / best,
        best / floor,
        resident() as f64 / 1024.0
    );
}

/// `64MB`, `1GiB`, or bytes.
fn bytes(text: &str) -> usize {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => 1,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        other => panic!("no size: {other}"),
    };
    digits.parse::<usize>().unwrap() * unit
}

/// The most KiB that were resident so far.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Seconds that this thread was on a processor.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// A number that looks like chance.
fn chance(i: u64) -> u64 {
    let x = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 20
}

/// Lines until there are so many bytes, written as they are made.
fn written(path: PathBuf, size: usize, line: impl Fn(u64) -> String) -> PathBuf {
    let mut file = BufWriter::new(File::create(&path).unwrap());
    let (mut done, mut i) = (0, 0);
    while done < size {
        let text = line(i);
        file.write_all(text.as_bytes()).unwrap();
        done += text.len();
        i += 1;
    }
    file.flush().unwrap();
    path
}

/// Five services, twenty messages each.
fn made_up(dir: &Path, size: usize) -> PathBuf {
    written(dir.join("made-up.log"), size, |i| {
        let x = i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let (s, m) = (i / 1000 % 60, i / 60_000 % 60);
        let level = if x.is_multiple_of(50) {
            "ERROR"
        } else {
            "INFO"
        };
        format!(
            "2026-11-24 09:{m:02}:{s:02},{:03} {level} [worker-{}] acme.service{}.Handler: message {} for order {x} from 10.0.{}.{} took {} ms\n",
            i % 1000,
            x % 16,
            x % 5,
            ["sent", "kept", "lost", "found"][(x % 4) as usize],
            x % 250,
            x % 240,
            x % 900
        )
    })
}

/// Words by chance: no message is ever like another.
fn random(dir: &Path, size: usize) -> PathBuf {
    let word = |i: u64| -> String {
        let letters =
            (0..4 + chance(i) % 6).map(|n| (b'a' + (chance(i * 11 + n) % 26) as u8) as char);
        letters.collect()
    };
    written(dir.join("random.log"), size, |i| {
        let words: Vec<String> = (0..6 + i % 7).map(|n| word(i * 16 + n)).collect();
        format!("2026-11-24 09:00:00 INFO {}\n", words.join(" "))
    })
}
