//! Many tickets go to the archive by themselves at once, as after the import of another desk's past: the disk is waited
//! for once a batch, and what one ticket lacks keeps no other.

use crate::support::desk::{Backend, Bench, DAY, mv, on_both, with};
use hoist::desk::attach::Source;
use hoist::desk::tick::{BATCH, Ticked};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::store::notice::Wanted;
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

/// A closed ticket with two files on it.
fn with_files(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier1.closed");
    bench.sit("ana");
    for (name, bytes) in [
        ("core.log", &b"it broke here"[..]),
        ("fine.log", b"it works"),
    ] {
        let bytes = Box::new(std::io::Cursor::new(bytes.to_vec()));
        let source = Source::Stream(name.to_owned(), bytes);
        let command = bench.fresh();
        bench
            .desk
            .attach(id, None, vec![source], &command, &mut |_, _| true)
            .unwrap();
    }
    id
}

/// Ways in which the bytes of a ticket's first file are lost, and how that is said.
const LOST: [(&str, &str); 2] = [
    (
        "UPDATE chunk SET bytes = CAST(x'00' || substr(bytes, 2) AS BLOB)
         WHERE blob = (SELECT min(serial) FROM blob)",
        "cannot be read: a part of it is not what was written",
    ),
    (
        "DELETE FROM chunk WHERE blob = (SELECT min(serial) FROM blob)",
        "is gone from the desk",
    ),
];

fn lose(bench: &Bench, how: &str) {
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    assert_eq!(conn.execute(how, []).unwrap(), 1, "{how}");
}

#[test]
fn a_ticket_whose_evidence_is_gone_is_not_sealed() {
    for (how, words) in LOST {
        let mut bench = Bench::new(Backend::Sqlite);
        let id = with_files(&mut bench);
        lose(&bench, how);
        let refusal = bench.no("lea", id, mv(Verb::Archive));
        assert_eq!(refusal.why, Why::Guards);
        let named: Vec<&str> = refusal.missing.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(named, [format!("Attachment 1 (“core.log”) {words}")]);
        for help in ["hoist audit check", "hoist restore-desk"] {
            assert!(refusal.text.contains(help), "{}", refusal.text);
        }
        bench.stands(id, "tier1.closed");
        bench.replays(id);
        // Where no backup has it either, it is said on the ticket, and the seal vouches for what is left.
        let reason = "its bytes are lost".to_owned();
        bench.yes("lea", id, Command::Detach { n: 1, reason });
        bench.yes("lea", id, mv(Verb::Archive));
        bench.stands(id, "tier1.archived");
    }
}

#[test]
fn lost_evidence_keeps_one_ticket_from_the_archive_and_is_told_once() {
    let mut bench = Bench::new(Backend::Sqlite);
    let lost = with_files(&mut bench);
    let others = closed(&mut bench, 3);
    lose(&bench, LOST[1].0);
    let done = tick(&mut bench);
    assert_eq!((done.archived, done.troubles), (3, vec![]));
    bench.stands(lost, "tier1.closed");
    others
        .iter()
        .for_each(|id| bench.stands(*id, "tier1.archived"));
    let told = |bench: &Bench| {
        let all = Wanted {
            unread: false,
            before: None,
            limit: 100,
        };
        let kept = bench.desk.store().notices(&"lea".into(), all).unwrap();
        let mine = kept.into_iter().filter(|k| k.notice.ticket == Some(lost));
        mine.map(|k| k.notice.text).collect::<Vec<_>>()
    };
    let said = told(&bench);
    assert!(
        said.iter()
            .any(|t| t.contains("Attachment 1 (“core.log”) is gone from the desk")),
        "{said:?}"
    );
    bench.wait(60 * DAY);
    assert_eq!(tick(&mut bench).archived, 0);
    assert_eq!(told(&bench), said);
    bench.stands(lost, "tier1.closed");
    // The audit names every file that is lost, not the first alone.
    lose(
        &bench,
        "DELETE FROM chunk WHERE blob = (SELECT max(serial) FROM blob)",
    );
    let audit = bench.desk.audit_check(&mut |_, _| {}).unwrap();
    let named: Vec<&String> = audit.bad.iter().chain(&audit.more).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named[0].contains("“core.log”") && named[1].contains("“fine.log”"));
}
