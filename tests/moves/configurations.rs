//! Configurations through the desk: masked before anything is stored, found again by customer, product
//! and name, compared, hidden with their ticket.

use crate::support::desk::{Backend, Bench, of_customer, on_both, opening};
use hoist::desk::snapshot::{NewBaseline, Taking, With};
use hoist::desk::{Done, Error};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::diff::Way;
use hoist::domain::event::Fact;
use hoist::domain::id::{CustomerId, TicketId};
use hoist::domain::package;
use hoist::domain::values::Values;
use hoist::store::configuration::Seek;

const SECRET: &str = "hunter2-planted";

const TEXT: &str = "listen = 443\npassword = hunter2-planted\ntimeout = 60\n";

fn add(bench: &mut Bench, who: &str, id: TicketId, name: &str, text: &str) -> Result<Done, Error> {
    bench.sit(who);
    let command = bench.fresh();
    let taking = Taking::pasted(name.to_owned(), text.to_owned());
    bench.desk.take_snapshots(id, None, vec![taking], &command)
}

fn set(bench: &mut Bench, id: TicketId, name: &str, value: &str) {
    let values = Values::new().with(name, value);
    bench.yes("ana", id, Command::Set(values));
}

/// A ticket of a customer about the gateway.
fn ticket(bench: &mut Bench, customer: &str) -> TicketId {
    bench.sit("ana");
    let command = bench.fresh();
    let mut opening = opening("incident", "medium", "medium");
    opening.opened.customer_name = customer.to_owned();
    let id = bench.desk.open_ticket(opening, &command).unwrap().id;
    bench.bring(id, "tier1.working");
    set(bench, id, "product", "Gateway");
    id
}

/// A ticket of a customer in the address book about the gateway.
fn of(bench: &mut Bench, customer: CustomerId) -> TicketId {
    bench.sit("ana");
    let command = bench.fresh();
    let opened = bench.desk.open_ticket(of_customer(customer), &command);
    let id = opened.unwrap().id;
    set(bench, id, "product", "Gateway");
    id
}

fn customer(bench: &mut Bench, name: &str) -> CustomerId {
    bench.sit("lea");
    let new = Customer {
        name: name.to_owned(),
        ..Customer::default()
    };
    bench.desk.put_customer(new).unwrap()
}

#[test]
fn a_snapshot_is_kept_without_its_secrets() {
    on_both(|bench| {
        let id = ticket(bench, "Acme");
        set(bench, id, "version", "2.4");
        let done = add(bench, "ana", id, "app.ini", TEXT).unwrap();
        let said = "took a snapshot 1 of the configuration app.ini (1 secret masked (password 1))";
        assert!(done.text.contains(said), "{}", done.text);
        let file = bench.desk.snapshot(id, 1).unwrap();
        let what = file.configuration.clone().unwrap();
        assert_eq!(
            (what.product.as_str(), what.version.as_str()),
            ("Gateway", "2.4")
        );
        assert_eq!(
            (what.origin.as_str(), what.masked["password"]),
            ("pasted", 1)
        );
        let text = bench.desk.snapshot_text(id, 1).unwrap();
        assert_eq!(text, TEXT.replace(SECRET, "«masked:password»"));
        let log = format!("{:?}", bench.events(id));
        assert!(!log.contains(SECRET), "{log}");
        bench.replays(id);
        assert!(bench.desk.audit_check(&mut |_, _| {}).unwrap().is_whole());
        // The same command again takes no second one.
        let again = Command::Attach { files: Vec::new() };
        assert!(
            bench
                .desk
                .repeated(Some(id), &[again], &done.events[0].command)
                .unwrap()
                .is_some()
        );
    });
}

#[test]
fn it_is_compared_with_the_last_one_the_baseline_or_another_tickets() {
    on_both(|bench| {
        let (acme, birch) = (customer(bench, "Acme"), customer(bench, "Birch"));
        let one = of(bench, acme);
        let two = of(bench, acme);
        let theirs = of(bench, birch);
        let compare = |bench: &Bench, id, with| bench.desk.compare(id, 1, with, Way::default());
        add(bench, "ana", one, "app.ini", TEXT).unwrap();
        let nothing = compare(bench, one, With::Usual).unwrap_err().to_string();
        assert!(
            nothing.contains("no earlier snapshot “app.ini”"),
            "{nothing}"
        );
        add(bench, "ana", theirs, "app.ini", "listen = 80\n").unwrap();
        let changed = TEXT.replace("60", "5");
        add(bench, "ana", two, "APP.ini", &changed).unwrap();

        let found = compare(bench, two, With::Usual).unwrap();
        assert_eq!(found.old.place, Some((one, 1)), "the same customer's");
        assert_eq!(
            found.diff.words(),
            "1 line removed, 1 added; 1 masked value cannot be compared"
        );
        let found = compare(bench, two, With::Snapshot(theirs, None)).unwrap();
        assert_eq!(found.diff.removed, 1);
        let none = compare(bench, two, With::Baseline).unwrap_err();
        assert_eq!(none.exit_code(), 3, "{none}");

        bench.sit("ana");
        let of = || NewBaseline::Snapshot(theirs, 1);
        let refused = bench.desk.set_baseline("Gateway", "app.ini", of(), "");
        assert!(matches!(refused, Err(Error::NeedsLead(_))));
        bench.sit("lea");
        bench
            .desk
            .set_baseline("gateway", "App.ini", of(), "as shipped")
            .unwrap();
        let found = compare(bench, two, With::Baseline).unwrap();
        assert_eq!((found.old.place, found.diff.removed), (None, 1));
        let text = Taking::pasted("x".into(), TEXT.into());
        let set = bench
            .desk
            .set_baseline("Gateway", "app.ini", NewBaseline::Text(text), "new");
        assert_eq!(set.unwrap().masked["password"], 1);
        assert_eq!(bench.desk.baselines().unwrap().len(), 1, "one of a name");
        let found = compare(bench, two, With::Baseline).unwrap();
        assert_eq!((found.diff.removed, found.diff.added), (1, 1));
        assert!(bench.desk.audit_check(&mut |_, _| {}).unwrap().is_whole());
        let (rivals, more) = bench.desk.rivals(two, 1).unwrap();
        let places: Vec<_> = rivals.iter().map(|r| r.named.place).collect();
        assert_eq!(places, [None, Some((one, 1)), Some((theirs, 1))]);
        assert!(!more);
        bench
            .desk
            .remove_baseline("GATEWAY", "app.ini", "old")
            .unwrap();
        assert!(bench.desk.baselines().unwrap().is_empty());
        assert!(bench.desk.audit_check(&mut |_, _| {}).unwrap().is_whole());
    });
}

#[test]
fn what_was_taken_back_is_compared_with_no_more_and_undo_takes_one_back() {
    on_both(|bench| {
        let id = ticket(bench, "Acme");
        add(bench, "ana", id, "app.ini", TEXT).unwrap();
        add(bench, "ana", id, "app.ini", &TEXT.replace("443", "80")).unwrap();
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        let seek = Seek {
            name: Some("app.ini".into()),
            ..Seek::default()
        };
        let all = bench.desk.snapshots_of(&seek, 9).unwrap();
        assert_eq!(all.len(), 1, "{all:?}");
        let back = Command::Detach {
            n: 1,
            reason: "of another machine".into(),
        };
        bench.yes("ana", id, back);
        assert!(bench.desk.snapshots_of(&seek, 9).unwrap().is_empty());
        assert!(bench.desk.audit_check(&mut |_, _| {}).unwrap().is_whole());
    });
}

#[test]
fn those_of_a_restricted_ticket_are_nobodys_else() {
    on_both(|bench| {
        let (one, two) = (ticket(bench, "Acme"), ticket(bench, "Acme"));
        add(bench, "ana", one, "app.ini", TEXT).unwrap();
        add(bench, "ana", two, "app.ini", TEXT).unwrap();
        let restrict = Command::Restrict {
            agents: Vec::new(),
            why: "keys".into(),
        };
        bench.yes("ana", one, restrict);
        let of = NewBaseline::Snapshot(one, 1);
        bench.sit("lea");
        let refused = bench.desk.set_baseline("Gateway", "app.ini", of, "");
        assert!(refused.unwrap_err().to_string().contains("for everyone"));
        bench.sit("ben");
        assert!(bench.desk.snapshot_text(one, 1).is_err());
        let with = With::Snapshot(one, None);
        assert!(bench.desk.compare(two, 1, with, Way::default()).is_err());
        assert!(
            bench
                .desk
                .compare(two, 1, With::Last, Way::default())
                .is_err()
        );
        assert!(bench.desk.rivals(two, 1).unwrap().0.is_empty());
        assert_eq!(
            bench.desk.snapshots_of(&Seek::default(), 9).unwrap().len(),
            1
        );
    });
}

#[test]
fn what_is_no_text_too_large_or_without_a_name_is_refused() {
    on_both(|bench| {
        let id = ticket(bench, "Acme");
        let said = |bench: &mut Bench, name: &str, text: &str| {
            add(bench, "ana", id, name, text).unwrap_err()
        };
        let binary = said(bench, "core", "\u{0}\u{1}\u{2}").to_string();
        assert!(binary.contains("is no text"), "{binary}");
        assert!(said(bench, " ", TEXT).to_string().contains("needs a name"));
        let large = "x\n".repeat(3 << 20);
        match said(bench, "large", &large) {
            Error::Refused(refusal) => {
                assert_eq!(refusal.why, Why::Guards);
                let text = &refusal.missing[0].text;
                assert!(text.contains("configurations up to 4 MiB"), "{text}");
            }
            other => panic!("{other}"),
        }
        assert!(bench.desk.snapshot(id, 1).is_err());
        assert!(bench.ticket(id).attachments.is_empty());
    });
}

#[test]
fn the_masks_are_the_desks_policy() {
    let mine = "id = \"private_key\"";
    let policy = "id = \"ours\"\nlabel = \"room numbers\"\npatterns = ['room [0-9]+']\n\n[[masks]]\nid = \"private_key\"";
    let mut bench = Bench::changed(Backend::Sqlite, mine, policy);
    let id = ticket(&mut bench, "Acme");
    add(&mut bench, "ana", id, "a", "room 101\npassword=x1\n").unwrap();
    let text = bench.desk.snapshot_text(id, 1).unwrap();
    assert_eq!(text, "«masked:ours»\npassword=«masked:password»\n");
    // A file from before there were masks has the built-in ones.
    let old = hoist::domain::parse::BUILTIN;
    let (before, _) = old.split_once("[[masks]]").unwrap();
    let old = hoist::domain::parse::process(before).unwrap();
    assert_eq!(old.masks, hoist::domain::parse::builtin().masks);
}

#[test]
fn a_snapshot_stands_in_the_package_and_its_bytes_on_the_desk() {
    on_both(|bench| {
        let id = ticket(bench, "Acme");
        add(bench, "ana", id, "app.ini", TEXT).unwrap();
        bench.intake(id);
        bench.checklist("ana", id);
        bench.escalate_1(id);
        let (_, json) = bench.desk.package(id, None).unwrap();
        let page = package::markdown(&json);
        assert!(page.contains("app.ini") && !json.contains(SECRET), "{page}");
        let attached = bench
            .events(id)
            .iter()
            .flat_map(|e| &e.facts)
            .any(|f| matches!(f, Fact::Attached(a) if a.configuration.is_some()));
        assert!(attached);
    });
}
