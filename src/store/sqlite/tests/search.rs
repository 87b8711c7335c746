//! The index of words: its plan, and how a desk from before it comes to have one.

use super::plans::planner;
use super::{explain, fresh};
use crate::domain::id::TicketId;
use crate::domain::search::Search;
use crate::store::Store;
use crate::store::conformance::sample::{lead, next, opening, row};
use crate::store::conformance::search::{find, read};
use crate::store::sqlite::search::{FIND, behind};
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
         DROP TABLE mark; DROP TABLE review; DROP TABLE unindexed;
         ALTER TABLE ticket_row DROP COLUMN handed_to; ALTER TABLE ticket_row DROP COLUMN handed_by;
         ALTER TABLE ticket_row DROP COLUMN asked; ALTER TABLE ticket_row DROP COLUMN asked_at;
         ALTER TABLE ticket_row DROP COLUMN later;
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
fn a_desk_whose_words_were_folded_otherwise_is_indexed_anew() {
    let (_dir, path, mut store) = fresh();
    let subjects = ["plain printer", "Ελληνικός", "since v1.2.3-rc.4", "Größe"];
    for (n, subject) in subjects.into_iter().enumerate() {
        store
            .commit(opening(&format!("c{n}"), row("tier1", subject)))
            .unwrap();
    }
    behind::settle(&store.conn).unwrap();
    drop(store);
    // As the index of before had them; of those that are cut as ever nothing is written.
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "DELETE FROM search_index;
         INSERT INTO search_index (rowid, words) VALUES (4, 'as it was'), (8, 'ελληνικός'), (12, 'since v1 2 3 rc 4');
         ALTER TABLE ticket_row DROP COLUMN later; PRAGMA user_version = 20;",
    )
    .unwrap();
    drop(conn);
    let store = SqliteStore::open(&path, Mode::Write).unwrap();
    assert_eq!(found(&store, "ελληνικος"), [2]);
    assert_eq!(found(&store, "1.2.3"), [3]);
    assert!(found(&store, "printer").is_empty());
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

fn behind(path: &std::path::Path) -> i64 {
    let conn = Connection::open(path).unwrap();
    let sql = "SELECT count(*) FROM unindexed";
    conn.query_row(sql, [], |r| r.get(0)).unwrap()
}

#[test]
fn what_the_index_does_not_have_yet_is_found_as_what_it_has() {
    let (_dir, path, mut store) = fresh();
    let mut most = 0;
    for n in 0..100 {
        match n % 4 {
            0 => {
                let subject = format!("printer number{n}");
                store.commit(opening(&format!("c{n}"), row("tier1", &subject)))
            }
            _ => {
                let (row, ticket) = store.stored(TicketId(n / 4 + 1)).unwrap();
                store.commit(next(
                    &format!("c{n}"),
                    row,
                    ticket,
                    &format!("word{n} again"),
                ))
            }
        }
        .unwrap();
        let last = n / 4 + 1;
        let every: Vec<i64> = (1..=last).rev().collect();
        assert_eq!(
            found(&store, "printer"),
            every[..every.len().min(9)],
            "after {n}"
        );
        assert_eq!(found(&store, &format!("-printer word{n}")), [0; 0]);
        for before in 0..=n {
            let typed = if before % 4 == 0 { "number" } else { "word" };
            assert_eq!(
                found(&store, &format!("{typed}{before}.")),
                [before / 4 + 1]
            );
        }
        most = most.max(behind(&path));
    }
    // It has been behind and has been brought up to date, more than once.
    assert_eq!((most, behind(&path)), (31, 100 % 32));
}

#[test]
fn a_page_goes_on_below_a_ticket_that_the_index_does_not_have() {
    let (_dir, _path, mut store) = fresh();
    for n in 0..40 {
        let subject = format!("printer {n}");
        store
            .commit(opening(&format!("c{n}"), row("tier1", &subject)))
            .unwrap();
    }
    // One far below the newest is behind again.
    let (row, ticket) = store.stored(TicketId(3)).unwrap();
    store.commit(next("n", row, ticket, "toner")).unwrap();
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = find(&store, &lead(), &read("printer"), before, 7).unwrap();
        all.extend(page.found.iter().map(|(row, _)| row.id.0));
        before = page.found.last().map(|(row, _)| row.id);
        if !page.more {
            break;
        }
    }
    assert_eq!(all, (1..=40).rev().collect::<Vec<i64>>());
}

#[test]
fn after_a_bulk_the_index_is_no_further_behind_than_after_a_write() {
    let (_dir, path, mut store) = fresh();
    let mut opened = 0;
    for (tickets, waiting) in [(9, 9), (22, 31), (1, 0), (40, 0)] {
        store.begin_bulk(crate::store::Writes::Many).unwrap();
        for _ in 0..tickets {
            opened += 1;
            let change = opening(&format!("c{opened}"), row("tier1", "printer"));
            store.commit(change).unwrap();
        }
        store.end_bulk().unwrap();
        assert_eq!(behind(&path), waiting);
        assert_eq!(found(&store, "printer")[0], opened);
    }
}

#[test]
fn long_texts_do_not_wait_for_as_many_others() {
    let (_dir, path, mut store) = fresh();
    store.commit(opening("c", row("tier1", "printer"))).unwrap();
    let mut most = 0;
    for n in 0..20 {
        let (row, ticket) = store.stored(TicketId(1)).unwrap();
        let long = format!("word{n} {}", "paper jam ".repeat(2_000));
        store
            .commit(next(&format!("n{n}"), row, ticket, &long))
            .unwrap();
        most = most.max(behind(&path));
        assert_eq!(found(&store, &format!("word{n}")), [1]);
    }
    assert!((1..=4).contains(&most), "{most} waited");
}
