//! Paths postpone, answer in advance, add; a lead overrides. What was let be owed is never forgotten.

use crate::support::desk::{
    Bench, answer, approval, check, escalate, forced, missing, mv, on_both, resolve, take, tell,
    values, way, with,
};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::event::Fact;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::row::Attention;

fn outage(bench: &mut Bench) -> TicketId {
    let id = bench.open_as("incident", "high", "high");
    let take = with(Verb::Take, &[("impact", "high"), ("urgency", "high")]);
    bench.yes("ana", id, take);
    bench.yes("ana", id, answer("symptoms", "All fail"));
    bench.yes("ana", id, answer("errors", "502"));
    bench.yes("ana", id, escalate("potential_bug"));
    id
}

fn owed(bench: &Bench, id: TicketId) -> Vec<String> {
    bench
        .ticket(id)
        .open_owed()
        .map(|o| o.what.clone())
        .collect()
}

#[test]
fn an_outage_goes_up_at_once_and_owes_the_rest_before_the_customer_is_told() {
    on_both(|bench| {
        let id = outage(bench);
        assert_eq!(
            owed(bench, id),
            [
                "intake.steps",
                "intake.changes",
                "check.tier1.configurations",
                "check.tier1.logs",
                "check.tier1.known_issues",
                "check.tier1.updates",
            ]
        );
        let last = bench.events(id).pop().unwrap();
        let told = |f: &Fact| matches!(f, Fact::Informed(t) if t.contains("leads"));
        assert!(last.facts.iter().any(told), "the lead is told");
        bench.sit("lea");
        assert!(
            bench
                .desk
                .package(id, None)
                .unwrap()
                .1
                .contains("Replication steps")
        );
        bench.yes("ana", id, answer("steps", "1. Charge"));
        assert_eq!(
            owed(bench, id).len(),
            5,
            "an answer settles what it answers"
        );
        bench.accept("ben", id);
        bench.yes("ben", id, crate::support::desk::finding());
        bench.yes("ben", id, check("workaround", "none found"));
        let fixed = with(
            Verb::Resolve,
            &[
                ("code", "solved"),
                ("text", "Restarted"),
                ("cause_unknown", "no time"),
            ],
        );
        bench.yes("ben", id, fixed);
        let refusal = bench.no("ana", id, tell());
        assert!(
            refusal
                .missing
                .iter()
                .all(|b| b.what == "owed" && !b.forceable)
        );
        assert_eq!(refusal.missing.len(), owed(bench, id).len());
        let calm = Command::Set(values(&[("impact", "low"), ("urgency", "low")]));
        bench.yes("ana", id, calm);
        assert_eq!(bench.ticket(id).path, None);
        assert_eq!(
            bench.no("ana", id, tell()).missing.len(),
            refusal.missing.len(),
            "a lower priority cancels nothing that is owed"
        );
        let open: Vec<u32> = bench.ticket(id).open_owed().map(|o| o.n).collect();
        for n in open {
            bench.yes(
                "leo",
                id,
                Command::Waive {
                    n,
                    reason: "it is over".into(),
                },
            );
        }
        bench.yes("ana", id, tell());
    });
}

#[test]
fn presets_of_a_question_count_until_it_is_escalated() {
    on_both(|bench| {
        let id = bench.open_as("question", "low", "low");
        bench.yes("ana", id, take());
        assert_eq!(
            bench.no("ana", id, escalate("in_depth")).missing.len(),
            8,
            "for a hand-off nothing counts that was answered in advance"
        );
        bench.yes("ana", id, resolve("user_education"));
        let id = bench.open_as("question", "low", "low");
        bench.yes("ana", id, take());
        for field in ["symptoms", "steps", "errors", "changes"] {
            bench.yes("ana", id, answer(field, "really asked"));
        }
        bench.checklist_presets(id);
        bench.yes("ana", id, escalate("in_depth"));
        bench.yes(
            "ben",
            id,
            crate::support::desk::send_back("known_solution", "See KB-3"),
        );
        let set = Command::Set(values(&[("kind", "incident")]));
        bench.yes("ana", id, set);
        assert_eq!(bench.ticket(id).path, None);
    });
}

#[test]
fn a_security_ticket_is_restricted_and_a_lead_approves_what_is_told() {
    on_both(|bench| {
        let id = bench.open_as("security", "low", "low");
        assert!(bench.ticket(id).audience.is_some(), "from the start");
        bench.yes("ana", id, take());
        bench.resolve_1(id);
        assert_eq!(bench.row(id).attention, Attention::Approval);
        assert_eq!(missing(&bench.no("ana", id, tell())), ["approval:approval"]);
        assert_eq!(bench.no("ana", id, approval()).why, Why::Role, "a lead");
        bench.yes("lea", id, approval());
        assert_eq!(bench.row(id).attention, Attention::None);
        bench.yes("ana", id, tell());
    });
}

#[test]
fn a_lead_forces_with_a_reason_and_what_was_missing_is_owed() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        let pairs = [("because", "in_depth"), ("why", "It is deep")];
        let by_agent = forced(Verb::Escalate, &pairs, "I am in a hurry");
        assert_eq!(bench.no("ana", id, by_agent).why, Why::Role);
        assert_eq!(
            bench.no("lea", id, forced(Verb::Escalate, &pairs, " ")).why,
            Why::Input
        );
        let bare = forced(Verb::Escalate, &[], "The customer waits");
        let refusal = bench.no("lea", id, bare);
        assert_eq!(
            missing(&refusal),
            ["field:because", "field:why"],
            "criterion and why are locked"
        );
        bench.yes(
            "lea",
            id,
            forced(Verb::Escalate, &pairs, "The customer waits"),
        );
        assert_eq!(owed(bench, id).len(), 4);
        let event = bench.events(id).pop().unwrap();
        let said = serde_json::to_string(&event.act).unwrap();
        assert!(said.contains("The customer waits"), "{said}");

        let first = bench.ticket(id).owed[0].clone();
        assert_eq!(
            bench
                .no(
                    "ana",
                    id,
                    Command::Waive {
                        n: first.n,
                        reason: "x".into()
                    }
                )
                .why,
            Why::Role
        );
        let own = bench.no(
            "lea",
            id,
            Command::Waive {
                n: first.n,
                reason: "x".into(),
            },
        );
        assert_eq!(own.why, Why::Role, "another lead forgives it");
        bench.yes(
            "leo",
            id,
            Command::Waive {
                n: first.n,
                reason: "hosted by us".into(),
            },
        );
        let n = first.n + 1;
        let settle = |pairs: &[(&str, &str)]| Command::Settle {
            n,
            values: values(pairs),
        };
        assert_eq!(bench.no("ana", id, settle(&[])).why, Why::Input);
        assert_eq!(
            bench.no("ben", id, settle(&[("result", "x")])).why,
            Why::Role,
            "Tier 1's item"
        );
        let ticket = bench.yes("ana", id, settle(&[("result", "nothing unusual")]));
        assert_eq!(
            ticket.check(&"tier1".into(), "logs").unwrap().result,
            "nothing unusual"
        );
        assert_eq!(
            bench.no("ana", id, settle(&[("result", "again")])).why,
            Why::Absent
        );
    });
}

#[test]
fn what_is_never_forced() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let accept = forced(Verb::Accept, &[], "no time to read");
        assert_eq!(missing(&bench.no("leo", id, accept)), ["package:1"]);
        let id = bench.at("tier1.confirming");
        let close = forced(Verb::Close, &[], "surely satisfied");
        assert!(!bench.no("leo", id, close).missing.is_empty());
        bench.bring(id, "tier1.archived");
        let again = forced(Verb::Reopen, &[("reason", "x")], "I am the lead");
        assert_eq!(bench.no("leo", id, again).why, Why::Stage);
        assert_eq!(bench.no("leo", id, mv(Verb::Take)).why, Why::Stage);
    });
}

#[test]
fn a_forced_approval_is_not_given_by_who_forced_it() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        let pairs = [
            ("code", "wont_fix"),
            ("rationale", "It is known."),
            ("text", "No."),
            ("kb", "none:known"),
        ];
        bench.yes(
            "lea",
            id,
            forced(Verb::Decline, &pairs, "agreed on the phone"),
        );
        assert_eq!(owed(bench, id), ["record.approval"]);
        bench.yes("lea", id, approval());
        assert_eq!(owed(bench, id), ["record.approval"]);
        bench.yes("leo", id, approval());
        assert!(owed(bench, id).is_empty());
        let second = way(Verb::Sign, "second", &[]);
        assert_eq!(bench.no("leo", id, second).why, Why::Stage);
    });
}
