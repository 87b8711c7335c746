//! Export: the whole desk word for word and back again, some of it, tables and pages.

mod back;
mod bytes;
mod files;

use crate::support::desk::{Bench, PEOPLE};
use hoist::desk::export::{Format, Order, Report};
use hoist::desk::{Desk, Login, actor_of, demo, import::copy, make, system_clock};
use hoist::domain::actor::Identity;
use hoist::domain::id::{At, TicketId};
use hoist::store::sqlite::{Mode, SqliteStore};
use std::path::{Path, PathBuf};

const AT: At = At(1_795_392_000_000);

fn plan(tickets: u64, seed: u64) -> demo::Plan {
    demo::Plan {
        tickets,
        seed,
        at: AT,
    }
}

/// A demo desk in a file of this name.
fn made(dir: &Path, name: &str, plan: &demo::Plan) -> PathBuf {
    let file = dir.join(name);
    demo::create(&file, plan, &mut |_, _| {}).unwrap();
    file
}

fn login() -> Login {
    Login {
        uid: 4242,
        name: "ana".to_owned(),
        act_as: None,
        owns_file: true,
        ssh: None,
        shared: false,
    }
}

/// The desk in a file, with a lead at it.
fn opened(file: &Path) -> Desk {
    let store = SqliteStore::open(file, Mode::Write).unwrap();
    let lead = hoist::domain::agent::Agent {
        name: "lea".into(),
        lead: true,
        ..Default::default()
    };
    let actor = actor_of(&lead, Identity::default());
    Desk::with_actor(Box::new(store), actor, system_clock()).unwrap()
}

fn exported(desk: &Desk, order: &Order) -> (Report, Vec<u8>) {
    let mut out = Vec::new();
    let report = desk.export(order, &mut out, &mut |_, _| true).unwrap();
    (report, out)
}

fn whole(desk: &Desk) -> Vec<u8> {
    let (report, lines) = exported(desk, &Order::default());
    assert!(report.whole && report.left_out == 0, "{report:?}");
    lines
}

fn some(ids: &[i64], format: Format) -> Order {
    Order {
        format,
        ids: ids.iter().map(|id| TicketId(*id)).collect(),
        ..Order::default()
    }
}

fn brought(lines: &[u8], file: &Path) -> Result<copy::Report, hoist::desk::Error> {
    let login = login();
    let order = copy::Order {
        path: file,
        login: &login,
        dry_run: false,
        clock: system_clock(),
    };
    let input = Box::new(std::io::Cursor::new(lines.to_vec()));
    copy::run(input, &order, &mut |_| ())
}

/// What lies in a directory, by name.
fn names(dir: &Path) -> Vec<String> {
    let found = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<String> = found
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn equal_plans_make_equal_exports() {
    let dir = tempfile::tempdir().unwrap();
    let of = |name: &str, seed: u64| whole(&opened(&made(dir.path(), name, &plan(60, seed))));
    let one = of("one", 7);
    assert!(
        one == of("two", 7),
        "equal size, seed and time: an equal export"
    );
    assert!(one != of("three", 8));
}

#[test]
fn a_query_and_an_instant_choose_tickets() {
    let dir = tempfile::tempdir().unwrap();
    let desk = opened(&made(dir.path(), "desk", &plan(60, 2)));
    let all = exported(&desk, &Order::default()).0.tickets;
    assert_eq!(all, 60);
    let since = |at: At| Order {
        since: Some(at),
        ..Order::default()
    };
    let lately = exported(&desk, &since(AT.plus_ms(-3_600_000))).0;
    assert!(
        lately.tickets > 0 && lately.tickets < all && !lately.whole,
        "{lately:?}"
    );
    let ids = desk.store().ids(TicketId(0), 100).unwrap();
    let changed = ids
        .iter()
        .filter(|id| desk.ticket(**id).unwrap().updated_at >= AT.plus_ms(-3_600_000));
    assert_eq!(lately.tickets, changed.count() as u64);
    let late = Order {
        query: Some(desk.view_query("all").unwrap()),
        ..Order::default()
    };
    let open = exported(&desk, &late).0.tickets;
    assert_eq!(
        open,
        u64::from(desk.count(&desk.view_query("all").unwrap(), 100).unwrap().n)
    );
}

#[test]
fn restricted_tickets_are_left_out_and_counted() {
    let mut bench = Bench::new(crate::support::desk::Backend::Sqlite);
    let (open, closed) = (bench.at("tier1.working"), bench.at("tier1.working"));
    let restrict = hoist::domain::command::Command::Restrict {
        agents: vec![],
        why: "Names of people.".to_owned(),
    };
    bench.run("lea", closed, restrict).unwrap();
    assert!(PEOPLE.iter().any(|p| p.0 == "eva"));
    let eva = bench.beside("eva");
    for format in Format::ALL {
        let order = Order {
            format,
            ..Order::default()
        };
        let (report, lines) = exported(&eva, &order);
        assert_eq!(
            (report.tickets, report.left_out, report.whole),
            (1, 1, false)
        );
        assert!(!text(lines).contains("Names of people"));
    }
    let named = exported(&eva, &some(&[open.0, closed.0], Format::Csv)).0;
    assert_eq!((named.tickets, named.left_out), (1, 1));
    let dir = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    let order = some(&[open.0, closed.0], Format::Csv);
    let going = &mut |done: u64, of: u64| {
        told.push((done, of));
        true
    };
    eva.export(&order, &mut Vec::new(), going).unwrap();
    assert_eq!(told, [(1, 2), (2, 2)], "what is left out is passed, too");
    told.clear();
    let going = &mut |done: u64, of: u64| {
        told.push((done, of));
        true
    };
    eva.export(&Order::default(), &mut Vec::new(), going)
        .unwrap();
    assert_eq!(told, [(1, 2), (2, 2)]);
    // Of nothing that may be seen there is no file.
    let alone = dir.path().join("alone");
    let refused = eva.export_file(&some(&[closed.0], Format::Csv), &alone, &mut |_, _| true);
    assert!(refused.unwrap_err().to_string().contains("is restricted"));
    // What is broken off leaves none either.
    let cut = eva.export_file(&order, &alone, &mut |_, _| false);
    let cut = cut.unwrap_err().to_string();
    assert!(cut.contains("Nothing of it is kept"), "{cut}");
    assert!(names(dir.path()).is_empty());
    let missing = eva.export(&some(&[99], Format::Csv), &mut Vec::new(), &mut |_, _| true);
    assert!(missing.unwrap_err().to_string().contains("#99"));
}

#[test]
fn a_desk_of_its_own_begins_with_init() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("desk");
    let beginning = make::Beginning {
        desk: "desk".to_owned(),
        agent: "ana".into(),
        login: login(),
        ..make::Beginning::default()
    };
    drop(make::make(&file, &beginning, &system_clock()).unwrap());
    let lines = whole(&opened(&made(dir.path(), "demo", &plan(20, 1))));
    assert!(!brought(&lines, &file).unwrap().already);
    assert!(
        whole(&opened(&file)) == lines,
        "an untouched desk makes room"
    );
    let other = whole(&opened(&made(dir.path(), "other", &plan(20, 2))));
    let refused = brought(&other, &file).unwrap_err().to_string();
    assert!(refused.contains("is in use"), "{refused}");
    assert!(whole(&opened(&file)) == lines);
}
