//! Migrations, with planted schemas of tomorrow.

use super::fresh;
use crate::domain::id::TicketId;
use crate::store::conformance::sample::{next, opening, row};
use crate::store::sqlite::migrate::{MIGRATIONS, Migration};
use crate::store::sqlite::{Mode, SqliteStore};
use crate::store::{Error, Store};

/// The schema of tomorrow, planted.
const PLANTED: &[Migration] = &[
    MIGRATIONS[0],
    Migration {
        to: 2,
        sql: "CREATE TABLE planted (x); INSERT INTO planted SELECT count(*) FROM event;",
    },
    Migration {
        to: 3,
        sql: "UPDATE planted SET x = x + 100;",
    },
];

const BROKEN: &[Migration] = &[
    MIGRATIONS[0],
    Migration {
        to: 2,
        sql: "CREATE TABLE half (x); SELECT nonsense;",
    },
];

#[test]
fn an_older_desk_is_backed_up_and_brought_up_to_date() {
    let (dir, path, mut store) = fresh();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    drop(store);
    let store = SqliteStore::open_with(&path, Mode::Write, PLANTED).unwrap();
    let x: i64 = store
        .conn
        .query_row("SELECT x FROM planted", [], |r| r.get(0))
        .unwrap();
    assert_eq!(x, 101);
    let old = SqliteStore::open(&dir.path().join("desk.hoist.backup-v1"), Mode::Read).unwrap();
    assert_eq!(
        old.stored(TicketId(1)).unwrap(),
        store.stored(TicketId(1)).unwrap()
    );
    assert!(dir.path().join("desk.hoist.backup-v2").exists());
    assert!(!dir.path().join("desk.hoist.backup-v1.part").exists());
}

#[test]
fn a_failed_migration_leaves_the_old_desk() {
    let (_dir, path, store) = fresh();
    drop(store);
    assert!(SqliteStore::open_with(&path, Mode::Write, BROKEN).is_err());
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert!(store.conn.prepare("SELECT * FROM half").is_err());
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
}

#[test]
fn an_old_program_stops_writing_once_the_desk_was_migrated() {
    let (_dir, path, mut old) = fresh();
    let id = old.commit(opening("c1", row("tier1", "a"))).unwrap().id;
    let _new = SqliteStore::open_with(&path, Mode::Write, PLANTED).unwrap();
    let (row, ticket) = old.stored(id).unwrap();
    let said = old.commit(next("c2", row, ticket, "x"));
    assert!(
        matches!(&said, Err(Error::Unusable(s)) if s.contains("newer hoist")),
        "{said:?}"
    );
    assert_eq!(old.head().unwrap().0, 1);
}

#[test]
fn two_programs_migrate_once() {
    let (dir, path, store) = fresh();
    drop(store);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                SqliteStore::open_with(&path, Mode::Write, PLANTED)
                    .map(|_| ())
                    .unwrap()
            });
        }
    });
    let backups = std::fs::read_dir(dir.path()).unwrap().filter(|f| {
        f.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("backup")
    });
    assert_eq!(backups.count(), 2);
}
