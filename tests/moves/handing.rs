//! Up, down and sideways between the tiers: returns, recalls, withdrawals, releases.

use crate::support::desk::{
    BACKENDS, Bench, answer, check, escalate, missing, mv, on_both, record, resolve, send_back,
    take, values, with,
};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::event::Fact;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::row::Attention;

/// Sent back once by Tier 2, taken and answered by ana, not yet up again.
fn sent_back(bench: &mut Bench, id: TicketId) {
    bench.yes("ben", id, send_back("incomplete", "Which region?"));
    bench.yes("ana", id, mv(Verb::Take));
    let open: Vec<u32> = bench.ticket(id).open_todos().map(|t| t.n).collect();
    for n in open {
        bench.yes(
            "ana",
            id,
            Command::Todo {
                n,
                text: "Europe".into(),
            },
        );
    }
}

fn told_leads(bench: &Bench, id: TicketId) -> bool {
    let last = bench.events(id).pop().unwrap();
    last.facts
        .iter()
        .any(|f| matches!(f, Fact::Informed(text) if text.contains("leads")))
}

#[test]
fn what_was_missing_must_be_answered_before_it_goes_up_again() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let ticket = bench.yes("ben", id, send_back("incomplete", "Which region?\nThe log"));
        assert_eq!(ticket.returns, 1);
        assert_eq!(
            ticket.offered_to,
            Some("ana".into()),
            "to whoever escalated, first"
        );
        assert_eq!(bench.row(id).attention, Attention::SentBack);
        assert!(
            ticket.standing_criteria().any(|c| c.id == "potential_bug"),
            "kept"
        );
        bench.yes("ana", id, mv(Verb::Take));
        assert_eq!(
            missing(&bench.no("ana", id, mv(Verb::Escalate))),
            ["todo:1", "todo:2"],
            "criterion and why need not be said again"
        );
        for n in [1, 2] {
            bench.yes(
                "ana",
                id,
                Command::Todo {
                    n,
                    text: "Europe".into(),
                },
            );
        }
        bench.yes("ana", id, mv(Verb::Escalate));
        bench.stands(id, "tier2.queued");
    });
}

#[test]
fn the_second_return_tells_the_leads_and_the_third_escalation_needs_a_joint_session() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        sent_back(bench, id);
        bench.yes("ana", id, mv(Verb::Escalate));
        bench.yes("ben", id, send_back("wrong_team", "Who owns it?"));
        assert!(told_leads(bench, id));
        bench.yes("ana", id, mv(Verb::Take));
        bench.yes(
            "ana",
            id,
            Command::Todo {
                n: 2,
                text: "Payments".into(),
            },
        );
        assert_eq!(
            missing(&bench.no("ana", id, mv(Verb::Escalate))),
            ["record:joint_session"]
        );
        let session = record(
            "joint_session",
            &[("participants", "ana\nben"), ("result", "It is Tier 2's")],
        );
        bench.yes("ana", id, session);
        bench.yes("ana", id, mv(Verb::Escalate));
        bench.yes("ben", id, send_back("incomplete", "Again?"));
        bench.yes("ana", id, mv(Verb::Take));
        bench.yes(
            "ana",
            id,
            Command::Todo {
                n: 3,
                text: "Yes".into(),
            },
        );
        assert_eq!(
            missing(&bench.no("ana", id, mv(Verb::Escalate))),
            ["record:joint_session"],
            "each further round needs one of its own"
        );
    });
}

#[test]
fn a_return_from_engineering_goes_to_tier_2() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        assert_eq!(
            missing(&bench.no("eva", id, send_back("wrong_team", "x"))),
            ["field:reason"],
            "Engineering has its own reasons"
        );
        let ticket = bench.yes(
            "eva",
            id,
            send_back("cannot_reproduce", "On which version?"),
        );
        assert_eq!(ticket.stage.to_string(), "tier2.queued");
        assert_eq!(ticket.offered_to, Some("ben".into()));
        assert_eq!(ticket.edges["tier2>engineering"].returns, 1);
    });
}

#[test]
fn the_customers_agent_recalls_from_wherever_it_is() {
    on_both(|bench| {
        for stage in [
            "tier2.queued",
            "tier2.working",
            "engineering.queued",
            "engineering.working",
        ] {
            let id = bench.at(stage);
            let recall = with(Verb::Recall, &[("reason", "works_now")]);
            assert_eq!(bench.no("abe", id, recall.clone()).why, Why::Role);
            let ticket = bench.yes("ana", id, recall);
            assert_eq!(ticket.stage.to_string(), "tier1.working");
            assert_eq!(
                (ticket.assignee, ticket.returns),
                (Some("ana".into()), 0),
                "not a return"
            );
        }
    });
}

#[test]
fn an_escalation_is_withdrawn_until_somebody_accepts_it() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let withdraw = with(Verb::Withdraw, &[("reason", "Found it myself")]);
        assert_eq!(bench.no("ben", id, withdraw.clone()).why, Why::Role);
        bench.yes("abe", id, withdraw.clone());
        bench.stands(id, "tier1.queued");
        let id = bench.at("tier2.working");
        assert_eq!(bench.no("ana", id, withdraw.clone()).why, Why::Stage);
        bench.yes("ben", id, mv(Verb::Release));
        assert_eq!(
            bench.no("ana", id, withdraw.clone()).why,
            Why::Role,
            "it was accepted"
        );
        let id = bench.at("engineering.queued");
        bench.yes("bea", id, withdraw);
        bench.stands(id, "tier2.queued");
    });
}

#[test]
fn a_released_ticket_keeps_its_package() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        assert_eq!(bench.no("bea", id, mv(Verb::Release)).why, Why::Role);
        let ticket = bench.yes("ben", id, mv(Verb::Release));
        assert_eq!((ticket.assignee, ticket.packages.len()), (None, 1));
        bench.accept("bea", id);
        bench.stands(id, "tier2.working");
    });
}

#[test]
fn a_standing_criterion_forbids_resolving_until_it_no_longer_holds() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        for why in ["It looks deep", "It is deep"] {
            bench.yes(
                "ana",
                id,
                Command::Criterion {
                    id: "in_depth".into(),
                    why: why.into(),
                },
            );
        }
        assert_eq!(
            missing(&bench.no("ana", id, resolve("solved"))),
            ["criterion:in_depth"]
        );
        let gone = Command::CriterionGone {
            id: "in_depth".into(),
            reason: "A typo".into(),
        };
        let ticket = bench.yes("ana", id, gone);
        assert_eq!(
            ticket.standing_criteria().count(),
            0,
            "noted twice, it stood once"
        );
        bench.yes("ana", id, resolve("solved"));
    });
}

#[test]
fn a_new_sentence_why_is_not_lost() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        bench.yes(
            "ana",
            id,
            Command::Criterion {
                id: "in_depth".into(),
                why: "A guess".into(),
            },
        );
        let ticket = bench.yes("ana", id, escalate("in_depth"));
        let said: Vec<_> = ticket.standing_criteria().map(|c| c.why.as_str()).collect();
        assert_eq!(said, ["It fails below the API."]);
    });
}

#[test]
fn a_batch_hands_up_with_its_own_steps_in_the_package() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let mut batch: Vec<Command> = ["symptoms", "steps", "errors", "changes"]
            .map(|f| answer(f, "so"))
            .to_vec();
        batch.extend(
            ["configurations", "logs", "known_issues", "updates"].map(|i| check(i, "fine")),
        );
        batch.push(crate::support::desk::note("Done in one go."));
        batch.push(escalate("in_depth"));
        bench.sit("ana");
        let command = bench.fresh();
        bench.desk.run_all(id, None, batch, &command).unwrap();
        bench.sit("lea");
        let json = bench.desk.package(id, None).unwrap().1;
        assert!(
            json.contains("Done in one go.") && json.contains("took it"),
            "{json}"
        );
    });
}

#[test]
fn whoever_is_named_in_a_queue_is_offered_it() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let assign = |to: &str| Command::Assign {
            to: Some(to.into()),
            customers_agent: false,
        };
        assert_eq!(
            bench.no("lea", id, assign("eva")).why,
            Why::Input,
            "not of Tier 2"
        );
        let ticket = bench.yes("lea", id, assign("bea"));
        assert_eq!(
            (ticket.assignee, ticket.offered_to),
            (None, Some("bea".into()))
        );
        bench.accept("ben", id);
        assert_eq!(bench.ticket(id).assignee, Some("ben".into()), "first come");
        let set = Command::Set(values(&[("impact", "high"), ("urgency", "high")]));
        assert_eq!(bench.yes("ben", id, set).priority, 1);
        assert_eq!(bench.no("ben", id, take()).why, Why::Stage);
    });
}

#[test]
fn what_a_desk_asks_further_is_kept_in_the_history_and_the_package() {
    const WHY: &str = r#"{ id = "why", label = "Why", kind = "long_text", help = "One sentence.", prefill = "ticket.why" },"#;
    let asked =
        format!(r#"{WHY} {{ id = "blast_radius", label = "Who is hit", required = true }},"#);
    for backend in BACKENDS {
        let mut bench = Bench::changed(backend, WHY, &asked);
        let id = bench.at("tier1.working");
        bench.intake(id);
        bench.checklist("ana", id);
        let refused = bench.no("ana", id, escalate("potential_bug"));
        assert_eq!(missing(&refused), ["field:blast_radius"]);
        assert_eq!(
            refused.missing[0].command,
            format!("hoist escalate {} blast_radius=…", id.0)
        );
        let answered = with(
            Verb::Escalate,
            &[
                ("because", "potential_bug"),
                ("why", "again"),
                ("blast_radius", "All of Acme"),
            ],
        );
        bench.yes("ana", id, answered);
        let (_, json) = bench.desk.package(id, None).unwrap();
        let page = hoist::domain::package::markdown(&json);
        assert!(page.contains("**Who is hit**: All of Acme"), "{page}");
        let story = bench.desk.timeline(id).unwrap();
        assert!(story.iter().any(|line| line.text.contains("All of Acme")));
    }
}

#[test]
fn what_a_lead_gave_back_for_another_goes_back_to_them() {
    on_both(|bench| {
        for (stage, who) in [
            ("tier1.working", "ana"),
            ("tier2.working", "ben"),
            ("engineering.working", "eva"),
        ] {
            let id = bench.at(stage);
            let before = bench.ticket(id);
            bench.yes("lea", id, mv(Verb::Release));
            undo(bench, "lea", id);
            let after = bench.ticket(id);
            assert_eq!(after.stage.to_string(), stage);
            assert_eq!(after.assignee, Some(who.into()), "{stage}");
            assert_eq!(after.customers_agent, before.customers_agent);
            let said = bench.desk.timeline(id).unwrap();
            let back = format!("gave it back to {who}");
            assert!(said.iter().any(|l| l.text.contains(&back)), "{said:#?}");
            bench.replays(id);
            // One's own comes back to oneself.
            bench.yes(who, id, mv(Verb::Release));
            undo(bench, who, id);
            assert_eq!(bench.ticket(id).assignee, Some(who.into()), "{stage}");
        }
    });
}

fn undo(bench: &mut Bench, who: &str, id: TicketId) {
    bench.sit(who);
    let command = bench.fresh();
    bench.desk.undo(id, &command).unwrap();
}

#[test]
fn what_is_not_undone_names_the_way_on() {
    on_both(|bench| {
        let refused = |bench: &mut Bench, who: &str, id: TicketId| {
            bench.sit(who);
            let command = bench.fresh();
            bench.desk.undo(id, &command).unwrap_err().to_string()
        };
        let id = bench.at("tier2.working");
        bench.yes("ana", id, with(Verb::Recall, &[("reason", "works_now")]));
        let said = refused(bench, "ana", id);
        assert!(said.contains(&format!("hoist escalate {}", id.0)), "{said}");
        let id = bench.at("tier2.working");
        bench.yes("ben", id, send_back("incomplete", "Which region?"));
        let said = refused(bench, "ben", id);
        assert!(said.contains(&format!("hoist escalate {}", id.0)), "{said}");
        let id = bench.at("tier1.working");
        bench.yes("ana", id, crate::support::desk::message("We cancel it."));
        bench.yes("ana", id, crate::support::desk::cancel());
        bench.yes("ana", id, with(Verb::Restore, &[("reason", "a mistake")]));
        let said = refused(bench, "ana", id);
        assert!(said.contains(&format!("hoist cancel {}", id.0)), "{said}");
        let id = bench.at("tier1.closed");
        let said = refused(bench, "ana", id);
        assert!(said.contains(&format!("hoist reopen {}", id.0)), "{said}");
    });
}
