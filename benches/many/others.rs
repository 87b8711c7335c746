//! What interfaces see and cost while others write, and while nobody does.

use super::session::{Session, Span};
use super::usage;
use super::writers::Writers;
use super::{COLS, MANY, ROWS, desks, spread};
use std::path::Path;
use std::time::{Duration, Instant};

fn open(exe: &Path, desk: &Path) -> Session {
    let mut s = Session::spawn(exe, desk, COLS, ROWS);
    s.until_first_page(Instant::now());
    s.settle();
    s
}

/// P8: from the start of another's command to the last byte of the repaint that shows it.
pub fn shown(exe: &Path, desk: &Path, times: usize) {
    let mut s = open(exe, desk);
    let id = s.first_ticket();
    let names = ["ana", "cleo"];
    let mut took = Vec::new();
    for name in names.iter().cycle().take(times) {
        let begun = Instant::now();
        desks::run(exe, desk, &["assign", &id, name]).unwrap();
        let limit = Duration::from_secs(10);
        let shown = s.until(begun, limit, |s| s.line_of(&id).contains(name));
        took.push(shown.map_or(limit, |span: Span| span.took));
    }
    s.quit();
    println!("P8 another's command until it is shown: {}", spread(&took));
}

/// P12: the bar of an open interface while eight write and think.
pub fn meanwhile(exe: &Path, desk: &Path, time: Duration) {
    let mut s = open(exe, desk);
    let mut writers = Writers::ready(MANY, desk, time, Duration::from_millis(10));
    s.settle_for(Duration::from_secs(1));
    writers.go();
    let (begun, mut took) = (Instant::now(), Vec::new());
    while begun.elapsed() + Duration::from_millis(500) < time {
        let before = s.bar();
        let key: &[u8] = if took.len() % 2 == 0 { b"j" } else { b"k" };
        let since = s.write(key);
        let moved = s.until(since, Duration::from_secs(1), |s| s.bar() != before);
        took.push(moved.map_or(Duration::from_secs(1), |span| span.took));
        std::thread::sleep(Duration::from_millis(13));
    }
    s.quit();
    writers.times();
    println!(
        "P12 the bar meanwhile, {} keys: {}",
        took.len(),
        spread(&took)
    );
}

/// P14: processor and memory of eight interfaces, together.
pub fn idle(exe: &Path, desk: &Path, time: Duration) {
    let mut all: Vec<Session> = (0..MANY).map(|_| open(exe, desk)).collect();
    all.iter_mut().for_each(Session::settle);
    let spent = |all: &[Session]| all.iter().map(|s| usage::spent(s.pid()).0).sum::<u64>();
    let (before, begun) = (spent(&all), Instant::now());
    std::thread::sleep(time);
    let used = (spent(&all) - before) as f64 / 1e9;
    let cpu = used / begun.elapsed().as_secs_f64() * 100.0;
    let memory: f64 = all.iter().map(|s| usage::anonymous_mb(s.pid())).sum();
    println!("P14 {MANY} idle interfaces: {cpu:.3} % CPU, {memory:.1} MB anonymous together");
    all.into_iter().for_each(Session::quit);
}
