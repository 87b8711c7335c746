//! Telling, closing, what the customer says afterwards, cancelling, the archive.

use crate::support::desk::{
    Bench, DAY, answer, attempt, cancel, close, escalate, forced, missing, mv, of_customer,
    on_both, opening, received, resolve, send_back, take, tell, way, with,
};
use hoist::domain::blocker::Why;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::{CustomerId, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::row::Attention;

fn assumed() -> Command {
    way(Verb::Close, "assumed", &[])
}

#[test]
fn satisfaction_is_assumed_only_after_attempts_on_different_days_over_five() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming"); // Monday
        assert_eq!(
            missing(&bench.no("ana", id, assumed())),
            ["attempts:attempts"]
        );
        bench.yes("ana", id, attempt("rang"));
        bench.wait(DAY); // Tuesday
        bench.yes("ana", id, attempt("rang"));
        bench.yes("ana", id, attempt("rang again"));
        assert!(
            bench.no("ana", id, assumed()).missing[0]
                .text
                .contains("1 of 2")
        );
        bench.wait(2 * DAY); // Thursday
        bench.yes("ana", id, attempt("rang"));
        assert!(
            bench.no("ana", id, assumed()).missing[0]
                .text
                .contains("3 of 5")
        );
        bench.wait(4 * DAY); // Monday
        let force = crate::support::desk::forced(Verb::Close, &[], "enough");
        assert!(
            !bench.no("lea", id, force).missing.is_empty(),
            "never forced"
        );
        let ticket = bench.yes("ana", id, assumed());
        let satisfaction = ticket.satisfaction.unwrap();
        assert!(!satisfaction.confirmed, "never counted as confirmed");
    });
}

#[test]
fn an_answer_of_the_customer_ends_all_assuming() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming");
        for _ in 0..3 {
            bench.wait(3 * DAY);
            bench.yes("ana", id, attempt("rang"));
        }
        bench.yes("ana", id, received("I will look on Friday"));
        assert_eq!(bench.row(id).attention, Attention::Reply);
        assert!(
            bench.no("ana", id, assumed()).missing[0]
                .text
                .contains("has answered")
        );
    });
}

#[test]
fn an_unsatisfied_customer_sends_it_to_a_tier_that_had_it() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming");
        let to = |tier: &str| with(Verb::Dissatisfied, &[("text", "It fails"), ("to", tier)]);
        assert_eq!(
            missing(&bench.no("ana", id, to("engineering"))),
            ["field:to"]
        );
        let ticket = bench.yes("ana", id, to("tier1"));
        assert_eq!(
            (ticket.stage.to_string().as_str(), ticket.reopens),
            ("tier1.queued", 1)
        );
        assert_eq!(ticket.told, None, "telling belongs to one resolution");
        let id = bench.fixed();
        bench.yes("ana", id, tell());
        let wrong = with(Verb::Dissatisfied, &[("text", "It fails")]);
        let ticket = bench.yes("ana", id, wrong);
        assert_eq!(
            ticket.stage.to_string(),
            "engineering.queued",
            "whoever resolved it"
        );
        assert_eq!(ticket.offered_to, Some("eva".into()));
    });
}

#[test]
fn a_reopened_ticket_asks_still_true_of_each_item() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        let ticket = bench.yes("ana", id, with(Verb::Reopen, &[("reason", "It is back")]));
        assert_eq!((ticket.reopens, ticket.offered_to), (1, Some("ana".into())));
        bench.yes("ana", id, mv(Verb::Take));
        assert_eq!(bench.no("ana", id, resolve("solved")).missing.len(), 4);
        let one = Command::StillTrue {
            item: "logs".into(),
        };
        assert_eq!(bench.no("ben", id, one.clone()).why, Why::Role);
        bench.yes("ana", id, one);
        assert_eq!(
            missing(&bench.no("ana", id, resolve("solved"))),
            [
                "check:configurations",
                "check:known_issues",
                "check:updates"
            ]
        );
        bench.yes("ana", id, Command::StillTrue { item: "*".into() });
        let ticket = bench.yes("ana", id, resolve("solved"));
        assert_eq!(ticket.resolution.unwrap().n, 2);
        assert_eq!(
            bench.no("ana", id, close()).why,
            Why::Stage,
            "to be told anew"
        );
    });
}

#[test]
fn reopening_has_a_window_and_a_later_word_makes_a_linked_ticket() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        bench.wait(15 * DAY);
        let reopen = with(Verb::Reopen, &[("reason", "It is back")]);
        assert_eq!(missing(&bench.no("ana", id, reopen)), ["window:reopen"]);
        bench.yes("timer", id, mv(Verb::Archive));
        assert_eq!(bench.no("ana", id, received("It is back")).why, Why::Stage);
        let mut again = opening("incident", "medium", "medium");
        again.follow_up = Some(id);
        bench.sit("ana");
        let command = bench.fresh();
        let next = bench.desk.open_ticket(again, &command).unwrap().id;
        let links = bench.ticket(next).links;
        assert_eq!((links[0].other, links[0].kind.as_str()), (id, "follow_up"));
    });
}

#[test]
fn cancelling_needs_a_reason_and_a_word_to_the_customer() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let silent = |reason: &str| with(Verb::Cancel, &[("reason", reason)]);
        assert_eq!(
            missing(&bench.no("ana", id, silent("not_an_issue"))),
            ["field:text"]
        );
        assert_eq!(
            missing(&bench.no("ana", id, silent("no_answer"))),
            ["attempts:attempts"]
        );
        assert_eq!(
            missing(&bench.no("ana", id, silent("duplicate")))[0],
            "link:duplicate"
        );
        let spam = bench.open();
        bench.yes("ana", spam, silent("spam"));
        assert_eq!(
            bench
                .ticket(spam)
                .messages
                .iter()
                .filter(|m| m.outgoing)
                .count(),
            0
        );
        bench.yes("ana", id, cancel());
        bench.wait(29 * DAY);
        bench.yes("abe", id, with(Verb::Restore, &[("reason", "a mistake")]));
        bench.stands(id, "tier1.queued");
        bench.yes("ana", id, cancel());
        bench.wait(31 * DAY);
        let late = with(Verb::Restore, &[("reason", "a mistake")]);
        assert_eq!(missing(&bench.no("abe", id, late)), ["window:restore"]);
        bench.yes("timer", id, mv(Verb::Archive));
    });
}

#[test]
fn a_duplicate_of_another_customer_is_never_cancelled() {
    on_both(|bench| {
        bench.sit("lea");
        let mut customer = |name: &str| -> CustomerId {
            let named = Customer {
                name: name.into(),
                ..Customer::default()
            };
            bench.desk.put_customer(named).unwrap()
        };
        let (acme, birch) = (customer("Acme"), customer("Birch"));
        let mut of = |customer: CustomerId| -> TicketId {
            let command = bench.fresh();
            bench
                .desk
                .open_ticket(of_customer(customer), &command)
                .unwrap()
                .id
        };
        let (first, same, other) = (of(acme), of(acme), of(birch));
        let cancel = |of: TicketId| {
            let pairs = [
                ("reason", "duplicate"),
                ("duplicate_of", &of.to_string()),
                ("text", "We go on there."),
            ]
            .map(|(a, b)| (a.to_owned(), b.to_owned()));
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(a, b)| (a.as_str(), b.as_str()))
                .collect();
            with(Verb::Cancel, &pairs)
        };
        let refusal = bench.no("ana", other, cancel(first));
        assert_eq!(missing(&refusal), ["link:duplicate"]);
        assert!(!refusal.missing[0].forceable);
        let ticket = bench.yes("ana", same, cancel(first));
        assert_eq!(ticket.links[0].other, first, "the way to it is kept");
    });
}

#[test]
fn a_linked_known_error_hands_down_its_resolution() {
    on_both(|bench| {
        let known = bench.at("tier1.working");
        let id = bench.open();
        let with_it = |to: TicketId| way(Verb::Resolve, "with", &[("with", &to.to_string())]);
        assert_eq!(missing(&bench.no("ana", id, with_it(known))), ["link:with"]);
        bench.yes(
            "ana",
            id,
            Command::Link {
                other: known,
                kind: "known_error".into(),
            },
        );
        let refusal = bench.no("ana", id, with_it(known));
        assert!(refusal.missing[0].text.contains("not resolved yet"));
        let force = Command::Move(hoist::domain::command::Move {
            force: Some("anyway".into()),
            ..match with_it(known) {
                Command::Move(m) => m,
                _ => unreachable!(),
            }
        });
        assert!(
            !bench.no("lea", id, force).missing.is_empty(),
            "there is nothing to tell"
        );
        bench.bring(known, "tier1.resolved");
        let ticket = bench.yes("ana", id, with_it(known));
        let theirs = bench.ticket(known).resolution.unwrap();
        assert_eq!(ticket.resolution.unwrap().text, theirs.text);
    });
}

#[test]
fn a_cancelled_ticket_with_an_open_question_reaches_the_archive() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let due = bench.now().plus_ms(DAY);
        let ask = Command::Ask {
            team: "network_operations".into(),
            due,
            text: "Up?".into(),
        };
        bench.yes("ana", id, ask);
        let hold = Command::Hold {
            kind: "vendor".into(),
            until: due,
            text: String::new(),
        };
        bench.yes("ana", id, hold);
        bench.yes("ana", id, cancel());
        bench.yes("lea", id, mv(Verb::Archive));
    });
}

#[test]
fn the_quick_answer_is_one_form_and_three_moves() {
    on_both(|bench: &mut Bench| {
        let id = bench.open_as("question", "low", "low");
        bench.yes("ana", id, take());
        let offers = bench.desk.view(id).unwrap().offers;
        let offer = offers.iter().find(|o| o.way == "quick").unwrap();
        assert_eq!(
            offer.prefill.get("confirmed_by"),
            None,
            "asked, not presumed"
        );
        assert!(offer.prefill.get("how").is_some());
        let quick = way(
            Verb::Close,
            "quick",
            &[
                ("code", "user_education"),
                ("text", "The button is on the left."),
                ("confirmed_by", "Lena"),
                ("how", "phone"),
            ],
        );
        let before = bench.ticket(id).version;
        let ticket = bench.yes("ana", id, quick);
        assert_eq!(ticket.stage.to_string(), "tier1.closed");
        assert_eq!(ticket.version - before, 3);
        assert_eq!(bench.no("ana", id, answer("steps", "x")).why, Why::Stage);
    });
}

#[test]
fn satisfaction_is_not_dated_before_the_telling_nor_in_the_future() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming");
        for when in ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
            let dated = [("confirmed_by", "Lena"), ("how", "phone"), ("when", when)];
            assert_eq!(
                missing(&bench.no("ana", id, with(Verb::Close, &dated))),
                ["field:when"],
                "{when}"
            );
        }
        // A form says the minute, which begins before the telling in it.
        let told = bench.ticket(id).told.unwrap().at;
        let minute = hoist::domain::id::At(told.0 - told.0.rem_euclid(60_000));
        let when = hoist::domain::words::rfc3339(minute);
        let dated = [
            ("confirmed_by", "Lena"),
            ("how", "phone"),
            ("when", when.as_str()),
        ];
        let ticket = bench.yes("ana", id, with(Verb::Close, &dated));
        assert!(ticket.satisfaction.unwrap().at >= told);
    });
}

#[test]
fn how_the_customer_is_reached_is_never_the_way_a_ticket_was_typed_in() {
    on_both(|bench| {
        for (came_by, proposed) in [("phone", Some("phone")), ("cli", None), ("import", None)] {
            let mut new = opening("incident", "low", "low");
            new.opened.channel = came_by.into();
            bench.sit("ana");
            let command = bench.fresh();
            let id = bench.desk.open_ticket(new, &command).unwrap().id;
            bench.yes("ana", id, take());
            bench.resolve_1(id);
            let offers = bench.desk.view(id).unwrap().offers;
            let offer = offers.iter().find(|o| o.verb == Verb::Tell).unwrap();
            assert_eq!(offer.prefill.get("channel"), proposed, "{came_by}");
            let told = [("channel", "chat"), ("text", "It works again.")];
            bench.yes("ana", id, with(Verb::Tell, &told));
            let offers = bench.desk.view(id).unwrap().offers;
            let offer = offers.iter().find(|o| o.verb == Verb::Close).unwrap();
            assert_eq!(offer.prefill.get("how"), Some("chat"), "as they were told");
        }
    });
}

#[test]
fn cancelling_tells_the_customer_whatever_was_said_before() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes(
            "ana",
            id,
            Command::Message {
                text: "We are on it.".into(),
                channel: String::new(),
                attempt: false,
                workaround: false,
            },
        );
        let silent = with(Verb::Cancel, &[("reason", "no_longer_needed")]);
        assert_eq!(missing(&bench.no("ana", id, silent)), ["field:text"]);
        bench.yes(
            "ana",
            id,
            with(
                Verb::Cancel,
                &[
                    ("reason", "no_longer_needed"),
                    ("text", "As agreed, we stop."),
                ],
            ),
        );
    });
}

#[test]
fn what_was_waived_does_not_block_again() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes(
            "lea",
            id,
            forced(
                Verb::Escalate,
                &[("because", "in_depth"), ("why", "now")],
                "the phone is down",
            ),
        );
        let owed: Vec<u32> = bench.ticket(id).open_owed().map(|o| o.n).collect();
        for n in &owed {
            bench.yes(
                "leo",
                id,
                Command::Waive {
                    n: *n,
                    reason: "not worth it".into(),
                },
            );
        }
        bench.yes("ben", id, send_back("incomplete", "Which region?"));
        bench.yes(
            "ana",
            id,
            Command::Todo {
                n: 1,
                text: "Europe".into(),
            },
        );
        bench.yes("ana", id, mv(Verb::Take));
        bench.yes("ana", id, escalate("potential_bug"));
    });
}
