use super::{Edit, Heard, Item, Said, Spot, change, transcript};

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
    assert_eq!(said.lines().count(), 2);
}
