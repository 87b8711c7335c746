//! What fields show that have not the keys.

use super::{Spec, field, form, painted, press};
use crate::domain::process::FieldKind;
use crate::domain::values::Values;
use crate::tui::form::{Form, Ground};

const LONG: &str = "waits for the customer until Tuesday; next: ask for the log of the relay, then compare it with ours";

fn filled(kind: FieldKind) -> Form {
    let spec = Spec {
        id: "x".to_owned(),
        title: "Offer".to_owned(),
        fields: vec![
            field("to", "To", FieldKind::Text, true),
            field("note", "What one must know", kind, false),
        ],
        ..Spec::default()
    };
    let values = Values::new().with("note", LONG);
    Form::new(spec, &super::process(), Ground::default(), &values)
}

#[test]
fn a_line_without_the_keys_shows_its_beginning_and_that_it_goes_on() {
    let mut form = filled(FieldKind::Text);
    let line = |form: &Form| {
        let lines = painted(form, 80, 12);
        lines.into_iter().find(|l| l.contains("must know")).unwrap()
    };
    let before = line(&form);
    assert!(before.contains("waits for the customer until"), "{before}");
    assert!(
        before.trim_end_matches([' ', '│']).ends_with('…'),
        "{before}"
    );
    // With the keys the end is there, where one types on; left again, it is the beginning again.
    press(&mut form, "<tab>");
    assert!(
        line(&form).contains("compare it with ours"),
        "{}",
        line(&form)
    );
    press(&mut form, "<s-tab>");
    assert_eq!(line(&form).replace('>', " "), before.replace('>', " "));
}

#[test]
fn a_text_of_several_lines_does_so_too() {
    let mut form = filled(FieldKind::LongText);
    let text = (1..=30).map(|n| format!("line {n}\n")).collect::<String>();
    form.set_text("note", &text);
    let before = painted(&form, 80, 16).join("\n");
    assert!(
        before.contains("line 1 ") && !before.contains("line 30"),
        "{before}"
    );
    assert!(before.contains('…'), "{before}");
    press(&mut form, "<tab>");
    let after = painted(&form, 80, 16).join("\n");
    assert!(after.contains("line 30"), "{after}");
}

#[test]
fn a_wide_letter_is_never_cut_in_half() {
    for width in 20..60 {
        let mut form = form(Spec {
            fields: vec![
                field("to", "To", FieldKind::Text, true),
                field("note", "N", FieldKind::Text, false),
            ],
            ..Spec::default()
        });
        form.set_text("note", &"株式会社".repeat(20));
        let lines = painted(&form, width, 10).join("\n");
        assert!(
            lines.contains('…') && lines.contains('株'),
            "{width}: {lines}"
        );
    }
}

#[test]
fn a_form_of_one_line_has_room_for_its_help() {
    let form = form(Spec {
        fields: vec![field("to", "To", FieldKind::Text, true)],
        ..Spec::default()
    });
    let height = form.desired_height(80);
    let lines = painted(&form, 84, height).join("\n");
    assert!(lines.contains("Help for To."), "{lines}");
}
