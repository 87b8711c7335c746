//! Seeing each other: two real interfaces on one file.

use super::{Desk, Seat};
use crate::support::pty::Pty;
use rustix::process::Signal;
use std::time::{Duration, Instant};

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
    tom.keys("<c-s>");
    tina.gone("tom is writing: ");
    tom.sees("n \"The other\"", "The other");
    tina.shows("tom is writing: ");
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

#[test]
fn a_change_of_ones_own_role_is_on_the_screen_as_soon_as_any_other() {
    let desk = Desk::working();
    let tina = desk.seat("tina");
    for (role, title) in [
        (["--tier", "tier2"], "tina · Tier 2 "),
        (["--lead", "true"], "tina · Tier 2, lead "),
        (["--lead", "false"], "tina · Tier 2 "),
    ] {
        desk.ok(&[&["agents", "role", "tina"][..], &role[..]].concat());
        let written = Instant::now();
        tina.shows(title);
        let took = written.elapsed();
        assert!(
            took < Duration::from_secs(3),
            "{title}: seen after {took:?}"
        );
    }
    tina.leave();
}

/// Of a write that closely follows another the bytes come to be seen only when it is synced: the look that they cause may
/// come before, and nothing else tells of it.
#[test]
fn the_second_of_two_quick_writes_is_seen_as_soon_as_the_first() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("v \"all\" <enter>", "Payments down");
    tom.keys("# \"1\" <enter>");
    for n in 0..8 {
        let note = |word: &str| {
            let text = format!("{word}{n}");
            desk.ok(&["note", "1", "--as", "tina", "--text", &text]);
        };
        note("former");
        note("latter");
        let written = Instant::now();
        tom.shows(&format!("latter{n}"));
        let took = written.elapsed();
        assert!(took < Duration::from_secs(3), "seen after {took:?}");
    }
    tom.leave();
}

#[test]
fn whoever_opens_the_desk_by_a_link_is_at_the_same_desk() {
    let desk = Desk::working();
    let elsewhere = desk.home().join("links");
    std::fs::create_dir(&elsewhere).unwrap();
    let link = elsewhere.join("lnk.hoist");
    std::os::unix::fs::symlink(desk.file(), &link).unwrap();
    let mut command = desk.interface("tina");
    let argv = command.get_argv_mut();
    argv[2] = link.clone().into_os_string();
    let pty = Pty::spawn_command(command, (120, 36));
    let mut tina = Seat { pty, count: 0 };
    tina.pty.wait_text("tina");
    tina.settle();
    let mut tom = desk.seat("tom");
    tina.sees("v \"all\" <enter>", "Payments down");
    tom.sees("v \"all\" <enter>", "Payments down");
    tina.keys("# \"1\" <enter>");
    tom.keys("# \"1\" <enter>");
    tina.shows("tom has it open");
    tom.shows("tina has it open");
    desk.ok(&[
        "note",
        "1",
        "--as",
        "lea",
        "--text",
        "seen through the link",
    ]);
    let written = Instant::now();
    tina.shows("seen through the link");
    let took = written.elapsed();
    assert!(took < Duration::from_secs(3), "seen after {took:?}");
    let beside: Vec<_> = std::fs::read_dir(&elsewhere).unwrap().collect();
    assert_eq!(
        beside.len(),
        1,
        "nothing is made beside the link: {beside:?}"
    );
    tina.leave();
    tom.leave();
}
