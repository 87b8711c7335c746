//! Settling supplies the thing itself, under the rules of the command that would have supplied it at first.

use crate::support::desk::{
    Bench, answer, approval, escalate, finding, forced, link, missing, on_both, root_cause,
    send_back, take, tell, values, with, workaround,
};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;

fn number(bench: &Bench, id: TicketId, what: &str) -> u32 {
    let ticket = bench.ticket(id);
    let owed = ticket.open_owed().find(|o| o.what == what);
    let all: Vec<_> = ticket.open_owed().map(|o| o.what.clone()).collect();
    owed.unwrap_or_else(|| panic!("{what} is not owed: {all:?}"))
        .n
}

fn settle(n: u32, pairs: &[(&str, &str)]) -> Command {
    Command::Settle {
        n,
        values: values(pairs),
    }
}

fn owes_nothing(bench: &Bench, id: TicketId) {
    assert_eq!(bench.ticket(id).open_owed().count(), 0);
}

/// Engineering declines without the approval, by force of a lead.
fn declined_by_force(bench: &mut Bench) -> TicketId {
    let id = bench.at("engineering.working");
    let pairs = [
        ("code", "wont_fix"),
        ("rationale", "It would break others."),
        ("text", "We leave it as it is."),
        ("kb", "none:known"),
    ];
    bench.yes("leo", id, forced(Verb::Decline, &pairs, "alone"));
    id
}

#[test]
fn an_approval_that_was_forced_past_is_given_by_whoever_may_give_one() {
    on_both(|bench| {
        let id = declined_by_force(bench);
        let n = number(bench, id, "record.approval");
        let words = [("text", "ok")];
        assert_eq!(bench.no("ana", id, settle(n, &words)).why, Why::Role);
        let own = bench.no("leo", id, settle(n, &words));
        assert_eq!((own.why, own.refused.as_str()), (Why::Role, "settle"));
        let ticket = bench.yes("lea", id, settle(n, &words));
        assert!(ticket.last_record("approval").is_some());
        owes_nothing(bench, id);
    });
}

#[test]
fn a_record_is_settled_by_a_tier_that_writes_it() {
    on_both(|bench| {
        let id = bench.open_as("incident", "high", "high");
        let triage = with(Verb::Take, &[("impact", "high"), ("urgency", "high")]);
        bench.yes("ana", id, triage);
        bench.yes("ana", id, answer("symptoms", "All fail"));
        bench.yes("ana", id, answer("errors", "502"));
        bench.yes("ana", id, escalate("potential_bug"));
        bench.accept("ben", id);
        bench.yes("ben", id, finding());
        bench.yes("ben", id, workaround());
        bench.yes("ben", id, escalate("software_bug"));
        let n = number(bench, id, "record.root_cause");
        let words = [("text", "a guess"), ("certainty", "established")];
        let refusal = bench.no("ana", id, settle(n, &words));
        assert_eq!(refusal.why, Why::Role, "{}", refusal.text);
        assert!(refusal.text.contains("is written by"), "{}", refusal.text);
        bench.yes("ben", id, settle(n, &words));
        assert!(!bench.ticket(id).open_owed().any(|o| o.n == n));
    });
}

/// Sent back by Tier 2, with a to-do, a criterion and no checklist; then resolved by force.
fn resolved_by_force(bench: &mut Bench) -> TicketId {
    let id = bench.at("tier2.working");
    bench.yes("ben", id, send_back("incomplete", "The card number"));
    bench.yes("ana", id, take());
    bench.yes(
        "lea",
        id,
        forced(
            Verb::Resolve,
            &[("code", "solved"), ("text", "Restarted")],
            "now",
        ),
    );
    id
}

#[test]
fn a_to_do_and_a_criterion_are_settled_on_the_ticket_itself() {
    on_both(|bench| {
        let id = resolved_by_force(bench);
        let todo = bench.ticket(id).open_todos().next().unwrap().n;
        let n = number(bench, id, &format!("guard.todo.{todo}"));
        let words = [("text", "card 4711")];
        assert_eq!(bench.no("eva", id, settle(n, &words)).why, Why::Role);
        assert_eq!(bench.no("ana", id, settle(n, &[])).why, Why::Input);
        let ticket = bench.yes("ana", id, settle(n, &words));
        let asked = ticket.todos.iter().find(|t| t.n == todo).unwrap();
        assert_eq!(asked.answer.as_deref(), Some("card 4711"));
        let standing = ticket.standing_criteria().next().unwrap().id.clone();
        let n = number(bench, id, &format!("guard.criterion.{standing}"));
        let ticket = bench.yes("ana", id, settle(n, &[("text", "it was the cable")]));
        assert_eq!(ticket.standing_criteria().count(), 0);
    });
}

#[test]
fn what_supplies_it_by_its_own_command_settles_it_as_well() {
    on_both(|bench| {
        let id = resolved_by_force(bench);
        let todo = bench.ticket(id).open_todos().next().unwrap().n;
        let text = "card 4711".to_owned();
        let ticket = bench.yes("ana", id, Command::Todo { n: todo, text });
        assert!(!ticket.open_owed().any(|o| o.what.starts_with("guard.todo")));
        let gone = Command::CriterionGone {
            id: ticket.standing_criteria().next().unwrap().id.clone(),
            reason: "it was the cable".into(),
        };
        let ticket = bench.yes("ana", id, gone);
        let left: Vec<_> = ticket.open_owed().map(|o| &o.what).collect();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn what_is_done_on_the_ticket_is_not_settled_by_words() {
    on_both(|bench| {
        let other = bench.at("engineering.queued");
        let id = bench.at("tier2.working");
        bench.evidence_2(id);
        let code = [
            ("code", "temporary_workaround"),
            ("text", "Restart it"),
            ("gone", "over"),
        ];
        assert_eq!(
            missing(&bench.no("ben", id, with(Verb::Resolve, &code))),
            ["link:parent"]
        );
        bench.yes("lea", id, forced(Verb::Resolve, &code, "now"));
        let n = number(bench, id, "guard.link.parent");
        let refusal = bench.no("lea", id, settle(n, &[("text", "trust me")]));
        assert_eq!(refusal.why, Why::Guards);
        assert!(refusal.missing[0].command.starts_with("hoist link"));
        bench.yes("ben", id, link(other, "parent"));
        owes_nothing(bench, id);
    });
}

#[test]
fn a_cause_that_was_forced_past_is_recorded_or_said_to_be_unknown() {
    for known in [true, false] {
        on_both(|bench| {
            let id = bench.at("tier2.working");
            bench.checklist("ben", id);
            let forced = forced(
                Verb::Resolve,
                &[("code", "solved"), ("text", "Restarted"), ("gone", "over")],
                "now",
            );
            bench.yes("lea", id, forced);
            let n = number(bench, id, "guard.field.cause");
            let why = [("cause_unknown", "it never came back")];
            assert_eq!(bench.no("ana", id, settle(n, &why)).why, Why::Role);
            match known {
                true => bench.yes("ben", id, root_cause()),
                false => bench.yes("ben", id, settle(n, &why)),
            };
            owes_nothing(bench, id);
            bench.yes("ana", id, tell());
        });
    }
}

#[test]
fn what_another_lead_forgave_is_not_asked_for_again() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, send_back("incomplete", "The card number"));
        bench.yes("ana", id, take());
        bench.yes(
            "lea",
            id,
            forced(
                Verb::Escalate,
                &[("because", "in_depth"), ("why", "deep")],
                "now",
            ),
        );
        let todo = bench.ticket(id).open_todos().next().unwrap().n;
        let n = number(bench, id, &format!("guard.todo.{todo}"));
        let reason = "they have no card".to_owned();
        bench.yes("leo", id, Command::Waive { n, reason });
        bench.yes(
            "ana",
            id,
            with(Verb::Withdraw, &[("reason", "one more thing")]),
        );
        bench.yes("ana", id, take());
        bench.yes("ana", id, escalate("in_depth"));
    });
}

#[test]
fn an_approval_settles_what_was_forced_past() {
    on_both(|bench| {
        let id = declined_by_force(bench);
        bench.yes("lea", id, approval());
        owes_nothing(bench, id);
    });
}
