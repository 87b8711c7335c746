//! One agent with two windows on the same form: both texts are kept.

use super::Desk;
use rustix::process::Signal;

const BOTH: &str = "Another window of yours holds another text";

#[test]
fn texts_typed_in_two_windows_are_both_there_after_both_were_killed() {
    let desk = Desk::working();
    let mut left = desk.seat("tina");
    let mut right = desk.seat("tina");
    for seat in [&mut left, &mut right] {
        seat.sees("v \"all\" <enter>", "Payments down");
        seat.sees("n", "ctrl-s");
    }
    left.sees("\"The left thought\"", "left thought");
    std::thread::sleep(std::time::Duration::from_secs(1));
    left.keys("<esc>");
    left.gone("ctrl-s");
    right.sees("\"The right thought\"", BOTH);
    for seat in [&mut left, &mut right] {
        seat.pty.signal(Signal::KILL);
    }
    let mut third = desk.seat("tina");
    third.sees("v \"all\" <enter>", "Payments down");
    third.sees("d", "Unfinished texts");
    third.sees("<enter>", "The right thought");
    third.sees("<c-s>", "The right thought");
    third.sees("d", "Unfinished texts");
    third.sees("<enter>", "The left thought");
    third.sees("<c-s>", "The left thought");
    third.sees("d", "There is no unfinished text");
    third.leave();
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(
        shown.contains("The left thought") && shown.contains("The right thought"),
        "{shown}"
    );
}

#[test]
fn whoever_sends_does_not_take_what_the_other_window_typed_on() {
    let desk = Desk::working();
    let mut left = desk.seat("tina");
    let mut right = desk.seat("tina");
    left.sees("v \"all\" <enter>", "Payments down");
    right.sees("v \"all\" <enter>", "Payments down");
    left.sees("n \"A thought\"", "A thought");
    std::thread::sleep(std::time::Duration::from_secs(1));
    right.sees("n", "Your unfinished text is back");
    right.sees("\" and more\"", "A thought and more");
    std::thread::sleep(std::time::Duration::from_secs(1));
    left.sees("<c-s>", "A thought");
    left.gone("ctrl-s");
    right.pty.signal(Signal::KILL);
    left.sees("d", "Unfinished texts");
    left.sees("<enter>", "A thought and more");
    left.keys("<esc>");
    left.leave();
}
