//! The index of words: its plan, and how a desk from before it comes to have one.

use super::plans::planner;
use super::{explain, fresh};
use crate::domain::id::TicketId;
use crate::domain::search::Search;
use crate::store::Store;
use crate::store::conformance::sample::{lead, next, opening, row};
use crate::store::conformance::search::{find, read};
use crate::store::sqlite::search::FIND;
use crate::store::sqlite::{Mode, SqliteStore};
use rusqlite::Connection;

fn found(store: &SqliteStore, typed: &str) -> Vec<i64> {
    let search: Search = read(typed);
    let page = find(store, &lead(), &search, None, 9).unwrap();
    page.found.iter().map(|(row, _)| row.id.0).collect()
}

#[test]
fn a_search_is_read_newest_first_from_the_index_alone() {
    let (_dir, path, _store) = fresh();
    let steps = explain(&planner(&path), FIND);
    // M: by words; <: below a number; no sorting afterwards.
    assert!(
        steps.contains("search_index VIRTUAL TABLE INDEX") && steps.contains(":M"),
        "{steps}"
    );
    assert!(!steps.contains("TEMP B-TREE"), "{steps}");
}

#[test]
fn an_older_desk_is_searched_once_it_is_brought_up_to_date() {
    let (_dir, path, mut store) = fresh();
    for n in 0..3 {
        let subject = format!("subject{n} printer");
        store
            .commit(opening(&format!("c{n}"), row("tier1", &subject)))
            .unwrap();
    }
    let (old, ticket) = store.stored(TicketId(2)).unwrap();
    store
        .commit(next("n", old, ticket, "a note on toner"))
        .unwrap();
    drop(store);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TABLE search_index; DROP TABLE search_doc;
         DROP TABLE blob; DROP TABLE chunk; DROP TABLE attachment;
         DROP TABLE configuration; DROP TABLE baseline;
         DROP TABLE article; DROP TABLE article_revision; DROP TABLE article_use;
         DROP TABLE article_index; DROP TABLE template; ALTER TABLE product DROP COLUMN doc;
         DROP TABLE link; DROP TABLE team; DROP TABLE alarm; DROP TABLE notice; DROP TABLE addressed;
         DROP TABLE hook; DROP TABLE outbox; DROP TABLE stand_in;
         DROP TABLE mark; DROP TABLE review;
         ALTER TABLE ticket_row DROP COLUMN handed_to; ALTER TABLE ticket_row DROP COLUMN handed_by;
         ALTER TABLE ticket_row DROP COLUMN asked; ALTER TABLE ticket_row DROP COLUMN asked_at;
         PRAGMA user_version = 2;",
    )
    .unwrap();
    drop(conn);
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert_eq!(found(&store, "printer"), [3, 2, 1]);
    assert_eq!(found(&store, "toner subject1"), [2]);
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
}

#[test]
fn the_index_stays_whole_through_many_changes() {
    let (_dir, path, mut store) = fresh();
    store.commit(opening("c", row("tier1", "printer"))).unwrap();
    for n in 0..60 {
        let (row, ticket) = store.stored(TicketId(1)).unwrap();
        store
            .commit(next(
                &format!("n{n}"),
                row,
                ticket,
                &format!("word{n} again"),
            ))
            .unwrap();
    }
    assert_eq!(found(&store, "word0 word59 printer again"), [1]);
    assert_eq!(found(&store, "word60"), Vec::<i64>::new());
    drop(store);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
        .unwrap();
    let documents: i64 = conn
        .query_row("SELECT count(*) FROM search_index_docsize", [], |r| {
            r.get(0)
        })
        .unwrap();
    assert_eq!(documents, 1);
}
