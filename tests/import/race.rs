//! Several imports at once: what one has added meanwhile the others find, and add no second time.

use crate::cli::Home;
use hoist::desk::import::{self, Format, Order, Report};
use hoist::desk::{Desk, system_clock};
use hoist::domain::actor::Actor;
use hoist::store::Store;
use hoist::store::book::Callers;
use hoist::store::sqlite::{Mode, SqliteStore};
use std::io::Cursor;
use std::process::Stdio;

/// A history, a row an event.
fn history(name: &str) -> String {
    format!(
        "name = \"{name}\"\n[fields]\nsource = {{ column = \"id\" }}\nsubject = {{ column = \"id\" }}\n\
         customer = {{ column = \"who\" }}\n[[events]]\nat = {{ column = \"at\" }}\n"
    )
}

/// A row a ticket.
fn rows(name: &str) -> String {
    format!(
        "name = \"{name}\"\n[fields]\nsource = {{ column = \"id\" }}\nsubject = {{ column = \"id\" }}\n\
         customer = {{ column = \"who\" }}\n"
    )
}

fn store(home: &Home) -> SqliteStore {
    SqliteStore::open(&home.desk(), Mode::Write).unwrap()
}

pub fn lead(home: &Home) -> Desk {
    one(home, "ana", true)
}

/// The desk as somebody of Tier 1 has it open.
pub fn one(home: &Home, name: &str, lead: bool) -> Desk {
    let actor = Actor {
        name: name.into(),
        tiers: vec!["tier1".into()],
        lead,
        ..Actor::default()
    };
    Desk::with_actor(Box::new(store(home)), actor, system_clock()).unwrap()
}

pub fn brought(
    desk: &mut Desk,
    map: &str,
    data: &str,
    progress: &mut dyn FnMut(import::Progress) -> bool,
) -> Report {
    let map = import::map::parse(map).unwrap();
    let order = Order {
        map: &map,
        format: Format::Csv,
        beside: None,
        dry_run: false,
    };
    let data = Box::new(Cursor::new(data.as_bytes().to_vec()));
    import::run(desk, data, &order, progress).unwrap()
}

#[test]
fn a_customer_whom_another_import_added_meanwhile_is_not_added_twice() {
    let home = Home::new();
    let data = "id,who,at\n1,Acme,2026-11-01T10:00:00Z\n2,Birch,2026-11-02T10:00:00Z\n";
    let (mut mine, mut other) = (lead(&home), Some(lead(&home)));
    // Rows of a history are gathered before the first is written: the other import is quicker.
    let mut meanwhile = |_| {
        if let Some(mut other) = other.take() {
            let theirs = brought(&mut other, &history("theirs"), data, &mut |_| true);
            assert_eq!((theirs.opened, theirs.customers), (2, 2));
        }
        true
    };
    let done = brought(&mut mine, &history("mine"), data, &mut meanwhile);
    assert_eq!((done.opened, done.customers), (2, 0));
    for name in ["Acme", "Birch"] {
        let found = store(&home).customers_called(name).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        let tickets = (1..=4).map(|n| {
            store(&home)
                .stored(hoist::domain::id::TicketId(n))
                .unwrap()
                .1
        });
        let theirs = tickets.filter(|t| t.customer == Some(found[0].id));
        assert_eq!(theirs.count(), 2, "{name}");
    }
    home.ok("audit check");
}

#[test]
fn a_customer_that_was_renamed_is_not_added_anew_for_a_ticket_that_is_there() {
    let home = Home::new();
    let mut desk = lead(&home);
    let data = "id,who\n1,Acme\n";
    brought(&mut desk, &rows("a"), data, &mut |_| true);
    let acme = store(&home).customers_called("Acme").unwrap().remove(0);
    let renamed = hoist::domain::customer::Customer {
        name: "Acme GmbH".into(),
        ..acme.clone()
    };
    desk.change_customer(&acme, &renamed).unwrap();
    let again = brought(&mut desk, &rows("a"), data, &mut |_| true);
    assert_eq!((again.already, again.customers), (1, 0));
    assert!(store(&home).customers_called("Acme").unwrap().is_empty());
}

#[test]
fn programs_that_import_at_once_add_each_customer_once() {
    let home = Home::new();
    let row = |n: usize| format!("{n},Customer {}\n", n % 40);
    let data: String = (0..700).map(row).collect();
    std::fs::write(home.path().join("rows.csv"), format!("id,who\n{data}")).unwrap();
    let programs: Vec<_> = (0..4)
        .map(|n| {
            let map = home.path().join(format!("{n}.toml"));
            std::fs::write(&map, rows(&format!("source {n}"))).unwrap();
            let line = format!(
                "import {} --format csv --map {}",
                home.path().join("rows.csv").display(),
                map.display()
            );
            let mut command = home.command(&line);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for program in programs {
        let done = program.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{said}");
    }
    let kept = store(&home).customers("", 1_000).unwrap();
    let names: Vec<&str> = kept.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names.len(), 40, "{names:?}");
    assert_eq!(
        store(&home)
            .ids(hoist::domain::id::TicketId(0), usize::MAX)
            .unwrap()
            .len(),
        2_800
    );
    home.ok("audit check");
}
