//! A rare filter that is broken off: what the page leaves open it says, and never says "no more".

use super::desk;
use hoist::domain::id::{At, Tier};
use hoist::domain::row::Row;
use hoist::store::conformance::sample::{self, lead};
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Anchor, Cursor, Page, Query, Sort, Store};

const NOW: At = At(1_000);
const DEPTH: usize = 8;

/// Rows one looks for stand far from each other, at the ends too.
fn is_rare(n: i64) -> bool {
    [0, 1, 30, 33, 59].contains(&n)
}

fn filled() -> (tempfile::TempDir, MemoryStore, SqliteStore) {
    let mut memory = MemoryStore::create(&sample::desk(), vec![]).unwrap();
    let (dir, path) = desk();
    let mut file = SqliteStore::open(&path, Mode::Write).unwrap();
    file.begin_bulk(hoist::store::Writes::Many).unwrap();
    for n in 0..60 {
        let row = Row {
            needs_at: At(n),
            due_at: At(n),
            opened_at: At(n * 3),
            updated_at: At(-n),
            priority_key: 2,
            ..sample::row("tier1", if is_rare(n) { "needle" } else { "hay" })
        };
        let change = sample::opening(&format!("c{n}"), row);
        memory.commit(change.clone()).unwrap();
        file.commit(change).unwrap();
    }
    file.end_bulk().unwrap();
    file.set_depth(DEPTH);
    (dir, memory, file)
}

/// What a page claims that is not so.
fn untrue(found: &Page, truth: &Page) -> Option<&'static str> {
    let cut = found.cut_at.is_some();
    if found.rows.iter().any(|r| !truth.rows.contains(r)) {
        return Some("a row that is not there");
    }
    if !cut && found != truth {
        return Some("not cut, and yet not the whole truth");
    }
    if truth.more_before && !found.more_before && !cut {
        return Some("nothing before");
    }
    if truth.more_after && !found.more_after && !cut {
        return Some("nothing after");
    }
    None
}

#[test]
fn a_page_that_was_cut_on_either_side_says_so() {
    let (_dir, memory, file) = filled();
    let mut behind = 0;
    for sort in [Sort::Due, Sort::Age, Sort::Priority, Sort::Updated] {
        let query = Query {
            text: "needle".into(),
            turn: Some(Tier::from("tier1")),
            sort,
            ..Query::default()
        };
        let all = Query {
            sort,
            ..Query::default()
        };
        let every = memory.page(&lead(), &all, &Anchor::First, 99, NOW).unwrap();
        let places = every.rows.iter().map(|r| Cursor::of(r, sort));
        let mut anchors = vec![Anchor::First, Anchor::Last];
        anchors.extend(places.flat_map(|at| {
            [
                Anchor::After(at.clone()),
                Anchor::Before(at.clone()),
                Anchor::From(at),
            ]
        }));
        for from in anchors {
            let read = |store: &dyn Store| store.page(&lead(), &query, &from, 2, NOW).unwrap();
            let (found, truth) = (read(&file), read(&memory));
            assert_eq!(
                untrue(&found, &truth),
                None,
                "{sort:?} {from:?} {found:?} {truth:?}"
            );
            // Read downwards, what lies before is asked for by a scan of its own.
            if matches!(from, Anchor::After(_) | Anchor::From(_)) && truth.more_before {
                assert!(found.more_before, "{sort:?} {from:?}");
                behind += usize::from(found.cut_at == Some(DEPTH));
            }
        }
    }
    assert!(behind > 20, "{behind} pages were cut behind");
}

#[test]
fn paging_up_from_a_page_that_was_cut_behind_comes_to_an_end() {
    let (_dir, _memory, file) = filled();
    let query = Query {
        text: "needle".into(),
        ..Query::default()
    };
    let all = Query::default();
    let every = file.page(&lead(), &all, &Anchor::First, 99, NOW).unwrap();
    let at = Cursor::of(&every.rows[29], Sort::Due);
    let page = file
        .page(&lead(), &query, &Anchor::From(at), 2, NOW)
        .unwrap();
    assert_eq!(
        (page.rows.len(), page.more_before, page.cut_at),
        (2, true, Some(DEPTH))
    );
    let at = Cursor::of(&page.rows[0], Sort::Due);
    let page = file
        .page(&lead(), &query, &Anchor::Before(at), 2, NOW)
        .unwrap();
    assert_eq!(
        (page.rows.len(), page.more_before, page.cut_at),
        (0, false, Some(DEPTH))
    );
}
