//! The desk's list of products, and a version in use beside it.

use crate::support::desk::{Bench, on_both, values};
use hoist::desk::Error;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::product::{Product, Release, Standing};

fn release(version: &str, day: &str, notes: &str) -> Release {
    Release {
        version: version.into(),
        released: day.parse().ok(),
        notes: notes.into(),
    }
}

fn listed(bench: &mut Bench) -> Product {
    bench.desk.add_product(" Payments   API ").unwrap();
    bench
        .desk
        .put_release("payments api", release("9.3.0", "2026-08-01", ""))
        .unwrap();
    let newest = release("9.4.1", "2026-11-02", "Pool no longer leaks");
    bench.desk.put_release("Payments API", newest).unwrap()
}

#[test]
fn a_product_and_its_versions_are_written_down() {
    on_both(|bench| {
        let product = listed(bench);
        assert_eq!(product.name, "Payments API");
        assert_eq!(product.newest().unwrap().told(), "9.4.1 of 2026-11-02");
        assert_eq!(
            bench.desk.catalogue().unwrap(),
            std::slice::from_ref(&product)
        );
        // The same version in another spelling is the same version.
        let again = bench
            .desk
            .put_release("Payments API", release("v9.4.1", "", "Withdrawn"))
            .unwrap();
        assert_eq!(
            (again.versions.len(), again.versions[1].notes.as_str()),
            (2, "Withdrawn")
        );
        let left = bench.desk.remove_release("Payments API", "9.4.1").unwrap();
        assert_eq!(left.newest().unwrap().version, "9.3.0");
        bench.desk.retire_product("Payments API", true).unwrap();
        assert!(
            !bench
                .desk
                .store()
                .products(9)
                .unwrap()
                .contains(&product.name)
        );
        bench.desk.retire_product("Payments API", false).unwrap();
        assert!(
            bench
                .desk
                .store()
                .products(9)
                .unwrap()
                .contains(&product.name)
        );
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
    });
}

#[test]
fn what_cannot_be_is_said_and_nothing_is_written() {
    on_both(|bench| {
        listed(bench);
        let (head, _) = bench.desk.audit_head().unwrap();
        let said = |result: Result<Product, Error>| result.unwrap_err().to_string();
        assert!(
            said(bench.desk.add_product("PAYMENTS api"))
                .contains("“Payments API” is on the list already")
        );
        assert!(said(bench.desk.add_product(" ")).contains("needs a name"));
        assert!(
            said(bench.desk.put_release("Relay", release("1", "", "")))
                .contains("no product “Relay”")
        );
        assert!(
            said(bench.desk.put_release("Payments API", release(" ", "", "")))
                .contains("needs a name")
        );
        assert!(
            said(bench.desk.remove_release("Payments API", "1.0")).contains("has no version 1.0")
        );
        // Nothing changes: nothing is written.
        bench.desk.retire_product("Payments API", false).unwrap();
        assert_eq!(bench.desk.audit_head().unwrap().0, head);
    });
}

#[test]
fn two_who_write_versions_down_both_keep_theirs() {
    on_both(|bench| {
        listed(bench);
        let (mut ana, mut abe) = (bench.beside("ana"), bench.beside("abe"));
        ana.put_release("Payments API", release("9.5", "", ""))
            .unwrap();
        abe.put_release("Payments API", release("9.6", "", ""))
            .unwrap();
        assert_eq!(bench.desk.catalogue().unwrap()[0].versions.len(), 4);
    });
}

#[test]
fn a_version_in_use_proposes_the_result_of_its_item() {
    on_both(|bench| {
        listed(bench);
        let id = bench.at("tier1.working");
        let set = |pairs: &[(&str, &str)]| Command::Set(values(pairs));
        bench.yes(
            "ana",
            id,
            set(&[("product", "payments api"), ("version", "9.3.0")]),
        );
        let line = |bench: &Bench| {
            let view = bench.desk.view(id).unwrap();
            let found = view.checklist.into_iter().find(|l| l.item.id == "updates");
            let found = found.unwrap();
            (found.kept, found.proposal)
        };
        let (short, proposed) = line(bench);
        assert_eq!(short.as_deref(), Some("9.4.1 is out"));
        let proposed = proposed.unwrap();
        assert_eq!(proposed.result, "update available");
        assert_eq!(
            proposed.evidence,
            "Payments API 9.3.0, latest known 9.4.1 of 2026-11-02: Pool no longer leaks"
        );
        bench.yes("ana", id, set(&[("version", "9.4.1")]));
        assert_eq!(line(bench).1.unwrap().result, "up to date");
        // What cannot be compared proposes no result, but says what is known.
        bench.yes("ana", id, set(&[("version", "the blue one")]));
        let proposed = line(bench).1.unwrap();
        assert_eq!(proposed.result, "");
        assert!(
            proposed.evidence.ends_with("cannot be compared"),
            "{}",
            proposed.evidence
        );
        // Without a product, or with one that is not listed, nothing is proposed.
        bench.yes("ana", id, set(&[("product", "Relay")]));
        assert_eq!(line(bench).1, None);
    });
}

#[test]
fn the_version_that_the_customer_runs_stands_in_where_the_ticket_says_none() {
    on_both(|bench| {
        listed(bench);
        let runs = Customer {
            name: "Acme".into(),
            products: vec![("Payments API".into(), "9.4.1".into())],
            ..Customer::default()
        };
        let customer = bench.desk.put_customer(runs).unwrap();
        let id = bench.at("tier1.working");
        let ticket = hoist::domain::ticket::Ticket {
            customer: Some(customer),
            product: "Payments API".into(),
            product_version: String::new(),
            ..bench.ticket(id)
        };
        let updates = bench.desk.updates(&ticket).unwrap().unwrap();
        assert_eq!(
            (updates.version.as_str(), updates.standing),
            ("9.4.1", Standing::Newest)
        );
        // It may be of last year: where it is from is said, and nothing is concluded from it.
        assert!(
            updates.told().starts_with(
                "Payments API 9.4.1 by the customer's entry (the ticket names no version)"
            ),
            "{}",
            updates.told()
        );
        let proposed = bench.desk.proposal(&ticket, &"tier1".into(), "updates");
        let proposed = proposed.unwrap().unwrap();
        assert_eq!(
            (proposed.result.as_str(), proposed.evidence),
            ("", updates.told())
        );
    });
}
