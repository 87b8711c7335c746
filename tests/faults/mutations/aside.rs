//! What is kept beside the log and says by itself what it has to be: links from their other end, teams, baselines, the process
//! file of a row, what is due by itself and was told, events that wait for programs. Each bend is one that people would
//! feel: a wait that never ends, a word that nobody gets, a link that somebody else made.

use super::{Knows, Lab, laid_open, open};
use hoist::desk::new_command_id;
use hoist::domain::command::Command;
use hoist::domain::duty::StandIn;
use hoist::domain::hook::Hook;
use hoist::domain::id::{At, TicketId};
use hoist::store::sqlite::Mode;
use rusqlite::Connection;

/// A desk on which time went on: what was due is told, closed tickets are in the archive, and a program waits.
fn lived() -> Lab {
    let mut lab = Lab::new();
    let mut desk = open(&lab.desk, Mode::Write).unwrap();
    let hooks = [Hook {
        name: "pager".to_owned(),
        run: vec!["/bin/true".to_owned()],
        on: Vec::new(),
        timeout_s: 5,
    }];
    desk.next_hook(&hooks).unwrap();
    desk.put_team("printers", Some("Printers".to_owned()), None)
        .unwrap();
    let agent = desk.agents().unwrap().remove(0);
    desk.put_stand_in(StandIn {
        tier: "tier1".into(),
        agents: vec![agent.name],
        until: At(i64::MAX / 4),
        ..StandIn::default()
    })
    .unwrap();
    let open_ones: Vec<TicketId> = desk
        .store()
        .ids(TicketId(0), 100)
        .unwrap()
        .into_iter()
        .filter(|id| !desk.store().stored(*id).unwrap().1.stage.phase.is_over())
        .collect();
    let link = Command::Link {
        other: open_ones[1],
        kind: "related".to_owned(),
    };
    desk.run(open_ones[0], None, link, &new_command_id())
        .unwrap();
    let text = desk.store().desk().unwrap().process_hash;
    let text = desk.store().process_file(&text).unwrap().unwrap();
    desk.use_process(
        &format!("{text}\n# Another file that says the same.\n"),
        "tried",
    )
    .unwrap();
    for _ in 0..100 {
        if desk.tick(100).unwrap().looked == 0 {
            break;
        }
    }
    desk.next_hook(&hooks).unwrap();
    lab.head = desk.store().head().unwrap();
    lab.witnesses.keep(&desk.info().id, &lab.head).unwrap();
    drop(desk);
    assert!(!lab.desk.with_extension("-wal").exists());
    lab
}

/// Each is found, whatever else is as it was.
const BENDS: [&str; 43] = [
    "DELETE FROM alarm",
    "UPDATE alarm SET at = at + 40000000000",
    "DELETE FROM alarm WHERE ticket = (SELECT min(ticket) FROM alarm)",
    "INSERT INTO alarm (ticket, at) VALUES (99999, 0)",
    "DELETE FROM notice",
    "DELETE FROM addressed",
    "DELETE FROM addressed WHERE n = (SELECT max(n) FROM addressed)",
    "INSERT INTO addressed (agent, n) SELECT 'mallory', max(n) FROM notice",
    "UPDATE addressed SET agent = 'mallory' WHERE n = (SELECT max(n) FROM addressed)",
    "UPDATE notice SET series = series || 'x' WHERE n = (SELECT max(n) FROM notice)",
    "UPDATE notice SET round = round + 1 WHERE n = (SELECT max(n) FROM notice)",
    "UPDATE notice SET ticket = 99999 WHERE n = (SELECT max(n) FROM notice)",
    "INSERT INTO notice (series, round, ticket, doc) SELECT 'forged', 1, ticket, doc FROM notice LIMIT 1",
    "UPDATE link SET by = 'ana', at = at - 86400000, workaround = 99",
    "UPDATE link SET by = 'ana'",
    "UPDATE link SET at = at - 1",
    "UPDATE link SET workaround = workaround + 1",
    "UPDATE link SET resolution = resolution + 1",
    "UPDATE baseline SET blob = (SELECT min(serial) FROM blob WHERE serial <> baseline.blob)",
    "UPDATE baseline SET product = product || 'x'",
    "UPDATE baseline SET name = name || 'x'",
    "UPDATE team SET id = id || 'x'",
    "UPDATE stand_in SET n = n + 1",
    "UPDATE ticket_row SET process = (SELECT max(serial) FROM process) WHERE over = 1",
    "UPDATE ticket_row SET process = (SELECT min(serial) FROM process WHERE serial <> ticket_row.process) WHERE id = (SELECT min(id) FROM ticket_row WHERE over = 1)",
    "UPDATE ticket_row SET process = 9 WHERE id = (SELECT min(id) FROM ticket_row WHERE over = 0)",
    "UPDATE ticket_row SET process = 9 WHERE id = (SELECT min(id) FROM ticket_row WHERE over = 1)",
    "UPDATE ticket_row SET process = -1 WHERE over = 0",
    "INSERT INTO process (serial, hash, text) VALUES (99, 'abc', 'name = \"forged\"')",
    "UPDATE link SET listens = 2",
    "UPDATE link SET unheard = 2",
    "UPDATE link SET listens = 1 - listens",
    "UPDATE article_use SET listens = 2",
    "UPDATE article_use SET unheard = -1",
    "UPDATE hook SET seen = seen + 1000",
    "DELETE FROM hook",
    "INSERT INTO outbox (hook, notice, event, tries, next_at, trouble) SELECT 'mallory', notice, event, 0, 0, '' FROM outbox LIMIT 1",
    "INSERT INTO outbox (hook, notice, event, tries, next_at, trouble) VALUES ('pager', 0, '{}', 0, 0, '')",
    "INSERT INTO outbox (hook, notice, event, tries, next_at, trouble) SELECT 'pager', seen + 1, '{}', 0, 0, '' FROM hook",
    "UPDATE outbox SET event = replace(event, '\"what\":\"', '\"what\":\"x') WHERE n = (SELECT max(n) FROM outbox)",
    "UPDATE notice SET doc = json_set(doc, '$.text', 'all is well') WHERE n IN (SELECT notice FROM outbox)",
    "UPDATE notice SET doc = json_set(doc, '$.to', json('[\"mallory\"]')) WHERE n = (SELECT max(n) FROM notice)",
    "UPDATE outbox SET notice = -notice WHERE n = (SELECT min(n) FROM outbox)",
];

#[test]
fn what_follows_from_the_events_is_found_beside_the_log_too() {
    let lab = lived();
    let same = lab.copy();
    assert_eq!(lab.found(&same, Knows::Witness), None);
    let mut missed = Vec::new();
    for bend in BENDS {
        let file = lab.copy();
        let conn = laid_open(&file);
        match conn.execute(bend, []) {
            Ok(0) => missed.push(format!("changes nothing: {bend}")),
            Ok(_) => {}
            Err(error) => missed.push(format!("{error}: {bend}")),
        }
        drop(conn);
        if lab.found(&file, Knows::Witness).is_none() {
            missed.push(format!("not found: {bend}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Where a key may be missing, a document reads as before under another one.
#[test]
fn a_key_of_a_document_that_has_another_name_is_found() {
    let lab = lived();
    for table in [
        "agent", "customer", "contact", "article", "team", "stand_in", "baseline", "notice",
        "product",
    ] {
        let doc = {
            let conn = Connection::open(&lab.desk).unwrap();
            let longest = format!("SELECT doc FROM {table} ORDER BY length(doc) DESC LIMIT 1");
            conn.query_row(&longest, [], |r| r.get::<_, String>(0))
                .unwrap()
        };
        let keys: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&doc).unwrap();
        for key in keys.keys() {
            let copy = lab.copy();
            let conn = laid_open(&copy);
            let other = doc.replacen(&format!("\"{key}\":"), &format!("\"{key}q\":"), 1);
            let done = conn.execute(
                &format!("UPDATE {table} SET doc = ? WHERE doc = ?"),
                [&other, &doc],
            );
            assert!(done.unwrap() > 0);
            drop(conn);
            assert!(
                lab.found(&copy, Knows::Head).is_some(),
                "{table}: {key} in {doc}"
            );
        }
    }
}
