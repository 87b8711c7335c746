use super::{Ask, Known, NewOutcome, NewTicket, Theirs};
use crate::domain::command::Opening;
use crate::domain::customer::{Contact, Customer};
use crate::domain::id::{ContactId, CustomerId};
use crate::tui::form::{FormTheme, Ground};
use crate::tui::keys::{Key, Stroke, parse_script};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn new_ticket() -> NewTicket {
    let text = include_str!("../../../assets/process.toml");
    let process = crate::domain::parse::process(text).expect("built in");
    NewTicket::new(&process, Ground::default(), vec!["Payments API".to_owned()])
}

fn press(form: &mut NewTicket, keys: &str) -> NewOutcome {
    let mut last = NewOutcome::Nothing;
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

fn screen(form: &NewTicket) -> String {
    let area = Rect::new(0, 0, 100, 30);
    let mut buf = Buffer::empty(area);
    form.draw(area, &mut buf, &FormTheme::default());
    (0..30u16)
        .map(|y| {
            (0..100u16)
                .map(|x| buf[(x, y)].symbol())
                .collect::<String>()
                + "\n"
        })
        .collect()
}

fn lena() -> Known {
    Known {
        contact: Some(Contact {
            id: ContactId(5),
            name: "Lena Park".to_owned(),
            addresses: vec!["lena@acme.example".to_owned()],
            ..Contact::default()
        }),
        customer: Some(Customer {
            id: CustomerId(3),
            name: "Acme".to_owned(),
            products: vec![("Payments API".to_owned(), "4.2".to_owned())],
            ..Customer::default()
        }),
        tickets: Some(2),
    }
}

fn asked(form: &mut NewTicket, words: &str) -> Ask {
    match press(form, &format!("\"{words}\"")) {
        NewOutcome::Ask(ask) => ask,
        other => panic!("{other:?}"),
    }
}

fn made(outcome: NewOutcome) -> Opening {
    match outcome {
        NewOutcome::Submit(opening) => *opening,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_known_caller_is_three_keys_beyond_the_words() {
    let mut form = new_ticket();
    let ask = asked(&mut form, "lena");
    form.known(&ask, vec![lena()]);
    assert!(
        screen(&form).contains("Lena Park <lena@acme.example>  Acme · Payments API 4.2 · 2 open")
    );
    assert_eq!(
        press(&mut form, "<enter>"),
        NewOutcome::Picked(CustomerId(3))
    );
    let made = made(press(&mut form, r#""Payments API returns 502" <c-s>"#));
    let opened = &made.opened;
    assert_eq!(
        (opened.contact, opened.customer),
        (Some(ContactId(5)), Some(CustomerId(3)))
    );
    assert_eq!(opened.subject, "Payments API returns 502");
    assert_eq!(opened.contact_text, "Lena Park <lena@acme.example>");
    assert_eq!(
        (opened.product.as_str(), opened.product_version.as_str()),
        ("Payments API", "4.2")
    );
    assert_eq!(
        (opened.channel.as_str(), opened.kind.as_str()),
        ("phone", "incident")
    );
}

#[test]
fn an_unknown_caller_is_handed_on_as_typed() {
    let mut form = new_ticket();
    let keys = r#""Lena Park <lena@acme.example>, Acme" <tab> <tab> "Login loop" <c-s>"#;
    let made = made(press(&mut form, keys));
    let opened = &made.opened;
    assert_eq!((opened.contact, opened.customer), (None, None));
    assert_eq!(opened.contact_text, "Lena Park <lena@acme.example>, Acme");
}

#[test]
fn a_pick_that_is_typed_over_is_no_pick() {
    let mut form = new_ticket();
    let ask = asked(&mut form, "lena");
    form.known(&ask, vec![lena()]);
    press(&mut form, "<enter>");
    form.set_text("contact", "Ken 030 1234567");
    let made = made(press(&mut form, r#""Slow" <c-s>"#));
    assert_eq!(made.opened.contact, None);
    assert_eq!(made.opened.contact_text, "Ken 030 1234567");
    assert_eq!(made.opened.customer, Some(CustomerId(3)));
}

#[test]
fn a_draft_knows_who_was_picked() {
    let mut form = new_ticket();
    let ask = asked(&mut form, "lena");
    form.known(&ask, vec![lena()]);
    press(&mut form, r#"<enter> "Slo""#);
    let mut again = new_ticket();
    again.restore(&form.typed());
    let made = made(press(&mut again, "w <c-s>"));
    assert_eq!(made.opened.contact, Some(ContactId(5)));
    assert_eq!(made.opened.subject, "Slow");
}

#[test]
fn somebody_and_a_subject_are_needed() {
    let mut form = new_ticket();
    assert_eq!(press(&mut form, "<c-s>"), NewOutcome::Nothing);
    let screen = screen(&form);
    assert!(screen.contains("“Subject” is still empty."), "{screen}");
    assert!(screen.contains("“Contact” is still empty."), "{screen}");
}

#[test]
fn impact_and_urgency_suggest_a_priority() {
    let mut form = new_ticket();
    form.set_text("impact", "high");
    form.set_text("urgency", "high");
    press(&mut form, "<tab>");
    assert!(screen(&form).contains("P1?"));
}

#[test]
fn the_latest_open_tickets_of_a_known_caller_are_shown() {
    let mut form = new_ticket();
    let ask = asked(&mut form, "lena");
    form.known(&ask, vec![lena()]);
    press(&mut form, "<enter>");
    let theirs = |n: u32| Theirs {
        customer: CustomerId(3),
        latest: vec![
            ("#12 Export fails".to_owned(), "Tier 1 working".to_owned()),
            ("#9 Login loop".to_owned(), "Waiting for Tier 2".to_owned()),
        ],
        open: n,
    };
    form.theirs(theirs(5));
    let shown = screen(&form);
    assert!(
        shown.contains("#12 Export fails, Tier 1 working"),
        "{shown}"
    );
    assert!(
        shown.contains("#9 Login loop, Waiting for Tier 2"),
        "{shown}"
    );
    assert!(shown.contains("and 3 more open"), "{shown}");
    form.set_text("customer", "Birch");
    press(&mut form, "<tab>");
    assert!(!screen(&form).contains("Export fails"), "another customer");
    form.theirs(theirs(2));
    assert!(!screen(&form).contains("Export fails"), "a late answer");
}
