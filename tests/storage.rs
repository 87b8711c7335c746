//! The stores: one suite for both, and what only a file can do.

mod cut;
mod file;
mod overwritten;
mod planted;
mod queries;
mod search;
mod similar;

use hoist::store::conformance::{Connect, sample, suite};
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::path::PathBuf;
use tempfile::TempDir;

fn memory() -> Connect {
    let store = MemoryStore::create(&sample::desk(), vec![]).unwrap();
    let store = std::sync::Mutex::new(store);
    Box::new(move || Ok(Box::new(store.lock().unwrap().clone())))
}

/// A directory with a new desk in it.
fn desk() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.hoist");
    SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
    (dir, path)
}

fn sqlite() -> Connect {
    behind(None)
}

/// One whose index of words is brought up to date after so many writes.
fn behind(writes: Option<i64>) -> Connect {
    let (dir, path) = desk();
    Box::new(move || {
        let _keep = &dir;
        let mut store = SqliteStore::open(&path, Mode::Write)?;
        if let Some(writes) = writes {
            store.set_behind(writes);
        }
        Ok(Box::new(store))
    })
}

#[test]
fn the_memory_store_conforms() {
    suite(&memory).unwrap();
}

#[test]
fn the_sqlite_store_conforms() {
    suite(&sqlite).unwrap();
}

#[test]
fn the_sqlite_store_conforms_whose_words_are_indexed_at_once_or_every_third_time() {
    suite(&|| behind(Some(1))).unwrap();
    suite(&|| behind(Some(3))).unwrap();
}
