//! Sizes: a storm of them, the smallest, the largest, and everything within 80×24.

use super::Desk;
use crate::support::pty::PATIENCE;
use hoist::tui::action::{ALL, Scope};
use std::time::{Duration, Instant};

/// The lines below the title, in which a clock stands.
fn picture(screen: &str) -> Vec<String> {
    let lines = screen.lines().skip(1);
    lines.map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn a_storm_of_sizes_ends_in_the_same_picture() {
    let desk = Desk::handed_up();
    let mut ben = desk.seat("ben");
    ben.shows("Payments down");
    ben.keys("2 1");
    ben.pause();
    let before = picture(&ben.pty.screen());
    for round in 0..3 {
        for size in [
            (60, 15),
            (59, 14),
            (200, 50),
            (80, 24),
            (10, 3),
            (1, 1),
            (160, 45),
            (300, 5),
        ] {
            ben.pty.resize(size);
            std::thread::sleep(Duration::from_millis(round * 7));
        }
    }
    ben.pty.resize((120, 36));
    ben.pty.wait_for("a line of the picture", |screen| {
        picture(&screen.contents()).last() == before.last()
    });
    ben.pause();
    assert_eq!(picture(&ben.pty.screen()), before);
    ben.leave();
}

#[test]
fn below_sixty_by_fifteen_it_says_so_calmly_and_comes_back() {
    let desk = Desk::handed_up();
    let mut ben = desk.seat_of("ben", (60, 15));
    ben.shows("Payments down");
    ben.pty.resize((59, 14));
    ben.shows("60");
    ben.gone("Payments down");
    ben.pty.resize((60, 15));
    ben.shows("Payments down");
    ben.sees("n", "Note");
    ben.pty.resize((40, 5));
    ben.shows("hoist needs");
    ben.keys("\"typed blind\"");
    ben.pty.resize((80, 24));
    ben.shows("typed blind");
    ben.keys("<esc>");
    ben.leave();
}

/// The most memory that a process ever had, in mebibytes.
fn most_memory(of: &super::Seat) -> u64 {
    let status = format!("/proc/{}/status", of.pty.pid().as_raw_nonzero());
    let status = std::fs::read_to_string(status).unwrap();
    let mut lines = status.lines();
    let most = lines.find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kib: u64 = most.trim().trim_end_matches(" kB").parse().unwrap();
    kib / 1_024
}

/// Over a line the other side says how large its window is.
#[test]
fn a_window_that_calls_itself_immense_takes_no_more_memory_than_a_large_one() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    for size in [(4_000, 2_000), (65_535, 200), (65_535, 65_535)] {
        let sent = tom.pty.sent();
        tom.pty.resize(size);
        let began = Instant::now();
        while tom.pty.sent() == sent && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(5));
        }
        tom.pty.wait_quiet(Duration::from_millis(300));
    }
    let most = most_memory(&tom);
    assert!(most < 300, "{most} MiB");
    tom.pty.resize((120, 36));
    tom.shows("Payments down");
    tom.sees("n \"typed\"", "typed");
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn two_hundred_by_fifty_shows_everything_side_by_side() {
    let desk = Desk::handed_up();
    let ben = desk.seat_of("ben", (200, 50));
    for pane in [
        "Queue",
        "Checklist",
        "Escalation",
        "History",
        "Payments down",
    ] {
        ben.shows(pane);
    }
    ben.leave();
}

#[test]
fn at_eighty_by_twenty_four_every_action_is_in_reach() {
    let desk = Desk::working();
    let mut tom = desk.seat_of("tom", (80, 24));
    let mut wanted: Vec<String> = ALL
        .iter()
        .filter(|action| action.scope == Scope::Panes && action.name != "palette")
        .map(|action| {
            let mut letters = action.label.chars();
            let first = letters.next().unwrap().to_uppercase();
            first.chain(letters).collect()
        })
        .collect();
    let all = wanted.len();
    tom.sees(":", "What now?");
    for _ in 0..all {
        let screen = tom.pty.screen();
        wanted.retain(|label| !screen.contains(label.as_str()));
        let before = tom.pty.emulator(vt100::Screen::contents_formatted);
        tom.keys("<down>");
        tom.pty.wait_for("the bar move on", |screen| {
            screen.contents_formatted() != before
        });
    }
    assert!(
        wanted.is_empty(),
        "not in the list of everything: {wanted:?}"
    );
    tom.keys("<esc>");
    for (key, pane) in [
        ("1", "Queue"),
        ("2", "#1"),
        ("3", "Checklist"),
        ("4", "Escalation"),
    ] {
        tom.sees(key, pane);
    }
    tom.leave();
}

#[test]
fn nothing_is_done_that_a_window_too_small_does_not_show() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.pty.resize((30, 5));
    tom.shows("hoist needs");
    tom.keys("b <enter> c \"typed unseen\" <c-s> n \"a note\" <c-s>");
    tom.pty.send("\x1b[<0;3;3M\x1b[<0;3;3m");
    tom.pause();
    tom.pty.resize((120, 36));
    tom.shows("Payments down");
    tom.settle();
    let screen = tom.pty.screen();
    for words in ["typed unseen", "a note", "New ticket"] {
        assert!(!screen.contains(words), "{screen}");
    }
    let shown = desk.ok(&["--json", "show", "1"]);
    let shown: serde_json::Value = serde_json::from_str(shown.trim()).unwrap();
    assert_eq!(shown["assignee"], "tom", "{shown}");
    // One leaves all the same.
    tom.pty.resize((30, 5));
    tom.shows("hoist needs");
    tom.leave();
}

#[test]
fn a_form_that_is_open_is_neither_sent_nor_left_while_it_is_not_seen() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "Note");
    tom.keys("\"seen\"");
    tom.pty.resize((30, 5));
    tom.shows("hoist needs");
    tom.keys("\" and not\" <c-s> <esc> q <tab>");
    tom.pty.resize((120, 36));
    tom.shows("seen and notq");
    tom.keys("<c-s>");
    tom.gone("ctrl-s");
    assert!(
        desk.ok(&["show", "1", "--timeline"])
            .contains("seen and notq")
    );
    // Ctrl-C closes what is open, and leaves.
    tom.sees("n", "Note");
    tom.pty.resize((30, 5));
    tom.shows("hoist needs");
    tom.keys("<c-c>");
    tom.leave();
}
