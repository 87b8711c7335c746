//! The first lines.

use super::in_queue;
use crate::support::desk::MINUTE;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::on_both;
use hoist::domain::process::Verb;
use hoist::domain::row::Due;

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
        assert_eq!(row.due_what, Due::TimeInStage);
        assert_eq!(row.due_at, row.opened_at.plus_ms(10 * MINUTE));
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
