//! From Engineering to a verified fix: deploy, sign twice, reject, decline.

use crate::support::desk::{
    BACKENDS, Bench, SECOND, approval, change, deploy, deployment, missing, mv, on_both, record,
    sign, tell, test_record, values, way, with,
};
use hoist::domain::blocker::{Jump, Why};
use hoist::domain::command::Command;
use hoist::domain::process::Verb;

fn decline(code: &str) -> Command {
    with(
        Verb::Decline,
        &[
            ("code", code),
            ("rationale", "It would break others."),
            ("text", "We leave it as it is."),
            ("kb", "none:known"),
        ],
    )
}

#[test]
fn two_people_of_two_tiers_sign_and_not_the_deployer() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        bench.yes("lea", id, deploy());
        assert_eq!(
            missing(&bench.no("lea", id, sign())),
            ["sign_off:tier"],
            "lea deployed it"
        );
        let second = way(
            Verb::Sign,
            "second",
            &[("checked", "x"), ("result", "works")],
        );
        bench.yes("leo", id, second);
        bench.stands(id, "engineering.verifying");
        assert_eq!(
            missing(&bench.no("leo", id, sign())),
            ["sign_off:tier"],
            "leo signed"
        );
        assert_eq!(bench.ticket(id).sign_offs[0].tier, "tier1");
        assert_eq!(
            missing(&bench.no("ana", id, sign())),
            ["sign_off:tier"],
            "Tier 1 signed"
        );
        let ticket = bench.yes("bea", id, sign());
        assert_eq!(ticket.stage.to_string(), "tier1.resolved");
        let resolution = ticket.resolution.unwrap();
        assert_eq!(resolution.code, "fixed");
        assert_eq!(
            ticket.assignee,
            Some("ana".into()),
            "the customer's agent tells it"
        );
        assert!(
            resolution.text.contains("commit 4f2a91c"),
            "{}",
            resolution.text
        );
    });
}

#[test]
fn what_does_not_work_is_rejected_not_signed() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        for result in ["does_not_work", "Does not work", " does NOT work "] {
            let bad = with(Verb::Sign, &[("checked", "x"), ("result", result)]);
            let refusal = bench.no("ben", id, bad);
            assert_eq!(missing(&refusal), ["sign_off:result"], "{result}");
            let blocker = &refusal.missing[0];
            assert!(!blocker.forceable);
            assert_eq!(blocker.jump, Jump::Move(Verb::Reject));
            assert!(blocker.command.starts_with("hoist reject"), "{blocker:?}");
        }
        let works = with(Verb::Sign, &[("checked", "x"), ("result", "works")]);
        let ticket = bench.yes("ben", id, works);
        assert_eq!(ticket.sign_offs[0].result, "works");
    });
}

#[test]
fn a_sign_off_says_one_of_the_results_there_are() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        for result in ["does not work at all", "banana", "still broken"] {
            let bad = with(Verb::Sign, &[("checked", "x"), ("result", result)]);
            let refusal = bench.no("ben", id, bad);
            assert_eq!(missing(&refusal), ["field:result"], "{result}");
            let blocker = &refusal.missing[0];
            assert_eq!(blocker.choices, ["works", "does_not_work"], "{blocker:?}");
            assert!(blocker.text.contains(result), "{blocker:?}");
        }
        bench.stands(id, "engineering.verifying");
        let works = with(Verb::Sign, &[("checked", "x"), ("result", " Works ")]);
        let ticket = bench.yes("ben", id, works);
        assert_eq!(ticket.sign_offs[0].result, "works", "by its label too");
    });
}

#[test]
fn the_fix_is_of_whoever_deployed_it_not_of_who_signed_last() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        bench.yes("ana", id, sign());
        let ticket = bench.yes("ben", id, sign());
        let resolution = ticket.resolution.unwrap();
        assert_eq!(resolution.by, "eva");
        assert_eq!(resolution.tier, "engineering");
        bench.bring(id, "tier1.archived");
        bench.sit("lea");
        let page = bench.desk.bundle(id).unwrap().page;
        assert!(page.contains("Fixed · eva, Engineering"), "{page}");
        bench.replays(id);
    });
}

#[test]
fn a_deployment_is_recorded_once_it_has_happened() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        let Command::Record { kind, values } = deployment() else {
            panic!("a record");
        };
        let ahead = hoist::domain::words::rfc3339(bench.now().plus_ms(60_000));
        let values = values.with("when", ahead.as_str());
        let refusal = bench.no("eva", id, Command::Record { kind, values });
        assert_eq!(missing(&refusal), ["field:when"]);
        let said = &refusal.missing[0].text;
        assert!(
            said.contains(&ahead) && said.contains("in the future"),
            "{said}"
        );
        bench.yes("eva", id, deployment());
    });
}

#[test]
fn a_sign_off_is_never_forced() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        bench.yes("leo", id, sign());
        let force = crate::support::desk::forced(
            Verb::Sign,
            &[("checked", "x"), ("result", "y")],
            "in a hurry",
        );
        let refusal = bench.no("leo", id, force);
        assert!(refusal.missing.iter().all(|b| !b.forceable));
        bench.stands(id, "engineering.verifying");
    });
}

#[test]
fn on_a_single_seat_one_person_signs_twice_and_each_is_marked() {
    for backend in BACKENDS {
        let mut bench = Bench::single_seat(backend);
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        bench.yes("lea", id, deploy());
        bench.yes("lea", id, sign());
        let ticket = bench.yes("lea", id, sign());
        assert_eq!(ticket.stage.to_string(), "tier1.resolved");
        assert!(ticket.sign_offs.iter().all(|s| s.single_seat));
        let tiers: Vec<_> = ticket.sign_offs.iter().map(|s| s.tier.as_str()).collect();
        assert_eq!(tiers, ["tier1", "tier2"]);
    }
}

#[test]
fn a_rejected_fix_goes_back_and_the_next_needs_its_own_deployment_and_both_sign_offs() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        bench.yes("ben", id, sign());
        let reject = with(
            Verb::Reject,
            &[("text", "502 again"), ("evidence", "gw.log 13:02")],
        );
        let ticket = bench.yes("abe", id, reject);
        assert_eq!(ticket.stage.to_string(), "engineering.working");
        assert_eq!((ticket.fix_attempts, ticket.sign_offs.len()), (1, 0));
        assert_eq!(ticket.assignee, Some("eva".into()));
        assert!(ticket.reasons.last().unwrap().text.contains("gw.log 13:02"));
        assert_eq!(
            missing(&bench.no("eva", id, deploy())),
            ["record:deployment"]
        );
        bench.yes("eva", id, deployment());
        let ticket = bench.yes("eva", id, deploy());
        assert_eq!(ticket.deployment, 2);
        bench.yes("ben", id, sign());
        bench.stands(id, "engineering.verifying");
    });
}

#[test]
fn declining_needs_a_lead_or_for_p3_and_p4_another_engineer() {
    on_both(|bench| {
        let minor = bench.at("engineering.working");
        assert_eq!(
            missing(&bench.no("eva", minor, decline("wont_fix"))),
            ["approval:approval"]
        );
        bench.yes("eva", minor, approval());
        assert_eq!(
            missing(&bench.no("eva", minor, decline("wont_fix"))),
            ["approval:approval"],
            "not by the same person"
        );
        let other = bench.no("ben", minor, approval());
        assert_eq!(other.why, Why::Role, "no engineer");
        assert!(
            other.text.contains("a lead or another engineer"),
            "{}",
            other.text
        );
        bench.yes("edo", minor, approval());
        let ticket = bench.yes("eva", minor, decline("wont_fix"));
        assert_eq!(ticket.stage.to_string(), "tier1.resolved");
        assert_eq!(ticket.resolution.unwrap().code, "wont_fix");

        let major = bench.at("engineering.working");
        bench.yes("eva", major, Command::Set(values(&[("impact", "high")])));
        assert_eq!(bench.ticket(major).priority, 2);
        assert_eq!(bench.no("edo", major, approval()).why, Why::Role, "no lead");
        assert_eq!(
            missing(&bench.no("eva", major, decline("by_design"))),
            ["approval:approval"]
        );
        bench.yes("leo", major, approval());
        bench.yes("eva", major, decline("by_design"));
    });
}

#[test]
fn partners_are_named_or_those_who_handed_it_up() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        let stranger = with(Verb::Deploy, &[("kb", "KB-1"), ("partner_tier2", "eva")]);
        assert_eq!(
            missing(&bench.no("eva", id, stranger)),
            ["field:partner_tier2"]
        );
        let named = with(Verb::Deploy, &[("kb", "KB-1"), ("partner_tier2", "bea")]);
        let ticket = bench.yes("eva", id, named);
        assert_eq!(ticket.partners[&"tier1".into()], "ana");
        assert_eq!(ticket.partners[&"tier2".into()], "bea");
        bench.yes("ben", id, sign());
        bench.yes("abe", id, sign());
        bench.stands(id, "tier1.resolved");
        assert_eq!(bench.no("eva", id, mv(Verb::Tell)).why, Why::Role);
    });
}

#[test]
fn lowering_the_priority_does_not_take_the_leads_approval_away() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.yes(
            "lea",
            id,
            Command::Set(values(&[("impact", "high"), ("urgency", "high")])),
        );
        assert_eq!(bench.no("edo", id, approval()).why, Why::Role);
        bench.yes(
            "eva",
            id,
            Command::Set(values(&[("impact", "low"), ("urgency", "low")])),
        );
        let declined = [
            ("code", "wont_fix"),
            ("rationale", "It would break others."),
            ("text", "We will not change it."),
            ("kb", "none:rare"),
        ];
        assert_eq!(
            missing(&bench.no("eva", id, with(Verb::Decline, &declined))),
            ["approval:approval"]
        );
        assert_eq!(
            bench.no("edo", id, approval()).why,
            Why::Role,
            "it was a P1"
        );
        bench.yes("lea", id, approval());
        bench.yes("eva", id, with(Verb::Decline, &declined));
    });
}

#[test]
fn an_approval_holds_for_one_decline() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.yes("lea", id, approval());
        bench.yes("eva", id, decline("wont_fix"));
        bench.wait(SECOND);
        bench.yes("ana", id, tell());
        let back = [("text", "It still fails"), ("to", "engineering")];
        bench.yes("ana", id, with(Verb::Dissatisfied, &back));
        bench.accept("eva", id);
        let again = bench.no("eva", id, decline("by_design"));
        assert_eq!(missing(&again), ["approval:approval"]);
        bench.yes("lea", id, approval());
        bench.yes("eva", id, decline("by_design"));
    });
}

#[test]
fn the_cause_that_is_stated_is_the_analysed_one_and_a_hypothesis_says_so() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.deploy(id);
        bench.yes("ben", id, sign());
        let fixed = bench.yes("abe", id, sign()).resolution.unwrap();
        assert_eq!(fixed.cause, "A branch returns without release");

        let id = bench.at("tier2.working");
        bench.resolve_2(id);
        let resolved = bench.ticket(id).resolution.unwrap();
        assert_eq!(
            resolved.cause,
            "Connections are never given back (hypothesis)"
        );

        let id = bench.at("engineering.working");
        let unsure = [("component", "pool.c"), ("cause", "Not yet known.")];
        bench.yes("eva", id, record("analysis", &unsure));
        for command in [change(), test_record(), deployment(), deploy()] {
            bench.yes("eva", id, command);
        }
        bench.yes("ben", id, sign());
        let fixed = bench.yes("abe", id, sign()).resolution.unwrap();
        assert!(fixed.cause.ends_with("(hypothesis)"), "{}", fixed.cause);
    });
}

#[test]
fn what_another_tier_was_asked_is_theirs_to_answer() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, crate::support::desk::workaround());
        let asked = bench.ticket(id).open_todos().next().unwrap().n;
        let told = || Command::Todo {
            n: asked,
            text: "told".into(),
        };
        assert_eq!(
            bench.no("ben", id, told()).why,
            Why::Role,
            "Tier 1 tells it"
        );
        bench.yes("ana", id, told());
        assert_eq!(bench.no("ana", id, told()).why, Why::Absent);
    });
}

#[test]
fn who_never_could_take_a_ticket_is_told_so_and_not_who_was_quicker() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let take = crate::support::desk::take;
        assert_eq!(bench.no("abe", id, take()).why, Why::Taken);
        assert_eq!(bench.no("ben", id, take()).why, Why::Role);
    });
}
