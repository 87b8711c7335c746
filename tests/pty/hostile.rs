//! Text of customers that wants to be more than text.

use super::Desk;

/// Each does something in a careless terminal.
const WORST: &str = "A\u{1b}]52;c;aGFjaw==\u{7}B\u{1b}[2JC\u{9b}31mD\u{202e}E\u{1b}]0;title\u{7}F\u{1b}[?1049lG\rH\u{8}I\u{1b}[6n";
/// What none of the program's own painting ever sends.
const NEVER: &[&[u8]] = &[
    b"\x1b]52",
    b"\x1b]0;",
    b"\x1b[6n",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\x1b[?1049lG",
    b"\x1b[2JC",
    b"\0",
];

#[test]
fn a_customers_control_letters_stay_letters() {
    let desk = Desk::new();
    let letter = desk.home().join("letter");
    let mut body = WORST.as_bytes().to_vec();
    body.extend(b"\0 and a NUL\n");
    body.extend(std::iter::repeat_n(b'x', 1 << 20));
    std::fs::write(&letter, body).unwrap();
    let subject = format!("Bad {WORST} end");
    let call = [
        "new",
        "--as",
        "tom",
        "--customer",
        "Acme",
        "--subject",
        &subject,
    ];
    let file = ["--text-file", letter.to_str().unwrap()];
    desk.ok(&[&call[..], &file[..]].concat());
    let worst = desk.home().join("worst");
    std::fs::write(&worst, WORST).unwrap();
    let said = [
        "received",
        "1",
        "--as",
        "tom",
        "--text-file",
        worst.to_str().unwrap(),
    ];
    desk.ok(&said);

    let mut tom = desk.seat("tom");
    tom.shows("Bad A");
    for keys in [
        "2",
        "j",
        "G",
        "g",
        "3",
        "4",
        "1",
        "#",
        "<esc>",
        "/ \"bad\"",
        "<esc>",
        "?",
        "<esc>",
        "a",
    ] {
        tom.keys(keys);
    }
    let alternate = tom.pty.emulator(|screen| screen.alternate_screen());
    assert!(alternate, "a customer's text left the alternate screen");
    tom.shows("Bad A");
    let sent = tom.pty.sent_since(0);
    for bytes in NEVER {
        let found = sent.windows(bytes.len()).any(|window| window == *bytes);
        assert!(!found, "sent {:?}", String::from_utf8_lossy(bytes));
    }
    tom.keys("<esc>");
    tom.leave();
}

#[test]
fn a_paste_never_acts() {
    let desk = Desk::working();
    let mut tom = desk.seat("tom");
    // At the panes: quit, give back, take, whatever the letters mean.
    tom.pty.send("\x1b[200~q\rb\r> t\n\x1b[201~");
    tom.pause();
    tom.pty.send("\x1b[200~x\x1b[201~q\ry\r\x1b[201~");
    tom.pause();
    assert_eq!(desk.stage("1"), "tier1.working");
    tom.sees("n", "only the desk reads this");
    tom.pty.send("\x1b[200~one\ntwo\x1b[201~\x13three\x1b[201~");
    tom.shows("one");
    tom.shows("two");
    tom.shows("only the desk reads this");
    let shown = desk.ok(&["show", "1", "--timeline"]);
    assert!(!shown.contains("two"), "{shown}");
    tom.pause();
    tom.keys("<esc>");
    tom.leave();
}
