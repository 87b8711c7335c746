//! Times are said in the agent's zone, also in what was done and in the history; what is frozen says UTC.

use super::lively::{desk, options, press, says, says_not};
use hoist::domain::command::Command;
use hoist::domain::id::At;
use hoist::tui::print::Session;
use std::sync::Arc;

#[test]
fn an_instant_in_the_history_is_in_the_agents_zone() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    // 2026-12-24 03:30 UTC.
    let until = At(1_798_083_000_000);
    let hold = Command::Hold {
        kind: "scheduled".to_owned(),
        until,
        text: "agreed".to_owned(),
    };
    bench.yes("ana", id, hold);
    let mut options = options(&bench, "ana");
    options.taste.zone = "Asia/Kolkata".to_owned();
    let make = bench.maker("ana");
    options.make_desk = Arc::new(move || {
        let mut desk = make()?;
        desk.reads_in("Asia/Kolkata");
        Ok(desk)
    });
    let mut ana = Session::open(&options, (120, 36)).unwrap();
    press(&mut ana, &format!("# \"{}\" <enter>", id.0));
    says(&ana, "until 2026-12-24 09:00");
    says_not(&ana, "UTC");
}
