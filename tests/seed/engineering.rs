//! Engineering Support: Code-Level Resolution and System Enhancements.

use super::in_queue;
use crate::support::desk::analysis;
use crate::support::desk::change;
use crate::support::desk::deploy;
use crate::support::desk::deployment;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::on_both;
use crate::support::desk::record;
use crate::support::desk::sign;
use crate::support::desk::test_record;
use crate::support::desk::values;
use crate::support::desk::with;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::process::Verb;

#[test]
fn receive_escalated_issues_from_tier_2_support() {
    on_both(|bench| {
        let id = bench.at("engineering.queued");
        assert_eq!(in_queue(bench, "engineering"), [id]);
        assert_eq!(bench.no("ben", id, mv(Verb::Accept)).why, Why::Role);
        assert_eq!(
            missing(&bench.no("eva", id, mv(Verb::Accept))),
            ["package:2"]
        );
        bench.accept("eva", id);
        bench.stands(id, "engineering.working");
    });
}

#[test]
fn conduct_in_depth_analysis_and_debugging_of_the_codebase() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        for command in [change(), test_record(), deployment()] {
            bench.yes("eva", id, command);
        }
        assert_eq!(missing(&bench.no("eva", id, deploy())), ["record:analysis"]);
        assert_eq!(bench.no("ben", id, analysis()).why, Why::Role);
        bench.yes("eva", id, analysis());
        bench.yes("eva", id, deploy());
    });
}

#[test]
fn develop_test_and_implement_code_changes_or_system_enhancements() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.yes("eva", id, analysis());
        assert_eq!(
            missing(&bench.no("eva", id, deploy())),
            ["record:change", "record:test", "record:deployment"]
        );
        let enhancement = record(
            "change",
            &[("kind", "system_enhancement"), ("reference", "RFC 12")],
        );
        for command in [enhancement, test_record(), deployment()] {
            bench.yes("eva", id, command);
        }
        bench.yes("eva", id, deploy());
        bench.stands(id, "engineering.verifying");
    });
}

#[test]
fn collaborate_with_tier_1_and_tier_2_support_to_deploy_fixes_and_verify_resolution() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        let ticket = bench.ticket(id);
        assert_eq!(ticket.partners.get(&"tier1".into()), Some(&"ana".into()));
        assert_eq!(ticket.partners.get(&"tier2".into()), Some(&"ben".into()));
        assert_eq!(in_queue(bench, "tier1"), [id], "it stands in both queues");
        assert_eq!(in_queue(bench, "tier2"), [id]);
        assert_eq!(bench.no("edo", id, sign()).why, Why::Role);
        bench.yes("ben", id, sign());
        bench.stands(id, "engineering.verifying");
        assert_eq!(
            bench.no("bea", id, sign()).missing.len(),
            1,
            "Tier 2 signed already"
        );
        bench.yes("ana", id, sign());
        bench.stands(id, "tier1.resolved");
    });
}

#[test]
fn update_the_knowledge_base_with_any_new_findings_fixes_or_improvements() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        let refusal = bench.no("eva", id, mv(Verb::Deploy));
        assert_eq!(missing(&refusal)[0], "field:kb");
        bench.yes(
            "eva",
            id,
            with(Verb::Deploy, &[("kb", "by:2026-12-01T09:00:00Z")]),
        );
        bench.bring(id, "tier1.closed");
        assert_eq!(
            missing(&bench.no("lea", id, mv(Verb::Archive))),
            ["owed:1"],
            "what is owed to the knowledge base blocks the archive"
        );
        let article = values(&[("kb", "KB-78: pools that leak")]);
        bench.yes(
            "eva",
            id,
            Command::Settle {
                n: 1,
                values: article,
            },
        );
        bench.yes("lea", id, mv(Verb::Archive));
    });
}
