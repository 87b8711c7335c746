//! Backing the desk up from the interface.

use super::lively::{desk, session};
use crate::cli::Home;
use hoist::tui::print::text;

#[test]
fn a_lead_backs_the_desk_up_from_the_list_of_all_actions() {
    let home = Home::new();
    let target = home.path().join("copy.hoist");
    let keys = format!(": \"back the desk\" <enter> \"{}\" <c-s>", target.display());
    let press = || home.run_args(&["--keys", &keys, "--print", "120x36"]);
    let shown = press();
    assert!(shown.out.contains("up to record"), "{}", shown.out);
    assert!(target.is_file());
    assert!(home.run("doctor").out.contains("copy.hoist"));
    home.ok("audit check");
    // Once more under the same name: refused, and what was typed stays.
    let shown = press();
    assert!(shown.out.contains("already there"), "{}", shown.out);
    assert!(shown.out.contains("copy.hoist"), "{}", shown.out);
    assert!(
        shown.out.contains("into a directory, or a new file"),
        "{}",
        shown.out
    );
}

#[test]
fn who_may_not_read_everything_is_told_so() {
    let bench = desk();
    let mut agent = session(&bench, "ana", (120, 36));
    agent.press(": \"back the desk\" <enter>").unwrap();
    let shown = text(&agent.cells().unwrap());
    assert!(shown.contains("Only a lead or an auditor"), "{shown}");
}
