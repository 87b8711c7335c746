//! What a process costs while nothing happens, read from `/proc`.

use super::session::Session;
use std::fs::{read_dir, read_to_string};
use std::time::{Duration, Instant};

/// Time on a processor (ns) and voluntary switches of all threads.
pub fn spent(pid: u32) -> (u64, u64) {
    let mut total = (0, 0);
    for task in read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let path = task.path();
        let schedstat = read_to_string(path.join("schedstat")).unwrap_or_default();
        total.0 += schedstat
            .split(' ')
            .next()
            .and_then(|n| n.parse::<u64>().ok())
            .unwrap_or(0);
        total.1 += field(
            &read_to_string(path.join("status")).unwrap_or_default(),
            "voluntary_ctxt_switches:",
        );
    }
    total
}

fn field(status: &str, name: &str) -> u64 {
    let line = status
        .lines()
        .find(|l| l.starts_with(name))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

/// CPU, wake-ups and bytes while nothing is typed.
pub fn idle(session: &mut Session, time: Duration) -> String {
    let before = spent(session.pid());
    let begun = Instant::now();
    let mut bytes = 0;
    while let Some(left) = time.checked_sub(begun.elapsed()) {
        bytes += session.read_until_quiet(begun, left).bytes;
    }
    let after = spent(session.pid());
    let seconds = begun.elapsed().as_secs_f64();
    let cpu = (after.0 - before.0) as f64 / 1e9 / seconds * 100.0;
    let wakes = (after.1 - before.1) as f64 / seconds;
    format!("{cpu:.3} % CPU, {wakes:.1} wake-ups a second, {bytes} bytes in {seconds:.0} s")
}

/// Anonymous memory, MB (10^6 bytes).
pub fn anonymous_mb(pid: u32) -> f64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    field(&status, "RssAnon:") as f64 * 1_024.0 / 1e6
}
