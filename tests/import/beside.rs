//! An import holds up nobody who works at the desk, whatever its source does.

use crate::cli::{Home, ran};
use hoist::domain::id::TicketId;
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::fs;
use std::io::Write;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A row a ticket.
const ROWS: &str = "name = \"rows\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"id\" }\n\
                    customer = { column = \"who\" }\n";

/// A line of JSON a case with its history.
const LISTS: &str = "name = \"lists\"\n[fields]\nsource = { column = \"id\" }\nsubject = { column = \"id\" }\n\
                     customer = { column = \"who\" }\n[[events]]\neach = \"log\"\nat = { column = \"at\" }\n";

/// A case of an XES log with its history.
const CASES: &str = "name = \"cases\"\n[fields]\nsource = { column = \"concept:name\" }\n\
                     subject = { column = \"concept:name\" }\ncustomer = { constant = \"Acme\" }\n[[events]]\n\
                     at = { column = \"time:timestamp\" }\n";

/// An import of what will be written into it.
fn importing(home: &Home, map: &str, format: &str) -> Child {
    let file = home.path().join("map.toml");
    fs::write(&file, map).unwrap();
    let line = format!("import - --format {format} --map {}", file.display());
    let mut command = home.command(&line);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn tickets(home: &Home) -> usize {
    let store = SqliteStore::open(&home.desk(), Mode::Read).unwrap();
    store.ids(TicketId(0), usize::MAX).unwrap().len()
}

/// Sends the first part, writes beside it once it had time to come in, and sends the rest.
fn stopped_halfway(map: &str, format: &str, first: &str, rest: &str) {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let mut import = importing(&home, map, format);
    let mut pipe = import.stdin.take().unwrap();
    pipe.write_all(first.as_bytes()).unwrap();
    pipe.flush().unwrap();
    for n in 0..6 {
        std::thread::sleep(Duration::from_millis(200));
        home.ok(&format!("note 1 --text \"note {n}\""));
    }
    pipe.write_all(rest.as_bytes()).unwrap();
    drop(pipe);
    let done = ran(import.wait_with_output().unwrap());
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(tickets(&home), 3, "{}", done.out);
    home.ok("audit check");
}

#[test]
fn a_source_that_stops_holds_nobody_up() {
    let at = "2026-11-02T10:00:00Z";
    stopped_halfway(ROWS, "csv", "id,who\n1,Acme\n", "2,Birch\n");
    let line = |n: u32| format!("{{\"id\":{n},\"who\":\"Acme\",\"log\":[{{\"at\":\"{at}\"}}]}}\n");
    stopped_halfway(LISTS, "jsonl", &line(1), &line(2));
    let case = |n: u32| {
        format!(
            "<trace><string key=\"concept:name\" value=\"{n}\"/><event>\
             <date key=\"time:timestamp\" value=\"{at}\"/></event></trace>\n"
        )
    };
    let first = format!("<log>\n{}", case(1));
    stopped_halfway(CASES, "xes", &first, &format!("{}</log>\n", case(2)));
}

/// A long one gives way again and again: who writes in between need not wait for its end.
#[test]
fn who_writes_gets_in_between() {
    let home = Home::new();
    home.ok("new --subject Mine --customer Acme");
    let rows: String = (0..1_200).map(|n| format!("{n},Acme\n")).collect();
    let mut seen = Vec::new();
    let mut meanwhile = |_| {
        seen.push(tickets(&home));
        home.ok("note 1 --text \"and on\"");
        true
    };
    let mut lead = super::race::lead(&home);
    let data = format!("id,who\n{rows}");
    let done = super::race::brought(&mut lead, ROWS, &data, &mut meanwhile);
    assert_eq!(done.opened, 1_200);
    assert!(seen.len() >= 3, "{seen:?}");
    assert!(seen.windows(2).all(|w| w[0] < w[1]), "{seen:?}");
    home.ok("audit check");
}
