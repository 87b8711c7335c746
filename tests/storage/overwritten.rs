//! Something else is copied over the desk's file while it is open: the same file, another content.

use super::desk;
use hoist::domain::actor::Viewer;
use hoist::domain::id::TicketId;
use hoist::store::conformance::sample::{self, opening, row};
use hoist::store::sqlite::plant::{self, Plant};
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{DeskInfo, Error, Store};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn write_one(store: &mut SqliteStore, command: &str) -> Result<(), Error> {
    let done = store.commit(opening(command, row("tier1", "a")));
    done.map(|_| ())
}

fn other_desk() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("other.hoist");
    let info = DeskInfo {
        id: "6a1c2f9e-another".to_owned(),
        ..sample::desk()
    };
    drop(SqliteStore::create(&path, &info, vec![]).unwrap());
    (dir, path)
}

fn copy_the_log_into_the_file(path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

/// A desk that is open and watched, with something in its log; another is copied over it.
fn overwritten() -> (TempDir, PathBuf, SqliteStore, Vec<u8>) {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write_one(&mut store, "c1").unwrap();
    store.in_place().unwrap();
    let (_other, another) = other_desk();
    let bytes = fs::read(&another).unwrap();
    fs::write(&path, &bytes).unwrap();
    (dir, path, store, bytes)
}

#[test]
fn another_desk_copied_over_an_open_one_is_neither_written_nor_mixed() {
    let (_dir, path, mut store, bytes) = overwritten();
    let said = write_one(&mut store, "c2");
    assert!(matches!(said, Err(Error::Overwritten(_))), "{said:?}");
    assert!(matches!(store.in_place(), Err(Error::Overwritten(_))));
    // Whoever comes meanwhile, and afterwards.
    for _ in 0..2 {
        let opened = SqliteStore::open(&path, Mode::Write);
        assert!(matches!(opened, Err(Error::Overwritten(_))), "{opened:?}");
    }
    drop(store);
    assert!(fs::read(&path).unwrap() == bytes, "it was written");
    let opened = SqliteStore::open(&path, Mode::Write);
    assert!(matches!(opened, Err(Error::Overwritten(_))), "{opened:?}");
    // As the sentence says.
    for end in ["-wal", "-shm"] {
        fs::remove_file(beside(&path, end)).unwrap();
    }
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert_eq!(store.desk().unwrap().id, "6a1c2f9e-another");
    write_one(&mut store, "c1").unwrap();
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
    assert!(!beside(&path, "-stray").exists());
}

/// What is read then is nonsense, in many ways; the sentence is always the one that helps.
#[test]
fn whatever_cannot_be_read_any_more_is_said_to_be_overwritten() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    for n in 0..200 {
        write_one(&mut store, &format!("c{n}")).unwrap();
    }
    copy_the_log_into_the_file(&path);
    drop(store);
    let bytes = fs::read(&path).unwrap();
    let (_other, another) = other_desk();
    let other = fs::read(&another).unwrap();
    let shifted = [&other[..4096], &bytes[..bytes.len() - 4096]].concat();
    let mut wrong = 0;
    for over in [other, shifted] {
        fs::write(&path, &bytes).unwrap();
        let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
        store.in_place().unwrap();
        fs::write(&path, &over).unwrap();
        for n in 1..=200 {
            match store.ticket(&Viewer::all(), TicketId(1000 + n)) {
                Err(Error::NotFound(_)) | Ok(_) => {}
                Err(Error::Overwritten(_)) => wrong += 1,
                Err(other) => panic!("{other}"),
            }
        }
        let said = write_one(&mut store, "late");
        assert!(matches!(said, Err(Error::Overwritten(_))), "{said:?}");
        drop(store);
        for end in ["-wal", "-shm", "-stray"] {
            let _ = fs::remove_file(beside(&path, end));
        }
    }
    assert!(wrong > 0, "nothing was read that was not there");
}

#[test]
fn an_older_copy_of_the_same_desk_is_noticed() {
    // One that the file has grown since, and one with a single record less.
    for more in [200, 1] {
        let (_dir, path) = desk();
        let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
        write_one(&mut store, "c0").unwrap();
        copy_the_log_into_the_file(&path);
        let older = fs::read(&path).unwrap();
        store.in_place().unwrap();
        for n in 0..more {
            write_one(&mut store, &format!("c1-{n}")).unwrap();
        }
        copy_the_log_into_the_file(&path);
        write_one(&mut store, "c2").unwrap();
        fs::write(&path, &older).unwrap();
        let said = write_one(&mut store, "c3");
        assert!(
            matches!(said, Err(Error::Overwritten(_))),
            "{more}: {said:?}"
        );
        drop(store);
        assert!(fs::read(&path).unwrap() == older, "it was written");
    }
}

#[test]
fn the_copy_of_what_the_file_holds_changes_nothing() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    store.in_place().unwrap();
    for n in 0..5 {
        write_one(&mut store, &format!("c{n}")).unwrap();
        let same = fs::read(&path).unwrap();
        fs::write(&path, same).unwrap();
        write_one(&mut store, &format!("d{n}")).unwrap();
    }
    copy_the_log_into_the_file(&path);
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
}

/// The planted defect: nobody looks at what stands in the file. What is acknowledged then is mixed into another desk.
#[cfg(debug_assertions)]
#[test]
fn a_writer_that_does_not_look_at_the_content_is_caught() {
    plant::with(Plant::BlindToContent, || {
        let (_dir, path, mut store, bytes) = overwritten();
        let said = write_one(&mut store, "c2");
        drop(store);
        let is_mixed = said.is_ok() || fs::read(&path).unwrap() != bytes;
        assert!(is_mixed, "the harness does not see the defect: {said:?}");
    });
}
