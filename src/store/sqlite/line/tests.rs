use super::{Ahead, Place};
use crate::store::conformance::sample::{desk, opening, row};
use crate::store::sqlite::{Mode, SqliteStore, here};
use crate::store::{Change, Store};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn fresh() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.hoist");
    drop(SqliteStore::create(&path, &desk(), vec![]).unwrap());
    (dir, path)
}

fn one(command: &str) -> Change {
    opening(command, row("tier1", "waits"))
}

fn is_there(desk: &Path) -> bool {
    here::directory(desk).exists()
}

/// Stands in line for as long as it takes.
fn come(desk: &Path) -> Place {
    match Place::take(desk) {
        Ok(place) => place,
        Err(Ahead::Others(gate, first)) => {
            let waiting = Place::wait(gate, first).unwrap();
            waiting.comes.recv().unwrap()
        }
        Err(Ahead::Nothing) => panic!("there is no line"),
    }
}

/// How many the system keeps waiting for the two locks.
fn waiting(desk: &Path) -> usize {
    let gate = here::directory(desk);
    let number = |path: PathBuf| format!(":{} ", fs::metadata(path).unwrap().ino());
    let numbers = [number(gate.join(super::LINE)), number(gate)];
    let locks = fs::read_to_string("/proc/locks").unwrap();
    let waits = |line: &&str| line.contains("->") && numbers.iter().any(|n| line.contains(n));
    locks.lines().filter(waits).count()
}

#[test]
fn those_who_wait_are_served_in_the_order_in_which_they_came() {
    let (_dir, desk) = fresh();
    here::open(&desk).unwrap();
    let served = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let first = come(&desk);
        for n in 0..8 {
            let (served, desk) = (&served, &desk);
            scope.spawn(move || {
                let place = come(desk);
                served.lock().unwrap().push(n);
                thread::sleep(Duration::from_millis(2));
                drop(place);
            });
            while waiting(desk) <= n {
                thread::yield_now();
            }
        }
        assert!(served.lock().unwrap().is_empty());
        drop(first);
    });
    assert_eq!(*served.lock().unwrap(), [0, 1, 2, 3, 4, 5, 6, 7]);
}

/// Three who come again as soon as they were served: each waits for the others, and for no more than these.
#[test]
fn whoever_comes_again_at_once_is_not_served_before_those_who_wait() {
    let (_dir, desk) = fresh();
    here::open(&desk).unwrap();
    let (served, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let _place = come(&desk);
                    served.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let mut overtaken = Vec::new();
        for _ in 0..100 {
            let before = served.load(Ordering::SeqCst);
            drop(come(&desk));
            overtaken.push(served.load(Ordering::SeqCst) - before);
        }
        over.store(true, Ordering::SeqCst);
        overtaken.sort_unstable();
        // Between asking and standing in line any number may be served, where the processor was given to others.
        assert!(overtaken[50] <= 9, "{overtaken:?}");
    });
}

#[test]
fn a_line_that_does_not_move_holds_nobody_up_for_long() {
    let (_dir, desk) = fresh();
    here::open(&desk).unwrap();
    let mut store = SqliteStore::open(&desk, Mode::Write).unwrap();
    let stopped = come(&desk);
    let since = Instant::now();
    store.commit(one("c1")).unwrap();
    let waited = since.elapsed();
    assert!(waited >= super::LOOK, "{waited:?}");
    // It knows now.
    for n in 2..6 {
        store.commit(one(&format!("c{n}"))).unwrap();
    }
    let waited = since.elapsed();
    assert!(waited < 20 * super::LOOK, "{waited:?}");
    drop(stopped);
}

#[test]
fn there_is_a_line_once_somebody_had_to_wait() {
    let (_dir, desk) = fresh();
    let mut store = SqliteStore::open(&desk, Mode::Write).unwrap();
    assert!(matches!(Place::take(&desk), Err(Ahead::Nothing)));
    let other = Connection::open(&desk).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ends = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        other.execute_batch("COMMIT").unwrap();
    });
    store.commit(one("c1")).unwrap();
    ends.join().unwrap();
    assert!(is_there(&desk));
    drop(Place::take(&desk).ok().unwrap());
    store.commit(one("c2")).unwrap();
}

#[test]
fn the_line_of_a_shared_desk_is_its_groups() {
    let (_dir, desk) = fresh();
    for (mode, dir) in [(0o600, 0o700), (0o660, 0o2770)] {
        let _ = fs::remove_dir_all(here::directory(&desk));
        fs::set_permissions(&desk, fs::Permissions::from_mode(mode)).unwrap();
        here::open(&desk).unwrap();
        drop(come(&desk));
        let of = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(of(here::directory(&desk)), dir);
        assert_eq!(of(here::directory(&desk).join(super::LINE)) & 0o777, 0o755);
    }
}

#[test]
fn what_stands_in_the_place_of_the_line_keeps_nobody_from_writing() {
    let (_dir, desk) = fresh();
    let (here, mut n) = (here::directory(&desk), 0);
    let mut writes = || {
        n += 1;
        let mut store = SqliteStore::open(&desk, Mode::Write).unwrap();
        let since = Instant::now();
        store.commit(one(&format!("c{n}"))).unwrap();
        assert!(since.elapsed() < 20 * super::LOOK);
    };
    fs::create_dir(&here).unwrap();
    for dir in [here.join(super::LINE), here] {
        let _ = fs::remove_dir_all(&dir);
        fs::write(&dir, "a file").unwrap();
        writes();
        fs::remove_file(&dir).unwrap();
        symlink(&desk, &dir).unwrap();
        writes();
        fs::remove_file(&dir).unwrap();
    }
    writes();
}
