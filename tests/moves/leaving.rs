//! Whoever leaves the desk leaves no ticket behind that is nobody's.

use crate::support::desk::on_both;
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
