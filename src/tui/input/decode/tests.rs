use super::{Decoder, Duration, InputEvent, Instant};
use crate::tui::input::After;

/// A keyboard whose bytes come at given times.
struct Line {
    decoder: Decoder,
    now: Instant,
    told: Vec<InputEvent>,
}

impl Line {
    fn new(is_afar: bool) -> Line {
        let now = Instant::now();
        Line {
            decoder: Decoder::new(is_afar, now),
            now,
            told: Vec::new(),
        }
    }

    /// Time goes by; what is due by then is decided when it is.
    fn pause(&mut self, ms: u64) -> &mut Line {
        let until = self.now + Duration::from_millis(ms);
        while let Some(due) = self.decoder.due().filter(|due| *due <= until) {
            self.now = due;
            self.decoder.late(due, &mut self.told);
            assert!(
                self.decoder.due().is_none_or(|next| next > due),
                "it never rests"
            );
        }
        self.now = until;
        self
    }

    fn come(&mut self, bytes: impl AsRef<[u8]>) -> &mut Line {
        self.decoder.feed(bytes.as_ref(), self.now, &mut self.told);
        self
    }

    /// What was told: keys by their names, pasted text in quotes.
    fn told(&mut self) -> String {
        let words = self.told.drain(..).map(|event| match event {
            InputEvent::Key(key, After::Nothing) => key.to_string(),
            InputEvent::Paste(text) => format!("{text:?}"),
            InputEvent::PasteOpen(true) => "open".to_owned(),
            InputEvent::PasteOpen(false) => "over".to_owned(),
            other => format!("{other:?}"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Nothing is waited for any more.
    fn rests(&self) -> bool {
        self.decoder.due().is_none()
    }
}

#[test]
fn a_paste_is_one_event_in_whatever_pieces_it_comes() {
    let text = "\x1b[200~Grüße,\r\nq\x1b[20 🌞\x1b[201~j";
    for cut in 1..text.len() {
        let mut line = Line::new(false);
        let (one, other) = text.as_bytes().split_at(cut);
        line.come(one).pause(30).come(other);
        assert_eq!(
            line.told(),
            "\"Grüße,\\r\\nq\\u{1b}[20 🌞\" j",
            "cut at {cut}"
        );
        assert!(line.rests(), "cut at {cut}");
    }
}

#[test]
fn a_paste_without_an_end_is_told_and_what_follows_is_text() {
    let mut line = Line::new(false);
    line.come("\x1b[200~q\ryes").pause(499);
    assert_eq!(line.told(), "");
    line.pause(1);
    assert_eq!(line.told(), "\"q\\ryes\" open");
    assert!(line.rests());
    line.pause(5_000)
        .come("q")
        .pause(200)
        .come("\r")
        .pause(200)
        .come("y");
    assert_eq!(line.told(), "\"q\" \"\\r\" \"y\"");
    // Half of the end, and half a letter, are waited for.
    line.pause(200)
        .come("a\x1b[20")
        .come("x")
        .come([0xc3])
        .come([0xa9])
        .come("\x1b[2")
        .come("01~j");
    assert_eq!(line.told(), "\"a\" \"\\u{1b}[20x\" \"é\" over j");
    assert!(line.rests());
}

#[test]
fn esc_or_ctrl_c_by_itself_ends_a_paste_without_an_end() {
    for (pressed, told) in [("\x1b", "over"), ("\x03", "over <c-c>")] {
        let mut line = Line::new(false);
        line.come("\x1b[200~text").pause(600);
        assert_eq!(line.told(), "\"text\" open");
        line.come(pressed).pause(100);
        assert_eq!(line.told(), told);
        line.come("j").pause(1_000);
        assert_eq!(line.told(), "j");
    }
    // Right behind a letter a pause must follow it.
    for (pressed, told) in [("\x1b", "over"), ("\x03", "over <c-c>")] {
        let mut line = Line::new(false);
        line.come("\x1b[200~text")
            .pause(600)
            .come("e")
            .pause(90)
            .come(pressed)
            .pause(159);
        assert_eq!(line.told(), "\"text\" open \"e\"");
        assert_eq!(line.pause(1).told(), told);
    }
    // In a row with more it is text.
    let mut line = Line::new(false);
    line.come("\x1b[200~text")
        .pause(600)
        .come("\x03q")
        .pause(10)
        .come("\x03")
        .pause(10);
    line.come("\x1b").pause(10).come("q");
    assert_eq!(
        line.told(),
        "\"text\" open \"\\u{3}q\" \"\\u{3}\" \"\\u{1b}q\""
    );
}

#[test]
fn keys_that_type_nothing_are_no_text_of_a_paste_without_an_end() {
    let mut line = Line::new(false);
    line.come("\x1b[200~text").pause(600).told();
    for pressed in ["\x1b[A", "\x1b[<64;1;1M", "\x13", "\x7f", "\x1b[5~"] {
        line.pause(200).come(pressed);
        assert_eq!(line.told(), "", "{pressed:?}");
    }
    // Somebody pastes once more, and this time it has an end.
    line.pause(200).come("\x1b[200~again\x1b[201~j");
    assert_eq!(line.told(), "over \"again\" j");
}

#[test]
fn esc_is_the_key_when_nothing_follows_it() {
    for (is_afar, ms) in [(false, 50), (true, 300)] {
        let mut line = Line::new(is_afar);
        line.come("\x1b").pause(ms - 1);
        assert_eq!(line.told(), "");
        line.pause(1);
        assert_eq!(line.told(), "<esc>");
        assert!(line.rests());
    }
    let mut line = Line::new(false);
    line.come("\x1b\x1b").pause(50);
    assert_eq!(line.told(), "<esc> <esc>");
    line.come("\x1bx")
        .come("\x1b[")
        .pause(600)
        .come("j")
        .come("\x1b[1;")
        .pause(600)
        .come("j");
    assert_eq!(line.told(), "<a-x> <a-[> j j");
}

#[test]
fn an_esc_that_a_slow_line_tore_off_is_no_key_with_letters() {
    // Where the line is slow it is waited for.
    let mut line = Line::new(true);
    line.come("jj\x1b")
        .pause(200)
        .come("[B")
        .come("\x1b")
        .pause(200)
        .come("[200~q\x1b[201~");
    assert_eq!(line.told(), "j j <down> \"q\"");
    // Who presses Esc and then a letter meant both.
    line.come("\x1b").pause(100).come("j");
    assert_eq!(line.told(), "<esc> j");
    // Where it is not, Esc acts, but never the letters.
    let mut line = Line::new(false);
    line.come("\x1b").pause(200).come("[B");
    assert_eq!(line.told(), "<esc> <down>");
    line.come("\x1b").pause(200).come("[200~q\x1b[201~");
    assert_eq!(line.told(), "<esc> \"q\"");
    line.come("\x1b")
        .pause(200)
        .come("[20")
        .pause(100)
        .come("0~q\x1b[201~");
    assert_eq!(line.told(), "<esc> \"q\"");
    line.come("\x1b")
        .pause(200)
        .come("[")
        .pause(100)
        .come("OPEN");
    assert_eq!(line.told(), "<esc> [ O P E N");
    line.come("\x1b").pause(3_000).come("[B");
    assert_eq!(line.told(), "<esc> [ B");
}

#[test]
fn letters_of_several_bytes_may_be_torn_anywhere() {
    let text = "é🌞ß\x1b[1;5Cü\x1bé";
    for cut in 1..text.len() {
        let mut line = Line::new(false);
        let (one, other) = text.as_bytes().split_at(cut);
        line.come(one).pause(40).come(other);
        assert_eq!(line.told(), "é 🌞 ß <c-right> ü <a-é>", "cut at {cut}");
    }
}

#[test]
fn a_paste_of_any_length_takes_bounded_memory() {
    let mut line = Line::new(false);
    line.come("\x1b[200~");
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..70 {
        line.come(&piece);
    }
    let told: usize = line
        .told
        .iter()
        .map(|event| match event {
            InputEvent::Paste(text) => text.len(),
            _ => 0,
        })
        .sum();
    assert!(told >= 64 << 20, "{told}");
    line.come("\x1b[201~");
    let rest = line.told.pop();
    assert!(matches!(rest, Some(InputEvent::Paste(text)) if text.len() + told == 70 << 20));
}

#[test]
fn who_takes_the_terminal_finds_nothing_half_read() {
    let mut line = Line::new(false);
    line.come("\x1b[200~typed");
    line.decoder.forget(&mut line.told);
    assert_eq!(line.told(), "\"typed\"");
    line.come("\x1b[1;");
    line.decoder.forget(&mut line.told);
    line.come("j");
    assert_eq!(line.told(), "j");
    assert!(line.rests());
}

#[test]
fn an_answer_that_nobody_waits_for_presses_no_key_in_whatever_pieces_it_comes() {
    for answer in [
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        "\x1b]52;c;cQ1qYnE=\x07",
        "\x1b]52;c;cQ1qYnE=\x1b\\",
        "\x1bP>|foot(1.16.2)\x1b\\",
        "\x1bP1$r0 q\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b^private q\x1b\\",
        "\x1bXq\x07q\x1b\\",
    ] {
        let text = format!("j{answer}k");
        for cut in 1..text.len() {
            let mut line = Line::new(false);
            let (one, other) = text.as_bytes().split_at(cut);
            line.come(one).pause(30).come(other);
            assert_eq!(line.told(), "j k", "{answer:?} cut at {cut}");
            assert!(line.rests(), "{answer:?} cut at {cut}");
        }
    }
}

#[test]
fn an_answer_torn_off_its_esc_by_a_slow_line_presses_no_key() {
    let mut line = Line::new(true);
    line.come("\x1b")
        .pause(200)
        .come("]11;rgb:1e1e/")
        .pause(200)
        .come("1e1e/1e1e\x1b\\j");
    assert_eq!(line.told(), "j");
    let mut line = Line::new(false);
    line.come("\x1b").pause(200).come("]52;c;cQ==\x07");
    assert_eq!(line.told(), "<esc>");
}

#[test]
fn an_answer_without_an_end_does_not_hold_the_keyboard() {
    let mut line = Line::new(false);
    line.come("\x1b]11;rgb:").pause(499).come("q").pause(500);
    assert!(line.rests());
    line.come("j");
    assert_eq!(line.told(), "j");
    // Somebody types on.
    line.come("\x1b]11;rgb:");
    for _ in 0..21 {
        line.pause(100).come("q");
    }
    assert_eq!(line.told(), "q q");
    // Esc and Ctrl-C are never part of one.
    line.come("\x1bP0").come("\x1b").pause(600).come("j");
    assert_eq!(line.told(), "<esc> j");
    line.come("\x1bP0").come("\x03");
    assert_eq!(line.told(), "<c-c>");
    // Nor is a sequence of a key, or a paste.
    line.come("\x1b]0;q\x1b[Bj")
        .come("\x1b]0;q\x1b[200~p\x1b[201~");
    assert_eq!(line.told(), "<down> j \"p\"");
    // However long it is, only so much of it is swallowed.
    line.come("\x1b]0;")
        .come(vec![b'q'; (1 << 20) + 1])
        .come("j");
    assert_eq!(line.told(), "j");
}

#[test]
fn a_key_with_alt_that_could_begin_an_answer_is_that_key_after_a_while() {
    for letter in ["]", "P", "X", "^", "_"] {
        let mut line = Line::new(false);
        line.come(format!("\x1b{letter}")).pause(499);
        assert_eq!(line.told(), "");
        line.pause(1);
        assert_eq!(line.told(), format!("<a-{letter}>"));
        line.come(format!("\x1b{letter}")).pause(200).come("j");
        assert_eq!(line.told(), format!("<a-{letter}> j"));
        assert!(line.rests());
    }
}

#[test]
fn who_takes_the_terminal_within_an_answer_gets_all_keys() {
    let mut line = Line::new(false);
    line.come("\x1b]11;");
    line.decoder.forget(&mut line.told);
    line.come("j");
    assert_eq!(line.told(), "j");
}
