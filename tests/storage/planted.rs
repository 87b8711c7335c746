//! Planted defects: the harness of this chapter is worth something only if it fails on them.

use super::file::{Child, judge, kill_a_writer};
use super::{desk, sqlite};
use hoist::domain::row::Row;
use hoist::store::conformance::sample::{opening, row};
use hoist::store::conformance::{CHECKS, Connect};
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Error, Store};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Acknowledged before COMMIT: a kill in between loses what was acknowledged.
#[test]
fn a_writer_that_acknowledges_too_early_is_caught_by_a_kill() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    drop(store);
    let caught = (0..20).any(|round| {
        let wait = Duration::from_millis(10 + round * 3);
        let acknowledged = kill_a_writer(&path, wait, Child::TooEarly);
        let store = SqliteStore::open(&path, Mode::Write).unwrap();
        judge(&store, acknowledged).is_err()
    });
    assert!(caught, "no kill showed it");
}

fn check(name: &str, connect: &Connect) -> bool {
    let (_, check) = CHECKS.iter().find(|(n, _)| *n == name).unwrap();
    check(connect).is_ok()
}

/// The command id ignored: what was delivered twice is applied twice.
#[test]
fn a_store_that_forgets_command_ids_is_caught() {
    let twice = "a command delivered twice counts once";
    assert!(check(twice, &sqlite()));
    let (dir, path) = desk();
    let connect: Connect = Box::new(move || {
        let _keep = &dir;
        let plant = Connection::open(&path).unwrap();
        // A desk with a strange trigger is not opened: it comes afterwards.
        plant
            .execute_batch("DROP TRIGGER IF EXISTS forgets")
            .unwrap();
        let store = SqliteStore::open(&path, Mode::Write)?;
        plant
            .execute_batch(
                "CREATE TRIGGER forgets AFTER INSERT ON command \
                 BEGIN DELETE FROM command WHERE id = new.id; END;",
            )
            .unwrap();
        Ok(Box::new(store))
    });
    assert!(!check(twice, &connect));
}

/// Replaces the file under a writer, lets it write, and says whether what it acknowledged is in the
/// file that now has the name.
fn replaced<W>(
    open: impl FnOnce(&Path) -> W,
    write: impl FnOnce(&mut W) -> Result<(), Error>,
) -> Result<(), &'static str> {
    let (_dir, path) = desk();
    let mut writer = open(&path);
    let (_other, another) = desk();
    // As a copying tool does: the old file with all that is beside it goes, another comes.
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", path.display()));
    }
    fs::rename(&another, &path).unwrap();
    let said = write(&mut writer);
    drop(writer);
    let kept = SqliteStore::open(&path, Mode::Read).unwrap();
    let there = kept.products(9).unwrap().contains(&"Relay".to_owned());
    match said {
        Ok(()) if !there => Err("acknowledged into a file that is gone"),
        Ok(()) => Ok(()),
        Err(Error::Moved(_)) => Ok(()),
        Err(_) => Err("another sentence"),
    }
}

/// The file replaced underneath: SQLite alone says OK to an INSERT into what nobody will open again.
#[test]
fn a_writer_that_does_not_look_whether_its_file_moved_is_caught() {
    let good = replaced(
        |path| SqliteStore::open(path, Mode::Write).unwrap(),
        |store| {
            let row = Row {
                product: "Relay".into(),
                ..row("tier1", "a")
            };
            store.commit(opening("c1", row)).map(|_| ())
        },
    );
    assert_eq!(good, Ok(()));
    let planted = replaced(
        |path| {
            let conn = Connection::open(path).unwrap();
            // It has the log open, as a program that runs for days.
            conn.execute("INSERT INTO product (name) VALUES ('first')", [])
                .unwrap();
            conn
        },
        |conn| {
            conn.execute("INSERT INTO product (name) VALUES ('Relay')", [])
                .map(|_| ())
                .map_err(|e| Error::Backend(e.to_string()))
        },
    );
    assert_eq!(planted, Err("acknowledged into a file that is gone"));
}
