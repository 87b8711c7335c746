//! Prepared texts are taken over, and nothing is sent by a key that could be prose.

use super::{elsewhere, field, form, painted};
use crate::domain::blocker::{Jump, Refusal, Why};
use crate::domain::process::FieldKind;
use crate::tui::form::{Form, Outcome, Spec};
use crate::tui::keys::{Key, Stroke, parse_script};

fn answer() -> Form {
    let mut spec = Spec {
        fields: vec![field("text", "Answer", FieldKind::LongText, true)],
        ..Spec::default()
    };
    let heard = vec!["1. A blue card\nof Birch Bank".to_owned()];
    spec.suggest.insert("text".to_owned(), heard);
    form(spec)
}

fn press(form: &mut Form, script: &str) -> Outcome {
    let mut last = Outcome::Nothing;
    for key in parse_script(script).unwrap().iter().flat_map(Stroke::keys) {
        last = form.key(key);
    }
    last
}

#[test]
fn ctrl_t_takes_a_prepared_long_text_over() {
    let mut form = answer();
    press(&mut form, "<c-t>");
    let taken = form.text("text").unwrap();
    assert_eq!(taken, "1. A blue card\nof Birch Bank");
    assert!(matches!(press(&mut form, "<c-s>"), Outcome::Submit(_)));
}

#[test]
fn long_text_may_begin_with_a_digit() {
    let mut form = answer();
    press(&mut form, "\"1. Open the page\"");
    assert_eq!(form.text("text").unwrap(), "1. Open the page");
}

#[test]
fn ctrl_t_adds_a_prepared_text_below_what_stands_and_only_once() {
    let mut form = answer();
    press(&mut form, "\"So far nothing.\"");
    let shown = |form: &Form| painted(form, 70, 14).join("\n");
    assert!(shown(&form).contains("ctrl-t adds below: 1. A blue card"));
    press(&mut form, "<c-t>");
    let both = "So far nothing.\n1. A blue card\nof Birch Bank";
    assert_eq!(form.text("text").unwrap(), both);
    assert!(!shown(&form).contains("ctrl-t"));
    press(&mut form, "<c-t>");
    assert_eq!(form.text("text").unwrap(), both);
    press(&mut form, "<c-z>");
    assert_eq!(form.text("text").unwrap(), "So far nothing.");
}

#[test]
fn a_blank_at_the_button_sends_nothing_and_enter_does() {
    let mut form = answer();
    press(&mut form, "\"said\" <tab>");
    assert_eq!(form.key(Key::char(' ')), Outcome::Ignored);
    assert!(matches!(press(&mut form, "<enter>"), Outcome::Submit(_)));
}

#[test]
fn a_refusal_names_each_thing_also_about_a_field_that_is_filled() {
    let mut form = answer();
    press(&mut form, "\"said\"");
    let missing = elsewhere("ana signed already", Jump::Field("text".to_owned()));
    form.refused(&Refusal {
        refused: "sign".to_owned(),
        why: Why::Guards,
        text: "#56 cannot sign yet: 1 thing is missing.".to_owned(),
        missing: vec![missing],
    });
    let screen = painted(&form, 70, 14).join("\n");
    assert!(screen.contains("ana signed already"), "{screen}");
    assert_eq!(form.text("text").as_deref(), Some("said"));
}
