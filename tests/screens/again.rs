//! After a reopening: what was checked before needs one key "still true" each.

use super::USUAL;
use super::lively::{press, says, session};
use crate::support::desk::{Backend, Bench, mv, with};
use hoist::domain::process::Verb;

#[test]
fn each_item_is_confirmed_by_a_key_of_its_own() {
    let mut bench = Bench::new(Backend::Memory);
    let id = bench.at("tier1.closed");
    let reopen = with(Verb::Reopen, &[("reason", "It is back")]);
    bench.yes("ana", id, reopen);
    bench.yes("ana", id, mv(Verb::Take));
    let stale = |bench: &Bench| {
        let ticket = bench.ticket(id);
        let stale = ticket.checks.iter().filter(|(_, c)| c.stale);
        stale.map(|(key, _)| key.clone()).collect::<Vec<_>>()
    };
    let mut ana = session(&bench, "ana", USUAL);
    says(&ana, "AGAIN?");
    let all = stale(&bench);
    assert_eq!(all.len(), 4);
    for left in (0..4).rev() {
        press(&mut ana, "+");
        assert_eq!(stale(&bench).len(), left);
    }
    press(&mut ana, "+");
    says(&ana, "No item needs “still true”.");
}

#[test]
fn in_the_checklist_it_is_the_item_under_the_bar() {
    let mut bench = Bench::new(Backend::Memory);
    let id = bench.at("tier1.closed");
    bench.yes("ana", id, with(Verb::Reopen, &[("reason", "It is back")]));
    bench.yes("ana", id, mv(Verb::Take));
    let mut ana = session(&bench, "ana", USUAL);
    press(&mut ana, "3 j j +");
    let ticket = bench.ticket(id);
    let sure = ticket.checks.iter().filter(|(_, c)| !c.stale);
    assert_eq!(
        sure.map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
        ["tier1.known_issues"]
    );
}
