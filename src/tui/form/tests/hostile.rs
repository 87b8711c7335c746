use super::{elsewhere, escalation, field, form, painted, press};
use crate::domain::blocker::Jump;
use crate::domain::process::FieldKind;
use crate::tui::form::{Face, Form, FormTheme, Hit, Outcome, Spec};
use proptest::prelude::{any, prop, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[test]
fn a_paste_is_never_a_key() {
    let mut form = form(escalation());
    assert_eq!(form.paste("2\u{13}\n"), Outcome::Nothing);
    assert!(!form.is_touched());
    press(&mut form, "<tab>");
    assert_eq!(form.paste("x\u{13}\u{1b}[201~\ny"), Outcome::Changed);
    assert_eq!(form.text("why").as_deref(), Some("x\u{13}\u{1b}[201~\ny"));
    press(&mut form, "<tab> <tab> <tab>");
    assert_eq!(form.paste("\n"), Outcome::Nothing);
}

#[test]
fn a_key_in_the_burst_of_a_paste_is_text_at_most() {
    let mut form = form(escalation());
    let after = |form: &mut Form, key: &str| form.key_after_paste(key.parse().expect("key"));
    assert_eq!(after(&mut form, "1"), Outcome::Nothing);
    assert!(!form.is_touched());
    press(&mut form, "1 <tab>");
    form.paste("log");
    assert_eq!(after(&mut form, "<enter>"), Outcome::Changed);
    assert_eq!(after(&mut form, "x"), Outcome::Changed);
    for key in ["<c-s>", "<tab>", "<esc>", "<c-w>"] {
        assert_eq!(after(&mut form, key), Outcome::Nothing);
    }
    assert_eq!(form.text("why").as_deref(), Some("log\nx"));
    assert_eq!(form.focused(), Some("why"));
}

#[test]
fn internal_and_outgoing_never_look_alike() {
    let note = |face| {
        form(Spec {
            title: "Message".to_owned(),
            face,
            fields: vec![field("text", "Text", FieldKind::LongText, true)],
            ..Spec::default()
        })
    };
    let to = "lena@acme.example\u{202e}".to_owned();
    let outgoing = painted(&note(Face::Outgoing { to }), 100, 12);
    assert!(outgoing[0].contains("to lena@acme.example<U+202E>: the customer reads this"));
    assert!(outgoing[0].starts_with('╔') && outgoing[11].starts_with('╚'));
    let internal = painted(&note(Face::Internal), 100, 12);
    assert!(internal[0].contains("internal"), "{internal:?}");
    assert!(internal[0].starts_with('╭'));
}

#[test]
fn nothing_is_sent_twice() {
    let mut form = form(escalation());
    press(&mut form, r#"1 <tab> "why""#);
    assert!(matches!(press(&mut form, "<c-s>"), Outcome::Submit(_)));
    form.sending(true);
    assert_eq!(press(&mut form, "<c-s>"), Outcome::Nothing);
    form.failed("The desk is busy.".to_owned());
    assert!(
        painted(&form, 80, 20)
            .join("\n")
            .contains("The desk is busy.")
    );
    assert!(matches!(press(&mut form, "<c-s>"), Outcome::Submit(_)));
}

#[test]
fn a_click_focuses_and_chooses() {
    let mut form = form(escalation());
    painted(&form, 70, 15);
    assert_eq!(form.click(20, 2), Outcome::Changed);
    assert_eq!(
        form.text("because").as_deref(),
        Some("identified_as_a_potential_bug")
    );
    painted(&form, 70, 15);
    form.click(20, 7);
    assert_eq!(form.focused(), Some("until"));
    painted(&form, 70, 15);
    form.click(20, 9);
    assert_eq!(form.focused(), Some("why"));
}

const KEYS: [&str; 20] = [
    "a",
    "1",
    "2",
    "<space>",
    "<enter>",
    "<tab>",
    "<s-tab>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<backspace>",
    "<c-s>",
    "<esc>",
    "<c-w>",
    "<c-7>",
    "<pgdn>",
    "j",
    "<end>",
    "<c-n>",
];

proptest! {
    #[test]
    fn any_keys_at_any_size_stay_inside_the_area(
        hostile in any::<String>(),
        keys in prop::collection::vec((0..KEYS.len(), 1u16..120, 1u16..30), 0..30),
    ) {
        let mut spec = escalation();
        spec.title = hostile.clone();
        spec.fields[0].label = hostile.clone();
        spec.fields[1].help = hostile.clone();
        spec.suggest.insert("until".to_owned(), vec![hostile.clone()]);
        spec.fields.push(field("kb", "Knowledge base", FieldKind::Kb, true));
        spec.fields.push(field("long", &hostile, FieldKind::Choice("long".to_owned()), true));
        spec.fields.push(field("who", "Who", FieldKind::Agent(String::new()), true));
        let mut form = form(spec);
        form.set_missing(vec![elsewhere(&hostile, Jump::Todo(1)), elsewhere(&hostile, Jump::None)]);
        for (key, width, height) in keys {
            if let Outcome::Ask(ask) = form.key(KEYS[key].parse().expect("key")) {
                let hit = Hit { id: hostile.clone(), label: hostile.clone(), detail: hostile.clone() };
                form.found(&ask, vec![hit; 9]);
            }
            form.paste(&hostile);
            let area = Rect::new(1, 1, width, height);
            let mut buf = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
            if let Some(at) = form.draw(area, &mut buf, &FormTheme::default()) {
                assert!(area.contains(at), "{at:?} outside {area:?}");
            }
            for (i, cell) in buf.content.iter().enumerate() {
                let (x, y) = buf.pos_of(i);
                assert!(area.contains((x, y).into()) || cell.symbol() == " ");
                assert!(!cell.symbol().chars().any(char::is_control));
            }
            form.click(width / 2, height / 2);
            let mut again = form.clone();
            again.restore(&form.typed());
            assert_eq!(again.typed().values, form.typed().values);
        }
    }
}
