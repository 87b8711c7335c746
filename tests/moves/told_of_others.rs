//! What an agent is told of what others did: at once, in the transaction of the step, once, and never of what they did
//! themselves or may not see.

use crate::support::desk::*;
use hoist::domain::command::Command;
use hoist::domain::customer::Customer;
use hoist::domain::id::TicketId;
use hoist::domain::process::Verb;
use hoist::store::notice::{Kept, Wanted};

const NOBODY: [&str; 0] = [];

fn kept(bench: &Bench, who: &str, id: TicketId, unread: bool) -> Vec<Kept> {
    let wanted = Wanted {
        unread,
        before: None,
        limit: 1_000,
    };
    let kept = bench.desk.store().notices(&who.into(), wanted).unwrap();
    let mine = kept.into_iter().rev();
    mine.filter(|k| k.notice.ticket == Some(id)).collect()
}

/// What an agent was told of a ticket and has not read, the earliest first.
fn unread(bench: &Bench, who: &str, id: TicketId) -> Vec<String> {
    let unread = kept(bench, who, id, true).into_iter();
    unread.map(|k| k.notice.text).collect()
}

/// Who on the desk was told something of a ticket of this kind.
fn who(bench: &Bench, id: TicketId, what: &str) -> Vec<&'static str> {
    let told = |name: &&str| {
        let all = kept(bench, name, id, false);
        all.iter().any(|k| k.notice.what.id() == what)
    };
    PEOPLE.iter().map(|p| p.0).filter(told).collect()
}

fn assign(to: &str) -> Command {
    Command::Assign {
        to: Some(to.into()),
        customers_agent: false,
    }
}

#[test]
fn a_deployed_fix_is_told_to_both_partners_until_it_is_signed() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        let said = ["eva: deployed a fix; it waits for your sign-off"];
        assert_eq!(who(bench, id, "fix_deployed"), ["ana", "ben"]);
        assert!(unread(bench, "ben", id).contains(&said[0].to_owned()));
        bench.yes("bea", id, sign());
        assert!(unread(bench, "ana", id).contains(&said[0].to_owned()));
        bench.yes("abe", id, sign());
        for partner in ["ana", "ben"] {
            assert!(!unread(bench, partner, id).contains(&said[0].to_owned()));
            let all = kept(bench, partner, id, false);
            let fix = all.iter().find(|k| k.notice.text == said[0]).unwrap();
            assert_eq!(fix.over_at, Some(bench.now()));
        }
        bench.replays(id);
    });
}

#[test]
fn a_fix_that_is_deployed_again_is_told_again() {
    on_both(|bench| {
        let id = bench.at("engineering.verifying");
        let reject = with(Verb::Reject, &[("text", "It still ends in a 502.")]);
        bench.yes("abe", id, reject);
        assert!(
            unread(bench, "eva", id).contains(&"abe: rejected the fix; back to Engineering".into()),
            "{:?}",
            unread(bench, "eva", id)
        );
        bench.deploy(id);
        let fixes = |bench: &Bench, unread: bool| {
            let all = kept(bench, "ben", id, unread);
            all.iter()
                .filter(|k| k.notice.what.id() == "fix_deployed")
                .count()
        };
        assert_eq!((fixes(bench, false), fixes(bench, true)), (2, 1));
    });
}

#[test]
fn named_partners_are_told_instead_of_those_who_would_be() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.evidence_3(id);
        let deploy = with(Verb::Deploy, &[("kb", "KB-77"), ("partner_tier2", "bea")]);
        bench.yes("eva", id, deploy);
        assert_eq!(who(bench, id, "fix_deployed"), ["ana", "bea"]);
    });
}

#[test]
fn a_partner_who_is_away_finds_it_later_and_the_tier_hears_of_it_now() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        bench.sit("ben");
        let back = bench.now().plus_ms(5 * DAY);
        bench.desk.set_away(Some(back)).unwrap();
        bench.deploy(id);
        assert_eq!(
            who(bench, id, "fix_deployed"),
            ["ana", "ben", "bea", "lea", "leo"]
        );
    });
}

#[test]
fn whose_ticket_is_moved_by_another_is_told_and_whoever_it_comes_back_to() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("bea", id, send_back("incomplete", "Which region?"));
        let said = ["bea: sent it back to Tier 1"];
        assert_eq!(unread(bench, "ana", id), said, "it is offered to her");
        assert_eq!(unread(bench, "ben", id), said, "it was his");
        assert_eq!(who(bench, id, "moved"), ["ana", "ben"]);
        bench.yes("ana", id, mv(Verb::Take));
        bench.yes("lea", id, mv(Verb::Release));
        let last = unread(bench, "ana", id).pop().unwrap();
        assert_eq!(last, "lea: gave it back to Tier 1's queue");
        assert_eq!(who(bench, id, "moved"), ["ana", "ben"]);
        bench.replays(id);
    });
}

#[test]
fn a_resolution_of_another_tier_is_told_to_who_tells_it() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.bring(id, "tier1.resolved");
        let told = unread(bench, "ana", id);
        assert_eq!(told.last().unwrap(), "ben: Tier 2 resolved it");
        bench.yes("abe", id, tell());
        assert_eq!(
            unread(bench, "ana", id).pop().unwrap(),
            "abe: told the customer"
        );
    });
}

#[test]
fn nobody_is_told_of_what_they_did_themselves() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        for (name, _, _) in PEOPLE {
            assert_eq!(unread(bench, name, id), NOBODY, "{name}");
        }
        let id = bench.at("engineering.queued");
        assert_eq!(who(bench, id, "moved"), NOBODY);
        assert_eq!(who(bench, id, "assigned"), NOBODY);
    });
}

#[test]
fn who_gets_a_ticket_and_who_loses_it_is_told() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("lea", id, assign("abe"));
        let said = ["lea: assigned it to abe"];
        assert_eq!(unread(bench, "ana", id), said);
        assert_eq!(unread(bench, "abe", id), said);
        let customer = Command::Assign {
            to: Some("abe".into()),
            customers_agent: true,
        };
        bench.yes("lea", id, customer);
        let last = "lea: made abe the customer's agent";
        assert_eq!(unread(bench, "ana", id).pop().unwrap(), last);
        assert_eq!(who(bench, id, "assigned"), ["ana", "abe"]);
        let id = bench.at("tier2.queued");
        bench.yes("bea", id, assign("ben"));
        assert_eq!(unread(bench, "ben", id), ["bea: offered it to ben first"]);
        assert_eq!(who(bench, id, "assigned"), ["ben"]);
    });
}

#[test]
fn whose_ticket_is_merged_is_told_on_both_sides() {
    on_both(|bench| {
        bench.sit("lea");
        let acme = Customer {
            name: "Acme".into(),
            ..Customer::default()
        };
        let acme = bench.desk.put_customer(acme).unwrap();
        let opened = |bench: &mut Bench| {
            bench.sit("ana");
            let command = bench.fresh();
            let done = bench.desk.open_ticket(of_customer(acme), &command);
            done.unwrap().id
        };
        let (a, b) = (opened(bench), opened(bench));
        bench.yes("ana", a, take());
        bench.yes("abe", b, take());
        let merge = Command::Merge {
            into: b,
            text: "We answer you in one place.".into(),
        };
        bench.yes("lea", a, merge);
        assert_eq!(
            unread(bench, "ana", a),
            [format!("lea: merged it into {b}")]
        );
        assert_eq!(unread(bench, "abe", b), [format!("lea: {a} goes on in it")]);
        assert_eq!(who(bench, a, "moved"), NOBODY, "it is told once");
    });
}

#[test]
fn the_customers_agent_hears_what_other_tiers_say_find_and_ask() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, note("hm"));
        bench.yes("ben", id, tried());
        assert_eq!(unread(bench, "ana", id), NOBODY);
        bench.yes("ben", id, message("Which version?"));
        bench.yes("ben", id, finding());
        bench.yes("ben", id, workaround());
        let ask = Command::Ask {
            team: "network_operations".into(),
            due: bench.now().plus_ms(HOUR),
            text: "Is the link up?".into(),
        };
        bench.yes("ben", id, ask);
        let said = [
            "ben: wrote to the customer",
            "ben: recorded “Finding”",
            "ben: recorded “Workaround”",
            "ben: asked Network operations",
        ];
        assert_eq!(unread(bench, "ana", id), said);
        for other in ["abe", "ben", "bea", "lea"] {
            assert_eq!(unread(bench, other, id), NOBODY, "{other}");
        }
        // A lead of all tiers stands in for the one whose turn it is.
        bench.yes("lea", id, message("We are at it."));
        assert_eq!(unread(bench, "ana", id).len(), 5);
    });
}

#[test]
fn among_themselves_the_first_tier_knows_what_it_does() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("abe", id, message("Which version?"));
        bench.yes("lea", id, message("We are at it."));
        assert_eq!(unread(bench, "ana", id), NOBODY);
    });
}

#[test]
fn an_offer_at_a_change_of_shift_is_told_until_it_is_answered() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let offer = Command::HandOver {
            to: "abe".into(),
            text: "Call at four.".into(),
        };
        bench.yes("lea", id, offer.clone());
        let said = ["lea: offered it to abe at a change of shift"];
        assert_eq!(unread(bench, "abe", id), said);
        assert_eq!(unread(bench, "ana", id), said, "it is hers");
        bench.yes("abe", id, Command::AcceptHandover);
        assert_eq!(unread(bench, "abe", id), NOBODY);
        assert_eq!(unread(bench, "ana", id), ["abe: took it over"]);
        assert_eq!(unread(bench, "lea", id), ["abe: took it over"]);
        bench.yes(
            "abe",
            id,
            Command::HandOver {
                to: "ana".into(),
                text: "Yours again.".into(),
            },
        );
        let declined = Command::DeclineHandover {
            reason: "On the phones.".into(),
        };
        bench.yes("ana", id, declined);
        assert_eq!(
            unread(bench, "abe", id),
            ["ana: the offer at the change of shift is declined or taken back"]
        );
    });
}

#[test]
fn of_a_restricted_ticket_only_who_sees_it_hears() {
    on_both(|bench| {
        bench.sit("ana");
        let command = bench.fresh();
        let opening = opening("security", "high", "high");
        let id = bench.desk.open_ticket(opening, &command).unwrap().id;
        bench.bring(id, "tier2.queued");
        bench.yes("lea", id, assign("ben"));
        assert_eq!(who(bench, id, "assigned"), ["ben"]);
        bench.accept("ben", id);
        let before = kept(bench, "ben", id, false).len();
        bench.yes("lea", id, assign("bea"));
        assert_eq!(who(bench, id, "assigned"), ["ben", "bea"]);
        let after = kept(bench, "ben", id, false).len();
        assert_eq!(after, before, "he sees it no more, and hears nothing of it");
        let told = kept(bench, "bea", id, true).pop().unwrap().notice;
        assert_eq!(told.text, "lea: assigned it to bea");
    });
}

#[test]
fn a_step_delivered_twice_is_told_once() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.sit("lea");
        let command = bench.fresh();
        for _ in 0..2 {
            bench.desk.run(id, None, assign("abe"), &command).unwrap();
        }
        assert_eq!(unread(bench, "abe", id).len(), 1);
    });
}

#[test]
fn a_step_taken_back_is_told_to_who_had_been_told() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("lea", id, assign("abe"));
        bench.sit("lea");
        let command = bench.fresh();
        bench.desk.undo(id, &command).unwrap();
        let said = ["lea: assigned it to abe", "lea: assigned it to ana"];
        assert_eq!(unread(bench, "abe", id), said);
        assert_eq!(unread(bench, "ana", id), said);
    });
}

#[test]
fn what_the_desk_does_itself_is_no_step_of_anybody() {
    on_both(|bench| {
        let id = bench.at("tier1.closed");
        bench.wait(15 * DAY);
        let done = bench.desk.tick(hoist::desk::tick::BATCH).unwrap();
        assert_eq!(done.archived, 1);
        for (name, _, _) in PEOPLE {
            assert_eq!(kept(bench, name, id, false).len(), 0, "{name}");
        }
    });
}
