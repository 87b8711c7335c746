//! Keys that come faster than the desk answers.

use super::{Desk, PATIENCE, Pty};

#[test]
fn a_second_next_step_in_the_same_write_waits_for_the_package_to_be_recorded_as_read() {
    let desk = Desk::handed_up();
    let mut ben = desk.seat("ben");
    ben.pty.send("..");
    ben.shows("#1 is accepted");
    assert_eq!(desk.stage("1"), "tier2.working");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("read package 1"), "{shown}");
    ben.leave();
}

#[test]
fn a_move_in_the_same_write_as_the_one_before_it_comes_after_it() {
    let desk = Desk::working();
    desk.ok(&["release", "1", "--as", "tom", "--reason", "shift over"]);
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.pty.send("t>");
    tom.shows("Still missing");
    assert_eq!(desk.stage("1"), "tier1.working");
}

#[test]
fn a_key_typed_after_a_refused_one_is_not_dropped_in_silence() {
    let desk = Desk::new();
    let mut tom = desk.seat("tom");
    tom.pty.send("nD");
    tom.shows("What was typed after it did nothing.");
    tom.pause();
    tom.pause();
    tom.leave();
}

#[test]
fn a_key_pressed_before_the_desk_is_there_leaves_no_complaint_once_it_is() {
    let desk = Desk::handed_up();
    let mut pty = Pty::spawn_command(desk.interface("ben"), (120, 36));
    pty.send("jk");
    pty.wait_text("Payments down");
    pty.wait_for("the complaint gone", |screen| {
        !screen.contents().contains("is being opened")
    });
    pty.send("q");
    assert!(pty.end_within(PATIENCE).unwrap().success());
}
