//! Logs of three other systems, each by a mapping alone: an event CSV, an audit trail with odd states, issues in JSON
//! lines. Written for these tests in the shape of such logs.

use super::told::{Event, Told, tell};
use crate::cli::Home;
use serde_json::json;
use std::path::PathBuf;

fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import")
        .join(name);
    path.to_str().unwrap().to_owned()
}

fn mapping(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("assets/import")
        .join(name);
    path.to_str().unwrap().to_owned()
}

/// What stands in a history, a word each.
fn steps(events: &[Event]) -> Vec<String> {
    let step = |e: &Event| {
        let p = &e.past;
        let said = [&p["label"], &p["to"], &p["tier"], &p["team"], &p["owner"]];
        let said = said.map(|v| v.as_str().unwrap_or("-").to_owned());
        format!("{} {}", e.minute, said.join("|"))
    };
    events.iter().map(step).collect()
}

#[test]
fn an_event_csv_whose_rows_stand_apart() {
    let home = Home::new();
    let (file, map) = (fixture("helpdesk.csv"), mapping("helpdesk-events.toml"));
    // Its name is that of a column that stands there twice, which the mapping does not read.
    let line = format!("import {file} --format csv --map {map}");
    let dry = home.ok(&format!("{line} --dry-run"));
    assert!(
        dry.contains("3 cases: 3 would be opened with 9 events"),
        "{dry}"
    );
    let said = home.ok(&line);
    assert!(said.contains("3 cases: 3 opened with 9 events"), "{said}");
    assert!(said.contains("1 time occurred twice"), "{said}");
    assert!(said.contains("1 time never occurred"), "{said}");
    let told = tell(&home);
    assert_eq!(
        steps(&told[0].events),
        [
            "2012-10-09T12:50 Assign seriousness|tier1.queued|tier1|First line|Nicolò",
            "2012-10-09T12:51 Take in charge ticket|tier1.working|tier1|First line|Nicolò",
            "2012-10-28T00:30 Wait|tier2.working|tier2|Second line|Nicolò",
            "2012-11-09T10:54 Resolve ticket|tier1.resolved|engineering|Development|Value 9",
            "2012-11-09T11:54 Closed|tier1.closed|tier1|First line|Value 5",
        ]
    );
    assert_eq!(
        steps(&told[1].events),
        [
            "2012-10-10T06:00 Insert ticket|tier1.queued|tier1|First line|Value 1",
            "2012-10-10T07:15 Take in charge ticket|tier2.working|tier2|Second line|Value 3",
            "2013-03-31T01:30 Create SW anomaly|tier2.working|tier2|Second line|Value 3",
        ]
    );
    let third = &told[2];
    assert_eq!(third.ticket["stage"], "tier1.cancelled");
    assert_eq!(
        (&third.ticket["kind"], &told[1].ticket["kind"]),
        (&json!("request"), &json!("request"))
    );
    assert_eq!(told[0].ticket["kind"], "incident");
    // It waited for the customer from the third event to the fourth.
    let hold = &told[0].ticket["holds"][0];
    assert_eq!(
        (&hold["kind"], hold["ended"].is_null()),
        (&json!("customer"), false)
    );
    second_run_changes_nothing(&home, &line, 3);
}

#[test]
fn an_audit_trail_with_unknown_words_day_first_dates_and_states_that_are_none() {
    let home = Home::new();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("incidents.csv");
    std::fs::copy(fixture("servicenow.csv"), &file).unwrap();
    let file = file.to_str().unwrap();
    let map = mapping("servicenow-incidents.toml");
    let line = format!("import {file} --format csv --map {map}");
    let ran = home.run(&line);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out
            .contains("3 cases: 2 opened with 9 events, 0 were here already, 1 rejected"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("line 11 is not imported: at: there is no time"),
        "{ran:?}"
    );
    let kept = std::fs::read_to_string(format!("{file}.rejects.csv")).unwrap();
    // The case is kept whole: its sound row too.
    assert_eq!(kept.lines().count(), 3, "{kept}");
    assert!(
        kept.contains("12,\"its case is not imported, because of line 11: at: there is no time"),
        "{kept}"
    );
    let told = tell(&home);
    assert_eq!(told[0].opened, "2016-02-29T01:16");
    assert_eq!(
        steps(&told[0].events),
        [
            "2016-02-29T01:23 New|tier1.queued|-|Group 56|-",
            "2016-02-29T08:53 Active|tier1.working|-|Group 56|Resolver 89",
            "2016-02-29T08:53 Resolved|tier1.resolved|-|Group 56|Resolver 89",
            "2016-03-05T12:00 Closed|tier1.closed|-|Group 56|Resolver 89",
        ]
    );
    let labels: Vec<_> = told[1]
        .events
        .iter()
        .map(|e| e.past["label"].as_str().unwrap())
        .collect();
    assert_eq!(
        labels,
        ["New", "Active", "-100", "Awaiting User Info", "Active"]
    );
    // A state that is none leaves the stage as it was.
    assert_eq!(told[1].events[2].past["to"], "tier1.working");
    assert_eq!(told[1].ticket["contact_text"], "Caller 2403");
    let ranks = told[1].facts("priority");
    let ranks: Vec<_> = ranks
        .iter()
        .map(|p| (p["priority"].clone(), p["urgency"].clone()))
        .collect();
    assert_eq!(
        ranks[ranks.len() - 2..],
        [(json!(2), json!("high")), (json!(3), json!("medium"))]
    );
    // What was lowered stays known.
    assert_eq!(told[1].ticket["highest_priority"], 2);
    // Mended, the reject file comes in by the same mapping, and nothing twice.
    let mended = dir.path().join("mended.csv");
    std::fs::write(&mended, kept.replace(",?,Phone", ",29/2/2016 06:30,Phone")).unwrap();
    let mended = mended.to_str().unwrap();
    let said = home.ok(&format!("import {mended} --format csv --map {map}"));
    assert!(said.contains("1 case: 1 opened with 2 events"), "{said}");
    home.ok("audit check");
}

#[test]
fn issues_with_comments_and_labels_in_json_lines() {
    let home = Home::new();
    home.ok("agents add lee --tier tier1");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("issues.jsonl");
    std::fs::copy(fixture("issues.jsonl"), &file).unwrap();
    let file = file.to_str().unwrap();
    let map = mapping("issues-life.toml");
    let ran = home.run(&format!("import {file} --format jsonl --map {map}"));
    assert_eq!(ran.code, 1, "{ran:?}");
    for words in [
        "4 cases: 2 opened with 8 events, 0 were here already, 1 rejected",
        "line 4 is not imported: at: “yesterday” is not a date",
        "1 left out: it is a pull request",
        "1 left out: a program wrote it",
        "1 left out: it changes nothing on a ticket",
    ] {
        assert!(ran.out.contains(words), "{words}: {ran:?}");
    }
    let told = tell(&home);
    let first = &told[0];
    assert_eq!(first.opened, "2021-03-01T08:00");
    let stages: Vec<_> = first
        .events
        .iter()
        .map(|e| {
            format!(
                "{} {} {}",
                &e.minute[8..],
                e.past["label"].as_str().unwrap(),
                e.past["to"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        stages,
        [
            "01T09:29 assigned tier1.working",
            "01T09:30 commented tier1.working",
            "01T09:31 labeled needs info tier1.working",
            "01T09:45 commented tier1.working",
            "01T09:46 unlabeled needs info tier1.working",
            "02T12:00 closed tier1.closed",
            "03T12:00 reopened tier1.queued",
            "04T12:00 closed tier1.closed",
        ]
    );
    assert_eq!(first.ticket["tags"], json!(["bug", "p1"]));
    assert_eq!(first.ticket["kind"], "incident");
    let messages = first.facts("message");
    let words: Vec<_> = messages
        .iter()
        .map(|m| (m[0]["outgoing"].clone(), m[1].clone()))
        .collect();
    assert_eq!(
        words,
        [
            (
                json!(false),
                json!("It crashes.\r\n\r\n```\npanic at \u{0}\n```")
            ),
            (json!(true), json!("Which version?")),
            (json!(false), json!("4.1")),
        ]
    );
    assert_eq!(messages[1][0]["by"], "lee");
    // Whoever is an agent of this desk is in charge here as well; others stand in the history.
    assert_eq!(first.facts("assigned")[0], "lee");
    let found = home.ok("search panic");
    assert!(found.contains("Crash on start"), "{found}");
    assert!(home.ok("search version").contains("Crash on start"));
    // Nothing that was unanswered elsewhere is this desk's turn now.
    assert_eq!(told[1].ticket["stage"], "tier1.queued");
    let shown = home.ok("--json show 2");
    assert!(shown.contains("\"attention\":\"none\""), "{shown}");
}

#[test]
fn lines_that_are_events_are_gathered_by_case() {
    let home = Home::new();
    let dir = tempfile::tempdir().unwrap();
    let (file, map) = (dir.path().join("log.jsonl"), dir.path().join("map.toml"));
    std::fs::write(
        &file,
        concat!(
            "{\"case\": 7, \"what\": \"new\", \"t\": 1700000000, \"who\": {\"team\": \"A\"}}\n",
            "{\"case\": 8, \"what\": \"new\", \"t\": 1700000100, \"who\": {\"team\": \"B\"}}\n",
            "{\"case\": 7, \"what\": \"done\", \"t\": 1700000200, \"who\": {\"team\": \"B\"}}\n",
        ),
    )
    .unwrap();
    std::fs::write(
        &map,
        r#"
name = "lines"
[fields]
source = { column = "case" }
subject = { template = "Case {case}" }
contact = { constant = "somebody" }
[events]
at = { column = "t", date = "unix" }
label = { column = "what" }
team = { column = "who.team" }
phase = { column = "what", table = { new = "queued", done = "closed" } }
"#,
    )
    .unwrap();
    let said = home.ok(&format!(
        "import {} --format jsonl --map {}",
        file.display(),
        map.display()
    ));
    assert!(said.contains("2 cases: 2 opened with 3 events"), "{said}");
    let told: Vec<Told> = tell(&home);
    assert_eq!(
        steps(&told[0].events),
        [
            "2023-11-14T22:13 new|tier1.queued|-|A|-",
            "2023-11-14T22:16 done|tier1.closed|-|B|-"
        ]
    );
}

#[test]
fn lists_within_lists_ask_what_is_around_them() {
    let desk = Home::empty();
    desk.ok("init --name ana");
    let dir = tempfile::tempdir().unwrap();
    let (file, map) = (dir.path().join("log.jsonl"), dir.path().join("map.toml"));
    std::fs::write(
        &file,
        concat!(
            r#"{"key": "A-1", "name": "Till", "log": {"entries": [{"at": "2020-01-01T10:00:00.000+0000", "who": "kim", "items": ["#,
            r#"{"field": "status", "to": "Open"}, {"field": "label", "to": "x"}]}, "#,
            r#"{"at": "2020-01-02T10:00:00.000+0000", "who": "lee", "items": [{"field": "status", "to": "Done"}]}]}, "#,
            r#""notes": {"7": {"at": 1577900000000, "text": "seen"}, "9": {"at": 1577900000001, "text": "again"}}}"#,
            "\n",
        ),
    )
    .unwrap();
    std::fs::write(
        &map,
        r#"
name = "nested"
[fields]
source = { column = "key" }
subject = { column = "name" }
contact = { constant = "somebody" }
[[events]]
each = ["log.entries", "items"]
when = { column = "field", is = "status" }
at = { column = "at" }
by = { column = "who" }
label = { template = "{case:name} {to}" }
phase = { column = "to", table = { Open = "queued", Done = "closed" } }
[[events]]
each = ["log.entries", "items"]
when = { column = "field", is = "label" }
at = { column = "at" }
tag = { column = "to" }
[[events]]
each = "notes.*"
at = { column = "at", date = "unix_ms" }
note = { column = "text" }
"#,
    )
    .unwrap();
    let said = desk.ok(&format!(
        "import {} --format jsonl --map {}",
        file.display(),
        map.display()
    ));
    assert!(said.contains("1 case: 1 opened with 5 events"), "{said}");
    let told = tell(&desk);
    let said = told[0].events.iter().map(|e| {
        let said = [&e.past["label"], &e.past["to"], &e.past["by"]];
        said.map(|v| v.as_str().unwrap_or("-").to_owned()).join("|")
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            "Till Open|tier1.queued|kim",
            "|tier1.queued|-",
            "|tier1.queued|-",
            "|tier1.queued|-",
            "Till Done|tier1.closed|lee",
        ]
    );
    assert_eq!(told[0].ticket["tags"], json!(["x"]));
    assert_eq!(told[0].facts("noted"), [json!("seen"), json!("again")]);
}

/// A second run opens nothing, and the log of the desk does not grow.
fn second_run_changes_nothing(home: &Home, line: &str, cases: u64) {
    let before = home.ok("export");
    let said = home.ok(line);
    assert!(
        said.contains(&format!(
            "0 opened with 0 events, {cases} were here already, 0 rejected"
        )),
        "{said}"
    );
    assert_eq!(home.ok("export"), before);
    let checked = home.ok("audit check");
    assert!(checked.contains("the chain holds"), "{checked}");
    // A desk made of the export is equal.
    let (out, copy) = (
        home.path().join("out.jsonl"),
        home.path().join("copy.hoist"),
    );
    home.ok(&format!("export --out {}", out.display()));
    home.ok(&format!(
        "import {} --format jsonl --desk {}",
        out.display(),
        copy.display()
    ));
    let copied = home.ok(&format!("export --desk {}", copy.display()));
    assert_eq!(copied, std::fs::read_to_string(out).unwrap());
    home.ok(&format!("audit check --desk {}", copy.display()));
}
