use super::{AT_MOST, Edit, Editor, external};
use crate::tui::keys::Key;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

fn press(editor: &mut Editor, keys: &str) {
    for key in keys.split(' ') {
        editor.key(key.parse::<Key>().expect(key));
    }
}

fn painted(editor: &Editor, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    editor.draw(area, &mut buf, Style::new());
    (0..height)
        .map(|y| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>())
        .collect()
}

#[test]
fn words_are_moved_over_and_deleted() {
    let mut editor = Editor::line("the pool is exhausted");
    press(&mut editor, "<c-left> <c-w>");
    assert_eq!(editor.text(), "the pool exhausted");
    press(&mut editor, "<c-u> <end> <c-backspace> N");
    assert_eq!(editor.text(), "N");
    press(&mut editor, "<c-7> <c-7>");
    assert_eq!(editor.text(), "exhausted");
    press(&mut editor, "<c-7> <c-7>");
    assert_eq!(editor.text(), "the pool is exhausted");
    press(&mut editor, "<c-y>");
    assert_eq!(editor.text(), "the pool exhausted");
}

#[test]
fn typing_is_undone_word_by_word() {
    let mut editor = Editor::block("");
    press(&mut editor, "o n e <space> t w o");
    press(&mut editor, "<c-7>");
    assert_eq!(editor.text(), "one");
    press(&mut editor, "<c-7>");
    assert_eq!(editor.text(), "");
}

#[test]
fn joined_clusters_go_whole() {
    let mut editor = Editor::line("a👩‍👩‍👧e\u{301}");
    press(&mut editor, "<backspace>");
    assert_eq!(editor.text(), "a👩‍👩‍👧");
    press(&mut editor, "<left> <delete>");
    assert_eq!(editor.text(), "a");
}

#[test]
fn up_and_down_keep_the_column_over_wrapped_rows() {
    let mut editor = Editor::block("alpha beta gamma\nx\ndelta epsilon");
    assert_eq!(
        painted(&editor, 11, 6),
        [
            "alpha beta ",
            "gamma      ",
            "x          ",
            "delta      ",
            "epsilon    ",
            "           "
        ]
    );
    editor.set_cursor(14);
    press(&mut editor, "<down> <down> <up> <up>");
    assert_eq!(editor.cursor(), 14);
    press(&mut editor, "<up> <up>");
    assert_eq!(editor.key("<up>".parse().expect("key")), Edit::Ignored);
    assert_eq!(editor.cursor(), 3);
}

#[test]
fn a_paste_is_text_whatever_it_holds() {
    let mut editor = Editor::line("x");
    assert_eq!(editor.paste("\u{1b}[2J\r\ny\u{202e}z\n"), Edit::Changed);
    assert_eq!(editor.text(), "x\u{1b}[2J y\u{202e}z");
    assert_eq!(painted(&editor, 20, 1), ["x␛[2J y<U+202E>z    "]);
    let huge = "a".repeat(AT_MOST);
    assert_eq!(editor.paste(&huge), Edit::TooLong);
    press(&mut editor, "<c-7>");
    assert_eq!(editor.text(), "x");
}

#[test]
fn a_long_line_scrolls_sideways_under_the_cursor() {
    let editor = Editor::line("0123456789abcdef");
    assert_eq!(painted(&editor, 6, 1), ["bcdef "]);
}

#[test]
fn a_megabyte_in_one_line_stays_quick() {
    let mut editor = Editor::block("");
    let begun = std::time::Instant::now();
    editor.paste(&"lorem ipsum ".repeat(90_000));
    press(&mut editor, "x <left> <backspace> <c-home> y");
    painted(&editor, 80, 20);
    painted(&editor, 79, 20);
    // Unoptimised and on a busy machine; a frame of an optimised build takes a small part of it.
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn a_click_puts_the_cursor_where_it_points() {
    let mut editor = Editor::block("alpha beta gamma");
    painted(&editor, 11, 3);
    editor.click(2, 1);
    press(&mut editor, "!");
    assert_eq!(editor.text(), "alpha beta ga!mma");
}

#[test]
fn an_outside_editor_gets_a_private_file_and_its_text_comes_back() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("dir");
    let state = dir.path().join("state");
    let file = external::write("as it was", &state).expect("written");
    let command = external::command(Some("vi -f"), &file).expect("named");
    assert_eq!(command.get_program(), "vi");
    let args: Vec<_> = command.get_args().collect();
    assert_eq!(args, ["-f".as_ref(), file.as_os_str()]);
    let mode = |p: &std::path::Path| p.metadata().expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(&state)), (0o600, 0o700));
    std::fs::write(&file, "as it is\n").expect("edited");
    assert_eq!(external::read(&file).as_deref(), Ok("as it is"));
    std::fs::remove_file(&file).expect("removed");
    let gone = external::read(&file).expect_err("gone");
    assert!(gone.contains("cannot be read"), "{gone}");
    assert!(external::command(None, &file).is_err());
    assert!(external::command(Some(" "), &file).is_err());
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("\u{301}".repeat(40)),
        Just("👩‍👩‍👧\u{202e}\t\u{7f}\u{200d}".to_owned()),
        Just("long word after word and\nlines\r\n\r🌞b\u{2028}".to_owned()),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

const KEYS: [&str; 22] = [
    "a",
    "<space>",
    "<enter>",
    "<backspace>",
    "<delete>",
    "<left>",
    "<right>",
    "<up>",
    "<down>",
    "<home>",
    "<end>",
    "<c-w>",
    "<c-u>",
    "<c-k>",
    "<c-7>",
    "<c-y>",
    "<c-left>",
    "<c-right>",
    "<pgup>",
    "<pgdn>",
    "<a-d>",
    "<c-home>",
];

proptest! {
    #[test]
    fn any_text_under_any_keys_stays_whole(
        text in hostile(),
        lines in any::<bool>(),
        keys in prop::collection::vec((0..KEYS.len(), 1u16..30, 1u16..5), 0..25),
    ) {
        let mut editor = if lines { Editor::block(&text) } else { Editor::line(&text) };
        for (key, width, height) in keys {
            press(&mut editor, KEYS[key]);
            let area = Rect::new(1, 1, width, height);
            let mut buf = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
            let at = editor.draw(area, &mut buf, Style::new()).expect("a cursor");
            assert!(area.contains(at));
            for (i, cell) in buf.content.iter().enumerate() {
                let (x, y) = buf.pos_of(i);
                assert!(area.contains((x, y).into()) || cell.symbol() == " ", "painted outside");
                assert!(!cell.symbol().chars().any(|c| c.is_control() || c == '\u{202e}'));
            }
        }
    }

    #[test]
    fn everything_can_be_undone(text in hostile(), keys in prop::collection::vec(0..KEYS.len(), 0..25)) {
        let mut editor = Editor::block(&text);
        let before = editor.text().to_owned();
        for key in keys.into_iter().filter(|k| !KEYS[*k].contains("c-y")) {
            press(&mut editor, KEYS[key]);
        }
        for _ in 0..60 {
            press(&mut editor, "<c-7>");
        }
        assert_eq!(editor.text(), before);
    }
}
