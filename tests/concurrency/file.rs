//! Odd files in the place of a desk, and what happens to its side files.

use crate::cli::Home;
use hoist::domain::id::TicketId;
use hoist::store::conformance::sample::{self, opening, row};
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Error, Store};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn desk() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.hoist");
    SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
    (dir, path)
}

fn write(store: &mut SqliteStore, command: &str) -> Result<TicketId, Error> {
    store
        .commit(opening(command, row("tier1", command)))
        .map(|c| c.id)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

fn refused(path: &Path) -> String {
    match SqliteStore::open(path, Mode::Write) {
        Err(Error::Unusable(said)) => said,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_log_of_a_lost_desk_is_not_played_into_a_new_one() {
    let home = Home::new();
    let path = home.desk();
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    home.ok("new --subject c1 --customer Acme");
    let log = fs::read(beside(&path, "-wal")).unwrap();
    drop(store);
    fs::remove_file(&path).unwrap();
    fs::write(beside(&path, "-wal"), &log).unwrap();
    let said = home.fails(1, "init --name ben");
    assert!(said.contains("left from a desk"), "{said}");
    assert!(!path.exists());
    assert_eq!(fs::read(beside(&path, "-wal")).unwrap(), log);
    fs::remove_file(beside(&path, "-wal")).unwrap();
    home.ok("init --name ben");
    assert!(home.ok("whoami").starts_with("ben"));
}

#[test]
fn a_log_removed_underneath_is_noticed() {
    let (_dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write(&mut store, "c1").unwrap();
    fs::remove_file(beside(&path, "-wal")).unwrap();
    let said = write(&mut store, "c2");
    assert!(matches!(said, Err(Error::Moved(_))), "{said:?}");
}

#[test]
fn a_file_of_two_names_is_read_but_not_written() {
    let (dir, path) = desk();
    fs::hard_link(&path, dir.path().join("other")).unwrap();
    assert!(refused(&path).contains("2 names"));
    SqliteStore::open(&path, Mode::Read).unwrap();
    fs::remove_file(dir.path().join("other")).unwrap();
    SqliteStore::open(&path, Mode::Write).unwrap();
}

#[test]
fn a_reader_through_a_symbolic_link_sees_the_log() {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write(&mut store, "c1").unwrap();
    let link = dir.path().join("link");
    symlink(&path, &link).unwrap();
    let reader = SqliteStore::open(&link, Mode::Read).unwrap();
    assert_eq!(reader.ids(TicketId(0), 9).unwrap().len(), 1);
    assert!(!beside(&link, "-wal").exists());
}

#[test]
fn a_reader_reads_a_log_whose_shared_memory_is_gone() {
    let (dir, path) = desk();
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write(&mut store, "c1").unwrap();
    let copy = dir.path().join("copy");
    fs::copy(&path, &copy).unwrap();
    fs::copy(beside(&path, "-wal"), beside(&copy, "-wal")).unwrap();
    let reader = SqliteStore::open(&copy, Mode::Read).unwrap();
    assert_eq!(reader.ids(TicketId(0), 9).unwrap().len(), 1);
}

#[test]
fn a_still_reader_says_when_someone_begins_to_write() {
    let (_dir, path) = desk();
    let reader = SqliteStore::open(&path, Mode::Read).unwrap();
    assert!(reader.ids(TicketId(0), 9).unwrap().is_empty());
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    write(&mut store, "c1").unwrap();
    let said = reader.ids(TicketId(0), 9).unwrap_err().to_string();
    assert!(said.contains("Start again"), "{said}");
}

#[test]
fn devices_sockets_and_loops_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(refused(Path::new("/dev/null")).contains("is a device"));
    let socket = dir.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    assert!(refused(&socket).contains("is a socket"));
    let round = dir.path().join("round");
    symlink(&round, &round).unwrap();
    assert!(refused(&round).contains("cannot be reached"));
    let nowhere = dir.path().join("nowhere");
    symlink(dir.path().join("none"), &nowhere).unwrap();
    let said = SqliteStore::open(&nowhere, Mode::Write);
    assert!(matches!(said, Err(Error::NoDesk(_))), "{said:?}");
    let made = SqliteStore::create(&nowhere, &sample::desk(), vec![]);
    assert!(matches!(made, Err(Error::Unusable(_))), "{made:?}");
}
