//! A small desk, counted by hand; and sums that must be right on every desk.

use crate::support::desk::{
    BACKENDS, Backend, Bench, DAY, HOUR, MINUTE, SECOND, START, close, forced, on_both, received,
    send_back, skip, take, tell, values, with,
};
use hoist::desk::Desk;
use hoist::desk::demo::{self, Plan};
use hoist::domain::command::Command;
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::report::{Ask, Behind, By, Figure, Line, Period, Report, span};
use hoist::store::memory::MemoryStore;
use hoist::store::sqlite::SqliteStore;
use std::sync::Arc;

pub fn ask(from: At, to: At) -> Ask {
    let period = Period { from, to };
    Ask {
        period,
        stretches: span::stretches(period, "UTC"),
        ..Ask::default()
    }
}

pub fn report(desk: &Desk, ask: &Ask) -> Report {
    desk.report(ask, &mut |_| true).unwrap()
}

fn line<'r>(report: &'r Report, figure: Figure, row: &str) -> &'r Line {
    let shown = report.figure(figure).unwrap();
    let found = shown
        .rows
        .iter()
        .find(|l| l.row == row && l.group.is_empty());
    found.unwrap_or_else(|| panic!("{figure} has no row “{row}”: {:?}", shown.rows))
}

/// How often and on how many tickets, in the period.
fn n(report: &Report, figure: Figure, row: &str) -> (u64, u64) {
    let shown = report.figure(figure).unwrap();
    let found = shown
        .rows
        .iter()
        .find(|l| l.row == row && l.group.is_empty());
    found.map_or((0, 0), |l| (l.now.n, l.now.tickets))
}

fn share(report: &Report, figure: Figure) -> (u64, u64) {
    let value = &line(report, figure, "").now;
    (value.n, value.of.unwrap())
}

/// Three tickets: one that Tier 1 solves and the customer confirms, one that goes up, comes back twice for the same
/// thing and up again, one whose fix fails once.
fn lived(bench: &mut Bench) -> [TicketId; 3] {
    let solved = bench.open();
    bench.wait(10 * MINUTE);
    bench.yes("ana", solved, take());
    bench.wait(20 * MINUTE);
    bench.resolve_1(solved);
    bench.yes("ana", solved, tell());
    bench.wait(HOUR);
    bench.yes("ana", solved, close());

    let back = bench.open();
    bench.yes("ana", back, take());
    bench.yes("ana", back, skip("updates", "hosted by us"));
    bench.escalate_1(back);
    bench.wait(30 * MINUTE);
    for _ in 0..2 {
        bench.yes("ben", back, send_back("incomplete", "The log file"));
        bench.yes("ana", back, take());
        let n = bench.ticket(back).open_todos().last().unwrap().n;
        bench.yes(
            "ana",
            back,
            Command::Todo {
                n,
                text: "attached".into(),
            },
        );
        if bench.ticket(back).returns == 2 {
            break;
        }
        bench.escalate_1(back);
    }

    let fixed = bench.at("engineering.working");
    bench.bring(fixed, "engineering.verifying");
    bench.yes("bea", fixed, with(Verb::Reject, &[("text", "still slow")]));
    [solved, back, fixed]
}

#[test]
fn a_small_desk_is_counted_as_by_hand() {
    on_both(|bench| {
        let [solved, back, fixed] = lived(bench);
        let end = bench.now().plus_ms(1);
        let found = report(&bench.desk, &ask(START, end));
        let count = |figure, row| n(&found, figure, row);

        assert_eq!(count(Figure::Opened, ""), (3, 3));
        assert_eq!(count(Figure::Ended, "closed"), (1, 1));
        assert_eq!(count(Figure::Backlog, ""), (2, 2));
        assert_eq!(count(Figure::Backlog, "tier1"), (1, 1));
        assert_eq!(count(Figure::Backlog, "engineering"), (1, 1));
        assert_eq!(share(&found, Figure::FirstLevel), (1, 1));
        assert_eq!(share(&found, Figure::PushToFront), (1, 1));
        assert_eq!(share(&found, Figure::FixAttempts), (1, 1));
        assert_eq!(share(&found, Figure::Reopened), (0, 1));
        assert_eq!(count(Figure::Satisfaction, "confirmed"), (1, 1));
        // Twice up with what comes back, once with the fixed one.
        assert_eq!(count(Figure::Escalations, "tier1>tier2"), (3, 2));
        assert_eq!(count(Figure::Escalations, "tier2>engineering"), (1, 1));
        assert_eq!(count(Figure::Returns, "tier2.incomplete"), (2, 1));
        assert_eq!(count(Figure::Missing, "the log file"), (2, 1));
        // Tier 1, 2, 1, 2, 1: three times back with one tier in between.
        assert_eq!(count(Figure::BackAndForth, "direct"), (3, 1));
        assert_eq!(count(Figure::BackAndForth, "indirect"), (0, 0));
        assert_eq!(count(Figure::Skipped, "tier1.updates"), (1, 1));
        assert_eq!(count(Figure::Departures, ""), (0, 0));
        let queued = line(&found, Figure::InStage, "tier1.queued");
        assert_eq!(queued.now.n, 5);
        assert_eq!(queued.now.p90_ms, Some(10 * MINUTE + SECOND));
        // It confirmed an hour after it was told.
        let confirming = line(&found, Figure::InStage, "tier1.confirming");
        assert_eq!(confirming.now.p50_ms, Some(HOUR + SECOND));
        let told = line(&found, Figure::TimeToTold, "");
        let half = told.now.p50_ms.unwrap();
        assert!((30 * MINUTE..31 * MINUTE).contains(&half), "{half}");

        for (figure, wanted) in [
            (Figure::Missing, vec![back]),
            (Figure::FixAttempts, vec![fixed]),
            (Figure::Ended, vec![solved]),
            (Figure::Backlog, vec![fixed, back]),
        ] {
            let ask = Ask {
                behind: Some(Behind {
                    figure,
                    row: None,
                    group: None,
                    limit: 10,
                }),
                ..ask(START, end)
            };
            let behind = report(&bench.desk, &ask).tickets;
            assert_eq!(behind.ids, wanted, "{figure}");
            assert_eq!(behind.all, wanted.len() as u64);
        }
    });
}

#[test]
fn what_one_return_asks_for_twice_counts_once() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let missing = "The log file\nThe version\nthe log FILE";
        bench.yes("ben", id, send_back("incomplete", missing));
        let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
        assert_eq!(n(&found, Figure::Missing, "the log file"), (1, 1));
        assert_eq!(n(&found, Figure::Missing, ""), (2, 1));
    });
}

#[test]
fn what_happened_in_the_former_period_stands_beside() {
    on_both(|bench| {
        lived(bench);
        let now = At(START.0 + 7 * DAY);
        let later = report(&bench.desk, &ask(now, At(now.0 + 7 * DAY)));
        let opened = line(&later, Figure::Opened, "");
        assert_eq!((opened.now.n, opened.before.n), (0, 3));
        let open = line(&later, Figure::Backlog, "");
        assert_eq!((open.now.n, open.before.n), (2, 2));
    });
}

#[test]
fn clocks_that_run_out_are_late_once_where_the_ticket_stood() {
    on_both(|bench| {
        // P3: acceptance within 8 hours, the next word within 24, the work of Tier 2 within 24.
        let id = bench.at("tier2.queued");
        bench.wait(9 * HOUR);
        bench.accept("ben", id);
        bench.wait(30 * HOUR);
        let found = report(&bench.desk, &ask(START, bench.now()));
        assert_eq!(n(&found, Figure::Late, "tier2.acceptance"), (1, 1));
        assert_eq!(n(&found, Figure::Late, "tier2.update"), (1, 1));
        assert_eq!(n(&found, Figure::Late, "tier2.time_in_stage"), (1, 1));
        assert_eq!(n(&found, Figure::Late, ""), (3, 1));
        // What ran out in one period is not late again in the next.
        let next = report(&bench.desk, &ask(bench.now(), At(bench.now().0 + HOUR)));
        assert_eq!(n(&next, Figure::Late, ""), (0, 0));
    });
}

#[test]
fn a_wait_for_the_customer_counts_when_it_ends() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let hold = Command::Hold {
            kind: "customer".into(),
            until: At(bench.now().0 + 9 * DAY),
            text: "the invoice".into(),
        };
        bench.yes("ana", id, hold);
        bench.wait(3 * DAY);
        let during = report(&bench.desk, &ask(START, bench.now()));
        assert_eq!(n(&during, Figure::WaitedForCustomer, ""), (0, 0));
        bench.yes("ana", id, received("here it is"));
        let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
        let waited = &line(&found, Figure::WaitedForCustomer, "").now;
        assert_eq!((waited.n, waited.tickets), (1, 1));
        // Each command of the bench takes a second.
        assert_eq!(waited.total_ms, Some(3 * DAY + SECOND));
    });
}

#[test]
fn what_a_lead_forced_and_lowered_is_counted() {
    on_both(|bench| {
        let id = bench.open_as("incident", "high", "high");
        bench.yes(
            "ana",
            id,
            with(Verb::Take, &[("impact", "high"), ("urgency", "high")]),
        );
        bench.yes(
            "lea",
            id,
            forced(
                Verb::Resolve,
                &[("code", "solved"), ("text", "done")],
                "the customer waits",
            ),
        );
        let set = Command::Set(values(&[("impact", "low"), ("urgency", "low")]));
        bench.yes("ana", id, set);
        let found = report(&bench.desk, &ask(START, bench.now().plus_ms(1)));
        assert_eq!(n(&found, Figure::Overrides, "resolve"), (1, 1));
        assert_eq!(n(&found, Figure::P1Lowered, ""), (1, 1));
        assert!(n(&found, Figure::Owed, "").0 > 0);
    });
}

/// The demo desk on both stores: the same report, group by group.
fn demos() -> Vec<Desk> {
    let plan = Plan {
        tickets: 220,
        seed: 7,
        at: At(START.0 - START.0.rem_euclid(DAY)),
    };
    let dir = crate::support::desk::scratch();
    let clock: hoist::desk::Clock = Arc::new(move || plan.at);
    BACKENDS
        .iter()
        .map(|backend| {
            let (info, events) = demo::begin(&plan).unwrap();
            let path = dir.path().join("demo.db");
            let store: Box<dyn hoist::store::Store> = match backend {
                Backend::Memory => {
                    let store = MemoryStore::create(&info, events).unwrap();
                    demo::fill(Box::new(store.clone()), &plan, &mut |_, _| {}).unwrap();
                    Box::new(store)
                }
                Backend::Sqlite => {
                    let store = SqliteStore::create(&path, &info, events).unwrap();
                    demo::fill(Box::new(store), &plan, &mut |_, _| {}).unwrap();
                    let mode = hoist::store::sqlite::Mode::Write;
                    Box::new(SqliteStore::open(&path, mode).unwrap())
                }
            };
            let lead = crate::support::desk::actor("lea");
            Desk::with_actor(store, lead, clock.clone()).unwrap()
        })
        .collect()
}

#[test]
fn sums_over_groups_are_the_whole_and_both_stores_agree() {
    let desks = demos();
    let now = At(START.0 - START.0.rem_euclid(DAY));
    for by in By::ALL {
        let ask = Ask {
            by: Some(by),
            ..ask(At(now.0 - 21 * DAY), now)
        };
        let reports: Vec<Report> = desks.iter().map(|d| report(d, &ask)).collect();
        assert_eq!(reports[0], reports[1], "{by:?}");
        let mut compared = 0;
        for shown in &reports[0].figures {
            for line in shown.rows.iter().filter(|l| l.group.is_empty()) {
                let of_row = shown.rows.iter();
                let of_row = of_row.filter(|l| l.row == line.row && !l.group.is_empty());
                let sum = of_row.fold((0, 0), |sum, l| (sum.0 + l.now.n, sum.1 + l.before.n));
                assert_eq!(sum, (line.now.n, line.before.n), "{by:?} {line:?}");
                compared += 1;
            }
            let rows = shown.each().count();
            if let Some(all) = shown.all().filter(|_| rows > 0) {
                let sum: u64 = shown.each().map(|l| l.now.n).sum();
                assert_eq!(sum, all.now.n, "{by:?} {}", shown.figure);
            }
        }
        assert!(compared > 60, "{by:?}: {compared} rows");
    }
}

#[test]
fn what_is_repeated_has_a_sum_and_the_tickets_behind_it() {
    let desk = demos().remove(0);
    let now = At(START.0 - START.0.rem_euclid(DAY));
    let behind = |group: Option<&str>| Behind {
        figure: Figure::Repeated,
        row: None,
        group: group.map(str::to_owned),
        limit: 500,
    };
    for group in [None, Some("ana")] {
        let ask = Ask {
            by: Some(By::Agent),
            behind: Some(behind(group)),
            ..ask(At(now.0 - 60 * DAY), now)
        };
        let found = report(&desk, &ask);
        let shown = found.figure(Figure::Repeated).unwrap();
        let of_group = shown.rows.iter().filter(|l| l.group == group.unwrap_or(""));
        let (sums, rows): (Vec<_>, Vec<_>) = of_group.partition(|l| l.row.is_empty());
        assert!(sums.len() == 1 && rows.len() > 1, "{rows:?}");
        let most = rows.iter().map(|l| l.now.tickets).max().unwrap();
        let all: u64 = rows.iter().map(|l| l.now.tickets).sum();
        assert!(most <= sums[0].now.tickets && sums[0].now.tickets <= all);
        let tickets = &found.tickets;
        assert_eq!(tickets.all, sums[0].now.tickets, "{group:?}");
        assert_eq!(tickets.ids.len() as u64, tickets.all - tickets.hidden);
    }
}

#[test]
fn what_is_open_is_what_came_and_did_not_go() {
    let desk = demos().remove(0);
    let now = At(START.0 - START.0.rem_euclid(DAY));
    for days in [1, 3, 10, 30, 90] {
        let found = report(&desk, &ask(At(now.0 - days * DAY), now));
        let of = |figure| {
            let shown = found.figure(figure).unwrap();
            let all = shown.all().unwrap();
            let signed = |n: u64| i64::try_from(n).unwrap();
            (signed(all.now.n), signed(all.before.n))
        };
        let open = of(Figure::Backlog);
        let arrived = of(Figure::Opened).0 + of(Figure::CameBack).0;
        assert_eq!(open.0, open.1 + arrived - of(Figure::Ended).0, "{days}");
        let last = found.stretches.last().unwrap();
        assert_eq!(last.open, open.0, "{days}");
        let sum: u64 = found.stretches.iter().map(|s| s.arrived).sum();
        assert_eq!(i64::try_from(sum).unwrap(), arrived, "{days}");
    }
}

#[test]
fn a_period_that_ends_before_it_begins_is_refused_and_one_can_be_broken_off() {
    on_both(|bench| {
        let bad = bench.desk.report(&ask(At(5), At(5)), &mut |_| true);
        assert!(
            bad.unwrap_err()
                .to_string()
                .contains("ends before it begins")
        );
    });
}

#[test]
fn an_article_counts_as_reused_while_its_link_says_so() {
    on_both(|bench| {
        bench.sit("lea");
        let fields = values(&[("title", "Pool"), ("symptoms", "502"), ("resolution", "x")]);
        let kb = bench.desk.write_article(fields, None).unwrap().article.id;
        let out = hoist::domain::article::Ask::Publish {
            remark: String::new(),
        };
        bench.desk.ask_article(kb, None, &out).unwrap();
        let link = |helped: bool, kind: &str| Command::LinkArticle {
            article: kb,
            helped,
            kind: kind.into(),
        };
        let (a, b) = (bench.at("tier1.working"), bench.at("tier1.working"));
        bench.yes("ana", a, link(true, ""));
        bench.yes("ana", b, link(true, ""));
        let end = At(START.0 + 30 * DAY);
        let count = |bench: &mut Bench| {
            bench.sit("lea");
            let found = report(&bench.desk, &ask(START, end));
            n(&found, Figure::KbReuse, &kb.0.to_string()).0
        };
        assert_eq!(count(bench), 2);
        bench.yes("ana", a, Command::UnlinkArticle { article: kb });
        assert_eq!(count(bench), 1);
        bench.yes("ana", a, link(true, ""));
        assert_eq!(count(bench), 2);
        let undo = bench.fresh();
        bench.desk.act_as(&"ana".into()).unwrap();
        bench.desk.undo(a, &undo).unwrap();
        assert_eq!(count(bench), 1);
        bench.yes("ana", b, Command::UnlinkArticle { article: kb });
        assert_eq!(count(bench), 0);
        assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
    });
}
