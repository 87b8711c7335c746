//! Seeing each other: two real interfaces on one file.

use super::Desk;
use rustix::process::Signal;
use std::time::Duration;

#[test]
fn two_at_one_ticket_see_each_other_open_it_write_and_leave() {
    let desk = Desk::working();
    desk.open("Mail is slow", "Since Monday.");
    let mut tina = desk.seat("tina");
    tina.sees("v \"all\" <enter>", "Payments down");
    let mut tom = desk.seat("tom");
    tom.sees("v \"all\" <enter>", "Payments down");
    tina.keys("# \"1\" <enter>");
    tom.keys("# \"1\" <enter>");
    tina.shows("tom has it open");
    tom.shows("tina has it open");
    tom.sees("n \"The pool\"", "The pool");
    tina.shows("tom is writing: ");
    let shown = desk.ok(&["show", "1"]);
    assert!(shown.contains("tom is writing: "), "{shown}");
    let json = desk.ok(&["show", "1", "--json"]);
    assert!(
        json.contains("\"open_with\":[{\"agent\":\"tina\""),
        "{json}"
    );
    let who = desk.ok(&["who"]);
    assert!(who.contains("tina") && who.contains("has it open"), "{who}");
    // However a program ends, nobody is shown who is not there.
    tom.pty.signal(Signal::KILL);
    tina.gone("tom is writing: ");
    let who = desk.ok(&["who"]);
    assert!(!who.contains("tom"), "{who}");
    tina.leave();
    assert_eq!(desk.ok(&["who"]).trim(), "Nobody has the interface open.");
}

#[test]
fn a_claim_that_came_second_says_who_was_first() {
    let desk = Desk::new();
    desk.open("Payments down", "It is down since nine.");
    let mut tina = desk.seat("tina");
    tina.sees("v \"all\" <enter>", "Payments down");
    let mut tom = desk.seat("tom");
    tom.sees("v \"all\" <enter>", "Payments down");
    tina.sees("t", "ctrl-s");
    tom.sees("t", "ctrl-s");
    tina.sees("<c-s>", "mine 1");
    tom.sees("<c-s>", "tina");
    let shown = desk.ok(&["show", "1"]);
    assert!(shown.contains("tina"), "{shown}");
    assert_eq!(desk.stage("1"), "tier1.working");
    std::thread::sleep(Duration::from_millis(500));
    println!("{}", tom.pty.screen());
    tina.leave();
}

#[test]
fn changes_of_others_are_on_the_screen_soon_and_the_bar_stays() {
    let desk = Desk::working();
    for n in 0..5 {
        desk.open(&format!("Case number {n}"), "Since Monday.");
    }
    let mut tom = desk.seat("tom");
    tom.sees("v \"all\" <enter>", "Case number 4");
    tom.sees("# \"3\" <enter>", "2 #3 Case number 1");
    let note = ["note", "3", "--as", "tina", "--text", "seen by tina"];
    desk.ok(&note);
    tom.shows("seen by tina");
    desk.ok(&["set", "6", "subject=Another case altogether", "--as", "lea"]);
    tom.shows("Another case altogether");
    tom.shows("2 #3 Case number 1");
    std::thread::sleep(Duration::from_millis(100));
    tom.leave();
}
