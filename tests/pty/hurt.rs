//! What goes wrong: refusals, wrong keys, others at the same ticket, kills, cut lines, lost files.

use super::{Desk, Seat};
use crate::support::pty::{PATIENCE, Pty};
use rustix::process::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

#[test]
fn a_refusal_lists_what_is_missing_and_enter_leads_there_and_back() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees(">", "Still missing");
    tom.shows("Symptoms: not answered yet");
    tom.shows("“Check for updates” is open");
    tom.sees("<enter>", "─ Symptoms ─");
    tom.sees("<esc>", "Still missing");
    tom.sees(
        "<down> <down> <down> <down> <enter>",
        "─ Verify configurations ─",
    );
    tom.keys("<esc> <esc>");
    tom.gone("Still missing");
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.leave();
}

#[test]
fn a_wrong_key_says_why_at_the_foot() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("D", "“Tier 1 working” has no “deploy”");
    tom.sees("S", "“Tier 1 working” has no “sign”");
    let mut ben = desk.seat("ben");
    ben.sees("v \"all\" <enter>", "Payments down");
    ben.sees(">", "is for");
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.leave();
}

#[test]
fn a_ticket_changed_under_a_form_is_shown_and_nothing_is_sent_before_ctrl_s() {
    let desk = Desk::ready();
    let mut tom = desk.seat("tom");
    tom.sees(">", "─ Escalate to Tier 2 ─");
    tom.keys("1 <tab> \"below what we can see\"");
    desk.ok(&["note", "1", "--as", "tina", "--text", "I saw this before"]);
    tom.sees("<c-s>", "I saw this before");
    tom.shows("below what we can see");
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.sees("g", "ctrl-s sends them");
    tom.shows("below what we can see");
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.sees("<c-s>", "#1 is with Tier 2");
    assert_eq!(desk.stage("1"), "tier2.queued");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("below what we can see"), "{shown}");
    tom.leave();
}

/// Opens the note again: the half sentence stands there and goes on at the same word.
fn finishes_the_sentence(desk: &Desk) {
    let mut tom = desk.seat("tom");
    tom.sees("n", "The pool is em");
    tom.keys("\"pty.\" <c-s>");
    tom.gone("only the desk reads this");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(shown.contains("The pool is empty."), "{shown}");
    tom.leave();
}

#[test]
fn a_kill_in_mid_sentence_loses_no_word() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.sees("\"The pool is em\"", "The pool is em");
    // A draft is on the disk within half a second of the letter.
    std::thread::sleep(Duration::from_millis(1_000));
    tom.pty.signal(Signal::KILL);
    assert!(tom.pty.end_within(PATIENCE).is_some());
    finishes_the_sentence(&desk);
}

#[test]
fn a_cut_line_in_mid_sentence_loses_no_word() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.sees("\"The pool is em\"", "The pool is em");
    tom.pty.hang_up();
    let status = tom.pty.end_within(PATIENCE).expect("it never ended");
    assert_eq!(status.exit_code(), 129);
    finishes_the_sentence(&desk);
}

#[test]
fn a_desk_removed_underneath_is_said_and_the_text_stays() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"kept\"");
    for side in ["", "-wal", "-shm"] {
        let name = format!("{}{side}", desk.file().display());
        let _ = std::fs::rename(&name, format!("{name}.away"));
    }
    tom.keys("<c-s>");
    tom.pty.wait_for("a sentence", |screen| {
        let text = screen.contents();
        text.contains("> Note  kept") && text.contains("is gone: check the path")
    });
    assert!(
        tom.pty.end_within(Duration::ZERO).is_none(),
        "it still runs"
    );
    assert!(
        !tom.pty.screen().contains("hoist init"),
        "an empty desk in place of the real one"
    );
}

/// What stands on the screen, its lines joined: a banner is broken where the window ends.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_typed_for_one_desk_never_goes_into_another_that_took_its_place() {
    for sides in [&[""][..], &["", "-wal", "-shm"]] {
        let (desk, other) = (Desk::working(), Desk::working());
        let mut tom = desk.seat("tom");
        tom.sees("n", "only the desk reads this");
        tom.keys("\"meant for the first\"");
        for side in &sides[1..] {
            let _ = std::fs::remove_file(format!("{}{side}", desk.file().display()));
        }
        std::fs::rename(other.file(), desk.file()).unwrap();
        tom.pty.wait_for("a banner", |screen| {
            words(&screen.contents()).contains("was replaced or removed while it is open here.")
        });
        tom.keys("<c-s>");
        tom.pty.wait_for("a refusal over the text", |screen| {
            let text = words(&screen.contents());
            text.contains("What you just did may not be in the new file")
                && text.contains("meant for the first")
        });
        let shown = desk.ok(&["show", "1", "--timeline"]);
        assert!(!shown.contains("meant for the first"), "{shown}");
    }
}

#[test]
fn a_file_that_is_copied_over_the_desk_stays_as_it_is_and_the_text_is_kept() {
    let (desk, other) = (Desk::working(), Desk::working());
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"weathercock\" <c-s>");
    tom.gone("only the desk reads this");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"meant for the first\"");
    std::fs::copy(other.file(), desk.file()).unwrap();
    tom.pty.wait_for("a banner", |screen| {
        words(&screen.contents()).contains("Another file was copied over the desk's file")
    });
    tom.keys("<c-s>");
    tom.pty.wait_for("a refusal over the text", |screen| {
        let text = words(&screen.contents());
        text.contains("What you just did may not be in it") && text.contains("meant for the first")
    });
    // Nor does anybody else mix the two, meanwhile or afterwards.
    let noted = |desk: &Desk| desk.run(&["note", "1", "--as", "tom", "--text", "more"]);
    let refused = noted(&desk);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Another file was copied over"), "{said}");
    tom.keys("<esc>");
    tom.leave();
    let same = || std::fs::read(desk.file()).unwrap() == std::fs::read(other.file()).unwrap();
    assert!(same(), "something was written into the file");
    assert!(!noted(&desk).status.success());
    for side in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{side}", desk.file().display()));
    }
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(!shown.contains("weathercock"), "{shown}");
    desk.ok(&["note", "1", "--as", "tom", "--text", "more"]);
    let stray = format!("{}-stray", desk.file().display());
    assert!(!std::path::Path::new(&stray).exists());
}

#[test]
fn a_desk_that_is_cut_to_nothing_is_said_to_be_empty_at_once() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"one\" <c-s>");
    tom.gone("only the desk reads this");
    tom.sees("n", "only the desk reads this");
    tom.keys("\"kept\"");
    std::fs::File::create(desk.file()).unwrap();
    tom.pty.wait_for("a banner", |screen| {
        words(&screen.contents()).contains("is empty (0 bytes) now.")
    });
    tom.keys("<c-s>");
    tom.pty.wait_for("a sentence", |screen| {
        let text = words(&screen.contents());
        text.contains("is empty (0 bytes): something") && text.contains("> Note kept")
    });
    assert_eq!(std::fs::metadata(desk.file()).unwrap().len(), 0);
}

#[test]
fn a_desk_that_cannot_be_written_says_so_in_a_banner() {
    if rustix::process::geteuid().is_root() {
        eprintln!("not tested: whoever is root may write every file");
        return;
    }
    let desk = Desk::working();
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(desk.file(), read_only).unwrap();
    let tom = desk.seat("tom");
    tom.shows("can be read but not changed");
    tom.leave();
}

/// What the program says when it cannot start, and its exit code.
fn refuses(desk: &Desk, change: impl FnOnce(&mut portable_pty::CommandBuilder)) -> (String, u32) {
    let mut command = desk.interface("tom");
    change(&mut command);
    let mut pty = Pty::spawn_command(command, (120, 24));
    let status = pty.end_within(PATIENCE).expect("it never ended");
    pty.wait_quiet(Duration::from_millis(50));
    assert_eq!(pty.left_behind(), None);
    (pty.screen(), status.exit_code())
}

#[test]
fn a_dumb_terminal_is_told_in_a_sentence() {
    let desk = Desk::new();
    let (said, code) = refuses(&desk, |command| command.env("TERM", "dumb"));
    assert!(said.contains("cannot show a screen"), "{said}");
    assert!(said.contains("hoist --help"), "{said}");
    assert_eq!(code, 2, "{said}");
}

#[test]
fn an_unknown_terminal_is_tried() {
    let desk = Desk::working();
    let mut command = desk.interface("tom");
    command.env("TERM", "nobody-knows-this");
    let pty = Pty::spawn_command(command, (80, 24));
    let tom = Seat { pty, count: 0 };
    tom.shows("Payments down");
    tom.leave();
}

#[test]
fn without_a_terminal_there_is_a_sentence() {
    let desk = Desk::new();
    let done = desk.run(&["--as", "tom"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("not a terminal"), "{said}");
    assert!(done.stdout.is_empty());
}

#[test]
fn a_users_key_that_is_taken_is_said_in_a_banner() {
    let desk = Desk::working();
    let config = desk.home().join("config/hoist");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "[keys.panes]\nnote = [\"t\"]\n").unwrap();
    let mut tom = desk.seat("tom");
    tom.shows("line 2");
    tom.sees("n", "only the desk reads this");
    tom.keys("<esc> z");
    tom.gone("line 2");
    tom.leave();
}

#[test]
fn no_color_paints_none() {
    let desk = Desk::working();
    let mut command = desk.interface("tom");
    command.env("NO_COLOR", "1");
    let pty = Pty::spawn_command(command, (120, 36));
    let mut tom = Seat { pty, count: 0 };
    tom.shows("Payments down");
    tom.sees(">", "Still missing");
    let sent = tom.pty.sent_since(0);
    for bytes in [
        &b"\x1b[38;"[..],
        b"\x1b[48;",
        b"\x1b[31m",
        b"\x1b[32m",
        b"\x1b[33m",
    ] {
        assert!(!sent.windows(bytes.len()).any(|w| w == bytes), "{bytes:?}");
    }
    tom.keys("<esc>");
    tom.leave();
}

/// Changes the desk's file past hoist.
fn tamper(desk: &Desk, sql: &str) {
    let file = rusqlite::Connection::open(desk.file()).unwrap();
    file.execute_batch(sql).unwrap();
}

#[test]
fn lists_that_have_lost_their_tickets_are_no_empty_desk() {
    let torn = "is damaged: tickets that it holds are missing from its lists.";
    let queue = "DELETE FROM entry WHERE list LIKE 'o:%'";
    for sql in ["DELETE FROM entry", "DELETE FROM ticket_row", queue] {
        let desk = Desk::working();
        let there = desk.seat("tom");
        there.shows("Payments down");
        tamper(&desk, sql);
        let listed = desk.run(&["list"]);
        let said = String::from_utf8_lossy(&listed.stderr).into_owned();
        assert!(said.contains(torn), "{sql}: {said}");
        assert_eq!(listed.status.code(), Some(1), "{sql}");
        let mut late = desk.seat("tom");
        for seat in [&there, &late] {
            // At the end of its first line stands how the banner is put away.
            let begins = "is damaged: tickets that it holds";
            seat.pty
                .wait_for(sql, |screen| words(&screen.contents()).contains(begins));
        }
        late.keys("v \"all\" <enter>");
        late.settle();
        assert!(!late.pty.screen().contains("Nothing here"), "{sql}");
        late.shows("The list of tickets is damaged");
    }
}
