use super::{last_key, varint};
use crate::domain::id::CommandId;
use crate::store::Store;
use crate::store::conformance::sample::{self, opening, row};
use crate::store::sqlite::{Mode, SqliteStore};
use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, Ordering};

/// Two who write, and logs that are copied into the file at every moment, are no foreign copy.
#[test]
fn nobody_who_writes_and_tidies_up_is_suspected() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.hoist");
    SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
    let over = AtomicBool::new(false);
    let writer = |who: &str| {
        let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
        for n in 0..400 {
            let command = format!("{who}{n}");
            store.commit(opening(&command, row("tier1", "a"))).unwrap();
        }
    };
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let store = SqliteStore::open(&path, Mode::Write).unwrap();
            let tidy = Connection::open(&path).unwrap();
            let mut looked = 0;
            while !over.load(Ordering::SeqCst) {
                store.in_place().unwrap();
                looked += 1;
                if looked % 3 == 0 {
                    let _ = tidy.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
                }
            }
            looked
        });
        let both = [scope.spawn(|| writer("a")), scope.spawn(|| writer("b"))];
        for one in both {
            one.join().unwrap();
        }
        over.store(true, Ordering::SeqCst);
        assert!(watching.join().unwrap() > 100);
    });
    let store = SqliteStore::open(&path, Mode::Read).unwrap();
    assert!(
        store
            .delivered(&CommandId("b399".into()))
            .unwrap()
            .is_some()
    );
}

#[test]
fn numbers_of_sqlite_are_read() {
    assert_eq!(varint(&[0x7f]), Some((127, 1)));
    assert_eq!(varint(&[0x81, 0x00]), Some((128, 2)));
    assert_eq!(varint(&[0xff; 9]), Some((-1, 9)));
    assert_eq!(varint(&[0x81]), None);
}

#[test]
fn the_last_record_of_a_page_is_one_that_says_its_own_number() {
    // Two cells, the last one at the fourteenth byte: its length, its key, its payload.
    let leaf = |key: &[u8], record: &str| {
        let head = [0x0d, 0, 0, 0, 2, 0, 0, 0, 0, 12, 0, 14, 1, 1, 30];
        [&head[..], key, record.as_bytes()].concat()
    };
    let of = |record: &str| last_key(&leaf(&[0x82, 0x2c], record));
    assert_eq!(of("{\"event\":{},\"n\":300,\"ticket\":7}"), Some(300));
    assert_eq!(of("{\"desk\":{},\"n\":300}"), Some(300));
    assert_eq!(of("{\"desk\":{},\"n\":3001}"), None);
    assert_eq!(of("a word of another table"), None);
    assert_eq!(last_key(&[0x0d, 0, 0, 0, 0]), None);
    assert_eq!(last_key(&[0x0d, 0, 0, 0, 9]), None);
}
