//! The editor outside: what it is given, what comes back, and what becomes of it and the terminal when hoist has to go.

use super::{Desk, Seat};
use crate::support::pty::{PATIENCE, Pty};
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Adds words at the end, as a person would.
const ADDS: &str = "printf ' and more\\n' >> \"$1\"";
/// Leaves without a change.
const LOOKS: &str = "exit 0";
/// Saves, and stays with the terminal as editors have it.
const STAYS: &str = "printf 'saved outside\\n' > \"$1\"
stty raw -echo
printf '\\033[?1049h\\033[?1000h\\033[?1002h\\033[?1006h\\033[?2004h\\033[?25l in the editor'
sleep 60";

/// An editor of one's own.
fn editor(desk: &Desk, script: &str) -> PathBuf {
    let path = desk.home().join("editor");
    let before = "PATH=/usr/bin:/bin";
    std::fs::write(&path, format!("#!/bin/sh\n{before}\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn with(desk: &Desk, variable: &str, script: &str) -> Seat {
    let mut command = desk.interface("tom");
    command.env(variable, editor(desk, script));
    let pty = Pty::spawn_command(command, (120, 36));
    let seat = Seat { pty, count: 0 };
    seat.shows("Payments down");
    seat.settle();
    seat
}

/// Every file in the state directory whose name is as wanted.
fn kept(desk: &Desk, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let (mut found, mut dirs) = (Vec::new(), vec![desk.home().join("state")]);
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => dirs.push(path),
                false if wanted(&entry.file_name().to_string_lossy()) => found.push(path),
                false => {}
            }
        }
    }
    found
}

/// What was handed to an editor.
fn left(desk: &Desk) -> Vec<PathBuf> {
    kept(desk, |name| name.starts_with("text-"))
}

/// The drafts of notes.
fn drafts(desk: &Desk) -> Vec<PathBuf> {
    kept(desk, |name| {
        name.contains("-note") && name.ends_with(".json")
    })
}

fn is_tidy(desk: &Desk) {
    let began = Instant::now();
    while !left(desk).is_empty() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(left(desk), Vec::<PathBuf>::new());
}

#[test]
fn the_editor_gets_the_words_of_the_field_and_its_words_come_back() {
    let desk = Desk::working();
    for (variable, open, title) in [
        ("VISUAL", "n", "only the desk reads this"),
        ("EDITOR", "M", "the customer reads this"),
        ("EDITOR", "> <enter>", "─ Symptoms ─"),
    ] {
        let mut tom = with(&desk, variable, ADDS);
        tom.sees(open, title);
        tom.sees("\"precious hello\" <c-g>", "precious hello and more");
        tom.shows(title);
        is_tidy(&desk);
        tom.pty.signal(Signal::KILL);
        assert!(tom.pty.end_within(PATIENCE).is_some());
        let mut again = with(&desk, variable, LOOKS);
        again.sees(open, "precious hello and more");
        again.keys("<c-g>");
        again.shows("precious hello and more");
        again.pty.signal(Signal::KILL);
        assert!(again.pty.end_within(PATIENCE).is_some());
    }
}

#[test]
fn the_editor_of_the_configuration_goes_before_those_of_the_environment() {
    let desk = Desk::working();
    let mut tom = with(&desk, "VISUAL", ADDS);
    tom.sees("n \"one\" <c-g>", "one and more");
    tom.keys("<esc>");
    tom.leave();
    let config = desk.home().join("config/hoist");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "editor = \"/bin/true\"\n").unwrap();
    let mut tom = with(&desk, "VISUAL", ADDS);
    tom.keys("n <c-g>");
    tom.shows("one and more");
    tom.gone("more and more");
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn what_an_editor_saved_before_it_failed_is_kept_beside() {
    let desk = Desk::working();
    let mut tom = with(
        &desk,
        "EDITOR",
        "printf 'saved outside\\n' > \"$1\"; exit 1",
    );
    tom.sees(
        "n \"precious hello\" <c-g>",
        "The editor said that it failed",
    );
    tom.shows("precious hello");
    is_tidy(&desk);
    tom.sees("<esc> d", "Unfinished texts");
    tom.keys("<esc>");
    tom.leave();
    let mut all = String::new();
    for draft in drafts(&desk) {
        all.push_str(&std::fs::read_to_string(draft).unwrap());
    }
    assert!(
        all.contains("precious hello") && all.contains("saved outside"),
        "{all}"
    );
}

/// Hoist under a shell that outlives it and says its exit code; the terminal is not hung up by its end.
fn under_a_shell(desk: &Desk, script: &str) -> (Seat, Pid) {
    let pid = desk.home().join("pid");
    let inner = format!("echo $$ > {}; exec \"$@\"", pid.display());
    let outer = "/bin/sh -c \"$0\" x \"$@\"; echo CODE=$?; exec /bin/sleep 60";
    let mut command = CommandBuilder::new("/bin/sh");
    command.args(["-c", outer, &inner]);
    let hoist = desk.interface("tom");
    command.args(hoist.get_argv());
    command.env_clear();
    for (name, value) in desk.environment() {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    command.env("EDITOR", editor(desk, script));
    command.cwd(desk.home());
    let pty = Pty::spawn_command(command, (120, 36));
    let seat = Seat { pty, count: 0 };
    seat.shows("Payments down");
    seat.settle();
    let number: i32 = std::fs::read_to_string(pid)
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    (seat, Pid::from_raw(number).unwrap())
}

/// The words that the editor saved are the unfinished text of the note, and nothing lies about.
fn are_offered(desk: &Desk) {
    let mut tom = desk.seat("tom");
    tom.shows("1 unfinished text");
    is_tidy(desk);
    tom.sees("n", "saved outside");
    assert!(!tom.pty.screen().contains("precious hello"));
    tom.keys("<esc>");
    tom.leave();
    assert_eq!(drafts(desk).len(), 1, "{:?}", drafts(desk));
}

#[test]
fn a_signal_while_the_editor_is_open_gives_the_terminal_back_and_keeps_what_it_saved() {
    let deaf = format!("trap '' HUP TERM\n{STAYS}");
    for (signal, code, script) in [
        (Signal::TERM, "CODE=143", STAYS),
        (Signal::INT, "CODE=130", STAYS),
        (Signal::HUP, "CODE=129", STAYS),
        (Signal::TERM, "CODE=143", deaf.as_str()),
    ] {
        let desk = Desk::working();
        let (mut tom, pid) = under_a_shell(&desk, script);
        tom.sees("n \"precious hello\" <c-g>", "in the editor");
        kill_process(pid, signal).unwrap();
        tom.shows(code);
        assert_eq!(tom.pty.left_behind(), None, "{signal:?}");
        are_offered(&desk);
    }
}

#[test]
fn a_kill_or_a_cut_line_while_the_editor_is_open_keeps_what_it_saved() {
    for cut in [false, true] {
        let desk = Desk::working();
        let mut tom = with(&desk, "EDITOR", STAYS);
        tom.sees("n \"precious hello\" <c-g>", "in the editor");
        match cut {
            true => tom.pty.hang_up(),
            false => tom.pty.signal(Signal::KILL),
        }
        assert!(tom.pty.end_within(Duration::from_secs(2)).is_some());
        are_offered(&desk);
    }
}

#[test]
fn a_draft_that_found_no_room_is_tried_again_by_itself() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    let (place, away) = (desk.home().join("state/hoist"), desk.home().join("away"));
    std::fs::rename(&place, &away).unwrap();
    std::fs::write(&place, "in the way").unwrap();
    let is_told = |screen: &vt100::Screen| {
        let words: Vec<_> = screen
            .contents()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        words.join(" ").contains("would not survive a crash")
    };
    tom.keys("n \"precious hello\"");
    tom.pty.wait_for("a banner", is_told);
    std::fs::remove_file(&place).unwrap();
    std::fs::rename(&away, &place).unwrap();
    tom.shows("What you typed is kept again.");
    tom.pty.wait_for("no banner", |screen| !is_told(screen));
    tom.pty.signal(Signal::KILL);
    assert!(tom.pty.end_within(PATIENCE).is_some());
    let mut again = desk.seat("tom");
    again.sees("n", "precious hello");
    again.keys("<esc>");
    again.leave();
}
