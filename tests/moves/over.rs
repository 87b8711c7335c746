//! What was told and asks for something is over once that was done, or is asked for no more: nobody has to read it then.
//! What happened once is news and stays until it is read.

use crate::support::desk::*;
use hoist::desk::tick::BATCH;
use hoist::domain::command::{Command, Move};
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::report::Period;
use hoist::store::notice::{Kept, Read, Wanted};

fn tick(bench: &mut Bench) -> usize {
    let mut told = 0;
    loop {
        let done = bench.desk.tick(BATCH).unwrap();
        told += done.told;
        if done.next > bench.now() {
            return told;
        }
    }
}

fn kept(bench: &Bench, who: &str, unread: bool) -> Vec<Kept> {
    let wanted = Wanted {
        unread,
        before: None,
        limit: 1_000,
    };
    let mut kept = bench.desk.store().notices(&who.into(), wanted).unwrap();
    kept.reverse();
    kept
}

/// The kinds of what an agent has not read of a ticket, the earliest first.
fn unread(bench: &Bench, who: &str, id: TicketId) -> Vec<&'static str> {
    let unread = kept(bench, who, true).into_iter();
    let mine = unread.filter(|k| k.notice.ticket == Some(id));
    mine.map(|k| k.notice.what.id()).collect()
}

fn hold(kind: &str, until: At) -> Command {
    Command::Hold {
        kind: kind.into(),
        until,
        text: "for the part".into(),
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_wait_that_was_over_and_ended_asks_for_nothing() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let until = bench.now().plus_ms(HOUR);
        bench.yes("ana", id, hold("vendor", until));
        bench.wait(HOUR + MINUTE);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["hold_over"]);
        bench.yes("ana", id, Command::Resume { n: None });
        assert_eq!(unread(bench, "ana", id), NOTHING);
        let over = kept(bench, "ana", false).pop().unwrap();
        assert_eq!(over.over_at, Some(bench.now()));
        assert_eq!(over.read_at, over.over_at);
        assert_eq!(tick(bench), 0);
    });
}

#[test]
fn a_team_that_answers_late_is_late_no_more() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let ask = Command::Ask {
            team: "network_operations".into(),
            due: bench.now().plus_ms(HOUR),
            text: "Is the link up?".into(),
        };
        bench.yes("ana", id, ask);
        bench.wait(HOUR + MINUTE);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["request_overdue"]);
        let answered = Command::Answered {
            n: 1,
            text: "It is.".into(),
        };
        bench.yes("ana", id, answered);
        assert_eq!(unread(bench, "ana", id), NOTHING);
    });
}

#[test]
fn who_accepts_ends_the_search_for_somebody_who_does() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        bench.wait(9 * HOUR);
        tick(bench);
        assert_eq!(unread(bench, "bea", id), ["unaccepted"]);
        bench.wait(8 * HOUR);
        tick(bench);
        assert_eq!(unread(bench, "leo", id), ["unaccepted", "unaccepted"]);
        bench.accept("ben", id);
        assert_eq!(unread(bench, "bea", id), NOTHING);
        assert_eq!(unread(bench, "leo", id), NOTHING);
    });
}

fn level(level: &str) -> Command {
    Command::Set(values(&[("impact", level), ("urgency", level)]))
}

#[test]
fn what_stands_again_is_unread_again_for_who_had_not_read_it() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = bench.at("tier1.working");
        bench.wait(25 * HOUR);
        tick(bench);
        let late = |bench: &Bench, who: &str| {
            let all = kept(bench, who, false);
            let update = all.into_iter().find(|k| k.notice.text == "update is late");
            let kept = update.unwrap();
            (
                kept.notice.n,
                kept.over_at.is_some(),
                kept.read_at.is_some(),
            )
        };
        let (n, ..) = late(bench, "ana");
        assert_eq!(late(bench, "ana"), (n, false, false));
        bench.wait(MINUTE);
        bench.yes("ana", id, level("high"));
        tick(bench);
        let all = kept(bench, "ana", false);
        let updates = all.iter().filter(|k| k.notice.text == "update is late");
        assert_eq!(updates.count(), 2, "another time is late now");
        assert_eq!(late(bench, "ana"), (n, true, true));
        bench.yes("ana", id, level("medium"));
        tick(bench);
        assert_eq!(late(bench, "ana"), (n, false, false), "as it was");
        bench.sit("ana");
        bench.desk.read_notices(Read::Of(id)).unwrap();
        bench.wait(MINUTE);
        bench.yes("ana", id, level("high"));
        bench.yes("ana", id, level("medium"));
        tick(bench);
        assert_eq!(late(bench, "ana"), (n, false, true), "she has read it");
        bench.replays(id);
    });
}

#[test]
fn a_clock_that_was_met_or_begins_anew_is_late_no_more() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = bench.at("tier1.working");
        bench.wait(25 * HOUR);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["late"], "the update");
        bench.yes("ana", id, message("We are on it."));
        assert_eq!(unread(bench, "ana", id), NOTHING);
        bench.wait(19 * HOUR);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["due_soon"]);
        bench.yes("ana", id, message("Still on it."));
        assert_eq!(unread(bench, "ana", id), NOTHING);
        bench.wait(5 * DAY);
        tick(bench);
        assert_eq!(unread(bench, "lea", id), ["late"], "the resolution");
        // A wait for the customer now excuses nothing: it stands.
        let until = bench.now().plus_ms(DAY);
        bench.yes("ana", id, hold("customer", until));
        assert_eq!(unread(bench, "lea", id), ["late"]);
        bench.yes("ana", id, Command::Resume { n: None });
        bench.bring(id, "tier1.confirming");
        assert_eq!(unread(bench, "lea", id), NOTHING, "the customer was told");
        bench.replays(id);
    });
}

#[test]
fn a_clock_set_back_ends_nothing() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.wait(6 * DAY);
        tick(bench);
        let before = unread(bench, "ana", id);
        assert_eq!(before.len(), 3, "{before:?}");
        bench.wait(-5 * DAY);
        bench.yes("ana", id, note("hm"));
        tick(bench);
        assert_eq!(unread(bench, "ana", id), before);
    });
}

#[test]
fn who_tried_need_not_be_reminded_and_who_closed_need_not_be_asked_to() {
    on_both(|bench| {
        let id = bench.at("tier1.resolved");
        let said = [
            ("channel", "email"),
            ("text", "It works again, please try."),
            ("remind", "yes"),
        ];
        bench.yes("ana", id, with(Verb::Tell, &said));
        bench.wait(2 * DAY);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["remind"]);
        bench.yes("ana", id, attempt("Did you see it?"));
        assert_eq!(unread(bench, "ana", id), NOTHING);
        bench.wait(5 * DAY);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["remind"]);
        bench.yes("ana", id, attempt("Hello?"));
        bench.wait(MINUTE);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["propose_closing"]);
        let mut close = Move::new(Verb::Close);
        close.way = "assumed".into();
        bench.yes("ana", id, Command::Move(close));
        assert_eq!(unread(bench, "ana", id), NOTHING);
    });
}

#[test]
fn a_customer_who_answers_after_all_ends_the_reminders() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, message("Which version?"));
        let until = bench.now().plus_ms(2 * HOUR);
        bench.yes("ana", id, hold("customer", until));
        bench.wait(3 * HOUR);
        tick(bench);
        assert_eq!(unread(bench, "ana", id), ["remind"]);
        bench.yes("ana", id, received("4.2"));
        assert_eq!(unread(bench, "ana", id), NOTHING);
    });
}

#[test]
fn what_was_owed_and_kept_a_ticket_from_the_archive_is_forgotten_once_it_is_forgiven() {
    on_both(|bench| {
        let id = bench.at("engineering.working");
        let due = bench.now().plus_ms(10 * DAY);
        bench.evidence_3(id);
        let date = hoist::domain::words::rfc3339(due);
        let kb = format!("by:{date}");
        bench.yes("eva", id, with(Verb::Deploy, &[("kb", &kb)]));
        bench.bring(id, "tier1.closed");
        bench.wait(16 * DAY);
        tick(bench);
        let told = unread(bench, "lea", id);
        assert!(told.contains(&"unarchived"), "{told:?}");
        let owner = bench.ticket(id).owed[0].owner.clone().unwrap();
        assert!(unread(bench, &owner.0, id).contains(&"owed_due"));
        let text = "They want it open again.";
        let reopened = bench.run(
            "abe",
            id,
            with(Verb::Reopen, &[("text", text), ("reason", text)]),
        );
        // Outside the window it stays closed; the lead waives what is owed instead.
        assert!(reopened.is_err());
        let waive = Command::Waive {
            n: 1,
            reason: "nothing to say".into(),
        };
        bench.yes("leo", id, waive);
        assert!(!unread(bench, &owner.0, id).contains(&"owed_due"));
    });
}

#[test]
fn news_stays_until_it_is_read() {
    on_both(|bench| {
        let id = bench.at("tier2.working");
        bench.yes("ben", id, finding());
        bench.yes("bea", id, send_back("incomplete", "Which region?"));
        bench.bring(id, "tier1.working");
        let said = ["recorded", "moved"];
        assert_eq!(unread(bench, "ana", id), said);
        bench.yes("ana", id, cancel());
        tick(bench);
        assert_eq!(unread(bench, "ana", id), said);
    });
}

#[test]
fn a_review_that_was_held_is_due_no_more() {
    on_both(|bench| {
        let reviews = |bench: &Bench, unread: bool| {
            let all = kept(bench, "leo", unread);
            all.iter()
                .filter(|k| k.notice.what.id() == "review_due")
                .count()
        };
        bench.wait(15 * DAY);
        tick(bench);
        bench.wait(7 * DAY);
        tick(bench);
        assert_eq!((reviews(bench, false), reviews(bench, true)), (2, 2));
        bench.sit("lea");
        let period = Period {
            from: START,
            to: bench.now(),
        };
        bench.desk.hold_review(period, &[]).unwrap();
        assert_eq!((reviews(bench, false), reviews(bench, true)), (2, 0));
        bench.wait(8 * DAY);
        assert_eq!(tick(bench), 1);
        assert_eq!(reviews(bench, true), 1, "the next one is");
        let audit = bench.desk.audit_check(&mut |_, _| {}).unwrap();
        assert_eq!(audit.bad, None);
    });
}

#[test]
fn a_process_file_that_asks_for_no_review_ends_that_one_is_due() {
    on_both(|bench| {
        bench.wait(8 * DAY);
        tick(bench);
        assert_eq!(kept(bench, "lea", true).len(), 1);
        bench.sit("lea");
        let often = "every = \"1 week\"";
        let text = hoist::domain::parse::BUILTIN.replace(often, "every = \"8 weeks\"");
        assert!(text.contains("8 weeks"));
        bench.desk.use_process(&text, "we meet less often").unwrap();
        assert_eq!(kept(bench, "lea", true).len(), 0);
    });
}
