//! What befalls a session, and what must be true after it.

use super::super::seeded::Dice;
use super::seat::{NOTE, SENTENCE, Seat};
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// How long the end may take after a hang-up, and how much of a processor it may use up.
const GONE: Duration = Duration::from_secs(2);
const BUSY: Duration = Duration::from_millis(300);
/// For an end that was asked for with a signal.
const SOON: Duration = Duration::from_secs(10);
/// Longer than what still counts as the rest of a paste.
const PAUSE: Duration = Duration::from_millis(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ill {
    HangUp,
    Signal,
    Stop,
    Sizes,
    Flood,
    Paste,
    /// A paste that has no end.
    Open,
}

type Ends = Result<(), String>;

impl Ill {
    /// The test that tries it.
    pub fn test(self) -> &'static str {
        match self {
            Ill::HangUp => "cut_lines_end_the_session_and_keep_the_draft",
            Ill::Signal => "signals_give_the_terminal_back_and_keep_the_draft",
            Ill::Stop => "a_stop_and_going_on_lose_nothing",
            Ill::Sizes => "storms_of_sizes_break_nothing",
            Ill::Flood => "floods_of_keys_are_read_to_the_end",
            Ill::Paste => "pastes_never_act",
            Ill::Open => "a_paste_without_an_end_holds_nothing_up",
        }
    }

    pub fn befall(self, seat: &mut Seat, dice: &mut Dice) -> Ends {
        match self {
            Ill::HangUp => hang_up(seat, dice),
            Ill::Signal => signal(seat, dice),
            Ill::Stop => stop(seat, dice),
            Ill::Sizes => sizes(seat, dice),
            Ill::Flood => flood(seat, dice),
            Ill::Paste => paste(seat, dice),
            Ill::Open => open_paste(seat, dice),
        }
    }
}

/// The line is cut, also while letters are still coming in.
fn hang_up(seat: &mut Seat, dice: &mut Dice) -> Ends {
    if dice.percent(50) {
        seat.pty.send("x".repeat(dice.roll(3_000)));
    }
    let before = seat.pty.busy();
    let began = Instant::now();
    seat.pty.hang_up();
    let mut busy = before;
    while seat.pty.end_within(Duration::ZERO).is_none() {
        busy = busy.max(seat.pty.busy());
        if began.elapsed() > GONE {
            return Err(format!("still there {GONE:?} after the line was cut"));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    if busy.saturating_sub(before) >= BUSY {
        return Err(format!("it took {:?} of a processor", busy - before));
    }
    seat.ends(GONE, 129)?;
    seat.kept(SENTENCE)
}

fn signal(seat: &mut Seat, dice: &mut Dice) -> Ends {
    let (signal, code) = *dice.pick(&[
        (Signal::TERM, 143),
        (Signal::INT, 130),
        (Signal::HUP, 129),
        (Signal::QUIT, 131),
    ]);
    seat.pty.signal(signal);
    seat.ends(SOON, code)?;
    seat.leaves_nothing()?;
    seat.kept(SENTENCE)
}

/// Stopped from outside in mid-sentence, or by key at the panes: in a text the key takes back a word.
fn stop(seat: &mut Seat, dice: &mut Dice) -> Ends {
    for _ in 0..=dice.roll(3) {
        let by_key = dice.percent(50);
        if by_key {
            seat.pty.send("\x1b");
            seat.until("the panes", |seat| !seat.pty.screen().contains(NOTE))?;
            seat.pty.send("\x1a");
        } else {
            seat.pty.signal(Signal::TSTP);
        }
        seat.until("it stopped", |seat| seat.pty.is_stopped())?;
        seat.leaves_nothing()?;
        seat.pty.signal(Signal::CONT);
        seat.until("the screen again", |seat| {
            seat.pty
                .emulator(|s| s.alternate_screen() && s.bracketed_paste())
        })?;
        if by_key {
            seat.sees("Payments")?;
            seat.pty.send("n");
        }
        seat.sees(SENTENCE)?;
    }
    leave(seat, SENTENCE)
}

/// Ended by a signal, which every session survives.
fn leave(seat: &mut Seat, kept: &str) -> Ends {
    seat.pty.signal(Signal::TERM);
    seat.ends(SOON, 143)?;
    seat.leaves_nothing()?;
    seat.kept(kept)
}

/// In the form, or at the panes while keys come in: between two sizes the screen is painted for each.
fn sizes(seat: &mut Seat, dice: &mut Dice) -> Ends {
    let at_panes = dice.percent(50);
    if at_panes {
        seat.pty.send("\x1b");
        seat.until("the panes", |seat| !seat.pty.screen().contains(NOTE))?;
    }
    for _ in 0..40 + dice.roll(80) {
        let columns = *dice.pick(&[0, 1, 2, 3, 59, 60, 61, 80, 99, 100, 131, 200, 300]);
        let rows = *dice.pick(&[0, 1, 2, 3, 5, 14, 15, 16, 24, 36, 60, 100]);
        seat.pty.resize((columns, rows));
        if at_panes {
            seat.pty
                .send(dice.pick::<&str>(&["j", "k", "1", "2", "3", "4"]));
        }
        if dice.percent(30) {
            std::thread::sleep(Duration::from_millis(dice.roll(20) as u64));
        }
    }
    seat.pty.resize((100, 30));
    if at_panes {
        seat.sees("Payments")?;
        seat.pty.send("n");
    }
    seat.sees(SENTENCE)?;
    leave(seat, SENTENCE)
}

/// Keys that go anywhere and write nothing; then the note is opened and takes its letters. Those of several bytes
/// are torn in two wherever the line is full.
fn flood(seat: &mut Seat, dice: &mut Dice) -> Ends {
    const KEYS: [&str; 18] = [
        "j",
        "k",
        "G",
        "g",
        "1",
        "2",
        "3",
        "4",
        "\t",
        "\x0c",
        "z",
        "\x1b[A",
        "\x1b[B",
        "\x1bOB",
        "\x1b[5~",
        "\x1b[6~",
        "\x1b[1;5D",
        "é",
    ];
    let many = *dice.pick(&[300, 1_500, 5_000, 20_000]);
    let keys: String = (0..many).map(|_| *dice.pick(&KEYS)).collect();
    seat.pty.send(keys);
    // Letters that come right behind a key that opened nothing were meant for it.
    seat.pty.wait_quiet(PAUSE);
    std::thread::sleep(PAUSE);
    seat.pty.send("1");
    seat.begin_the_sentence()?;
    leave(seat, SENTENCE)
}

/// What is pasted: letters that are keys.
const LETTERS: [&str; 10] = [
    "q", "\r", "b", "y", "t\r", ">", "\x13", "line\n", "\t", "\x1b",
];

/// The end of a paste does not come, in the note or at the panes: it is painted, it can be left, and whatever
/// ends it finds the text kept.
fn open_paste(seat: &mut Seat, dice: &mut Dice) -> Ends {
    let at_panes = dice.percent(50);
    if at_panes {
        seat.pty.send("\x1b");
        seat.until("the panes", |seat| !seat.pty.screen().contains(NOTE))?;
    }
    let mut text = String::from("\x1b[200~word");
    for _ in 0..dice.roll(60) {
        text.push_str(dice.pick::<&str>(&LETTERS));
    }
    if dice.percent(30) {
        text.push_str(&"0123456789abcdef".repeat(dice.roll(6_000)));
    }
    // What follows Esc at its very end would be a sequence.
    text.push('.');
    seat.pty.send(&text);
    seat.sees("Pasted text came")?;
    seat.pty.resize((90, 28));
    for _ in 0..dice.roll(4) {
        seat.pty.send(dice.pick::<&str>(&LETTERS[..6]));
        std::thread::sleep(PAUSE);
    }
    seat.nothing_written()?;
    let kept = format!("{SENTENCE}{}", if at_panes { "" } else { "word" });
    match dice.roll(3) {
        0 => leave(seat, &kept),
        1 => {
            // Whatever else came, a draft is on the disk by then.
            std::thread::sleep(Duration::from_secs(1));
            seat.pty.hang_up();
            seat.ends(GONE, 129)?;
            seat.kept(&kept)
        }
        // By key: what lies over the panes is closed first.
        _ => {
            std::thread::sleep(PAUSE);
            seat.pty.send("\x03");
            if !at_panes {
                seat.until("the panes", |seat| !seat.pty.screen().contains(NOTE))?;
                seat.pty.send("\x03");
            }
            seat.ends(SOON, 0)?;
            seat.leaves_nothing()?;
            seat.kept(&kept)
        }
    }
}

/// Texts whose letters are keys, with ends of a paste inside: at the panes, then in the note.
fn paste(seat: &mut Seat, dice: &mut Dice) -> Ends {
    const PIECES: [&str; 12] = [
        "q",
        "\r",
        "b",
        "y",
        "t\r",
        ">",
        "\x13",
        "\x1b[201~",
        "\x1b[201~q\ry\r",
        "line\n",
        "\t",
        "\x1b",
    ];
    let mut bomb = String::from("\x1b[200~word");
    for _ in 0..1 + dice.roll(60) {
        bomb.push_str(dice.pick::<&str>(&PIECES));
    }
    if dice.percent(30) {
        bomb.push_str(&"0123456789abcdef".repeat(dice.roll(6_000)));
    }
    bomb.push_str("\x1b[201~");
    seat.pty.send(&bomb);
    seat.pty.wait_quiet(PAUSE);
    std::thread::sleep(PAUSE);
    seat.nothing_written()?;
    if let Some(status) = seat.pty.end_within(Duration::ZERO) {
        return Err(format!("a paste ended it: {status:?}"));
    }
    seat.begin_the_sentence()?;
    // What the rest of it types into the note is text as well; sending it is not.
    seat.pty.send(&bomb);
    seat.pty.wait_quiet(PAUSE);
    std::thread::sleep(PAUSE);
    seat.nothing_written()?;
    // A long one on a busy machine takes its time to be read.
    seat.until("the draft", |seat| seat.kept("word").is_ok())?;
    leave(seat, "word")
}
