//! What was promised to whom, and when it counts: policies and calendars of the process file.

use crate::support::desk::{
    Bench, DAY, HOUR, on_both, opening, received, with, without_time_in_stage,
};
use hoist::domain::clock::{Clock, clocks};
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::{At, TicketId};
use hoist::domain::parse::BUILTIN;
use hoist::domain::process::Verb;
use hoist::domain::row::Due;

const OFFICE: &str = r#"
[[calendars]]
id = "office"
label = "Office hours"
zone = "Europe/Berlin"
hours = { "mon-fri" = "09:00-17:00" }
closed = ["2026-12-25"]

[[policies]]
id = "gold"
label = "Gold support"
customers = ["ACME"]
calendar = "office"

[policies.targets]
major = { first_response = "10 min", update = "20 min", resolution = "2 h", acceptance = "5 min" }
P1 = { first_response = "15 min", update = "1 h", resolution = "4 h", acceptance = "15 min" }
P2 = { first_response = "1 h", update = "2 h", resolution = "8 h", acceptance = "1 h" }
P3 = { first_response = "4 h", update = "16 h", resolution = "40 h", acceptance = "4 h" }
P4 = { first_response = "8 h", update = "24 h", resolution = "80 h", acceptance = "8 h" }
"#;

fn clock(bench: &Bench, id: TicketId, what: Due) -> Clock {
    let all = clocks(bench.desk.process(), &bench.ticket(id));
    *all.iter()
        .find(|c| c.what == what)
        .unwrap_or_else(|| panic!("no {what:?} in {all:?}"))
}

fn at(text: &str) -> At {
    let time: jiff::Timestamp = text.parse().unwrap();
    At(time.as_millisecond())
}

/// A Friday, 16:00 in Berlin.
const FRIDAY: &str = "2026-12-18T15:00:00Z";

fn of(bench: &mut Bench, name: &str) -> TicketId {
    bench.sit("lea");
    let row = Customer {
        name: name.to_owned(),
        ..Customer::default()
    };
    let customer = bench.desk.put_customer(row).unwrap();
    let mut opening = opening("incident", "high", "medium");
    opening.opened.customer = Some(customer);
    opening.opened.customer_name = name.to_owned();
    opening.opened.channel = "email".into();
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.open_ticket(opening, &command).unwrap().id
}

fn gold(bench: &mut Bench) {
    bench.wait(at(FRIDAY).since_ms(bench.now()));
    bench.sit("lea");
    let text = format!("{}\n{OFFICE}", without_time_in_stage());
    bench.desk.use_process(&text, "gold support").unwrap();
}

#[test]
fn a_policy_holds_for_its_customer_alone_and_counts_open_time() {
    on_both(|bench| {
        gold(bench);
        let (acme, other) = (of(bench, "Acme"), of(bench, "Birch"));
        assert_eq!(bench.ticket(acme).priority, bench.ticket(other).priority);
        let p = bench.ticket(acme).priority;
        assert_eq!(p, 2, "the table below is that of P2");
        // One hour left on Friday.
        let first = clock(bench, acme, Due::FirstResponse);
        assert_eq!(first.due, at("2026-12-18T16:00:00Z"));
        // Eight hours: one on Friday, seven on Monday.
        let resolution = clock(bench, acme, Due::Resolution);
        assert_eq!(resolution.due, at("2026-12-21T15:00:00Z"));
        let other = clock(bench, other, Due::FirstResponse);
        assert_eq!(other.due, at(FRIDAY).plus_ms(2 * HOUR), "as for all");
        assert_eq!(bench.row(acme).due_at, first.due);
    });
}

#[test]
fn a_wait_for_the_customer_moves_what_is_due_by_its_open_time_only() {
    on_both(|bench| {
        gold(bench);
        let id = of(bench, "Acme");
        bench.yes("ana", id, taken());
        let before = clock(bench, id, Due::Resolution).due;
        assert_eq!(before, at("2026-12-21T15:00:00Z"));
        // Asked at half past four on Friday, answered on Monday at ten: half an hour and one hour were open.
        bench.wait(HOUR / 2);
        let hold = Command::Hold {
            kind: "customer".into(),
            until: bench.now().plus_ms(5 * DAY),
            text: "which card?".into(),
        };
        bench.yes("ana", id, hold);
        bench.wait(at("2026-12-21T09:00:00Z").since_ms(bench.now()));
        bench.yes("ana", id, received("a blue one"));
        let after = clock(bench, id, Due::Resolution).due;
        // Each command of the bench takes a second.
        let off = after.since_ms(at("2026-12-22T08:30:00Z"));
        assert!(off.abs() < 5_000, "{after:?}");
        bench.replays(id);
    });
}

#[test]
fn a_wait_while_the_desk_is_closed_moves_nothing() {
    on_both(|bench| {
        gold(bench);
        let id = of(bench, "Acme");
        bench.yes("ana", id, taken());
        let before = clock(bench, id, Due::Resolution).due;
        bench.wait(2 * HOUR);
        let hold = Command::Hold {
            kind: "customer".into(),
            until: bench.now().plus_ms(5 * DAY),
            text: "which card?".into(),
        };
        bench.yes("ana", id, hold);
        bench.wait(DAY);
        bench.yes("ana", id, received("a blue one"));
        assert_eq!(clock(bench, id, Due::Resolution).due, before);
    });
}

#[test]
fn another_process_file_computes_what_is_due_anew_and_loses_no_wait() {
    on_both(|bench| {
        gold(bench);
        let id = of(bench, "Acme");
        let gold = clock(bench, id, Due::Resolution).due;
        bench.sit("lea");
        bench.desk.use_process(BUILTIN, "no more gold").unwrap();
        let plain = clock(bench, id, Due::Resolution).due;
        assert_eq!(plain, at(FRIDAY).plus_ms(DAY));
        let text = format!("{}\n{OFFICE}", without_time_in_stage());
        bench.sit("lea");
        bench.desk.use_process(&text, "gold again").unwrap();
        assert_eq!(clock(bench, id, Due::Resolution).due, gold);
        assert_eq!(
            bench.row(id).due_at,
            clock(bench, id, Due::FirstResponse).due
        );
    });
}

fn taken() -> Command {
    with(Verb::Take, &[("impact", "high"), ("urgency", "medium")])
}
