//! What a field may hold, the same wherever it is set; what says nothing is empty.

use crate::support::desk::{Bench, missing, on_both, opening, received, take, values, with};
use hoist::desk::Error;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::customer::{Contact, Customer};
use hoist::domain::process::Verb;

/// Zero width, a bidi mark, a joiner, a blank of no width.
const INVISIBLE: [&str; 4] = ["\u{200b}\u{200b}", "\u{202e}", "\u{200d} ", "\u{feff}"];

fn set(field: &str, value: &str) -> Command {
    Command::Set(values(&[(field, value)]))
}

fn long() -> String {
    "x".repeat(501)
}

#[test]
fn what_new_refuses_as_too_long_set_refuses_too() {
    on_both(|bench| {
        let id = bench.open();
        let fields = [
            "subject", "customer", "contact", "product", "version", "tag",
        ];
        for field in fields {
            let refusal = bench.no("ana", id, set(field, &long()));
            assert_eq!(refusal.why, Why::Guards, "{field}");
            assert!(refusal.text.contains("500 characters"), "{}", refusal.text);
            let fits = "x".repeat(500);
            let fits = values(&[(field, &fits), ("new_customer", "yes")]);
            bench.yes("ana", id, Command::Set(fits));
        }
        for place in 0..5 {
            let mut wanted = opening("incident", "low", "low");
            let o = &mut wanted.opened;
            let field = [
                &mut o.subject,
                &mut o.customer_name,
                &mut o.contact_text,
                &mut o.product,
                &mut o.product_version,
            ]
            .into_iter()
            .nth(place);
            *field.unwrap() = long();
            (o.customer, o.contact) = (None, None);
            let refused = opened(bench, wanted);
            assert!(refused.contains("500 characters"), "{place}: {refused}");
        }
        assert!(
            bench
                .desk
                .store()
                .customers_called(&long())
                .unwrap()
                .is_empty()
        );
    });
}

fn opened(bench: &mut Bench, wanted: hoist::domain::command::Opening) -> String {
    bench.sit("ana");
    let id = bench.fresh();
    match bench.desk.open_ticket(wanted, &id) {
        Err(Error::Refused(refusal)) => {
            let missing = refusal.missing.iter().map(|b| b.text.clone());
            format!("{} {}", refusal.text, missing.collect::<Vec<_>>().join(" "))
        }
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn names_of_the_address_book_have_the_same_limit() {
    on_both(|bench| {
        bench.sit("lea");
        for name in [long().as_str(), "\u{200b}", " "] {
            let customer = Customer {
                name: name.to_owned(),
                ..Customer::default()
            };
            let contact = Contact {
                name: name.to_owned(),
                ..Contact::default()
            };
            for refused in [
                bench.desk.put_customer(customer).map(|_| ()),
                bench.desk.put_contact(contact).map(|_| ()),
            ] {
                assert!(matches!(refused, Err(Error::Input(_))), "{refused:?}");
            }
        }
    });
}

#[test]
fn a_subject_cannot_be_emptied() {
    on_both(|bench| {
        let id = bench.open();
        for text in ["", "  "].into_iter().chain(INVISIBLE) {
            let refusal = bench.no("ana", id, set("subject", text));
            assert!(
                refusal.text.contains("subject may not be empty"),
                "{text:?}: {}",
                refusal.text
            );
        }
        assert!(
            bench
                .no("ana", id, Command::Set(values(&[])))
                .text
                .contains("Nothing to set")
        );
    });
}

#[test]
fn what_nobody_sees_says_nothing() {
    on_both(|bench| {
        for text in INVISIBLE {
            let mut wanted = opening("incident", "low", "low");
            wanted.opened.subject = text.to_owned();
            let refused = opened(bench, wanted);
            assert!(refused.contains("subject is empty"), "{text:?} {refused}");
            let mut wanted = opening("incident", "low", "low");
            (wanted.opened.customer, wanted.opened.contact) = (None, None);
            wanted.opened.customer_name = text.to_owned();
            wanted.opened.contact_text = text.to_owned();
            let refused = opened(bench, wanted);
            assert!(refused.contains("Who is it for"), "{text:?} {refused}");
        }
        let id = bench.open();
        bench.yes("ana", id, take());
        for text in INVISIBLE {
            let note = crate::support::desk::note(text);
            assert_eq!(bench.no("ana", id, note).why, Why::Input, "{text:?}");
            assert_eq!(bench.no("ana", id, received(text)).why, Why::Input);
            let escalate = with(Verb::Escalate, &[("because", "in_depth"), ("why", text)]);
            let lacks = missing(&bench.no("ana", id, escalate));
            assert!(
                lacks.contains(&"field:why".to_owned()),
                "{text:?} {lacks:?}"
            );
        }
        // Signs that need a joiner to be themselves say something.
        bench.yes(
            "ana",
            id,
            crate::support::desk::note("\u{1f469}\u{200d}\u{1f680}"),
        );
        bench.replays(id);
    });
}
