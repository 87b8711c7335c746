//! The linear mode in a real terminal: the same keys, told line by line.

use super::{Desk, PATIENCE, Seat};
use crate::support::pty::Pty;

/// An agent who has the desk read out.
pub fn listener(desk: &Desk, agent: &str) -> Seat {
    let mut command = desk.interface(agent);
    command.arg("--plain");
    let pty = Pty::spawn_command(command, (100, 40));
    let seat = Seat { pty, count: 0 };
    seat.pty.wait_text("of 1: ");
    seat.settle();
    seat
}

#[test]
fn a_ticket_is_taken_filled_in_and_refused_without_a_screen() {
    let desk = Desk::working();
    desk.ok(&["release", "1", "--as", "tom", "--reason", "shift over"]);
    let mut tom = listener(&desk, "tom");
    tom.shows("hoist, tom, Tier 1");
    tom.shows("queue, Tier 1, by due");
    tom.shows("#1, P3, in");
    tom.shows("nobody, Acme, Payments down");
    tom.sees("t", "#1 is yours");
    tom.shows("tom, Acme, Payments down");
    tom.sees("<enter>", "ticket #1 Payments down");
    tom.shows("Tier 1 working · tom · for Lena Park, Acme");
    tom.shows("1 of 5: Symptoms: not asked yet");
    tom.sees("<enter>", "What happens, since when, for whom.");
    tom.sees("\"no charge goes through\"", "no charge goes through");
    tom.keys("<c-s>");
    tom.shows("1 of 5: Symptoms: no charge goes through");
    tom.sees(">", "missing: Replication steps");
    tom.shows("missing 1 of");
    tom.sees("<esc>", "1 of 5: Symptoms");
    tom.sees("4 <f2>", "Escalate to Tier 2");
    tom.sees("?", "Put the program to sleep");
    tom.keys("<esc>");
    // Escape is told from the beginning of a sequence by the pause after it.
    tom.pause();
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.keys("q");
    let status = tom.pty.end_within(PATIENCE).unwrap();
    assert_eq!(status.exit_code(), 0);
    assert_eq!(tom.pty.left_behind(), None);
    let sent = String::from_utf8(tom.pty.sent_since(0)).unwrap();
    assert!(sent.contains(">  Hand up to the next tier"), "{sent}");
    only_lines(&sent);
}

#[test]
fn a_file_is_attached_and_read_line_by_line_without_a_screen() {
    let desk = Desk::working();
    let file = desk.home.path().join("app.txt");
    std::fs::write(&file, "first line\n\u{1b}[2Jsecond line\n").unwrap();
    let mut tom = listener(&desk, "tom");
    tom.sees("<enter>", "ticket #1 Payments down");
    tom.sees("@", "Paths, one a line; ~ is your home.");
    tom.keys("\"~/app.txt\" <c-s>");
    tom.shows("#1: attached 1: app.txt (27 bytes)");
    tom.sees("F", "1 app.txt");
    tom.sees("<enter>", "first line");
    tom.sees("j", "␛[2Jsecond line");
    tom.keys("<esc> <esc>");
    tom.pause();
    tom.keys("q");
    let status = tom.pty.end_within(PATIENCE).unwrap();
    assert_eq!(status.exit_code(), 0);
    only_lines(&String::from_utf8(tom.pty.sent_since(0)).unwrap());
}

/// Leaves, and has told nothing but lines.
pub fn leaves(mut seat: Seat) {
    // Escape is told from the beginning of a sequence by the pause after it.
    seat.pause();
    seat.keys("q");
    let status = seat.pty.end_within(PATIENCE).unwrap();
    assert_eq!(status.exit_code(), 0);
    only_lines(&String::from_utf8(seat.pty.sent_since(0)).unwrap());
}

/// Nothing but text, ends of lines, and what stays in the line of the cursor.
fn only_lines(sent: &str) {
    let boxed = |c: char| ('\u{2500}'..='\u{259f}').contains(&c);
    assert!(!sent.contains(boxed), "{sent}");
    for part in sent.split('\u{1b}').skip(1) {
        let known = ["[?2004h", "[?2004l", "[m", "[K"];
        let in_line = part
            .strip_prefix('[')
            .map(|p| p.trim_start_matches(|c: char| c.is_ascii_digit()))
            .is_some_and(|p| p.starts_with(['C', 'D']));
        let fine = in_line || known.iter().any(|k| part.starts_with(k));
        assert!(fine, "{part:?} in {sent:?}");
    }
}

#[test]
fn the_configuration_starts_it_and_a_dumb_terminal_is_enough() {
    let desk = Desk::working();
    let mut command = desk.interface("tom");
    command.env("TERM", "dumb");
    let file = desk.home().join("config/hoist/config.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "plain = true\n").unwrap();
    let pty = Pty::spawn_command(command, (80, 24));
    let mut tom = Seat { pty, count: 0 };
    tom.shows("Payments down");
    tom.sees("n", "Note (internal: only the desk reads this)");
    tom.sees("\"heard\" <c-s>", "#1");
    tom.settle();
    tom.keys("q");
    assert!(tom.pty.end_within(PATIENCE).is_some());
    let sent = String::from_utf8(tom.pty.sent_since(0)).unwrap();
    assert!(!sent.contains('\u{1b}'), "{sent:?}");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("heard"), "{shown}");
}
