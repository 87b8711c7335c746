//! The stores: one suite for both, and what only a file can do.

use hoist::domain::id::At;
use hoist::store::conformance::sample;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::store::{Anchor, Query, Store};

#[test]
fn smoke() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.db");
    let mut store = SqliteStore::create(&path, &sample::desk(), vec![]).unwrap();
    let done = store
        .commit(sample::opening("c1", sample::row("tier1", "Printer")))
        .unwrap();
    let (row, ticket) = store.stored(done.id).unwrap();
    store.commit(sample::next("c2", row, ticket, "x")).unwrap();
    let again = SqliteStore::open(&path, Mode::Write).unwrap();
    let page = again
        .page(
            &sample::lead(),
            &Query::default(),
            &Anchor::First,
            10,
            At(0),
        )
        .unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(
        again.events(&sample::lead(), done.id, 0, 10).unwrap().len(),
        2
    );
    assert_eq!(again.counts(&sample::lead(), At(0)).unwrap().open.n, 1);
    assert_eq!(again.desk().unwrap(), sample::desk());
}
