//! SEED.txt, a test a sentence, each through the desk on both stores. A sentence that asks for
//! something is tested by what is refused without it.

use crate::support::desk::{
    Bench, DAY, HOUR, actor, analysis, answer, change, check, close, deploy, deployment, escalate,
    finding, message, missing, mv, note, on_both, opening, record, replication, resolve,
    root_cause, sign, skip, take, tell, test_record, tried, unavailable, values, with, workaround,
};
use hoist::domain::blocker::Why;
use hoist::domain::command::{Command, Outcome};
use hoist::domain::event::Fact;
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::row::Due;
use hoist::domain::ticket::CheckHow;
use hoist::store::{Anchor, Query};

/// The page of the current package, and its JSON.
fn package(bench: &mut Bench, id: TicketId) -> (String, serde_json::Value) {
    bench.sit("lea");
    let (_, json) = bench.desk.package(id, None).unwrap();
    let page = hoist::domain::package::markdown(&json);
    (page, serde_json::from_str(&json).unwrap())
}

fn in_queue(bench: &mut Bench, tier: &str) -> Vec<TicketId> {
    bench.sit("lea");
    let query = Query {
        turn: Some(tier.into()),
        ..Query::default()
    };
    let page = bench.desk.page(&query, &Anchor::First, 100).unwrap();
    page.rows.iter().map(|r| r.id).collect()
}

fn closed(check: Option<&hoist::domain::ticket::Check>) -> Option<(CheckHow, &str)> {
    check.map(|c| (c.how, c.result.as_str()))
}

// ── Our company …

#[test]
fn ensuring_that_any_issues_are_resolved_promptly_and_effectively() {
    on_both(|bench| {
        let slow = bench.open_as("incident", "low", "low");
        let urgent = bench.open_as("incident", "high", "high");
        assert_eq!(
            in_queue(bench, "tier1"),
            [urgent, slow],
            "promptly: the earliest due first"
        );
        let row = bench.row(urgent);
        assert_eq!(row.due_what, Due::Update);
        assert_eq!(row.due_at, row.opened_at.plus_ms(HOUR));
        bench.bring(slow, "tier1.confirming");
        let refusal = bench.no("ana", slow, mv(Verb::Close));
        assert_eq!(
            missing(&refusal),
            ["field:confirmed_by", "field:how"],
            "effectively: the customer says so"
        );
    });
}

#[test]
fn a_multi_tiered_support_model_comprising_tier_1_tier_2_and_engineering() {
    on_both(|bench| {
        let labels: Vec<_> = bench
            .desk
            .process()
            .tiers
            .iter()
            .map(|t| t.label.clone())
            .collect();
        assert_eq!(labels, ["Tier 1", "Tier 2", "Engineering"]);
        let id = bench.at("engineering.working");
        let seen: Vec<String> = bench
            .events(id)
            .iter()
            .filter_map(|e| match &e.act {
                hoist::domain::event::Act::Moved { to, .. } => Some(to.tier.0.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(
            seen,
            [
                "tier1",
                "tier1",
                "tier2",
                "tier2",
                "engineering",
                "engineering"
            ],
            "one tier at a time"
        );
    });
}

#[test]
fn below_is_a_detailed_description_of_our_escalation_process() {
    on_both(|bench| {
        for row in &bench.desk.process().moves {
            assert!(
                !row.seed.is_empty(),
                "{} {} comes from nowhere",
                row.verb,
                row.way
            );
        }
        let from_seed = |verb: Verb| {
            let process = bench.desk.process();
            process
                .moves
                .iter()
                .any(|m| m.verb == verb && m.seed != "ext.")
        };
        for verb in [
            Verb::Open,
            Verb::Take,
            Verb::Escalate,
            Verb::Accept,
            Verb::Resolve,
            Verb::Deploy,
        ] {
            assert!(from_seed(verb), "{verb}");
        }
        for verb in [Verb::Sign, Verb::Tell, Verb::Close, Verb::Archive] {
            assert!(from_seed(verb), "{verb}");
        }
    });
}

// ── Tier 1 Support: Initial Contact and Issue Triage

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

/// The criterion, with a sentence why, is what lets the ticket up; nothing else does, nor a lead.
fn criterion(bench: &mut Bench, from: &str, who: &str, id: &str, to: &str) {
    let ticket = bench.at(from);
    if from == "tier1.working" {
        bench.intake(ticket);
        bench.checklist(who, ticket);
    } else {
        bench.evidence_2(ticket);
    }
    let refusal = bench.no(who, ticket, mv(Verb::Escalate));
    assert_eq!(missing(&refusal), ["field:because", "field:why"]);
    assert!(refusal.missing.iter().all(|b| !b.forceable));
    let no_why = with(Verb::Escalate, &[("because", id)]);
    assert_eq!(missing(&bench.no(who, ticket, no_why)), ["field:why"]);
    bench.yes(who, ticket, escalate(id));
    bench.stands(ticket, to);
    let (page, json) = package(bench, ticket);
    assert!(
        json["criteria"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["id"] == id)
    );
    assert!(page.contains("It fails below the API."));
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

// ── Tier 2 Support: Advanced Troubleshooting and Analysis

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

// ── Engineering Support: Code-Level Resolution and System Enhancements

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

// ── Resolution and Closure

#[test]
fn tier_1_support_will_communicate_the_resolution_to_the_customer() {
    on_both(|bench| {
        let id = bench.fixed();
        for other in ["ben", "eva"] {
            assert_eq!(bench.no(other, id, tell()).why, Why::Role);
        }
        let empty = with(Verb::Tell, &[("channel", "email")]);
        assert_eq!(missing(&bench.no("ana", id, empty)), ["field:text"]);
        let ticket = bench.yes("ana", id, tell());
        let told = ticket.told.unwrap();
        assert_eq!(told.resolution, ticket.resolution.unwrap().n);
        let sent = ticket
            .messages
            .iter()
            .find(|m| m.n == told.message)
            .unwrap();
        assert!(sent.outgoing);
    });
}

#[test]
fn and_ensure_their_satisfaction() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming");
        for other in ["ben", "eva"] {
            assert_eq!(bench.no(other, id, close()).why, Why::Role);
        }
        assert_eq!(
            missing(&bench.no("ana", id, mv(Verb::Close))),
            ["field:confirmed_by", "field:how"]
        );
        let wrong = with(Verb::Dissatisfied, &[("text", "It still fails on Mondays")]);
        let ticket = bench.yes("ana", id, wrong);
        assert_eq!((ticket.stage.phase.is_over(), ticket.reopens), (false, 1));
        bench.bring(id, "tier1.working");
        bench.yes("ana", id, resolve("solved"));
        bench.yes("ana", id, tell());
        let ticket = bench.yes("ana", id, close());
        let satisfaction = ticket.satisfaction.unwrap();
        assert!(satisfaction.confirmed);
        assert_eq!(
            (satisfaction.by.as_str(), satisfaction.score),
            ("Lena Park", Some(5))
        );
    });
}

#[test]
fn the_issue_ticket_will_be_closed_with_all_relevant_details_and_documentation_archived_for_future_reference()
 {
    on_both(|bench| {
        let id = bench.fixed();
        bench.bring(id, "tier1.closed");
        assert_eq!(
            bench.no("timer", id, mv(Verb::Archive)).why,
            Why::Role,
            "the window is open"
        );
        bench.wait(15 * DAY);
        let ticket = bench.yes("timer", id, mv(Verb::Archive));
        assert_eq!(ticket.sealed.len(), 64);
        for change in [note("too late"), message("too late"), mv(Verb::Reopen)] {
            assert_eq!(
                bench.no("lea", id, change).why,
                Why::Stage,
                "it never changes"
            );
        }
        bench.sit("aud");
        let history = bench.desk.timeline(id).unwrap();
        for told in [
            "the symptoms",
            "The pool runs dry",
            "commit 4f2a91c",
            "Charged a test card",
        ] {
            assert!(
                history.iter().any(|l| l.text.contains(told)),
                "{told} is kept"
            );
        }
        assert!(
            bench
                .desk
                .package(id, Some(1))
                .unwrap()
                .1
                .contains("the errors")
        );
    });
}

// ── Our escalation process ensures …

#[test]
fn issues_are_addressed_by_the_appropriate_level_of_expertise() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        for stranger in ["ana", "eva", "aud"] {
            assert_eq!(
                bench.no(stranger, id, escalate("software_bug")).why,
                Why::Role
            );
            assert_eq!(bench.no(stranger, id, resolve("solved")).why, Why::Role);
        }
        let ticket = bench.yes(
            "ben",
            id,
            with(
                Verb::Return,
                &[("reason", "incomplete"), ("missing", "Which region?")],
            ),
        );
        assert_eq!(ticket.stage.to_string(), "tier1.queued");
        assert_eq!(ticket.offered_to, Some("ana".into()));
        assert!(actor("lea").lead);
        let event = {
            let id = bench.at("tier2.queued");
            bench.yes("leo", id, Command::ShowPackage { version: 1 });
            bench.yes("leo", id, mv(Verb::Accept));
            bench.events(id).pop().unwrap()
        };
        assert_eq!(event.stands_in, None, "leo is of Tier 2 himself");
    });
}

#[test]
fn facilitating_quick_resolution_and_minimizing_disruption_to_our_customers() {
    on_both(|bench| {
        let id = bench.open_as("incident", "high", "high");
        bench.yes(
            "ana",
            id,
            with(Verb::Take, &[("impact", "high"), ("urgency", "high")]),
        );
        bench.yes("ana", id, answer("symptoms", "All payments fail"));
        bench.yes("ana", id, answer("errors", "502"));
        let ticket = bench.yes("ana", id, escalate("potential_bug"));
        assert_eq!(
            ticket.stage.to_string(),
            "tier2.queued",
            "an outage goes up at once"
        );
        assert_eq!(
            ticket.open_owed().count(),
            6,
            "and what was skipped is owed"
        );
        let acceptance = bench.row(id);
        assert_eq!(acceptance.due_what, Due::Acceptance);
        assert_eq!(acceptance.due_at, At(ticket.stage_since.0 + 15 * 60_000));
    });
}

#[test]
fn we_regularly_review_our_processes_to_enhance_our_support_services() {
    on_both(|bench| {
        let old = bench.desk.process().clone();
        assert_eq!(old.review_every_ms, 7 * DAY);
        let better = hoist::domain::parse::BUILTIN.replace("Check for updates", "Look for updates");
        bench.sit("ana");
        assert!(
            bench
                .desk
                .use_process(&better, "said in the review")
                .is_err(),
            "a lead decides"
        );
        bench.sit("lea");
        assert!(
            bench
                .desk
                .use_process("name = 3", "said in the review")
                .is_err()
        );
        bench
            .desk
            .use_process(&better, "said in the review")
            .unwrap();
        assert_ne!(bench.desk.process().hash, old.hash);
        let id = bench.open();
        let hash = bench.desk.process().hash.clone();
        assert_eq!(
            bench.events(id)[0].process,
            hash,
            "each event carries the file's hash"
        );
        let report = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(report.bad, None);
    });
}
