//! Migrations, with planted schemas of tomorrow.

use super::fresh;
use crate::domain::id::{At, TicketId};
use crate::domain::stage::Phase;
use crate::store::conformance::mixed;
use crate::store::conformance::sample::{next, opening, row};
use crate::store::kept::Kept;
use crate::store::notice::Notices;
use crate::store::sqlite::file::SYNCED;
use crate::store::sqlite::migrate::{MIGRATIONS, Migration, newest};
use crate::store::sqlite::{Mode, SqliteStore};
use crate::store::{Error, Store};

/// Our own schema and steps of tomorrow, planted.
fn tomorrow(steps: &[&'static str]) -> Vec<Migration> {
    let planted = (newest(MIGRATIONS) + 1..).zip(steps);
    let planted = planted.map(|(to, sql)| Migration {
        to,
        sql,
        then: None,
    });
    MIGRATIONS.iter().copied().chain(planted).collect()
}

fn planted() -> Vec<Migration> {
    tomorrow(&[
        "CREATE TABLE planted (x); INSERT INTO planted SELECT count(*) FROM event;",
        "UPDATE planted SET x = x + 100;",
    ])
}

fn backup_of(step: i32) -> String {
    format!("desk.hoist.backup-v{}", newest(MIGRATIONS) + step)
}

#[test]
fn an_older_desk_is_backed_up_and_brought_up_to_date() {
    let (dir, path, mut store) = fresh();
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
    drop(store);
    let store = SqliteStore::open_with(&path, Mode::Write, &planted()).unwrap();
    let x: i64 = store
        .conn
        .query_row("SELECT x FROM planted", [], |r| r.get(0))
        .unwrap();
    assert_eq!(x, 101);
    let old = SqliteStore::open(&dir.path().join(backup_of(0)), Mode::Read).unwrap();
    assert_eq!(
        old.stored(TicketId(1)).unwrap(),
        store.stored(TicketId(1)).unwrap()
    );
    assert!(dir.path().join(backup_of(1)).exists());
    assert!(!dir.path().join(backup_of(0) + ".part").exists());
}

#[test]
fn a_failed_migration_leaves_the_old_desk() {
    let (_dir, path, store) = fresh();
    drop(store);
    let broken = tomorrow(&["CREATE TABLE half (x); SELECT nonsense;"]);
    assert!(SqliteStore::open_with(&path, Mode::Write, &broken).is_err());
    let mut store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert!(store.conn.prepare("SELECT * FROM half").is_err());
    store.commit(opening("c1", row("tier1", "a"))).unwrap();
}

#[test]
fn an_old_program_stops_writing_once_the_desk_was_migrated() {
    let (_dir, path, mut old) = fresh();
    let id = old.commit(opening("c1", row("tier1", "a"))).unwrap().id;
    let _new = SqliteStore::open_with(&path, Mode::Write, &planted()).unwrap();
    let (row, ticket) = old.stored(id).unwrap();
    let said = old.commit(next("c2", row, ticket, "x"));
    assert!(matches!(&said, Err(Error::Newer { .. })), "{said:?}");
    assert_eq!(old.head().unwrap().0, 1);
}

#[test]
fn two_programs_migrate_once() {
    let (dir, path, store) = fresh();
    drop(store);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                SqliteStore::open_with(&path, Mode::Write, &planted())
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

#[test]
fn a_new_desk_and_a_backup_keep_their_names_over_a_power_loss() {
    let synced = |end: &str| {
        SYNCED.with_borrow(|all| {
            all.iter()
                .any(|(path, there)| path.to_string_lossy().ends_with(end) && *there)
        })
    };
    let (_dir, path, store) = fresh();
    drop(store);
    assert!(synced("desk.hoist"), "after the name was given");
    SqliteStore::open_with(&path, Mode::Write, &planted()).unwrap();
    assert!(synced(&backup_of(0)), "after the name was given");
}

/// A desk as the first schema left it.
fn first(path: &std::path::Path, files: &[(&str, &str)], in_force: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch(MIGRATIONS[0].sql).unwrap();
    for (hash, text) in files {
        conn.execute("INSERT INTO process VALUES (?, ?)", (hash, text))
            .unwrap();
    }
    conn.execute_batch(&format!(
        "PRAGMA application_id = 0x686f6973; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;
         INSERT INTO desk VALUES ('id', 'old'), ('process', '{in_force}');
         INSERT INTO ticket VALUES (1, '{{\"id\":1}}'), (2, '{{\"id\":2}}');
         INSERT INTO ticket_row SELECT id, 1, 'tier1', 'queued', id = 2, 'tier1', '', '', 0, 0, 0, NULL,
           '', '', NULL, NULL, NULL, 0, 'nothing', 0, 'none', NULL, NULL, 0, 0, 0, 0, 5, 0, NULL FROM ticket;"
    ))
    .unwrap();
}

#[test]
fn rows_of_an_older_desk_are_of_its_only_file_or_of_none_that_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let one = dir.path().join("one");
    first(&one, &[("a", "A")], "a");
    let store = SqliteStore::open(&one, Mode::Write).unwrap();
    // A later step has every open row computed anew.
    assert_eq!(store.stored_under(TicketId(1)).unwrap().2, "");
    assert_eq!(store.outdated(TicketId(0), 9).unwrap(), [TicketId(1)]);
    let two = dir.path().join("two");
    first(&two, &[("a", "A"), ("b", "B")], "b");
    let mut store = SqliteStore::open(&two, Mode::Write).unwrap();
    assert_eq!(store.process_file("a").unwrap().as_deref(), Some("A"));
    assert_eq!(store.desk().unwrap().process_text, "B");
    assert_eq!(store.stored_under(TicketId(2)).unwrap().2, "");
    assert_eq!(store.outdated(TicketId(0), 9).unwrap(), [TicketId(1)]);
    let row = store.stored(TicketId(1)).unwrap().0;
    assert_eq!(store.rewrite_rows("b", &[row]).unwrap(), 1);
    assert_eq!(store.outdated(TicketId(0), 9).unwrap(), []);
}

/// The lists of schema 11 in place of those of today: every ticket in '*', an open one in 'o' and in the queue of
/// each tier in turn, with its due time, and of each that something is asked of.
const LISTS_BEFORE: &str = "
    DELETE FROM entry WHERE list = 'x' OR substr(list, 1, 2) IN ('o:', 'q:');
    INSERT INTO entry SELECT id, '*', needs_at, opened_at, priority_key, updated_key, NULL FROM ticket_row;
    INSERT INTO entry SELECT id, 'o', needs_at, opened_at, priority_key, updated_key, NULL FROM ticket_row
      WHERE over = 0;
    INSERT INTO entry
      SELECT ticket_row.id, 't:' || tier.value, needs_at, opened_at, priority_key, updated_key, nullif(due_at, 9223372036854775807)
      FROM ticket_row, json_each('[\"' || replace(turn, ',', '\",\"') || '\"]') AS tier WHERE over = 0 AND turn <> '';
    INSERT INTO entry
      SELECT ticket_row.id, 't:' || tier.value, min(asked_at, needs_at), opened_at, priority_key, updated_key, NULL
      FROM ticket_row, json_each('[\"' || replace(asked, ',', '\",\"') || '\"]') AS tier WHERE over = 0;
    DROP TABLE alarm; DROP TABLE notice; DROP TABLE addressed; DROP TABLE hook; DROP TABLE outbox; DROP TABLE stand_in;
    DROP TABLE mark; DROP TABLE review; DROP TABLE unindexed; ALTER TABLE ticket_row DROP COLUMN later;
    PRAGMA user_version = 11;";

/// Every entry, as one line.
fn entries(store: &SqliteStore) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', id, list, needs_at, opened_at, priority_key, updated_key, ifnull(due_at, '-')) \
         FROM entry ORDER BY id, list";
    let mut statement = store.conn.prepare(sql).unwrap();
    let found = statement.query_map([], |r| r.get(0)).unwrap();
    found.map(Result::unwrap).collect()
}

#[test]
fn the_lists_of_an_older_desk_become_those_of_today() {
    let (_dir, path, mut store) = fresh();
    mixed::fill(&mut store).unwrap();
    let wanted = entries(&store);
    let of = |start: &str| wanted.iter().filter(|e| e.contains(start)).count();
    assert!(of(" x ") > 5 && of(" o:tier1 ") > 9 && of(" o:tier1,tier2 ") > 5);
    assert!(of(" o: ") > 9 && of(" q:tier1 ") > 9 && of(" q:tier2 ") > 5);
    store.conn.execute_batch(LISTS_BEFORE).unwrap();
    assert!(entries(&store).iter().any(|e| e.contains(" t:tier1 ")));
    drop(store);
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert_eq!(entries(&store), wanted);
    assert_eq!(store.miscount().unwrap(), None);
    mixed::right(&store).unwrap();
    // What can happen by itself is looked at once, on every ticket of before that is not archived.
    let looked = store.alarmed(At(0), usize::MAX).unwrap();
    let kept = store.ids(TicketId(0), usize::MAX).unwrap();
    let open = kept
        .into_iter()
        .filter(|id| store.stored(*id).unwrap().0.stage.phase != Phase::Archived);
    assert_eq!(looked, open.collect::<Vec<_>>());
}
