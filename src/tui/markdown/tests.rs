use super::{Kind, page, plain};
use crate::domain::safe::width;
use proptest::prelude::{any, proptest};

fn shown(text: &str, width: usize) -> String {
    let page = page(text, width);
    let lines: Vec<String> = page.lines.iter().map(plain).collect();
    lines.join("\n")
}

#[test]
fn blocks_stand_apart_and_lists_are_set_in() {
    let text = "# Pool\n\nOne two\nthree.\n\n- first item that is long\n- second\n  1. inner\n  2. more\n\n> quoted\n\n---\nend";
    assert_eq!(
        shown(text, 20),
        "Pool\nOne two three.\n\n- first item that is\n  long\n- second\n  1. inner\n  2. more\n\n│ quoted\n\n────────────────────\n\nend"
    );
}

#[test]
fn code_stays_as_it_is() {
    let text = "```sh\n  set  in\n\n*not* <b>\n```\n\nand `inline *code*`";
    assert_eq!(
        shown(text, 40),
        "sh\n    set  in\n  \n  *not* <b>\n\nand inline *code*"
    );
    let page = page(text, 40);
    let code = page.lines.iter().flatten().filter(|p| p.kind == Kind::Code);
    assert_eq!(code.count(), 3);
}

#[test]
fn links_are_numbered_and_listed_once() {
    let text = "See [the page](https://kb.example/1) and <https://a.example>, [again](https://kb.example/1).";
    let page = page(text, 60);
    assert_eq!(page.links, ["https://kb.example/1", "https://a.example"]);
    let all: Vec<String> = page.lines.iter().map(plain).collect();
    assert_eq!(
        all.join("\n"),
        "See the page [1] and https://a.example [2], again [1].\n\n[1] https://kb.example/1\n[2] https://a.example"
    );
}

#[test]
fn tables_fit_the_screen() {
    let text =
        "| Code | Meaning |\n|---|---|\n| 502 | The upstream pool is exhausted |\n| 503 | Off |";
    assert_eq!(
        shown(text, 40),
        "Code │ Meaning\n─────┼───────────────────────────────\n502  │ The upstream pool is exhausted\n503  │ Off"
    );
    let narrow = shown(text, 24);
    assert!(narrow.lines().all(|l| width(l) <= 24), "{narrow}");
    assert!(narrow.contains("exhausted"), "{narrow}");
    let list = shown(text, 12);
    assert!(list.starts_with("Code: 502\nMeaning: The"), "{list}");
}

#[test]
fn nothing_that_is_written_reaches_the_terminal_raw() {
    let text =
        "a\u{1b}[2Jb `\u{202e}x` [l](javascript:\u{7}) <script>\n\n```\n\u{1b}]52;c;x\u{7}\n```";
    let said = shown(text, 60);
    assert!(
        !said.chars().any(|c| c.is_control() && c != '\n'),
        "{said:?}"
    );
    assert!(!said.contains('\u{202e}'), "{said:?}");
}

#[test]
fn nesting_deeper_than_the_screen_leaves_room_for_the_text() {
    let text = format!("{}deep", "> ".repeat(500));
    let said = shown(&text, 40);
    assert!(said.contains("deep"), "{said}");
    assert!(said.lines().all(|l| width(l) <= 40), "{said}");
}

proptest! {
    #[test]
    fn any_text_fits_any_width(text in any::<String>(), wide in 1_usize..90) {
        for line in page(&text, wide).lines {
            let line = plain(&line);
            // One character alone may be wider than the room that is left for it.
            assert!(width(&line) <= wide.max(8) + 1, "{line:?} {wide}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
}
