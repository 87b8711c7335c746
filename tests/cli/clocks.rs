//! Calendars and policies by command line: holidays from a file, a process file with both, what a ticket says of them.

use super::Home;
use hoist::domain::event::{DeskEvent, DeskFact};
use hoist::domain::id::{At, CommandId};
use hoist::domain::parse;
use hoist::store::Store;
use hoist::store::sqlite::{Mode, SqliteStore};

const ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n\
    BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Christmas \u{1b}[2J Day\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Meeting\r\nDTSTART:20261220T100000Z\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

fn at(home: &Home, verb: &str, name: &str) -> String {
    format!("{verb} {}", home.path().join(name).display())
}

#[test]
fn holidays_of_a_file_are_a_list_that_a_process_file_takes() {
    let home = Home::new();
    std::fs::write(home.path().join("de.ics"), ICS).unwrap();
    let ran = home.run(&at(&home, "process holidays", "de.ics"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("closed = [\n  \"12-25\", # Christmas "),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'), "{:?}", ran.out);
    assert!(
        ran.err.contains(
            "left out: “Meeting” is not a whole day (line 13: DTSTART:20261220T100000Z)."
        ),
        "{}",
        ran.err
    );
    let policy = "[policies.targets]\nmajor = { first_response = \"10 min\", update = \"20 min\", resolution = \"2 h\", acceptance = \"5 min\" }\n".to_owned()
        + &["P1", "P2", "P3", "P4"]
            .map(|p| format!("{p} = {{ first_response = \"1 h\", update = \"2 h\", resolution = \"8 h\", acceptance = \"1 h\" }}\n"))
            .concat();
    let text = format!(
        "{}\n[[calendars]]\nid = \"office\"\nlabel = \"Office\"\nzone = \"Europe/Berlin\"\n{}hours = {{ \"mon-fri\" = \"09:00-17:00\" }}\n\n\
         [[policies]]\nid = \"gold\"\nlabel = \"Gold support\"\ncalendar = \"office\"\n\n{policy}",
        home.ok("process show --toml"),
        ran.out,
    );
    std::fs::write(home.path().join("mine.toml"), text).unwrap();
    home.ok(&at(&home, "process check", "mine.toml"));
    home.ok(&format!(
        "{} --why agreed",
        at(&home, "process use", "mine.toml")
    ));
    home.triaged();
    let shown = home.ok("show 1");
    assert!(shown.contains("Gold support"), "{shown}");
    assert_eq!(home.json("show 1 --json")["policy"], "gold");
    home.ok("audit check");
}

#[test]
fn what_is_no_calendar_is_refused_in_a_sentence() {
    let home = Home::new();
    for (name, bytes) in [
        ("empty.ics", &b""[..]),
        ("junk.ics", b"\x00\xff\x1b[2J"),
        ("cut.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEV"),
    ] {
        std::fs::write(home.path().join(name), bytes).unwrap();
        let said = home.fails(2, &at(&home, "process holidays", name));
        assert!(said.contains('.'), "{name}: {said}");
        assert!(!said.contains('\u{1b}'), "{name}: {said:?}");
    }
    home.fails(2, "process holidays nowhere.ics");
}

#[test]
fn a_policy_that_is_refused_now_does_not_shut_the_desk_that_holds_it() {
    let home = Home::new();
    let bad = |name: &str| {
        let at = format!(
            "{}/tests/process/bad/{name}.toml",
            env!("CARGO_MANIFEST_DIR")
        );
        (at.clone(), std::fs::read_to_string(at).unwrap())
    };
    home.triaged();
    for (name, says) in [
        ("policy_empty", "holds for every one"),
        ("target_never_reached", "never due"),
    ] {
        let (file, text) = bad(name);
        for verb in [
            format!("process check {file}"),
            format!("process use {file} --why x"),
        ] {
            let ran = home.run(&verb);
            let said = format!("{}{}", ran.out, ran.err);
            assert!(ran.code != 0 && said.contains(says), "{verb}: {said}");
            assert!(said.contains('^'), "{said}");
        }
        // It was put in force before anybody looked for that.
        let mut store = SqliteStore::open(&home.desk(), Mode::Write).unwrap();
        let event = DeskEvent {
            at: At(1_795_392_000_000),
            by: "lea".into(),
            identity: Default::default(),
            command: CommandId(name.to_owned()),
            what: DeskFact::Process {
                hash: parse::hash(&text),
                text,
                why: "agreed".to_owned(),
            },
        };
        store.commit_desk(event).unwrap();
        drop(store);
        home.ok("show 1");
        home.ok("new --subject b --customer Acme --channel phone");
        home.ok("audit check");
    }
}

#[test]
fn rows_of_a_desk_from_before_are_computed_anew_when_it_is_opened() {
    let home = Home::new();
    home.triaged();
    let due = home.json("show 1")["due_at"].clone();
    assert!(due.is_string(), "{due}");
    // As the schema before left them, with the next word due at another time.
    let conn = rusqlite::Connection::open(home.desk()).unwrap();
    conn.execute_batch(
        "ALTER TABLE hook DROP COLUMN failures; ALTER TABLE hook DROP COLUMN next_at;
         ALTER TABLE ticket_row DROP COLUMN later;
         UPDATE ticket_row SET due_at = due_at + 3600000; PRAGMA user_version = 18;",
    )
    .unwrap();
    drop(conn);
    assert_eq!(home.json("list")["due_at"], due);
    assert_eq!(home.json("show 1")["due_at"], due);
    home.ok("audit check");
}
