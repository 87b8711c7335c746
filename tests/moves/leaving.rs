//! Whoever leaves the desk leaves no ticket behind that is nobody's.

use crate::support::desk::{Bench, close, mv, on_both, tell, with};
use hoist::domain::agent::Agent;
use hoist::domain::process::Verb;
use hoist::store::{Anchor, Query};

#[test]
fn no_ticket_is_left_with_who_is_gone() {
    for stage in [
        "tier1.working",
        "tier2.queued",
        "tier2.working",
        "engineering.queued",
        "engineering.working",
        "engineering.verifying",
        "tier1.resolved",
        "tier1.confirming",
    ] {
        for who in ["ana", "ben", "eva"] {
            on_both(|bench| {
                let id = bench.at(stage);
                bench.sit("lea");
                let agents = bench.desk.agents().unwrap();
                if !agents.iter().any(|a| a.name == who) {
                    return;
                }
                bench.desk.remove_agent(&who.into()).unwrap();
                let ticket = bench.ticket(id);
                let is = |name: &Option<hoist::domain::id::AgentName>| {
                    name.as_ref().is_some_and(|n| n.as_str() == who)
                };
                assert!(!is(&ticket.assignee), "{stage}: {who} still works on it");
                assert!(
                    !is(&ticket.customers_agent),
                    "{stage}: {who} still has the customer"
                );
                let turn = bench.desk.process().turn(&ticket.stage).first().cloned();
                let query = Query {
                    turn,
                    ..Query::default()
                };
                let page = bench.desk.page(&query, &Anchor::First, 50).unwrap();
                assert!(page.rows.iter().any(|r| r.id == id), "{stage}: in no queue");
                bench.replays(id);
                assert_eq!(bench.desk.audit_check(&mut |_, _| {}).unwrap().bad, None);
            });
        }
    }
}

#[test]
fn what_comes_back_is_given_to_nobody_who_is_gone() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        bench.sit("lea");
        bench.desk.remove_agent(&"eva".into()).unwrap();
        let failed = with(
            Verb::Reject,
            &[("text", "502 again"), ("evidence", "gw.log")],
        );
        let ticket = bench.yes("ben", id, failed);
        assert_eq!(ticket.stage.to_string(), "engineering.working");
        assert_eq!(ticket.assignee, None, "eva deployed it, and is gone");
        bench.replays(id);
    });
}

#[test]
fn whoever_takes_a_ticket_again_has_its_customer_when_the_one_before_is_gone() {
    on_both(|bench| {
        let id = bench.at("tier1.resolved");
        bench.yes("ana", id, tell());
        bench.yes("ana", id, close());
        bench.sit("lea");
        bench.desk.remove_agent(&"ana".into()).unwrap();
        bench.yes("lea", id, with(Verb::Reopen, &[("reason", "again")]));
        let ticket = bench.yes("lea", id, mv(Verb::Take));
        assert_eq!(ticket.customers_agent, Some("lea".into()));
    });
}

#[test]
fn taking_back_the_step_of_a_removal_gives_nothing_to_who_is_gone() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.sit("lea");
        bench.desk.remove_agent(&"ana".into()).unwrap();
        let _ = bench.desk.undo(id, &hoist::desk::new_command_id());
        let ticket = bench.ticket(id);
        assert_eq!((ticket.assignee, ticket.customers_agent), (None, None));
    });
}

fn named(bench: &Bench, name: &str) -> Agent {
    let agents = bench.desk.agents().unwrap();
    agents.into_iter().find(|a| a.name == name).unwrap()
}

#[test]
fn what_an_agent_may_move_no_longer_goes_back_to_its_queue() {
    on_both(|bench| {
        let theirs = bench.at("tier2.working");
        let stays = bench.at("tier1.working");
        let ben = named(bench, "ben");
        assert_eq!(bench.ticket(theirs).assignee, Some("ben".into()));
        bench.sit("lea");
        let both_tiers = Agent {
            tiers: vec!["tier1".into(), "tier2".into()],
            ..ben.clone()
        };
        assert_eq!(bench.desk.put_agent(both_tiers).unwrap(), []);
        let moved = Agent {
            tiers: vec!["tier1".into()],
            ..ben.clone()
        };
        assert_eq!(bench.desk.put_agent(moved).unwrap(), [theirs]);
        let ticket = bench.ticket(theirs);
        assert_eq!(ticket.assignee, None);
        assert_eq!(ticket.stage.to_string(), "tier2.queued");
        assert_eq!(bench.ticket(stays).assignee, Some("ana".into()));
        // Who talks to customers no longer has none; a lead stands in everywhere.
        let ana = named(bench, "ana");
        let lead = Agent {
            tiers: vec!["engineering".into()],
            lead: true,
            ..ana.clone()
        };
        assert_eq!(bench.desk.put_agent(lead.clone()).unwrap(), []);
        let no_lead = Agent {
            lead: false,
            ..lead
        };
        assert_eq!(bench.desk.put_agent(no_lead).unwrap(), [stays]);
        let ticket = bench.ticket(stays);
        assert_eq!((ticket.assignee, ticket.customers_agent), (None, None));
        assert_eq!(bench.ticket(theirs).customers_agent, None);
        bench.replays(theirs);
        bench.replays(stays);
    });
}

#[test]
fn the_only_lead_stays_one() {
    on_both(|bench| {
        bench.sit("lea");
        let agents = bench.desk.agents().unwrap();
        let leads: Vec<Agent> = agents.into_iter().filter(|a| a.lead).collect();
        let (last, others) = leads.split_last().unwrap();
        bench.sit(last.name.as_str());
        let no_lead = |agent: &Agent| Agent {
            lead: false,
            ..agent.clone()
        };
        for other in others {
            bench.desk.put_agent(no_lead(other)).unwrap();
        }
        let said = bench.desk.put_agent(no_lead(last)).unwrap_err();
        assert!(said.to_string().contains("the only lead"), "{said}");
        assert_eq!(said.exit_code(), 4);
    });
}
