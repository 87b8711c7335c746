use super::{Choice, Conflict, mine_of};
use crate::domain::command::TimelineLine;
use crate::domain::id::{AgentName, At};
use crate::domain::process::{Code, Field, FieldKind, Process};
use crate::domain::ticket::{Answer, Ticket};
use crate::domain::values::Values;
use crate::tui::form::{Form, FormTheme, Ground, Spec};
use crate::tui::keys::Key;
use proptest::prelude::{any, prop, proptest};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn conflict(mine: &[(&str, &str)], theirs_text: &str) -> Conflict {
    let process = Process {
        intake: vec![Field {
            id: "errors".to_owned(),
            label: "Errors".to_owned(),
            ..Field::default()
        }],
        ..Process::default()
    };
    let before = Ticket::default();
    let mut theirs = Ticket {
        assignee: Some(AgentName::from("bob")),
        ..before.clone()
    };
    theirs
        .intake
        .insert("errors".to_owned(), Answer::Given(theirs_text.to_owned()));
    let since = vec![TimelineLine {
        at: At(0),
        by: "bob".to_owned(),
        text: "took it".to_owned(),
    }];
    let mine = mine
        .iter()
        .map(|(l, t)| ((*l).to_owned(), (*t).to_owned()))
        .collect();
    Conflict::new(
        &process,
        "#7 was changed meanwhile".to_owned(),
        mine,
        &before,
        &theirs,
        since,
    )
}

fn painted(conflict: &Conflict, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    conflict.draw(area, &mut buf, &FormTheme::default());
    (0..height)
        .map(|y| {
            let line: String = (0..width).map(|x| buf[(x, y)].symbol()).collect();
            line.trim_end().to_owned() + "\n"
        })
        .collect()
}

fn press(conflict: &mut Conflict, key: &str) -> Choice {
    conflict.key(key.parse::<Key>().expect(key))
}

#[test]
fn theirs_stands_beside_mine() {
    let conflict = conflict(
        &[("Why", "over our heads"), ("Errors", "timed out (110)")],
        "502",
    );
    let screen = painted(&conflict, 80, 16);
    let expected = "\
╭─ #7 was changed meanwhile ───────────────────────────────────────────────────╮
│ Nothing of yours was sent; every word is kept.                               │
│                                                                              │
│   bob: took it                                                               │
│                                                                              │
│ Errors                                                                       │
│ theirs  502                            mine  timed out (110)                 │
│ Why                                                                          │
│                                        mine  over our heads                  │
│ Assignee                                                                     │
│ theirs  bob (was: nobody)                                                    │
";
    assert!(screen.starts_with(expected), "{screen}");
    assert!(
        painted(&conflict, 50, 20).contains("theirs  502\n")
            || painted(&conflict, 50, 20).contains("theirs  502")
    );
}

#[test]
fn every_key_keeps_every_word() {
    let mut one = conflict(&[("Why", "over our heads")], "502");
    assert_eq!(press(&mut one, "<enter>"), Choice::Ignored);
    assert_eq!(press(&mut one, "g"), Choice::GoOn);
    assert_eq!(
        press(&mut one, "c"),
        Choice::Copy("over our heads".to_owned())
    );
    assert_eq!(press(&mut one, "<esc>"), Choice::Leave);
    let mut two = conflict(&[("A", "x"), ("B", "y")], "");
    assert_eq!(
        press(&mut two, "c"),
        Choice::Copy("A\nx\n\nB\ny\n".to_owned())
    );
}

#[test]
fn a_long_text_scrolls() {
    let long = "word ".repeat(400);
    let mut conflict = conflict(&[("Why", &long)], "502");
    let first = painted(&conflict, 60, 10);
    assert_eq!(press(&mut conflict, "<pgdn>"), Choice::Nothing);
    assert_ne!(painted(&conflict, 60, 10), first);
    press(&mut conflict, "<pgup>");
    assert_eq!(painted(&conflict, 60, 10), first);
}

#[test]
fn where_there_is_more_the_way_to_it_is_named() {
    let long = "word ".repeat(900);
    let mut more = conflict(&[("Why", &long)], "502");
    let screen = painted(&more, 80, 22);
    for words in ["j k G scroll", "Esc leave, the draft stays", " 19 of "] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(painted(&more, 60, 15).contains("j k G scroll"));
    press(&mut more, "G");
    assert!(!painted(&more, 80, 22).contains(" 19 of "));
    let all = conflict(&[("Why", "short")], "502");
    let screen = painted(&all, 80, 22);
    assert!(!screen.contains("scroll") && screen.contains("back to the form with mine"));
}

#[test]
fn mine_is_what_was_typed_into_the_form() {
    let field = |id: &str, label: &str| Field {
        id: id.to_owned(),
        label: label.to_owned(),
        kind: FieldKind::LongText,
        ..Field::default()
    };
    let spec = Spec {
        fields: vec![
            field("why", "Why"),
            field("empty", "Empty"),
            field("stood", "Stood"),
        ],
        ..Spec::default()
    };
    let stood = Values::new().with("stood", "phone");
    let mut form = Form::new(spec, &Process::default(), Ground::default(), &stood);
    form.set_text("why", "because");
    form.set_text("empty", " ");
    assert_eq!(mine_of(&form), [("Why".to_owned(), "because".to_owned())]);
}

#[test]
fn what_was_chosen_is_named_as_the_form_names_it() {
    let code = |id: &str, label: &str| Code {
        id: id.to_owned(),
        label: label.to_owned(),
        ..Code::default()
    };
    let mut process = Process::default();
    let codes = vec![
        code("in_depth", "In-depth investigation"),
        code("b", "Other"),
    ];
    process.lists.insert("why".to_owned(), codes);
    let field = |id: &str, kind| Field {
        id: id.to_owned(),
        label: id.to_owned(),
        kind,
        ..Field::default()
    };
    let spec = Spec {
        fields: vec![
            field("one", FieldKind::Choice("why".to_owned())),
            field("many", FieldKind::Choices("why".to_owned())),
        ],
        ..Spec::default()
    };
    let mut form = Form::new(spec, &process, Ground::default(), &Values::new());
    form.set_text("one", "in_depth");
    form.set_text("many", "in_depth,b");
    let said: Vec<String> = mine_of(&form).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        said,
        ["In-depth investigation", "In-depth investigation, Other"]
    );
}

proptest! {
    #[test]
    fn hostile_texts_stay_inside_at_any_size(
        texts in prop::collection::vec(any::<String>(), 2..5),
        width in 1u16..120,
        height in 1u16..20,
        keys in prop::collection::vec(0usize..4, 0..9),
    ) {
        let mine: Vec<_> = texts.iter().map(|t| (t.as_str(), t.as_str())).collect();
        let mut conflict = conflict(&mine, &texts[0]);
        let area = Rect::new(1, 1, width, height);
        for key in keys {
            press(&mut conflict, ["j", "<pgdn>", "k", "<pgup>"][key]);
            let mut buf = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
            conflict.draw(area, &mut buf, &FormTheme::default());
            for (i, cell) in buf.content.iter().enumerate() {
                let (x, y) = buf.pos_of(i);
                assert!(area.contains((x, y).into()) || cell.symbol() == " ");
                assert!(!cell.symbol().chars().any(char::is_control));
            }
        }
    }
}
