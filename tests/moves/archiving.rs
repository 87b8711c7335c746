//! Many tickets go to the archive by themselves at once, as after the import of another desk's past: the disk is waited
//! for once a batch, and what one ticket lacks keeps no other.

use crate::support::desk::{Backend, Bench, DAY, on_both, with};
use hoist::desk::tick::{BATCH, Ticked};
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use rusqlite::Connection;

fn closed(bench: &mut Bench, n: usize) -> Vec<TicketId> {
    let ids: Vec<TicketId> = (0..n).map(|_| bench.at("tier1.closed")).collect();
    bench.wait(60 * DAY);
    ids
}

/// A closed ticket on which an article is still owed.
fn owing(bench: &mut Bench) -> TicketId {
    let id = bench.at("engineering.working");
    bench.evidence_3(id);
    let date = hoist::domain::words::rfc3339(bench.now().plus_ms(300 * DAY));
    let kb = format!("by:{date}");
    bench.yes("eva", id, with(Verb::Deploy, &[("kb", &kb)]));
    bench.bring(id, "tier1.closed");
    assert_eq!(bench.ticket(id).open_owed().count(), 1);
    id
}

fn tick(bench: &mut Bench) -> Ticked {
    let mut all = Ticked::default();
    loop {
        all.add(bench.desk.tick(BATCH).unwrap());
        if all.next > bench.now() {
            return all;
        }
    }
}

/// Transactions in the log of the desk's file.
fn transactions(bench: &Bench) -> usize {
    let log = std::fs::read(bench.dir.path().join("desk.db-wal")).unwrap();
    let word = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    let frame = 24 + word(8) as usize;
    let ends = (32..log.len())
        .step_by(frame)
        .filter(|at| word(at + 4) != 0);
    ends.count()
}

#[test]
fn a_batch_is_archived_in_one_transaction() {
    let mut bench = Bench::new(Backend::Sqlite);
    let ids = closed(&mut bench, 20);
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(conn);
    let done = tick(&mut bench);
    assert_eq!((done.archived, done.troubles), (20, vec![]));
    let written = transactions(&bench);
    assert!((1..=4).contains(&written), "{written} transactions");
    for id in ids {
        bench.stands(id, "tier1.archived");
        bench.replays(id);
    }
    let audit = bench.desk.audit_check(&mut |_, _| {}).unwrap();
    assert_eq!(audit.bad, None);
}

#[test]
fn what_keeps_one_from_the_archive_keeps_no_other() {
    on_both(|bench| {
        let ids = closed(bench, 5);
        // An article is owed on one of them.
        let owes = owing(bench);
        bench.wait(60 * DAY);
        let done = tick(bench);
        assert_eq!(done.archived, 5);
        assert_eq!(done.troubles, Vec::<String>::new());
        bench.stands(owes, "tier1.closed");
        for id in ids {
            bench.stands(id, "tier1.archived");
        }
        assert_eq!(tick(bench).archived, 0);
    });
}
