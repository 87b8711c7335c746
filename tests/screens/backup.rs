//! Backing the desk up from the interface.

use super::lively::{desk, options, press, says, session};
use crate::cli::Home;
use hoist::desk::{Desk, system_clock};
use hoist::identity::login;
use hoist::store::sqlite::{Mode, SqliteStore};
use hoist::tui::print::{Session, text};
use hoist::tui::run::Options;
use hoist::tui::worker::MakeDesk;
use std::sync::Arc;
use std::time::Duration;

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
fn a_backup_that_could_not_be_noted_is_told_with_where_it_is() {
    let home = Home::new();
    let file = home.desk();
    let make_desk: MakeDesk = Arc::new(move || {
        let mut store = SqliteStore::open(&file, Mode::Write)?;
        store.set_patience(Duration::from_millis(30))?;
        Desk::open(Box::new(store), &login(&file, None), system_clock())
    });
    let bench = desk();
    let options = Options {
        make_desk,
        clock: system_clock(),
        ..options(&bench, "lea")
    };
    let mut ana = Session::open(&options, (160, 36)).unwrap();
    let other = rusqlite::Connection::open(home.desk()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let target = home.path().join("copy.hoist");
    let keys = format!(": \"back the desk\" <enter> \"{}\" <c-s>", target.display());
    press(&mut ana, &keys);
    says(
        &ana,
        "Backed up, but not noted here (another program was writing): ",
    );
    says(&ana, "copy.hoist, up to record");
    assert!(target.is_file());
}

#[test]
fn who_may_not_read_everything_is_told_so() {
    let bench = desk();
    let mut agent = session(&bench, "ana", (120, 36));
    agent.press(": \"back the desk\" <enter>").unwrap();
    let shown = text(&agent.cells().unwrap());
    assert!(shown.contains("Only a lead or an auditor"), "{shown}");
}
