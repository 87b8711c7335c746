//! The last lines.

use crate::support::desk::DAY;
use crate::support::desk::actor;
use crate::support::desk::answer;
use crate::support::desk::escalate;
use crate::support::desk::mv;
use crate::support::desk::on_both;
use crate::support::desk::resolve;
use crate::support::desk::with;
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::id::At;
use hoist::domain::process::Verb;
use hoist::domain::row::Due;

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
