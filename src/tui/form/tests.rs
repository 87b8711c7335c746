use super::{Ask, Face, Form, FormTheme, Ground, Hit, Lookup, Outcome, Spec};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::id::At;
use crate::domain::process::{Code, Field, FieldKind, Process};
use crate::domain::values::Values;
use crate::tui::keys::{Key, Stroke, parse_script};
use proptest::prelude::{any, prop, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Mon 23 Nov 2026 20:00 UTC.
const NOW: At = At(1_795_464_000_000);

fn field(id: &str, label: &str, kind: FieldKind, required: bool) -> Field {
    Field {
        id: id.to_owned(),
        label: label.to_owned(),
        help: format!("Help for {label}."),
        kind,
        required,
        ..Field::default()
    }
}

fn codes(labels: &[&str]) -> Vec<Code> {
    labels
        .iter()
        .map(|l| Code {
            id: l.replace(' ', "_"),
            label: (*l).to_owned(),
            help: String::new(),
        })
        .collect()
}

fn process() -> Process {
    let mut process = Process {
        levels: codes(&["high", "medium", "low"]),
        ..Process::default()
    };
    process.lists.insert(
        "criteria".to_owned(),
        codes(&[
            "requires more in-depth technical knowledge",
            "identified as a potential bug",
        ]),
    );
    let many: Vec<String> = (1..=12).map(|n| format!("reason {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    process.lists.insert("long".to_owned(), codes(&many));
    process
}

fn form(spec: Spec) -> Form {
    let ground = Ground {
        now: NOW,
        zone: "Europe/Berlin".to_owned(),
    };
    Form::new(spec, &process(), ground, &Values::new())
}

fn escalation() -> Spec {
    Spec {
        id: "move.escalate".to_owned(),
        title: "Escalate to Tier 2".to_owned(),
        send: "Escalate".to_owned(),
        fields: vec![
            field(
                "because",
                "Because it",
                FieldKind::Choices("criteria".to_owned()),
                true,
            ),
            field("why", "Why", FieldKind::LongText, true),
            field(
                "impact",
                "Impact",
                FieldKind::Choice("levels".to_owned()),
                false,
            ),
            field("until", "Until", FieldKind::Time, false),
        ],
        ..Spec::default()
    }
}

fn press(form: &mut Form, keys: &str) -> Outcome {
    let mut last = Outcome::Nothing;
    for stroke in parse_script(keys).expect(keys) {
        match stroke {
            Stroke::Key(key) => last = form.key(key),
            Stroke::Text(text) => {
                for c in text.chars() {
                    last = form.key(Key::char(c));
                }
            }
        }
    }
    last
}

fn painted(form: &Form, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    form.draw(area, &mut buf, &FormTheme::default());
    (0..height)
        .map(|y| {
            let line: String = (0..width).map(|x| buf[(x, y)].symbol()).collect();
            line.trim_end().to_owned()
        })
        .collect()
}

fn elsewhere(text: &str, jump: Jump) -> Blocker {
    Blocker {
        guard: None,
        what: "answer",
        id: "changes".to_owned(),
        text: text.to_owned(),
        command: String::new(),
        jump,
        forceable: false,
    }
}

#[test]
fn an_escalation_is_filled_in_and_sent() {
    let mut form = form(escalation());
    let sent = press(
        &mut form,
        r#"1 <tab> "over our heads" <tab> 1 "2h" <enter>"#,
    );
    let values = Values::new()
        .with("because", "requires_more_in-depth_technical_knowledge")
        .with("why", "over our heads")
        .with("impact", "high")
        .with("until", "2026-11-23T22:00:00Z");
    assert_eq!(sent, Outcome::Submit(values));
}

#[test]
fn enter_in_a_long_text_is_a_new_line_and_ctrl_s_sends_from_anywhere() {
    let mut form = form(escalation());
    let sent = press(&mut form, r#"<space> <tab> "one" <enter> "two" <c-s>"#);
    let Outcome::Submit(values) = sent else {
        panic!("{sent:?}")
    };
    assert_eq!(values.get("why"), Some("one\ntwo"));
}

#[test]
fn it_is_painted_with_labels_in_a_column() {
    let mut form = form(escalation());
    press(&mut form, "2 <tab>");
    assert_eq!(
        painted(&form, 70, 15),
        [
            "╭─ Escalate to Tier 2 ───────────────────────────────────────────────╮",
            "│   Because it  [ ] 1 requires more in-depth technical knowledge     │",
            "│               [x] 2 identified as a potential bug                  │",
            "│ ! Why                                                              │",
            "│               ·                                                    │",
            "│               ·                                                    │",
            "│   Impact       1 high   2 medium   3 low                           │",
            "│   Until                                                            │",
            "│                                                                    │",
            "│                [Escalate]                                          │",
            "│                                                                    │",
            "│                                                                    │",
            "│ Help for Why.                                                      │",
            "│ Tab next   ctrl-s send   ctrl-g editor   Esc leave, text is kept   │",
            "╰────────────────────────────────────────────────────────────────────╯",
        ][..]
            .iter()
            .map(|l| (*l).to_owned())
            .collect::<Vec<_>>()
    );
}

#[test]
fn sent_too_early_it_goes_to_what_is_empty() {
    let mut form = form(escalation());
    press(&mut form, "<tab> <tab>");
    assert_eq!(press(&mut form, "<c-s>"), Outcome::Nothing);
    assert_eq!(form.focused(), Some("because"));
    let screen = painted(&form, 70, 20).join("\n");
    assert!(screen.contains("Still missing"), "{screen}");
    assert!(screen.contains("“Why” is still empty."), "{screen}");
}

#[test]
fn what_is_missing_elsewhere_is_listed_first_and_enter_goes_there() {
    let mut form = form(escalation());
    form.set_missing(vec![
        elsewhere(
            "No reason is chosen yet.",
            Jump::Field("because".to_owned()),
        ),
        elsewhere(
            "Recent changes are not asked yet.",
            Jump::Answer("changes".to_owned()),
        ),
    ]);
    let screen = painted(&form, 70, 24);
    assert!(screen[2].contains("> Recent changes"), "{screen:#?}");
    assert_eq!(
        press(&mut form, "<enter>"),
        Outcome::Jump(Jump::Answer("changes".to_owned()))
    );
    assert_eq!(press(&mut form, "<down> <enter>"), Outcome::Nothing);
    assert_eq!(form.focused(), Some("because"));
    press(&mut form, "1");
    let screen = painted(&form, 70, 24).join("\n");
    assert!(!screen.contains("No reason"), "{screen}");
}

#[test]
fn a_time_is_read_back_in_words_and_refused_when_ambiguous() {
    let mut form = form(Spec {
        fields: vec![field("until", "Until", FieldKind::Time, true)],
        ..Spec::default()
    });
    press(&mut form, r#""tomorrow 9:00""#);
    let screen = painted(&form, 70, 10).join("\n");
    assert!(screen.contains("= Tue 24 Nov 09:00, in 12h"), "{screen}");
    press(&mut form, r#"<c-u> "2026-10-25 02:30""#);
    assert_eq!(press(&mut form, "<enter>"), Outcome::Nothing);
    let screen = painted(&form, 120, 10).join("\n");
    assert!(screen.contains("happens twice"), "{screen}");
}

#[test]
fn a_quick_form_is_sent_by_its_number_key() {
    let mut form = form(Spec {
        quick: true,
        fields: vec![field(
            "impact",
            "Impact",
            FieldKind::Choice("levels".to_owned()),
            true,
        )],
        ..Spec::default()
    });
    let sent = press(&mut form, "3");
    assert_eq!(sent, Outcome::Submit(Values::new().with("impact", "low")));
}

#[test]
fn a_prepared_text_is_one_key() {
    let mut spec = Spec {
        fields: vec![field("result", "Result", FieldKind::Text, true)],
        quick: true,
        ..Spec::default()
    };
    spec.suggest.insert(
        "result".to_owned(),
        vec!["matches".to_owned(), "differs".to_owned()],
    );
    let mut form = form(spec);
    assert!(
        painted(&form, 60, 9)
            .join("\n")
            .contains("1 matches   2 differs")
    );
    let sent = press(&mut form, "2");
    assert_eq!(
        sent,
        Outcome::Submit(Values::new().with("result", "differs"))
    );
}

#[test]
fn many_choices_are_searched() {
    let mut form = form(Spec {
        fields: vec![field(
            "code",
            "Code",
            FieldKind::Choice("long".to_owned()),
            true,
        )],
        ..Spec::default()
    });
    press(&mut form, r#""12" <enter>"#);
    assert_eq!(form.text("code").as_deref(), Some("reason_12"));
    let sent = press(&mut form, "<enter>");
    assert_eq!(
        sent,
        Outcome::Submit(Values::new().with("code", "reason_12"))
    );
}

#[test]
fn the_knowledge_base_decision_has_three_ways() {
    let spec = || Spec {
        fields: vec![field("kb", "Knowledge base", FieldKind::Kb, true)],
        ..Spec::default()
    };
    let kb = |keys: &str| match press(&mut form(spec()), keys) {
        Outcome::Submit(values) => values.get("kb").unwrap_or_default().to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(kb(r#"1 "KB-12" <enter>"#), "KB-12");
    assert_eq!(
        kb(r#"2 "2026-12-01 9:00" <enter>"#),
        "by:2026-12-01T08:00:00Z"
    );
    assert_eq!(kb(r#"3 "known already" <c-s>"#), "none:known already");
    assert_eq!(kb("3 <c-s>"), "Nothing");
}

#[test]
fn an_agent_is_looked_up_and_late_answers_are_dropped() {
    let mut form = form(Spec {
        fields: vec![
            field("to", "To", FieldKind::Agent("tier2".to_owned()), true),
            field("why", "Why", FieldKind::Text, false),
        ],
        ..Spec::default()
    });
    let asked = press(&mut form, "b o");
    let ask = Ask {
        field: "to".to_owned(),
        what: Lookup::Agent("tier2".to_owned()),
        words: "bo".to_owned(),
    };
    assert_eq!(asked, Outcome::Ask(ask.clone()));
    let hit = |id: &str| Hit {
        id: id.to_owned(),
        label: id.to_owned(),
        detail: "Tier 2".to_owned(),
    };
    form.found(
        &Ask {
            words: "b".to_owned(),
            ..ask.clone()
        },
        vec![hit("late")],
    );
    form.found(&ask, vec![hit("bob"), hit("bodo")]);
    assert!(painted(&form, 60, 12).join("\n").contains("> bob  Tier 2"));
    let picked = press(&mut form, "<down> <enter>");
    assert_eq!(
        picked,
        Outcome::Picked {
            field: "to".to_owned(),
            id: "bodo".to_owned()
        }
    );
    assert_eq!(form.focused(), Some("why"));
    assert_eq!(form.text("to").as_deref(), Some("bodo"));
}

#[test]
fn a_required_field_of_spaces_is_empty_and_when_makes_it_required() {
    let mut link = field("link", "Ticket", FieldKind::Ticket, true);
    link.when = Some(("impact".to_owned(), vec!["high".to_owned()]));
    let spec = Spec {
        fields: vec![
            field(
                "impact",
                "Impact",
                FieldKind::Choice("levels".to_owned()),
                true,
            ),
            link,
        ],
        ..Spec::default()
    };
    let mut without = form(spec.clone());
    assert_eq!(
        press(&mut without, "3 <c-s>"),
        Outcome::Submit(Values::new().with("impact", "low"))
    );
    let mut with = form(spec);
    assert_eq!(press(&mut with, "1 <space> <c-s>"), Outcome::Nothing);
    let sent = press(&mut with, "<c-u> # 7 <c-s>");
    assert_eq!(
        sent,
        Outcome::Submit(Values::new().with("impact", "high").with("link", "7"))
    );
}

#[test]
fn a_draft_comes_back_at_the_same_word() {
    let mut first = form(escalation());
    press(&mut first, r#"1 <tab> "cut in mid sentence" <c-left>"#);
    let typed = first.typed();
    let mut again = form(escalation());
    assert!(!again.is_touched());
    again.restore(&typed);
    assert!(again.is_touched());
    press(&mut again, "X");
    assert_eq!(again.text("why").as_deref(), Some("cut in mid Xsentence"));
    assert_eq!(again.typed().values.choices("because").len(), 1);
}

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
