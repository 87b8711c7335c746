//! Who is on duty, and the line for a status bar, on the real program.

use super::Home;

#[test]
fn the_schedule_and_what_was_said_otherwise() {
    let home = Home::new();
    assert!(home.ok("oncall").contains("the whole tier"));
    let text = format!(
        "{}\n[[on_call]]\nid = \"nights\"\nlabel = \"Nights\"\ntier = \"engineering\"\nagents = [\"eve\", \"dan\"]\nturns = \"1 week\"\nsince = \"2026-01-05 08:00\"\nzone = \"Europe/Berlin\"\n",
        home.ok("process show --toml")
    );
    std::fs::write(home.path().join("mine.toml"), text).unwrap();
    home.ok(&format!(
        "process use {} --why agreed",
        home.path().join("mine.toml").display()
    ));
    let at = |time: &str| {
        let out = home.ok(&format!("--json oncall --at \"{time}\""));
        let line = out
            .lines()
            .find(|l| l.contains("\"engineering\""))
            .unwrap()
            .to_owned();
        serde_json::from_str::<serde_json::Value>(&line).unwrap()
    };
    let monday = at("2031-01-06 10:00");
    assert_eq!(monday["because"], "schedule");
    assert_eq!(monday["lines"], serde_json::json!(["Nights"]));
    let before = monday["agents"].clone();
    let after = at("2031-01-13 10:00")["agents"].clone();
    assert_ne!(before, after, "a week later it is the other's turn");
    let said = home.fails(6, "oncall set engineering dan --until 2031-01-20 --as eve");
    assert!(said.contains("lead"), "{said}");
    home.fails(2, "oncall set engineering dan --until 2020-01-20");
    home.fails(2, "oncall set tier9 dan --until 2031-01-20");
    home.fails(3, "oncall set engineering nobody --until 2031-01-20");
    let put = home
        .json("oncall set engineering eve dan --from 2031-01-06 --until 2031-01-07 --why Release");
    assert_eq!(put["n"], 1);
    let both = at("2031-01-06 10:00");
    assert_eq!(both["agents"], serde_json::json!(["eve", "dan"]));
    assert_eq!(both["because"], "stand_in");
    home.ok("agents away --until 2031-02-01 --as eve");
    let away = at("2031-01-06 10:00");
    assert_eq!(away["agents"], serde_json::json!(["dan"]));
    assert_eq!(away["missing"], serde_json::json!(["eve"]));
    assert!(home.ok("oncall list").contains("Release"));
    home.ok("oncall remove 1");
    home.fails(3, "oncall remove 1");
    assert_eq!(at("2031-01-06 10:00")["because"], "schedule");
    home.ok("audit check");
}

#[test]
fn a_review_that_is_due_stands_first_in_the_line_of_a_lead() {
    let home = Home::in_memory();
    let desk = home.path().join("left.hoist");
    home.ok(&format!(
        "demo --write {} --tickets 5 --at 2026-01-05",
        desk.display()
    ));
    let status = |line: &str| home.ok(&format!("--desk {} {line}", desk.display()));
    let line = status("status --line --as you");
    assert!(line.starts_with("review due · "), "{line}");
    assert!(status("status --as you").starts_with("review due\n"));
    assert!(!status("status --line --as ben").contains("review"));
    let json: serde_json::Value = serde_json::from_str(&status("status --json --as you")).unwrap();
    assert_eq!(json["review_due"], "2026-01-03T23:00:00Z", "{json}");
    status("review hold --from 7d --as you");
    assert!(!status("status --line --as you").contains("review"));
    let json: serde_json::Value = serde_json::from_str(&status("status --json --as you")).unwrap();
    assert!(json["review_due"].is_null(), "{json}");
}

#[test]
fn one_line_for_a_status_bar() {
    let home = Home::new();
    assert_eq!(home.ok("status --line"), "open 0\n");
    home.triaged();
    let line = home.ok("status --line --as tom");
    assert_eq!(line.lines().count(), 1);
    assert!(line.contains("mine 1") && line.contains("open 1"), "{line}");
    let json = home.json("status --line --as tom");
    assert_eq!(json["mine"], serde_json::json!({ "n": 1, "more": false }));
    assert_eq!(json["notices"]["n"], 0);
}
