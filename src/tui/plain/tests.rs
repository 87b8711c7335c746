use super::{Edit, Heard, Item, Said, Spot, Stage, change, transcript};

fn line(text: &str, cursor: usize) -> Heard {
    let edit = Edit::of("Answer", text, cursor);
    let item = Item {
        key: "field".to_owned(),
        text: edit.words(),
        edit: Some(edit),
    };
    let spot = Spot {
        place: "form".to_owned(),
        item,
        ..Spot::default()
    };
    Heard {
        spot,
        ..Heard::default()
    }
}

fn typed(before: (&str, usize), after: (&str, usize)) -> Vec<Said> {
    change(
        &line(before.0, before.1),
        &line(after.0, after.1),
        Vec::new(),
    )
}

#[test]
fn typing_goes_on_in_the_line_and_nothing_is_said_twice() {
    assert_eq!(typed(("no", 2), ("not", 3)), [Said::More("t".to_owned())]);
    assert_eq!(typed(("no", 2), ("no", 2)), []);
}

#[test]
fn what_changes_before_the_end_is_said_anew_with_the_cursor_at_its_place() {
    let again = |text: &str, back| Said::Again(text.to_owned(), back);
    assert_eq!(typed(("not", 3), ("no", 2)), [again("Answer: no", 0)]);
    assert_eq!(typed(("nt", 1), ("not", 2)), [again("Answer: not", 1)]);
    assert_eq!(typed(("äöü", 6), ("äöü", 2)), [Said::Move(-2)]);
}

#[test]
fn another_line_of_a_long_text_is_a_line() {
    assert_eq!(typed(("a", 1), ("a\n", 2)), [Said::Line(String::new())]);
    assert_eq!(
        typed(("a\nb", 3), ("a\nb", 1)),
        [Said::Line("a".to_owned())]
    );
}

#[test]
fn what_has_the_keyboard_comes_last_and_a_note_is_said_once() {
    let before = line("x", 1);
    let mut now = line("x", 1);
    now.spot.notes = vec!["missing: Why".to_owned()];
    let said = change(&before, &now, Vec::new());
    assert_eq!(transcript(&said), "missing: Why\nAnswer: x\n");
    assert_eq!(change(&now, &now.clone(), Vec::new()), []);
}

#[test]
fn a_customers_escape_never_goes_out() {
    let mut now = line("x", 1);
    now.banners = vec!["a\u{1b}[2Jb\nc".to_owned()];
    let said = transcript(&change(&line("x", 1), &now, Vec::new()));
    assert!(!said.contains('\u{1b}'), "{said:?}");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said:?}");
    assert_eq!(lines[1], "  c", "a second line is set in");
}

#[test]
fn back_from_a_form_the_name_of_the_pane_is_enough() {
    let pane = Spot {
        place: "package".to_owned(),
        title: vec!["package of #1".to_owned(), "a long page".to_owned()],
        item: Item {
            key: "page".to_owned(),
            text: "end of the package".to_owned(),
            edit: None,
        },
        ..Spot::default()
    };
    let there = Heard {
        spot: pane,
        pane: "package".to_owned(),
        ..Heard::default()
    };
    let first = transcript(&change(&Heard::default(), &there, Vec::new()));
    assert!(first.contains("a long page"), "{first}");
    let mut over = line("x", 1);
    over.pane = "package".to_owned();
    let again = transcript(&change(&over, &there, Vec::new()));
    assert_eq!(again, "package of #1\nend of the package\n");
}

#[test]
fn how_far_long_work_is_is_said_at_each_quarter_and_not_in_between() {
    let at = |quarter: u64, percent: u64| Heard {
        progress: Some(Stage {
            at: ("writing", quarter),
            line: format!("attaching {percent} %"),
        }),
        ..line("x", 1)
    };
    let told = |before: &Heard, now: &Heard| transcript(&change(before, now, Vec::new()));
    assert!(told(&line("x", 1), &at(0, 3)).contains("attaching 3 %"));
    assert_eq!(told(&at(0, 3), &at(0, 9)).trim(), "");
    assert!(told(&at(0, 9), &at(1, 26)).contains("attaching 26 %"));
    assert_eq!(told(&at(1, 26), &line("x", 1)).trim(), "");
}
