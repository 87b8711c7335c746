//! What happens by itself happens while an interface is open, and nobody runs anything.

use super::Desk;
use std::time::{Duration, Instant};

#[test]
fn an_open_interface_tells_of_a_wait_that_is_over_and_leads_there() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("v \"all\" <enter>", "Payments down");
    let soon = chrono::Utc::now() + chrono::Duration::seconds(5);
    let until = soon.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    desk.ok(&[
        "hold",
        "1",
        "vendor",
        "--until",
        &until,
        "--text",
        "the new part",
        "--as",
        "tom",
    ]);
    let said = |line: &str| {
        desk.ok(&["notifications", "--as", "tom", "--json"])
            .matches(line)
            .count()
    };
    assert_eq!(said("hold_over"), 0);
    let begun = Instant::now();
    while said("hold_over") == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{}",
            tom.pty.screen()
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    tom.shows("news 1");
    tom.sees("!", "the wait is over");
    tom.keys("<enter>");
    tom.gone("news 1");
    assert_eq!(said("\"ticket\":1"), 0, "it is read");
    let all = desk.ok(&["notifications", "--as", "tom", "--json", "--all"]);
    assert_eq!(all.matches("hold_over").count(), 1, "{all}");
    let ticked = desk.ok(&["tick", "--json"]);
    assert!(ticked.contains("\"told\":0"), "{ticked}");
    tom.leave();
    desk.ok(&["audit", "check"]);
}
