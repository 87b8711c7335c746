//! Resolution and Closure.

use crate::support::desk::DAY;
use crate::support::desk::close;
use crate::support::desk::message;
use crate::support::desk::missing;
use crate::support::desk::mv;
use crate::support::desk::note;
use crate::support::desk::on_both;
use crate::support::desk::resolve;
use crate::support::desk::tell;
use crate::support::desk::with;
use hoist::domain::blocker::Why;
use hoist::domain::process::Verb;

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
