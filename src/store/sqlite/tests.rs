//! What cannot be seen from outside: plans, doubtful commits, migrations, a full disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod migration;
mod plans;
mod search;

use super::SqliteStore;
use crate::domain::id::{At, TicketId};
use crate::store::blob::{Blobs, CHUNK};
use crate::store::conformance::sample::{desk, opening, row};
use crate::store::{Error, Store};
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

fn fresh() -> (TempDir, PathBuf, SqliteStore) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.hoist");
    let store = SqliteStore::create(&path, &desk(), vec![]).unwrap();
    (dir, path, store)
}

/// What SQLite would do for a statement, one step a line.
fn explain(conn: &Connection, sql: &str) -> String {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let unset = vec![rusqlite::types::Null; statement.parameter_count()];
    let steps = statement
        .query_map(rusqlite::params_from_iter(unset), |r| r.get::<_, String>(3))
        .unwrap();
    steps.map(|s| s.unwrap() + "\n").collect()
}

/// COMMIT as a disk with a fault would answer it.
fn input_output_error() -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
    rusqlite::Error::SqliteFailure(code, Some("disk I/O error".into()))
}

fn commit_then_fail(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("COMMIT")?;
    Err(input_output_error())
}

fn fail_once(conn: &Connection) -> rusqlite::Result<()> {
    let tried = conn.query_row("SELECT count(*) FROM temp.sqlite_schema", [], |r| {
        r.get::<_, i64>(0)
    })?;
    if tried > 0 {
        return conn.execute_batch("COMMIT");
    }
    conn.execute_batch("ROLLBACK; CREATE TEMP TABLE tried (x)")?;
    Err(input_output_error())
}

fn fail(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("ROLLBACK")?;
    Err(input_output_error())
}

#[test]
fn a_commit_that_failed_and_was_applied_counts_once() {
    let (_dir, _path, mut store) = fresh();
    let good = store.seal;
    store.seal = |conn| {
        let applied = conn.query_row("SELECT count(*) FROM command", [], |r| r.get::<_, i64>(0))?;
        let before = conn.query_row("SELECT count(*) FROM temp.sqlite_schema", [], |r| {
            r.get::<_, i64>(0)
        })?;
        assert_eq!(applied, 1, "written once, in both runs");
        if before > 0 {
            return conn.execute_batch("COMMIT");
        }
        conn.execute_batch("CREATE TEMP TABLE tried (x)")?;
        commit_then_fail(conn)
    };
    let done = store.commit(opening("c1", row("tier1", "a"))).unwrap();
    assert_eq!((done.id, done.repeated), (TicketId(1), false));
    store.seal = good;
    assert_eq!(store.ids(TicketId(0), 9).unwrap().len(), 1);
    assert_eq!(store.head().unwrap().0, 1);
}

#[test]
fn a_commit_that_failed_and_was_not_applied_is_written_again() {
    let (_dir, _path, mut store) = fresh();
    store.seal = fail_once;
    let done = store.commit(opening("c1", row("tier1", "a"))).unwrap();
    assert_eq!((done.id, done.repeated), (TicketId(1), false));
    assert_eq!(store.ids(TicketId(0), 9).unwrap().len(), 1);
}

#[test]
fn a_commit_that_fails_twice_is_not_known() {
    let (_dir, _path, mut store) = fresh();
    let good = store.seal;
    store.seal = fail;
    let said = store.commit(opening("c1", row("tier1", "a")));
    assert!(
        matches!(&said, Err(Error::Unknown(_, id)) if id.as_str() == "c1"),
        "{said:?}"
    );
    store.seal = good;
    assert!(
        !store
            .commit(opening("c1", row("tier1", "a")))
            .unwrap()
            .repeated
    );
}

#[test]
fn a_full_disk_names_the_file_and_keeps_the_desk() {
    let (_dir, path, mut store) = fresh();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    store
        .conn
        .execute_batch("PRAGMA max_page_count = 1")
        .unwrap();
    let big = "x".repeat(1_000_000);
    let said = store.commit(opening("c2", row("tier1", &big)));
    assert!(
        matches!(&said, Err(Error::Full { file, free }) if *file == path.display().to_string() && free.ends_with('B')),
        "{said:?}"
    );
    assert_eq!(store.ids(TicketId(0), 9).unwrap().len(), 1);
    store
        .conn
        .execute_batch("PRAGMA max_page_count = 1000000")
        .unwrap();
    assert_eq!(
        store.commit(opening("c2", row("tier1", &big))).unwrap().id,
        TicketId(2)
    );
}

#[test]
fn a_disk_that_fills_under_an_attachment_keeps_no_half_and_lets_others_write_between() {
    let (_dir, path, mut store) = fresh();
    let mut other = SqliteStore::open(&path, super::Mode::Write).unwrap();
    // Bytes that do not shrink, another in every chunk.
    let chunk = |n: u32| -> Vec<u8> {
        let step = |i: u32| (i.wrapping_mul(2_654_435_761).wrapping_add(n) >> 13) as u8;
        (0..CHUNK as u32).map(step).collect()
    };
    store.put_chunks("d", 0, &[chunk(0)], At(0)).unwrap();
    other.commit(opening("c1", row("tier1", "a"))).unwrap();
    let pages: i64 = store
        .conn
        .query_row("PRAGMA page_count", [], |r| r.get(0))
        .unwrap();
    let limit = |store: &SqliteStore, pages: i64| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        store.conn.execute_batch(&sql).unwrap();
    };
    limit(&store, pages);
    let said = store.put_chunks("d", 1, &[chunk(1), chunk(2)], At(0));
    assert!(matches!(said, Err(Error::Full { .. })), "{said:?}");
    let sha256 = "a".repeat(64);
    let size = 3 * CHUNK as u64;
    assert!(store.keep_blob("d", &sha256, size).is_err());
    limit(&store, 1_000_000);
    store
        .put_chunks("d", 1, &[chunk(1), chunk(2)], At(0))
        .unwrap();
    store.keep_blob("d", &sha256, size).unwrap();
    assert_eq!(other.stored_chunk(&sha256, 2).unwrap(), Some(chunk(2)));
}

#[test]
fn a_bulk_that_failed_halfway_cannot_be_kept() {
    let (_dir, _path, mut store) = fresh();
    store.begin_bulk(crate::store::Writes::Many).unwrap();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    store
        .conn
        .execute_batch("PRAGMA max_page_count = 1")
        .unwrap();
    assert!(
        store
            .commit(opening("c2", row("tier1", &"x".repeat(1_000_000))))
            .is_err()
    );
    store
        .conn
        .execute_batch("PRAGMA max_page_count = 1000000")
        .unwrap();
    assert!(store.commit(opening("c3", row("tier1", "b"))).is_err());
    assert!(store.end_bulk().is_err());
    assert_eq!(store.head().unwrap().0, 0);
    store.commit(opening("c4", row("tier1", "b"))).unwrap();
}

#[test]
fn the_log_is_append_only() {
    let (_dir, _path, mut store) = fresh();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    for sql in [
        "UPDATE event SET record = ''",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT n, ticket, seq, '', hash FROM event",
    ] {
        let said = store.conn.execute_batch(sql).unwrap_err().to_string();
        assert!(said.contains("append-only"), "{sql}: {said}");
    }
}

/// Settings that are not as they must be.
fn wrong_settings(conn: &Connection) -> Vec<&'static str> {
    let ask = |name: &str| {
        conn.pragma_query_value(None, name, |r| r.get::<_, rusqlite::types::Value>(0))
            .unwrap()
    };
    let mut wrong = Vec::new();
    if ask("journal_mode") != "wal".to_owned().into() {
        wrong.push("journal_mode");
    }
    for (name, value) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("recursive_triggers", 1),
        ("cell_size_check", 1),
        ("journal_size_limit", 67_108_864),
        (
            "user_version",
            i64::from(super::migrate::newest(super::migrate::MIGRATIONS)),
        ),
        ("application_id", 0x686f_6973),
    ] {
        if ask(name) != i64::into(value) {
            wrong.push(name);
        }
    }
    wrong
}

#[test]
fn the_settings_are_in_force() {
    let (_dir, _path, store) = fresh();
    assert_eq!(wrong_settings(&store.conn), Vec::<&str>::new());
    assert!(store.conn.prepare("SELECT \"no such column\"").is_err());
}

/// Less is synced with NORMAL: a power loss then takes commits that were acknowledged.
#[test]
fn a_planted_synchronous_normal_is_named() {
    let (_dir, _path, mut store) = fresh();
    for word in ["NORMAL", "OFF"] {
        let sql = format!("PRAGMA synchronous = {word}");
        store.conn.execute_batch(&sql).unwrap();
        assert_eq!(wrong_settings(&store.conn), ["synchronous"]);
        store
            .conn
            .execute_batch("PRAGMA synchronous = FULL")
            .unwrap();
    }
    // Neither a bulk nor its end loosens them.
    store.begin_bulk(crate::store::Writes::Many).unwrap();
    assert_eq!(wrong_settings(&store.conn), Vec::<&str>::new());
    store.end_bulk().unwrap();
    assert_eq!(wrong_settings(&store.conn), Vec::<&str>::new());
}
