//! P11: eight command lines at once, each a process of its own.

use super::MANY;
use super::desks;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// `each` new tickets by each of eight; the shell's inserts beside it.
pub fn measure(exe: &Path, desk: &Path, each: usize) {
    let new = || {
        let args = ["new", "--subject", "Bench", "--customer", "Acme"];
        desks::run(exe, desk, &args).map(|(_, id)| id)
    };
    let (done, rate) = at_once(each, &new);
    let failed = done.iter().filter(|d| d.is_err()).count();
    let ids: BTreeSet<String> = done.iter().flatten().cloned().collect();
    let there = |id: &&String| {
        let number = id.trim_start_matches('#');
        desks::run(exe, desk, &["show", number]).is_ok()
    };
    let lost = done.len() - failed - ids.iter().filter(there).count();
    println!("P11 {MANY} × {each} new at once: {failed} failed, {lost} lost, {rate:.0} a second");
    match shell(each) {
        Some(floor) => println!(
            "P11 the shell's inserts at once: {floor:.0} a second; ratio {:.2}",
            rate / floor
        ),
        None => println!("P11 the sqlite3 shell is not installed: no floor"),
    }
}

/// Eight threads, each doing it so many times; what came of each, and how many a second.
fn at_once<T: Send>(each: usize, one: &(impl Fn() -> T + Sync)) -> (Vec<T>, f64) {
    let begun = Instant::now();
    let done: Vec<T> = std::thread::scope(|scope| {
        let work = || (0..each).map(|_| one()).collect::<Vec<T>>();
        let threads: Vec<_> = (0..MANY).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect()
    });
    let rate = done.len() as f64 / begun.elapsed().as_secs_f64();
    (done, rate)
}

fn shell(each: usize) -> Option<f64> {
    let dir = tempfile::tempdir_in(Path::new(env!("CARGO_MANIFEST_DIR")).join("target")).unwrap();
    let file = dir.path().join("floor.db");
    let sql = |sql: &str| {
        Command::new("sqlite3")
            .args(["-cmd", ".timeout 60000"])
            .arg(&file)
            .arg(sql)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    sql("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)")
        .then_some(())?;
    let insert = || sql("PRAGMA synchronous = FULL; INSERT INTO t (a, b) VALUES ('Bench', 'Acme')");
    Some(at_once(each, &insert).1)
}
