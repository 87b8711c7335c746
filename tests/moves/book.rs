//! Two people at two keyboards change one thing of the address book.

use crate::support::desk::{Bench, on_both};
use hoist::desk::Error;
use hoist::domain::agent::Agent;
use hoist::domain::customer::{Contact, Customer};
use hoist::domain::id::{At, CommandId, CustomerId};

fn acme(bench: &mut Bench) -> Customer {
    let customer = Customer {
        name: "Acme".into(),
        language: "en".into(),
        ..Customer::default()
    };
    let id = bench.desk.put_customer(customer.clone()).unwrap();
    Customer { id, ..customer }
}

fn edited<T: std::fmt::Debug>(said: Result<T, Error>, word: &str) {
    match said {
        Err(error @ Error::Edited(_)) => {
            assert!(error.to_string().contains(word), "{error}");
            assert_eq!(error.exit_code(), 5);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_who_change_different_fields_of_a_customer_both_keep_theirs() {
    on_both(|bench| {
        let seen = acme(bench);
        let (mut ana, mut abe) = (bench.beside("ana"), bench.beside("abe"));
        let zone = Customer {
            zone: "Europe/Berlin".into(),
            ..seen.clone()
        };
        let language = Customer {
            language: "de".into(),
            ..seen.clone()
        };
        ana.change_customer(&seen, &zone).unwrap();
        let both = abe.change_customer(&seen, &language).unwrap();
        let kept = bench.desk.store().customer(seen.id).unwrap().unwrap();
        assert_eq!(
            (kept.zone.as_str(), kept.language.as_str()),
            ("Europe/Berlin", "de")
        );
        assert_eq!(kept, both);
    });
}

#[test]
fn of_two_who_change_one_field_the_second_is_told() {
    on_both(|bench| {
        let seen = acme(bench);
        let (mut ana, mut abe) = (bench.beside("ana"), bench.beside("abe"));
        let named = |name: &str| Customer {
            name: name.into(),
            ..seen.clone()
        };
        ana.change_customer(&seen, &named("Apex")).unwrap();
        let head = bench.desk.audit_head().unwrap();
        edited(
            abe.change_customer(&seen, &named("Acme Ltd")),
            "name of Apex",
        );
        assert_eq!(
            bench.desk.audit_head().unwrap(),
            head,
            "nothing was written"
        );
        // The same words are no conflict, and whoever looked again may change it.
        abe.change_customer(&seen, &named("Apex")).unwrap();
        abe.change_customer(&named("Apex"), &named("Acme Ltd"))
            .unwrap();
        let nobody = Customer {
            id: CustomerId(77),
            ..seen.clone()
        };
        assert!(abe.change_customer(&nobody, &nobody).is_err());
        assert!(abe.put_customer(seen.clone()).is_err(), "never as a whole");
    });
}

#[test]
fn contacts_and_agents_are_changed_by_field_too() {
    on_both(|bench| {
        let contact = Contact {
            name: "Lena".into(),
            ..Contact::default()
        };
        let id = bench.desk.put_contact(contact.clone()).unwrap();
        let seen = Contact { id, ..contact };
        let (mut ana, mut leo) = (bench.beside("ana"), bench.beside("leo"));
        let mail = Contact {
            addresses: vec!["lena@acme.example".into()],
            ..seen.clone()
        };
        let zone = Contact {
            zone: "UTC".into(),
            ..seen.clone()
        };
        ana.change_contact(&seen, &mail).unwrap();
        leo.change_contact(&seen, &zone).unwrap();
        let kept = bench.desk.store().contact(id).unwrap().unwrap();
        assert_eq!((kept.addresses, kept.zone), (mail.addresses, zone.zone));

        let agents = leo.agents().unwrap();
        let seen = agents.iter().find(|a| a.name == "ana").unwrap();
        let auditor = Agent {
            auditor: true,
            ..seen.clone()
        };
        ana.set_away(Some(At(9))).unwrap();
        let (kept, _) = leo.change_agent(seen, &auditor).unwrap();
        assert_eq!((kept.away_until, kept.auditor), (Some(At(9)), true));
        assert!(matches!(
            ana.change_agent(seen, &auditor),
            Err(Error::NeedsLead(_))
        ));
    });
}

#[test]
fn a_template_is_a_leads_to_change_and_never_written_over_unseen() {
    on_both(|bench| {
        let (mut lea, mut leo) = (bench.beside("lea"), bench.beside("leo"));
        lea.save_template("Ask", None, "Which {product}?").unwrap();
        edited(leo.save_template("Ask", None, "Which one?"), "someone else");
        leo.save_template("Ask", Some("Which {product}?"), "Which {version}?")
            .unwrap();
        edited(
            lea.save_template("Ask", Some("Which {product}?"), ""),
            "someone else",
        );
        assert_eq!(lea.template("ASK").unwrap().1, "Which {version}?");
        let mut ana = bench.beside("ana");
        let said = ana.save_template("Ask", Some("Which {version}?"), "");
        assert!(matches!(said, Err(Error::NeedsLead(_))));
        for (name, text) in [
            (" ", "x"),
            ("a\nb", "x"),
            ("b", "{weather}"),
            ("b", "a { b"),
            ("b", " "),
        ] {
            assert!(
                matches!(lea.save_template(name, None, text), Err(Error::Input(_))),
                "{name:?} {text:?}"
            );
        }
        lea.save_template("Ask", Some("Which {version}?"), "")
            .unwrap();
        assert_eq!(bench.desk.templates().unwrap(), []);
    });
}

#[test]
fn a_view_that_someone_else_saved_is_not_written_over() {
    on_both(|bench| {
        let (mut ana, mut abe) = (bench.beside("ana"), bench.beside("abe"));
        ana.save_view("Hot", None, "p1").unwrap();
        edited(abe.save_view(" Hot ", None, "p2"), "p1");
        ana.save_view("Hot", Some("p1"), "p1 mine").unwrap();
        edited(abe.save_view("Hot", Some("p1"), "p2"), "p1 mine");
        edited(abe.save_view("Hot", Some("p1"), ""), "p1 mine");
        abe.save_view("Hot", Some("p1 mine"), "").unwrap();
        edited(ana.save_view("Hot", Some("p1 mine"), "p3"), "removed");
        assert_eq!(bench.desk.store().views().unwrap(), []);
    });
}

#[test]
fn a_change_delivered_again_takes_nothing_back() {
    on_both(|bench| {
        let seen = acme(bench);
        let (mut ana, mut abe) = (bench.beside("ana"), bench.beside("abe"));
        let zoned = |zone: &str| Customer {
            zone: zone.into(),
            ..seen.clone()
        };
        ana.set_command(CommandId("z1".into()));
        let first = ana.change_customer(&seen, &zoned("UTC")).unwrap();
        abe.change_customer(&first, &zoned("Asia/Tokyo")).unwrap();
        let head = bench.desk.audit_head().unwrap();
        ana.set_command(CommandId("z1".into()));
        let now = ana.change_customer(&seen, &zoned("UTC")).unwrap();
        assert_eq!(now.zone, "Asia/Tokyo");
        assert_eq!(bench.desk.audit_head().unwrap(), head);
        // The next change is one of its own.
        ana.change_customer(&now, &zoned("UTC")).unwrap();
        assert_ne!(bench.desk.audit_head().unwrap(), head);
    });
}

#[test]
fn no_view_is_saved_under_the_name_of_one_that_is_always_there() {
    on_both(|bench| {
        for name in [
            "My work",
            "my-work",
            "ALL",
            "Tier 1",
            "my turn",
            "For leads",
        ] {
            let refused = bench.desk.save_view(name, None, "p1").unwrap_err();
            let refused = refused.to_string();
            assert!(refused.contains("always there"), "{name}: {refused}");
        }
        bench.desk.save_view("My works", None, "p1").unwrap();
    });
}
