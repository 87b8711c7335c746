//! The foundation in a real pseudo-terminal: bursts, pastes, sizes, signals, hang-up, panics.

use crate::support::pty::{PATIENCE, Pty};
use rustix::process::Signal;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The example program, built as this test was.
fn probe() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.parent().and_then(|deps| deps.parent()).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args([
            "build",
            "--quiet",
            "--offline",
            "--example",
            "terminal_probe",
        ]);
        build.arg("--target-dir").arg(profile.parent().unwrap());
        build.current_dir(env!("CARGO_MANIFEST_DIR"));
        assert!(
            build.status().unwrap().success(),
            "the example does not build"
        );
        profile.join("examples/terminal_probe")
    })
}

struct Session {
    pty: Pty,
    state: TempDir,
}

impl Session {
    fn start() -> Self {
        let state = TempDir::new().unwrap();
        let draft = state.path().join("draft");
        let pty = Pty::spawn(probe(), &[draft.to_str().unwrap()], (80, 24));
        pty.wait_text("size 80x24");
        Self { pty, state }
    }

    fn draft(&self) -> Option<String> {
        std::fs::read_to_string(self.state.path().join("draft")).ok()
    }

    /// Waits for the end and compares its code.
    #[track_caller]
    fn ends(&mut self, code: u32) {
        let status = self.pty.end_within(PATIENCE).expect("it never ended");
        assert_eq!(status.exit_code(), code, "{status:?}");
    }

    #[track_caller]
    fn leaves_nothing(&self) {
        assert_eq!(self.pty.left_behind(), None);
    }
}

#[test]
fn it_enters_paints_and_leaves_the_terminal_as_it_was() {
    let mut session = Session::start();
    assert!(
        session
            .pty
            .emulator(|screen| screen.alternate_screen() && screen.bracketed_paste())
    );
    session.pty.keys("a <c-p> <up>");
    session.pty.wait_text("last <up>");
    session.pty.send("\x1b[<0;7;3M");
    session.pty.wait_text("last mouse 6 2");
    session.pty.keys("q");
    session.ends(0);
    session.leaves_nothing();
}

#[test]
fn bursts_of_keys_are_all_read() {
    for count in [1_500, 20_000] {
        let mut session = Session::start();
        session.pty.send("x".repeat(count));
        session.pty.wait_text(&format!("keys {count}."));
        session.pty.keys("q");
        session.ends(0);
    }
}

#[test]
fn what_follows_a_paste_is_marked_until_there_is_a_pause() {
    let mut session = Session::start();
    session.pty.send("\x1b[200~a log\x1b[201~qqq@!\x1b[201~");
    session.pty.wait_text("after paste 5.");
    session.pty.wait_text("pastes 1 of 5 bytes.");
    std::thread::sleep(Duration::from_millis(200));
    session.pty.keys("q");
    session.ends(0);
}

#[test]
fn a_large_paste_arrives_whole() {
    let mut session = Session::start();
    let text = "0123456789abcdef".repeat(1 << 16);
    session.pty.send(format!("\x1b[200~{text}\x1b[201~"));
    session.pty.wait_text("pastes 1 of 1048576 bytes.");
}

#[test]
fn input_that_makes_no_sense_does_no_harm() {
    let mut session = Session::start();
    let nonsense: [&[u8]; 7] = [
        b"\x1b[0;0R",
        b"\xff\xfe",
        b"\x1b[<999999999;1;1M",
        b"\x1b[M\x20\x20\x20",
        b"\x1b[1;99;99;99Z",
        b"\x1b]0;x\x07",
        b"\x1b[?62;c",
    ];
    for (letter, piece) in ('a'..).zip(nonsense) {
        session.pty.send(piece);
        std::thread::sleep(Duration::from_millis(50));
        // The first letters may be taken for the end of the nonsense.
        session.pty.send(letter.to_string().repeat(4));
        session.pty.wait_text(&format!("last {letter}"));
    }
    session.pty.keys("q");
    session.ends(0);
}

#[test]
fn a_storm_of_sizes_ends_on_the_last() {
    let mut session = Session::start();
    for turn in 0..300_u16 {
        session
            .pty
            .resize([(0, 0), (1, 1), (2, 1), (300, 90), (turn, 7), (0, 5)][usize::from(turn) % 6]);
    }
    session.pty.resize((70, 20));
    session.pty.wait_text("size 70x20");
    session.pty.keys("q");
    session.ends(0);
    session.leaves_nothing();
}

#[test]
fn a_hang_up_saves_and_ends_within_two_seconds() {
    for is_stuck in [false, true] {
        let mut session = Session::start();
        if is_stuck {
            session.pty.keys("z");
            session.pty.wait_text("last z");
            session.pty.keys("#");
            std::thread::sleep(Duration::from_millis(100));
        }
        let began = Instant::now();
        session.pty.hang_up();
        let busy = session.pty.busy();
        let status = session
            .pty
            .end_within(Duration::from_secs(2))
            .expect("still there after two seconds");
        assert!(began.elapsed() < Duration::from_secs(2));
        assert_eq!(status.exit_code(), 129, "stuck: {is_stuck}");
        assert!(busy < Duration::from_millis(300), "{busy:?} of processor");
        assert_eq!(session.draft().as_deref(), Some("kept"));
    }
}

#[test]
fn a_hang_up_under_a_parent_that_ignores_it_ends_too() {
    let state = TempDir::new().unwrap();
    let draft = state.path().join("draft");
    let line = format!(
        "trap '' HUP; {} {} ; exit $?",
        probe().display(),
        draft.display()
    );
    let mut pty = Pty::spawn("/bin/sh".as_ref(), &["-c", &line], (80, 24));
    pty.wait_text("size 80x24");
    pty.hang_up();
    let status = pty
        .end_within(Duration::from_secs(2))
        .expect("still there after two seconds");
    assert_eq!(status.exit_code(), 129);
    assert_eq!(std::fs::read_to_string(draft).unwrap(), "kept");
}

#[test]
fn deadly_signals_save_and_give_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129)] {
        let mut session = Session::start();
        session.pty.signal(signal);
        session.ends(code);
        session.leaves_nothing();
        assert_eq!(session.draft().as_deref(), Some("kept"));
    }
}

fn send(signal: u32, pty: &Pty) {
    let line = format!("kill -{signal} {}", pty.pid().as_raw_nonzero());
    let sent = Command::new("sh").args(["-c", &line]).status().unwrap();
    assert!(sent.success(), "{line}");
}

/// Those that nobody ends a program by, and that end one all the same: TRAP, ABRT, BUS, USR1, USR2, ALRM, STKFLT, XCPU,
/// VTALRM, PROF, IO, PWR, SYS, and one of the real-time ones.
#[test]
fn every_other_signal_that_ends_a_program_saves_and_gives_the_terminal_back_too() {
    for signal in [5, 6, 7, 10, 12, 14, 16, 24, 26, 27, 29, 30, 31, 40] {
        let mut session = Session::start();
        send(signal, &session.pty);
        let status = session.pty.end_within(PATIENCE);
        let status = status.unwrap_or_else(|| panic!("{signal}: it never ended"));
        let by_it = status.signal().is_some() || status.exit_code() == 128 + signal;
        assert!(by_it, "{signal}: {status:?}");
        assert_eq!(session.pty.left_behind(), None, "{signal}");
        assert_eq!(session.draft().as_deref(), Some("kept"), "{signal}");
    }
}

#[test]
fn a_signal_that_it_was_started_to_ignore_ends_nothing() {
    let state = TempDir::new().unwrap();
    let draft = state.path().join("draft");
    let line = format!(
        "trap '' USR1; exec {} {}",
        probe().display(),
        draft.display()
    );
    let mut pty = Pty::spawn("/bin/sh".as_ref(), &["-c", &line], (80, 24));
    pty.wait_text("size 80x24");
    send(10, &pty);
    pty.keys("k");
    pty.wait_text("last k");
    pty.keys("q");
    let status = pty.end_within(PATIENCE).expect("it never ended");
    assert_eq!(status.exit_code(), 0);
}

#[test]
fn a_stop_gives_the_terminal_back_and_going_on_takes_it_again() {
    let mut session = Session::start();
    for (turn, from_outside) in [(1, false), (1, true)] {
        if from_outside {
            session.pty.signal(Signal::TSTP);
        } else {
            session.pty.keys("<c-z>");
        }
        session.wait_stopped();
        session.leaves_nothing();
        session.pty.send("typed to the shell");
        session.pty.signal(Signal::CONT);
        session.pty.wait_for("the screen again", |screen| {
            screen.alternate_screen() && screen.bracketed_paste()
        });
        session.pty.wait_text(&format!("resumed {turn}."));
        session.pty.wait_text("size 80x24");
    }
    session.pty.keys("k");
    session.pty.wait_text("last k");
    session.pty.keys("q");
    session.ends(0);
    session.leaves_nothing();
}

impl Session {
    fn wait_stopped(&self) {
        let began = Instant::now();
        while !self.pty.is_stopped() {
            assert!(began.elapsed() < PATIENCE, "it never stopped");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn crash_files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.state.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        files
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with("crash-")
            })
            .collect()
    }

    #[track_caller]
    fn has_a_crash_file_without_text(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        let files = self.crash_files();
        assert_eq!(files.len(), 1);
        assert_eq!(
            files[0].metadata().unwrap().permissions().mode() & 0o777,
            0o600
        );
        let text = std::fs::read_to_string(&files[0]).unwrap();
        assert!(
            text.contains("terminal_probe.rs") && !text.contains("the text of a ticket"),
            "{text}"
        );
    }
}

#[test]
fn a_panic_in_a_pane_leaves_the_others_alive() {
    let mut session = Session::start();
    session.pty.keys("!");
    session.pty.wait_text("The counter cannot be shown");
    session.pty.keys("j");
    session.pty.wait_text("last j");
    session.has_a_crash_file_without_text();
    session.pty.keys("q");
    session.ends(0);
    session.leaves_nothing();
}

#[test]
fn a_panic_outside_gives_the_terminal_back_and_says_so() {
    let mut session = Session::start();
    session.pty.keys("@");
    session.ends(101);
    session.leaves_nothing();
    let screen = session.pty.screen();
    assert!(
        screen.contains("hoist met a mistake of its own"),
        "{screen}"
    );
    assert!(!screen.contains("the text of a ticket"), "{screen}");
    session.has_a_crash_file_without_text();
}

#[test]
fn a_frame_like_the_last_sends_nothing() {
    let mut session = Session::start();
    session.pty.keys("j");
    session.pty.wait_text("keys 1.");
    session.pty.wait_quiet(Duration::from_millis(100));
    let before = session.pty.sent();
    session.pty.send("\x1b[<64;7;3M");
    session.pty.wait_text("mouse 6 2");
    session.pty.wait_quiet(Duration::from_millis(100));
    let middle = session.pty.sent();
    session.pty.send("\x1b[<64;7;3M");
    session.pty.wait_quiet(Duration::from_millis(200));
    assert!(middle > before);
    assert_eq!(
        session.pty.sent(),
        middle,
        "{:?}",
        session.pty.sent_since(middle).escape_ascii().to_string()
    );
}
