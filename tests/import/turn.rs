//! What another desk left open is not this desk's turn; what is done here is.

use super::told::tell;
use crate::cli::Home;

const MAP: &str = r#"
name = "turn"
[fields]
source = { column = "case" }
subject = { template = "Case {case}" }
contact = { constant = "somebody" }
[events]
at = { column = "at" }
label = { column = "what" }
tier = { column = "tier" }
phase = { column = "phase" }
message = { column = "words" }
direction = { column = "way", default = "in" }
hold = { column = "wait", default = "" }
"#;

const LOG: &str = "case,at,what,tier,phase,words,way,wait
1,2020-01-01T00:00:00Z,new,tier1,queued,it is down,,
1,2020-01-02T00:00:00Z,up,tier2,queued,is anyone there?,,
2,2020-01-01T00:00:00Z,new,tier1,queued,,,
2,2020-01-02T00:00:00Z,said,tier1,working,we look,out,
3,2020-01-01T00:00:00Z,new,tier1,working,,,customer
";

fn home() -> Home {
    let home = Home::new();
    let (log, map) = (home.path().join("log.csv"), home.path().join("map.toml"));
    std::fs::write(&log, LOG).unwrap();
    std::fs::write(&map, MAP).unwrap();
    let said = home.ok(&format!(
        "import {} --format csv --map {}",
        log.display(),
        map.display()
    ));
    assert!(said.contains("3 cases: 3 opened with 5 events"), "{said}");
    home
}

#[test]
fn what_was_open_elsewhere_is_not_late_and_asks_for_nothing() {
    let home = home();
    assert_eq!(
        home.ok("--json list --breached").matches("\"id\"").count(),
        0
    );
    for id in 1..=3 {
        let shown = home.json(&format!("show {id}"));
        assert_eq!(shown["attention"], "none", "{shown}");
        assert_eq!(shown["clocks"], serde_json::json!([]), "{shown}");
    }
    // A wait that was open there goes on, and nobody said until when.
    let shown = home.ok("show 3");
    assert!(shown.contains("until further notice"), "{shown}");
    home.ok("--as tom resume 3");
    assert!(!home.ok("show 3").contains("Waits"));
}

#[test]
fn what_is_promised_here_counts_from_here() {
    let home = home();
    // Waiting for Tier 2 since it came there; sent back and up again it waits by this desk's clock.
    home.ok("--as ben return 1 --reason incomplete --missing Which");
    let told = tell(&home);
    assert_eq!(told[0].ticket["stage"], "tier1.queued");
    assert_eq!(home.json("show 1")["attention"], "sent_back");
    // A word from here starts the clock of the next one; taken back, the words from there do not.
    home.ok("--as tom message 2 --text Hello");
    let clocks = |home: &Home| home.json("show 2")["clocks"].as_array().unwrap().len();
    assert_eq!(clocks(&home), 1);
    home.ok("--as tom message 2 --take-back 2");
    assert_eq!(clocks(&home), 0);
    home.ok("audit check");
}

#[test]
fn history_is_only_brought_in_before_a_ticket_moves_here() {
    let home = home();
    home.ok("--as ben return 1 --reason incomplete --missing Which");
    let longer = LOG.to_owned() + "1,2020-01-03T00:00:00Z,late,tier1,closed,,,\n";
    let log = home.path().join("longer.csv");
    std::fs::write(&log, longer).unwrap();
    let before = home.ok("export 1");
    let map = home.path().join("map.toml");
    let said = home.ok(&format!(
        "import {} --format csv --map {}",
        log.display(),
        map.display()
    ));
    assert!(
        said.contains("0 opened with 0 events, 3 were here already"),
        "{said}"
    );
    assert_eq!(home.ok("export 1"), before);
}
