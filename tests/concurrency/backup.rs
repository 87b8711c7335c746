//! A backup while others write: a desk of one moment, whole, whatever they do meanwhile.

use hoist::domain::chain::Verifier;
use hoist::store::conformance::sample::{self, opening, row};
use hoist::store::copy::{Copies, Part};
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Store, check_chain};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

fn desk(dir: &Path, tickets: usize) -> std::path::PathBuf {
    let path = dir.join("desk.hoist");
    let mut store = SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
    store.begin_bulk(hoist::store::Writes::Many).unwrap();
    for n in 0..tickets {
        store
            .commit(opening(&format!("first-{n}"), row("tier1", "a")))
            .unwrap();
    }
    store.end_bulk().unwrap();
    path
}

/// What is wrong with the chain of a copy, and how many records it has.
fn audited(copy: &Path) -> (Option<String>, i64) {
    let store = SqliteStore::open(copy, Mode::Read).unwrap();
    match check_chain(&store, Verifier::default()).unwrap() {
        Ok(head) => (None, head.n),
        Err(broken) => (Some(broken.what), 0),
    }
}

#[test]
fn every_copy_is_of_one_moment_while_others_write() {
    let dir = tempfile::tempdir().unwrap();
    let path = desk(dir.path(), 400);
    let (stop, written) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
    let writers: Vec<_> = (0..2)
        .map(|who| {
            let (path, stop, written) = (path.clone(), Arc::clone(&stop), Arc::clone(&written));
            thread::spawn(move || {
                let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    let change = opening(&format!("w{who}-{n}"), row("tier1", "b"));
                    store.commit(change).unwrap();
                    written.fetch_add(1, Ordering::Relaxed);
                    n += 1;
                }
            })
        })
        .collect();
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    let mut last = 0;
    for round in 0..6 {
        let copy = dir.path().join(format!("copy-{round}"));
        let before = store.head().unwrap().0;
        let (mut told, mut meanwhile) = (0, written.load(Ordering::Relaxed));
        let made = store.copy_to(&copy, &mut |part, done, of| {
            assert!(done <= of);
            if part == Part::Copying {
                told += 1;
                // Others get on between two steps: the copy waits until they did.
                let from = written.load(Ordering::Relaxed);
                while written.load(Ordering::Relaxed) == from {
                    thread::yield_now();
                }
            }
            true
        });
        let made = made.unwrap().unwrap();
        meanwhile = written.load(Ordering::Relaxed) - meanwhile;
        assert!(
            told > 0 && meanwhile > 0,
            "{told} steps, {meanwhile} commits"
        );
        let (bad, head) = audited(&copy);
        assert_eq!((bad, head), (None, made.n));
        assert!(made.n >= before && made.n > last, "{made:?}");
        last = made.n;
    }
    stop.store(true, Ordering::Relaxed);
    writers.into_iter().for_each(|w| w.join().unwrap());
    assert!(audited(&path).0.is_none());
}

#[test]
fn what_is_broken_off_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = desk(dir.path(), 50);
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    for at in [Part::Copying, Part::Checking] {
        let copy = dir.path().join("copy");
        let mut seen = 0;
        let made = store.copy_to(&copy, &mut |part, _, _| {
            seen += usize::from(part == at);
            part != at
        });
        // A check that is done before it was asked about is a check that was done.
        if seen > 0 {
            assert_eq!(made.unwrap(), None, "{at:?}");
            assert!(!copy.exists());
        } else {
            std::fs::remove_file(copy).unwrap();
        }
        let left = std::fs::read_dir(dir.path()).unwrap();
        let left = left.map(|f| f.unwrap().file_name().into_string().unwrap());
        let left: Vec<_> = left.filter(|n| n.contains("copy")).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}
