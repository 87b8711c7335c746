//! A review that is due, told by itself: to the leads, once a round, whoever looks and however many at once.

use crate::support::desk::{Backend, Bench, DAY, HOUR, START, on_both};
use hoist::desk::Desk;
use hoist::desk::tick::BATCH;
use hoist::domain::id::At;
use hoist::domain::report::Period;
use hoist::store::notice::Wanted;
use std::sync::Barrier;

/// Everything that an agent was told of reviews, the earliest first.
fn told(desk: &Desk, who: &str) -> Vec<String> {
    let all = Wanted {
        unread: false,
        before: None,
        limit: 1_000,
    };
    let kept = desk.store().notices(&who.into(), all).unwrap();
    let reviews = kept.into_iter().map(|k| k.notice);
    let reviews = reviews.filter(|n| n.what.id() == "review_due");
    let mut said: Vec<String> = reviews
        .map(|n| {
            assert_eq!(n.ticket, None);
            n.text
        })
        .collect();
    said.reverse();
    said
}

fn tick(bench: &mut Bench) -> usize {
    let mut told = 0;
    loop {
        let done = bench.desk.tick(BATCH).unwrap();
        assert_eq!(done.troubles, Vec::<String>::new());
        told += done.told;
        if done.next > bench.now() {
            return told;
        }
    }
}

fn hold(bench: &mut Bench) {
    bench.sit("lea");
    let period = Period {
        from: START,
        to: bench.now(),
    };
    bench.desk.hold_review(period, &[]).unwrap();
}

const DUE: &str = "a review is due";

#[test]
fn a_review_that_is_due_is_told_to_the_leads_once_and_again_each_week() {
    on_both(|bench| {
        assert_eq!(bench.desk.next_alarm().unwrap(), At(START.0 + 7 * DAY));
        bench.wait(7 * DAY - 1);
        assert_eq!(tick(bench), 0);
        bench.wait(1);
        assert_eq!(tick(bench), 1);
        assert_eq!(tick(bench), 0);
        assert_eq!(bench.desk.next_alarm().unwrap(), At(START.0 + 14 * DAY));
        for lead in ["lea", "leo"] {
            assert_eq!(told(&bench.desk, lead), [DUE]);
        }
        for other in ["ana", "ben", "eva", "aud"] {
            assert_eq!(told(&bench.desk, other), Vec::<String>::new());
        }
        bench.wait(7 * DAY);
        assert_eq!(tick(bench), 1);
        assert_eq!(tick(bench), 0);
        let again = "a review is still due (2 times the time between two)";
        assert_eq!(told(&bench.desk, "lea"), [DUE, again]);
        // Nobody there for five weeks: it is told once, as it stands.
        bench.wait(35 * DAY);
        assert_eq!(tick(bench), 1);
        assert_eq!(
            told(&bench.desk, "leo").last().map(String::as_str),
            Some("a review is still due (7 times the time between two)")
        );
        // Held, it is due a week later, and told as the first time.
        hold(bench);
        assert_eq!(tick(bench), 0);
        let held = bench.now();
        assert_eq!(bench.desk.next_alarm().unwrap(), held.plus_ms(7 * DAY));
        bench.wait(7 * DAY);
        assert_eq!(tick(bench), 1);
        assert_eq!(told(&bench.desk, "lea")[3..], [DUE]);
        let audit = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(audit.bad, None);
    });
}

#[test]
fn a_clock_set_back_tells_no_review_twice() {
    on_both(|bench| {
        bench.wait(30 * DAY);
        assert_eq!(tick(bench), 1);
        bench.wait(-9 * DAY);
        assert_eq!(tick(bench), 0);
        bench.wait(-14 * DAY);
        assert_eq!((tick(bench), told(&bench.desk, "lea").len()), (0, 1));
        bench.wait(28 * DAY);
        assert_eq!(tick(bench), 1);
    });
}

#[test]
fn the_process_file_says_how_often() {
    let mut bench = Bench::changed(Backend::Sqlite, "every = \"1 week\"", "every = \"2 days\"");
    bench.wait(2 * DAY - 1);
    assert_eq!(tick(&mut bench), 0);
    bench.wait(1);
    assert_eq!(tick(&mut bench), 1);
    assert_eq!(
        bench.desk.next_alarm().unwrap(),
        At(START.0 + 4 * DAY),
        "and again"
    );
}

#[test]
fn many_at_once_tell_of_a_review_once() {
    for round in 0..8 {
        let bench = Bench::new(Backend::Sqlite);
        bench.wait(7 * DAY + HOUR * round);
        let mut desks: Vec<Desk> = ["ana", "lea", "ben", "leo"].map(|w| bench.beside(w)).into();
        let together = Barrier::new(desks.len());
        let told_now: usize = std::thread::scope(|scope| {
            let each = desks.iter_mut().map(|desk| {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    desk.tick(BATCH).unwrap().told
                })
            });
            let each: Vec<_> = each.collect();
            each.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(told_now, 1);
        assert_eq!(told(&bench.desk, "lea"), [DUE]);
    }
}

#[test]
fn only_leads_have_it_among_their_numbers() {
    on_both(|bench| {
        bench.wait(8 * DAY);
        bench.sit("lea");
        let due = At(START.0 + 7 * DAY);
        assert_eq!(bench.desk.counts().unwrap().review_due, Some(due));
        bench.sit("ana");
        assert_eq!(bench.desk.counts().unwrap().review_due, None);
        hold(bench);
        assert_eq!(bench.desk.counts().unwrap().review_due, None);
    });
}
