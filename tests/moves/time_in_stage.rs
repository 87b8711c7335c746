//! What the tiers promise each other: how long a ticket may stand in a stage.

use crate::support::desk::{
    Bench, DAY, HOUR, MINUTE, message, of_customer, on_both, on_both_under, received, send_back,
    values, with, without_time_in_stage,
};
use hoist::desk::tick::BATCH;
use hoist::domain::calendar::Calendar;
use hoist::domain::clock::{Clock, clocks};
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::{At, TicketId};
use hoist::domain::notice::What;
use hoist::domain::parse::BUILTIN;
use hoist::domain::process::Verb;
use hoist::domain::row::Due;
use hoist::store::notice::Wanted;
use hoist::store::{Anchor, Query};

fn in_stage(bench: &Bench, id: TicketId) -> Option<Clock> {
    let all = clocks(bench.desk.process(), &bench.ticket(id));
    all.into_iter().find(|c| c.what == Due::TimeInStage)
}

fn due(bench: &Bench, id: TicketId) -> At {
    in_stage(bench, id).unwrap().due
}

fn hold(kind: &str, until: At) -> Command {
    Command::Hold {
        kind: kind.into(),
        until,
        text: "which card?".into(),
    }
}

/// A process file with these words behind the built-in one, in force.
fn in_force(bench: &mut Bench, more: &str) {
    bench.sit("lea");
    let text = format!("{BUILTIN}\n{more}");
    bench.desk.use_process(&text, "agreed with Tier 2").unwrap();
}

#[test]
fn each_stage_has_its_time_and_counts_it_from_when_the_ticket_came_to_it() {
    on_both(|bench| {
        // P3 of the built-in file, in the order of the work; where nothing is said there is no such clock.
        let table = [
            ("tier1.queued", Some(4 * HOUR)),
            ("tier1.working", Some(16 * HOUR)),
            ("tier2.queued", None),
            ("tier2.working", Some(24 * HOUR)),
            ("engineering.queued", None),
            ("engineering.working", Some(40 * HOUR)),
            ("engineering.verifying", Some(8 * HOUR)),
            ("tier1.resolved", Some(8 * HOUR)),
            ("tier1.confirming", None),
            ("tier1.closed", None),
        ];
        let id = bench.open();
        for (stage, time) in table {
            bench.bring(id, stage);
            let since = bench.ticket(id).stage_since;
            let found = in_stage(bench, id).map(|c| c.due.since_ms(since));
            assert_eq!(found, time, "{stage}");
            bench.wait(MINUTE);
        }
        bench.replays(id);
    });
}

#[test]
fn who_has_it_again_has_its_time_again() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.wait(20 * HOUR);
        bench.yes("ben", id, send_back("incomplete", "Which region?"));
        let back = bench.ticket(id).stage_since;
        assert_eq!(due(bench, id), back.plus_ms(4 * HOUR));
        bench.wait(HOUR);
        bench.yes("ana", id, with(Verb::Take, &[]));
        let taken = bench.ticket(id).stage_since;
        assert_eq!(due(bench, id), taken.plus_ms(16 * HOUR));
        bench.yes("ana", id, with(Verb::Release, &[]));
        let queued = bench.ticket(id).stage_since;
        assert_eq!(due(bench, id), queued.plus_ms(4 * HOUR));
        bench.replays(id);
    });
}

#[test]
fn a_raised_priority_computes_it_anew_and_keeps_what_was_waited() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let since = bench.ticket(id).stage_since;
        let from = bench
            .yes("ana", id, hold("customer", since.plus_ms(9 * DAY)))
            .updated_at;
        bench.wait(2 * DAY);
        let to = bench.yes("ana", id, received("a blue one")).updated_at;
        let waited = to.since_ms(from);
        assert_eq!(due(bench, id), since.plus_ms(16 * HOUR + waited));
        let high = Command::Set(values(&[("impact", "high"), ("urgency", "high")]));
        bench.yes("ana", id, high);
        assert_eq!(due(bench, id), since.plus_ms(45 * MINUTE + waited));
        bench.yes("ana", id, Command::Set(values(&[("major", "yes")])));
        assert_eq!(due(bench, id), since.plus_ms(20 * MINUTE + waited));
        bench.replays(id);
    });
}

#[test]
fn it_stands_still_while_the_customer_is_waited_for_and_for_nobody_else() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        let first = due(bench, id);
        let until = bench.now().plus_ms(9 * DAY);
        bench.yes("ben", id, hold("vendor", until));
        bench.wait(2 * HOUR);
        bench.yes("ben", id, Command::Resume { n: None });
        assert_eq!(due(bench, id), first, "a vendor is the tier's to wait for");
        bench.yes("ben", id, hold("customer", until));
        bench.wait(3 * DAY);
        let waiting = in_stage(bench, id).unwrap();
        assert!(waiting.is_paused() && !waiting.is_breached(bench.now()));
        assert_eq!(
            bench.row(id).needs_at,
            until,
            "nobody is bothered before the wait is over"
        );
        // A wait that was begun in another stage counts from the arrival in this one.
        bench.yes("ben", id, send_back("incomplete", "Which region?"));
        let arrived = bench.ticket(id).stage_since;
        bench.wait(DAY);
        let to = bench.yes("ana", id, received("Here it is")).updated_at;
        let waited = to.since_ms(arrived);
        assert_eq!(due(bench, id), arrived.plus_ms(4 * HOUR + waited));
        bench.replays(id);
    });
}

#[test]
fn the_queue_shows_it_where_it_is_the_next_and_lists_it_when_it_ran_out() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        let row = bench.row(id);
        // The next word to the customer is due first: it counts from the opening.
        assert_eq!(row.due_what, Due::Update);
        bench.yes("ben", id, message("We are on it"));
        let row = bench.row(id);
        assert_eq!(
            (row.due_what, row.due_at),
            (Due::TimeInStage, due(bench, id))
        );
        assert_eq!(row.needs_at, row.due_at);
        let late = Query {
            breached: true,
            turn: Some("tier2".into()),
            ..Query::default()
        };
        let listed = |bench: &Bench| {
            bench
                .desk
                .page(&late, &Anchor::First, 9)
                .unwrap()
                .rows
                .len()
        };
        assert_eq!(listed(bench), 0);
        bench.wait(24 * HOUR);
        assert_eq!(listed(bench), 1);
    });
}

/// Whom the desk told of this stage's time by now, and what.
fn told(bench: &mut Bench, id: TicketId) -> Vec<(String, String)> {
    while bench.desk.tick(BATCH).unwrap().next <= bench.now() {}
    let all = Wanted {
        unread: true,
        before: None,
        limit: 100,
    };
    let mut told = Vec::new();
    for who in ["ana", "ben", "lea"] {
        let kept = bench.desk.store().notices(&who.into(), all).unwrap();
        for kept in kept.iter().filter(|k| k.notice.ticket == Some(id)) {
            match &kept.notice.what {
                What::DueSoon { clock } | What::Late { clock } if *clock == Due::TimeInStage => {
                    told.push((who.to_owned(), kept.notice.text.clone()));
                }
                _ => {}
            }
        }
    }
    told
}

#[test]
fn whoever_works_on_it_is_warned_and_nobody_else_but_leads_of_what_is_grave() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.wait(17 * HOUR);
        assert!(told(bench, id).is_empty());
        bench.wait(2 * HOUR);
        let soon = ("ben".to_owned(), "time in stage is due soon".to_owned());
        assert_eq!(told(bench, id), std::slice::from_ref(&soon));
        bench.wait(6 * HOUR);
        let late = ("ben".to_owned(), "time in stage is late".to_owned());
        assert_eq!(
            told(bench, id),
            [late, soon],
            "the customer's agent is not told"
        );
        let high = Command::Set(values(&[("impact", "high"), ("urgency", "high")]));
        bench.yes("ana", id, high);
        let told = told(bench, id);
        assert!(told.iter().any(|(who, _)| who == "lea"), "{told:?}");
    });
}

const OFFICE: &str = r#"
[[calendars]]
id = "office"
label = "Office hours"
zone = "Europe/Berlin"
hours = { "mon-fri" = "09:00-17:00" }

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

[policies.time_in_stage]
"tier1.queued" = "2 h"
"#;

/// A Friday, 16:00 in Berlin.
const FRIDAY: &str = "2026-12-18T15:00:00Z";

fn at(text: &str) -> At {
    At(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

#[test]
fn a_policy_says_it_otherwise_in_its_own_hours_and_what_it_leaves_out_stands_as_for_all() {
    on_both(|bench| {
        bench.wait(at(FRIDAY).since_ms(bench.now()));
        in_force(bench, OFFICE);
        let row = Customer {
            name: "Acme".to_owned(),
            ..Customer::default()
        };
        let customer = bench.desk.put_customer(row).unwrap();
        bench.sit("ana");
        let command = bench.fresh();
        let mut opening = of_customer(customer);
        opening.opened.customer_name = "Acme".to_owned();
        let id = bench.desk.open_ticket(opening, &command).unwrap().id;
        let office: &Calendar = bench.desk.process().calendar("office").unwrap();
        let since = bench.ticket(id).stage_since;
        assert_eq!(due(bench, id), office.after(since, 2 * HOUR));
        assert!(due(bench, id) > at("2026-12-21T08:00:00Z"), "on Monday");
        bench.bring(id, "tier1.working");
        let since = bench.ticket(id).stage_since;
        let targets = bench.desk.process().time_in_stage.clone();
        let working = targets
            .iter()
            .find(|t| t.stage.to_string() == "tier1.working");
        let time = working.unwrap().of(bench.ticket(id).priority);
        assert_eq!(due(bench, id), since.plus_ms(time), "every hour counts");
        // Without the policy it is as for all, and nothing of it was kept.
        bench.sit("lea");
        bench.desk.use_process(BUILTIN, "no more gold").unwrap();
        assert_eq!(due(bench, id), since.plus_ms(time));
        bench.replays(id);
    });
}

#[test]
fn a_file_that_says_nothing_of_it_has_no_such_clock() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = bench.at("tier2.working");
        assert_eq!(in_stage(bench, id), None);
        assert_eq!(bench.row(id).due_what, Due::Update);
    });
}
