//! Bringing tickets in from the interface.

use super::lively::{desk, session};
use crate::cli::Home;
use hoist::tui::print::text;

fn file(name: &str) -> String {
    format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn press(home: &Home, file: &str, map: &str, more: &str) -> String {
    let keys = format!(": \"import\" <enter> \"{file}\" <tab> <tab> \"{map}\" {more}");
    let ran = home.run_args(&["--keys", &keys, "--print", "120x36"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.out
}

#[test]
fn a_lead_looks_first_and_then_brings_a_history_in() {
    let home = Home::new();
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log.csv");
    std::fs::copy(file("tests/import/servicenow.csv"), &log).unwrap();
    let log = log.to_str().unwrap();
    let map = file("assets/import/servicenow-incidents.toml");
    let shown = press(&home, log, &map, "<c-s>");
    assert!(
        shown.contains("What would come of it; nothing was written"),
        "{shown}"
    );
    assert!(
        shown.contains("3 cases: 2 would be opened with 9 events"),
        "{shown}"
    );
    assert!(home.ok("list --query imported").lines().count() <= 1);
    let shown = press(&home, log, &map, "<c-s> <esc> <tab> 2 <c-s>");
    assert!(shown.contains("What was brought in"), "{shown}");
    assert!(shown.contains("3 cases: 2 opened with 9 events"), "{shown}");
    assert!(shown.contains("log.csv.rejects.csv"), "{shown}");
    let shown = home.ok("show 2");
    assert!(shown.contains("(INC0000047)"), "{shown}");
    home.ok("audit check");
}

#[test]
fn mistakes_of_a_mapping_are_read_over_the_form() {
    let home = Home::new();
    let dir = tempfile::tempdir().unwrap();
    let map = dir.path().join("map.toml");
    std::fs::write(&map, "nam = \"x\"\n[fields]\n").unwrap();
    let log = file("tests/import/servicenow.csv");
    let shown = press(&home, &log, map.to_str().unwrap(), "<c-s>");
    assert!(shown.contains("What is wrong with the mapping"), "{shown}");
    assert!(
        shown.contains("Did you mean “name”?") && shown.contains("^^^"),
        "{shown}"
    );
    let shown = press(
        &home,
        "/nowhere/log.csv",
        map.to_str().unwrap(),
        "<c-s> <esc>",
    );
    assert!(shown.contains("/nowhere/log.csv"), "{shown}");
}

#[test]
fn who_does_not_lead_is_told_so() {
    let bench = desk();
    let mut agent = session(&bench, "ana", (120, 36));
    agent.press(": \"import\" <enter>").unwrap();
    let shown = text(&agent.cells().unwrap());
    assert!(shown.contains("Only a lead can do this."), "{shown}");
}
