//! Tier 2 Support: Advanced Troubleshooting and Analysis.

use super::{closed, criterion, in_queue, package};
use crate::support::desk::DAY;
use crate::support::desk::close;
use crate::support::desk::escalate;
use crate::support::desk::finding;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::on_both;
use crate::support::desk::record;
use crate::support::desk::replication;
use crate::support::desk::resolve;
use crate::support::desk::root_cause;
use crate::support::desk::skip;
use crate::support::desk::tell;
use crate::support::desk::tried;
use crate::support::desk::workaround;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::process::Verb;
use hoist::domain::ticket::CheckHow;

#[test]
fn receive_escalated_issues_from_tier_1_support() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        assert_eq!(in_queue(bench, "tier2"), [id]);
        assert!(in_queue(bench, "tier1").is_empty());
        assert_eq!(bench.no("ana", id, mv(Verb::Accept)).why, Why::Role);
        assert_eq!(
            missing(&bench.no("ben", id, mv(Verb::Accept))),
            ["package:1"],
            "received means read"
        );
        bench.accept("ben", id);
        assert_eq!(bench.ticket(id).assignee, Some("ben".into()));
    });
}

#[test]
fn perform_advanced_troubleshooting_and_diagnostic_procedures() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        for command in [
            root_cause(),
            replication(),
            workaround(),
            skip("teams", "not needed"),
        ] {
            bench.yes("ben", id, command);
        }
        assert_eq!(
            missing(&bench.no("ben", id, escalate("software_bug"))),
            ["record:finding"]
        );
        let ticket = bench.yes("ben", id, finding());
        let dry = Some((CheckHow::Done, "The pool runs dry after 40 calls"));
        for item in ["troubleshooting", "diagnostics"] {
            assert_eq!(
                closed(ticket.check(&"tier2".into(), item)),
                dry,
                "typed once"
            );
        }
        bench.yes("ben", id, escalate("software_bug"));
    });
}

#[test]
fn conducting_root_cause_analysis_and_replicating_the_issue_in_a_test_environment() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        for command in [finding(), workaround(), skip("teams", "not needed")] {
            bench.yes("ben", id, command);
        }
        assert_eq!(
            missing(&bench.no("ben", id, escalate("software_bug"))),
            ["record:root_cause", "record:replication"]
        );
        bench.yes("ben", id, root_cause());
        let bare = record(
            "replication",
            &[("outcome", "reproduced"), ("steps", "1. Charge")],
        );
        assert_eq!(
            missing(&bench.no("ben", id, bare)),
            ["field:environment", "field:version"],
            "in which test environment, on which version"
        );
        bench.yes("ben", id, replication());
        bench.yes("ben", id, escalate("software_bug"));
        let (page, _) = package(bench, id);
        for told in [
            "Hypothesis",
            "staging-2",
            "4.2.1",
            "fifty times",
            "Reproduced",
        ] {
            assert!(page.contains(told), "{told}");
        }
    });
}

#[test]
fn liaise_with_other_internal_teams_such_as_network_operations_or_database_administrators() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.evidence_2(id);
        let now = bench.now();
        for team in ["network_operations", "database_administrators"] {
            let asked = Command::Ask {
                team: team.into(),
                due: now.plus_ms(DAY),
                text: "Was the balancer changed?".into(),
            };
            let ticket = bench.yes("ben", id, asked);
            assert_eq!(ticket.assignee, Some("ben".into()), "responsibility stays");
            bench.stands(id, "tier2.working");
        }
        bench.yes("ben", id, resolve("solved"));
        bench.yes("ana", id, tell());
        assert_eq!(
            missing(&bench.no("ana", id, close())),
            ["request:1", "request:2"]
        );
        for n in [1, 2] {
            bench.yes(
                "ben",
                id,
                Command::Answered {
                    n,
                    text: "No.".into(),
                },
            );
        }
        bench.yes("ana", id, close());
    });
}

#[test]
fn provide_temporary_workarounds_or_solutions_to_minimize_customer_impact() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        for command in [
            finding(),
            root_cause(),
            replication(),
            skip("teams", "not needed"),
        ] {
            bench.yes("ben", id, command);
        }
        assert_eq!(
            missing(&bench.no("ben", id, resolve("solved"))),
            ["check:workaround"]
        );
        let ticket = bench.yes("ben", id, workaround());
        let todo = ticket.open_todos().next().unwrap();
        assert_eq!(todo.tier, "tier1", "Tier 1 tells the workaround");
        assert_eq!(
            missing(&bench.no("ben", id, resolve("temporary_workaround"))),
            ["link:parent"],
            "while a permanent fix is developed"
        );
        let fix = bench.at("engineering.queued");
        bench.yes(
            "ben",
            id,
            Command::Link {
                other: fix,
                kind: "parent".into(),
            },
        );
        bench.yes("ben", id, resolve("temporary_workaround"));
        bench.stands(id, "tier1.resolved");
    });
}

#[test]
fn if_the_issue_is_determined_to_be_a_software_bug_or_requires_code_changes() {
    on_both(|bench| {
        criterion(
            bench,
            "tier2.working",
            "ben",
            "software_bug",
            "engineering.queued",
        );
        criterion(
            bench,
            "tier2.working",
            "ben",
            "code_changes",
            "engineering.queued",
        );
    });
}

#[test]
fn if_the_issue_involves_system_performance_or_security_concerns() {
    on_both(|bench| {
        criterion(
            bench,
            "tier2.working",
            "ben",
            "performance",
            "engineering.queued",
        );
        criterion(
            bench,
            "tier2.working",
            "ben",
            "security",
            "engineering.queued",
        );
    });
}

#[test]
fn escalate_the_issue_to_the_engineering_team_providing_comprehensive_documentation() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, tried());
        bench.escalate_2(id);
        bench.stands(id, "engineering.queued");
        let (page, json) = package(bench, id);
        for told in [
            "The pool runs dry after 40 calls",
            "gw.log 09:41:07",
            "Restarted the gateway",
            "Restart the gateway every hour",
            "Connections are never given back",
            "the symptoms",
            "Analyze logs",
            "software bug",
        ] {
            assert!(page.contains(told), "the package lacks “{told}”:\n{page}");
        }
        assert_eq!(json["package"], 2);
        let first = bench.ticket(id).packages[0].hash.clone();
        assert_eq!(json["former"]["hash"], first, "it contains the former one");
    });
}
