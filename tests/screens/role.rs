//! What one may do is changed by a lead while the interface is open: it is seen like every other change.

use super::lively::{desk, press, says, says_not, session};
use crate::support::desk::Bench;
use hoist::domain::agent::Agent;
use hoist::domain::command::Command;
use hoist::domain::id::Tier;

const SIZE: (u16, u16) = (120, 36);

/// Lea makes somebody something else.
fn change(bench: &mut Bench, who: &str, change: impl FnOnce(&mut Agent)) {
    bench.sit("lea");
    let agents = bench.desk.agents().unwrap();
    let seen = agents.into_iter().find(|a| a.name == who).unwrap();
    let mut agent = seen.clone();
    change(&mut agent);
    bench.desk.change_agent(&seen, &agent).unwrap();
}

#[test]
fn another_tier_stands_in_the_title_and_offers_what_it_may() {
    let mut bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    says(&ana, "ana · Tier 1 ");
    change(&mut bench, "ana", |a| {
        a.tiers = vec![Tier("tier2".to_owned())]
    });
    ana.notice();
    says(&ana, "ana · Tier 2 ");
    change(&mut bench, "ana", |a| a.lead = true);
    ana.notice();
    says(&ana, "ana · Tier 2, lead ");
    change(&mut bench, "ana", |a| a.lead = false);
    ana.notice();
    says_not(&ana, ", lead");
}

#[test]
fn whoever_leads_no_more_sees_no_restricted_ticket_any_more() {
    let mut bench = desk();
    let id = bench.at("tier1.working");
    let restrict = Command::Restrict {
        agents: vec!["lea".into()],
        why: "names in it".into(),
    };
    bench.yes("lea", id, restrict);
    let mut ben = session(&bench, "ben", SIZE);
    change(&mut bench, "ben", |a| a.lead = true);
    ben.notice();
    press(
        &mut ben,
        &format!("# \"{}\" <enter> n \"half a sent\"", id.0),
    );
    says(&ben, "half a sent");
    change(&mut bench, "ben", |a| a.lead = false);
    ben.notice();
    says(&ben, &format!("{id} is not shown to you any more"));
    says(&ben, "What you typed is kept: d shows it.");
    says_not(&ben, "half a sent");
}

#[test]
fn an_auditor_is_called_so() {
    let mut bench = desk();
    let mut ana = session(&bench, "ana", SIZE);
    change(&mut bench, "ana", |a| {
        (a.tiers, a.auditor) = (Vec::new(), true);
    });
    ana.notice();
    says(&ana, "ana · auditor ");
}
