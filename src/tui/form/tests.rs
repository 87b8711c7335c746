use super::{Ask, Form, FormTheme, Ground, Hit, Lookup, Outcome, Spec};
use crate::domain::blocker::{Blocker, Jump};
use crate::domain::id::{At, TicketId};
use crate::domain::process::{Code, Field, FieldKind, Process};
use crate::domain::values::Values;
use crate::tui::keys::{Key, Stroke, parse_script};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

mod beginning;
mod hostile;
mod taking;

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
        choices: Vec::new(),
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
fn a_list_of_tickets_keeps_its_bar_when_one_goes_and_no_key_takes_another() {
    let fields = vec![field("link", "Ticket", FieldKind::Ticket, true)];
    let opened = |keys: &str| {
        let spec = Spec {
            fields: fields.clone(),
            ..Spec::default()
        };
        let mut form = form(spec);
        let Outcome::Ask(ask) = press(&mut form, "1") else {
            panic!("nothing is looked up");
        };
        let hits = ["11", "12", "13"].map(|id| Hit {
            id: id.to_owned(),
            label: id.to_owned(),
            detail: String::new(),
        });
        form.found(&ask, hits.to_vec());
        press(&mut form, keys);
        form
    };
    let mut one = opened("<down>");
    assert!(one.drop_ticket(TicketId(11)));
    press(&mut one, "<enter>");
    assert_eq!(one.text("link").as_deref(), Some("12"));
    let mut other = opened("<down>");
    assert!(other.drop_ticket(TicketId(12)));
    press(&mut other, "<enter>");
    assert_eq!(other.text("link").as_deref(), Some("1"));
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
fn a_form_made_anew_stays_at_the_field_gone_to() {
    let mut shown = form(escalation());
    press(&mut shown, "<tab>");
    assert!(!shown.is_touched());
    shown.renew(form(escalation()));
    press(&mut shown, "\"prose\"");
    assert_eq!(shown.text("why").as_deref(), Some("prose"));
}

#[test]
fn what_is_missing_now_moves_nobody_out_of_a_field() {
    let mut shown = form(escalation());
    press(&mut shown, "1 <tab> <tab>");
    let place = shown.focused().map(str::to_owned);
    assert_eq!(place.as_deref(), Some("impact"));
    shown.learn_missing(Vec::new());
    assert_eq!(shown.focused().map(str::to_owned), place);
    shown.set_missing(Vec::new());
    assert_eq!(
        shown.focused(),
        Some("why"),
        "a refusal goes to what it wants"
    );
}

#[test]
fn a_draft_comes_back_inside_the_knowledge_base_text() {
    let spec = || Spec {
        fields: vec![
            field("text", "Text", FieldKind::Text, false),
            field("kb", "Knowledge base", FieldKind::Kb, true),
        ],
        ..Spec::default()
    };
    let mut first = form(spec());
    press(&mut first, r#"3 "known""#);
    first.focus_field("kb");
    let mut again = form(spec());
    again.restore(&first.typed());
    press(&mut again, "1");
    assert_eq!(again.text("kb").as_deref(), Some("none:known1"));
}
