//! What comes in pieces, or never comes whole: pastes without an end, sequences that a slow line tore in two.

use super::{Desk, Seat};
use crate::support::pty::{PATIENCE, Pty};
use rustix::process::Signal;
use std::time::Duration;

/// What is said of a paste without an end.
const OPEN: &str = "came without its end";

/// Longer than what still counts as one go.
const PAUSE: Duration = Duration::from_millis(250);

fn pause() {
    std::thread::sleep(PAUSE);
}

#[test]
fn a_paste_without_an_end_leaves_the_program_alive() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.pty.send("\x1b[200~q\rbyt\r>");
    tom.shows(OPEN);
    // It is painted in every size, and keys are text.
    tom.pty.resize((100, 30));
    tom.pty.wait_for("the queue in its new size", |screen| {
        screen.size().0.get() == 30 && screen.contents().contains("Payments down")
    });
    tom.pty.send("q");
    pause();
    tom.pty.send("\r");
    pause();
    assert_eq!(desk.stage("1"), "tier1.working");
    assert!(tom.pty.end_within(Duration::ZERO).is_none());
    // Ctrl-C leaves, as ever.
    tom.pty.send("\x03");
    let status = tom.pty.end_within(PATIENCE).expect("it never ended");
    assert_eq!(status.exit_code(), 0);
    assert_eq!(tom.pty.left_behind(), None);
}

#[test]
fn the_text_of_a_paste_without_an_end_is_kept_whole() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.pty.send("\x1b[200~The pool ");
    tom.shows(OPEN);
    tom.shows("> Note  The pool");
    tom.pty.send("is ");
    pause();
    tom.pty.send("em");
    tom.shows("The pool is em");
    tom.pty.send("\x1b");
    tom.shows("The paste is over");
    tom.keys("\"pty.\" <c-s>");
    tom.gone("only the desk reads this");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("The pool is empty."), "{shown}");
    tom.leave();
}

/// In a note, in the middle of a paste without an end, of so many lines.
fn in_the_middle(desk: &Desk, lines: usize) -> Seat {
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    let text = "a line of a long log, and no end\r".repeat(lines);
    tom.pty.send(format!("\x1b[200~{text}The pool is em"));
    tom.shows(OPEN);
    tom.shows("The pool is em");
    tom
}

#[test]
fn a_paste_without_an_end_survives_signals_and_a_cut_line() {
    for (lines, signal, code) in [
        (0, Some(Signal::TERM), 143),
        (20_000, None, 129),
        (1, Some(Signal::KILL), 1),
    ] {
        let desk = Desk::working();
        let mut tom = in_the_middle(&desk, lines);
        match signal {
            Some(signal) => {
                // A draft is on the disk within half a second.
                std::thread::sleep(Duration::from_secs(1));
                tom.pty.signal(signal);
            }
            None => tom.pty.hang_up(),
        }
        let status = tom.pty.end_within(PATIENCE).expect("it never ended");
        if signal != Some(Signal::KILL) {
            assert_eq!(status.exit_code(), code);
        }
        let mut tom = desk.seat("tom");
        tom.sees("n", "The pool is em");
        tom.keys("<esc>");
        tom.leave();
    }
}

#[test]
fn a_stop_in_the_middle_of_a_paste_without_an_end_goes_on_with_keys() {
    let desk = Desk::working();
    let mut tom = in_the_middle(&desk, 1);
    tom.pty.signal(Signal::TSTP);
    let began = std::time::Instant::now();
    while !tom.pty.is_stopped() {
        assert!(began.elapsed() < PATIENCE, "it never stopped");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(tom.pty.left_behind(), None);
    tom.pty.signal(Signal::CONT);
    tom.shows("The pool is em");
    tom.keys("\"pty.\" <c-s>");
    tom.gone("only the desk reads this");
    tom.leave();
}

/// The interface, as it is for whoever comes in over a line.
fn seat_afar(desk: &Desk) -> Seat {
    let mut command = desk.interface("tom");
    command.env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
    let pty = Pty::spawn_command(command, (120, 36));
    let tom = Seat { pty, count: 0 };
    tom.shows("Payments down");
    tom.settle();
    tom
}

#[test]
fn a_sequence_torn_by_a_slow_line_is_one_key() {
    let desk = Desk::working();
    let mut tom = seat_afar(&desk);
    tom.sees("n", "only the desk reads this");
    tom.sees("\"The pool is em\"", "The pool is em");
    // To the left, twice: the line gives Esc, and 200 ms later the rest.
    for _ in 0..2 {
        tom.pty.send("\x1b");
        std::thread::sleep(Duration::from_millis(200));
        tom.pty.send("[D");
    }
    tom.keys("\"X\"");
    tom.shows("The pool is Xem");
    // A letter of two bytes, a pasted word, torn likewise.
    for (one, other) in [
        (&b"\xc3"[..], &b"\xa9"[..]),
        (b"\x1b", b"[200~q\r\x1b[201~"),
    ] {
        tom.pty.send(one);
        std::thread::sleep(Duration::from_millis(200));
        tom.pty.send(other);
        pause();
    }
    tom.shows("The pool is Xéq");
    // Esc by itself still is the key.
    tom.pty.send("\x1b");
    tom.gone("only the desk reads this");
    tom.leave();
}

#[test]
fn where_esc_acts_at_once_the_rest_of_its_sequence_is_no_letters() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"kept\"");
    tom.pty.send("\x1b");
    std::thread::sleep(Duration::from_millis(200));
    // As keys: close the ticket, take the first one, answer yes.
    tom.pty.send("[200~xt\ry\x1b[201~");
    tom.gone("only the desk reads this");
    pause();
    tom.sees("n", "kept");
    tom.keys("<esc>");
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.leave();
}

#[test]
fn answers_of_the_terminal_that_come_late_press_no_keys() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("none found");
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1b]52;c;cQ1ibnE=\x07",
        "\x1b]52;c;cQ1ibnE=\x1b\\",
        "\x1bP>|bncq\x1b\\",
        "\x1b_Gi=31;bncq\x1b\\",
    ] {
        // Without the title, in which a clock stands.
        let below = |tom: &Seat| tom.pty.screen().lines().skip(1).collect::<String>();
        let before = below(&tom);
        tom.pty.send(answer);
        tom.pause();
        assert_eq!(below(&tom), before, "{answer:?}");
    }
    // One without an end holds the keyboard for a moment only.
    tom.pty.send("\x1b]11;rgb:");
    tom.pause();
    tom.pause();
    tom.pause();
    tom.leave();
}
