//! Keys that come faster than the desk answers.

use super::{Desk, PATIENCE, Pty, Seat};
use std::time::Duration;

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

#[test]
fn what_is_typed_before_the_first_frame_acts_on_what_it_shows() {
    let desk = Desk::handed_up();
    let mut pty = Pty::spawn_command(desk.interface("ben"), (120, 36));
    pty.send("n");
    pty.wait_text("only the desk reads this");
    pty.send("typed blind");
    pty.wait_text("typed blind");
    drop(pty);
    // On a desk without a ticket, too.
    let desk = Desk::new();
    let mut pty = Pty::spawn_command(desk.interface("tom"), (120, 36));
    pty.send("c");
    pty.wait_text("New ticket");
}

/// Another program writes for as long as this is held.
fn held(desk: &Desk) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(desk.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[test]
fn what_is_typed_while_a_note_is_being_sent_is_the_next_note() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("n", "only the desk reads this");
    let other = held(&desk);
    tom.sees("\"the first\" <c-s>", "Sending");
    tom.sees("\" and the second\"", "and the second");
    // It is not said to be a draft while it may be written any moment.
    tom.sees("<esc>", "It is being sent");
    other.execute_batch("COMMIT").unwrap();
    tom.shows("not sent yet");
    tom.shows("and the second");
    tom.keys("<c-s>");
    tom.gone("only the desk reads this");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    let notes: Vec<&str> = shown
        .lines()
        .filter(|l| l.contains("second") || l.contains("first"))
        .collect();
    assert_eq!(notes.len(), 2, "{shown}");
    assert!(
        !notes
            .iter()
            .any(|l| l.contains("first") && l.contains("second")),
        "{shown}"
    );
    tom.leave();
}

#[test]
fn what_is_typed_while_a_ticket_is_being_opened_is_kept() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("c", "New ticket");
    tom.sees("\"Lena\"", "Lena Park");
    tom.keys("<enter> \"Password reset\" <enter> \"forgot it\"");
    let other = held(&desk);
    tom.sees("<c-s>", "Sending");
    tom.sees("\" and the badge too\"", "badge");
    other.execute_batch("COMMIT").unwrap();
    tom.shows(". What you typed since is kept: c brings it back.");
    rest();
    tom.keys("c");
    tom.shows("and the badge too");
    tom.gone("forgot it and");
    tom.keys("<esc>");
    tom.leave();
}

/// What one sent oneself is not told as the change of somebody else.
#[test]
fn what_is_typed_while_an_article_is_being_sent_is_back_without_a_conflict() {
    let desk = Desk::working();
    let new = [
        "kb",
        "new",
        "--as",
        "tom",
        "--title",
        "Pool",
        "resolution=Enlarge it",
    ];
    desk.ok(&new);
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("h \"Pool\" <enter>", "Enlarge it");
    tom.sees("e", "Change kb:1");
    tom.keys("<end> \" exhausted\"");
    let other = held(&desk);
    tom.sees("<c-s>", "Sending");
    tom.sees("\" at night\"", "exhausted at night");
    other.execute_batch("COMMIT").unwrap();
    tom.gone("Change kb:1");
    tom.shows("Pool exhausted");
    rest();
    tom.sees("e", "Your unfinished text is back.");
    tom.shows("Pool exhausted at night");
    tom.gone("someone else changed");
    tom.sees("<c-s>", "Pool exhausted at night");
    tom.gone("Change kb:1");
    tom.keys("<esc> <esc>");
    tom.leave();
    let shown = desk.ok(&["kb", "show", "1"]);
    assert!(shown.contains("Pool exhausted at night"), "{shown}");
}

/// Longer than whoever types on takes to the next key.
fn rest() {
    std::thread::sleep(Duration::from_millis(1_100));
}

/// Types as most people do.
fn slowly(seat: &mut Seat, text: &str) {
    for letter in text.chars() {
        seat.pty.send(letter.to_string());
        std::thread::sleep(Duration::from_millis(250));
    }
}

fn events(desk: &rusqlite::Connection) -> i64 {
    let count = "SELECT count(*) FROM event";
    desk.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_is_typed_on_after_a_form_has_gone_presses_nothing_and_is_kept() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("a \"which browser\"", "which browser");
    let other = held(&desk);
    tom.sees("<c-s>", "Sending");
    tom.sees("\" and which one\"", "and which one");
    other.execute_batch("COMMIT").unwrap();
    tom.shows("What you typed since is kept: d shows it.");
    let before = events(&other);
    slowly(&mut tom, ", about buttons");
    assert_eq!(events(&other), before, "{}", tom.pty.screen());
    rest();
    // The list of unfinished texts leads to it, from a form that no move opens.
    tom.sees("d", "Unfinished texts");
    tom.sees("<enter>", "and which one, about buttons");
    tom.shows("Wait until");
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn what_is_typed_on_into_an_answer_goes_on_in_it() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("i", "─ Intake ─");
    tom.keys("\"no page\"");
    let other = held(&desk);
    tom.sees("<c-s>", "Sending");
    tom.sees("\" at all\"", "no page at all");
    other.execute_batch("COMMIT").unwrap();
    tom.shows("not sent yet");
    tom.shows("no page at all");
    tom.keys("<c-s>");
    tom.gone("─ Intake ─");
    let shown = desk.ok(&["show", "1"]);
    assert!(shown.contains("no page at all"), "{shown}");
    tom.leave();
}

#[test]
fn what_is_typed_while_a_new_article_is_being_sent_changes_that_article() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("N", "New article, from #1");
    tom.keys("<end> \" at noon\"");
    let other = held(&desk);
    tom.sees("<c-s>", "Sending");
    tom.sees("\" again\"", "at noon again");
    other.execute_batch("COMMIT").unwrap();
    tom.gone("New article, from #1");
    rest();
    tom.sees("e", "Your unfinished text is back.");
    tom.shows("Change kb:1");
    tom.shows("at noon again");
    tom.gone("someone else changed");
    tom.keys("<c-s>");
    tom.gone("Change kb:1");
    tom.keys("<esc> <esc>");
    tom.leave();
    let shown = desk.ok(&["kb", "show", "1"]);
    assert!(shown.contains("Payments down at noon again"), "{shown}");
    assert!(!desk.run(&["kb", "show", "2"]).status.success());
}

#[test]
fn what_is_typed_before_the_words_that_are_being_sent_is_the_next_note_alone() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.sees("n", "only the desk reads this");
    let other = held(&desk);
    tom.sees("\"the first\" <c-s>", "Sending");
    tom.sees("<home> \"and before \"", "and before the first");
    other.execute_batch("COMMIT").unwrap();
    tom.shows("not sent yet");
    tom.gone("and before the first");
    tom.keys("<c-s>");
    tom.gone("only the desk reads this");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert_eq!(shown.matches("the first").count(), 1, "{shown}");
    assert!(shown.contains("and before"), "{shown}");
    tom.leave();
}

#[test]
fn the_words_of_a_move_that_cannot_be_made_any_more_can_be_read() {
    let desk = Desk::ready();
    let mut tom = desk.seat("tom");
    tom.shows("Tier 1 working");
    tom.sees(">", "─ Escalate to Tier 2 ─");
    tom.keys("1 <tab> \"below what we can see\" <esc>");
    tom.gone("─ Escalate to Tier 2 ─");
    let why = ["--because", "potential-bug", "--why", "it drops charges"];
    desk.ok(&[&["escalate", "1", "--as", "tom"][..], &why[..]].concat());
    tom.shows("Waiting for Tier 2");
    tom.sees("d", "Unfinished texts");
    tom.sees("<enter>", "only your own words");
    tom.shows("below what we can see");
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn what_is_typed_as_the_screen_of_a_conflict_comes_up_does_nothing() {
    let desk = Desk::ready();
    let mut tom = desk.seat("tom");
    tom.sees(">", "─ Escalate to Tier 2 ─");
    tom.keys("1 <tab> \"below what we can see\"");
    let other = held(&desk);
    std::thread::scope(|scope| {
        scope.spawn(|| desk.ok(&["note", "1", "--as", "tina", "--text", "I saw this before"]));
        // It is before tom in the line.
        std::thread::sleep(Duration::from_millis(500));
        tom.sees("<c-s>", "Sending");
        slowly(&mut tom, "ggg");
        other.execute_batch("COMMIT").unwrap();
    });
    let conflict = "every word is kept";
    for _ in 0..40 {
        slowly(&mut tom, "g");
        if tom.pty.screen().contains(conflict) {
            break;
        }
    }
    slowly(&mut tom, "ggc");
    tom.shows(conflict);
    tom.keys("<esc>");
    tom.gone(conflict);
    tom.leave();
}

/// The first key of what comes next is a blank, which counts for nothing yet.
#[test]
fn a_blank_typed_while_a_question_is_sent_is_the_beginning_of_a_text() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.shows("Payments down");
    tom.keys("n");
    tom.shows("only the desk reads this");
    let other = held(&desk);
    tom.sees("\"the first\" <c-s>", "Sending");
    tom.pty.send(" ");
    other.execute_batch("COMMIT").unwrap();
    tom.gone("only the desk reads this");
    let before = events(&rusqlite::Connection::open(desk.file()).unwrap());
    slowly(&mut tom, "but then");
    tom.shows("d shows it");
    tom.pause();
    tom.pause();
    let after = events(&rusqlite::Connection::open(desk.file()).unwrap());
    assert_eq!(before, after);
    std::thread::sleep(Duration::from_millis(1_100));
    tom.keys("n");
    tom.shows("but then");
    tom.gone("the first but");
    tom.keys("<esc>");
    tom.leave();
}

/// A desk with thirteen tickets, each with a text of its own.
fn thirteen() -> Desk {
    let desk = Desk::new();
    for n in 1..=13 {
        desk.open(&format!("Case {n}"), &format!("Story number {n}."));
    }
    desk
}

#[test]
fn enter_goes_to_the_ticket_whose_number_is_typed_however_fast_it_comes() {
    let desk = thirteen();
    let mut tom = desk.seat("tom");
    tom.sees("#", "Jump to");
    tom.pty.send("12\r");
    tom.shows("─ 2 #12 Case 12 ─");
    tom.sees("# \"1\"", "Jump to");
    tom.pty.send("3\r");
    tom.shows("─ 2 #13 Case 13 ─");
    tom.gone("Jump to");
    tom.pty.send("#7\r");
    tom.shows("─ 2 #7 Case 7 ─");
    tom.gone("Jump to");
    // What is typed behind it is for that ticket.
    tom.pty.send("#8\rn");
    tom.shows("─ 2 #8 Case 8 ─");
    tom.shows("Note");
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn enter_takes_the_caller_whose_name_is_typed_however_fast_it_comes() {
    let desk = Desk::new();
    let mut tom = desk.seat("tom");
    tom.sees("c", "New ticket");
    tom.sees("\"len\"", "Lena Park");
    tom.pty.send("a\rPayments down");
    tom.shows("Payments down");
    tom.keys("<c-s>");
    tom.gone("New ticket");
    let shown = desk.ok(&["show", "1"]);
    assert!(
        shown.contains("Acme") && shown.contains("Lena Park"),
        "{shown}"
    );
    // A name that nobody has stays as it was typed, and the next field is the next one.
    tom.sees("c", "New ticket");
    tom.pty.send("Zoe Quinn\r");
    tom.shows("Zoe Quinn");
    tom.pause();
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn enter_opens_what_the_search_finds_for_the_words_that_are_typed() {
    let desk = thirteen();
    let mut tom = desk.seat("tom");
    tom.keys("f \"number 1\"");
    tom.shows("Case 1");
    tom.pty.send("2\r");
    tom.shows("─ 2 #12 Case 12 ─");
    tom.leave();
}
