//! Reviews that are held: records of the desk like any other.

use crate::support::desk::{Bench, DAY, HOUR, START, on_both};
use hoist::desk::review::NewDecision;
use hoist::domain::id::{At, CommandId, ReviewId};
use hoist::domain::report::Period;

fn week() -> Period {
    Period {
        from: START,
        to: At(START.0 + 7 * DAY),
    }
}

fn decision(bench: &Bench) -> NewDecision {
    NewDecision {
        text: "Ask for the log first".into(),
        owner: "ana".into(),
        due: At(bench.now().0 + 14 * DAY),
        about: "missing:the log file".into(),
    }
}

#[test]
fn a_review_is_due_held_decided_and_followed_up() {
    on_both(|bench| {
        bench.sit("lea");
        assert_eq!(bench.desk.review_due().unwrap(), None);
        bench.wait(7 * DAY);
        assert_eq!(bench.desk.review_due().unwrap(), Some(week().to));
        let usual = bench.desk.usual_period().unwrap();
        assert_eq!(usual, week());
        let held = bench
            .desk
            .hold_review(usual, &["Logs are missing".into()])
            .unwrap();
        assert_eq!(held.id, ReviewId(1));
        assert_eq!(bench.desk.review_due().unwrap(), None);
        bench.desk.add_finding(held.id, "P2 is late").unwrap();
        let new = decision(bench);
        let decided = bench.desk.decide_in_review(held.id, &new).unwrap();
        assert_eq!(decided.decisions.len(), 1);
        assert_eq!(decided.findings.len(), 2);

        // The next one begins where this one ended.
        bench.wait(DAY);
        let next = bench.desk.usual_period().unwrap();
        assert_eq!((next.from, next.to), (week().to, bench.now()));

        // Its owner says what became of it; nobody else but a lead.
        bench.sit("abe");
        let other = bench.desk.follow_up(held.id, 1, true, "done");
        assert_eq!(other.unwrap_err().exit_code(), 6);
        bench.sit("ana");
        let followed = bench
            .desk
            .follow_up(held.id, 1, true, "in the template")
            .unwrap();
        assert_eq!(followed.open().count(), 0);
        let again = bench.desk.follow_up(held.id, 1, false, "no").unwrap_err();
        assert!(again.to_string().contains("was done already"), "{again}");
        assert_eq!(bench.desk.reviews().unwrap(), [followed]);
        let audit = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(audit.bad, None, "{audit:?}");
    });
}

#[test]
fn only_a_lead_holds_one_and_what_cannot_be_changes_nothing() {
    on_both(|bench| {
        bench.wait(7 * DAY);
        bench.sit("ana");
        let refused = bench.desk.hold_review(week(), &[]).unwrap_err();
        assert_eq!(refused.exit_code(), 6);
        bench.sit("lea");
        let ahead = Period {
            to: At(bench.now().0 + HOUR),
            ..week()
        };
        for (period, findings) in [(ahead, vec![]), (week(), vec![" ".to_owned()])] {
            let refused = bench.desk.hold_review(period, &findings).unwrap_err();
            assert_eq!(refused.exit_code(), 2);
        }
        assert_eq!(bench.desk.reviews().unwrap(), []);
        let missing = bench.desk.decide_in_review(ReviewId(3), &decision(bench));
        assert_eq!(missing.unwrap_err().exit_code(), 3);
    });
}

#[test]
fn a_decision_of_a_period_goes_into_its_review() {
    on_both(|bench| {
        bench.wait(7 * DAY);
        bench.sit("lea");
        let new = decision(bench);
        let found = Some("Most often missing: the log file".to_owned());
        let first = bench
            .desk
            .decide_of_period(week(), found.clone(), &new)
            .unwrap();
        let second = bench.desk.decide_of_period(week(), found, &new).unwrap();
        assert_eq!((first.id, second.id), (ReviewId(1), ReviewId(1)));
        assert_eq!(second.decisions.len(), 2);
        assert_eq!(second.findings.len(), 1);
    });
}

#[test]
fn the_same_command_delivered_twice_counts_once() {
    on_both(|bench| {
        bench.wait(7 * DAY);
        bench.sit("lea");
        for _ in 0..2 {
            bench.desk.set_command(CommandId("held-once".into()));
            bench.desk.hold_review(week(), &[]).unwrap();
        }
        assert_eq!(bench.desk.reviews().unwrap().len(), 1);
    });
}

#[test]
fn right_after_a_review_the_usual_period_is_the_one_that_was_reviewed_and_it_is_held_once() {
    on_both(|bench| {
        bench.wait(7 * DAY);
        bench.sit("lea");
        let reviewed = bench.desk.usual_period().unwrap();
        bench.desk.hold_review(reviewed, &[]).unwrap();
        for _ in 0..2 {
            assert_eq!(bench.desk.usual_period().unwrap(), reviewed);
            bench.wait(HOUR);
        }
        let again = bench.desk.hold_review(reviewed, &[]).unwrap_err();
        assert_eq!(again.exit_code(), 2);
        assert!(again.to_string().contains("Review 1 was held"), "{again}");
        assert_eq!(bench.desk.reviews().unwrap().len(), 1);
        bench.wait(DAY);
        let next = bench.desk.usual_period().unwrap();
        assert_eq!((next.from, next.to), (reviewed.to, bench.now()));
        assert_eq!(bench.desk.last_reviewed().unwrap(), Some(reviewed));
        bench.desk.hold_review(next, &[]).unwrap();
    });
}

#[test]
fn a_decision_is_about_a_figure_and_row_that_there_are() {
    on_both(|bench| {
        bench.wait(7 * DAY);
        bench.sit("lea");
        let held = bench.desk.hold_review(week(), &[]).unwrap();
        for (about, said) in [
            (
                "nonsense:foo",
                "“nonsense” is no figure. There are: opened,",
            ),
            ("backlog:nope", "There are: tier1, tier2, engineering."),
            ("opened:x", "is one number"),
            ("acceptance:tier2:x", "is no row of “Acceptance time”"),
        ] {
            let new = NewDecision {
                about: about.into(),
                ..decision(bench)
            };
            let refused = bench.desk.decide_in_review(held.id, &new).unwrap_err();
            assert_eq!(refused.exit_code(), 2, "{about}");
            assert!(refused.to_string().contains(said), "{refused}");
        }
        for about in [
            "",
            "late",
            "missing:the log file",
            "backlog:Tier2",
            "flow_moves:tier1>tier2",
        ] {
            let new = NewDecision {
                about: about.into(),
                ..decision(bench)
            };
            bench.desk.decide_in_review(held.id, &new).unwrap();
        }
    });
}
