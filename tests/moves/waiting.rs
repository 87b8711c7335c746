//! Holds with an end, and the clocks that they pause.

use crate::support::desk::{
    Bench, DAY, HOUR, MINUTE, SECOND, answer, attempt, cancel, close, message, missing, mv, note,
    on_both, on_both_under, opening, received, tell, tried, values, with, without_time_in_stage,
};
use hoist::domain::apply::apply;
use hoist::domain::blocker::Why;
use hoist::domain::clock::{Clock, clocks};
use hoist::domain::command::Command;
use hoist::domain::id::{At, TicketId};
use hoist::domain::process::Verb;
use hoist::domain::row::{Attention, Due};
use hoist::domain::ticket::Ticket;

fn hold(kind: &str, until: At) -> Command {
    Command::Hold {
        kind: kind.into(),
        until,
        text: "Thursday's answer".into(),
    }
}

fn clock(bench: &Bench, id: TicketId, what: Due) -> Clock {
    let all = clocks(bench.desk.process(), &bench.ticket(id));
    *all.iter()
        .find(|c| c.what == what)
        .unwrap_or_else(|| panic!("no {what:?} in {all:?}"))
}

/// By e-mail: nobody has spoken to the customer yet.
fn mailed(bench: &mut Bench) -> TicketId {
    let mut mail = opening("incident", "medium", "medium");
    mail.opened.channel = "email".into();
    bench.sit("ana");
    let command = bench.fresh();
    bench.desk.open_ticket(mail, &command).unwrap().id
}

#[test]
fn every_hold_has_an_end_in_the_future_and_then_needs_someone() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let now = bench.now();
        assert_eq!(bench.no("ana", id, hold("customer", now)).why, Why::Input);
        let endless = bench.no("ana", id, hold("scheduled", At::NEVER));
        assert_eq!(endless.why, Why::Input, "{}", endless.text);
        assert_eq!(
            bench.no("ana", id, hold("lunch", now.plus_ms(HOUR))).why,
            Why::Input
        );
        assert_eq!(
            bench.no("ben", id, hold("vendor", now.plus_ms(HOUR))).why,
            Why::Role
        );
        let until = now.plus_ms(3 * HOUR);
        bench.yes("ana", id, hold("customer", until));
        let row = bench.row(id);
        assert_eq!(row.hold, Some(("customer".into(), until)));
        assert!(row.paused);
        assert_eq!(row.needs_at, until, "when it passes it needs someone");
        let ticket = bench.yes("ana", id, received("Here is the log"));
        assert_eq!(ticket.open_holds().count(), 0, "a reply ends the wait");
        assert_eq!(bench.row(id).attention, Attention::Reply);
        bench.yes("ana", id, hold("vendor", until.plus_ms(HOUR)));
        assert_eq!(
            bench.no("ana", id, Command::Resume { n: Some(1) }).why,
            Why::Stage
        );
        let ticket = bench.yes("ana", id, received("Any news?"));
        assert_eq!(
            ticket.open_holds().count(),
            1,
            "a vendor's wait does not end by it"
        );
        assert_eq!(bench.row(id).attention, Attention::Reply);
        bench.yes("ana", id, Command::Resume { n: None });
        assert_eq!(bench.row(id).hold, None);
    });
}

#[test]
fn holds_block_closing_but_the_wait_for_the_customer_ends_by_itself() {
    on_both(|bench| {
        let id = bench.at("tier1.confirming");
        let later = bench.now().plus_ms(DAY);
        bench.yes("ana", id, hold("customer", later));
        bench.yes("ana", id, hold("change_window", later));
        assert_eq!(missing(&bench.no("ana", id, close())), ["hold:2"]);
        bench.yes("ana", id, Command::Resume { n: Some(2) });
        let ticket = bench.yes("ana", id, close());
        assert_eq!(ticket.open_holds().count(), 0);
        assert_eq!(bench.no("ana", id, hold("vendor", later)).why, Why::Stage);
        let id = bench.at("tier1.working");
        bench.yes("ana", id, hold("scheduled", later.plus_ms(DAY)));
        assert_eq!(bench.yes("ana", id, cancel()).open_holds().count(), 0);
    });
}

#[test]
fn targets_follow_the_priority_and_a_raised_one_computes_anew() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = mailed(bench);
        let opened = bench.ticket(id).opened_at;
        assert_eq!(
            clock(bench, id, Due::FirstResponse).due,
            opened.plus_ms(8 * HOUR)
        );
        assert_eq!(
            clock(bench, id, Due::Resolution).due,
            opened.plus_ms(5 * DAY)
        );
        let high = Command::Set(values(&[("impact", "high"), ("urgency", "high")]));
        bench.yes("ana", id, high);
        assert_eq!(
            clock(bench, id, Due::FirstResponse).due,
            opened.plus_ms(30 * MINUTE)
        );
        bench.yes("ana", id, Command::Set(values(&[("major", "yes")])));
        assert_eq!(
            clock(bench, id, Due::FirstResponse).due,
            opened.plus_ms(15 * MINUTE)
        );
        let row = bench.row(id);
        assert_eq!(
            (row.due_what, row.due_at),
            (Due::FirstResponse, opened.plus_ms(15 * MINUTE))
        );
        assert_eq!(row.priority_key, 0, "major stands above P1");
        assert!(!clock(bench, id, Due::FirstResponse).is_breached(bench.now()));
        bench.wait(HOUR);
        assert!(clock(bench, id, Due::FirstResponse).is_breached(bench.now()));
        bench.yes("ana", id, message("We are on it"));
        let met = clock(bench, id, Due::FirstResponse);
        assert!(
            met.met.is_some() && met.is_breached(bench.now()),
            "late stays late"
        );
    });
}

#[test]
fn on_the_phone_the_first_answer_is_given_at_once() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = bench.open();
        let opened = bench.ticket(id).opened_at;
        assert_eq!(clock(bench, id, Due::FirstResponse).met, Some(opened));
        assert_eq!(bench.row(id).due_what, Due::Update);
        assert_eq!(
            bench.row(id).attention,
            Attention::None,
            "its own words are no reply"
        );
    });
}

#[test]
fn a_channel_changed_later_makes_no_first_answer() {
    on_both(|bench| {
        let id = mailed(bench);
        bench.yes("ana", id, Command::Set(values(&[("channel", "phone")])));
        assert_eq!(clock(bench, id, Due::FirstResponse).met, None);
        let sent = bench.yes("ana", id, message("We are on it")).updated_at;
        assert_eq!(clock(bench, id, Due::FirstResponse).met, Some(sent));
    });
}

#[test]
fn the_next_update_counts_from_the_last_word_and_a_message_taken_back_is_none() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let first = clock(bench, id, Due::Update).due;
        bench.wait(2 * HOUR);
        let ticket = bench.yes("ana", id, message("Still looking"));
        let sent = ticket.messages.last().unwrap().clone();
        assert_eq!(
            clock(bench, id, Due::Update).due,
            sent.at.plus_ms(24 * HOUR)
        );
        bench.yes("ana", id, Command::TakeBack { n: sent.n });
        assert!(bench.ticket(id).messages.last().unwrap().taken_back);
        assert_eq!(
            clock(bench, id, Due::Update).due,
            first,
            "as if it had never left"
        );
        bench.yes("ana", id, message("Still looking"));
        bench.wait(31 * SECOND);
        let n = bench.ticket(id).messages.last().unwrap().n;
        assert_eq!(
            bench.no("ana", id, Command::TakeBack { n }).why,
            Why::Stage,
            "it has left"
        );
    });
}

#[test]
fn waiting_for_the_customer_stops_their_clock_and_no_other() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let due = clock(bench, id, Due::Resolution).due;
        let word = clock(bench, id, Due::Update).due;
        let until = bench.now().plus_ms(30 * DAY);
        bench.yes("ana", id, hold("vendor", until));
        assert!(
            clock(bench, id, Due::Resolution).runs(),
            "a vendor's wait is ours"
        );
        let from = bench.yes("ana", id, hold("customer", until)).updated_at;
        assert!(clock(bench, id, Due::Resolution).is_paused());
        bench.wait(20 * DAY);
        assert!(!clock(bench, id, Due::Resolution).is_breached(bench.now()));
        let to = bench.yes("ana", id, received("Back again")).updated_at;
        let moved = clock(bench, id, Due::Resolution).due;
        assert_eq!(
            moved,
            due.plus_ms(to.since_ms(from)),
            "moved by exactly the wait"
        );
        assert_eq!(
            clock(bench, id, Due::Update).due,
            word.plus_ms(to.since_ms(from)),
            "so is the next word"
        );
        bench.replays(id);
    });
}

#[test]
fn a_wait_after_the_telling_excuses_nothing() {
    on_both(|bench| {
        let id = bench.at("tier1.resolved");
        bench.wait(6 * DAY);
        bench.yes("ana", id, tell());
        assert!(clock(bench, id, Due::Resolution).is_breached(bench.now()));
        let until = bench.now().plus_ms(9 * DAY);
        bench.yes("ana", id, hold("customer", until));
        bench.wait(8 * DAY);
        bench.yes("ana", id, received("It works"));
        assert!(
            clock(bench, id, Due::Resolution).is_breached(bench.now()),
            "told late stays late"
        );
    });
}

#[test]
fn a_wait_that_begins_when_the_time_has_run_out_excuses_nothing() {
    on_both_under(&without_time_in_stage(), |bench| {
        let id = bench.at("tier1.working");
        let due = clock(bench, id, Due::Resolution).due;
        let word = clock(bench, id, Due::Update).due;
        bench.wait(due.since_ms(bench.now()) + HOUR);
        let until = bench.now().plus_ms(9 * DAY);
        bench.yes("ana", id, hold("customer", until));
        bench.wait(8 * DAY);
        assert!(
            clock(bench, id, Due::Resolution).is_breached(bench.now()),
            "it was late when the wait began"
        );
        assert_eq!(
            bench.row(id).needs_at,
            until,
            "while it waits it needs nobody"
        );
        bench.yes("ana", id, received("Back again"));
        let late = clock(bench, id, Due::Resolution);
        assert_eq!(late.due, due, "a wait afterwards makes nothing good");
        assert!(late.is_breached(bench.now()));
        let row = bench.row(id);
        assert_eq!(
            (row.due_what, row.due_at),
            (Due::Update, word),
            "nor does it for the next word, which was late before"
        );
    });
}

#[test]
fn acceptance_runs_while_it_waits_for_the_next_tier() {
    on_both(|bench| {
        let id = bench.at("tier2.queued");
        let since = bench.ticket(id).stage_since;
        let row = bench.row(id);
        assert_eq!(
            (row.due_what, row.due_at),
            (Due::Acceptance, since.plus_ms(8 * HOUR))
        );
        let until = bench.now().plus_ms(DAY);
        bench.yes("ben", id, hold("customer", until));
        assert!(
            clock(bench, id, Due::Acceptance).runs(),
            "an agreement between tiers"
        );
        bench.accept("ben", id);
        let all = clocks(bench.desk.process(), &bench.ticket(id));
        assert!(all.iter().all(|c| c.what != Due::Acceptance));
        bench.yes("ana", id, with(Verb::Recall, &[("reason", "works_now")]));
        assert_eq!(bench.no("ana", id, mv(Verb::Take)).why, Why::Stage);
    });
}

/// What the customer's last word leaves on the ticket.
fn waits(bench: &Bench, id: TicketId) -> bool {
    let row = bench.row(id);
    (row.attention, row.needs_at <= bench.now()) == (Attention::Reply, true)
}

#[test]
fn a_word_of_the_customer_waits_until_the_customer_is_answered() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, received("It fails again"));
        bench.yes("ana", id, note("fyi"));
        bench.yes("ana", id, tried());
        bench.yes("ana", id, answer("errors", "502"));
        bench.yes("ana", id, attempt("rang, nobody there"));
        bench.yes("ana", id, hold("vendor", bench.now().plus_ms(DAY)));
        bench.yes("ana", id, Command::Resume { n: None });
        assert!(waits(bench, id), "nothing of that reached the customer");
        let to = Command::HandOver {
            to: "abe".into(),
            text: "Please answer".into(),
        };
        let decline = Command::DeclineHandover {
            reason: "away".into(),
        };
        bench.yes("ana", id, to.clone());
        bench.yes("abe", id, decline);
        assert!(waits(bench, id));
        bench.sit("ana");
        let notes = bench.desk.shift_notes(id, "UTC").unwrap();
        assert!(notes.contains("last word is not answered"), "{notes}");
        bench.yes("ana", id, to);
        bench.yes("abe", id, Command::AcceptHandover);
        assert!(waits(bench, id), "whoever takes it over is told so");
        bench.yes("abe", id, message("We are on it"));
        assert_eq!(bench.row(id).attention, Attention::None);
        // Taken back before it left, it answers nothing.
        bench.yes("abe", id, Command::TakeBack { n: 4 });
        assert!(waits(bench, id));
        bench.yes("abe", id, hold("customer", bench.now().plus_ms(DAY)));
        assert_eq!(bench.row(id).attention, Attention::None);
        bench.yes("abe", id, received("Here is the log"));
        assert!(waits(bench, id));
        bench.replays(id);
    });
}

#[test]
fn a_word_that_needs_no_answer_is_said_to_need_none() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        let none = Command::NoAnswer {
            text: "Only thanks".into(),
        };
        let said = bench.no("ana", id, none.clone());
        assert!(
            said.text.contains("No word of the customer"),
            "{}",
            said.text
        );
        bench.yes("ana", id, received("Thank you!"));
        let ticket = bench.yes("ana", id, none);
        assert_eq!(
            (ticket.notes, bench.row(id).attention),
            (1, Attention::None)
        );
        let last = bench.events(id).pop().unwrap();
        assert_eq!(last.facts.len(), 2, "a note and what it says: {last:?}");
        bench.replays(id);
    });
}

#[test]
fn what_becomes_of_it_is_told_anyway() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, received("It fails again"));
        bench.escalate_1(id);
        assert!(waits(bench, id), "handed up is not answered");
        let id = bench.at("tier1.working");
        bench.yes("ana", id, received("It fails again"));
        bench.resolve_1(id);
        assert_eq!(bench.row(id).attention, Attention::None);
        bench.replays(id);
    });
}

/// Logs from before the words of a customer carried that mark.
#[test]
fn an_old_log_replays_as_it_was() {
    on_both(|bench| {
        let id = bench.at("tier1.working");
        bench.yes("ana", id, received("It fails again"));
        bench.yes("ana", id, note("fyi"));
        let mut old = Ticket {
            id,
            ..Ticket::default()
        };
        for event in bench.events(id) {
            let mut json = serde_json::to_value(&event).unwrap();
            for fact in json["facts"].as_array_mut().unwrap() {
                if let Some(message) = fact.pointer_mut("/message/0") {
                    message.as_object_mut().unwrap().remove("waits");
                }
            }
            apply(&mut old, &serde_json::from_value(json).unwrap());
        }
        assert_eq!(old.reply_at, None, "anything done was an answer then");
        let json = serde_json::to_string(&old.messages).unwrap();
        assert!(!json.contains("waits"), "{json}");
        assert!(bench.ticket(id).reply_at.is_some());
    });
}
