use super::{Button, Code, InputEvent, Key, Mouse, MouseKind, Step, step};

/// The key that the bytes are, all of them.
fn key(bytes: &str) -> String {
    match step(bytes.as_bytes()) {
        Step::Event(InputEvent::Key(key, _), used) if used == bytes.len() => key.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn keys_are_what_terminals_send_for_them() {
    for (bytes, name) in [
        ("j", "j"),
        ("é", "é"),
        ("🌞", "🌞"),
        ("\r", "<enter>"),
        ("\n", "<c-j>"),
        ("\t", "<tab>"),
        ("\x7f", "<backspace>"),
        ("\0", "<c-space>"),
        ("\x1a", "<c-z>"),
        ("\x1f", "<c-7>"),
        ("\x1bx", "<a-x>"),
        ("\x1bé", "<a-é>"),
        ("\x1b\r", "<a-enter>"),
        ("\x1b[A", "<up>"),
        ("\x1bOB", "<down>"),
        ("\x1b\x1b[C", "<a-right>"),
        ("\x1b[1;5D", "<c-left>"),
        ("\x1b[1;2:1F", "<s-end>"),
        ("\x1b[H", "<home>"),
        ("\x1b[Z", "<s-tab>"),
        ("\x1b[5~", "<pageup>"),
        ("\x1b[6;3~", "<a-pagedown>"),
        ("\x1b[8~", "<end>"),
        ("\x1bOS", "<f4>"),
        ("\x1b[[A", "<f1>"),
        ("\x1b[R", "<f3>"),
        ("\x1b[15~", "<f5>"),
        ("\x1b[24;2~", "<s-f12>"),
        ("\x1b[34~", "<f20>"),
        ("\x1b[97;5u", "<c-a>"),
        ("\x1b[97:65;2u", "A"),
        ("\x1b[27u", "<esc>"),
        ("\x1b[27;5;13~", "<c-enter>"),
        ("\x1bOM", "<enter>"),
    ] {
        assert_eq!(key(bytes), name, "{bytes:?}");
    }
}

#[test]
fn what_is_not_whole_waits_and_what_is_broken_is_passed_over() {
    for half in [
        "\x1b",
        "\x1b[",
        "\x1bO",
        "\x1b[1;5",
        "\x1b[<0;1",
        "\x1b[M!",
        "\x1b[[",
    ] {
        assert_eq!(step(half.as_bytes()), Step::Wait, "{half:?}");
    }
    for half in [&b"\xf0\x9f\x8c"[..], b"\xc3", b"\x1b\xe2\x82"] {
        assert_eq!(step(half), Step::Wait, "{half:?}");
    }
    for (bytes, used) in [
        (&b"\xff"[..], 1),
        (b"\xc3j", 1),
        (b"\xe2\x28\xa1", 1),
        // Broken off by the next one.
        (b"\x1b[1;\x1b[A", 4),
        (b"\x1b[1;\r", 4),
        (b"\x1b[I", 3),
        (b"\x1b[?62;c", 7),
        (b"\x1b[201~", 6),
        (b"\x1b[97;1:3u", 9),
        (b"\x1b[99~", 5),
        (b"\x1b[57441u", 8),
    ] {
        assert_eq!(step(bytes), Step::Nothing(used), "{}", bytes.escape_ascii());
    }
    let endless = [b"\x1b[".as_slice(), &[b'1'; 100]].concat();
    assert!(matches!(step(&endless), Step::Nothing(n) if n > 60));
    assert_eq!(step(b"\x1b[200~text"), Step::Paste(6));
    let alt = Key {
        alt: true,
        ..Key::char('O')
    };
    let what = step(b"\x1bOx");
    assert!(matches!(what, Step::Event(InputEvent::Key(key, _), 2) if key == alt));
}

#[test]
fn clicks_and_the_wheel_are_read_in_every_notation() {
    let mouse = |kind, column, row| Mouse {
        kind,
        column,
        row,
        ctrl: false,
        shift: false,
    };
    let down = mouse(MouseKind::Down(Button::Left), 6, 2);
    for (bytes, wanted) in [
        ("\x1b[<0;7;3M", down),
        ("\x1b[M '#", down),
        ("\x1b[32;7;3M", down),
        ("\x1b[<2;7;3m", mouse(MouseKind::Up(Button::Right), 6, 2)),
        ("\x1b[<64;300;3M", mouse(MouseKind::WheelUp, 299, 2)),
        (
            "\x1b[<81;1;1M",
            Mouse {
                ctrl: true,
                ..mouse(MouseKind::WheelDown, 0, 0)
            },
        ),
        (
            "\x1b[<4;0;0M",
            Mouse {
                shift: true,
                ..mouse(MouseKind::Down(Button::Left), 0, 0)
            },
        ),
    ] {
        let wanted = Step::Event(InputEvent::Mouse(wanted), bytes.len());
        assert_eq!(step(bytes.as_bytes()), wanted, "{bytes:?}");
    }
    assert_eq!(step(b"\x1b[<35;7;3M"), Step::Nothing(10), "a movement");
    assert_eq!(step(b"\x1b[<99999999999;7;3M"), Step::Nothing(19));
}

/// Every event is one of a known code: no name is lost between the notations.
#[test]
fn function_keys_are_counted_with_gaps() {
    let last = |n: u32| match step(format!("\x1b[{n}~").as_bytes()) {
        Step::Event(InputEvent::Key(key, _), _) => Some(key.code),
        _ => None,
    };
    assert_eq!(last(17), Some(Code::F(6)));
    assert_eq!(last(16), None);
    assert_eq!(last(28), Some(Code::F(15)));
}
