//! Tier 1 Support: Initial Contact and Issue Triage.

use super::{criterion, in_queue, package};
use crate::support::desk::Bench;
use crate::support::desk::answer;
use crate::support::desk::check;
use crate::support::desk::escalate;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::note;
use crate::support::desk::on_both;
use crate::support::desk::opening;
use crate::support::desk::resolve;
use crate::support::desk::skip;
use crate::support::desk::take;
use crate::support::desk::tried;
use crate::support::desk::unavailable;
use crate::support::desk::with;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::command::Outcome;
use hoist::domain::event::Fact;
use hoist::domain::process::Verb;

#[test]
fn tier_1_support_initial_contact_and_issue_triage() {
    on_both(|bench| {
        let id = bench.open();
        assert!(!bench.ticket(id).triaged, "a suggestion is not triage");
        let refusal = bench.no("ana", id, mv(Verb::Take));
        assert_eq!(missing(&refusal), ["field:impact", "field:urgency"]);
        let ticket = bench.yes(
            "ana",
            id,
            with(Verb::Take, &[("impact", "high"), ("urgency", "medium")]),
        );
        assert!(ticket.triaged);
        assert_eq!(ticket.priority, 2);
    });
}

#[test]
fn serve_as_the_first_point_of_contact_for_customers() {
    on_both(|bench| {
        let id = bench.open();
        assert_eq!(
            in_queue(bench, "tier1"),
            [id],
            "every ticket begins at Tier 1"
        );
        assert_eq!(bench.no("ben", id, take()).why, Why::Role);
        let ticket = bench.yes("ana", id, take());
        assert_eq!(ticket.customers_agent, Some("ana".into()));
        bench.bring(id, "engineering.working");
        let agent = bench.ticket(id).customers_agent;
        assert_eq!(agent, Some("ana".into()), "kept, wherever the work is");
    });
}

#[test]
fn gather_detailed_information_about_the_issue() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.checklist("ana", id);
        let refusal = bench.no("ana", id, escalate("in_depth"));
        assert_eq!(
            missing(&refusal),
            [
                "answer:symptoms",
                "answer:steps",
                "answer:errors",
                "answer:changes"
            ]
        );
        for field in ["symptoms", "steps", "errors"] {
            bench.yes("ana", id, answer(field, "502 from /charge"));
        }
        assert_eq!(
            missing(&bench.no("ana", id, escalate("in_depth"))),
            ["answer:changes"]
        );
        bench.yes(
            "ana",
            id,
            unavailable("changes", "Lena is off until Thursday"),
        );
        bench.yes("ana", id, escalate("in_depth"));
        bench.stands(id, "tier2.queued");
    });
}

#[test]
fn perform_basic_troubleshooting_steps() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        let refusal = bench.no("ana", id, resolve("solved"));
        assert_eq!(
            missing(&refusal),
            [
                "check:configurations",
                "check:logs",
                "check:known_issues",
                "check:updates"
            ]
        );
        bench.yes("ana", id, check("configurations", "matches"));
        bench.yes("ana", id, check("known_issues", "none found"));
        bench.yes("ana", id, skip("updates", "hosted by us"));
        assert_eq!(
            missing(&bench.no("ana", id, resolve("solved"))),
            ["check:logs"]
        );
    });
}

#[test]
fn analyze_logs() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let item = |bench: &Bench| {
            let process = bench.desk.process();
            let tier = process.tier(&"tier1".into()).unwrap();
            tier.checklist
                .iter()
                .find(|i| i.id == "logs")
                .unwrap()
                .label
                .clone()
        };
        assert_eq!(item(bench), "Analyze logs");
        let ticket = bench.yes(
            "ana",
            id,
            Command::Check {
                item: "logs".into(),
                tier: None,
                outcome: Outcome::Done("lines kept".into()),
                evidence: "gw.log 09:41:07 upstream timed out".into(),
            },
        );
        let kept = ticket.check(&"tier1".into(), "logs").unwrap();
        assert_eq!(kept.evidence, "gw.log 09:41:07 upstream timed out");
        bench.bring(id, "tier2.queued");
        assert!(
            package(bench, id).0.contains("upstream timed out"),
            "Tier 2 reads the lines"
        );
    });
}

#[test]
fn document_the_issue_and_all_relevant_details_in_our_ticketing_system() {
    on_both(|bench| {
        let id = bench.open();
        let words = bench
            .events(id)
            .iter()
            .flat_map(|e| e.facts.clone())
            .find_map(|f| match f {
                Fact::Message(_, text) => Some(text),
                _ => None,
            });
        let said = opening("incident", "", "").opened.text;
        assert_eq!(words, Some(said), "the customer's words, word for word");
        bench.yes("ana", id, note("She calls from the airport."));
        bench.sit("aud");
        let history = bench.desk.timeline(id).unwrap();
        assert!(
            history
                .iter()
                .any(|l| l.by == "ana" && l.text.contains("airport"))
        );
        let mut nothing = opening("incident", "", "");
        nothing.opened.subject = "  ".into();
        bench.sit("ana");
        let command = bench.fresh();
        let refused = bench.desk.open_ticket(nothing, &command).unwrap_err();
        assert_eq!(refused.exit_code(), 4, "a ticket says what is wrong");
    });
}

#[test]
fn if_the_issue_requires_more_in_depth_technical_knowledge() {
    on_both(|bench| criterion(bench, "tier1.working", "ana", "in_depth", "tier2.queued"));
}

#[test]
fn if_the_issue_is_identified_as_a_potential_bug() {
    on_both(|bench| {
        criterion(
            bench,
            "tier1.working",
            "ana",
            "potential_bug",
            "tier2.queued",
        )
    });
}

#[test]
fn escalate_the_issue_to_tier_2_support_providing_all_documented_information_and_troubleshooting_steps_taken()
 {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, tried());
        bench.yes("ana", id, note("Only the European region."));
        bench.escalate_1(id);
        let ticket = bench.ticket(id);
        let (page, json) = package(bench, id);
        let reference = ticket.package().unwrap();
        let stored = bench.desk.package(id, None).unwrap().1;
        assert_eq!(reference.hash, hoist::domain::package::hash(&stored));
        for told in [
            "Payments API returns 502",
            "Lena Park",
            "the symptoms",
            "the steps",
            "the errors",
            "the changes",
            "Restarted the gateway",
            "502 again after a minute",
            "Verify configurations",
            "looked at it",
            "It fails below the API.",
            "Only the European region.",
            "Since 09:40 every call of /charge ends in a 502.",
        ] {
            assert!(page.contains(told), "the package lacks “{told}”:\n{page}");
        }
        assert_eq!(json["checklist"].as_array().unwrap().len(), 4);
    });
}
