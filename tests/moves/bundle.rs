//! The bundle: rendered at `close`, sealed at `archive`, the same whenever it is rendered anew.

use crate::support::desk::{Backend, Bench, note, on_both};
use hoist::desk::Error;
use hoist::domain::bundle::{self, Entry, first_rule};
use hoist::domain::event::{Event, Fact};
use hoist::domain::id::TicketId;
use hoist::domain::package::hash;
use hoist::domain::ticket::Ticket;
use hoist::domain::{apply::apply, parse, words};
use rusqlite::Connection;

fn facts(bench: &Bench, id: TicketId) -> Vec<(u32, Fact)> {
    let events = bench.events(id).into_iter();
    events
        .flat_map(|e| e.facts.into_iter().map(move |f| (e.seq, f)))
        .collect()
}

#[test]
fn closing_renders_the_bundle_and_archiving_seals_it() {
    on_both(|bench| {
        let id = bench.fixed();
        bench.run("ana", id, note("Called back: works.")).unwrap();
        assert!(matches!(bench.desk.bundle(id), Err(Error::Missing(_))));
        bench.bring(id, "tier1.closed");
        let closed = bench.desk.bundle(id).unwrap();
        let rendered = closed.reference.unwrap();
        assert_eq!(hash(&closed.json), rendered.hash);
        assert!(closed.sealed.is_empty());
        bench.bring(id, "tier1.archived");
        let kept = bench.desk.bundle(id).unwrap();
        let sealed = kept.reference.unwrap();
        assert_eq!(
            (&sealed.hash, &kept.sealed),
            (&hash(&kept.json), &bench.ticket(id).sealed)
        );
        assert_ne!(sealed.hash, rendered.hash, "archiving completes it");
        assert!(sealed.head.n > rendered.head.n);
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!((report.bad, report.bundles), (None, 1));
    });
}

#[test]
fn the_bundle_holds_all_there_is_word_for_word() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.fixed();
    bench.run("ana", id, note("Called back: works.")).unwrap();
    bench.bring(id, "tier1.archived");
    let kept = bench.desk.bundle(id).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&kept.json).unwrap();
    let told = &whole["ticket"];
    let ticket = bench.ticket(id);
    let count = |name: &str| told[name].as_array().unwrap().len();
    assert_eq!(told["ticket"], id.0);
    assert_eq!(count("records"), ticket.records.len());
    assert_eq!(count("packages"), ticket.packages.len());
    assert_eq!(count("messages"), ticket.messages.len());
    assert_eq!(told["notes"][0]["text"], "Called back: works.");
    assert_eq!(told["intake"].as_object().unwrap().len(), 4);
    assert!(told["checklist"].as_object().unwrap().len() > 8);
    assert_eq!(told["head"]["n"], kept.reference.unwrap().head.n);
    let events = bench.events(id);
    let timeline = whole["timeline"].as_array().unwrap();
    assert_eq!(timeline.len(), events.len());
    let first: Event = serde_json::from_value(timeline[0].clone()).unwrap();
    assert_eq!(first, events[0]);
    for fact in facts(&bench, id) {
        if let (_, Fact::Message(_, text) | Fact::Noted(text)) = fact {
            let line = text.lines().next().unwrap();
            assert!(kept.page.contains(line), "{line}");
        }
    }
    for title in [
        "Resolution",
        "Intake",
        "Checklist",
        "Conversation",
        "Notes",
        "Hand-off packages",
        "History",
    ] {
        assert!(kept.page.contains(&format!("## {title}\n")), "{title}");
    }
}

#[test]
fn a_restricted_bundle_is_for_its_audience() {
    let mut bench = Bench::new(Backend::Memory);
    let id = bench.at("tier1.archived");
    let open = bench.at("tier1.working");
    let restrict = hoist::domain::command::Command::Restrict {
        agents: vec![],
        why: "Names of people.".to_owned(),
    };
    bench.run("lea", open, restrict).unwrap();
    bench.bring(open, "tier1.archived");
    let eva = bench.beside("eva");
    assert!(eva.bundle(id).is_ok());
    assert!(matches!(
        eva.bundle(open),
        Err(Error::Store(hoist::store::Error::Restricted(_)))
    ));
}

/// Someone with the file and the recipe changes a word and chains everything anew; only the seal,
/// which they forgot, tells.
#[test]
fn a_seal_that_does_not_match_is_named() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.working");
    bench.run("ana", id, note("It was our fault.")).unwrap();
    bench.bring(id, "tier1.archived");
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    conn.execute_batch("DROP TRIGGER event_never_changes;")
        .unwrap();
    conn.execute(
        "UPDATE event SET record = replace(record, 'our fault', 'their fault')",
        [],
    )
    .unwrap();
    let last: i64 = conn
        .query_row("SELECT max(n) FROM event", [], |r| r.get(0))
        .unwrap();
    let mut hash = [0; 32];
    for n in 1..=last {
        let record: String = conn
            .query_row("SELECT record FROM event WHERE n = ?", [n], |r| r.get(0))
            .unwrap();
        hash = hoist::domain::chain::link(&hash, &record);
        conn.execute("UPDATE event SET hash = ? WHERE n = ?", (&hash[..], n))
            .unwrap();
    }
    let bad = bench.desk.audit_check(&mut |_, _| {}).unwrap().bad.unwrap();
    assert!(
        bad.contains("bundle of ticket #1") && bad.contains("does not match"),
        "{bad}"
    );
    let shown = bench.desk.bundle(id).unwrap_err().to_string();
    assert!(shown.contains("does not match"), "{shown}");
}

/// The records of a ticket that was archived before there were bundles.
fn of_the_first_rule() -> Vec<Entry> {
    let records = include_str!("sealed/first_rule.jsonl");
    records.lines().map(|r| Entry::read(r).unwrap()).collect()
}

fn check(entries: &[Entry]) -> Result<u64, String> {
    let process = parse::process(include_str!("sealed/process.toml")).unwrap();
    bundle::check(TicketId(13), entries, &mut |hash, history| {
        assert_eq!(hash, process.hash);
        let lines = history
            .iter()
            .flat_map(|e| words::story(&process, &e.event));
        Some(lines.collect())
    })
}

#[test]
fn a_seal_of_the_first_rule_keeps_verifying() {
    let entries = of_the_first_rule();
    assert_eq!(check(&entries), Ok(1));
    let mut changed = entries.clone();
    changed[0].event.by = "nobody".into();
    assert!(check(&changed).unwrap_err().contains("#13"));
    let mut ticket = Ticket::default();
    entries.iter().for_each(|e| apply(&mut ticket, &e.event));
    assert_ne!(first_rule(&ticket, &[]), ticket.sealed);
}

/// What this rule renders never changes: a seal made today must hold for ever. Should this fail,
/// render by another rule under another number, and keep this one for the seals that have it.
#[test]
fn what_the_second_rule_renders_stays_the_same() {
    let entries = of_the_first_rule();
    let (own, history) = entries.split_last().unwrap();
    let mut ticket = Ticket {
        id: TicketId(13),
        ..Ticket::default()
    };
    history.iter().for_each(|e| apply(&mut ticket, &e.event));
    let json = bundle::canonical(&ticket, history, own, &Default::default());
    assert_eq!(
        hash(&json),
        "2027a2ccbe40c1d7bdf2dcd8bee28318511978e6f1da1956e033dfd128c93fe5"
    );
}

/// The page is what people read: it stands under the seal only while the ticket is what its events left.
#[test]
fn a_ticket_that_was_altered_stands_under_no_seal() {
    let mut bench = Bench::new(Backend::Sqlite);
    let id = bench.at("tier1.archived");
    bench.desk.bundle(id).unwrap();
    let conn = Connection::open(bench.dir.path().join("desk.db")).unwrap();
    let subject = bench.ticket(id).subject;
    let altered = conn
        .execute(
            "UPDATE ticket SET doc = replace(doc, ?1, 'All is well') WHERE id = ?2",
            (&subject, id.0),
        )
        .unwrap();
    assert_eq!(altered, 1);
    assert_eq!(bench.ticket(id).subject, "All is well");
    let shown = bench.desk.bundle(id).unwrap_err().to_string();
    assert!(
        shown.contains("not what its events left") && shown.contains("hoist audit check"),
        "{shown}"
    );
}
