//! A change of shift.

use crate::support::desk::*;
use hoist::domain::command::Command;
use hoist::domain::row::Attention;
use hoist::store::notice::Wanted;
use hoist::store::{Anchor, Query};

fn to(name: &str) -> Command {
    Command::HandOver {
        to: name.into(),
        text: "Waits for their log; call at four.".into(),
    }
}

fn decline() -> Command {
    Command::DeclineHandover {
        reason: "I am on the phones today.".into(),
    }
}

#[test]
fn a_ticket_changes_hands_when_it_is_accepted() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, to("abe"));
        let ticket = bench.ticket(id);
        assert_eq!(
            (
                ticket.assignee.as_ref().map(|a| a.as_str()),
                ticket.customers_agent.as_ref().map(|a| a.as_str())
            ),
            (Some("ana"), Some("ana"))
        );
        assert!(ticket.last_record("handover").is_some());
        let row = bench.row(id);
        assert_eq!(
            (row.attention, row.handed_to.as_ref().map(|a| a.as_str())),
            (Attention::Handover, Some("abe"))
        );
        bench.sit("abe");
        let mine = Query {
            handed_to: Some("abe".into()),
            ..Query::default()
        };
        assert_eq!(
            bench.desk.page(&mine, &Anchor::First, 9).unwrap().rows[0].id,
            id
        );
        let said = bench.no("ana", id, Command::AcceptHandover);
        assert!(said.text.contains("offered to abe"), "{}", said.text);
        bench.yes("abe", id, Command::AcceptHandover);
        let ticket = bench.ticket(id);
        assert_eq!(
            (
                ticket.assignee.as_ref().map(|a| a.as_str()),
                ticket.customers_agent.as_ref().map(|a| a.as_str())
            ),
            (Some("abe"), Some("abe"))
        );
        assert_eq!(ticket.handover, None);
        assert_eq!(
            bench
                .desk
                .page(&mine, &Anchor::First, 9)
                .unwrap()
                .rows
                .len(),
            0
        );
        bench.replays(id);
    });
}

#[test]
fn what_is_declined_or_taken_back_stays() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, to("abe"));
        bench.yes("abe", id, decline());
        assert_eq!(
            bench.ticket(id).assignee.as_ref().map(|a| a.as_str()),
            Some("ana")
        );
        assert_eq!(bench.ticket(id).handover, None);
        bench.yes("ana", id, to("abe"));
        bench.yes("ana", id, decline());
        let said = bench.no("abe", id, Command::AcceptHandover);
        assert!(said.text.contains("not offered"), "{}", said.text);
        bench.yes("ana", id, to("abe"));
        let empty = Command::DeclineHandover { reason: " ".into() };
        assert!(bench.no("abe", id, empty).text.contains("empty"));
        let said = bench.no("ben", id, decline());
        assert!(said.text.contains("theirs to decline"), "{}", said.text);
        bench.replays(id);
    });
}

#[test]
fn who_takes_over_must_be_here_and_of_the_tier() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        for (name, part) in [
            ("ana", "ana's already"),
            ("zoe", "no agent “zoe”"),
            ("eva", "not of Tier 1"),
        ] {
            let said = bench.no("ana", id, to(name));
            assert!(said.text.contains(part), "{}", said.text);
        }
        let said = bench.no("abe", id, to("abe"));
        assert!(said.text.contains("only they or a lead"), "{}", said.text);
        let queued = bench.open();
        let said = bench.no("ana", queued, to("abe"));
        assert!(said.text.contains("Nobody is in charge"), "{}", said.text);
        // Only the customer changes hands while another tier works on it.
        let up = bench.at("tier2.working");
        bench.yes("ana", up, to("abe"));
        bench.yes("abe", up, Command::AcceptHandover);
        let ticket = bench.ticket(up);
        assert_eq!(
            (
                ticket.assignee.as_ref().map(|a| a.as_str()),
                ticket.customers_agent.as_ref().map(|a| a.as_str())
            ),
            (Some("ben"), Some("abe"))
        );
        // A lead does it for someone who fell ill.
        bench.yes("lea", id, to("abe"));
        bench.yes("abe", id, Command::AcceptHandover);
        assert_eq!(
            bench.ticket(id).assignee.as_ref().map(|a| a.as_str()),
            Some("abe")
        );
    });
}

#[test]
fn who_leaves_takes_nothing_over() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, to("abe"));
        bench.sit("lea");
        bench.desk.remove_agent(&"abe".into()).unwrap();
        let ticket = bench.ticket(id);
        assert_eq!(
            (
                ticket.handover.clone(),
                ticket.assignee.as_ref().map(|a| a.as_str())
            ),
            (None, Some("ana"))
        );
        let said = bench.no("ana", id, to("abe"));
        assert!(said.text.contains("any more"), "{}", said.text);
        bench.replays(id);
    });
}

/// What changed hands in the meantime stays where it is.
#[test]
fn an_offer_that_time_has_passed_by_moves_nothing() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, to("abe"));
        for customers_agent in [false, true] {
            let to = Some("lea".into());
            bench.yes(
                "lea",
                id,
                Command::Assign {
                    to,
                    customers_agent,
                },
            );
        }
        let said = bench.no("abe", id, Command::AcceptHandover);
        assert!(said.text.contains("not ana's any more"), "{}", said.text);
        // And whoever is offered a restricted ticket sees it.
        let secret = bench.open_as("security", "high", "high");
        bench.yes("ana", secret, take());
        bench.sit("abe");
        assert!(bench.desk.ticket(secret).is_err());
        bench.yes("ana", secret, to_abe());
        bench.sit("abe");
        assert!(bench.desk.ticket(secret).is_ok());
    });
}

fn to_abe() -> Command {
    to("abe")
}

#[test]
fn of_a_ticket_at_a_higher_tier_it_is_said_where_it_stands() {
    on_both(|bench| {
        for stage in [
            "tier2.queued",
            "tier2.working",
            "engineering.queued",
            "engineering.working",
        ] {
            let id = bench.at(stage);
            bench.sit("ana");
            let notes = bench.desk.shift_notes(id, "UTC").unwrap();
            assert!(!notes.trim().is_empty(), "{stage}");
            let to = Command::HandOver {
                to: "abe".into(),
                text: notes,
            };
            bench.yes("ana", id, to);
        }
    });
}

#[test]
fn the_work_and_the_customer_are_two_duties_and_an_offer_of_one_leaves_the_other() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, to("bea"));
        let said = bench.no("ana", id, to("abe"));
        assert!(
            said.text
                .contains("offered by ben to bea already: the work on it"),
            "{}",
            said.text
        );
        let offer = bench.ticket(id).handover.unwrap();
        assert_eq!(offer.to, "bea");
        // One's own offer is replaced, and whom it concerned hears that.
        bench.yes("ben", id, to("lea"));
        let all = Wanted {
            unread: false,
            before: None,
            limit: 99,
        };
        let told = bench.desk.store().notices(&"bea".into(), all).unwrap();
        let told: Vec<String> = told.into_iter().map(|k| k.notice.text).collect();
        assert!(
            told.iter().any(|t| t.contains("declined or taken back")),
            "{told:?}"
        );
        bench.yes("lea", id, Command::AcceptHandover);
        bench.yes("ana", id, to("abe"));
        bench.replays(id);
    });
}
