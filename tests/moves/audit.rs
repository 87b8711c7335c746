//! The audit finds the first place where the desk is not what was written.

use crate::support::desk::{Backend, Bench, on_both};
use hoist::desk::AuditReport;
use hoist::domain::chain;
use hoist::domain::customer::{Contact, Customer};
use hoist::domain::parse;
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

/// An address book, views and another process file, by the desk's own events.
fn furnish(bench: &mut Bench) {
    bench.sit("lea");
    let named = |name: &str| Customer {
        name: name.into(),
        ..Customer::default()
    };
    let first = bench.desk.put_customer(named("Acme")).unwrap();
    bench.desk.put_customer(named("Cedar")).unwrap();
    let person = Contact {
        customer: Some(first),
        name: "Lena".into(),
        addresses: vec!["lena@acme.example".into()],
        ..Contact::default()
    };
    bench.desk.put_contact(person).unwrap();
    let seen = bench.desk.store().customer(first).unwrap().unwrap();
    let wanted = Customer {
        language: "de".into(),
        ..seen.clone()
    };
    bench.desk.change_customer(&seen, &wanted).unwrap();
    bench.desk.save_view("late", None, "is:late").unwrap();
    bench.desk.save_view("other", None, "tier1").unwrap();
    bench.desk.save_view("other", Some("tier1"), "").unwrap();
    bench
        .desk
        .save_template("ask", None, "Which {product}?")
        .unwrap();
    bench
        .desk
        .save_template("other", None, "Dear {contact}")
        .unwrap();
    bench
        .desk
        .save_template("other", Some("Dear {contact}"), "")
        .unwrap();
    let text = format!("{}\n# another\n", parse::BUILTIN);
    bench.desk.use_process(&text, "to try").unwrap();
}

#[test]
fn the_rows_of_the_desk_itself_are_what_its_events_say() {
    on_both(|bench| {
        bench.open();
        furnish(bench);
        let report = check(bench);
        assert_eq!(report.bad, None);
        let agents = bench.desk.store().agents().unwrap().len() as u64;
        assert_eq!(report.rows, agents + 2 + 1 + 1 + 1);
    });
}

/// A table, how it is changed behind the log's back, and what the audit names.
const TAMPERED: [(&str, &str, &[&str]); 24] = [
    (
        "template",
        "UPDATE template SET text = 'Which one?'",
        &["Template “ask”"],
    ),
    (
        "template",
        "DELETE FROM template",
        &["Template “ask”: the row is gone"],
    ),
    (
        "agent",
        "UPDATE agent SET doc = json_set(doc, '$.lead', json('true')) WHERE name = 'ana'",
        &["Agent ana: as lead the row says true, the log says false"],
    ),
    (
        "agent",
        "DELETE FROM agent WHERE name = 'ana'",
        &["Agent ana: the row is gone"],
    ),
    (
        "agent",
        "INSERT INTO agent SELECT 'zed', json_set(doc, '$.name', 'zed') FROM agent WHERE name = 'ana'",
        &["Agent zed", "the log knows of none"],
    ),
    (
        "agent",
        "UPDATE agent SET name = 'zed' WHERE name = 'ana'",
        &["Agent ana: its row is kept as zed"],
    ),
    (
        "customer",
        "UPDATE customer SET doc = json_set(doc, '$.name', 'Birch'), name = 'Birch' WHERE id = 1",
        &["Customer 1: as name", "Birch", "Acme"],
    ),
    (
        "customer",
        "UPDATE customer SET name = 'Birch' WHERE id = 1",
        &["Customer 1", "Birch"],
    ),
    (
        "customer",
        "UPDATE customer SET id = 7 WHERE id = 2",
        &["Customer 2: the row is gone"],
    ),
    (
        "customer",
        "DELETE FROM customer WHERE id = 1",
        &["Customer 1: the row is gone"],
    ),
    (
        "customer",
        "DELETE FROM customer WHERE id = 2",
        &["Customer 2: the row is gone"],
    ),
    (
        "customer",
        "INSERT INTO customer SELECT 9, name, json_set(doc, '$.id', 9) FROM customer WHERE id = 1",
        &["Customer 9", "the log knows of none"],
    ),
    (
        "customer",
        "UPDATE customer SET doc = '{' WHERE id = 1",
        &["The customers cannot be read"],
    ),
    (
        "contact",
        "UPDATE contact SET doc = json_set(doc, '$.addresses[0]', 'x@y.example')",
        &["Contact 1: as addresses", "x@y.example"],
    ),
    ("contact", "UPDATE contact SET customer = 2", &["Contact 1"]),
    (
        "view",
        "UPDATE view SET query = 'is:open'",
        &["View “late”: the row says", "is:open", "is:late"],
    ),
    (
        "view",
        "DELETE FROM view",
        &["View “late”: the row is gone"],
    ),
    (
        "desk",
        "UPDATE desk SET value = (SELECT hash FROM process WHERE serial = 1) WHERE key = 'process'",
        &["The process file in force"],
    ),
    (
        "process",
        "UPDATE process SET text = text || '# more' WHERE serial = 2",
        &["The process file"],
    ),
    (
        "counter",
        "UPDATE counter SET n = n + 1 WHERE what = 'open' AND turn = 'engineering'",
        &["the queue engineering (open) is 2, its rows are 1"],
    ),
    ("counter", "DELETE FROM counter", &["(open) is 0"]),
    (
        "entry",
        "DELETE FROM entry WHERE id = 1 AND list = 'o:tier1'",
        &["Ticket #1", "“o:tier1”"],
    ),
    (
        "entry",
        "INSERT INTO entry SELECT 99, list, needs_at, opened_at, priority_key, updated_key, due_at FROM entry WHERE id = 2",
        &["Ticket #99"],
    ),
    (
        "entry",
        "UPDATE entry SET needs_at = 5 WHERE id = 2 AND list = 'o:engineering'",
        &["Ticket #2", "“o:engineering”"],
    ),
];

#[test]
fn each_row_that_was_changed_beside_the_log_is_named() {
    let (mut bench, conn) = opened();
    furnish(&mut bench);
    let said = check(&bench).bad.unwrap();
    assert!(
        said.contains("trigger “event_never_changes” is gone"),
        "{said}"
    );
    conn.execute_batch(
        "CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
PRAGMA foreign_keys = OFF",
    )
    .unwrap();
    for (table, sql, names) in TAMPERED {
        conn.execute_batch(&format!(
            "CREATE TEMP TABLE was AS SELECT * FROM main.{table}"
        ))
        .unwrap();
        assert!(conn.execute(sql, []).unwrap() > 0, "{sql}");
        let bad = check(&bench).bad.unwrap_or_else(|| panic!("passes: {sql}"));
        assert!(names.iter().all(|n| bad.contains(n)), "{sql}: {bad}");
        conn.execute_batch(&format!(
            "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM was; DROP TABLE was"
        ))
        .unwrap();
        assert_eq!(check(&bench).bad, None, "after {sql}");
    }
}

#[test]
fn a_row_that_does_not_know_whether_it_is_over_is_named() {
    let (bench, conn) = opened();
    conn.execute("UPDATE ticket_row SET over = 1 WHERE id = 1", [])
        .unwrap();
    let bad = check(&bench).bad.unwrap();
    assert!(bad.contains("row of ticket #1"), "{bad}");
}
