//! The audit finds the first place where the desk is not what was written.

use crate::support::desk::{Backend, Bench, on_both};
use hoist::desk::AuditReport;
use hoist::domain::chain;
use rusqlite::Connection;

fn check(bench: &Bench) -> AuditReport {
    bench.desk.audit_check(&mut |_, _| {}).unwrap()
}

/// A desk with two tickets, one of them with two packages, and its file laid open.
fn opened() -> (Bench, Connection) {
    let mut bench = Bench::new(Backend::Sqlite);
    bench.at("tier1.working");
    bench.at("engineering.queued");
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    conn.execute_batch("DROP TRIGGER event_never_changes; DROP TRIGGER event_never_goes;")
        .unwrap();
    (bench, conn)
}

fn record(conn: &Connection, n: i64) -> String {
    conn.query_row("SELECT record FROM event WHERE n = ?", [n], |r| r.get(0))
        .unwrap()
}

/// The number of the first record that holds a text.
fn holding(conn: &Connection, text: &str) -> i64 {
    conn.query_row(
        "SELECT min(n) FROM event WHERE instr(record, ?) > 0",
        [text],
        |r| r.get(0),
    )
    .unwrap()
}

/// Writes a record and chains everything behind it anew, as someone with the file and the recipe could.
fn forge(conn: &Connection, n: i64, record_text: &str) {
    conn.execute("UPDATE event SET record = ? WHERE n = ?", (record_text, n))
        .unwrap();
    let last: i64 = conn
        .query_row("SELECT max(n) FROM event", [], |r| r.get(0))
        .unwrap();
    let mut hash = [0; 32];
    for n in 1..=last {
        hash = chain::link(&hash, &record(conn, n));
        conn.execute("UPDATE event SET hash = ? WHERE n = ?", (&hash[..], n))
            .unwrap();
    }
}

#[test]
fn a_desk_as_it_was_written_is_whole() {
    on_both(|bench| {
        bench.at("tier1.archived");
        bench.fixed();
        let mut told = Vec::new();
        let report = bench
            .desk
            .audit_check(&mut |done, of| told.push((done, of)))
            .unwrap();
        assert_eq!(report.bad, None);
        assert_eq!((report.tickets, report.packages), (2, 2));
        assert_eq!(
            (report.head, report.hash.clone()),
            bench.desk.audit_head().unwrap()
        );
        assert!(told.windows(2).all(|w| w[0].0 <= w[1].0), "{told:?}");
        assert_eq!(told.last().map(|t| t.0), told.last().map(|t| t.1));
    });
}

#[test]
fn each_changed_record_is_found_where_it_stands() {
    let (bench, conn) = opened();
    let n = holding(&conn, "It fails below the API.");
    let changed = record(&conn, n).replace("below the API", "above the API");
    conn.execute("UPDATE event SET record = ? WHERE n = ?", (changed, n))
        .unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(bad.contains(&format!("breaks at record {n}")), "{bad}");
}

#[test]
fn a_record_that_was_removed_is_missed() {
    let (bench, conn) = opened();
    conn.execute("DELETE FROM event WHERE n = 12", []).unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(bad.contains("record 12 is missing"), "{bad}");
}

#[test]
fn a_row_that_was_edited_is_named() {
    let (bench, conn) = opened();
    conn.execute("UPDATE ticket_row SET priority = 1 WHERE id = 2", [])
        .unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(bad.contains("row of ticket #2"), "{bad}");
    assert!(bad.contains("(priority)"), "{bad}");
}

#[test]
fn a_ticket_that_was_edited_is_named() {
    let (bench, conn) = opened();
    conn.execute(
        "UPDATE ticket SET doc = replace(doc, '\"Acme\"', '\"Birch\"') WHERE id = 1",
        [],
    )
    .unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(
        bad.contains("Ticket #1 is not what its events say (customer_name)"),
        "{bad}"
    );
}

#[test]
fn a_ticket_that_was_removed_is_named() {
    let (bench, conn) = opened();
    conn.execute_batch("DELETE FROM ticket WHERE id = 1; DELETE FROM ticket_row WHERE id = 1;")
        .unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(bad.contains("Ticket #1 is gone"), "{bad}");
}

#[test]
fn a_package_that_was_edited_is_named_even_if_the_chain_was_forged() {
    let (bench, conn) = opened();
    let n = holding(&conn, "hoist-package-2");
    let changed = record(&conn, n).replace("the symptoms", "no symptoms at all");
    forge(&conn, n, &changed);
    let bad = check(&bench).bad.unwrap();
    assert!(
        bad.contains("Package 1 of ticket #2 does not match"),
        "{bad}"
    );
}

#[test]
fn a_package_that_was_edited_is_not_handed_on() {
    use crate::support::desk::{missing, mv};
    use hoist::domain::command::Command;
    use hoist::domain::id::TicketId;
    use hoist::domain::process::Verb;
    let (mut bench, conn) = opened();
    let n = holding(&conn, "\\\"package\\\":2");
    forge(
        &conn,
        n,
        &record(&conn, n).replace("the symptoms", "nothing"),
    );
    let id = TicketId(2);
    bench.yes("eva", id, Command::ShowPackage { version: 2 });
    let refusal = bench.no("eva", id, mv(Verb::Accept));
    assert_eq!(missing(&refusal), ["package:2"]);
    assert!(!refusal.missing[0].forceable);
}
