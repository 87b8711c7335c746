//! SEED.txt, a test a sentence, each through the desk on both stores. A sentence that asks for
//! something is tested by what is refused without it.

mod closure;
mod company;
mod engineering;
mod promise;
mod tier1;
mod tier2;

use crate::support::desk::Bench;
use crate::support::desk::escalate;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::with;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::domain::ticket::CheckHow;
use hoist::store::Anchor;
use hoist::store::Query;

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
